"""What a figure says in a few words: its value with its unit, of which area and of which year."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from regions.figures.notation import full
from regions.models import FigureStatus, Indicator, Municipality, Region

UNKNOWN = "nog geen cijfer"
INDICATOR_FIELDS = ("code", "short_label", "unit", "decimals")


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


# Written out, because the ORM takes longer to make these subqueries than the database to answer them.
_ROWS = """(
    SELECT coalesce(jsonb_agg(
        jsonb_build_object('year', figure.year, 'status', figure.status, 'value', figure.value::text)
        ORDER BY figure.year, figure.scenario
    ), '[]')
    FROM {figures} WHERE figure.indicator_id = shown.indicator_id AND {area}
)"""
_OF_REGION = _ROWS.format(figures="regions_areafigure figure", area="figure.region_id = %s")
_OF_PLACE = _ROWS.format(
    figures="regions_figure figure", area="figure.is_current AND figure.municipality_id = shown.municipality_id"
)
_SHOWN = """
SELECT coalesce(jsonb_agg(
    jsonb_build_object(
        'code', indicator.code, 'short_label', indicator.short_label, 'unit', indicator.unit,
        'decimals', indicator.decimals, 'of_region', {of_region}{more}
    ) ORDER BY shown.{order}
), '[]')
FROM {shown} shown JOIN regions_indicator indicator ON indicator.id = shown.indicator_id {join}
WHERE shown.{of}_id = regions_{of}.id
"""
_SHOWN_BY_POINTS = _SHOWN.format(
    of="point",
    shown="regions_pointfigure",
    order="id",
    join="LEFT JOIN regions_municipality municipality ON municipality.id = shown.municipality_id",
    of_region=_OF_REGION,
    more=", 'place', municipality.name, 'cbs_code', municipality.cbs_code, 'asked_year', shown.year, 'of_place', "
    + _OF_PLACE,
)
_SHOWN_BY_THEMES = _SHOWN.format(
    of="theme", shown="regions_themeindicator", order="position", join="", of_region=_OF_REGION, more=""
)


def shown_by_points(region: Region) -> RawSQL:
    """Make the annotation that brings each point its figures, with all that `told` needs, in the same query."""
    return RawSQL(_SHOWN_BY_POINTS, (region.pk,), output_field=JSONField())  # noqa: S611 (no value of anybody's)


def shown_by_themes(region: Region) -> RawSQL:
    """Make the annotation that brings each theme the figures of its indicators, as `shown_by_points` does for points."""
    return RawSQL(_SHOWN_BY_THEMES, (region.pk,), output_field=JSONField())  # noqa: S611


def told(region: Region, shown: list[dict]) -> list[dict]:
    """Answer what there is to tell of each figure that `shown_by_points` or `shown_by_themes` brought, as JSON-able data.

    `sentence` is like «Inwoners van 65 jaar en ouder: 22,6% in ZHE-BAR (2024)», `shown` the value with its unit, `value` the
    number itself as a string or None. The latest is the latest that was measured or estimated, and where there is none the
    last prognosis.
    """
    result = []
    for each in shown:
        place = Municipality(name=each["place"], cbs_code=each["cbs_code"]) if each.get("cbs_code") else None
        rows = [
            Row(row["year"], row["status"], row["value"] and Decimal(row["value"]))
            for row in each["of_place" if place else "of_region"]
        ]
        indicator = Indicator(**{name: each[name] for name in INDICATOR_FIELDS})
        pointer = Pointer(indicator, place, each.get("asked_year"))
        result.append(_told(pointer, _chosen(rows, pointer.year), place.name if place else region.short_name))
    return result


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
