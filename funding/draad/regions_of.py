"""To which regions, and so to which plans, the money of a budget belongs."""

from django.db.models import Q

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
    here = Indeling.objects.current().filter(region=region, purpose=Purpose.STRUCTUUR).values("municipality")
    of_region = Q(municipality__in=here) | Q(plan__region=region)
    if region.mandaatregio_id:
        of_region |= Q(mandaatregio=region.mandaatregio_id)
    return Budget.objects.filter(of_region).visible_to(user)


def plans_of(regions, user) -> list[Regioplan]:
    """Answer the plans that these regions follow and this person may read; two queries."""
    followed = chosen(Regioplan.objects.filter(region__in=regions, status__in=IN_FORCE).select_related("region"))
    read = set(
        Regioplan.objects.visible_to(user).filter(pk__in=[each.pk for each in followed]).values_list("pk", flat=True)
    )
    return [plan for plan in followed if plan.pk in read]
