"""A table as a grid: each row as wide as the others, whatever was pasted, for screen readers and for PDF/UA."""

import re
from dataclasses import dataclass, field

from iza_portal.texts.tree import words

_NUMBER = re.compile(r"(€\s*)?[-+−–]?\s*\d[\d.]*(,\d+)?(\s*(%|mln|mld|fte))?")
_LONGEST_NUMBER = 30
_NOTHING_KNOWN = {"", "-", "–", "n.v.t.", "onbekend"}


@dataclass
class Cell:
    """A cell at its `column`, over `columns` and `rows`; `is_number` says that its whole column holds numbers.

    `node` is the node of the tree that it was made of: none of a cell that fills a gap.
    """

    content: list[dict]
    is_header: bool
    columns: int = 1
    rows: int = 1
    column: int = 0
    is_number: bool = False
    node: dict | None = None


@dataclass
class Grid:
    """The rows of a table: those of its header, and the others. A table of one row has no header."""

    head: list[list[Cell]] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)


def grid(table: dict) -> Grid:
    """Lay the cells of a checked table in a grid; what is missing in a row becomes an empty cell.

    The first row is the header, with the rows that its cells reach down into. A cell reaches no further than the header or
    the table goes, and does not lie over another.
    """
    rows = [_cells(row) for row in table["content"] if row.get("content")]
    height = min(max(cell.rows for cell in rows[0]), len(rows) - 1)
    result = Grid(_placed(rows[:height]), _placed(rows[height:]))
    width = max(cell.column + cell.columns for row in result.head + result.body for cell in row)
    for part in (result.head, result.body):
        _fill(part, width)
    _mark_numbers(result, width)
    return result


def _cells(row) -> list[Cell]:
    return [
        Cell(
            cell["content"],
            cell["type"] == "table_header",
            cell.get("attrs", {}).get("colspan", 1),
            cell.get("attrs", {}).get("rowspan", 1),
            node=cell,
        )
        for cell in row["content"]
    ]


def _placed(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Give each cell its column and its true reach, from the left, past what reaches down from above."""
    reach_down: dict[int, int] = {}
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while reach_down.get(column, 0) > number:
                column += 1
            free = next(
                (step for step in range(cell.columns) if reach_down.get(column + step, 0) > number), cell.columns
            )
            cell.column, cell.columns = column, free
            cell.rows = min(cell.rows, len(rows) - number)
            for covered in range(column, column + free):
                reach_down[covered] = number + cell.rows
            column += free
    return rows


def _fill(rows: list[list[Cell]], width: int) -> None:
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        for cell in row:
            covered |= {
                (number + down, cell.column + right) for down in range(cell.rows) for right in range(cell.columns)
            }
        missing = [column for column in range(width) if (number, column) not in covered]
        row += [Cell([{"type": "paragraph"}], is_header=False, column=column) for column in missing]
        row.sort(key=lambda cell: cell.column)


def _mark_numbers(table: Grid, width: int) -> None:
    for column in range(width):
        body = [cell for row in table.body for cell in row if cell.column == column and cell.columns == 1]
        told = [_words(cell.content) for cell in body if not cell.is_header]
        known = [word for word in told if word not in _NOTHING_KNOWN]
        if known and all(map(_is_number, known)):
            head = [cell for row in table.head for cell in row if cell.column == column and cell.columns == 1]
            for cell in head + [cell for cell in body if not cell.is_header]:
                cell.is_number = True


def _is_number(word: str) -> bool:
    """Is this a number, and short enough to stand on one line, as numbers do?"""
    return len(word) <= _LONGEST_NUMBER and _NUMBER.fullmatch(word) is not None


def _words(blocks) -> str:
    if len(blocks) != 1 or blocks[0]["type"] != "paragraph":
        return "…"
    return "".join(map(words, blocks[0].get("content", []))).strip()
