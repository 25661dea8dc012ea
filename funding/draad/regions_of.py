"""To which regions, and so to which plans, the money of a budget belongs."""

from django.db.models.expressions import RawSQL
from django.utils import timezone

from funding.models import Budget
from plans.models import Regioplan
from plans.voortgang.followed import chosen
from plans.workflow import IN_FORCE
from regions.models import Indeling, Purpose, Region


def regions_of(budget: Budget):
    """Answer the regions whose plans the budget can pay for: of its mandaatregio, its municipality, or its plan."""
    if budget.mandaatregio_id:
        return Region.objects.filter(mandaatregio=budget.mandaatregio_id)
    if budget.municipality_id:
        here = Indeling.objects.current().filter(municipality=budget.municipality_id, purpose=Purpose.STRUCTUUR)
        return Region.objects.filter(pk__in=here.values("region"))
    return Region.objects.filter(pk=budget.plan.region_id)


def budgets_of(region: Region, user):
    """Answer the budgets of the region that this person may see: of the mandaatregio, the municipalities and the plans."""
    values = [region.pk, Purpose.STRUCTUUR.value, timezone.localdate(), region.pk, region.mandaatregio_id]
    return Budget.objects.filter(pk__in=RawSQL(_OF_REGION, values)).visible_to(user)  # noqa: S611 (a constant)


# For Django it would take longer to write than for PostgreSQL to answer.
_OF_REGION = """
    SELECT id FROM funding_budget
    WHERE municipality_id IN (
            SELECT municipality_id FROM regions_indeling WHERE region_id = %s AND purpose = %s AND period @> %s::date
        )
        OR plan_id IN (SELECT id FROM plans_transformatieplan WHERE region_id = %s)
        OR mandaatregio_id = %s
"""


def plans_of(regions, user) -> list[Regioplan]:
    """Answer the plans that these regions follow and this person may read; two queries."""
    followed = chosen(Regioplan.objects.filter(region__in=regions, status__in=IN_FORCE).select_related("region"))
    read = set(
        Regioplan.objects.visible_to(user).filter(pk__in=[each.pk for each in followed]).values_list("pk", flat=True)
    )
    return [plan for plan in followed if plan.pk in read]
