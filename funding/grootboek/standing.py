"""How the money of a budget stands: sums over the ledger, in eurocents. Nothing of it is kept."""

from dataclasses import dataclass, fields
from operator import add, attrgetter

from funding.models import Budget, Verplichting
from iza_portal.rows import many

_SUMS = """
    coalesce(sum(cents) FILTER (WHERE soort = 'verlening'), 0)::bigint,
    coalesce(sum(cents) FILTER (WHERE soort = 'uit_vorig_jaar'), 0)::bigint,
    coalesce(sum(cents) FILTER (WHERE soort = 'naar_volgend_jaar'), 0)::bigint,
    coalesce(sum(cents) FILTER (WHERE soort = 'terugbetaling'), 0)::bigint,
    coalesce(sum(cents) FILTER (WHERE soort = 'verdeling'), 0)::bigint,
    coalesce(sum(cents) FILTER (WHERE soort = 'verplichting'), 0)::bigint,
    coalesce(sum(cents) FILTER (WHERE soort = 'betaling'), 0)::bigint,
    coalesce(sum(cents) FILTER (WHERE soort = 'realisatie'), 0)::bigint,
    coalesce(sum(cents) FILTER (WHERE soort = 'realisatie' AND verplichting_id IS NULL), 0)::bigint
"""

_PER_YEAR = f"SELECT year, {_SUMS} FROM funding_boeking WHERE budget_id = %s GROUP BY year ORDER BY year"  # noqa: S608
_PER_LINE = f"""
    SELECT year, regel_id, {_SUMS} FROM funding_boeking WHERE budget_id = %s AND year = ANY(%s::int[])
        AND regel_id IS NOT NULL
    GROUP BY year, regel_id
"""  # noqa: S608
_OF_OBLIGATION = f"""
    SELECT year, {_SUMS} FROM funding_boeking WHERE verplichting_id = %s GROUP BY year ORDER BY year
"""  # noqa: S608


@dataclass(frozen=True)
class Saldo:
    """What happened to the money of a year, of a line or of an obligation, in eurocents; see `Boeksoort`.

    `besteed_los` is the part of `besteed` that was spent without an obligation.
    """

    verleend: int = 0
    uit_vorig_jaar: int = 0
    naar_volgend_jaar: int = 0
    terugbetaald: int = 0
    verdeeld: int = 0
    verplicht: int = 0
    betaald: int = 0
    besteed: int = 0
    besteed_los: int = 0

    @property
    def beschikbaar(self) -> int:
        """What there is for the year: granted, with what moved between years, less what went back."""
        return self.verleend + self.uit_vorig_jaar - self.naar_volgend_jaar - self.terugbetaald

    @property
    def te_verdelen(self) -> int:
        return self.beschikbaar - self.verdeeld

    @property
    def vast(self) -> int:
        """What is spoken for: entered into as an obligation, or spent without one."""
        return self.verplicht + self.besteed_los

    @property
    def vrij(self) -> int:
        """What of what was divided is not spoken for."""
        return self.verdeeld - self.vast

    @property
    def te_betalen(self) -> int:
        return self.verplicht - self.betaald

    @property
    def over(self) -> int:
        """What of what there is was not spent."""
        return self.beschikbaar - self.besteed

    def __add__(self, other: "Saldo") -> "Saldo":
        return Saldo(*map(add, _SUMS_OF(self), _SUMS_OF(other)))


_SUMS_OF = attrgetter(*[each.name for each in fields(Saldo)])


def saldi_of(budget: Budget) -> dict[int, Saldo]:
    """Answer how each year of the budget stands that has postings, by year; one query."""
    return {year: Saldo(*sums) for year, *sums in many(_PER_YEAR, budget.pk)}


def saldo_of(budget: Budget, year: int) -> Saldo:
    """Answer how one year stands; one query."""
    return saldi_of(budget).get(year, Saldo())


def line_saldi_of(budget: Budget, years) -> dict[tuple[int, int], Saldo]:
    """Answer how each line stands in each of these years, by the key of the line and the year; one query."""
    return {(regel, year): Saldo(*sums) for year, regel, *sums in many(_PER_LINE, budget.pk, list(years))}


def obligation_saldi_in_years(verplichting: Verplichting) -> dict[int, Saldo]:
    """Answer how one obligation stands in each year, by year; one query."""
    return {year: Saldo(*sums) for year, *sums in many(_OF_OBLIGATION, verplichting.pk)}
