"""Figures that stand in texts: what their source says of them now, and how a writer finds one."""

from collections import defaultdict
from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.http import urlencode

from iza_portal.reference.models import Certainty
from iza_portal.texts.figures import Cited, FigureBook
from regions.figures import looking_up
from regions.figures.looking_up import Value, headline, is_suppressed, measured, municipalities_in, name_of, scenarios
from regions.figures.notation import bare, full, short, unit_beside
from regions.figures.places import plain
from regions.figures.sentences import statement
from regions.models import (
    AreaFigure,
    Figure,
    FigureStatus,
    FigureTheme,
    Indicator,
    Method,
    Municipality,
    Purpose,
    Region,
)

COUNTRY = "nederland"
OF_REGION = "regio:"
FOLLOWS_NEWEST = "nieuwste"


class Area(NamedTuple):
    """An area as a text names it, with its name and its row; the country has none."""

    place: str
    name: str
    region: Region | None = None
    municipality: Municipality | None = None


def place_of(region: Region) -> str:
    """Answer how a text names this region."""
    return f"{OF_REGION}{region.slug}"


class Figures(FigureBook):
    """The figures of the portal. Those that count are public, whoever read them in; others are never told."""

    def version(self):
        return looking_up.version()

    def tell(self, figures):
        indicators = Indicator.objects.in_bulk({each.indicator for each in figures}, field_name="code")
        areas = _areas({each.place for each in figures})
        wanted = [each for each in figures if each.indicator in indicators and each.place in areas]
        series = _series({indicators[each.indicator] for each in wanted}, [areas[each.place] for each in wanted])
        sources = _sources([(indicators[each.indicator], areas[each.place], each) for each in wanted], series)
        return [
            _told(each, indicators.get(each.indicator), areas.get(each.place), series, sources.get(each, []))
            for each in figures
        ]

    def search(self, asked, place):
        home = _areas({place})[place]
        words, area, year = _named(plain(asked).split(), home)
        found = [each for each in Indicator.objects.all() if _goes_with(each, words)]
        latest = _latest(found, area)
        # What there is nothing of to choose, comes last.
        found.sort(key=lambda each: (each.pk not in latest, FigureTheme.values.index(each.theme), each.position))
        return {
            "found": [
                {
                    "code": each.code,
                    "label": each.label,
                    "theme": each.get_theme_display(),
                    "latest": _in_short(each, latest.get(each.pk)),
                }
                for each in found
            ],
            "place": area.place,
            "area": area.name,
            "year": year,
        }

    def choices(self, indicator, place):
        found = Indicator.objects.filter(code=indicator).first()
        if found is None:
            return None
        areas = _to_choose_from(_areas({place})[place])
        series = _series({found}, areas)
        return {
            "code": found.code,
            "label": found.label,
            "theme": found.get_theme_display(),
            "unit": found.unit,
            "places": [
                {"place": area.place, "name": area.name, "years": years}
                for area in areas
                if (years := _years(found, series[found.pk, area.place]))
            ],
        }


def _areas(places: Collection[str]) -> dict[str, Area]:
    """Answer the areas that texts name so; what does not exist is left out."""
    found = {COUNTRY: Area(COUNTRY, "Nederland")} if COUNTRY in places else {}
    slugs = [place.removeprefix(OF_REGION) for place in places if place.startswith(OF_REGION)]
    for region in Region.objects.filter(slug__in=slugs) if slugs else ():
        found[place_of(region)] = _of_region(region)
    codes = [place for place in places if place.startswith("GM")]
    for municipality in Municipality.objects.filter(cbs_code__in=codes) if codes else ():
        found[municipality.cbs_code] = _of_municipality(municipality)
    return found


def _of_region(region):
    return Area(place_of(region), name_of(region.name), region=region)


def _of_municipality(municipality):
    return Area(municipality.cbs_code, municipality.name, municipality=municipality)


def _to_choose_from(home: Area) -> list[Area]:
    """Answer the areas whose figures belong in a text about `home`: itself, its municipalities, the country."""
    below = [_of_municipality(each) for each in municipalities_in(home.region)] if home.region else []
    return [home, *below, *([] if home.place == COUNTRY else [Area(COUNTRY, "Nederland")])]


