"""Where threads stand in a shared document: the marks that carry their keys, put, found, and the words there replaced.

A piece of text is counted three ways: in UTF-16 units by browsers, in characters by Python, in bytes of UTF-8 by pycrdt.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pycrdt import XmlElement, XmlFragment, XmlText

from iza_portal.writing.margin.ranges import LONGEST, TOO_LONG, Range, RangesRefused
from iza_portal.writing.margin.words import edits
from iza_portal.writing.together.wire import comment_key

#: What a piece holds with all that stands between its parts: of what is selected (characters), and where a proposal is put.
MOST_QUOTED, MOST_REPLACED = 2 * LONGEST, 4 * LONGEST
# So many edits, times the runs of the piece, are done one by one; beyond that what lies between them is replaced too.
_MOST_EDITED = 100_000

_COMMENT = "comment--"
# What stands in a piece for a new line within a paragraph.
_BREAK = " "


class PlaceMoved(Exception):
    """The words are not where the browser saw them: others changed the text in between."""


@dataclass(frozen=True)
class Run:
    """Words of a piece that stand in one text with the same marks, from byte `start` on; or an inline node.

    `index` is the place of the text or node in its block. The words of a node are what people read there: the value of a
    figure, a space for a new line, nothing for a footnote.
    """

    index: int
    words: str
    text: XmlText | None = None
    start: int = 0
    attrs: dict = field(default_factory=dict)

    def byte(self, character: int) -> int:
        """Answer where this character of the run stands in its text, in bytes."""
        return self.start + _bytes(self.words[:character])


@dataclass(frozen=True)
class Piece:
    """What a thread is about in one block, at `path`: from the first marked word to the last, with all in between."""

    path: tuple[int, ...]
    block: XmlElement
    runs: list[Run]
    is_begin: bool
    is_end: bool

    @cached_property
    def words(self) -> str:
        return "".join(run.words for run in self.runs)


def put(fragment: XmlFragment, ranges: list[Range], thread: str) -> str:
    """Mark these ranges with the thread's key; answer the words that are marked, a line for each block.

    Words that others moved a little within their block are found again. Raises PlaceMoved, and RangesRefused where too much
    stands between the first and the last of a block.
    """
    texts = {path: _at(fragment, path) for path in {each.path for each in ranges}}
    lines = {path: _line(text) for path, text in texts.items()}
    found = [(each, texts[each.path], lines[each.path], _find(lines[each.path], each)) for each in ranges]
    attrs = {comment_key(thread): {"thread": thread}}
    for each, text, whole, start in found:
        text.format(_bytes(whole[:start]), _bytes(whole[: start + len(each.words)]), attrs)
    words = words_of(pieces_of(fragment).get(thread, []))
    if len(words) > MOST_QUOTED:
        raise RangesRefused(TOO_LONG)
    return words


def words_of(pieces: list[Piece]) -> str:
    """Answer the words of the pieces, a line for each."""
    return "\n".join(piece.words for piece in pieces)


def pieces_of(fragment: XmlFragment) -> dict[str, list[Piece]]:
    """Answer the pieces that carry a thread's key, by that key: both in the order of the text."""
    found: dict[str, list[Piece]] = {}
    for path, block in _blocks(fragment):
        runs = list(_runs(block))
        hulls: dict[str, list[int]] = {}
        for number, run in enumerate(runs):
            for name, value in run.attrs.items():
                if name.startswith(_COMMENT) and isinstance(value, dict):
                    hulls.setdefault(str(value.get("thread")), []).append(number)
        for thread, numbers in hulls.items():
            first, last = numbers[0], numbers[-1]
            is_whole = _is_blank(runs[:first]), _is_blank(runs[last + 1 :])
            found.setdefault(thread, []).append(Piece(path, block, runs[first : last + 1], *is_whole))
    return found


