"""allauth's pages as the portal mounts them."""

from functools import wraps

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from requests import RequestException


def in_our_way(view):
    """Mount a page of allauth as the portal's own pages behave.

    A form that is refused answers 422, a link that does not work (any more) 410. Where the person has to show once more
    who they are, the page asks so by itself: allauth leaves that to its middleware, which does not hear of it when
    `OnceMiddleware` runs the view.
    """

    @wraps(view)
    def mounted(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except ReauthenticationRequired:
            methods = get_account_adapter().get_reauthentication_methods(request.user)
            return suspend_request(request, methods[0]["url"] if methods else reverse("account_login"))
        if response.status_code == 200 and _is_dead_link(response):
            response.status_code = 410
        elif response.status_code == 200 and request.method == "POST" and _has_form(response):
            response.status_code = 422
        return response

    return mounted


def _is_dead_link(response):
    context = getattr(response, "context_data", None) or {}
    return bool(context.get("token_fail")) or ("can_confirm" in context and not context["can_confirm"])


def _has_form(response):
    return "form" in (getattr(response, "context_data", None) or {})


@require_safe
def no_signup(request):
    """Nobody signs up by themselves; this says how one does get in."""
    return render(request, "account/signup.html")


@login_required
def remove_passkey(request, pk):
    """Remove a passkey, unless it is the last second factor where everybody needs one."""
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    adapter = get_mfa_adapter()
    if not adapter.can_delete_authenticator(get_object_or_404(passkeys, pk=pk)):
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_index")
    return webauthn.remove_webauthn(request, pk=pk)


def go_to_provider(request, provider_id):
    """Leave for the organisation's own sign-in page, by way of a page of ours; where that is away, say so.

    Our policy for content lets a form lead to no other address, also not by a redirect: Chromium holds on to that.
    """
    try:
        response = oidc.login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=401)
    if response.status_code == 302:
        return render(request, "socialaccount/leaving.html", {"address": response["Location"]})
    return response
