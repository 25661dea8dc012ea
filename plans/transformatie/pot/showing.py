"""What the page of the pot shows: each change with what was there after it, and how it went over the years."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, DecimalField, F, QuerySet, Sum, Value, When, Window

from iza_portal.rows import many
from plans.models.transformatie import Potmutatie, Potsoort
from plans.transformatie.pot.standing import NOTHING

_EUROS = DecimalField(max_digits=16, decimal_places=2)
MILLION = Decimal(1_000_000)
_YEARS = """
    SELECT extract(year FROM "on")::int AS year, coalesce(sum(amount) FILTER (WHERE kind = %s), 0),
        coalesce(sum(amount) FILTER (WHERE kind = ANY(%s::text[])), 0), coalesce(sum(amount) FILTER (WHERE kind = %s), 0)
    FROM plans_potmutatie GROUP BY year ORDER BY year
"""


def changes() -> QuerySet[Potmutatie]:
    """Answer all changes, the newest first, each with what was available `after` it."""
    counted = Case(When(kind=Potsoort.RESERVERING, then=Value(NOTHING)), default=F("amount"), output_field=_EUROS)
    after = Window(Sum(counted), order_by=[F("on").asc(), F("pk").asc()])
    rows = Potmutatie.objects.annotate(after=after).select_related("theme", "plan", "toekenning")
    return rows.order_by("-on", "-pk")


class Year(NamedTuple):
    """A year of the pot, in euros: what came, what plans got (less what came back), what went elsewhere, what was left."""

    year: int
    came: Decimal
    awarded: Decimal
    elsewhere: Decimal
    left: Decimal


def years() -> list[Year]:
    """Answer the years in which something changed, and those between; one query."""
    gone = [Potsoort.TOEKENNING, Potsoort.VRIJVAL]
    by_year = {year: sums for year, *sums in many(_YEARS, Potsoort.BESCHIKBAAR, gone, Potsoort.ANDERS_BESTEED)}
    found, left = [], NOTHING
    for year in range(min(by_year), max(by_year) + 1) if by_year else ():
        came, awarded, elsewhere = by_year.get(year, (NOTHING, NOTHING, NOTHING))
        left += came + awarded + elsewhere
        found.append(Year(year, came, -awarded, -elsewhere, left))
    return found


def chart_of(found: list[Year]) -> dict:
    """Answer what was left at the end of each year as the description of a chart, in millions of euros."""
    values = [[each.year, f"{each.left / MILLION:.1f}"] for each in found]
    return {
        "kind": "trend",
        "title": "Beschikbaar aan het eind van elk jaar, in miljoen euro",
        "line": {"name": "beschikbaar", "values": values},
        "unit": "miljoen euro",
        "decimals": 0,
    }
