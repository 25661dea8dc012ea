"""How the columns of a file are read: proposed from its header, set right by a person once, kept for the source."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from django.db import models

from iza_portal.sheets.notation import Notation
from regions.figures.places import AreaKind, Place, Places, UnknownPlace, plain
from regions.models import Indicator


class Role(models.TextChoices):
    """What stands in a column. The last three hold numbers: of the column's own indicator, or of the one in the row."""

    NIET = "niet", "Niet gebruiken"
    GEBIED = "gebied", "Gemeente (code of naam), of ander gebied"
    REGIO = "regio", "Regio (samenwerkingsregio)"
    ZORGKANTOORREGIO = "zorgkantoorregio", "Zorgkantoorregio"
    INDICATOR = "indicator", "Welke indicator het is"
    JAAR = "jaar", "Jaar"
    SCENARIO = "scenario", "Scenario van een prognose"
    SOORT = "soort", "Soort cijfer (gemeten, geschat, prognose)"
    WAARDE = "waarde", "Waarde"
    ONDERGRENS = "ondergrens", "Ondergrens"
    BOVENGRENS = "bovengrens", "Bovengrens"


AREA_ROLES = {
    Role.GEBIED: AreaKind.GEMEENTE,
    Role.REGIO: AreaKind.REGIO,
    Role.ZORGKANTOORREGIO: AreaKind.ZORGKANTOORREGIO,
}
NUMBER_ROLES = (Role.WAARDE, Role.ONDERGRENS, Role.BOVENGRENS)
SINGLE_ROLES = (Role.INDICATOR, Role.JAAR, Role.SCENARIO, Role.SOORT)


@dataclass(frozen=True)
class Column:
    """A column by its name in the header. `indicator` is a code; it, year and scenario are empty where the row says it."""

    name: str
    role: str = Role.NIET
    indicator: str = ""
    year: int | None = None
    scenario: str = ""


