"""What is known of indicators in one region, looked up in four questions to the database, however many indicators."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Case, F, Max, Q, QuerySet, TextField, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from regions.models import AreaFigure, Figure, FigureStatus, Indicator, Municipality, Purpose, Region

# The scenario that is told where a source has more than one.
MIDDLE = "midden"


class Value(NamedTuple):
    """A figure of an area in a year, in the indicator's unit; without `value` it is suppressed or not complete.

    `method` says how the figure of a region came about (`regions.models.Method`), of `known` of `expected` municipalities.
    """

    year: int
    scenario: str
    status: str
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    method: str = ""
    known: int = 0
    expected: int = 0


@dataclass
class Known:
    """What is known of `indicator` in a region.

    `own` and `country` are its years and prognoses, in the order of years. `others` are the other regions, `places` the
    region's own municipalities, each by name, in the year of the reading; `zorgkantoor` is the area of that kind in which
    most of the region's inhabitants live. `sources` are where it all comes from, as they stand in a block.
    """

    indicator: Indicator
    own: list[Value] = field(default_factory=list)
    country: list[Value] = field(default_factory=list)
    others: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Value] = field(default_factory=dict)
    zorgkantoor: tuple[str, Value] | None = None
    sources: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Places:
    """A region's municipalities today, in Dutch order, and the day of which their inhabitants are counted."""

    pks: list[int]
    names: list[str]
    counted_on: date | None


#: What `version` asks, as an expression that comes along with another question.
VERSION = RawSQL(
    "SELECT concat_ws('-', max(id), extract(epoch FROM max(applied_at)), extract(epoch FROM max(withdrawn_at)))"
    " FROM regions_figurebatch",
    (),
    output_field=TextField(),
)


def version() -> str:
    """Tell one state of the figures from the next: the key of pieces of pages that are kept. One cheap question."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION.sql)
        return cursor.fetchone()[0]


def name_of(region_name: str) -> str:
    """Answer a region's name without what stands in brackets behind it: «ZHE-BAR»."""
    return region_name.partition(" (")[0]


def measured(values: Collection[Value]) -> list[Value]:
    """Answer those with a value that are no prognosis."""
    return [value for value in values if not value.scenario and value.value is not None]


def scenarios(values: Collection[Value]) -> list[str]:
    """Answer the scenarios with a value, the one that is told first at the head."""
    found = {value.scenario for value in values if value.scenario and value.value is not None}
    return sorted(found, key=lambda scenario: (MIDDLE not in scenario.lower(), scenario))


def prognosis(values: Collection[Value], scenario: str = "") -> list[Value]:
    """Answer the values of `scenario`, or of the one that is told first."""
    known = scenarios(values)
    told = scenario if scenario in known else next(iter(known), None)
    return [value for value in values if value.scenario == told and value.value is not None] if told else []


def headline(values: Collection[Value]) -> Value | None:
    """Answer the figure that is told of an area: the last measured, otherwise the furthest prognosis."""
    return next(iter(reversed(measured(values) or prognosis(values))), None)


def look_up(region: Region, indicators: Collection[Indicator]) -> tuple[list[Known], Places]:
    """Answer what is known of each indicator in `region`, and the region's municipalities: four questions."""
    known = {indicator.pk: Known(indicator) for indicator in indicators}
    places = _places(region)
    _areas(region, known)
    # Of these areas are the figures below; by their keys, so that the index of figures finds them.
    below = Q(municipality__in=places.pks) | Q(zorgkantoorregio=region.zorgkantoorregio_id)
    _below(below, known)
    _batches(below | Q(region=region) | Q(municipality=None, region=None, zorgkantoorregio=None), known)
    return list(known.values()), places


def municipalities_in(region: Region) -> QuerySet[Municipality]:
    """Answer the municipalities that lie in `region` today."""
    return Municipality.objects.filter(
        indelingen__region=region,
        indelingen__purpose=Purpose.STRUCTUUR,
        indelingen__period__contains=timezone.localdate(),
    )


def _places(region):
    rows = list(municipalities_in(region).values_list("pk", "name", "peildatum"))
    return Places(
        [pk for pk, _, _ in rows], [name for _, name, _ in rows], max((day for _, _, day in rows), default=None)
    )


