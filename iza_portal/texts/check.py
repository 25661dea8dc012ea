"""Refusing what is not a text of ours. Everything that comes from a browser passes here before it is kept."""

import json
import re

from iza_portal.texts.schema import LIMITS, MARKS, NODES
from iza_portal.texts.tree import words

# Control characters (PostgreSQL cannot keep NUL in JSON), half characters, and code points that are none. Tab is kept.
_BAD_CHARACTERS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_KEYS = {"type", "attrs", "content", "marks"}
_TEXT_KEYS = {"type", "text", "marks"}

_FOREIGN = "De tekst bevat iets dat hier niet kan."
_TOO_LONG = f"De tekst is te lang. In één onderdeel passen ongeveer {LIMITS.characters // 1000}.000 tekens."


class TextRefused(ValueError):
    """A text that is not kept: `message` is a Dutch sentence for the writer, `path` the indexes that lead to the place."""

    def __init__(self, message: str, path: tuple[int, ...] = ()):
        super().__init__(message)
        self.message = message
        self.path = path


class TextUnreadable(ValueError):
    """A kept text that the schema does not allow (any more), so that it cannot be shown."""


def parse(raw: bytes) -> object:
    """Answer the JSON in `raw`; raise TextRefused for what is too large or no JSON."""
    if len(raw) > LIMITS.bytes:
        raise TextRefused(_TOO_LONG)
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise TextRefused("De tekst is niet goed aangekomen.") from None


def _refuse_constant(name):
    raise ValueError(name)


def check(tree: object) -> None:
    """Raise TextRefused when `tree` is not a text that the schema allows, within its limits.

    Works through a list instead of by recursion, so that a tree of any depth is safe to give.
    """
    if not isinstance(tree, dict) or tree.get("type") != "doc":
        raise TextRefused(_FOREIGN)
    nodes = characters = figures = 0
    waiting: list[tuple[dict, tuple[int, ...]]] = [(tree, ())]
    wholes: list[tuple[dict, tuple[int, ...]]] = []
    while waiting:
        node, path = waiting.pop()
        nodes += 1
        if nodes > LIMITS.nodes:
            raise TextRefused("De tekst heeft te veel onderdelen. Verdeel de tekst of de tabel.", path)
        if node["type"] == "text":
            characters += _check_text(node, path)
        else:
            waiting.extend(_checked_children(node, path))
            # What is written in a footnote, or of a picture, counts as well.
            characters += sum(len(value) for value in node.get("attrs", {}).values() if isinstance(value, str))
            figures += node["type"] == "figure"
            if node["type"] in ("paragraph", "heading", "table"):
                wholes.append((node, path))
        if characters > LIMITS.characters:
            raise TextRefused(_TOO_LONG, path)
        if figures > LIMITS.figures:
            raise TextRefused(f"In één tekst passen {LIMITS.figures} cijfers uit het regiobeeld.", path)
    # These look at a node together with what is in it, which is known to be sound only now.
    for node, path in wholes:
        if node["type"] == "table":
            _check_columns(node["content"], path)
        else:
            _check_words(node.get("content", []), path)


def require_readable(tree: object) -> None:
    """Raise TextUnreadable when a kept tree is not a text (any more): what reads texts begins with this."""
    try:
        check(tree)
    except TextRefused as refused:
        raise TextUnreadable(f"{refused.message} {list(refused.path)}") from refused


def _check_text(node: dict, path) -> int:
    text = node.get("text")
    if not isinstance(text, str) or not text or not node.keys() <= _TEXT_KEYS:
        raise TextRefused(_FOREIGN, path)
    if "marks" in node:
        _check_marks(node["marks"], path)
    if _BAD_CHARACTERS.search(text):
        raise TextRefused(
            "De tekst bevat onzichtbare tekens die hier niet kunnen. Haal ze weg of typ het stuk opnieuw.", path
        )
    return len(text)


def _checked_children(node: dict, path) -> list[tuple[dict, tuple[int, ...]]]:
    """Check a node that is no text, and answer its children with their paths; these have a known type, in a right order."""
    kind = NODES[node["type"]]
    if not node.keys() <= _KEYS:
        raise TextRefused(_FOREIGN, path)
    if kind.attrs or "attrs" in node:
        _check_attrs(kind, node.get("attrs", {}), path)
    if "marks" in node:
        if not kind.is_inline:
            raise TextRefused(_FOREIGN, path)
        _check_marks(node["marks"], path)
    content = node.get("content", [])
    if not isinstance(content, list) or len(content) > LIMITS.nodes:
        raise TextRefused(_FOREIGN, path)
    if kind.content is None:
        if content:
            raise TextRefused(_FOREIGN, path)
        return []
    if content and len(path) >= LIMITS.depth:
        raise TextRefused("De tekst heeft te veel niveaus in elkaar. Maak de lijst minder diep.", path)
    children, letters = [], []
    for index, child in enumerate(content):
        name = child.get("type") if isinstance(child, dict) else None
        if not isinstance(name, str) or name not in NODES:
            raise TextRefused(_FOREIGN, (*path, index))
        letters.append(NODES[name].letter)
        children.append((child, (*path, index)))
    if not kind.content.fullmatch("".join(letters)):
        raise TextRefused(_FOREIGN, path)
    return children


def _check_attrs(kind, attrs, path) -> None:
    if not isinstance(attrs, dict) or not attrs.keys() <= kind.attrs.keys():
        raise TextRefused(_FOREIGN, path)
    for name, attr in kind.attrs.items():
        value = attrs.get(name, attr.default)
        if attr.accepts(value) and not (isinstance(value, str) and _BAD_CHARACTERS.search(value)):
            continue
        if kind.name == "link":
            raise TextRefused("Deze link kan niet. Een link begint met https://, http://, mailto: of /.", path)
        raise TextRefused(_FOREIGN, path)


def _check_marks(marks, path) -> None:
    if not isinstance(marks, list) or len(marks) > len(MARKS):
        raise TextRefused(_FOREIGN, path)
    seen = set()
    for mark in marks:
        name = mark.get("type") if isinstance(mark, dict) else None
        if not isinstance(name, str) or name not in MARKS or name in seen or not mark.keys() <= {"type", "attrs"}:
            raise TextRefused(_FOREIGN, path)
        seen.add(name)
        if MARKS[name].attrs or "attrs" in mark:
            _check_attrs(MARKS[name], mark.get("attrs", {}), path)


def _check_words(content: list, path) -> None:
    """No endless words: laying one out is slow, on the page and in the PDF."""
    line = "".join(map(words, content))
    if len(line) <= LIMITS.word:
        return
    if max(map(len, line.split()), default=0) > LIMITS.word:
        raise TextRefused(f"In de tekst staat een woord van meer dan {LIMITS.word} tekens. Zet er spaties in.", path)


def _check_columns(rows: list, path) -> None:
    """A table has a cell, and no more columns than fit; a cell that spans rows counts in each of them."""
    columns = [0] * len(rows)
    for number, row in enumerate(rows):
        for cell in row.get("content", []):
            attrs = cell.get("attrs", {})
            for spanned in range(number, min(number + attrs.get("rowspan", 1), len(rows))):
                columns[spanned] += attrs.get("colspan", 1)
                if columns[spanned] > LIMITS.columns:
                    raise TextRefused(f"De tabel heeft meer dan {LIMITS.columns} kolommen. Verdeel de tabel.", path)
    if not any(columns):
        raise TextRefused(_FOREIGN, path)
