"""Who may do what with a regiobeeld, as predicates. `RegiobeeldQuerySet.visible_to` is `may_read` as a filter.

The marktleiders and the coördinerende gemeente take the initiative and answer for the result; the regiocoördinator runs
the process; officials of the region and the people of the initiators write (IZA p. 45; domain of roles).
"""

from functools import partial

from iza_portal.accounts.models import Function, Kind
from iza_portal.moves.table import Move
from regions.models import ADOPTED, PUBLIC, Cycle, Regiobeeld, RegionRole
from regions.regiobeelden.workflow import OPEN, BeeldStatus, Mover
from regions.roles import acting_roles_in, coordinates, roles_in
from regions.speaking import SPEAKING_FUNCTIONS, speaks

MARKTLEIDERS = {RegionRole.MARKTLEIDER_1, RegionRole.MARKTLEIDER_2}
INITIATORS = {*MARKTLEIDERS, RegionRole.COORDINERENDE_GEMEENTE}
WRITING_FUNCTIONS = {Function.MEDEWERKER, Function.BEOORDELAAR, Function.REGIOCOORDINATOR}
#: The states in which the procesvoorstel is still a proposal.
PROPOSING = {BeeldStatus.BASISBEELD, BeeldStatus.PROCESVOORSTEL}


def may_read(user, regiobeeld: Regiobeeld) -> bool:
    """Published ones are everybody's; others are for the people of the region."""
    return regiobeeld.status in PUBLIC or may_see_work(user, regiobeeld)


def may_see_work(user, regiobeeld: Regiobeeld) -> bool:
    """See how it is made, its cycles and its history: people of the region, under any hat."""
    return user.is_authenticated and bool(roles_in(user, regiobeeld.region_id))


def speaks_for(user, region_id: int, region_roles: set[RegionRole]) -> bool:
    """Speaks this person, under the hat that is on, for an organisation that has one of these roles in the region?"""
    return any(
        role.region_role in region_roles and role.function in SPEAKING_FUNCTIONS
        for role in acting_roles_in(user, region_id)
    )


def takes_initiative(user, region_id: int) -> bool:
    """Speaks this person for a marktleider or the coördinerende gemeente of the region?"""
    return speaks_for(user, region_id, INITIATORS)


# What it takes to be one of those whom the table of moves names.
MOVERS = {
    Mover.REGIOCOORDINATOR: coordinates,
    Mover.MARKTLEIDER: partial(speaks_for, region_roles=MARKTLEIDERS),
    Mover.COORDINERENDE_GEMEENTE: partial(speaks_for, region_roles={RegionRole.COORDINERENDE_GEMEENTE}),
}


def may_talk(user, regiobeeld: Regiobeeld) -> bool:
    """Comment on the text and propose changes: who acts for an organisation that takes part in the region."""
    return bool(acting_roles_in(user, regiobeeld.region_id))


def may_move(user, regiobeeld: Regiobeeld, move: Move) -> bool:
    """Make this move of the workflow."""
    return any(MOVERS[who](user, regiobeeld.region_id) for who in move.who)


def may_start(user, region) -> bool:
    """Begin a regiobeeld: who takes the initiative, or runs the process."""
    return takes_initiative(user, region.pk) or coordinates(user, region.pk)


def may_propose(user, regiobeeld: Regiobeeld) -> bool:
    """Write the procesvoorstel: who takes the initiative, until the enrichment begins."""
    return regiobeeld.status in PROPOSING and takes_initiative(user, regiobeeld.region_id)


def may_arrange(user, regiobeeld: Regiobeeld) -> bool:
    """Order the themes, run the cycles, say who was involved: the regiocoördinator."""
    return regiobeeld.status in OPEN and coordinates(user, regiobeeld.region_id)


def may_answer(user, regiobeeld: Regiobeeld) -> bool:
    """Answer the criteria: the regiocoördinator, until it is adopted."""
    return regiobeeld.status not in ADOPTED and coordinates(user, regiobeeld.region_id)


def may_write(user, regiobeeld: Regiobeeld) -> bool:
    """Write texts and points: officials of the region's municipalities and GGD, the initiators, the regiocoördinator."""
    if regiobeeld.status not in OPEN:
        return False
    return coordinates(user, regiobeeld.region_id) or any(
        role.function in WRITING_FUNCTIONS
        and (role.kind in {Kind.GEMEENTE, Kind.GGD} or role.region_role in INITIATORS)
        for role in acting_roles_in(user, regiobeeld.region_id)
    )


def may_finish(user, regiobeeld: Regiobeeld, *, owner_id: int | None) -> bool:
    """Say that a theme with this owner is ready: who writes, and the owner while they take part in the region."""
    owns = owner_id == user.pk and bool(acting_roles_in(user, regiobeeld.region_id))
    return regiobeeld.status in OPEN and (owns or may_write(user, regiobeeld))


def may_handle(user, cycle: Cycle) -> bool:
    """Say what was done with reactions: who writes in the regiobeeld, while the cycle is open."""
    return cycle.closed_at is None and may_write(user, cycle.regiobeeld)


def may_handle_of(user, regiobeeld: Regiobeeld, organisation_id: int) -> bool:
    """Say what was done with the reactions of this organisation: who writes, but nobody of that organisation itself.

    The regiocoördinator runs the process, and handles any.
    """
    return may_write(user, regiobeeld) and (
        coordinates(user, regiobeeld.region_id)
        or organisation_id not in {role.organisation_id for role in roles_in(user, regiobeeld.region_id)}
    )


def is_asked(user, cycle: Cycle) -> bool:
    """Speaks this person, under the hat that is on, for an organisation that the cycle asked?"""
    return speaks(user, cycle.regiobeeld.region_id) and cycle.parties.filter(pk=user.hat.pk).exists()


def may_react(user, cycle: Cycle) -> bool:
    """React in a cycle that is open, for an organisation that was asked."""
    return cycle.closed_at is None and is_asked(user, cycle)


def may_read_cycle(user, cycle: Cycle) -> bool:
    """Read the account of a cycle: of a closed one whoever reads the regiobeeld, of an open one who sees the work."""
    return may_see_work(user, cycle.regiobeeld) or (cycle.closed_at is not None and may_read(user, cycle.regiobeeld))
