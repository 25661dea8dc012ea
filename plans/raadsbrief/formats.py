"""The kinds of files that a letter can be made as. A higher room registers what this one cannot make."""

from collections.abc import Callable
from dataclasses import dataclass

from plans.letter import Letter


class CannotBeMade(Exception):
    """The file could not be made now; trying again may help."""


@dataclass(frozen=True)
class Format:
    """A kind of file: the end of its name, what a browser calls it, what people call it, and what makes it of a letter.

    `make` raises `CannotBeMade`.
    """

    name: str
    content_type: str
    label: str
    make: Callable[[Letter], bytes]


FORMATS: dict[str, Format] = {}


def register(made: Format) -> None:
    """Let letters be made as this kind of file as well."""
    FORMATS[made.name] = made
