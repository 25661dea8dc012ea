"""Reading the XML of a workbook as a stream, in memory that does not grow with what is in it."""

from collections.abc import Callable, Iterable
from typing import Any
from xml.parsers import expat

from iza_portal.sheets.limits import SheetRefused
from iza_portal.sheets.package import BROKEN

Starts = dict[str, Callable[[dict[str, str]], Any]]
Ends = dict[str, Callable[[], Any]]

_DEEPEST = 64
_LONGEST_TAG = 1_000_000


class Markup:
    """Calls functions by the name of an element, without its prefix: of `starts` with its attributes, of `ends` without.

    `feed` and `close` raise SheetRefused where the XML is not well-formed, and whatever the functions raise.
    """

    def __init__(self, starts: Starts, ends: Ends | None = None, characters: Callable[[str], Any] | None = None):
        self._parser = parser = expat.ParserCreate()
        self._fed = 0
        ends = ends or {}
        depth = 0

        # Called for each element of a sheet, so that these do little.
        def start_element(name, attrs):
            nonlocal depth
            depth += 1
            if depth > _DEEPEST:
                raise SheetRefused(BROKEN)
            if ":" in name:
                name = name.rpartition(":")[2]
            if name in starts:
                starts[name](attrs)

        def end_element(name):
            nonlocal depth
            depth -= 1
            if ":" in name:
                name = name.rpartition(":")[2]
            if name in ends:
                ends[name]()

        parser.buffer_text = True
        parser.StartElementHandler = start_element
        parser.EndElementHandler = end_element
        parser.CharacterDataHandler = characters
        parser.StartDoctypeDeclHandler = _refuse_doctype

    def feed(self, chunk: bytes, final: bool = False) -> None:
        """Read on."""
        self._fed += len(chunk)
        try:
            self._parser.Parse(chunk, final)
        except (expat.ExpatError, LookupError):
            raise SheetRefused(BROKEN) from None
        # A tag is kept until it ends; one that never does would fill the memory.
        if self._fed - self._parser.CurrentByteIndex > _LONGEST_TAG:
            raise SheetRefused(BROKEN)

    def close(self) -> None:
        """Say that this was all."""
        self.feed(b"", final=True)


def parse(chunks: Iterable[bytes], starts: Starts, ends: Ends | None = None, characters=None) -> None:
    """Call the functions for a part that is given whole; see `Markup`."""
    markup = Markup(starts, ends, characters)
    for chunk in chunks:
        markup.feed(chunk)
    markup.close()


def _refuse_doctype(*_):
    """A workbook has no use for a document type, and only there entities are declared that grow without end."""
    raise SheetRefused(BROKEN)
