"""What differs between the texts of a theme in two contents, word by word, as data that can be kept with an account."""

import hashlib
import json

from django.core.cache import caches

from iza_portal.texts.check import TextUnreadable
from iza_portal.texts.compared_words import in_words
from iza_portal.texts.comparing import brief, compare

KEPT_FOR = 60 * 60


def text_difference(old: dict, new: dict) -> dict | None:
    """Answer what differs from the text of the theme `old` to that of `new`, or None.

    {"words": in one line, "comparison": what `iza_portal.texts.comparing.brief` answers, "pictures": those of both}.
    Contents that were kept without their texts have their words, of which the lines are compared. None too where a text
    cannot be read (any more).
    """
    has_bodies = "body" in old and "body" in new
    before, after = (theme["body"] if has_bodies else _of_lines(theme["plain_text"]) for theme in (old, new))
    if before == after:
        return None
    comparison = _compared(before, after)
    if comparison is None or not comparison["is_changed"]:
        return None
    pictures = {each["pk"]: each for theme in (old, new) for each in theme.get("pictures", [])} if has_bodies else {}
    return {"words": in_words(comparison), "comparison": comparison, "pictures": list(pictures.values())}


def _of_lines(words: str) -> dict:
    lines = [[{"type": "text", "text": line}] if line else [] for line in words.split("\n")]
    return {"type": "doc", "content": [{"type": "paragraph", "content": line} for line in lines]}


def _compared(before: dict, after: dict) -> dict | None:
    """Compare two texts, which is kept for a while: two editions are compared for everybody who reads what changed."""
    sides = json.dumps([before, after], sort_keys=True, ensure_ascii=False)
    name = f"wording-{hashlib.sha256(sides.encode()).hexdigest()}"
    cache = caches["fragments"]
    comparison = cache.get(name)
    if comparison is None:
        try:
            comparison = brief(compare(before, after))
        except TextUnreadable:
            return None
        cache.set(name, comparison, KEPT_FOR)
    return comparison
