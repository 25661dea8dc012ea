"""The business case of a plan added up: per year, added up over the years, and for each who pays or gains."""

from dataclasses import dataclass
from decimal import Decimal

from plans.models.transformatie import Businesscaseregel, Businesscasesoort, Transformatieplan
from plans.transformatie.aanvraag.wording import who_of

_NOTHING = Decimal(0)
NOBODY = "nog niet gezegd"


@dataclass
class Sums:
    """Costs and benefits in euros, and of each what comes back every year after the plan."""

    costs: Decimal = _NOTHING
    benefits: Decimal = _NOTHING
    structural_costs: Decimal = _NOTHING
    structural_benefits: Decimal = _NOTHING

    @property
    def balance(self) -> Decimal:
        """What the benefits are more than the costs; negative where they are less."""
        return self.benefits - self.costs

    def add(self, line: Businesscaseregel) -> None:
        name = "costs" if line.kind == Businesscasesoort.KOSTEN else "benefits"
        for each in [name, *([f"structural_{name}"] if line.is_structural else [])]:
            setattr(self, each, getattr(self, each) + line.amount)


@dataclass(frozen=True)
class Year:
    """A year of the business case; `cumulative` is the balance of all years up to and including it."""

    year: int
    sums: Sums
    cumulative: Decimal


@dataclass(frozen=True)
class Businesscase:
    """The lines of the business case in their order, and what they come to. Years without a line stand in between."""

    lines: list[Businesscaseregel]
    years: list[Year]
    total: Sums
    parties: list[tuple[str, Sums]]

    @property
    def chart(self) -> dict:
        """The balance added up over the years, as `iza_portal.charts` draws it."""
        values = [[each.year, float(each.cumulative)] for each in self.years]
        return {
            "kind": "trend",
            "title": "Saldo van baten en kosten, opgeteld over de jaren",
            "line": {"name": "Saldo", "values": values},
            "unit": "€",
        }


def businesscase_of(plan: Transformatieplan) -> Businesscase:
    """Answer the business case of the plan; one query, and the sums are those of the rows."""
    lines = list(plan.businesscase.select_related("partij__organisation"))
    by_year, by_who, total = {}, {}, Sums()
    for line in lines:
        for sums in (
            by_year.setdefault(line.year, Sums()),
            by_who.setdefault(who_of(line) or NOBODY, Sums()),
            total,
        ):
            sums.add(line)
    years, cumulative = [], _NOTHING
    for year in range(min(by_year), max(by_year) + 1) if by_year else ():
        sums = by_year.get(year, Sums())
        cumulative += sums.balance
        years.append(Year(year, sums, cumulative))
    return Businesscase(lines, years, total, sorted(by_who.items()))
