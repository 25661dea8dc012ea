"""The milestones of a plan with their amounts, added up for each milestone, party, sector, kind of costs and year."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from plans.models.transformatie import Mijlpaalbedrag, Transformatiemijlpaal, Transformatieplan

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Division:
    """The money of a plan divided in one way: `by` says how, `rows` hold what each gets, in euros."""

    by: str
    rows: list[tuple[str, Decimal]]


@dataclass(frozen=True)
class Mijlpalen:
    """The milestones in their order, each with its `amount`, and all money of the plan added up in four ways."""

    rows: list[tuple[Transformatiemijlpaal, Decimal]]
    total: Decimal
    divisions: list[Division]


def mijlpalen_with_all(plan: Transformatieplan) -> list[Transformatiemijlpaal]:
    """Answer the milestones of the plan in their order, each with its amounts and their parties; two queries."""
    bedragen = Mijlpaalbedrag.objects.select_related("partij__organisation")
    rows = plan.mijlpalen.select_related("partij__organisation", "afspraak")
    return list(rows.prefetch_related(Prefetch("bedragen", bedragen)))


def amount_of(mijlpaal: Transformatiemijlpaal) -> Decimal:
    """Add up the amounts of a milestone, in euros."""
    return sum((bedrag.amount for bedrag in mijlpaal.bedragen.all()), _NOTHING)


def per_year(mijlpalen: Iterable[Transformatiemijlpaal]) -> list[tuple[int, Decimal]]:
    """Add up the amounts for each year in which a milestone is due; a year without money is not there."""
    years = defaultdict(Decimal)
    for mijlpaal in mijlpalen:
        if amount := amount_of(mijlpaal):
            years[mijlpaal.due_on.year] += amount
    return sorted(years.items())


def mijlpalen_of(plan: Transformatieplan) -> Mijlpalen:
    """Answer the milestones of the plan with what they come to; two queries, and the sums are those of the rows."""
    mijlpalen = mijlpalen_with_all(plan)
    parties, sectors, costs = defaultdict(Decimal), defaultdict(Decimal), defaultdict(Decimal)
    for mijlpaal in mijlpalen:
        for bedrag in mijlpaal.bedragen.all():
            parties[str(bedrag.partij)] += bedrag.amount
            sectors[bedrag.get_sector_display()] += bedrag.amount
            costs[bedrag.get_costs_display()] += bedrag.amount
    rows = [(mijlpaal, amount_of(mijlpaal)) for mijlpaal in mijlpalen]
    divisions = [
        Division("Partij", sorted(parties.items())),
        Division("Sector", sorted(sectors.items())),
        Division("Soort kosten", sorted(costs.items())),
        Division("Jaar", [(str(year), amount) for year, amount in per_year(mijlpalen)]),
    ]
    return Mijlpalen(rows, sum((amount for _, amount in rows), _NOTHING), divisions)
