"""Who may do what with files of figures, as predicates. `FigureBatchQuerySet.visible_to` is `may_see` as a filter.

Figures of a municipality, and of its region, are for the people who write and judge there; those of the whole country for
national parties and the portal's administrators. Figures themselves are public.
"""

from iza_portal.accounts.models import Function, Kind
from regions.models import FigureBatch, Region, Step
from regions.roles import acting_roles_in, coordinates, roles_in, roles_of

READING_IN = {Function.MEDEWERKER, Function.BEOORDELAAR, Function.REGIOCOORDINATOR}


def regions_to_read_in_for(user) -> set[int]:
    """Answer the regions, by key, for which this person may read in figures, under the hat that is on."""
    hat = getattr(user, "hat", None)
    return {
        role.region_id
        for role in roles_of(user)
        if hat and role.organisation_id == hat.pk and role.function in READING_IN
    }


def may_read_in_for_the_country(user) -> bool:
    """Read in figures of any area: a national party's people, and the portal's administrators."""
    if not user.is_authenticated:
        return False
    hat = user.hat
    is_national = hat is not None and hat.kind == Kind.LANDELIJK
    return user.is_portal_admin or (
        is_national
        and any(
            membership.organisation_id == hat.pk and membership.function == Function.MEDEWERKER
            for membership in user.active_memberships
        )
    )


def may_read_in(user) -> bool:
    """Read in figures of some area."""
    return may_read_in_for_the_country(user) or bool(regions_to_read_in_for(user))


def may_read_in_for(user, region: Region | None) -> bool:
    """Read in figures for this region, or without one for the whole country."""
    return may_read_in_for_the_country(user) if region is None else region.pk in regions_to_read_in_for(user)


def may_see(user, batch: FigureBatch) -> bool:
    """See what was read in: those of the whole country everybody with an account, the others the people of the region."""
    if not user.is_authenticated:
        return False
    return user.is_portal_admin or batch.region_id is None or bool(roles_in(user, batch.region_id))


def may_work_on(user, batch: FigureBatch) -> bool:
    """Say what its columns are, process it, or throw it away before that: colleagues of who uploaded it, in its region."""
    if user.is_authenticated and user.is_portal_admin:
        return True
    hat = getattr(user, "hat", None)
    is_colleague = hat is not None and hat.pk == batch.organisation_id
    if batch.region_id is None:
        return is_colleague and may_read_in_for_the_country(user)
    return is_colleague and any(role.function in READING_IN for role in acting_roles_in(user, batch.region_id))


def may_withdraw(user, batch: FigureBatch) -> bool:
    """Take its figures back: those who may work on it, and the regiocoördinator of the region."""
    return may_work_on(user, batch) or (batch.region_id is not None and coordinates(user, batch.region_id))


def may_try_again(user, batch: FigureBatch) -> bool:
    """Have the step that failed done again: those who may ask for it."""
    return may_withdraw(user, batch) if batch.step == Step.INTREKKEN else may_work_on(user, batch)