def replace(fragment: XmlFragment, pieces: list[Piece], words: str, thread: str) -> None:
    """Let `words`, a line for each block, stand where the thread's pieces are.

    Only the words that differ are replaced, so that the marks of the others, and cursors in them, stay. A line more becomes
    a block after the last piece where that ends its block, and else goes on in it; a block that is left empty goes.
    """
    lines = [line for line in words.split("\n") if line.strip()]
    more = lines[len(pieces) :]
    lines = lines[: len(pieces)] + [""] * (len(pieces) - len(lines))
    if more and not pieces[-1].is_end:
        lines[-1] = " ".join([lines[-1], *more])
        more = []
    # From the end on, so that the places before stay where they are.
    if more:
        _add_blocks(fragment, pieces[-1].path, more, thread)
    for piece, line in reversed(list(zip(pieces, lines, strict=True))):
        if line:
            _rewrite(piece, line, thread)
        else:
            _remove(fragment, piece)


def _blocks(fragment) -> Iterator[tuple[tuple[int, ...], XmlElement]]:
    """Answer the blocks that hold text, in the order of the text, with their paths. A list of work bounds no depth."""
    waiting = [((), fragment)]
    while waiting:
        path, node = waiting.pop()
        children = list(node.children)
        if any(isinstance(child, XmlText) for child in children):
            yield path, node
        waiting.extend(
            ((*path, index), child)
            for index, child in reversed(list(enumerate(children)))
            if isinstance(child, XmlElement)
        )


def _runs(block) -> Iterator[Run]:
    for index, child in enumerate(block.children):
        if isinstance(child, XmlText):
            start = 0
            for words, attrs in child.diff():
                if isinstance(words, str):
                    yield Run(index, words, child, start, attrs or {})
                    start += _bytes(words)
        else:
            yield Run(index, _words_of_node(child))


def _words_of_node(node: XmlElement) -> str:
    if node.tag == "figure":
        return str(node.attributes.get("shown") or "")
    return _BREAK if node.tag == "hard_break" else ""


def _is_blank(runs: list[Run]) -> bool:
    return all(run.text is not None and not run.words.strip() for run in runs)


def _line(text) -> str:
    """Answer the words of a text in the document. Raises PlaceMoved where it is none."""
    if not isinstance(text, XmlText):
        raise PlaceMoved
    return "".join(words for words, _ in text.diff() if isinstance(words, str))


def _find(line: str, wanted: Range) -> int:
    """Answer the character of the line at which the wanted words begin: the nearest to where they were."""
    start = _character(line, wanted.start)
    before = line.rfind(wanted.words, 0, start + len(wanted.words))
    after = line.find(wanted.words, start)
    if before < 0 and after < 0:
        raise PlaceMoved
    if before < 0 or after < 0:
        return max(before, after)
    return before if start - before <= after - start else after


def _at(fragment, path):
    node = fragment
    for index in path:
        if isinstance(node, XmlText) or index >= len(node.children):
            return None
        node = node.children[index]
    return node


