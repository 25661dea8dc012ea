"""Reading CSV: text with a separator, in the encodings and with the separators that people's programs write."""

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator

from iza_portal.sheets.cells import Row, clean, column_letter
from iza_portal.sheets.limits import Limits, SheetRefused, with_points

SEPARATORS = ";\t|,"  # Where several fit, the first: a comma is in Dutch numbers as well.

_SAMPLE = 65_536
_SAMPLE_RECORDS = 50
_FEW_BAD_CHARACTERS = 10
_LONGEST_RECORD = 1_000_000
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NAMED_SEPARATOR = re.compile(rf"sep=([{SEPARATORS}])\r?\n", re.IGNORECASE)
_QUOTED = re.compile('"[^"]*"')
_SENTENCE = re.compile("[ :*©]")
_STOPS_HALFWAY = "Het bestand stopt halverwege deze rij. Maak het bestand opnieuw."


class SeparatedText:
    """An uploaded CSV file, which is one sheet; see `iza_portal.sheets.reading.Upload`."""

    def __init__(self, content: bytes, name: str, limits: Limits):
        self.sheet_names = (name,)
        self._content = content
        self._limits = limits
        self._encoding = _encoding(content)
        sample = self._text().read(_SAMPLE)
        named = _NAMED_SEPARATOR.match(sample)
        # Excel obeys a first line `sep=;` and does not show it, so that people do not count it.
        self._hidden_lines = 1 if named else 0
        self.separator = named[1] if named else _separator(sample)

    @property
    def ends_open(self) -> bool:
        """Does the last row have no line end, so that nobody can tell whether its last cell is whole?"""
        return not self._content.endswith((b"\n", b"\r", b"\n\0"))

    def merged(self, sheet: str) -> None:
        """Answer None: CSV does not keep what was merged."""

    def rows(self, sheet: str) -> Iterator[Row]:
        """Answer the rows with something in them; raise SheetRefused at the first that cannot be read."""
        limits = self._limits
        taken = 0
        number = widest = 0

        def lines():
            nonlocal taken
            for line in itertools.islice(self._text(), self._hidden_lines, None):
                taken += len(line)
                if taken > _LONGEST_RECORD:
                    raise SheetRefused("Deze rij is te lang. Sluit elk aanhalingsteken dat u opent.", number + 1)
                yield line

        reader = csv.reader(lines(), delimiter=self.separator, strict=True)
        cells: list[str] = []
        last = None
        try:
            for cells in reader:
                taken = 0
                number += 1
                together = "".join(cells)
                if not together.strip():
                    continue
                if number > limits.rows:
                    raise SheetRefused(
                        f"Het bestand heeft meer dan {with_points(limits.rows)} rijen. Verdeel het.", number
                    )
                if len(cells) > widest:
                    widest = len(cells)
                    if widest > limits.columns:
                        raise SheetRefused(f"Deze rij heeft meer dan {with_points(limits.columns)} kolommen.", number)
                if len(together) > limits.characters or not together.isprintable():
                    cells = [self._clean(cell, number, index) for index, cell in enumerate(cells)]
                elif " " in together:  # Of all that parts words only this one is printable.
                    edges = "\n".join(["", *cells, ""])
                    if "\n " in edges or " \n" in edges:
                        cells = [cell.strip() for cell in cells]
                # The last row is held until it is known to be whole.
                if last:
                    yield last
                last = Row(number, cells)
        except csv.Error as error:
            if "unexpected end" in str(error):
                message = "Het bestand stopt midden in een tekst: een aanhalingsteken wordt niet gesloten."
            else:
                message = "In deze rij staat een aanhalingsteken op een plek waar het niet kan."
            raise SheetRefused(message, number + 1) from None
        if last is None:
            raise SheetRefused("Het bestand is leeg.")
        if last.number == number and self._is_cut_off(last.cells, widest):
            raise SheetRefused(_STOPS_HALFWAY, number)
        yield last

    def _is_cut_off(self, cells, widest):
        """Tell whether the last row is shorter than others and has no line end, as no program leaves it.

        A note of one cell below the table has no separators, and people type it without a line end.
        """
        if len(cells) == widest or not self.ends_open:
            return False
        return len(cells) > 1 or not _SENTENCE.search(cells[0])

    def _text(self):
        return io.TextIOWrapper(io.BytesIO(self._content), encoding=self._encoding, newline="")

    def _clean(self, cell, number, index):
        try:
            return clean(cell, self._limits)
        except SheetRefused as refused:
            raise SheetRefused(refused.message, number, column_letter(index)) from None


def _encoding(content: bytes) -> str:
    """Answer the encoding of a text; raise SheetRefused where it is no text."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _check(content, "utf-16", "Het bestand is geen goede UTF-16-tekst. Bewaar het als “CSV UTF-8”.")
        return "utf-16"
    if len(_NO_TEXT.findall(content[:4096])) > max(_FEW_BAD_CHARACTERS, len(content[:4096]) // 20):
        raise SheetRefused("Dit is geen tabel. Kies een CSV-bestand of een Excel-werkmap (.xlsx).")
    wrong_at = _wrong_at(content, "utf-8-sig")
    if wrong_at is None:
        return "utf-8-sig"
    if len(content) - wrong_at < 4 and not content[:wrong_at].isascii() and content[wrong_at] >= 0xC0:
        # UTF-8 until the very last character, of which a part is missing.
        raise SheetRefused(_STOPS_HALFWAY, content.count(b"\n") + 1)
    _check(content, "cp1252", "Deze rij bevat tekens die geen tekst zijn. Bewaar het bestand als “CSV UTF-8”.")
    return "cp1252"


def _check(content, encoding, message):
    wrong_at = _wrong_at(content, encoding)
    if wrong_at is not None:
        raise SheetRefused(message, content.count(b"\n", 0, wrong_at) + 1)


def _wrong_at(content: bytes, encoding: str) -> int | None:
    """Answer the index of the first byte that is wrong in this encoding, without keeping the text in memory."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _SAMPLE):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(content[start : start + _SAMPLE], final=start + _SAMPLE >= len(content))
        except UnicodeDecodeError as error:
            return start - waiting + error.start
    return None


def _separator(sample: str) -> str:
    """Answer the separator that divides most records of the sample into equally many cells."""
    records = _QUOTED.sub("", sample).splitlines()
    # The last one may be cut off by the end of the sample, but where there is only one it is all there is.
    records = records[:-1] if len(sample) == _SAMPLE and len(records) > 1 else records

    def agreeing(separator):
        counts = Counter(record.count(separator) for record in records[:_SAMPLE_RECORDS] if separator in record)
        return max(counts.values(), default=0)

    return max(SEPARATORS, key=agreeing)
