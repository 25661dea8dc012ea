from iza_portal.accounts.choices import Function, Kind
from iza_portal.accounts.models.invitations import Invitation
from iza_portal.accounts.models.organisations import Membership, Organisation
from iza_portal.accounts.models.users import User

__all__ = ["Function", "Invitation", "Kind", "Membership", "Organisation", "User"]
