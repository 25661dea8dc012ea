"""What the page of the pot shows: each change with what was there after it, and how it went over the years."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, DecimalField, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import ExtractYear

from plans.models.transformatie import Potmutatie, Potsoort
from plans.transformatie.pot.standing import NOTHING

_EUROS = DecimalField(max_digits=16, decimal_places=2)
MILLION = Decimal(1_000_000)


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
    rows = (
        Potmutatie.objects.order_by()
        .annotate(year=ExtractYear("on"))
        .values("year")
        .annotate(
            came=Sum("amount", filter=Q(kind=Potsoort.BESCHIKBAAR), default=NOTHING),
            awarded=Sum("amount", filter=Q(kind__in=[Potsoort.TOEKENNING, Potsoort.VRIJVAL]), default=NOTHING),
            elsewhere=Sum("amount", filter=Q(kind=Potsoort.ANDERS_BESTEED), default=NOTHING),
        )
        .order_by("year")
    )
    by_year = {row["year"]: (row["came"], row["awarded"], row["elsewhere"]) for row in rows}
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
