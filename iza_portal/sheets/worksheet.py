"""Reading the cells of a worksheet. The elements and types are those of ECMA-376, part 1, chapter 18."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache

from iza_portal.sheets.cells import Exact, Row, clean, column_index, column_letter
from iza_portal.sheets.limits import Limits, SheetRefused, with_points
from iza_portal.sheets.markup import Ends, Starts
from iza_portal.sheets.package import BROKEN

_DIGITS = "0123456789"
_LONGEST_NUMBER = 40  # Longer ones no program writes, and they would fill the caches.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Shown(Enum):
    """What a number is shown as, where it is not shown as a number."""

    DATE = "date"
    PERCENTAGE = "percentage"


class TextReader:
    """Gathers the text of an element, without the reading aids of Asian scripts."""

    def __init__(self, limits: Limits):
        self._limits = limits
        self._text = ""
        self._gathers = self._in_aid = False
        self.starts: Starts = {"t": self._begin_text, "rPh": self._begin_aid}
        self.ends: Ends = {"t": self._end_text, "rPh": self._end_aid}

    def characters(self, data: str) -> None:
        """Take characters that stand somewhere in the element."""
        if self._gathers and len(self._text) <= self._limits.characters:
            self._text += data

    def take(self) -> str:
        """Answer the text, and begin anew; raise SheetRefused, without a place, for what no cell may hold."""
        text, self._text = self._text, ""
        # XLSX writes a carriage return as _x000D_.
        return clean(_ESCAPED.sub(_unescaped, text) if "_x" in text else text, self._limits)

    def _begin_text(self, attrs):
        self._gathers = not self._in_aid

    def _end_text(self):
        self._gathers = False

    def _begin_aid(self, attrs):
        self._in_aid = True

    def _end_aid(self):
        self._in_aid = False


class RowReader(TextReader):
    """Makes rows of the elements of a sheet.

    `texts` are those that cells point at; one that no cell may hold is the exception that refuses it. `shown` tells for each
    style of a cell what its numbers are shown as.
    """

    def __init__(self, texts: list[str | SheetRefused], shown: list[Shown | None], since_1904: bool, limits: Limits):
        super().__init__(limits)
        self.rows: list[Row] = []
        self.number = 0
        self._texts = texts
        self._shown = shown
        self._first_day = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
        self._cells: list[str] = []
        self._column = -1
        self._columns: dict[str, int] = {}
        self._kind = self._style = None
        self._has_formula = self._has_value = False
        self.starts |= {"row": self._begin_row, "c": self._begin_cell, "v": self._begin_value, "f": self._begin_formula}
        self.ends |= {"row": self._end_row, "c": self._end_cell, "v": self._end_text}

    def take_rows(self) -> list[Row]:
        """Answer the rows since the last time."""
        rows, self.rows = self.rows, []
        return rows

    def _begin_row(self, attrs):
        reference = attrs.get("r")
        number = self.number + 1 if reference is None else whole_number(reference)
        if number <= self.number:
            raise SheetRefused(BROKEN)
        self.number = number
        self._cells = []
        self._column = -1

    def _end_row(self):
        if self._cells:
            self.rows.append(Row(self.number, self._cells))

    def _begin_cell(self, attrs):
        reference = attrs.get("r")
        self._column = self._column + 1 if reference is None else self._index(reference.rstrip(_DIGITS))
        self._kind = attrs.get("t")
        self._style = attrs.get("s")
        self._text = ""
        self._has_formula = self._has_value = False

    def _begin_value(self, attrs):
        self._gathers = self._has_value = True

    def _begin_formula(self, attrs):
        self._has_formula = True

    def _end_cell(self):
        if self._has_formula and not self._has_value:
            raise self._refusal(
                "De uitkomst van deze formule is niet bewaard. Open het bestand in Excel en bewaar het."
            )
        if not self._text:
            return
        try:
            value = self._value()
        except SheetRefused as refused:
            raise self._refusal(refused.message) from None
        except (IndexError, ArithmeticError, ValueError):
            raise self._refusal("Deze cel is beschadigd. Typ de inhoud opnieuw.") from None
        if value:
            self._put(value)

    def _value(self):
        kind = self._kind
        if kind == "s":
            value = self._texts[whole_number(self._text)]
            if type(value) is SheetRefused:
                raise value
            return value
        if kind is None or kind == "n":
            return self._number()
        if kind == "b":
            return "WAAR" if self._text.strip() in ("1", "true") else "ONWAAR"
        return self.take()

    def _number(self):
        text = self._text
        if len(text) > _LONGEST_NUMBER:
            raise ValueError(text)
        shown = self._shown[int(self._style)] if self._style and self._shown else None
        if shown is None:
            return _exact(text)
        if shown is Shown.PERCENTAGE:
            return _exact(text, 2)
        return _moment(text, self._first_day) or _exact(text)

    def _put(self, value):
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

    def _refusal(self, message):
        return SheetRefused(message, self.number, column_letter(self._column))


def _unescaped(match):
    return chr(int(match[1], 16))


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
