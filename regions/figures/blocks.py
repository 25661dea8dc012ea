"""What is told of an indicator in a region: figure, sentences, charts and tables, as data for page and dossier alike."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import cached_property

from iza_portal.reference.models import Certainty
from iza_portal.reference.sources import Source
from regions.figures.looking_up import Known, Value, is_suppressed, look_up, measured, prognosis
from regions.figures.notation import (
    bare,
    chart_unit,
    chart_value,
    full,
    gap_words,
    is_total,
    rounded,
    share_words,
    short,
    unit_beside,
)
from regions.figures.sentences import Reading, development, how, read, sentence
from regions.models import Direction, FigureStatus, Indicator, Region

COUNTRY = "Nederland"
NOT_SHOWN = "niet getoond"
UNKNOWN = "onbekend"
INCOMPLETE = "onvolledig"


def blocks(region: Region, indicators: Collection[Indicator]) -> list[dict]:
    """Answer what is told of each indicator in `region`, in their order; four questions to the database, however many.

    Each is JSON throughout, so that it can be kept as it was: `code`, `label`, `unit`, `theme`; `sentence`, `development`
    and `how` in words; `latest` (the figure as it is written, its year and kind, its rank); `trend`, `bars` and `strip` are
    charts (`iza_portal.charts.drawing.draw`) or None; `tables` say the same in figures (`caption`, `headings`, `rows`);
    `sources` say where it comes from. `is_empty` where nothing is known of the region nor below it.
    """
    known, places = look_up(region, indicators)
    return [_block(each, region, places) for each in known]


def lines(region: Region, indicators: Collection[Indicator]) -> list[dict]:
    """Answer one line of each indicator of which something is known in `region`: what it is there and in the country."""
    known, _ = look_up(region, indicators)
    readings = [read(each, region) for each in known]
    return [
        {
            "indicator": reading.indicator,
            "unit": unit_beside(reading.indicator),
            "latest": _latest(reading),
            "sentence": sentence(reading),
        }
        for each, reading in zip(known, readings, strict=True)
        if each.own or reading.zorgkantoor or each.places
    ]


def sources_of(told: Iterable[dict]) -> list[Source]:
    """Gather the sources of blocks for `source_list`, each once with the indicators that rest on it."""
    found: dict[tuple, Source] = {}
    for block in told:
        for row in block["sources"]:
            key = (row["source"], row["peildatum"], row["certainty"], row["certainty_note"])
            source = found.setdefault(
                key,
                Source(
                    row["source"],
                    date.fromisoformat(row["peildatum"]),
                    Certainty(row["certainty"]),
                    row["certainty_note"],
                    [],
                ),
            )
            if block["label"] not in source.facts:
                source.facts.append(block["label"])
    return list(found.values())


class BlocksOnDemand:
    """The blocks that `look` answers, looked up when a template asks: most requests find the piece of the page kept."""

    def __init__(self, look: Callable[[], list[dict]]):
        self._look = look

    @cached_property
    def _all(self) -> list[dict]:
        return self._look()

    @property
    def blocks(self) -> list[dict]:
        """Those of which something is known."""
        return [block for block in self._all if not block["is_empty"]]

    @property
    def unknown(self) -> list[dict]:
        return [block for block in self._all if block["is_empty"]]

    @property
    def sources(self) -> list[Source]:
        return sources_of(self._all)


def _block(known: Known, region, places) -> dict:
    indicator = known.indicator
    reading = read(known, region)
    kept = {name: known.places[name] for name in places.names if name in known.places}
    # A municipality of which nothing came in stands among the others, as not known.
    below = {name: kept.get(name) for name in places.names} if kept else {}
    charts = {
        "trend": trend_chart(indicator, known, reading.place),
        "bars": _bars(indicator, reading, below),
        "strip": _strip(indicator, reading, known.others),
    }
    tables = [years_table(known, reading.place), _places_table(indicator, reading, below, known.others)]
    return {
        "code": indicator.code,
        "label": indicator.short_label,
        "title": indicator.label,
        "unit": indicator.unit,
        "theme": indicator.theme,
        "sentence": sentence(reading),
        "development": development(reading),
        "how": how(reading, places.counted_on),
        "is_empty": reading.own is None and not reading.zorgkantoor and not known.places,
        "latest": _latest(reading),
        **charts,
        "tables": [table for table in tables if table],
        "sources": known.sources,
    }


def _latest(reading: Reading) -> dict | None:
    """Answer the figure at the head of a block: the region's, or the zorgkantoorregio's where there is no other."""
    indicator = reading.indicator
    area, value = reading.place, reading.own
    if value is None and reading.zorgkantoor:
        area, value = f"zorgkantoorregio {reading.zorgkantoor[0]}", reading.zorgkantoor[1]
    if value is None:
        return None
    country = reading.country
    return {
        "area": area,
        "is_substitute": reading.own is None,
        "year": value.year,
        "status": value.status,
        "scenario": value.scenario,
        "value": str(rounded(indicator, value.value)),
        "text": short(indicator, value.value),
        "full": full(indicator, value.value),
        "country": country and short(indicator, country.value),
        "country_year": country and country.year,
        "gap": _gap(indicator, value, country),
        "rank": reading.rank,
        "of": reading.of,
    }


def _gap(indicator, value, country):
    """Say how the figure differs from the country's, and whether that is favourable; empty where that says nothing."""
    if country is None or country.year != value.year:
        return ""
    if is_total(indicator):
        return share_words(value.value, country.value)
    words = gap_words(indicator, value.value, country.value)
    difference = rounded(indicator, value.value) - rounded(indicator, country.value)
    if indicator.direction == Direction.GEEN or not difference:
        return words
    is_better = (difference > 0) == (indicator.direction == Direction.HOGER)
    return f"{words} ({'gunstiger' if is_better else 'ongunstiger'})"


