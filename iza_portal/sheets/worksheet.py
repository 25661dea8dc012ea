"""Reading the cells of a worksheet. The elements and types are those of ECMA-376, part 1, chapter 18."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from iza_portal.sheets.cells import Exact, Row, clean, column_index, column_letter
from iza_portal.sheets.limits import SheetRefused, with_points
from iza_portal.sheets.package import BROKEN

_DIGITS = "0123456789"
_LONGEST_NUMBER = 40  # Longer ones no program writes, and they would fill the caches.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Shown(Enum):
    """What a number is shown as, where it is not shown as a number."""

    DATE = "date"
    PERCENTAGE = "percentage"


class TextReader:
    """Gathers the text of a shared or inline string, without the reading aids of Asian scripts."""

    def __init__(self, limits):
        self._limits = limits
        self._text = ""
        self._in_text = self._in_aid = False

    def start(self, tag, attrs):
        if tag == "t":
            self._in_text = True
        elif tag == "rPh":
            self._in_aid = True

    def end(self, tag):
        if tag == "t":
            self._in_text = False
        elif tag == "rPh":
            self._in_aid = False

    def characters(self, data):
        if self._in_text and not self._in_aid and len(self._text) <= self._limits.characters:
            self._text += data

    def take(self) -> str | SheetRefused:
        text, self._text = self._text, ""
        try:
            return _clean(text, self._limits)
        except SheetRefused as refused:
            return refused


class RowReader:
    """Makes rows of the elements of a sheet. Its methods are called for each element, so that they do little."""

    def __init__(self, texts, formats, since_1904, limits):
        self.rows: list[Row] = []
        self.number = 0
        self._texts = texts
        self._formats = formats
        self._limits = limits
        self._first_day = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
        self._cells: list[str] = []
        self._column = -1
        self._columns: dict[str, int] = {}
        self._kind = self._style = None
        self._value = ""
        self._in_value = self._has_formula = self._has_value = False
        self._inline = None

    def take(self) -> list[Row]:
        rows, self.rows = self.rows, []
        return rows

    def start(self, tag, attrs):
        if tag == "c":
            reference = attrs.get("r")
            self._column = self._column + 1 if reference is None else self._index(reference.rstrip(_DIGITS))
            self._kind = attrs.get("t")
            self._style = attrs.get("s")
            self._value = ""
            self._has_formula = self._has_value = False
        elif tag == "v":
            self._in_value = self._has_value = True
        elif tag == "row":
            self._begin_row(attrs.get("r"))
        elif tag == "f":
            self._has_formula = True
        elif tag == "is":
            self._inline = TextReader(self._limits)
        elif self._inline:
            self._inline.start(tag, attrs)

    def characters(self, data):
        if self._in_value:
            if len(self._value) <= self._limits.characters:
                self._value += data
        elif self._inline:
            self._inline.characters(data)

    def end(self, tag):
        if tag == "c":
            if self._value or self._has_formula:
                self._end_cell()
        elif tag == "v":
            self._in_value = False
        elif tag == "row":
            if self._cells:
                self.rows.append(Row(self.number, self._cells))
        elif tag == "is":
            text = self._inline.take()
            self._inline = None
            if text:
                self._put(text)
        elif self._inline:
            self._inline.end(tag)

    def _begin_row(self, reference):
        number = self.number + 1 if reference is None else whole_number(reference)
        if number <= self.number:
            raise SheetRefused(BROKEN)
        self.number = number
        self._cells = []
        self._column = -1

    def _index(self, letters):
        index = self._columns.get(letters)
        if index is None:
            try:
                index = self._columns[letters] = column_index(letters)
            except ValueError:
                raise SheetRefused(BROKEN) from None
        if index <= self._column:
            raise SheetRefused(BROKEN)
        return index

    def _end_cell(self):
        kind = self._kind
        if self._has_formula and not self._has_value:
            raise self._refusal(
                "De uitkomst van deze formule is niet bewaard. Open het bestand in Excel en bewaar het."
            )
        try:
            if kind == "s":
                self._put(self._texts[whole_number(self._value)])
            elif kind is None or kind == "n":
                self._put(self._number())
            elif kind == "b":
                self._put("WAAR" if self._value.strip() in ("1", "true") else "ONWAAR")
            else:
                self._put(_clean(self._value, self._limits))
        except SheetRefused as refused:
            raise refused if refused.row else self._refusal(refused.message) from None
        except (IndexError, ArithmeticError, ValueError):
            raise self._refusal("Deze cel is beschadigd. Typ de inhoud opnieuw.") from None

    def _number(self):
        if len(self._value) > _LONGEST_NUMBER:
            raise ValueError(self._value)
        form = self._formats[int(self._style)] if self._style and self._formats else None
        if form is None:
            return _exact(self._value)
        if form == Shown.PERCENTAGE:
            return _exact(self._value, 2)
        return _moment(self._value, self._first_day) or _exact(self._value)

    def _put(self, value):
        if not value:
            return
        if type(value) is SheetRefused:
            raise self._refusal(value.message)
        cells = self._cells
        if self.number > self._limits.rows:
            most = with_points(self._limits.rows)
            raise SheetRefused(f"Het werkblad heeft meer dan {most} rijen. Verdeel het.", self.number)
        if self._column >= self._limits.columns:
            raise self._refusal(f"Deze rij heeft meer dan {with_points(self._limits.columns)} kolommen.")
        missing = self._column - len(cells)
        if missing:
            cells += [""] * missing
        cells.append(value)

    def _refusal(self, message):
        return SheetRefused(message, self.number, column_letter(self._column))


def _clean(text, limits):
    """Answer the text of a cell, with the characters that XLSX writes as _x000D_."""
    return clean(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text, limits)


def whole_number(text: str) -> int:
    """Answer the number that is written in digits; raise SheetRefused where it is not, or is longer than any in a sheet."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise SheetRefused(BROKEN)
    return int(text)


@lru_cache(maxsize=65_536)
def _exact(text: str, shift: int = 0) -> Exact:
    """Answer a number of 15 digits, as many as spreadsheets show, times ten to the power `shift`.

    The 17 digits of a file are those of the nearest binary number: 22.600000000000001 is 22.6.
    """
    number = Decimal(f"{float(text):.15g}").scaleb(shift)
    if not number.is_finite():
        raise ValueError(text)
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return Exact("0" if written == "-0" else written)


@lru_cache(maxsize=4_096)
def _moment(text: str, first_day: datetime) -> str | None:
    """Answer a day, time, or both, as ISO text for a number of days; None where no calendar has it."""
    days = float(text)
    try:
        moment = first_day + timedelta(seconds=round(days * 86_400))
    except (OverflowError, ValueError):
        return None
    if days < 0:
        return None
    # Until March 1900 Excel counts a day less, because it believes in 29 February 1900.
    if first_day.year == 1899 and 1 <= days < 60:
        moment += timedelta(days=1)
    if days < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat()
