"""Reading a file of postings of a financial system: each row becomes a posting to be, or says what is wrong and where."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from django.utils import timezone

from funding.boeken.opdrachten import CORRECTABLE
from funding.inlezen.booking import About, ReadRow
from funding.models import MOST, Boeksoort, Budget, Budgetregel, Verplichting
from iza_portal.rows import many
from iza_portal.sheets.cells import Exact
from iza_portal.sheets.limits import SheetRefused
from iza_portal.sheets.reading import Upload

#: The headings of a file, in any order; those in `OPTIONAL` may be left out.
HEADINGS = (
    "kenmerk",
    "datum",
    "jaar",
    "soort",
    "regel",
    "verplichting",
    "bedrag",
    "omschrijving",
    "corrigeert",
)
OPTIONAL = {"verplichting", "omschrijving", "corrigeert"}
#: What a file can hold, as it is written there.
SOORTEN = {
    "verplichting": Boeksoort.VERPLICHTING,
    "betaling": Boeksoort.BETALING,
    "besteding": Boeksoort.REALISATIE,
}
CORRECTIE = "correctie"
#: So many faults are shown; all are counted.
MOST_FAULTS = 100
ROWS_PER_REPORT = 5_000

# The keys as one text, a line each, for no cell of a file has more than one line; an array takes long to write.
_BOOKED = """
    SELECT external_key FROM funding_boeking
    WHERE budget_id = %s AND external_key = ANY(string_to_array(%s, E'\\n'))
"""
_ORIGINALS = """
    SELECT one.external_key, one.id, one.soort, one.year, one.regel_id, one.verplichting_id, one.corrects_id,
        one.book_year, one.cents,
        (SELECT coalesce(sum(cents), 0) FROM funding_boeking correction WHERE correction.corrects_id = one.id)::bigint
    FROM funding_boeking one WHERE one.budget_id = %s AND one.external_key = ANY(%s::text[])
"""

_DUTCH = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,([0-9]{1,2}))?")
_PLAIN = re.compile(r"(-?)([0-9]+)\.([0-9]{1,2})")
_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00(?::00)?)?")
# What a download has an apostrophe before, for a spreadsheet would take it for a formula.
_QUOTED = re.compile("'[=+\\-@＝＋－＠]")
_LONGEST_AMOUNT = 30
_LONGEST_KEY, _LONGEST_TEXT = 80, 200


class Fault(NamedTuple):
    """What is wrong with a cell: the line as people count it, the heading of the column, and a Dutch sentence."""

    line: int
    column: str
    reason: str


class CellRefused(ValueError):
    """A cell that is no posting's: the heading of its column, and a Dutch sentence."""

    def __init__(self, column: str, reason: str):
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass
class Reading:
    """What a file comes down to: the rows, and the first faults with how many there are."""

    rows: list[ReadRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    faulty: int = 0

    def refuse(self, line: int, column: str, reason: str) -> None:
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(line, column, reason))


def cents_of(text: str) -> int:
    """Answer an amount in eurocents, written as 1.234,56 or 1234.56 or 1234. Raises `CellRefused` for all else.

    A comma is only ever before the cents: 1,234.56 would be a thousand in English, and a euro here. A number of a workbook
    is a plain decimal: its point never parts thousands.
    """
    whole, comma, part = text.partition(",")
    if len(text) < 12 and text.isascii() and whole.isdigit() and (not comma or (len(part) == 2 and part.isdigit())):
        # As most are written; the rest of the ways takes longer.
        return _not_nothing(int(whole + (part or "00")))
    bare = text.removeprefix("€").strip()
    if len(bare) > _LONGEST_AMOUNT:
        raise CellRefused("bedrag", "Dit bedrag is te groot.")
    is_exact = type(text) is Exact
    match = (None if is_exact and "." in bare else _DUTCH.fullmatch(bare)) or _PLAIN.fullmatch(bare)
    if not match and is_exact:
        raise CellRefused("bedrag", f"{text.replace('.', ',')} heeft delen van een cent. Rond het bedrag af.")
    if not match:
        if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", bare):
            raise CellRefused(
                "bedrag", f"“{text}” heeft een komma voor de duizendtallen. Schrijf het als 1.234,56 of 1234.56."
            )
        raise CellRefused("bedrag", f"“{text[:40]}” is geen bedrag. Schrijf het als 1.234,56 of 1234.56.")
    sign, whole, part = match.groups()
    cents = int(whole.replace(".", "")) * 100 + int((part or "0").ljust(2, "0"))
    if cents > MOST:
        raise CellRefused("bedrag", "Dit bedrag is te groot.")
    return -_not_nothing(cents) if sign else _not_nothing(cents)