def _series(indicators: Collection[Indicator], areas: Collection[Area]) -> dict[tuple[int, str], list[Value]]:
    """Answer what is known of each indicator in each of these areas, by indicator and place, in the order of years."""
    found = defaultdict(list)
    regions = {area.region.pk: area.place for area in areas if area.region}
    has_country = any(area.place == COUNTRY for area in areas)
    of_areas = AreaFigure.objects.filter(
        Q(region__in=regions) | (Q(region=None) if has_country else Q(pk=None)), indicator__in=indicators
    )
    fields = ("year", "scenario", "status", "value", "lower", "upper")
    rows = of_areas.order_by("year", "scenario").values_list("indicator", "region", *fields, "method")
    for indicator, region, *row in rows if regions or has_country else ():
        found[indicator, regions.get(region, COUNTRY)].append(Value(*row))
    codes = {area.municipality.pk: area.place for area in areas if area.municipality}
    of_places = Figure.objects.current().filter(municipality__in=codes, indicator__in=indicators)
    rows = of_places.order_by("year", "scenario").values_list("indicator", "municipality", *fields)
    for indicator, municipality, *row in rows if codes else ():
        found[indicator, codes[municipality]].append(Value(*row))
    return found


def _at(values: Collection[Value], year: int, scenario: str) -> Value | None:
    return next((value for value in values if (value.year, value.scenario) == (year, scenario)), None)


def _told(cited: Cited, indicator, area, series, sources) -> dict:
    told = {
        "figure": cited._asdict(),
        "label": indicator.short_label if indicator else cited.indicator,
        "area": area.name if area else "",
        "when": _when(cited.year, cited.scenario),
        "publisher": indicator.figure_source if indicator else "",
        "address": _address(indicator, area, cited) if indicator else "",
        "sentence": "",
        "sources": [],
        "state": "weg",
        "offers": [],
    }
    if indicator is None or area is None:
        return told
    values = series[indicator.pk, area.place]
    value = _at(values, cited.year, cited.scenario)
    if value is not None and value.value is not None:
        told["when"] = _when(value.year, value.scenario, value.status)
        told["sentence"] = f"{statement(indicator, area.name, value)}."
        told["sources"] = sources
        told["state"] = "geldig" if _is_shown_as(indicator, value, cited.shown) else "anders"
    elif value is not None and is_suppressed(value):
        told["state"] = "verborgen"
    told["offers"] = [
        {
            "why": why,
            "year": each.year,
            "scenario": each.scenario,
            "shown": _written_like(indicator, each, cited.shown),
            "when": _when(each.year, each.scenario, each.status),
        }
        for why, each in _offers(cited, values, value, told["state"])
    ]
    return told


def _offers(cited: Cited, values, value: Value | None, state: str) -> list[tuple[str, Value]]:
    """Answer what could stand in the place of the figure, the newest first, each with the reason."""
    offers = []
    last = next(reversed(measured(values)), None)
    if last and last.year != cited.year and state in {"weg", "verborgen"}:
        offers.append(("laatste", last))
    # A prognosis gives way to what was measured, from its own year on.
    elif last and cited.follow == FOLLOWS_NEWEST and (last.year, bool(cited.scenario)) > (cited.year, False):
        offers.append(("nieuwer", last))
    if state == "anders":
        offers.append(("gecorrigeerd", value))
    return offers


def _when(year: int, scenario: str, status: str = "") -> str:
    if scenario:
        return f"{year}, prognose (scenario {scenario.removeprefix('scenario ')})"
    return f"{year}, een schatting" if status == FigureStatus.GESCHAT else str(year)


def _address(indicator, area, cited):
    asked = {
        "regio": area.region.slug if area and area.region else "",
        "jaar": str(cited.year),
        "scenario": cited.scenario,
    }
    return f"{indicator.get_absolute_url()}?{urlencode({name: value for name, value in asked.items() if value})}"


def _ways(indicator, value) -> list[str]:
    """Answer each way to write a figure in a text, the usual one first."""
    return list(dict.fromkeys(write(indicator, value.value) for write in (short, full, bare)))


def _is_shown_as(indicator, value, shown) -> bool:
    # A space that keeps a figure whole may have come in as any other.
    return shown.split() in [way.split() for way in _ways(indicator, value)]


def _written_like(indicator, value, shown) -> str:
    """Write a figure in the way in which `shown` was written: with or without its unit."""
    unit = unit_beside(indicator)
    if unit and " ".join(shown.split()).endswith(unit):
        return full(indicator, value.value)
    return short(indicator, value.value) if "%" in shown or "€" in shown else bare(indicator, value.value)


# How `_sources` knows a figure: indicator, year, scenario, and the region, municipality or neither.
_KEY = ("indicator", "year", "scenario")
_SOURCE = ("batch__source", "batch__peildatum", "batch__certainty")


