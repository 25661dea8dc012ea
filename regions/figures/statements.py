"""From the rows of a file to what they state: figures, each with its row, and what is refused or left out, with the reason."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from iza_portal.page.templatetags.page import number as dutch_number
from iza_portal.sheets.headers import data_rows, find_header
from iza_portal.sheets.notation import NoNumber, Notation, no_number, parse
from iza_portal.sheets.reading import Upload
from regions.figures.layouts import AREA_ROLES, Column, Layout, Role
from regions.figures.places import AreaKind, Place, Places, UnknownPlace, plain, shortened
from regions.models import Aggregation, FigureStatus, Indicator

# More than anybody mends by hand: what is wrong so often is wrong in the layout.
MOST_REFUSALS = 10_000
MOST_NAMES = 100
LONGEST_SCENARIO = 40
FIRST_YEAR, LAST_YEAR = 1900, 2100
ROWS_A_REPORT = 5_000

_YEAR = re.compile(r"([0-9]{4})(?:JJ00|\*{1,2}|\.0)?", re.IGNORECASE)
_NO_SCENARIO = {"", "realisatie", "waarneming", "waargenomen", "gemeten", "geen", "nvt", "n v t"}
_STATUSES = {
    "": None,
    **dict.fromkeys(("gemeten", "realisatie", "waarneming", "definitief", "voorlopig", "nader voorlopig"), FigureStatus.GEMETEN),
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
    """A cell that cannot be read; the message is a Dutch sentence."""


@dataclass
class _Numbers:
    """The columns of one figure in a row: its value, its bounds, and what the columns say of it."""

    column: Column
    value: int
    indicator: Indicator | None
    lower: int | None = None
    upper: int | None = None


@dataclass
class _Part:
    """What a row states of a municipality that was merged, or may have been merged with others."""

    row: int
    column: str
    place: Place
    status: str
    value: str | None
    lower: str | None
    upper: str | None


class Reading:
    """What one file states. `lines` has to be read to its end; only then the counts, the refusals and the rest are known.

    `places` says which areas are inside; `today` is the day after which nothing can have been measured.
    """

    def __init__(self, upload: Upload, layout: Layout, places: Places, indicators: list[Indicator], today: date):
        self.layout = layout
        self.rows = self.missing = self.suppressed = 0
        self.left_out: dict[str, Counter] = {"buiten": Counter(), "totalen": Counter(), "indicatoren": Counter()}
        self.refusals: list[Refusal] = []
        self.refused = 0
        self.unknown_indicators: dict[str, int] = {}
        self.merged: dict[tuple, int] = defaultdict(int)
        self._upload, self._places, self._today = upload, places, today
        self._by_code = {indicator.code: indicator for indicator in indicators}
        self._indicators = {}
        for indicator in indicators:
            for name in (indicator.label, indicator.short_label, indicator.code):
                self._indicators[plain(name)] = indicator
        self._notation = Notation(layout.notation)
        self._header = find_header(upload, layout.sheet, begin=layout.header_row, count=layout.header_rows)
        self._at = {name: index for index, name in enumerate(self._header.names)}
        self._areas = [
            (self._at[column.name], column.name, AREA_ROLES[column.role])
            for column in layout.columns
            if column.role in AREA_ROLES
        ]
        self._numbers = self._number_columns()
        self._held: dict[tuple, list[_Part]] = defaultdict(list)

    def missing_columns(self) -> list[str]:
        """Answer the names of columns that the layout reads and the file lacks."""
        return [
            column.name for column in self.layout.columns if column.role != Role.NIET and column.name not in self._at
        ]

    def lines(self, report: Callable[[int], None] = lambda rows: None) -> Iterator[str]:
        """Answer a line for COPY for each figure, see `regions.figures.storing.COLUMNS`; `report` hears of rows read."""
        indicator_at, year_at = self._column_of(Role.INDICATOR), self._column_of(Role.JAAR)
        scenario_at, status_at = self._column_of(Role.SCENARIO), self._column_of(Role.SOORT)
        areas, numbers = self._areas, self._numbers
        single = areas[0][0] if len(areas) == 1 else None
        known_places: dict = {}
        indicators: dict[str, Indicator | None] = {}
        years: dict[str, int] = {}
        scenarios: dict[str, str] = {}
        statuses: dict[str, str | None] = {}
        values: dict[tuple, str | NoNumber] = {}
        endings: dict[tuple, str] = {}
        fixed_year, fixed_scenario = self.layout.year, self.layout.scenario
        for number, cells in data_rows(self._upload.rows(self.layout.sheet), self._header):
            self.rows += 1
            if self.rows % ROWS_A_REPORT == 0:
                report(self.rows)
            key = cells[single] if single is not None else tuple(cells[index] for index, _, _ in areas)
            try:
                place = known_places[key]
            except KeyError:
                place = known_places[key] = self._find_place(key if single is None else (key,))
            if not isinstance(place, Place):
                if self._has_number(cells):
                    self._refuse(number, *place)
                continue
            if place.kind is AreaKind.TOTAAL or not place.is_inside:
                self.left_out["totalen" if place.kind is AreaKind.TOTAAL else "buiten"][place.name] += 1
                continue
            for figure in numbers:
                at = figure.value
                try:
                    indicator = figure.indicator
                    if indicator is None:
                        at, text = indicator_at, cells[indicator_at]
                        try:
                            indicator = indicators[text]
                        except KeyError:
                            indicator = indicators[text] = self._find_indicator(text)
                        if indicator is None:
                            self.left_out["indicatoren"][text] += 1
                            continue
                        at = figure.value
                    text = cells[at]
                    value_key = (indicator.pk, text)
                    try:
                        value = values[value_key]
                    except KeyError:
                        value = self._read_value(text, indicator)
                        if len(values) < 100_000:
                            values[value_key] = value
                    if value is NoNumber.MISSING:
                        self.missing += 1
                        continue
                    year = figure.column.year
                    if year is None:
                        year = fixed_year
                        if year_at is not None:
                            at, text = year_at, cells[year_at]
                            year = years.get(text) or years.setdefault(text, self._read_year(text))
                            at = figure.value
                    scenario = figure.column.scenario or fixed_scenario
                    if scenario_at is not None:
                        at, text = scenario_at, cells[scenario_at]
                        if text not in scenarios:
                            scenarios[text] = self._read_scenario(text)
                        scenario = scenarios[text] or scenario
                    status = None
                    if status_at is not None:
                        at, text = status_at, cells[status_at]
                        if text not in statuses:
                            statuses[text] = self._read_status(text)
                        status = statuses[text]
                    at = figure.value
                    ending_key = (year, scenario, status, value is NoNumber.SUPPRESSED)
                    status = endings.get(ending_key) or endings.setdefault(ending_key, self._status(*ending_key))
                    lower = upper = None
                    if status == "onderdrukt":
                        self.suppressed += 1
                        value, scenario = None, ""
                    elif figure.lower is not None or figure.upper is not None:
                        at = figure.lower if figure.lower is not None else figure.upper
                        lower, upper = self._read_bounds(figure, cells, value, indicator)
                    if place.old_name:
                        part = _Part(number, self._header.names[figure.value], place, status, value, lower, upper)
                        self._held[place.municipality, indicator.pk, year, scenario].append(part)
                        continue
                    yield _line(number, indicator.pk, place, year, scenario, status, value, lower, upper)
                except Refused as refused:
                    self._refuse(number, self._header.names[at], str(refused))
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

    def _has_number(self, cells) -> bool:
        """Tell whether a row whose area is unknown states anything: a line between the rows does not."""
        return any(no_number(cells[figure.value]) is None for figure in self._numbers)

    def _find_place(self, texts) -> Place | tuple[str, str]:
        """Answer the area that the cells name, or the column and the reason why they name none."""
        found = None
        for (_, name, first), text in zip(self._areas, texts, strict=True):
            if not text:
                continue
            try:
                place = self._places.find(text, first)
            except UnknownPlace as unknown:
                return name, str(unknown)
            if found and found[0] != place:
                return name, f"“{shortened(text)}” is een ander gebied dan “{shortened(found[1])}” in dezelfde rij."
            found = (place, text)
        return found[0] if found else (self._areas[0][1], "Hier staat geen gebied.")

    def _find_indicator(self, text: str) -> Indicator | None:
        """Answer the indicator that a cell names; nothing where a person said that its rows are left out."""
        words = self.layout.words or {}
        if text in words:
            return self._by_code.get(words[text])
        if indicator := self._indicators.get(plain(text)):
            return indicator
        if len(self.unknown_indicators) < MOST_NAMES:
            self.unknown_indicators[text] = 1
        raise Refused(
            f"“{shortened(text)}” is geen indicator die het portaal kent." if text else "Hier staat geen indicator."
        )

    def _read_value(self, text: str, indicator: Indicator) -> str | NoNumber:
        try:
            value = parse(text, self._notation)
        except ValueError as error:
            raise Refused(str(error)) from None
        if not isinstance(value, NoNumber) and not indicator.least <= float(value) <= indicator.most:
            shown = dutch_number(Decimal(value).normalize(), max(0, -Decimal(value).normalize().as_tuple().exponent))
            raise Refused(
                f"{shown} kan niet: {indicator.short_label} ligt tussen {dutch_number(indicator.least)} en "
                f"{dutch_number(indicator.most)} ({indicator.unit})."
            )
        return value

    def _read_year(self, text: str) -> int:
        match = _YEAR.fullmatch(text.strip())
        if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            raise Refused(f"“{shortened(text)}” is geen jaar." if text else "Hier staat geen jaar.")
        return int(match[1])

    def _read_scenario(self, text: str) -> str:
        if plain(text) in _NO_SCENARIO:
            return ""
        if len(text) > LONGEST_SCENARIO:
            raise Refused(f"De naam van een scenario heeft ten hoogste {LONGEST_SCENARIO} tekens.")
        return text

    def _read_status(self, text: str) -> FigureStatus | None:
        try:
            return _STATUSES[plain(text)]
        except KeyError:
            raise Refused(
                f"“{shortened(text)}” is geen soort cijfer: gemeten, geschat, prognose of onderdrukt."
            ) from None

    def _status(self, year: int, scenario: str, told: FigureStatus | None, is_suppressed: bool) -> str:
        """Answer what kind of figure it is; refuse what cannot be."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise Refused(f"{year} is geen jaar.")
        if is_suppressed or told == FigureStatus.ONDERDRUKT:
            return "onderdrukt"
        if scenario:
            if told in (FigureStatus.GEMETEN, FigureStatus.GESCHAT):
                raise Refused(f"Een {told.label} cijfer heeft geen scenario (“{scenario}”).")
            return "prognose"
        if told == FigureStatus.PROGNOSE:
            raise Refused("Een prognose heeft een scenario. Geef bij de kolommen aan welk scenario dit is.")
        if year > self._today.year:
            raise Refused(
                f"{year} ligt in de toekomst. Is dit een prognose, geef dan bij de kolommen het scenario aan."
            )
        return (told or FigureStatus(self.layout.status)).value

    def _read_bounds(self, figure: _Numbers, cells, value: str, indicator: Indicator) -> list[str | None]:
        bounds = []
        for index in (figure.lower, figure.upper):
            bound = NoNumber.MISSING if index is None else self._read_value(cells[index], indicator)
            bounds.append(None if isinstance(bound, NoNumber) else bound)
        lower, upper = bounds
        if (lower and float(lower) > float(value)) or (upper and float(upper) < float(value)):
            raise Refused("De waarde ligt niet tussen de ondergrens en de bovengrens.")
        return bounds

    def _refuse(self, row, column, reason) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(row, column, reason))

    def _held_lines(self) -> Iterator[str]:
        """Answer the figures of municipalities that were merged: added up where that can be, and otherwise refused."""
        predecessors = self._places.predecessors
        by_key = {indicator.pk: indicator for indicator in self._by_code.values()}
        for (municipality, indicator_id, year, scenario), parts in self._held.items():
            if all(part.place.kind is AreaKind.GEMEENTE for part in parts):
                # The municipality of today, by its own name.
                for part in parts:
                    yield _line(part.row, indicator_id, part.place, year, scenario, part.status, part.value, part.lower, part.upper)  # fmt: skip
                continue
            reason = self._no_sum(parts, by_key[indicator_id], predecessors.get(municipality))
            if reason:
                for part in parts:
                    if part.place.kind is AreaKind.VROEGER:
                        since = date.fromisoformat(part.place.since)
                        self._refuse(
                            part.row,
                            part.column,
                            f"{part.place.old_name} is in {since.year} opgegaan in {part.place.name}{'' if part.place.is_whole else ' en andere gemeenten'}. {reason}",
                        )
                continue
            first = parts[0]
            values = [part.value for part in parts]
            if None in values:
                status, total, scenario = "onderdrukt", None, ""
            else:
                status = "geschat" if any(part.status == "geschat" for part in parts) else first.status
                total = str(sum(map(Decimal, values)))
            self.merged[first.place.name, tuple(sorted({part.place.old_name for part in parts}))] += 1
            yield _line(first.row, indicator_id, first.place, year, scenario, status, total, None, None)

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


def _line(row, indicator, place: Place, year, scenario, status, value, lower, upper) -> str:
    area = f"{place.municipality or BLANK}\t{place.region or BLANK}\t{place.zorgkantoorregio or BLANK}"
    return (
        f"{row}\t{indicator}\t{area}\t{year}\t{_escaped(scenario)}\t{status}\t"
        f"{BLANK if value is None else value}\t{BLANK if lower is None else lower}\t{BLANK if upper is None else upper}\n"
    )


BLANK = "\\N"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\") if text else text
