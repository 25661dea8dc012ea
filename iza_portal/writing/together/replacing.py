"""Giving a document another text as a change of what is there, so that what stays the same stays itself.

Other people's cursors and the marks of comments hang on the parts of a document. A block that is the same in both texts is
left alone; in one that changed, the words that stayed are.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from pycrdt import XmlElement, XmlFragment, XmlText

from iza_portal.texts.aligning import Budget, matching
from iza_portal.texts.schema import MARKS, NODES
from iza_portal.writing.together.trees import (
    attributes_of,
    formats_of,
    insert,
    node_of,
    parts_of,
    put_words,
    runs_of,
    whole,
)
from iza_portal.writing.together.wire import mark_name

_WORDS = re.compile(r"\w+|\W")


@dataclass
class Effort(Budget):
    """What may be done to keep what stays the same. To find a thing the library goes through `widest` others at most."""

    widest: int = 0

    def allows(self, changes: int) -> bool:
        """Answer whether so many things may still be changed one by one, and take the steps for it."""
        return self.take(changes * (1 + self.widest // 10))


def replace(parent: XmlFragment | XmlElement, name: str, node: dict, effort: Effort) -> None:
    """Make what stands in a document or an element, a node with this name, the content of `node`.

    `texts.check` accepted the tree that `node` is in. Where it would be more than the effort, all is replaced whole.
    """
    children = list(parent.children)
    parts = parts_of(node)
    old = [_key_of(name, child) for child in children]
    new = [_key(part) for part in parts]
    differences = list(_differences(old, new, effort))
    if not effort.allows(
        sum(max(old_to - old_from, new_to - new_from) for old_from, old_to, new_from, new_to in differences)
    ):
        del parent.children[:]
        for index, part in enumerate(parts):
            insert(parent, index, part)
        return
    for old_from, old_to, new_from, new_to in differences:
        pairs = _pairs(children[old_from:old_to], parts[new_from:new_to], effort)
        index = old_from
        for child, part in pairs:
            if child is None:
                insert(parent, index, part)
            elif part is None:
                del parent.children[index]
                continue
            else:
                _become(child, part, effort)
            index += 1


def _differences(old: list[str], new: list[str], effort: Effort) -> Iterator[tuple[int, int, int, int]]:
    """The stretches in which two lists differ, the last one first, so that what is before keeps its place."""
    old_to, new_to = len(old), len(new)
    for place, place_new in reversed([(-1, -1), *matching(old, new, effort)]):
        if place + 1 < old_to or place_new + 1 < new_to:
            yield place + 1, old_to, place_new + 1, new_to
        old_to, new_to = place, place_new


def _pairs(children: list, parts: list, effort: Effort) -> Iterator[tuple]:
    """What becomes what, where two stretches differ: those of the same kind in their order."""
    old = [_kind_of_child(child) for child in children]
    new = ["" if isinstance(part, list) else part["type"] for part in parts]
    at, at_new = 0, 0
    for place, place_new in [*matching(old, new, effort), (len(old), len(new))]:
        yield from ((child, None) for child in children[at:place])
        yield from ((None, part) for part in parts[at_new:place_new])
        if place < len(old):
            yield children[place], parts[place_new]
        at, at_new = place + 1, place_new + 1


def _kind_of_child(child: XmlElement | XmlText) -> str:
    return "" if isinstance(child, XmlText) else child.tag


def _become(child: XmlElement | XmlText, part: dict | list[dict], effort: Effort) -> None:
    if isinstance(child, XmlText):
        _replace_words(child, part, effort)
        return
    for name, value in attributes_of(part).items():
        if whole(child.attributes.get(name)) != value:
            child.attributes[name] = value
    if NODES[part["type"]].content is not None:
        replace(child, part["type"], part, effort)


def _key_of(parent: str, child: XmlElement | XmlText) -> str:
    """What is the same for a child as for the part of a tree that it shows."""
    if isinstance(child, XmlText):
        return _key(runs_of(child, with_comments=False))
    node = node_of(parent, child)
    return "" if node is None else _key(node)


def _key(part: dict | list[dict]) -> str:
    return json.dumps(_canonical(part), sort_keys=True)


def _canonical(part: dict | list[dict]) -> list:
    if isinstance(part, list):
        return [[run["text"], formats_of(run)] for run in part]
    return [part["type"], attributes_of(part), [_canonical(inside) for inside in parts_of(part)]]


def _replace_words(text: XmlText, runs: list[dict], effort: Effort) -> None:
    """Make a run of text these text nodes, word by word. Marks of comments stay on the words that stay."""
    old = "".join(run["text"] for run in runs_of(text, with_comments=False))
    new = "".join(run["text"] for run in runs)
    for start, end, words in _changed_words(old, new, effort):
        del text[start:end]
        if words:
            text.insert(start, words)
    changes = list(_changed_formats(text, runs))
    if not effort.allows(len(changes)):
        del text[: len(new.encode())]
        put_words(text, runs)
        return
    for start, end, formats in changes:
        text.format(start, end, formats)


def _changed_words(old: str, new: str, effort: Effort) -> Iterator[tuple[int, int, str]]:
    """The stretches of `old`, in bytes, with what they become; the last one first."""
    old_words, new_words = _WORDS.findall(old), _WORDS.findall(new)
    changes = list(_differences(old_words, new_words, effort))
    if not effort.allows(len(changes)):
        # From where they begin to differ to where they end to.
        (_, old_to, _, new_to), (old_from, _, new_from, _) = changes[0], changes[-1]
        changes = [(old_from, old_to, new_from, new_to)]
    at = [0, *accumulate(len(word.encode()) for word in old_words)]
    for old_from, old_to, new_from, new_to in changes:
        yield at[old_from], at[old_to], "".join(new_words[new_from:new_to])


def _changed_formats(text: XmlText, runs: list[dict]) -> Iterator[tuple[int, int, dict]]:
    """The stretches of a text, in bytes, of which the marks are to change, with what is to be put on or taken off."""
    have = [(len(words.encode()), _without_comments(formats or {})) for words, formats in text.diff()]
    want = [(len(run["text"].encode()), formats_of(run)) for run in runs]
    position = 0
    while have and want:
        (have_length, has), (want_length, wants) = have[0], want[0]
        length = min(have_length, want_length)
        changes = {name: None for name in has if name not in wants}
        changes |= {name: value for name, value in wants.items() if has.get(name) != value}
        if changes:
            yield position, position + length, changes
        position += length
        for pieces, whole_length, value in ((have, have_length, has), (want, want_length, wants)):
            pieces[0] = (whole_length - length, value)
            if whole_length == length:
                del pieces[0]


def _without_comments(formats: dict[str, object]) -> dict[str, object]:
    return {
        key: value
        for key, value in formats.items()
        if value is not None and not MARKS[mark_name(key)].only_in_documents
    }
