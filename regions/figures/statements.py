"""From the rows of a file to what they state: figures, each with its row, and what is refused or left out, and why."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from iza_portal.page.templatetags.page import number as dutch_number
from iza_portal.sheets.cells import Exact, Row
from iza_portal.sheets.headers import data_rows, find_header
from iza_portal.sheets.limits import SheetRefused, with_points
from iza_portal.sheets.notation import NoNumber, Notation, no_number, parse
from iza_portal.sheets.reading import Upload
from regions.figures.layouts import AREA_ROLES, Column, Layout, Role
from regions.figures.places import AreaKind, Place, Places, UnknownPlace, plain, shortened
from regions.models import Aggregation, FigureStatus, Indicator

# More than anybody mends by hand: what is wrong so often is wrong in the layout.
MOST_REFUSALS = 10_000
MOST_NAMES = 100
# More areas than the country has, its neighbourhoods included.
MOST_PLACES = 25_000
# A longer text names no area and no indicator.
LONGEST_NAME = 200
LONGEST_SCENARIO = 40
FIRST_YEAR, LAST_YEAR = 1900, 2100
ROWS_A_REPORT = 5_000
# Values that are remembered of each indicator: percentages come again and again; and what is told beside them.
MOST_KEPT = 2_000
MOST_KEPT_TOLD = 20_000
# Figures of merged municipalities, which wait for each other until the end of the file.
MOST_HELD = 150_000
# As COPY writes that there is nothing.
BLANK = "\\N"
NO_BOUNDS = f"{BLANK}\t{BLANK}"

_YEAR = re.compile(r"([0-9]{4})(?:JJ00|\*{1,2})?", re.IGNORECASE)
_NO_SCENARIO = {"", "realisatie", "waarneming", "waargenomen", "gemeten", "geen", "nvt", "n v t"}
_STATUSES = {
    **dict.fromkeys(("gemeten", "realisatie", "waarneming"), FigureStatus.GEMETEN),
    **dict.fromkeys(("definitief", "voorlopig", "nader voorlopig"), FigureStatus.GEMETEN),
    **dict.fromkeys(("geschat", "schatting", "raming", "modelschatting"), FigureStatus.GESCHAT),
    **dict.fromkeys(("prognose", "voorspelling", "verwachting"), FigureStatus.PROGNOSE),
    **dict.fromkeys(("onderdrukt", "geheim", "niet getoond door de bron", "afgeschermd"), FigureStatus.ONDERDRUKT),
}  # fmt: skip


class Refusal(NamedTuple):
    """What cannot be read, and where: the row as people count it, and the name of the column."""

    row: int | None
    column: str
    reason: str


class Refused(Exception):
    """A cell that cannot be read: the name of its column, and a Dutch sentence that says why."""

    def __init__(self, column: str, reason: str):
        self.column, self.reason = column, reason


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of a figure beside its value; `text` is that part of a line for COPY."""

    year: int
    scenario: str
    status: str
    text: str = field(init=False)

    def __post_init__(self):
        scenario = self.scenario.replace("\\", "\\\\")
        object.__setattr__(self, "text", f"{self.year}\t{scenario}\t{self.status}")

    def suppressed(self) -> "_Told":
        return _Told(self.year, "", FigureStatus.ONDERDRUKT.value)


class _Known:
    """An indicator while its file is read, with the values that were read of it before.

    `values` has them apart for texts and for numbers of a workbook: a text 1.234 may be another number.
    """

    def __init__(self, indicator: Indicator):
        self.indicator, self.key = indicator, indicator.pk
        self.values: tuple[dict[str, str | NoNumber], dict[str, str | NoNumber]] = ({}, {})


@dataclass
class _Numbers:
    """The columns of one figure in a row: its value and its bounds; `known` is its indicator, None where the row says it."""

    column: Column
    value: int
    known: _Known | None
    lower: int | None = None
    upper: int | None = None
    told: dict[tuple, _Told] = field(default_factory=dict)


