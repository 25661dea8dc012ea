"""Which plans a region follows: one of each kind, the last that the colleges adopted or that came out."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least, TruncDate

from iza_portal.quarters import last_day
from plans.models import Regioplan, Status, Vaststellingsversie
from plans.workflow import IN_FORCE

#: A day before this is one in whose year a figure was forgotten.
EARLIEST = date(2000, 1, 1)
#: In which a plan goes before one on which the colleges still decide, whatever its year.
BEYOND_THE_TAFEL = (Status.VASTGESTELD, Status.GEPUBLICEERD)


def chosen(plans: Iterable[Regioplan]) -> list[Regioplan]:
    """Answer which of these plans are followed, in the order of region and kind; no query.

    While a next version is before the colleges, people go on with the one before it.
    """
    followed = {}
    for plan in plans:
        of = (plan.region_id, plan.kind)
        if plan.status in IN_FORCE and (of not in followed or _rank(plan) > _rank(followed[of])):
            followed[of] = plan
    return [followed[of] for of in sorted(followed)]


def _rank(plan: Regioplan) -> tuple:
    return plan.status in BEYOND_THE_TAFEL, plan.edition, plan.version


def followed_plans(region_id: int) -> list[Regioplan]:
    """Answer the plans that the region follows; one query."""
    return chosen(Regioplan.objects.filter(region=region_id, status__in=IN_FORCE))


def why_not_followed(plan: Regioplan) -> str:
    """Answer why what happens with the plan is not noted at it, as a sentence, or nothing; one query."""
    if plan.status == Status.INGETROKKEN:
        return "Dit plan is ingetrokken. De voortgang wordt er niet meer bij vastgelegd."
    if plan.status not in IN_FORCE:
        return "De voortgang wordt vastgelegd zodra de regiotafel akkoord is met het plan."
    instead = next((each for each in followed_plans(plan.region_id) if each.kind == plan.kind), plan)
    return "" if instead == plan else f"De voortgang wordt nu vastgelegd bij “{instead}”."


def agreed_on(versies: QuerySet[Vaststellingsversie]) -> date | None:
    """Answer the first day on which one of these was agreed to or decided on, also where that was noted later; one query."""
    first = versies.aggregate(at=Min(TruncDate("at")), on=Min("besluiten__decided_on"))
    return min((day for day in first.values() if day), default=None)


def followed_in(quarter: date, **wanted) -> list[Regioplan]:
    """Answer the plans that are followed and were agreed to in this quarter or before; one query.

    `wanted` is the filter of the plans: all regions' where there is none.
    """
    versies = Vaststellingsversie.objects.filter(plan__region=OuterRef("region"), plan__kind=OuterRef("kind"))
    versies = versies.order_by().values("plan__kind")
    since = Least(
        Subquery(versies.annotate(first=Min(TruncDate("at"))).values("first")),
        Subquery(versies.annotate(first=Min("besluiten__decided_on")).values("first")),
    )
    plans = Regioplan.objects.filter(Q(status__in=IN_FORCE), **wanted).annotate(agreed_on=since)
    return [plan for plan in chosen(plans) if plan.agreed_on and plan.agreed_on <= last_day(quarter)]