def _not_nothing(cents: int) -> int:
    if not cents:
        raise CellRefused("bedrag", "Dit bedrag is nul: dan is er niets te boeken.")
    return cents


def day_of(text: str) -> date:
    """Answer a day, written as 31-12-2026 or 2026-12-31. Raises `CellRefused`."""
    if match := _DAY.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _ISO_DAY.fullmatch(text):
        year, month, day = map(int, match.groups())
    else:
        raise CellRefused("datum", f"“{text[:40]}” is geen datum. Schrijf het als 31-12-2026.")
    try:
        return date(year, month, day)
    except ValueError:
        raise CellRefused("datum", f"De dag {text} bestaat niet.") from None


def _unquoted(key: str) -> str:
    """Answer a key as it was booked, also where it was copied out of a download: a key that reads otherwise is another."""
    return key[1:] if _QUOTED.match(key) else key


def read(upload: Upload, budget: Budget, report: Callable[[int], None] = lambda rows: None) -> Reading:
    """Read all rows of the first sheet for this budget; `report` hears after how many rows it is.

    Raises `SheetRefused` for what is no table with these columns. What is wrong with a row stands in the answer.
    """
    rows = upload.rows(upload.sheet_names[0])
    head = next(rows, None)
    if head is None:
        raise SheetRefused("Het bestand is leeg.")
    places = _places(head)
    reading, known = Reading(), _Known(budget)
    if (place := places.get("corrigeert")) is not None:
        # All of them are asked at once, so only such a file is in memory as a whole.
        rows = list(rows)
        known.look_up({_unquoted(row.cells[place]) for row in rows if len(row.cells) > place and row.cells[place]})
    keys: dict[str, int] = {}
    seen: dict[tuple, About | CellRefused] = {}
    lines: list[int] = []
    # A column that may be missing is read from an empty cell behind the others.
    width = len(head.cells)
    filled = width if len(places) == len(HEADINGS) else width + 1
    told_of = itemgetter(*[places.get(heading, width) for heading in HEADINGS])
    for count, (line, cells) in enumerate(rows, start=1):
        if len(cells) > width and any(cells[width:]):
            reading.refuse(line, "", "Naast de tabel staat een cel zonder kop. Staat er een komma te veel?")
            continue
        if len(cells) < filled:
            cells = cells + [""] * (filled - len(cells))
        key, day, year, soort, regel, verplichting, amount, text, corrigeert = told_of(cells)
        key = _unquoted(key)
        told = (day, year, soort, regel, verplichting, corrigeert)
        about = seen.get(told)
        if about is None:
            about = seen[told] = known.about(*told)
        try:
            if isinstance(about, CellRefused):
                raise about
            if not key:
                raise CellRefused("kenmerk", "Vul het kenmerk uit het financiële systeem in.")
            if len(key) > _LONGEST_KEY or len(text) > _LONGEST_TEXT:
                column, most = ("kenmerk", _LONGEST_KEY) if len(key) > _LONGEST_KEY else ("omschrijving", _LONGEST_TEXT)
                raise CellRefused(column, f"Gebruik ten hoogste {most} tekens.")
            first = keys.setdefault(key, line)
            if first != line:
                raise CellRefused("kenmerk", f"Dit kenmerk staat ook op regel {first}.")
            cents = cents_of(amount)
            if cents < 0 and about.corrects_id is None:
                raise CellRefused("bedrag", "Minder dan nul kan alleen bij een correctie.")
        except CellRefused as refused:
            reading.refuse(line, refused.column, refused.reason)
            # Without a reader its frames would stay in memory, once for each faulty row.
            refused.__traceback__ = None
            continue
        reading.rows.append(ReadRow(key, about, cents, text))
        lines.append(line)
        if not count % ROWS_PER_REPORT:
            report(count)
    if not reading.rows and not reading.faulty:
        raise SheetRefused("Onder de kop staan geen regels.")
    _refuse_booked(reading, budget, keys)
    _refuse_corrections(reading, known, lines)
    reading.faults.sort(key=lambda fault: fault.line)
    return reading


