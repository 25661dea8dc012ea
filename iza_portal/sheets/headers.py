"""Finding the table on a sheet: what stands above it, its header, and the notes below it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from iza_portal.sheets.cells import Exact, Row, column_letter
from iza_portal.sheets.limits import SheetRefused
from iza_portal.sheets.notation import Notation, no_number, parse
from iza_portal.sheets.reading import Upload
from iza_portal.sheets.workbook import HEAD_ROWS

_MOST_HEADER_ROWS = 5
_JOINT = " – "
_LONGEST_NAME = 200
_MOST_NOTES = 1_000
_LONGEST_SIGN = 20  # Enough to know a note by, and little to remember.
_YEAR = re.compile(r"(19|20)[0-9]{2}\*{0,2}")
_NOTE = re.compile(
    r"(bron(nen)?|noten|noot|toelichting|opmerking(en)?|legenda|peildatum|let op|datum|copyright)\b|[*©¹²³]|[0-9]\)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Header:
    """Where a table begins, and what its columns are called.

    `rows` are the numbers of the header's rows, none where the table has no header; `first` is the first row below it.
    `names` has a name for each column, all different. `titles` are the lines above.
    """

    rows: tuple[int, ...]
    first: int
    names: tuple[str, ...]
    titles: tuple[str, ...]


def find_header(upload: Upload, sheet: str, *, begin: int | None = None, count: int | None = None) -> Header:
    """Propose the header of the table on a sheet; raise SheetRefused where nothing stands below it.

    Where somebody knows better, `begin` is the number of the first row of the header, and `count` how many rows it has.
    """
    head = list(islice(upload.rows(sheet), HEAD_ROWS))
    start, end = _header_span(head)
    if begin is not None:
        start = next((index for index, row in enumerate(head) if row.number >= begin), len(head))
        end = max(end, start)
    if count is not None:
        end = start + count
    if end >= len(head):
        raise SheetRefused("Onder de kop staan geen gegevens.", head[-1].number)
    header, merged = head[start:end], upload.merged(sheet)
    width = max((len(_trimmed(row.cells)) for row in header or head[start:]), default=0)
    return Header(
        rows=tuple(row.number for row in header),
        first=head[end].number,
        names=tuple(_names(_filled(header, merged, width), width)),
        titles=tuple(" ".join(filter(None, row.cells)) for row in head[:start]),
    )


def data_rows(rows: Iterable[Row], header: Header, notes: list[Row] | None = None) -> Iterator[Row]:
    """Answer the rows of the table, each with a cell for every name; rows of totals among them are the caller's to know.

    What stands below the table is no data: rows with one filled cell, or that begin as a note does ("Bron: CBS"). They are
    added to `notes`. Raise SheetRefused for a cell beyond the header, as a decimal comma makes where commas part the cells.
    """
    width = len(header.names)
    waiting: list[Row] = []
    for row in rows:
        if row.number < header.first:
            continue
        number, cells = row
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        elif len(cells) > width:
            for index in range(width, len(cells)):
                if cells[index]:
                    message = "Deze cel staat naast de tabel: de kop heeft hier geen naam."
                    raise SheetRefused(message, number, column_letter(index))
            cells = cells[:width]
        if _may_be_note(cells):
            waiting.append(Row(number, cells))
            if len(waiting) <= _MOST_NOTES:
                continue
            # So many are no notes, and would fill the memory.
            cells = waiting.pop().cells
        if waiting:
            yield from waiting
            waiting.clear()
        yield row if cells is row.cells else Row(number, cells)
    if width == 1:
        yield from waiting
    elif notes is not None:
        notes += waiting


def _may_be_note(cells):
    # Most rows are full: their second cell settles it.
    if len(cells) > 1 and cells[0] and cells[1] and not _begins_as_note(cells[0][:_LONGEST_SIGN]):
        return False
    filled = [cell for cell in cells if cell]
    return len(filled) == 1 or (bool(_NOTE.match(filled[0])) and not any(map(_is_value, filled[1:])))


@lru_cache(maxsize=4_096)
def _begins_as_note(text):
    return bool(_NOTE.match(text))


def _header_span(head):
    """Answer from which to before which of these rows the header reaches."""
    data = next((index for index, row in enumerate(head) if _is_data(row.cells)), None)
    if data is None:
        # All text: the header is the first of the rows that are as wide as any.
        widths = [_count(row.cells) for row in head]
        start = widths.index(max(widths))
        return start, start + 1
    # Names of groups may stand between the header and the first numbers.
    end = data
    while end > 0 and _is_line(head[end - 1].cells) and not _is_line(head[data].cells):
        end -= 1
    if end == 0:
        return data, data
    start = end - 1
    while start > 0 and end - start < _MOST_HEADER_ROWS and _goes_on(head[start - 1], head[start]):
        start -= 1
    return start, end


def _is_line(cells):
    """Tell whether a row is one cell at the left, as a title is and the name of a group."""
    return _count(cells) == 1 and bool(cells[0])


def _goes_on(row, below):
    """Tell whether a row belongs to the header that goes on in the row below it."""
    above = below.number - row.number == 1 and not _is_line(row.cells)
    return above and not _NOTE.match(next(filter(None, row.cells)))


def _is_data(cells):
    """Tell whether a row holds a number that is no year, or what stands instead of one."""
    values = [cell for cell in cells[1:] or cells if cell]
    return any(_is_value(cell) for cell in values)


def _is_value(cell):
    if type(cell) is Exact:
        return not _YEAR.fullmatch(cell)
    if _YEAR.fullmatch(cell):
        return False
    if no_number(cell):
        return True
    try:
        parse(cell, Notation.DUTCH)
    except ValueError:
        try:
            parse(cell, Notation.ENGLISH)
        except ValueError:
            return False
    return True


def _filled(header, merged, width):
    """Answer the cells of the header rows, each with what a merged cell or a group name to its left says of it."""
    grid = [(row.cells + [""] * width)[:width] for row in header]
    at = {row.number: index for index, row in enumerate(header)}
    spans = [span for span in merged or () if span[0] in at]
    for first, left, last, right in spans:
        for number in range(first, last + 1):
            if number in at and left < width:
                line = grid[at[number]]
                line[left : min(right + 1, width)] = [grid[at[first]][left]] * (min(right + 1, width) - left)
    if not spans:
        for line in grid[:-1]:
            for index in range(1, width):
                line[index] = line[index] or line[index - 1]
    return grid


def _names(grid, width):
    taken = set()
    for index in range(width):
        parts = dict.fromkeys(line[index] for line in grid if line[index])
        name = proposed = _JOINT.join(parts)[:_LONGEST_NAME] or f"Kolom {column_letter(index)}"
        time = 1
        while name in taken:
            time += 1
            name = f"{proposed} ({time})"
        taken.add(name)
        yield name


def _trimmed(cells):
    last = max((index for index, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _count(cells):
    return sum(1 for cell in cells if cell)