def _sources(wanted: list[tuple[Indicator, Area, Cited]], series) -> dict[Cited, list[dict]]:
    """Answer of each figure where it comes from; of a computed one, where those come from that it was computed of."""
    stated, of_regions, of_country = {}, {}, {}
    for indicator, area, cited in wanted:
        value = _at(series[indicator.pk, area.place], cited.year, cited.scenario)
        key = (indicator.pk, cited.year, cited.scenario)
        if area.municipality or (value and value.method == Method.GEGEVEN):
            stated[cited] = (*key, area.region and area.region.pk, area.municipality and area.municipality.pk)
        elif area.region:
            of_regions[cited] = (*key, area.region.pk)
        else:
            of_country[cited] = key
    found = (
        _stated(set(stated.values())) | _of_regions(set(of_regions.values())) | _of_country(set(of_country.values()))
    )
    keys = stated | of_regions | of_country
    return {
        cited: [
            {"source": source, "peildatum": peildatum.isoformat(), "certainty": Certainty(certainty).label}
            for source, peildatum, certainty in found.get(key, ())
        ]
        for cited, key in keys.items()
    }


def _stated(keys) -> dict[tuple, list[tuple]]:
    asked = [Q(**dict(zip((*_KEY, "region", "municipality"), key, strict=True)), zorgkantoorregio=None) for key in keys]
    return _gathered(asked, Figure.objects.current(), *_KEY, "region", "municipality")


def _of_regions(keys) -> dict[tuple, list[tuple]]:
    lies_in = "municipality__indelingen__region"
    figures = Figure.objects.current().filter(
        municipality__indelingen__purpose=Purpose.STRUCTUUR,
        municipality__indelingen__period__contains=timezone.localdate(),
        municipality__indelingen__region__in={key[-1] for key in keys},
    )
    return _gathered([Q(**dict(zip(_KEY, key[:3], strict=True))) for key in keys], figures, *_KEY, lies_in)


def _of_country(keys) -> dict[tuple, list[tuple]]:
    figures = Figure.objects.current().filter(municipality__isnull=False)
    return _gathered([Q(**dict(zip(_KEY, key, strict=True))) for key in keys], figures, *_KEY)


def _gathered(asked: list[Q], figures, *key) -> dict[tuple, list[tuple]]:
    """Answer the sources of the figures that are asked for, by what `key` says of them, each once."""
    found = defaultdict(list)
    if asked:
        rows = figures.filter(reduce(or_, asked)).order_by("batch__source", "-batch__peildatum").distinct()
        for row in rows.values_list(*key, *_SOURCE):
            found[row[: len(key)]].append(row[len(key) :])
    return found


def _named(words: list[str], home: Area) -> tuple[list[str], Area, int | None]:
    """Answer the words that are left to look for, and the area and the year that the others name."""
    area, year = home, None
    for each in _to_choose_from(home):
        name = plain(each.name).split()
        at = next((at for at in range(len(words)) if words[at : at + len(name)] == name), None)
        if at is not None:
            area, words = each, words[:at] + words[at + len(name) :]
            break
    for word in words:
        if word.isdigit() and len(word) == 4 and 1900 <= int(word) <= 2100:
            year, words = int(word), [other for other in words if other != word]
            break
    return words, area, year


def _goes_with(indicator: Indicator, words: list[str]) -> bool:
    text = plain(f"{indicator.label} {indicator.short_label} {indicator.get_theme_display()} {indicator.code}")
    return all(word in text for word in words)


def _latest(indicators: list[Indicator], area: Area) -> dict[int, Value]:
    """Answer the figure that is told of each indicator in the area, by indicator."""
    series = _series(indicators, [area])
    found = {each.pk: headline(series[each.pk, area.place]) for each in indicators}
    return {pk: value for pk, value in found.items() if value}


def _in_short(indicator, value: Value | None) -> str:
    return f"{short(indicator, value.value)} ({_when(value.year, value.scenario)})" if value else ""


def _years(indicator, values: list[Value]) -> list[dict]:
    """Answer the years to choose from, the newest that was measured first, and prognoses after that."""
    known = [*reversed(measured(values))]
    for scenario in scenarios(values):
        known += [value for value in values if value.scenario == scenario and value.value is not None]
    return [
        {
            "year": value.year,
            "scenario": value.scenario,
            "when": _when(value.year, value.scenario, value.status),
            "shown": _ways(indicator, value),
        }
        for value in known
    ]