def _places(head) -> dict[str, int]:
    """Answer in which column each heading stands."""
    names = [cell.strip().casefold() for cell in head.cells]
    for name in names:
        if name and name not in HEADINGS:
            raise SheetRefused(
                f"De kolom “{name[:40]}” kent het portaal hier niet. De kolommen zijn: {', '.join(HEADINGS)}.",
                head.number,
            )
        if name and names.count(name) > 1:
            raise SheetRefused(f"De kolom “{name}” staat er twee keer.", head.number)
    if missing := [name for name in HEADINGS if name not in names and name not in OPTIONAL]:
        raise SheetRefused(f"Deze kolommen ontbreken: {', '.join(missing)}.", head.number)
    return {name: place for place, name in enumerate(names) if name}


class _Known:
    """The lines and obligations of a budget, and the postings that were read into it before, by the words of a file."""

    def __init__(self, budget: Budget):
        self.budget = budget
        self.today = timezone.localdate()
        self.book_year: int | None = None
        self.lines: dict[str, Budgetregel | None] = {}
        for regel in budget.regels.all():
            self.lines[str(regel.key)] = regel
            title = regel.title.strip().casefold()
            # Two lines of one name: only the key tells which.
            self.lines[title] = None if title in self.lines else regel
        self.obligations = {
            (regel, number): pk
            for pk, regel, number in Verplichting.objects.filter(regel__budget=budget).values_list(
                "pk", "regel_id", "number"
            )
        }
        self.originals: dict[str, list] = {}

    def about(self, day, year, soort, regel, verplichting, corrigeert) -> About | CellRefused:
        """Answer what a row with these cells is about, or what is wrong with it."""
        try:
            return self._about(day, year, soort.casefold(), regel, verplichting, corrigeert)
        except CellRefused as refused:
            refused.__traceback__ = None
            return refused

    def _about(self, day, year, soort, regel, verplichting, corrigeert) -> About:
        on = self._day(day)
        money_of = self._year(year)
        if soort == CORRECTIE:
            return self._correction(on, money_of, regel, verplichting, corrigeert)
        if soort not in SOORTEN:
            raise CellRefused("soort", f"Kies uit: {', '.join([*SOORTEN, CORRECTIE])}.")
        if corrigeert:
            raise CellRefused("corrigeert", "Dit vult u alleen in bij een correctie.")
        line = self._line(regel)
        return About(on, money_of, SOORTEN[soort], line.pk, self._obligation(line, verplichting, soort), None)

    def _day(self, text):
        on = day_of(text)
        if on > self.today:
            raise CellRefused("datum", "Deze dag ligt in de toekomst.")
        if on.year not in (self.today.year, self.today.year - 1):
            raise CellRefused("datum", f"U boekt nu in {self.today.year} of {self.today.year - 1}.")
        if self.book_year is None:
            self.book_year = on.year
        elif on.year != self.book_year:
            raise CellRefused(
                "datum", f"De eerste datum ligt in {self.book_year}. Maak van elk boekjaar een eigen bestand."
            )
        return on

    def _year(self, text):
        regeling = self.budget.regeling
        if not re.fullmatch("[0-9]{4}", text) or int(text) not in regeling.years:
            raise CellRefused(
                "jaar", f"De regeling {regeling} loopt van {regeling.first_year} tot en met {regeling.last_year}."
            )
        return int(text)

    def _line(self, text):
        if not text:
            raise CellRefused("regel", "Vul de regel van het budget in.")
        # A download has an apostrophe before what a spreadsheet would take for a formula.
        name = text.casefold()
        found = self.lines.get(name, self.lines.get(name.removeprefix("'"), False))
        if found is None:
            raise CellRefused("regel", f"Meer dan één regel heet “{text[:80]}”. Gebruik de sleutel van de regel.")
        if not found:
            raise CellRefused("regel", f"De regel “{text[:80]}” is er niet in dit budget.")
        return found

    def _obligation(self, line, number, soort):
        if not number:
            if soort == "besteding":
                return None
            raise CellRefused("verplichting", "Vul het nummer van de verplichting in.")
        pk = self.obligations.get((line.pk, number), self.obligations.get((line.pk, number.removeprefix("'"))))
        if pk is None:
            raise CellRefused(
                "verplichting", f"Op deze regel is er geen verplichting “{number[:80]}”. Leg haar eerst vast."
            )
        return pk

    def _correction(self, on, year, regel, verplichting, corrigeert):
        if not corrigeert:
            raise CellRefused("corrigeert", "Vul het kenmerk in van de boeking die u corrigeert.")
        found = self.originals.get(_unquoted(corrigeert))
        if found is None:
            raise CellRefused("corrigeert", f"Er is geen boeking met kenmerk “{corrigeert[:80]}”.")
        pk, soort, of_year, regel_id, verplichting_id, corrects_id, book_year, _, _ = found
        if corrects_id or soort not in CORRECTABLE:
            raise CellRefused("corrigeert", "Deze boeking is zelf een correctie, of verandert niet door een correctie.")
        if on.year < book_year:
            raise CellRefused("datum", f"De boeking die u corrigeert staat in boekjaar {book_year}.")
        if year != of_year:
            raise CellRefused("jaar", f"De boeking die u corrigeert gaat over {of_year}.")
        line = self._line(regel)
        if line.pk != regel_id:
            raise CellRefused("regel", "De boeking die u corrigeert staat op een andere regel.")
        if verplichting and self._obligation(line, verplichting, CORRECTIE) != verplichting_id:
            raise CellRefused("verplichting", "De boeking die u corrigeert hoort bij een andere verplichting.")
        return About(on, year, Boeksoort(soort), regel_id, verplichting_id, pk)

    def look_up(self, keys: set[str]) -> None:
        """Find the postings that are to be corrected, with what they were corrected by so far; one query."""
        self.originals = {key: found for key, *found in many(_ORIGINALS, self.budget.pk, list(keys))}


def _refuse_booked(reading: Reading, budget: Budget, keys: dict[str, int]) -> None:
    """Refuse the rows whose key was booked already; one query."""
    for (key,) in many(_BOOKED, budget.pk, "\n".join(keys)):
        reading.refuse(keys[key], "kenmerk", f"Kenmerk “{key}” is al geboekt.")


def _refuse_corrections(reading: Reading, known: _Known, lines: list[int]) -> None:
    """Refuse corrections by which less than nothing would be left of a posting."""
    left = {pk: cents + corrected for pk, *_, cents, corrected in known.originals.values()}
    first = {pk: cents for pk, *_, cents, _ in known.originals.values()}
    for line, row in zip(lines, reading.rows, strict=True) if left else ():
        corrects = row.about.corrects_id
        if corrects is not None:
            left[corrects] += row.cents
            if left[corrects] * first[corrects] < 0:
                reading.refuse(line, "bedrag", "Dit is meer dan er van de boeking over is die u corrigeert.")
