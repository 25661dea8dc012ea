"""The decisions on the grants of a budget, year by year, each with what was granted after it."""

from itertools import groupby
from typing import NamedTuple

from django.db.models import Sum, Window

from funding.models import Beschikking, Beschikkingsoort, Budget


class GrantedYear(NamedTuple):
    """A year of a budget: its decisions in their order, what they add up to in eurocents, and whether it was settled."""

    year: int
    beschikkingen: list[Beschikking]
    cents: int
    is_settled: bool


def granted_years(budget: Budget) -> list[GrantedYear]:
    """Answer the years for which something was granted, the first one first; one query.

    Each decision has `after`: what was granted for the year with it, in eurocents.
    """
    after = Window(Sum("cents"), partition_by="year", order_by=["on", "pk"])
    rows = budget.beschikkingen.annotate(after=after).select_related("by", "boekstuk").defer("boekstuk__note")
    rows = rows.select_related("stuk").defer("stuk__content").order_by("year", "on", "pk")
    return [
        GrantedYear(year, decisions, decisions[-1].after, any(_settles(each) for each in decisions))
        for year, decisions in ((year, list(found)) for year, found in groupby(rows, key=lambda row: row.year))
    ]


def _settles(beschikking: Beschikking) -> bool:
    return beschikking.kind == Beschikkingsoort.VASTSTELLING
