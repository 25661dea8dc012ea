"""A cell as it was read, and the names of columns."""

import re
from typing import NamedTuple

from iza_portal.sheets.limits import Limits, SheetRefused

# What no cell may hold: control characters, half characters, and code points that are none. Line breaks and tabs may be.
_BAD_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Exact(str):
    """The canonical decimal text of a cell that is a number in a workbook, such as `1.234`: its notation is no question."""

    __slots__ = ()


class Row(NamedTuple):
    """A row with something in it. `number` is the row as people count it; `cells` are its texts, `""` where it is empty.

    `cells` may be shorter or longer than those of other rows.
    """

    number: int
    cells: list[str]


def column_letter(index: int) -> str:
    """Answer the letter of the column with this index: A for 0, AA for 26."""
    letters = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        letters = chr(ord("A") + rest) + letters
        index -= 1
    return letters


def column_index(letters: str) -> int:
    """Answer the index of the column with these letters; raise ValueError where they are none."""
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise ValueError(letters)
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def clean(text: str, limits: Limits) -> str:
    """Answer the text of a cell without spaces around it, on one line; raise SheetRefused, without a place, for bad ones."""
    text = text.strip()
    if len(text) > limits.characters:
        raise SheetRefused("De tekst in deze cel is te lang.")
    if text.isprintable():
        return text
    if _BAD_CHARACTERS.search(text):
        raise SheetRefused("Deze cel bevat een stuurteken dat er niet hoort. Typ de inhoud opnieuw.")
    return " ".join(text.split())
