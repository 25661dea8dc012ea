"""Who may tell how the work of an opgave goes, and fix the report of the region on a quarter."""

from plans import rules
from plans.models import Aandeel, Opgave
from plans.vaststelling.rules import regions_noted_in
from regions.roles import coordinates, roles_in


def may_account(user, opgave: Opgave) -> bool:
    """Measure the goals of an opgave and write its kwartaalbericht; asks of no state of the plan.

    For who writes in all of the plan (officials of the municipalities, the regiocoördinator) and for who works for an
    organisation that leads the opgave. `opgave` has its `plan` and its `partijen` at hand.
    """
    plan = opgave.plan
    if rules.writes_everywhere(user, plan):
        return True
    return plan.region_id in regions_noted_in(user) and any(
        partij.part == Aandeel.TREKKER and partij.organisation_id == user.hat.pk for partij in opgave.partijen.all()
    )


def may_see_reports(user, region_id: int) -> bool:
    """Read the reports on quarters of a region: people of organisations that take part in it."""
    return bool(roles_in(user, region_id))


def may_fix(user, region_id: int) -> bool:
    """Fix the report of a region on a quarter: the regiocoördinator."""
    return coordinates(user, region_id)
