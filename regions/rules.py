"""Who may do what around a region, as predicates and filters.

A role of an organisation in a region is a right for its people: they read the region's plans before publication, people
of municipalities write in them, and the regiocoördinator decides on them. So roles are given with care:

- The regiocoördinator of a region gives and ends roles there, but not the role that makes a regiocoördinator: with that
  one they could take a region, or leave it without anybody. The portal's administrator gives and ends that role, and not
  to an organisation that they act for themselves, since an administrator reads no draft without a logged reason.
- Who the mandaathouder is, and which municipalities lie in the region, follows from the regeling: only the reference
  data changes it, and nobody shuts a municipality out of its own region's plan.
- A role fits the kind of organisation. An insurer takes part as marktleider or coördinerend verzekeraar and not as a
  plain participant, so that at most three insurers read along; a national party takes part in no region.
- An organisation that the portal does not know yet is made here only where nothing else says which ones exist:
  municipalities, insurers and zorgkantoren come from the reference data.
"""

from django.db.models import Exists, OuterRef

from iza_portal.accounts.models import Kind, Organisation
from regions.models import Participation, RegionRole
from regions.roles import coordinates, roles_in, roles_of

KINDS_BY_ROLE = {
    RegionRole.REGIOCOORDINATOR: {Kind.GEMEENTE, Kind.OPENBAAR_LICHAAM, Kind.GGD},
    RegionRole.MANDAATHOUDER: {Kind.GEMEENTE, Kind.OPENBAAR_LICHAAM},
    RegionRole.COORDINERENDE_GEMEENTE: {Kind.GEMEENTE},
    RegionRole.MARKTLEIDER_1: {Kind.ZORGVERZEKERAAR},
    RegionRole.MARKTLEIDER_2: {Kind.ZORGVERZEKERAAR},
    RegionRole.COORDINEREND_VERZEKERAAR: {Kind.ZORGVERZEKERAAR},
    RegionRole.DEELNEMER: {
        Kind.GEMEENTE,
        Kind.OPENBAAR_LICHAAM,
        Kind.ZORGKANTOOR,
        Kind.ZORGAANBIEDER,
        Kind.GGD,
        Kind.BURGERS,
    },
}

# Kinds of which a new organisation may be made by hand.
NEW_KINDS = {Kind.ZORGAANBIEDER, Kind.GGD, Kind.BURGERS, Kind.OPENBAAR_LICHAAM}


def may_arrange_participants(user, region) -> bool:
    """Open the page on which roles are given and ended."""
    return user.is_authenticated and (user.is_portal_admin or coordinates(user, region.pk))


def givable_roles(user, region) -> list[RegionRole]:
    """Answer the roles that this person may give in the region, in their own order."""
    roles = []
    if coordinates(user, region.pk):
        roles = [role for role in RegionRole if role not in {RegionRole.REGIOCOORDINATOR, RegionRole.MANDAATHOUDER}]
    if user.is_authenticated and user.is_portal_admin:
        roles.append(RegionRole.REGIOCOORDINATOR)
    return roles


def may_give(user, region, role, organisation) -> bool:
    """Give this role in the region to this organisation."""
    if role == RegionRole.REGIOCOORDINATOR and user.memberships.active().filter(organisation=organisation).exists():
        return False
    return role in givable_roles(user, region) and organisation.kind in KINDS_BY_ROLE[role]


def may_end(user, participation) -> bool:
    """End this role; what follows from the regeling ends by the reference data only."""
    if participation.ended_on or (participation.role == RegionRole.DEELNEMER and participation.follows_data):
        return False
    return participation.role in givable_roles(user, participation.region)


def may_read_history(user, region) -> bool:
    """Read who changed the participants: the people of the region, and the portal's administrator."""
    return user.is_authenticated and (user.is_portal_admin or bool(roles_in(user, region.pk)))


def organisations_to_invite_for(user):
    """Answer the organisations for which `user` may invite as regiocoördinator.

    Those that take part only in regions that this person coordinates: somebody invited for an organisation gets its
    rights in every region where it takes part, and the regiocoördinator has no say in other regions.
    """
    coordinated = {role.region_id for role in roles_of(user) if coordinates(user, role.region_id)}
    if not coordinated:
        return Organisation.objects.none()
    current = Participation.objects.current().filter(organisation=OuterRef("pk"))
    return Organisation.objects.filter(
        Exists(current.filter(region__in=coordinated)), ~Exists(current.exclude(region__in=coordinated))
    )
