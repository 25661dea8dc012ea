from functools import cache

from allauth.account.auth_backends import AuthenticationBackend

from iza_portal.accounts.demonstration import is_refused_address, is_refused_password
from iza_portal.accounts.models import User
from iza_portal.accounts.models.users import SECOND_FACTORS
from iza_portal.rows import Columns, one


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
        query = f"SELECT {_columns().sql}, {_HAS_SECOND_FACTOR} FROM accounts_user person WHERE person.id = %s"  # noqa: S608
        row = one(query, SECOND_FACTORS, User._meta.pk.to_python(user_id))
        if row is None:
            return None
        user = _columns().made(row[:-1])
        user.has_second_factor = row[-1]
        return user if self.user_can_authenticate(user) else None


_HAS_SECOND_FACTOR = """EXISTS (
    SELECT FROM mfa_authenticator factor WHERE factor.user_id = person.id AND factor.type = ANY (%s)
)"""


@cache
def _columns() -> Columns:
    return Columns(User, "person")
