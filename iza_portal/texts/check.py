"""Refusing what is not a text of ours. Everything that comes from a browser passes here before it is kept."""

import re
from dataclasses import dataclass

from iza_portal.texts.schema import LIMITS, MARKS, NODES, Kind
from iza_portal.texts.tree import words

# Control characters (PostgreSQL cannot keep NUL in JSON), half characters, and code points that are none. Tab is kept.
_BAD_CHARACTERS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_KEYS = {"type", "attrs", "content", "marks"}
_TEXT_KEYS = {"type", "text", "marks"}

FOREIGN = "De tekst bevat iets dat hier niet kan."
TOO_LONG = f"De tekst is te lang. In één onderdeel passen ongeveer {LIMITS.characters // 1000}.000 tekens."
TOO_MANY_FIGURES = f"In één tekst passen {LIMITS.figures} cijfers uit het regiobeeld."
TOO_MANY_NODES = "De tekst heeft te veel onderdelen. Verdeel de tekst of de tabel."
TOO_DEEP = "De tekst heeft te veel niveaus in elkaar. Maak de lijst minder diep."


class TextRefused(ValueError):
    """A text that is not kept: `message` is a Dutch sentence for the writer, `path` the indexes that lead to the place."""

    def __init__(self, message: str, path: tuple[int, ...] = ()):
        super().__init__(message)
        self.message = message
        self.path = path


@dataclass(frozen=True)
class Size:
    """How much a text, or a part of it, holds: characters of text, nodes, and of these the figures."""

    characters: int
    nodes: int
    figures: int


class TextUnreadable(ValueError):
    """A kept text that the schema does not allow (any more), so that it cannot be shown."""


def check(tree: object) -> None:
    """Raise TextRefused when `tree` is not a text that the schema allows, within its limits."""
    if not isinstance(tree, dict) or tree.get("type") != "doc":
        raise TextRefused(FOREIGN)
    _measured(tree, ())


def measured_block(block: dict) -> Size:
    """Answer what a block of a text holds; raise TextRefused when the schema does not allow what is in it.

    `block` has a type of which the schema knows that it may stand in a text.
    """
    return _measured(block, (0,))


def _measured(root: dict, path: tuple[int, ...]) -> Size:
    """Check a node with all that is in it.

    Works through a list instead of by recursion, so that a tree of any depth is safe to give.
    """
    nodes = characters = figures = 0
    waiting: list[tuple[dict, tuple[int, ...]]] = [(root, path)]
    wholes: list[tuple[dict, tuple[int, ...]]] = []
    while waiting:
        node, path = waiting.pop()
        nodes += 1
        if nodes > LIMITS.nodes:
            raise TextRefused(TOO_MANY_NODES, path)
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
            raise TextRefused(TOO_LONG, path)
        if figures > LIMITS.figures:
            raise TextRefused(TOO_MANY_FIGURES, path)
    # These look at a node together with what is in it, which is known to be sound only now.
    for node, path in wholes:
        if node["type"] == "table":
            _check_columns(node["content"], path)
        else:
            _check_words(node.get("content", []), path)
    return Size(characters, nodes, figures)


def require_readable(tree: object) -> None:
    """Raise TextUnreadable when a kept tree is not a text (any more): what reads texts begins with this."""
    try:
        check(tree)
    except TextRefused as refused:
        raise TextUnreadable(f"{refused.message} {list(refused.path)}") from refused


def _check_text(node: dict, path) -> int:
    text = node.get("text")
    if not isinstance(text, str) or not text or not node.keys() <= _TEXT_KEYS:
        raise TextRefused(FOREIGN, path)
    if "marks" in node:
        _check_marks(node["marks"], path)
    check_characters(text, path)
    return len(text)


def check_characters(text: str, path: tuple[int, ...] = ()) -> None:
    """Raise TextRefused when a piece of text holds characters that no text of ours can hold."""
    if _BAD_CHARACTERS.search(text):
        raise TextRefused(
            "De tekst bevat onzichtbare tekens die hier niet kunnen. Haal ze weg of typ het stuk opnieuw.", path
        )


def _checked_children(node: dict, path) -> list[tuple[dict, tuple[int, ...]]]:
    """Check a node that is no text, and answer its children with their paths; these have a known type, in a right order."""
    kind = NODES[node["type"]]
    if not node.keys() <= _KEYS:
        raise TextRefused(FOREIGN, path)
    if kind.attrs or "attrs" in node:
        _check_attrs(kind, node.get("attrs", {}), path)
    if "marks" in node:
        if not kind.is_inline:
            raise TextRefused(FOREIGN, path)
        _check_marks(node["marks"], path)
    content = node.get("content", [])
    if not isinstance(content, list):
        raise TextRefused(FOREIGN, path)
    if len(content) > LIMITS.children:
        raise TextRefused(TOO_MANY_NODES, path)
    if kind.content is None:
        if content:
            raise TextRefused(FOREIGN, path)
        return []
    if content and len(path) >= LIMITS.depth:
        raise TextRefused(TOO_DEEP, path)
    children, letters = [], []
    for index, child in enumerate(content):
        name = child.get("type") if isinstance(child, dict) else None
        if not isinstance(name, str) or name not in NODES:
            raise TextRefused(FOREIGN, (*path, index))
        letters.append(NODES[name].letter)
        children.append((child, (*path, index)))
    if not kind.content.fullmatch("".join(letters)):
        raise TextRefused(FOREIGN, path)
    return children


def _check_attrs(kind, attrs, path) -> None:
    if not isinstance(attrs, dict) or not attrs.keys() <= kind.attrs.keys():
        raise TextRefused(FOREIGN, path)
    for name, attr in kind.attrs.items():
        check_value(kind, name, attrs.get(name, attr.default), path)


def check_value(kind: Kind, name: str, value: object, path: tuple[int, ...] = ()) -> None:
    """Raise TextRefused when this attribute of a node or mark cannot have this value."""
    if kind.attrs[name].accepts(value) and not (isinstance(value, str) and _BAD_CHARACTERS.search(value)):
        return
    if kind.name == "link":
        raise TextRefused("Deze link kan niet. Een link begint met https://, http://, mailto: of /.", path)
    raise TextRefused(FOREIGN, path)


def _check_marks(marks, path) -> None:
    if not isinstance(marks, list) or len(marks) > len(MARKS):
        raise TextRefused(FOREIGN, path)
    seen = set()
    for mark in marks:
        name = mark.get("type") if isinstance(mark, dict) else None
        if not isinstance(name, str) or name not in MARKS or name in seen or not mark.keys() <= {"type", "attrs"}:
            raise TextRefused(FOREIGN, path)
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
        raise TextRefused(FOREIGN, path)
