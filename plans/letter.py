"""A letter as plain pieces, of which a page and each kind of file is made: so that all of them say the same."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

_DROPPED = {"Cc", "Cs", "Co", "Cn"}
# They turn the reading direction around, so that a line says something else than what it holds.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ITEM = re.compile(r"[-*•–]\s+(.+)")
_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+(.+)")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a line break in `words` is one in the letter."""

    kind: ClassVar[str] = "paragraph"
    words: str


@dataclass(frozen=True)
class ItemList:
    """A list, numbered from 1 or with bullets."""

    kind: ClassVar[str] = "list"
    items: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with a row of headers; the first cell of each row is its header. `numeric` are the columns of amounts.

    `is_summed`: the last row is the sum of those above it, and stands out. Raises `ValueError` without rows: a file with
    such a table is not accessible, so a letter leaves it out.
    """

    kind: ClassVar[str] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    is_summed: bool = False

    def __post_init__(self):
        if not self.rows:
            raise ValueError(f"the table “{self.caption}” has no rows")

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """The rows, each cell with the header of its column."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Part:
    """A part of the letter under a heading of its own."""

    title: str
    blocks: tuple[Paragraph | ItemList | Table, ...]


@dataclass(frozen=True)
class Letter:
    """A letter. `facts` stand above it, `remarks` (a concept, a demonstration) before all; the author is the fact “Van”."""

    title: str
    subject: str
    author: str
    day: date
    facts: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    parts: tuple[Part, ...]
    signed: tuple[str, ...]
    origin: str


def cleaned(text: str) -> str:
    """Answer a text with one kind of line ends, and without what no file can hold or what turns a line around."""
    text = _TURNING.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    kept = (letter for letter in text if letter == "\n" or unicodedata.category(letter) not in _DROPPED)
    return "".join(kept).strip()


def blocks_of(text: str) -> tuple[Paragraph | ItemList, ...]:
    """Read a text as people type it: a blank line parts paragraphs, lines with «- » or «1. » before them are a list."""
    runs: list[tuple[str, list[str]]] = []
    is_apart = False
    for line in map(str.strip, cleaned(text).split("\n")):
        if not line:
            is_apart = True
            continue
        last, so_far = runs[-1] if runs else ("", [])
        kind, words = _read(line, len(so_far) + 1 if last == "numbered" else 1)
        # A blank line between two items of a list does not end it.
        if kind != last or (kind == Paragraph.kind and is_apart):
            so_far = []
            runs.append((kind, so_far))
        so_far.append(words)
        is_apart = False
    return tuple(_block(kind, words) for kind, words in runs)


def _read(line: str, expected: int) -> tuple[str, str]:
    if bullet := _ITEM.fullmatch(line):
        return "bullets", bullet[1]
    if (numbered := _NUMBERED.fullmatch(line)) and int(numbered[1]) == expected:
        return "numbered", numbered[2]
    return Paragraph.kind, line


def _block(kind: str, words: list[str]) -> Paragraph | ItemList:
    return Paragraph("\n".join(words)) if kind == Paragraph.kind else ItemList(tuple(words), kind == "numbered")
