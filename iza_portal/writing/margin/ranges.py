"""What a browser says of the piece that somebody selected: where it is, and the words that stand there."""

import json
from dataclasses import dataclass

from iza_portal.texts.schema import LIMITS

#: A piece may run over this many stretches of text (a cell, a list item, what stands between two footnotes), and characters.
MOST_RANGES = 200
LONGEST = 5_000

_MALFORMED = "Het stuk is niet goed aangekomen. Selecteer het opnieuw."
TOO_LONG = "Het stuk is te lang. Selecteer een kleiner stuk."


class RangesRefused(ValueError):
    """A selection that is none of ours; its message is a Dutch sentence for who selected."""


@dataclass(frozen=True, order=True)
class Range:
    """A stretch of one text in the shared document.

    `path` leads to the text by child indexes from the root. `start` counts UTF-16 units, as browsers and Yjs do.
    """

    path: tuple[int, ...]
    start: int
    words: str


def read_ranges(raw: str) -> list[Range]:
    """Answer the ranges in the JSON that a browser sent, in the order of the text; raise RangesRefused where it is none.

    None selected is an empty list: the talk is about the whole text then.
    """
    if len(raw) > 20 * LONGEST:
        raise RangesRefused(TOO_LONG)
    try:
        sent = json.loads(raw or "[]")
    except (ValueError, RecursionError):
        raise RangesRefused(_MALFORMED) from None
    if not isinstance(sent, list):
        raise RangesRefused(_MALFORMED)
    if len(sent) > MOST_RANGES:
        raise RangesRefused(TOO_LONG)
    ranges = sorted({_range(each) for each in sent})
    if sum(len(each.words) for each in ranges) > LONGEST:
        raise RangesRefused(TOO_LONG)
    if ranges and not any(each.words.strip() for each in ranges):
        raise RangesRefused("Selecteer een stuk met woorden.")
    return ranges


def _range(sent) -> Range:
    if not isinstance(sent, dict) or sent.keys() != {"path", "from", "to", "text"}:
        raise RangesRefused(_MALFORMED)
    path, start, end, words = sent["path"], sent["from"], sent["to"], sent["text"]
    if not isinstance(path, list) or not 0 < len(path) <= LIMITS.depth + 2 or not all(map(_is_index, path)):
        raise RangesRefused(_MALFORMED)
    if not _is_index(start) or not _is_index(end) or not isinstance(words, str) or not words:
        raise RangesRefused(_MALFORMED)
    try:
        length = len(words.encode("utf-16-le")) // 2
    except UnicodeEncodeError:  # half a character
        raise RangesRefused(_MALFORMED) from None
    if end - start != length:
        raise RangesRefused(_MALFORMED)
    return Range(tuple(path), start, words)


def _is_index(value) -> bool:
    return type(value) is int and 0 <= value <= LIMITS.characters * 2