def _character(text: str, units: int) -> int:
    """Answer which character stands at this many UTF-16 units."""
    return len(text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore"))


def _bytes(text: str) -> int:
    return len(text.encode())


def _rewrite(piece: Piece, line: str, thread: str) -> None:
    for start, end, words in reversed(_edits(piece, line)):
        attrs = _attrs_for(piece, start, end) | {comment_key(thread): {"thread": thread}}
        text, place = _place(piece, start, is_taken=start < end)
        _cut(piece, start, end)
        if words:
            text.insert(place, words, attrs)


def _edits(piece: Piece, line: str) -> list[tuple[int, int, str]]:
    """Answer how the piece becomes the line; a node of which a part changes is replaced whole, by words."""
    found = edits(piece.words, line)
    if len(found) * len(piece.runs) > _MOST_EDITED:
        begin, end = found[0][0], found[-1][1]
        found = [(begin, end, line[begin : len(line) - (len(piece.words) - end)])]
    at = 0
    for run in piece.runs:
        begin, at = at, at + len(run.words)
        if run.text is None and run.words:
            found = _around(piece.words, found, begin, at)
    return found


def _around(words: str, found: list[tuple[int, int, str]], begin: int, end: int) -> list[tuple[int, int, str]]:
    """Make one edit of those that are in these characters, so that it takes all of them."""
    inside = [
        (first, last, come)
        for first, last, come in found
        if (first < end and last > begin) or begin < first == last < end
    ]
    if not inside:
        return found
    first, last = min(begin, inside[0][0]), max(end, inside[-1][1])
    come, place = "", first
    for start, stop, new in inside:
        come += words[place:start] + new
        place = stop
    whole = (first, last, come + words[place:last])
    return sorted([each for each in found if each not in inside] + [whole])


def _cut(piece: Piece, start: int, end: int) -> None:
    """Take away these characters of the piece, and the nodes whose words they are."""
    at = len(piece.words)
    for run in reversed(piece.runs):
        at -= len(run.words)
        first, last = max(start - at, 0), min(end - at, len(run.words))
        if first >= last:
            continue
        if run.text is not None:
            del run.text[run.byte(first) : run.byte(last)]
        else:
            del piece.block.children[run.index]


def _place(piece: Piece, at: int, *, is_taken: bool) -> tuple[XmlText, int]:
    """Answer the text, and the byte in it, where words come that are put at this character.

    Words that come instead of others (`is_taken`) come where the first of those is, and other words after the one before.
    """
    spans, begin = [], 0
    for run in piece.runs:
        if run.text is not None:
            spans.append((run, begin, begin + len(run.words)))
        begin += len(run.words)
    for run, begin, end in spans:
        if (begin <= at < end) if is_taken else (begin < at <= end):
            return run.text, run.byte(at - begin)
    # At the very begin, or where a new line stands: to the nearest word.
    run, begin, end = min(spans, key=lambda span: min(abs(span[1] - at), abs(span[2] - at)))
    return run.text, run.byte(min(max(at - begin, 0), end - begin))


def _attrs_for(piece: Piece, start: int, end: int) -> dict:
    """Answer the marks for words that come instead of these: those of the first that goes, or those on both sides."""
    if start < end:
        return _attrs_at(piece, start)
    sides = [_attrs_at(piece, at) for at in (start - 1, start) if 0 <= at < len(piece.words)]
    if len(sides) == 2:
        return {name: value for name, value in sides[0].items() if sides[1].get(name) == value}
    # At an edge a link or another talk does not go on, as when one types there.
    return {name: value for name, value in sides[0].items() if name != "link" and not name.startswith(_COMMENT)}


def _attrs_at(piece: Piece, at: int) -> dict:
    for run in piece.runs:
        if at < len(run.words):
            return run.attrs
        at -= len(run.words)
    return {}


def _add_blocks(fragment, path, lines: list[str], thread: str) -> None:
    holder = _at(fragment, path[:-1])
    place, kind = path[-1], "paragraph"
    if getattr(holder, "tag", None) == "list_item" and place == len(holder.children) - 1:
        path, holder, kind = path[:-1], _at(fragment, path[:-2]), "list_item"
        place = path[-1]
    for number, line in enumerate(lines, start=place + 1):
        block = XmlElement(kind)
        holder.children.insert(number, block)
        if kind == "list_item":
            inner = XmlElement("paragraph")
            block.children.append(inner)
            block = inner
        text = XmlText()
        block.children.append(text)
        text.insert(0, line, {comment_key(thread): {"thread": thread}})


def _remove(fragment, piece: Piece) -> None:
    """Take away all of the piece, the nodes in it too; where nothing is left of the block, the block."""
    if piece.is_begin and piece.is_end and _drop(fragment, piece.path):
        return
    for run in reversed(piece.runs):
        if run.text is not None:
            del run.text[run.start : run.byte(len(run.words))]
    for index in reversed([run.index for run in piece.runs if run.text is None]):
        del piece.block.children[index]


def _drop(fragment, path) -> bool:
    """Take away the block at `path`, with what would be empty around it; answer False where a block has to stay."""
    while path:
        holder = _at(fragment, path[:-1])
        tag = getattr(holder, "tag", "doc")
        siblings = list(holder.children)
        if len(siblings) > 1:
            # An item begins with a paragraph: its first stays, empty, where a list comes after it.
            if tag == "list_item" and path[-1] == 0 and siblings[1].tag != "paragraph":
                return False
            del holder.children[path[-1]]
            return True
        if tag in ("doc", "table_cell", "table_header"):
            return False
        path = path[:-1]
    return False