@dataclass(frozen=True)
class Layout:
    """How a file is read. `header_row` and `header_rows` are None where the portal finds the header itself.

    `year` and `scenario` are of figures of which neither column nor row says them; `status` is what a measured figure is
    called. `words` gives, for words in the column of indicators that the portal does not know, the code of the indicator, or
    nothing where their rows are left out.
    """

    sheet: str
    columns: tuple[Column, ...]
    header_row: int | None = None
    header_rows: int | None = None
    notation: str = Notation.AMBIGUOUS.value
    year: int | None = None
    scenario: str = ""
    status: str = "gemeten"
    words: dict[str, str] | None = None

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Layout":
        return cls(**{**data, "columns": tuple(Column(**column) for column in data["columns"])})

    def mark(self) -> str:
        """Answer a text by which this layout is told from any other."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    def with_notation(self, notation: Notation) -> "Layout":
        return replace(self, notation=notation.value)

    def with_header(self, header_row: int | None, header_rows: int | None) -> "Layout":
        return replace(self, header_row=header_row, header_rows=header_rows)

    @property
    def has_typed_years(self) -> bool:
        """Did a person say of which year figures are, where neither the rows nor the header tell it?"""
        values = [column for column in self.columns if column.role in NUMBER_ROLES and column.year]
        return self.year is not None or any(str(column.year) not in column.name for column in values)

    @property
    def has_areas(self) -> bool:
        """Does a column say of which place a row is?"""
        return any(column.role in AREA_ROLES for column in self.columns)

    def problems(self) -> list[str]:
        """Answer, in Dutch, what has to be said yet before the file can be read."""
        roles = [column.role for column in self.columns]
        problems = []
        if not self.has_areas:
            problems.append("Kies in welke kolom de gemeente of het gebied staat.")
        if Role.WAARDE not in roles:
            problems.append("Kies ten minste één kolom met een waarde.")
        for role in SINGLE_ROLES:
            if roles.count(role) > 1:
                problems.append(f"Kies maar één kolom voor “{role.label}”.")
        values = [column for column in self.columns if column.role in NUMBER_ROLES]
        if Role.INDICATOR not in roles and any(not column.indicator for column in values):
            problems.append("Kies bij elke waarde de indicator, of de kolom waarin de indicator staat.")
        if Role.JAAR not in roles and self.year is None and any(column.year is None for column in values):
            problems.append("Vul bij elke waarde het jaar in, of kies de kolom waarin het jaar staat.")
        things = [(column.role, column.indicator, column.year, column.scenario) for column in values]
        doubled = [column.name for column, thing in zip(values, things, strict=True) if things.count(thing) > 1]
        if doubled:
            problems.append(f"Deze kolommen zeggen hetzelfde: {', '.join(doubled)}. Gebruik er één van.")
        known = {thing[1:] for thing in things if thing[0] == Role.WAARDE}
        if any(thing[1:] not in known for thing in things):
            problems.append(
                "Een ondergrens of bovengrens hoort bij een waarde van dezelfde indicator en hetzelfde jaar."
            )
        return problems


def fitted(remembered: Layout, proposed: Layout) -> tuple[Layout, list[str], list[str]]:
    """Answer the remembered layout for the columns of `proposed`, with the names of those that are new and that are gone."""
    known = {column.name: column for column in remembered.columns}
    here = {column.name for column in proposed.columns}
    columns = tuple(known.get(column.name, column) for column in proposed.columns)
    new = [column.name for column in proposed.columns if column.name not in known]
    # A column that nothing was read from is not missed.
    gone = [column.name for column in remembered.columns if column.name not in here and column.role != Role.NIET]
    place = {name: getattr(proposed, name) for name in ("sheet", "header_row", "header_rows")}
    return replace(remembered, **place, columns=columns), new, gone


_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_UNITS = {"pct", "procent", "percentage", "promille", "perc", "km2", "km", "x1000", "aantal", "abs", "euro", "waarde"}
_EMPTY_WORDS = {"van", "de", "het", "een", "en", "of", "per", "tot", "in", "met", "naar", "voor", "op", "jaar", "ouder"}
_PERCENT = {"pct", "procent", "percentage", "perc", "aandeel"}
_ROLE_WORDS = {
    "jaar": Role.JAAR, "perioden": Role.JAAR, "periode": Role.JAAR, "peiljaar": Role.JAAR, "year": Role.JAAR,
    "indicator": Role.INDICATOR, "onderwerp": Role.INDICATOR, "indicatorcode": Role.INDICATOR,
    "scenario": Role.SCENARIO, "variant": Role.SCENARIO,
    "soort": Role.SOORT, "status": Role.SOORT, "soort cijfer": Role.SOORT,
    "waarde": Role.WAARDE, "value": Role.WAARDE, "cijfer": Role.WAARDE, "percentage": Role.WAARDE, "aantal": Role.WAARDE,
    "ondergrens": Role.ONDERGRENS, "lower": Role.ONDERGRENS, "ondergrens 95": Role.ONDERGRENS,
    "bovengrens": Role.BOVENGRENS, "upper": Role.BOVENGRENS, "bovengrens 95": Role.BOVENGRENS,
}  # fmt: skip


def propose(
    sheet: str, names: Sequence[str], rows: Sequence[Sequence[str]], indicators: Iterable[Indicator], places: Places
) -> Layout:
    """Propose what the columns of a table are, from their names and some rows; the notation is for the caller to find."""
    indicators = list(indicators)
    columns = [_proposed(name, indicators) for name in names]
    areas = _area_columns(names, rows, places)
    columns = [replace(column, role=areas[index], indicator="", year=None) if index in areas else column
               for index, column in enumerate(columns)]  # fmt: skip
    seen = set()
    for index, column in enumerate(columns):
        if column.role in SINGLE_ROLES and column.role in seen:
            columns[index] = replace(column, role=Role.NIET)
        seen.add(column.role)
    if Role.INDICATOR not in seen:
        # Without a column of indicators a value has to have one of its own; the person chooses it.
        columns = [
            replace(column, role=Role.NIET) if column.role in NUMBER_ROLES and not column.indicator else column
            for column in columns
        ]
    return Layout(sheet=sheet, columns=tuple(columns))


def _proposed(name: str, indicators: list[Indicator]) -> Column:
    words = plain(name)
    if role := _ROLE_WORDS.get(words):
        return Column(name, role)
    year = int(years[-1]) if (years := _YEAR.findall(name)) else None
    if code := _indicator_of(name, indicators):
        return Column(name, Role.WAARDE, indicator=code, year=year)
    last = words.rpartition(" ")[2]
    if last in {"jaar", "peiljaar"}:
        return Column(name, Role.JAAR)
    return Column(name)


def _indicator_of(name: str, indicators: list[Indicator]) -> str:
    """Answer the code of the one indicator that a column's name can mean, or nothing."""
    by_code = {plain(indicator.code): indicator.code for indicator in indicators}
    without_year = _YEAR.sub(" ", name.replace("_", " "))
    if code := by_code.get(plain(without_year)):
        return code
    words = _words(without_year)
    is_percentage = "%" in name or bool(_PERCENT & set(plain(name).split()))
    if not words - _UNITS:
        return ""
    found = []
    for indicator in indicators:
        if is_percentage and indicator.unit != "%":
            continue
        for label in (indicator.short_label, indicator.label):
            theirs = _words(label) - _UNITS
            if words - _UNITS <= theirs:
                found.append((len(theirs - words), indicator.unit == "%" and not is_percentage, indicator.code))
    found.sort()
    if not found or (len(found) > 1 and found[0][:2] == found[1][:2] and found[0][2] != found[1][2]):
        return ""
    # A name of one word is only that indicator where the indicator's name says no more either.
    return found[0][2] if found[0][0] == 0 or len(words) > 1 else ""