@dataclass(slots=True)
class _Part:
    """What a row states of a municipality that was merged, or may have been merged with others; without a value: nothing."""

    row: int
    column: str
    place: Place
    area: str
    told: _Told
    value: str | None
    bounds: str


class Reading:
    """What one file states. `lines` has to be read to its end; only then the counts, the refusals and the rest are known.

    `places` says which areas are inside; `today` is the day after which nothing can have been measured.
    """

    def __init__(self, upload: Upload, layout: Layout, places: Places, indicators: list[Indicator], today: date):
        self.layout = layout
        self.rows = self.missing = self.suppressed = 0
        self.open_end: int | None = None
        self.left_out: dict[str, Counter] = {"buiten": Counter(), "totalen": Counter(), "indicatoren": Counter()}
        self.refusals: list[Refusal] = []
        self.refused = 0
        self.unknown_indicators: set[str] = set()
        self.merged: dict[tuple, int] = defaultdict(int)
        self._upload, self._places, self._today = upload, places, today
        self._by_code = {indicator.code: _Known(indicator) for indicator in indicators}
        self._indicators = {}
        for known in self._by_code.values():
            for name in (known.indicator.label, known.indicator.short_label, known.indicator.code):
                self._indicators[plain(name)] = known
        self._notation = Notation(layout.notation)
        self._header = find_header(upload, layout.sheet, begin=layout.header_row, count=layout.header_rows)
        self._at = {name: index for index, name in enumerate(self._header.names)}
        self._areas = [
            (self._at[column.name], column.name, AREA_ROLES[column.role])
            for column in layout.columns
            if column.role in AREA_ROLES
        ]
        self._numbers = self._number_columns()
        self._known: dict[str, _Known | None] = {}
        self._kept_told = 0
        self._held: dict[tuple, list[_Part]] = defaultdict(list)
        self._parts = 0

    def missing_columns(self) -> list[str]:
        """Answer the names of columns that the layout reads and the file lacks."""
        return [
            column.name for column in self.layout.columns if column.role != Role.NIET and column.name not in self._at
        ]

    def lines(self, report: Callable[[int], None] = lambda rows: None) -> Iterator[str]:
        """Answer a line for COPY for each figure, see `regions.figures.storing.COLUMNS`; `report` hears of rows read."""
        told_at = [self._column_of(role) for role in (Role.JAAR, Role.SCENARIO, Role.SOORT)]
        year_at, scenario_at, status_at = told_at
        indicator_at = self._column_of(Role.INDICATOR)
        single = self._areas[0][0] if len(self._areas) == 1 else None
        known_places: dict = {}
        notes: list[Row] = []
        for number, cells in data_rows(self._upload.rows(self.layout.sheet), self._header, notes):
            self.rows += 1
            if self.rows % ROWS_A_REPORT == 0:
                report(self.rows)
            key = cells[single] if single is not None else tuple(cells[index] for index, _, _ in self._areas)
            try:
                place, area = known_places[key]
            except KeyError:
                place, area = self._find_place(key if single is None else (key,))
                if len(key if single is not None else "".join(key)) <= LONGEST_NAME:
                    known_places[key] = place, area
                if len(known_places) > MOST_PLACES:
                    message = f"Hier staan meer dan {with_points(MOST_PLACES)} gebieden. Kies een andere kolom."
                    raise SheetRefused(message, number, self._areas[0][1]) from None
            if area is None:
                self._skip(number, cells, place)
                continue
            year_told = None if year_at is None else cells[year_at]
            scenario_told = None if scenario_at is None else cells[scenario_at]
            status_told = None if status_at is None else cells[status_at]
            for figure in self._numbers:
                value = None
                try:
                    known = figure.known
                    if known is None:
                        text = cells[indicator_at]
                        try:
                            known = self._known[text]
                        except KeyError:
                            known = self._find_indicator(text, self._header.names[indicator_at])
                            if len(self._known) < MOST_KEPT:
                                self._known[text] = known
                        if known is None:
                            self.left_out["indicatoren"][text] += 1
                            continue
                    text = cells[figure.value]
                    kept = known.values[type(text) is Exact]
                    value = kept.get(text)
                    if value is None:
                        value = self._read_value(text, known.indicator, figure.value)
                        if len(kept) < MOST_KEPT:
                            kept[text] = value
                    if value is NoNumber.MISSING:
                        self.missing += 1
                        if not place.old_name:
                            continue
                    try:
                        told = figure.told[year_told, scenario_told, status_told]
                    except KeyError:
                        told = self._read_told(figure, year_told, scenario_told, status_told, told_at)
                        if self._kept_told < MOST_KEPT_TOLD:
                            self._kept_told += 1
                            figure.told[year_told, scenario_told, status_told] = told
                    if value is NoNumber.MISSING:
                        # Of a merged municipality it is known that it was not forgotten.
                        value, bounds = None, NO_BOUNDS
                    elif value is NoNumber.SUPPRESSED or told.status == "onderdrukt":
                        self.suppressed += 1
                        told, value, bounds = told.suppressed(), BLANK, NO_BOUNDS
                    elif figure.lower is None and figure.upper is None:
                        bounds = NO_BOUNDS
                    else:
                        bounds = self._read_bounds(figure, cells, value, known.indicator)
                    if place.old_name:
                        self._hold(_Part(number, figure.column.name, place, area, told, value, bounds), known)
                    else:
                        yield f"{number}\t{known.key}\t{area}\t{told.text}\t{value}\t{bounds}\n"
                except Refused as refused:
                    if value is NoNumber.MISSING:
                        continue
                    self._refuse(number, refused.column, refused.reason)
        if getattr(self._upload, "ends_open", False) and self.rows and not notes:
            self.open_end = number
        yield from self._held_lines()

    def _number_columns(self) -> list[_Numbers]:
        values = {}
        for column in self.layout.columns:
            if column.role == Role.WAARDE and column.name in self._at:
                thing = (column.indicator, column.year, column.scenario)
                values[thing] = _Numbers(column, self._at[column.name], self._by_code.get(column.indicator))
        for column in self.layout.columns:
            figure = values.get((column.indicator, column.year, column.scenario))
            if figure and column.name in self._at:
                if column.role == Role.ONDERGRENS:
                    figure.lower = self._at[column.name]
                elif column.role == Role.BOVENGRENS:
                    figure.upper = self._at[column.name]
        return list(values.values())

    def _column_of(self, role) -> int | None:
        return next((self._at.get(column.name) for column in self.layout.columns if column.role == role), None)

    def _skip(self, number, cells, why: Place | tuple[str, str]) -> None:
        """Count a row of an area that is left out, or refuse one of an area that nobody knows."""
        if isinstance(why, Place):
            kind = "totalen" if why.kind is AreaKind.TOTAAL else "buiten"
            self.left_out[kind][why.name] += 1
        elif any(no_number(cells[figure.value]) is None for figure in self._numbers):
            # Without a number it is a line between the rows.
            self._refuse(number, *why)

    def _find_place(self, texts) -> tuple[Place | tuple[str, str], str | None]:
        """Answer the area that the cells name and its part of a line.

        Without that part the rows are skipped; instead of the area stand the column and the reason where there is none.
        """
        found = None
        for (_, name, first), text in zip(self._areas, texts, strict=True):
            if not text:
                continue
            try:
                if len(text) > LONGEST_NAME:
                    raise UnknownPlace(f"“{shortened(text)}” is geen naam van een gebied.")
                place = self._places.find(text, first)
            except UnknownPlace as unknown:
                return (name, str(unknown)), None
            if found and found[0] != place:
                return (
                    name,
                    f"“{shortened(text)}” is een ander gebied dan “{shortened(found[1])}” in dezelfde rij.",
                ), None
            found = (place, text)
        if not found:
            return (self._areas[0][1], "Hier staat geen gebied."), None
        place, _ = found
        if place.kind is AreaKind.TOTAAL or not place.is_inside:
            return place, None
        keys = (place.municipality, place.region, place.zorgkantoorregio)
        return place, "\t".join(BLANK if key is None else str(key) for key in keys)

    def _find_indicator(self, text: str, column: str) -> "_Known | None":
        """Answer the indicator that a cell names; nothing where a person said that its rows are left out."""
        words = self.layout.words or {}
        if text in words:
            return self._by_code.get(words[text])
        if len(text) <= LONGEST_NAME:
            if known := self._indicators.get(plain(text)):
                return known
            if len(self.unknown_indicators) < MOST_NAMES:
                self.unknown_indicators.add(text)
        raise Refused(
            column,
            f"“{shortened(text)}” is geen indicator die het portaal kent." if text else "Hier staat geen indicator.",
        )

    def _read_value(self, text: str, indicator: Indicator, at: int) -> str | NoNumber:
        try:
            value = parse(text, self._notation)
        except ValueError as error:
            raise Refused(self._header.names[at], str(error)) from None
        if isinstance(value, NoNumber) or indicator.least <= float(value) <= indicator.most:
            return value
        decimals = len(value.partition(".")[2])
        raise Refused(
            self._header.names[at],
            f"{dutch_number(Decimal(value), decimals)} kan niet: {indicator.short_label} ligt tussen "
            f"{dutch_number(indicator.least)} en {dutch_number(indicator.most)} ({indicator.unit}).",
        )

    def _read_bounds(self, figure: "_Numbers", cells, value: str, indicator: Indicator) -> str:
        bounds = []
        for index in (figure.lower, figure.upper):
            bound = NoNumber.MISSING if index is None else self._read_value(cells[index], indicator, index)
            bounds.append(None if isinstance(bound, NoNumber) else bound)
        lower, upper = bounds
        if (lower and float(lower) > float(value)) or (upper and float(upper) < float(value)):
            raise Refused(figure.column.name, "De waarde ligt niet tussen de ondergrens en de bovengrens.")
        return "\t".join(bound or BLANK for bound in bounds)

    def _read_told(self, figure, year, scenario, status, told_at) -> "_Told":
        """Answer what the columns and the row say of the figure; refuse what cannot be."""
        year_at, scenario_at, status_at = (None if at is None else self._header.names[at] for at in told_at)
        fixed_year = self.layout.year if year_at is None else _read_year(year, year_at)
        year = figure.column.year or fixed_year
        place = figure.column.name if figure.column.year else (year_at or figure.column.name)
        if year_at and fixed_year != year:
            raise Refused(place, f"Deze kolom is van {year}, maar in de rij staat het jaar {fixed_year}.")
        scenario = (
            (scenario and _read_scenario(scenario, scenario_at)) or figure.column.scenario or self.layout.scenario
        )
        status = _read_status(status, status_at) if status else None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Refused(place, f"{year} is geen jaar.")
        if status == FigureStatus.ONDERDRUKT:
            return _Told(year, "", status.value)
        if scenario:
            if status in (FigureStatus.GEMETEN, FigureStatus.GESCHAT):
                raise Refused(status_at, f"Een {status.label} cijfer heeft geen scenario (“{scenario}”).")
            return _Told(year, scenario, FigureStatus.PROGNOSE.value)
        if status == FigureStatus.PROGNOSE:
            raise Refused(status_at, "Een prognose heeft een scenario. Geef bij de kolommen aan welk scenario dit is.")
        if year > self._today.year:
            raise Refused(
                place, f"{year} ligt in de toekomst. Is dit een prognose, geef dan bij de kolommen het scenario aan."
            )
        return _Told(year, "", status.value if status else self.layout.status)

    def _hold(self, part: _Part, known: _Known) -> None:
        self._parts += 1
        if self._parts > MOST_HELD:
            message = (
                f"Het bestand heeft meer dan {with_points(MOST_HELD)} cijfers van gemeenten die zijn samengevoegd. "
                "Verdeel het bestand."
            )
            raise SheetRefused(message, part.row, part.column)
        self._held[part.place.municipality, known.key, part.told.year, part.told.scenario].append(part)

    def _refuse(self, row, column, reason) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(row, column, reason))

    def _held_lines(self) -> Iterator[str]:
        """Answer the figures of municipalities that were merged: added up where that can be, and otherwise refused."""
        by_key = {known.key: known.indicator for known in self._by_code.values()}
        for (municipality, indicator, _, _), parts in self._held.items():
            first = parts[0]
            if all(part.place.kind is AreaKind.GEMEENTE for part in parts):
                # The municipality of today, which has the name that it had before the merger.
                for part in filter(lambda part: part.value is not None, parts):
                    yield f"{part.row}\t{indicator}\t{part.area}\t{part.told.text}\t{part.value}\t{part.bounds}\n"
            elif reason := self._no_sum(parts, by_key[indicator], self._places.predecessors.get(municipality)):
                for part in parts:
                    if part.place.kind is AreaKind.VROEGER and part.value is not None:
                        self._refuse(part.row, part.column, f"{_merger(part.place)} {reason}")
            elif any(part.value is None for part in parts):
                # Of a sum of which a part is missing nobody has the figure; the missing parts themselves were counted.
                self.missing += sum(part.value is not None for part in parts)
            else:
                values = [part.value for part in parts]
                told = next((part.told for part in parts if part.told.status == "geschat"), first.told)
                total = str(sum(map(Decimal, values))) if BLANK not in values else BLANK
                told = told if total is not BLANK else told.suppressed()
                self.merged[first.place.name, tuple(sorted({part.place.old_name for part in parts}))] += 1
                yield f"{first.row}\t{indicator}\t{first.area}\t{told.text}\t{total}\t{NO_BOUNDS}\n"

    def _no_sum(self, parts: list[_Part], indicator: Indicator, names: set[str] | None) -> str:
        """Answer why the figures of these municipalities of before a merger cannot be added up, or nothing."""
        name = parts[0].place.name
        if indicator.aggregation != Aggregation.SOM:
            return f"“{indicator.short_label}” is niet op te tellen: lees het cijfer van {name} zelf in."
        if names is None:
            return f"Er is niet bekend welk deel waarheen ging: lees het cijfer van {name} zelf in."
        here = Counter(part.place.old_name for part in parts)
        if absent := sorted(names - here.keys()):
            return f"Om {name} op te tellen is ook het cijfer van {', '.join(absent)} nodig."
        if max(here.values()) > 1:
            return f"Een van de gemeenten die {name} werden, staat er meer dan één keer in."
        return ""


def _merger(place: Place) -> str:
    others = "" if place.is_whole else " en andere gemeenten"
    return f"{place.old_name} is in {place.since[:4]} opgegaan in {place.name}{others}."


def _read_year(text: str, column: str) -> int:
    match = _YEAR.fullmatch(text)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise Refused(column, f"“{shortened(text)}” is geen jaar." if text else "Hier staat geen jaar.")
    return int(match[1])


def _read_scenario(text: str, column: str) -> str:
    if len(text) > LONGEST_SCENARIO:
        raise Refused(column, f"De naam van een scenario heeft ten hoogste {LONGEST_SCENARIO} tekens.")
    return "" if plain(text) in _NO_SCENARIO else text


def _read_status(text: str, column: str) -> FigureStatus:
    try:
        return _STATUSES[plain(text[:LONGEST_SCENARIO])]
    except KeyError:
        reason = f"“{shortened(text)}” is geen soort cijfer: gemeten, geschat, prognose of onderdrukt."
        raise Refused(column, reason) from None
