from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

from iza_portal.accounts.demonstration import is_refused_address, is_refused_password
from iza_portal.accounts.models import User
from iza_portal.accounts.models.users import SECOND_FACTORS


class Backend(AuthenticationBackend):
    """Signs in with e-mail address and password, and says at every request who the session's person is.

    Who may not sign in any more (deactivated, or a demo account outside the demonstration) is signed out by it, too.
    """

    def authenticate(self, request, **credentials):
        if is_refused_password(credentials.get("password") or ""):
            self._mitigate_timing_attack(credentials["password"])
            return None
        return super().authenticate(request, **credentials)

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and not is_refused_address(user.email)

    def get_user(self, user_id):
        """Answer the person with `has_second_factor` filled in, so that asking for it costs no query of its own."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        user = User.objects.annotate(has_second_factor=Exists(factors)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