def trend_chart(indicator: Indicator, known: Known, name: str, scenario: str = "") -> dict | None:
    """Answer the chart over the years of area `name` and, unless it is a number that adds up, the country in grey.

    None of one year alone, which is no trend.
    """
    points = [*measured(known.own), *prognosis(known.own, scenario)]
    if len({value.year for value in points}) < 2:
        return None
    # The whole country is so much larger than a region that beside it no line would say anything.
    country = [] if is_total(indicator) or name == COUNTRY else [_line(indicator, COUNTRY, known.country, scenario)]
    return {
        "kind": "trend",
        "title": f"{indicator.short_label} door de jaren in {name}",
        "line": _line(indicator, name, known.own, scenario),
        "comparisons": [line for line in country if line["values"] or line["prognosis"]],
        **chart_unit(indicator),
    }


def _line(indicator, name, values, scenario=""):
    expected = prognosis(values, scenario)
    return {
        "name": name,
        "values": [[value.year, chart_value(indicator, value.value)] for value in values if not value.scenario],
        "prognosis": [
            [value.year, *(chart_value(indicator, bound) for bound in (value.value, value.lower, value.upper))]
            for value in expected
        ],
    }


def _row(indicator, name, value: Value | None, part=""):
    row = {"name": name, "value": value and chart_value(indicator, value.value)}
    if part:
        row["part"] = part
    if value and is_suppressed(value):
        row["word"] = NOT_SHOWN
    return row


def _bars(indicator, reading, below):
    """Answer the chart of the region beside its municipalities and the country; of what adds up, of the parts alone."""
    if len(below) < 2 or not any(value and value.value is not None for value in below.values()):
        return None
    year = _year_of(reading, below)
    order = sorted(below, key=lambda name: -_number(below[name]))
    rows = [_row(indicator, name, below[name]) for name in order]
    if not is_total(indicator):
        if reading.own:
            rows.insert(0, _row(indicator, reading.place, reading.own, "own"))
        if reading.country and reading.country.year == year:
            rows.append(_row(indicator, COUNTRY, reading.country, "country"))
    return {
        "kind": "bars",
        "title": f"{indicator.short_label} in {reading.place} en de gemeenten daarvan, {year}",
        "rows": rows,
        **chart_unit(indicator),
    }


