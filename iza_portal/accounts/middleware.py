from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from iza_portal.page.scripts import answers_in_json

SET_UP_SECOND_FACTOR = "mfa_index"
# Enough to set up a second factor, to see the recovery codes, and to leave.
OPEN_WITHOUT_SECOND_FACTOR = {
    SET_UP_SECOND_FACTOR,
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_logout",
    "healthz",
    "readyz",
}


class SecondFactorMiddleware:
    """Where everybody has to sign in with a second factor, a person without one gets no further than setting it up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.MFA_REQUIRED or request.resolver_match.view_name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        if not request.user.is_authenticated or request.user.has_second_factor:
            return None
        if answers_in_json(view):
            return JsonResponse(
                {"reason": "U hebt nog geen tweede stap om u aan te melden. Stel die eerst in."}, status=401
            )
        if request.method in {"GET", "HEAD"}:
            return redirect(SET_UP_SECOND_FACTOR)
        raise PermissionDenied


class HatMiddleware:
    """Puts on the hat, the organisation that the person chose to act for in this session (`User.hat`).

    Stays lazy: a page that doesn't ask who is there makes no query.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = request.user

        def person():
            if signed_in.is_authenticated:
                signed_in.chosen_hat_id = request.session.get("hat")
            return signed_in

        request.user = SimpleLazyObject(person)
        return self.get_response(request)
