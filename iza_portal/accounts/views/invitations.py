"""Inviting colleagues, and taking up an invitation."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from iza_portal.accounts import invitations, rules
from iza_portal.accounts.forms.people import InviteForm, NewPersonForm
from iza_portal.accounts.links import InvitationGone, find_open, hash_token
from iza_portal.accounts.models import Invitation, Organisation
from iza_portal.accounts.views.people import page_of
from iza_portal.page.access import get_visible_or_404, posted


@login_required
def invite(request, pk):
    organisation = get_visible_or_404(Organisation.objects, request.user, pk=pk)
    functions = rules.functions_to_give(request.user, organisation)
    if not functions:
        raise PermissionDenied
    form = InviteForm(posted(request), functions=functions)
    if form.is_valid():
        try:
            invitation = invitations.invite(organisation, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De uitnodiging voor {invitation.email} is onderweg.")
            return redirect(page_of(organisation, request.user))
    context = {"organisation": organisation, "form": form, "back": page_of(organisation, request.user)}
    return render(request, "accounts/invite.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def send_again(request, pk):
    return _act_on(
        request, pk, invitations.send_again, "De uitnodiging is opnieuw onderweg. De vorige link werkt niet meer."
    )


@login_required
@require_POST
def withdraw(request, pk):
    return _act_on(request, pk, invitations.withdraw, "De uitnodiging is ingetrokken. De link werkt niet meer.")


def _act_on(request, pk, operation, words):
    invitation = get_visible_or_404(Invitation.objects, request.user, pk=pk)
    try:
        operation(invitation, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, words)
    return redirect(page_of(invitation.organisation, request.user))


@never_cache
@require_safe
def open_link(request, token):
    """Come in by the link of the mail. The secret goes into the session at once, out of the address bar and the logs."""
    token_hash = hash_token(token)
    try:
        find_open(token_hash)
    except InvitationGone:
        return _gone(request)
    request.session["invitation"] = token_hash
    return redirect("invitation")


@never_cache
@sensitive_post_parameters("password1", "password2")
def take_up(request):
    """Show the invitation that this session came in with, and take it up: as oneself, or as somebody new."""
    token_hash = request.session.get("invitation", "")
    try:
        invitation = find_open(token_hash)
        if request.user.is_authenticated:
            return _take_up_as_oneself(request, invitation)
        if invitations.has_account(invitation):
            if request.method == "POST":
                # The address became somebody's while this page was open: show what to do now.
                return redirect("invitation")
            return render(request, "accounts/invitation_sign_in.html", {"invitation": invitation})
        return _take_up_as_new(request, invitation)
    except InvitationGone:
        request.session.pop("invitation", None)
        return _gone(request)


def _take_up_as_oneself(request, invitation):
    if not invitations.belongs_to(invitation, request.user):
        return render(request, "accounts/invitation_for_another.html", {"invitation": invitation}, status=403)
    if request.method == "POST":
        invitations.accept(invitation.token_hash, by=request.user)
        _arrive(request, invitation)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/invitation.html", {"invitation": invitation})


def _take_up_as_new(request, invitation):
    form = NewPersonForm(posted(request), email=invitation.email)
    if form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password1"]
        try:
            user = invitations.accept_as_new(invitation.token_hash, name=name, password=password)
        except invitations.SignInFirst:
            return redirect("invitation")
        # Who has just chosen a password need not type it again to set up the second factor.
        record_authentication(request, user, method="password", reauthenticated=True)
        _arrive(request, invitation)
        return perform_login(request, user, redirect_url=resolve_url(settings.LOGIN_REDIRECT_URL))
    context = {"invitation": invitation, "form": form}
    return render(request, "accounts/invitation_new.html", context, status=422 if form.is_bound else 200)


def _arrive(request, invitation):
    request.session.pop("invitation", None)
    request.session["hat"] = invitation.organisation_id
    messages.success(request, f"Welkom. U werkt nu voor {invitation.organisation}.")


def _gone(request):
    return render(request, "accounts/invitation_gone.html", status=410)
