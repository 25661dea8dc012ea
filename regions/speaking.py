"""Who speaks for an organisation that is asked something: in a cycle of a regiobeeld, in the consultation of a plan."""

from collections.abc import Iterable

from django.db.models import QuerySet

from iza_portal.accounts.models import Function, Organisation, User
from regions.roles import acting_roles_in

# A kassier handles money, a beheerder the accounts: neither speaks for the organisation.
SPEAKING_FUNCTIONS = {Function.MEDEWERKER, Function.BEOORDELAAR, Function.BESTUURDER, Function.REGIOCOORDINATOR}


def speaks(user, region_id: int) -> bool:
    """Does this person speak in the region for the organisation whose hat is on?"""
    return any(role.function in SPEAKING_FUNCTIONS for role in acting_roles_in(user, region_id))


def speakers_for(organisations: Iterable[Organisation]) -> QuerySet[User]:
    """Answer everybody who speaks for one of these organisations, each once."""
    return User.objects.filter(
        is_active=True,
        memberships__organisation__in=organisations,
        memberships__ended_at=None,
        memberships__function__in=SPEAKING_FUNCTIONS,
    ).distinct()
