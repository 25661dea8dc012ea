"""Two wordings of a piece of text beside each other, word by word."""

import re
from itertools import pairwise

from iza_portal.texts.aligning import Budget, matching

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def edits(old: str, new: str) -> list[tuple[int, int, str]]:
    """Answer how `old` becomes `new`: from which character to which, and the words that come there, in their order."""
    found, at = [], 0
    for same, gone, come in _parts(old, new, Budget()):
        at += len(same)
        if gone or come:
            found.append((at, at + len(gone), come))
        at += len(gone)
    return found


def side_by_side(old: str, new: str, budget: Budget) -> list[tuple[str, str]]:
    """Answer both wordings in one line of parts: («same» | «gone» | «new», words), as far as the budget goes."""
    kinds = ("same", "gone", "new")
    return [pair for part in _parts(old, new, budget) for pair in zip(kinds, part, strict=True) if pair[1]]


def _parts(old: str, new: str, budget: Budget) -> list[tuple[str, str, str]]:
    """Answer words that stay, those that then go, and those that come in their place, again and again."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pairs = matching(before, after, budget)
    parts: list[tuple[str, str, str]] = []
    same = ""
    for (place, place_new), (following, following_new) in pairwise([(-1, -1), *pairs, (len(before), len(after))]):
        same += before[place] if place >= 0 else ""
        gone, come = "".join(before[place + 1 : following]), "".join(after[place_new + 1 : following_new])
        if gone or come or following == len(before):
            parts.append((same, gone, come))
            same = ""
    return parts
