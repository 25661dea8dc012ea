"""The rode draad of money: from what an opgave asks to the lines that pay for it, and where it breaks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, Sum

from funding.models import Boeking, Boeksoort, Budget, Budgetregel, Regeling
from funding.verdelen.lines import without_concepts
from iza_portal.rows import many
from plans.models import Dekking, Opgave, Regioplan
from regions.agreements import Geldstroom

_PER_STREAM = """
    WITH opgaven AS (SELECT id, key FROM plans_opgave WHERE plan_id = %(plan)s AND position IS NOT NULL)
    SELECT stream, sum(asked)::bigint, sum(budgeted)::bigint, sum(obliged)::bigint, sum(spent)::bigint FROM (
        SELECT dekking.stream, sum(dekking.amount) * 100 AS asked, 0 AS budgeted, 0 AS obliged, 0 AS spent
        FROM opgaven JOIN plans_dekking dekking ON dekking.opgave_id = opgaven.id
        GROUP BY dekking.stream
        UNION ALL
        SELECT regeling.stream, 0, coalesce(sum(boeking.cents) FILTER (WHERE boeking.soort = 'verdeling'), 0),
            coalesce(sum(boeking.cents) FILTER (WHERE boeking.soort = 'verplichting'), 0),
            coalesce(sum(boeking.cents) FILTER (WHERE boeking.soort = 'realisatie'), 0)
        FROM opgaven
        JOIN funding_budgetregel regel ON regel.opgave_key = opgaven.key AND regel.budget_id = ANY(%(budgets)s::bigint[])
        JOIN funding_boeking boeking ON boeking.budget_id = regel.budget_id AND boeking.regel_id = regel.id
        JOIN funding_budget budget ON budget.id = regel.budget_id
        JOIN funding_regeling regeling ON regeling.id = budget.regeling_id
        GROUP BY regeling.stream
    ) money
    GROUP BY stream
"""

# What was booked on a line; the index of the postings begins with the budget.
_BOOKED = Boeking.objects.filter(budget=OuterRef("budget"), regel=OuterRef("pk"))


@dataclass
class Sums:
    """What an opgave asks of a stream for a year, and what became of it on its lines, in eurocents."""

    asked: int = 0
    budgeted: int = 0
    obliged: int = 0
    spent: int = 0

    def add(self, other: "Sums") -> None:
        self.asked += other.asked
        self.budgeted += other.budgeted
        self.obliged += other.obliged
        self.spent += other.spent


@dataclass
class OpgaveMoney:
    """An opgave with its money: per stream and year, in their order, and the lines that this person may see."""

    opgave: Opgave
    per_year: dict[tuple[str, int], Sums] = field(default_factory=lambda: defaultdict(Sums))
    lines: list[Budgetregel] = field(default_factory=list)
    #: The streams that it asks money of, and that no line of a budget pays.
    unpaid: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, int, Sums]]:
        streams = list(Geldstroom.values)
        found = sorted(self.per_year.items(), key=lambda row: (streams.index(row[0][0]), row[0][1]))
        return [(Geldstroom(stream).label, year, sums) for (stream, year), sums in found]

    @property
    def total(self) -> Sums:
        total = Sums()
        for sums in self.per_year.values():
            total.add(sums)
        return total


def sums_per_line(lines: Iterable[Budgetregel]) -> dict[int, dict[int, Sums]]:
    """Answer what was budgeted, obliged and spent on each of these lines, by its pk and the year; one query."""
    lines = list(lines)
    rows = (
        Boeking.objects.filter(regel__in=[line.pk for line in lines], budget__in={line.budget_id for line in lines})
        .order_by()
        .values_list("regel", "year")
        .annotate(
            budgeted=Sum("cents", filter=Q(soort=Boeksoort.VERDELING), default=0),
            obliged=Sum("cents", filter=Q(soort=Boeksoort.VERPLICHTING), default=0),
            spent=Sum("cents", filter=Q(soort=Boeksoort.REALISATIE), default=0),
        )
    )
    found = defaultdict(dict)
    for regel, year, budgeted, obliged, spent in rows:
        found[regel][year] = Sums(0, int(budgeted), int(obliged), int(spent))
    return found


def money_of(opgaven: Iterable[Opgave], user) -> list[OpgaveMoney]:
    """Answer the money of each of these opgaven, in their order, as this person may see it; as many queries for all.

    What is asked stands in the plan. Lines and their sums are of the budgets that the person may see; whether a stream that
    is asked has any line is looked up in all of them, so that nobody is told of a break that is none.
    """
    told = {opgave.key: OpgaveMoney(opgave) for opgave in opgaven}
    pks = {each.opgave.pk: each for each in told.values()}
    asked = Dekking.objects.filter(opgave__in=pks).order_by().values_list("opgave", "stream", "year")
    for opgave, stream, year, euros in asked.annotate(Sum("amount")):
        pks[opgave].per_year[stream, year].asked = int(euros * 100)
    lines = Budgetregel.objects.filter(opgave_key__in=told, budget__in=Budget.objects.visible_to(user))
    lines = list(with_budget(without_concepts(lines)))
    sums = sums_per_line(lines)
    for line in lines:
        money = told[line.opgave_key]
        money.lines.append(line)
        for year, of_line in sums[line.pk].items():
            money.per_year[line.budget.regeling.stream, year].add(of_line)
    _find_unpaid(told)
    return list(told.values())


def money_per_stream(plan: Regioplan, budgets: Iterable[int]) -> list[tuple[str, Sums]]:
    """Answer per stream what the opgaven of the plan ask and what their lines in these budgets have, of all years.

    `budgets` are the keys of those that the reader may see. It is the sum of `money_of` over the opgaven; one query.
    """
    found = {stream: Sums(*sums) for stream, *sums in many(_PER_STREAM, plan=plan.pk, budgets=list(budgets))}
    return [(stream.label, found[stream]) for stream in Geldstroom if stream in found]


def with_budget(lines):
    """Let lines come with what the name and the address of their budget are made of, in the same query."""
    budget = ["regeling", "mandaatregio", "municipality", "plan"]
    return lines.select_related("municipality", "onderdeel", *(f"budget__{each}" for each in budget))


def _find_unpaid(told: dict) -> None:
    paying = set(Regeling.objects.filter(is_planned=False).values_list("stream", flat=True))
    # A line pays when money was booked on it: a concept of a division promises nothing yet.
    paying_lines = Budgetregel.objects.filter(Exists(_BOOKED), opgave_key__in=told)
    paid = set(paying_lines.values_list("opgave_key", "budget__regeling__stream"))
    # The money of a transformatieplan hangs on the opgave by that plan.
    through = Budget.objects.filter(plan__opgaven__key__in=told)
    paid |= set(through.values_list("plan__opgaven__key", "regeling__stream"))
    for key, money in told.items():
        streams = {stream for (stream, _), sums in money.per_year.items() if sums.asked}
        money.unpaid = [
            stream.label for stream in Geldstroom if stream in streams & paying and (key, stream.value) not in paid
        ]


def untied_lines(budgets, opgaven: Iterable[Opgave]) -> list[Budgetregel]:
    """Answer the lines with money of these budgets that hang on none of the opgaven.

    Those of a transformatieplan that has an opgave hang on it.
    """
    keys = [opgave.key for opgave in opgaven]
    lines = without_concepts(Budgetregel.objects.filter(Exists(_BOOKED), budget__in=budgets))
    lines = lines.exclude(opgave_key__in=keys).exclude(budget__plan__opgaven__key__in=keys)
    return list(with_budget(lines).order_by("budget", "position", "pk"))
