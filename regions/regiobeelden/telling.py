"""What a figure says in a few words: its value with its unit, of which area and of which year."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField
from django.db.models.functions import Cast, JSONObject

from regions.figures.notation import full
from regions.models import AreaFigure, Figure, FigureStatus, Indicator, Municipality, PointFigure, Region

UNKNOWN = "nog geen cijfer"


class Pointer(NamedTuple):
    """Points at a figure: of a municipality, or of the region; of one year, or the latest."""

    indicator: Indicator
    municipality: Municipality | None = None
    year: int | None = None


class Row(NamedTuple):
    """A figure as the database has it."""

    year: int
    status: str
    value: Decimal | None


def told(region: Region, pointers: Iterable[Pointer]) -> list[dict]:
    """Answer for each pointer what there is to tell, as JSON-able data; at most two queries for any number.

    `sentence` is like «Inwoners van 65 jaar en ouder: 22,6% in ZHE-BAR (2024)», `shown` the value with its unit, `value` the
    number itself as a string or None. The latest is the latest that was measured or estimated, and where there is none the
    last prognosis.
    """
    pointers = list(pointers)
    of_region = _by_indicator(
        AreaFigure.objects.filter(region=region), [each for each in pointers if each.municipality is None]
    )
    of_places = _by_indicator(
        Figure.objects.current(), [each for each in pointers if each.municipality is not None], "municipality_id"
    )
    result = []
    for pointer in pointers:
        if pointer.municipality is None:
            rows, area = of_region[pointer.indicator.pk, None], region.short_name
        else:
            rows, area = of_places[pointer.indicator.pk, pointer.municipality.pk], pointer.municipality.name
        result.append(_told(pointer, _chosen(rows, pointer.year), area))
    return result


def shown_by_points(region: Region) -> ArraySubquery:
    """Make the annotation that brings each point its figures, with all that `told_of_point` needs, in the same query."""
    row = JSONObject(year="year", status="status", value=Cast("value", TextField()))
    of_region = AreaFigure.objects.filter(indicator=OuterRef("indicator"), region=region)
    of_place = Figure.objects.current().filter(
        indicator=OuterRef("indicator"), municipality=OuterRef("municipality"), municipality__isnull=False
    )
    shown = PointFigure.objects.filter(point=OuterRef("pk")).order_by("pk")
    return ArraySubquery(
        shown.values(
            json=JSONObject(
                code="indicator__code",
                short_label="indicator__short_label",
                unit="indicator__unit",
                decimals="indicator__decimals",
                place="municipality__name",
                cbs_code="municipality__cbs_code",
                year="year",
                of_region=ArraySubquery(of_region.order_by("year", "scenario").values(json=row)),
                of_place=ArraySubquery(of_place.order_by("year", "scenario").values(json=row)),
            )
        )
    )


def told_of_point(region: Region, shown: list[dict]) -> list[dict]:
    """Answer what `told` answers, of the figures of a point that `shown_by_points` brought."""
    result = []
    for each in shown:
        fields = {name: each[name] for name in ("code", "short_label", "unit", "decimals")}
        place = Municipality(name=each["place"], cbs_code=each["cbs_code"]) if each["cbs_code"] else None
        rows = [
            Row(row["year"], row["status"], row["value"] and Decimal(row["value"]))
            for row in each["of_place" if place else "of_region"]
        ]
        pointer = Pointer(Indicator(**fields), place, each["year"])
        result.append(_told(pointer, _chosen(rows, pointer.year), place.name if place else region.short_name))
    return result


def _by_indicator(figures, pointers, place=None) -> dict[tuple[int, int | None], list[Row]]:
    found = defaultdict(list)
    if not pointers:
        return found
    figures = figures.filter(indicator__in={each.indicator.pk for each in pointers}).order_by("year", "scenario")
    if place:
        figures = figures.filter(municipality__in={each.municipality.pk for each in pointers})
    for indicator, at, *row in figures.values_list("indicator_id", place or "region_id", "year", "status", "value"):
        found[indicator, at if place else None].append(Row(*row))
    return found


def _chosen(rows: list[Row], year: int | None) -> Row | None:
    if year is not None:
        rows = [row for row in rows if row.year == year]
    facts = [row for row in rows if row.status != FigureStatus.PROGNOSE]
    # Of a year without a value there is nothing to say while an earlier one has it.
    known = [row for row in facts if row.value is not None] or facts or rows
    return known[-1] if known else None


def _told(pointer: Pointer, row: Row | None, area: str) -> dict:
    indicator = pointer.indicator
    shown, when = UNKNOWN, str(pointer.year or "")
    if row is not None:
        shown, when = full(indicator, row.value), str(row.year)
        if row.value is None:
            shown = "niet getoond door de bron" if row.status == FigureStatus.ONDERDRUKT else UNKNOWN
        if row.status == FigureStatus.PROGNOSE:
            when += ", prognose"
    return {
        "code": indicator.code,
        "label": indicator.short_label,
        "area": area,
        "municipality": pointer.municipality.cbs_code if pointer.municipality else None,
        "asked_year": pointer.year,
        "year": row.year if row else None,
        "value": str(row.value) if row and row.value is not None else None,
        "shown": shown,
        "sentence": f"{indicator.short_label}: {shown} in {area}" + (f" ({when})" if when else ""),
    }
