"""The decisions on the grants of a budget, year by year, each with what was granted after it."""

from itertools import groupby
from typing import NamedTuple

from django.db.models import Case, Sum, When, Window

from funding.models import Beschikking, Beschikkingsoort, Budget


class GrantedYear(NamedTuple):
    """A year of a budget: its decisions in their order, what they add up to in eurocents, and whether it was settled."""

    year: int
    beschikkingen: list[Beschikking]
    cents: int
    is_settled: bool


def granted_years(budget: Budget) -> list[GrantedYear]:
    """Answer the years for which something was granted, the first one first; one query.

    Each decision has `after`: what was granted for the year with it, in eurocents. The first grant comes first, whatever its
    day: of what was published that is the peildatum, and changes of before it may be noted since.
    """
    is_change = Case(When(kind=Beschikkingsoort.VERLENING, then=0), default=1)
    order = [is_change, "on", "pk"]
    after = Window(Sum("cents"), partition_by="year", order_by=order)
    rows = budget.beschikkingen.annotate(after=after).select_related("by", "boekstuk").defer("boekstuk__note")
    rows = rows.select_related("stuk").defer("stuk__content").order_by("year", *order)
    return [
        GrantedYear(year, decisions, decisions[-1].after, any(_settles(each) for each in decisions))
        for year, decisions in ((year, list(found)) for year, found in groupby(rows, key=lambda row: row.year))
    ]


def _settles(beschikking: Beschikking) -> bool:
    return beschikking.kind == Beschikkingsoort.VASTSTELLING