def _words(text: str) -> set[str]:
    words = plain(text.replace("_", " "))
    words = re.sub(r"65 (jaar (en|of) ouder|plus(sers)?)", "65plus", words)
    words = re.sub(r"80 (jaar (en|of) ouder|plus(sers)?)", "80plus", words)
    return set(words.split()) - _EMPTY_WORDS - {"aandeel"}


def _area_columns(names, rows, places: Places) -> dict[int, str]:
    """Answer which columns name the areas: the best one, and those that say the same of every row."""
    found = {}
    for index, name in enumerate(names):
        cells = [row[index] for row in rows if row[index]]
        role = _area_role(plain(name))
        # A column of numbers is one of codes only where its name says so.
        if not cells or (role is None and all(cell.strip().isdigit() for cell in cells)):
            continue
        told = [_place(cell, places, AREA_ROLES[role or Role.GEBIED]) for cell in cells]
        known = sum(place is not None for place in told)
        # A name that says so needs less proof than cells alone.
        if known * 10 >= len(cells) * (3 if role else 6) and (role or len(set(cells)) > 1 or len(rows) == 1):
            is_code = sum(any(char.isdigit() for char in cell) for cell in cells) * 2 > len(cells)
            found[index] = (known, is_code, role or Role.GEBIED, told)
    if not found:
        return {}
    order = {Role.GEBIED: 2, Role.ZORGKANTOORREGIO: 1, Role.REGIO: 0}
    best = max(found, key=lambda index: (order[found[index][2]], found[index][1], found[index][0], -index))
    chosen = {best: found[best][2]}
    for index, (_, _, role, told) in found.items():
        if index != best and _agree(told, found[best][3]):
            chosen[index] = role
    return chosen


def _area_role(name: str) -> Role | None:
    if "zorgkantoor" in name:
        return Role.ZORGKANTOORREGIO
    if "gemeente" in name or name in {
        "gm code",
        "cbs code",
        "gebied",
        "gebiedcode",
        "gebied code",
        "regio code",
        "regio s",
    }:
        return Role.GEBIED
    if name in {"regio", "regionaam", "regio slug", "samenwerkingsregio", "iza regio"}:
        return Role.REGIO
    return None


def _place(cell, places, first) -> Place | None:
    try:
        return places.find(cell, first)
    except UnknownPlace:
        return None


def _agree(some, others) -> bool:
    pairs = [(one, other) for one, other in zip(some, others, strict=False) if one and other]
    return bool(pairs) and all(one == other for one, other in pairs)
