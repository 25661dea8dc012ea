"""Whose turn it is at a date, of the person who looks at it."""

from iza_portal.accounts.models import Kind
from regions.models.dates import Doelpubliek
from regions.models.participation import RegionRole
from regions.roles import Role, roles_of

_BY_KIND = {
    Kind.GEMEENTE: Doelpubliek.GEMEENTEN,
    Kind.OPENBAAR_LICHAAM: Doelpubliek.GEMEENTEN,
    Kind.ZORGVERZEKERAAR: Doelpubliek.VERZEKERAARS,
    Kind.ZORGKANTOOR: Doelpubliek.VERZEKERAARS,
    Kind.ZORGAANBIEDER: Doelpubliek.AANBIEDERS,
}


def names_of(audience: list[str]) -> str:
    """Name these audiences in a line."""
    return ", ".join(str(Doelpubliek(each).label) for each in audience)


def _audiences(role: Role) -> set[str]:
    found = {Doelpubliek.REGIO, _BY_KIND.get(role.kind, Doelpubliek.REGIO)}
    return found | ({Doelpubliek.MANDAATHOUDERS} if role.region_role == RegionRole.MANDAATHOUDER else set())


def audiences_in(user) -> dict[int, set[str]]:
    """Answer by region as which audiences this person is asked there, under every hat; no query more."""
    found: dict[int, set[str]] = {}
    for role in roles_of(user):
        found.setdefault(role.region_id, set()).update(_audiences(role))
    return found


def audiences_of(user) -> set[str]:
    """Answer as which audiences this person is asked at a national date: those of all regions, and of a national party."""
    if not user.is_authenticated:
        return set()
    found = set().union(*audiences_in(user).values())
    if any(hat.kind == Kind.LANDELIJK for hat in user.hats):
        found.add(Doelpubliek.LANDELIJK)
    return found
