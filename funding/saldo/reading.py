"""How the money of a budget stands: per year, per line, per municipality, and for the regional and the local part.

All of it is summed in SQL; what comes here is a row for each line or share, however many postings there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from funding.grootboek.dividing import shares
from funding.grootboek.standing import Saldo
from funding.models import Budget, Budgetregel, Deel
from iza_portal.rows import many
from regions.models import Municipality

_SHARES = """
    SELECT year, regel_id, municipality_id, sum(cents)::bigint FROM funding_boeking
    WHERE budget_id = %s AND year = ANY(%s::int[]) AND soort = 'verdeling'
    GROUP BY year, regel_id, municipality_id
"""


@dataclass(frozen=True)
class Line:
    """A line of the budget in a year, with how it stands."""

    regel: Budgetregel
    saldo: Saldo

    @property
    def part(self) -> str:
        # Django's `get_part_display` takes as long as the rest of a row.
        return Deel(self.regel.part).label


@dataclass(frozen=True)
class Part:
    """What one municipality has in one line in a year; `municipality` is None of what was divided in no name."""

    year: int
    regel: Budgetregel
    municipality: Municipality | None
    saldo: Saldo


def year_shown(said: str | None, years: Iterable[int]) -> int | None:
    """Answer the year that a person asked for, or else the one of today, or the last one before it with money."""
    known = sorted(years)
    for year in known:
        if said == str(year):
            return year
    past = [year for year in known if year <= timezone.localdate().year]
    return (past or known or [None])[-1]


def shares_of(budget: Budget, years: Iterable[int]) -> dict[tuple[int, int], dict[int | None, int]]:
    """Answer what each municipality has in a line, in eurocents, by the line and the year; one query."""
    found: dict[tuple[int, int], dict[int | None, int]] = {}
    for year, regel, municipality, cents in many(_SHARES, budget.pk, list(years)):
        found.setdefault((regel, year), {})[municipality] = cents
    return found


def parts_of(budget: Budget, saldi: dict[tuple[int, int], Saldo], regels: dict[int, Budgetregel]) -> list[Part]:
    """Divide how the lines stand over the municipalities of their shares, so that the parts add up to the lines.

    `saldi` are those of the lines, by line and year. What was obliged, paid and spent on a regional line is of nobody by
    itself: it is divided by the shares of the year, by largest remainder and in the order of the names. Two queries.
    """
    divided = shares_of(budget, {year for _, year in saldi})
    named = {who for parts in divided.values() for who in parts} | {each.municipality_id for each in regels.values()}
    known = Municipality.objects.in_bulk(named - {None})
    found = []
    for (regel_pk, year), saldo in saldi.items():
        regel = regels[regel_pk]
        parts = divided.get((regel_pk, year)) or {regel.municipality_id: 0}
        order = sorted(parts, key=lambda who: (who is None, known[who].name if who else ""))
        for who, part in zip(order, split(saldo, [parts[who] for who in order]), strict=True):
            found.append(Part(year, regel, known.get(who), part))
    return found


def split(saldo: Saldo, weights: list[int]) -> list[Saldo]:
    """Divide what was done on a line by these shares, in eurocents; of a line without any all is of the first."""
    # A share can be less than nothing for a while only in a ledger that was written past the portal.
    usable = weights if min(weights) >= 0 and sum(weights) > 0 else [1] + [0] * (len(weights) - 1)
    names = ("verplicht", "betaald", "besteed", "besteed_los")
    divided = {name: shares(getattr(saldo, name), usable) for name in names}
    return [
        Saldo(verdeeld=weight, **{name: divided[name][place] for name in names}) for place, weight in enumerate(weights)
    ]


def lines_of(saldi: dict[tuple[int, int], Saldo], regels: dict[int, Budgetregel], year: int) -> list[Line]:
    """Answer the lines on which something was booked about the year, in their order."""
    return [Line(regel, saldi[pk, year]) for pk, regel in regels.items() if (pk, year) in saldi]


def by_municipality(parts: list[Part]) -> list[tuple[Municipality | None, Saldo]]:
    """Answer the sum of the parts of each municipality, by name; what is of nobody comes last."""
    sums: dict[Municipality | None, Saldo] = {}
    for part in parts:
        sums[part.municipality] = sums.get(part.municipality, Saldo()) + part.saldo
    return sorted(sums.items(), key=lambda pair: (pair[0] is None, pair[0].name if pair[0] else ""))


def by_part(lines: list[Line]) -> list[tuple[Deel, Saldo]]:
    """Answer the sum of the regional lines and that of the local ones."""
    of = [(deel, [line.saldo for line in lines if line.regel.part == deel]) for deel in Deel]
    return [(deel, sum(saldi, Saldo())) for deel, saldi in of if saldi]


def chart_of(year: int, saldo: Saldo) -> dict:
    """Answer how the year stands as the description of a chart, in euros."""
    rows = [("beschikbaar", saldo.beschikbaar), ("verdeeld", saldo.verdeeld), ("verplicht", saldo.verplicht)]
    rows += [("betaald", saldo.betaald), ("besteed", saldo.besteed), ("over", saldo.over)]
    return {
        "kind": "bars",
        "title": f"Hoe het geld van {year} ervoor staat, in euro’s",
        "rows": [
            {"name": name, "value": round(cents / 100), "part": "own" if name == "besteed" else ""}
            for name, cents in rows
        ],
        "unit": "€",
    }
