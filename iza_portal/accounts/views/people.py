"""The people of an organisation: who does what, since when, and who was invited."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from iza_portal.accounts import people, rules
from iza_portal.accounts.choices import Function
from iza_portal.accounts.forms.people import ReasonForm
from iza_portal.accounts.models import Membership, Organisation, User
from iza_portal.names import DutchOrder
from iza_portal.page.access import get_visible_or_404, posted
from iza_portal.trail.recording import history


def page_of(organisation, user):
    """Answer where `user` looks at the people of the organisation: the own page for the hat that is on."""
    if user.hat is not None and user.hat.pk == organisation.pk:
        return reverse("own-organisation")
    return reverse("organisation", args=[organisation.pk])


@login_required
@require_safe
def own_organisation(request):
    if request.user.hat is None:
        return render(request, "accounts/no_organisation.html")
    return _show(request, request.user.hat)


@login_required
@require_safe
def organisation(request, pk):
    return _show(request, get_visible_or_404(Organisation.objects, request.user, pk=pk))


def _show(request, organisation):
    user = request.user
    functions = rules.functions_to_give(user, organisation)
    memberships = organisation.memberships.active().select_related("user").order_by("user__name", "user_id", "function")
    unfinished = organisation.invitations.filter(accepted_at=None, withdrawn_at=None, function__in=functions)
    context = {
        "organisation": organisation,
        "memberships": memberships,
        "invitations": unfinished.select_related("invited_by"),
        "may_invite": bool(functions),
        "may_manage": rules.may_manage(user, organisation),
        "may_see_history": rules.may_see_history(user, organisation),
        "others": _other_organisations(user, organisation),
    }
    return render(request, "accounts/people.html", context)


def _other_organisations(user, organisation):
    """The organisations that a regiocoördinator lets colleagues in for, shown on the page of the own organisation."""
    if user.is_portal_admin or user.hat is None or organisation.pk != user.hat.pk:
        return []
    return Organisation.objects.filter(pk__in=rules.invitable_by_others(user)).exclude(pk=organisation.pk)


@login_required
def end_membership(request, pk):
    membership = get_visible_or_404(
        Membership.objects.active().select_related("organisation", "user"), request.user, pk=pk
    )
    if not rules.may_manage(request.user, membership.organisation):
        raise PermissionDenied
    back = page_of(membership.organisation, request.user)
    if request.method == "POST":
        try:
            people.end_membership(membership, by=request.user)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(
                request,
                f"{membership.user} is geen {membership.get_function_display()} meer bij {membership.organisation}.",
            )
        return redirect(back)
    return render(request, "accounts/end_membership.html", {"membership": membership, "back": back})


@login_required
@require_safe
def own_history(request):
    if request.user.hat is None:
        return render(request, "accounts/no_organisation.html")
    return _show_history(request, request.user.hat)


@login_required
@require_safe
def organisation_history(request, pk):
    return _show_history(request, get_visible_or_404(Organisation.objects, request.user, pk=pk))


def _show_history(request, organisation):
    if not rules.may_see_history(request.user, organisation):
        raise PermissionDenied
    context = {
        "organisation": organisation,
        "events": history(organisation),
        "back": page_of(organisation, request.user),
    }
    return render(request, "accounts/history.html", context)


@login_required
@require_safe
def all_organisations(request):
    """Look up an organisation, for the portal's administrators: without them nobody could be the first to come in."""
    if not rules.may_run_portal(request.user):
        raise PermissionDenied
    words = request.GET.get("zoek", "").strip()[:100].replace("\0", "")
    active = Q(memberships__ended_at=None)
    organisations = Organisation.objects.annotate(
        people_count=Count("memberships__user", filter=active, distinct=True),
        beheerder_count=Count("memberships", filter=active & Q(memberships__function=Function.BEHEERDER)),
    ).order_by(DutchOrder("name"))
    for word in words.split():
        organisations = organisations.filter(name__icontains=word)
    page = Paginator(organisations, 50).get_page(request.GET.get("pagina"))
    return render(request, "accounts/all_organisations.html", {"page_obj": page, "words": words})


@login_required
def account(request, pk):
    """Close somebody's account, or open it again, for a stated reason."""
    if not rules.may_run_portal(request.user):
        raise PermissionDenied
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        people.set_active(person, not person.is_active, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, f"Het account van {person} is {'gesloten' if person.is_active else 'weer open'}.")
        return redirect("account", pk=pk)
    context = {"person": person, "form": form, "memberships": person.active_memberships, "events": history(person)}
    return render(request, "accounts/account.html", context, status=422 if form.is_bound else 200)