def _areas(region, known):
    has_value = Q(value__isnull=False)
    measured_here = Case(When(has_value & Q(region=region, scenario=""), then="year"))
    expected_here = Case(When(has_value & Q(region=region), then="year"))
    anywhere = Case(When(has_value & Q(scenario=""), then="year"))
    reading = Coalesce(
        *(Window(Max(year), partition_by="indicator") for year in (measured_here, expected_here, anywhere))
    )
    rows = (
        AreaFigure.objects.filter(indicator__in=known)
        .annotate(reading=reading)
        .filter(Q(region=region) | Q(region=None) | Q(year=F("reading")))
        .order_by("indicator_id", "year", "scenario")
        .values_list(
            "indicator", "region", "region__name",
            "year", "scenario", "status", "value", "lower", "upper", "method", "known", "expected",
        )
    )  # fmt: skip
    elsewhere = defaultdict(list)
    for indicator, region_pk, name, *fields in rows:
        value = Value(*fields)
        if region_pk is None:
            known[indicator].country.append(value)
        elif region_pk == region.pk:
            known[indicator].own.append(value)
        elif value.value is not None:
            elsewhere[indicator].append((name_of(name), value))
    for pk, rows in elsewhere.items():
        # A scenario that is not told may go on for longer than the one that is.
        own = headline(known[pk].own)
        known[pk].others = {
            name: value
            for name, value in rows
            if (value.scenario == "" if own is None else (value.year, value.scenario) == (own.year, own.scenario))
        }


def _below(areas, known):
    """Look up the municipalities, and the zorgkantoorregio, in the year that is told of the region.

    Where none is, in all years: an indicator that does not add up has figures of municipalities alone.
    """
    years = defaultdict(list)
    for pk, each in known.items():
        told = headline(each.own)
        years[told and (told.year, told.scenario)].append(pk)
    wanted = Q(pk=None)
    for told, pks in years.items():
        wanted |= Q(indicator__in=pks, year=told[0], scenario=told[1]) if told else Q(indicator__in=pks)
    rows = (
        Figure.objects.current()
        .filter(wanted, areas)
        .order_by("indicator_id", "year", "scenario")
        .values_list(
            "indicator", "municipality__name", "zorgkantoorregio__name",
            "year", "scenario", "status", "value", "lower", "upper",
        )
    )  # fmt: skip
    series = defaultdict(lambda: defaultdict(list))
    for indicator, municipality, zorgkantoorregio, *fields in rows:
        series[indicator][municipality, zorgkantoorregio].append(Value(*fields))
    for pk, by_area in series.items():
        of_places = [value for (name, _), values in by_area.items() if name for value in values]
        told = headline(known[pk].own) or headline(sorted(of_places, key=lambda value: value.year))
        for (municipality, zorgkantoorregio), values in by_area.items():
            if zorgkantoorregio:
                value = headline(values)
                known[pk].zorgkantoor = (zorgkantoorregio, value) if value else None
                continue
            year = told.year if told else values[-1].year
            scenario = told.scenario if told else values[-1].scenario
            for value in values:
                if (value.year, value.scenario) == (year, scenario):
                    known[pk].places[municipality] = value


def _batches(areas, known):
    rows = (
        Figure.objects.current()
        .filter(areas, indicator__in=known)
        .order_by("indicator_id", "batch__source", "-batch__peildatum")
        .values_list(
            "indicator", "batch__source", "batch__peildatum", "batch__certainty", "batch__certainty_note"
        )
        .distinct()
    )  # fmt: skip
    for indicator, source, peildatum, certainty, note in rows:
        known[indicator].sources.append(
            {
                "source": source,
                "peildatum": peildatum.isoformat(),
                "certainty": certainty,
                "certainty_note": note,
            }
        )


def is_suppressed(value: Value) -> bool:
    """Does the source know the figure without telling it?"""
    return value.status == FigureStatus.ONDERDRUKT


def of_country() -> dict[int, Value]:
    """Answer the figure of each indicator that is told of the whole country (`headline`), by indicator: one question."""
    known = defaultdict(list)
    rows = AreaFigure.objects.filter(region=None, value__isnull=False).order_by("indicator_id", "year")
    for indicator, *fields in rows.values_list("indicator", "year", "scenario", "status", "value"):
        known[indicator].append(Value(*fields))
    return {indicator: headline(values) for indicator, values in known.items()}


def of_municipality(municipality: Municipality) -> list[Figure]:
    """Answer the last figure of each indicator that is known of `municipality`, prognoses not counted: one question."""
    last = (
        Figure.objects.current()
        .filter(municipality=municipality, scenario="")
        .order_by("indicator_id", "-year")
        .distinct("indicator_id")
        .select_related("indicator", "batch")
    )
    return sorted(last, key=lambda figure: figure.indicator.position)
