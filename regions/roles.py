"""What a person is in which region: the functions at their organisations, times what those organisations are there."""

from dataclasses import dataclass

from django.db.models import BooleanField, F, Func, QuerySet

from iza_portal.accounts.models import Function, User
from iza_portal.rows import many
from regions.models.participation import RegionRole


@dataclass(frozen=True)
class Role:
    """One person's function at one organisation, with one role of that organisation in one region."""

    organisation_id: int
    kind: str
    function: str
    region_id: int
    region_role: str


# From the participation's side: that costs half of what it does from the other.
_ROLES = """
    SELECT participation.organisation_id, organisation.kind, membership.function, participation.region_id, participation.role
    FROM regions_participation participation
    JOIN accounts_organisation organisation ON organisation.id = participation.organisation_id
    JOIN accounts_membership membership ON membership.organisation_id = participation.organisation_id
    WHERE participation.ended_on IS NULL AND membership.ended_at IS NULL AND membership.user_id = %s
"""


def roles_of(user) -> frozenset[Role]:
    """Answer all roles of `user`, under every hat; one query for each person and request."""
    if not user.is_authenticated:
        return frozenset()
    if not hasattr(user, "_roles"):
        rows = many(_ROLES, user.pk)
        user._roles = frozenset(Role(*row) for row in rows)
    return user._roles


def roles_in(user, region_id: int) -> frozenset[Role]:
    """Answer the roles that `user` has in one region, under every hat: enough to read."""
    return frozenset(role for role in roles_of(user) if role.region_id == region_id)


def acting_roles_in(user, region_id: int) -> frozenset[Role]:
    """Answer the roles that `user` has in one region under the hat that is on: what acting asks for."""
    hat = getattr(user, "hat", None)
    return frozenset(role for role in roles_in(user, region_id) if hat and role.organisation_id == hat.pk)


def coordinates(user, region_id: int) -> bool:
    """Is this person, under the hat that is on, the regiocoördinator of the region?"""
    return any(
        role.function == Function.REGIOCOORDINATOR and role.region_role == RegionRole.REGIOCOORDINATOR
        for role in acting_roles_in(user, region_id)
    )


def coordinated_by(user) -> list[int]:
    """Answer the regions of which this person is the regiocoördinator, under any hat; no query more."""
    return sorted(
        role.region_id
        for role in roles_of(user)
        if role.function == Function.REGIOCOORDINATOR and role.region_role == RegionRole.REGIOCOORDINATOR
    )


def people_of_region(region_id: int) -> QuerySet[User]:
    """Answer everybody who acts for an organisation that takes part in the region: those who can be given work there."""
    return User.objects.filter(
        is_active=True,
        memberships__ended_at=None,
        memberships__organisation__participations__region=region_id,
        memberships__organisation__participations__ended_on=None,
    ).distinct()


# As SQL of one piece: lists of plans and regiobeelden ask it of every row, and Django would build it anew each time.
_TAKES_PART = """EXISTS (
    SELECT 1 FROM (VALUES (%(expressions)s)) AS asked (person, region)
    JOIN accounts_user person ON person.id = asked.person AND person.is_active
    JOIN accounts_membership membership ON membership.user_id = person.id AND membership.ended_at IS NULL
    JOIN regions_participation participation ON participation.organisation_id = membership.organisation_id
        AND participation.region_id = asked.region AND participation.ended_on IS NULL
)"""


def takes_part_sql(person: str, region: str) -> str:
    """Answer the piece of SQL that tells whether the person of the column `person` takes part in the region of `region`."""
    return _TAKES_PART % {"expressions": f"{person}, {region}"}


def takes_part(person: str, region: str) -> Func:
    """Tell of a row whether the person in its field `person` is among the `people_of_region` in its field `region`."""
    return Func(F(f"{person}_id"), F(f"{region}_id"), template=_TAKES_PART, output_field=BooleanField())