def _number(value):
    return float("-inf") if value is None or value.value is None else value.value


def _year_of(reading, below):
    return reading.own.year if reading.own else next(value.year for value in below.values() if value)


def _strip(indicator, reading, others):
    """Answer the chart of the region among all others."""
    if not reading.own or len(others) < 2:
        return None
    rows = [_row(indicator, name, value) for name, value in others.items()]
    rows.append(_row(indicator, reading.place, reading.own, "own"))
    if reading.country and reading.country.year == reading.own.year and not is_total(indicator):
        rows.append(_row(indicator, COUNTRY, reading.country, "country"))
    return {
        "kind": "strip",
        "title": f"{indicator.short_label}: {reading.place} tussen de {len(others) + 1} regio’s, {reading.own.year}",
        "rows": rows,
        **chart_unit(indicator),
    }


def years_table(known: Known, name: str) -> dict | None:
    """Answer the figures of area `name` and the country by year; a prognosis has a row for each scenario."""
    indicator = known.indicator
    names = [name] if name == COUNTRY else [name, COUNTRY]
    columns = [{(value.year, value.scenario): value for value in values} for values in (known.own, known.country)]
    columns = columns[: len(names)]
    keys = sorted(columns[0], key=lambda key: (bool(key[1]), key))
    if not keys:
        return None
    rows = [
        [_when(year, scenario), *(cell(indicator, column.get((year, scenario))) for column in columns)]
        for year, scenario in keys
    ]
    return {
        "caption": "Door de jaren",
        "headings": ["Jaar", *(_with_unit(indicator, column) for column in names)],
        "rows": rows,
    }


def _when(year, scenario):
    return f"{year}, scenario {scenario.removeprefix('scenario ')}" if scenario else str(year)


def _with_unit(indicator, name):
    return f"{name} (%)" if indicator.unit == "%" else name


def cell(indicator: Indicator, value: Value | None) -> str:
    """Write a figure in a table without its unit, with its interval and that it is an estimate, or say why there is none."""
    if value is None:
        return UNKNOWN
    if value.value is None:
        return NOT_SHOWN if is_suppressed(value) else f"{INCOMPLETE}: {value.known} van {value.expected} gemeenten"
    between = ""
    if value.lower is not None and value.upper is not None:
        between = f" ({bare(indicator, value.lower)}–{bare(indicator, value.upper)})"
    note = " (schatting)" if value.status == FigureStatus.GESCHAT else ""
    return f"{bare(indicator, value.value)}{between}{note}"


def _places_table(indicator, reading, below, others):
    """Answer the figures of one year: the region, its municipalities, the country, and the lowest and highest region."""
    if not below and not others:
        return None
    year = _year_of(reading, below) if below or reading.own else next(iter(others.values())).year
    rows = []
    if reading.own:
        rows.append([reading.place, cell(indicator, reading.own)])
    rows += [[name, cell(indicator, value)] for name, value in below.items()]
    if reading.country and reading.country.year == year:
        rows.append([COUNTRY, cell(indicator, reading.country)])
    if others:
        all_regions = {**others, **({reading.place: reading.own} if reading.own else {})}
        order = sorted(all_regions, key=lambda name: all_regions[name].value)
        rows += [
            [f"{word} van {len(order)} regio’s: {name}", cell(indicator, all_regions[name])]
            for word, name in (("Hoogste", order[-1]), ("Laagste", order[0]))
        ]
    return {
        "caption": f"Gebieden naast elkaar, {year}",
        "headings": ["Gebied", f"In {year}" if indicator.unit != "%" else f"In {year} (%)"],
        "rows": rows,
    }
