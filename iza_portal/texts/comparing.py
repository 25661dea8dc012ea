"""What differs between two texts: block by block and word by word, lists and tables included, as plain data.

The answer is one tree in which both texts stand, so that a page, a paper and an account are made of the same. Its nodes are
those of the schema; what differs carries more:

`state`: without it a node is the same in both, all that is in it included. «added» and «removed»: it is whole of one side.
    «changed»: what is in it says what of it differs. «restyled», of a piece of text: the same words with other marks.
`was`: `type` and `attrs` of a changed node, or `marks` of a restyled piece, as they were, where those differ.
`moved`: the same number stands at both places of what was moved: removed at the one, added at the other. Where the words
    changed on the way, `merged` of the one that is added says how.
`paired` and `pieces`: a footnote whose words changed is removed, `paired`, and added, with `pieces`: [[state, words]].
`columns`, of a table of which columns were added or removed: the state of each column of both, "" for one that stayed. Rows
    that are whole of one side have no cells in the columns of the other. `column` marks the cells of such a column in rows
    that stayed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from iza_portal.texts.aligning import Bag, Budget, candidates, heaviest_rising, matching
from iza_portal.texts.check import require_readable
from iza_portal.texts.schema import MARKS, NODES

ADDED, REMOVED, CHANGED, RESTYLED = "added", "removed", "changed", "restyled"
OLD, NEW = "old", "new"
#: What stands in a brief comparison for blocks that are the same.
LEFT_OUT = "left_out"

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*%?|\w+(?:[-’']\w+)*|\s+|.", re.DOTALL)
_WORD = re.compile(r"\w")

#: What can be the other of what: a paragraph that became a heading is changed, one that became a table is replaced.
_GROUPS = {
    "paragraph": "text",
    "heading": "text",
    "bullet_list": "list",
    "ordered_list": "list",
    "table_cell": "cell",
    "table_header": "cell",
}
# So much two blocks are to have in common to be each other's; a block that stands alone between what is the same, less.
_LEAST, _LEAST_ALONE = 0.4, 0.15
# What moved is to say something: so many characters of words, and more where it is not quite the same.
_MOVED, _MOVED_AND_CHANGED, _LEAST_MOVED = 10, 60, 0.75
# What stayed between two changes is no help where it is so many times as short as each of them.
_SHORT = 3
_CELLS_HEAD_WEIGHT = 4


def compare(old: dict, new: dict) -> dict:
    """Answer what differs from the text `old` to the text `new`, as JSON-able data; raise TextUnreadable.

    {"is_changed": bool, "content": [blocks of both, as the head of this file says], "counts": {what: {how: number}}}.
    `counts` says of paragraph, heading, list_item, quote, table, row, column, cell, picture, footnote, figure how many are
    added, removed, changed and moved; of link and style on how many places (changed); of blank, the blocks without words.
    """
    require_readable(old)
    require_readable(new)
    comparer = _Comparer()
    content = comparer.compare_whole(old, new)
    return {
        "is_changed": any("state" in node for node in content),
        "content": content,
        "counts": _counts(content),
    }


def compare_words(old: str, new: str) -> list[list[str]]:
    """Answer what differs between two strings, word by word: [[state, words]], with "" for what is the same in both."""
    lines = [list(_tokens([{"type": "text", "text": words}] if words else [])) for words in (old, new)]
    return [[node.get("state", ""), node["text"]] for node in _Comparer().words(*lines)]


def folded(nodes: list[dict]) -> list[list[dict] | dict]:
    """Answer blocks with each long stretch of what is the same as a list of its own, for who reads what differs.

    What stands right beside a difference is no part of it, nor is the heading above one.
    """
    shown = set()
    heading = None
    for place, node in enumerate(nodes):
        if node["type"] == "heading":
            heading = place
        if "state" in node:
            shown |= {place - 1, place, place + 1, heading}
    result: list[list[dict] | dict] = []
    for is_shown, run in groupby(enumerate(nodes), key=lambda each: each[0] in shown):
        stretch = [node for _, node in run]
        result += stretch if is_shown or len(stretch) == 1 else [stretch]
    return result


def brief(comparison: dict) -> dict:
    """Answer the comparison without the long stretches that are the same: `left_out` says of what and how many.

    It weighs little, so that it can be kept and sent; `side` answers of it only what is still there.
    """
    content = [
        {"type": LEFT_OUT, "counts": dict(Counter(node["type"] for node in stretch))}
        if isinstance(stretch, list)
        else stretch
        for stretch in folded(comparison["content"])
    ]
    return comparison | {"content": content}


def side(comparison: dict, which: str) -> dict:
    """Answer the text of one side again, `OLD` or `NEW`, with pieces of text that are alike joined."""
    return {"type": "doc", "content": _side(comparison["content"], which)}


def _side(nodes: list[dict], which: str) -> list[dict]:
    skipped = ADDED if which == OLD else REMOVED
    result: list[dict] = []
    for node in nodes:
        state = node.get("state")
        if state == skipped or node["type"] == LEFT_OUT:
            continue
        plain = {key: value for key, value in node.items() if key in ("type", "attrs", "content", "marks", "text")}
        if which == OLD:
            plain |= node.get("was", {})
        if state == CHANGED:
            plain["content"] = _side(node.get("content", []), which)
        plain = {key: value for key, value in plain.items() if value or key == "type"}
        last = result[-1] if result else None
        if last and plain["type"] == last["type"] == "text" and plain.get("marks") == last.get("marks"):
            result[-1] = last | {"text": last["text"] + plain["text"]}
        else:
            result.append(plain)
    return result


class _Token(NamedTuple):
    """A word, what stands between words, or something else in a line; `marks` are names, a link with its address."""

    key: object
    node: dict
    marks: tuple[tuple[str, str], ...]


class _Node:
    """A node of one side, with what it takes to hold it against those of the other."""

    __slots__ = ("bag", "children", "group", "key", "raw", "size", "tokens")

    def __init__(self, raw: dict, keys: dict):
        self.raw = raw
        kind = raw["type"]
        self.group = _GROUPS.get(kind, kind)
        self.tokens: list[_Token] = []
        self.children: list[_Node] = []
        words: Counter = Counter()
        if self.group == "text":
            self.tokens = list(_tokens(raw.get("content", [])))
            words.update(word for token in self.tokens for word in _words(token))
            inside = tuple((token.key, token.marks) for token in self.tokens)
        else:
            self.children = [_Node(child, keys) for child in raw.get("content", [])]
            for child in self.children:
                words.update(child.bag.words)
            inside = tuple(child.key for child in self.children)
            if kind == "picture":
                words.update([f"picture {raw['attrs']['picture']}", *raw["attrs"]["alt"].split()])
        self.bag = Bag(words)
        self.size = self.bag.weight
        self.key = keys.setdefault((kind, tuple(attrs_of(raw).items()), inside), len(keys))


def attrs_of(node: dict) -> dict:
    """Answer the attributes of a node, those that are not said included, in the order of the schema."""
    given = node.get("attrs", {})
    return {name: given.get(name, attr.default) for name, attr in NODES[node["type"]].attrs.items()}


def _tokens(content: list[dict]) -> Iterator[_Token]:
    """Cut a line in words and what stands between them; a word of which a part is bold is one word."""
    for _, run in groupby(content, key=lambda node: node["type"] == "text"):
        nodes = list(run)
        if nodes[0]["type"] != "text":
            for node in nodes:
                yield _Token((node["type"], *attrs_of(node).values()), node, _marks(node))
            continue
        for node in _joined(nodes):
            marks = _marks(node)
            for match in _TOKEN.finditer(node["text"]):
                yield _Token(match[0], {"type": "text", "text": match[0]}, marks)


def _joined(nodes: list[dict]) -> Iterator[dict]:
    for _, run in groupby(nodes, key=_marks):
        alike_nodes = list(run)
        yield alike_nodes[0] | {"text": "".join(node["text"] for node in alike_nodes)}


def _marks(node: dict) -> tuple[tuple[str, str], ...]:
    marks = {mark["type"]: mark.get("attrs", {}).get("href", "") for mark in node.get("marks", [])}
    return tuple((name, marks[name]) for name, kind in MARKS.items() if name in marks and not kind.only_in_documents)


def _words(token: _Token) -> list[str]:
    """Answer the words by which a line is known again: none of what stands between words."""
    match token.node["type"]:
        case "text":
            return [token.key] if _WORD.search(token.key) else []
        case "footnote":
            return token.node["attrs"]["text"].split()
        case "figure":
            return [token.node["attrs"]["indicator"]]
    return []


class _Comparer:
    """Holds two texts against each other, within one budget for both."""

    def __init__(self):
        self.budget = Budget()
        # What stands whole on one side, in the order of the merged tree, with its node.
        self.whole: list[tuple[dict, _Node]] = []

    def compare_whole(self, old: dict, new: dict) -> list[dict]:
        keys: dict = {}
        old_node, new_node = _Node(old, keys), _Node(new, keys)
        content = self.blocks(old_node.children, new_node.children)
        self.find_moved()
        return content

    def blocks(self, old: list[_Node], new: list[_Node], *, is_first_pair=False) -> list[dict]:
        """Merge what stands on one place in both; with `is_first_pair` the first text of both is the same one's."""
        result = []
        for before, after in self.aligned(old, new, is_first_pair=is_first_pair):
            if before and after:
                result += self.pair(before, after)
            elif before:
                result.append(self.alone(before, REMOVED))
            else:
                result.append(self.alone(after, ADDED))
        return result

    def alone(self, node: _Node, state: str) -> dict:
        merged = node.raw | {"state": state}
        self.whole.append((merged, node))
        return merged

    def aligned(self, old, new, *, is_first_pair=False, score=None) -> list[tuple[_Node | None, _Node | None]]:
        """Answer everything of both sides in one order, each with what it is on the other side, or None.

        What is the same and what is alike are weighed together, so that as many words as can be stay in their place: one
        block that went to the front does not make all others new.
        """
        start, end = 0, 0
        while start < min(len(old), len(new)) and old[start].key == new[start].key:
            start += 1
        while end < min(len(old), len(new)) - start and old[-1 - end].key == new[-1 - end].key:
            end += 1
        middle, middle_new = old[start : len(old) - end], new[start : len(new) - end]
        result = list(zip(old[:start], new[:start], strict=True))
        place = place_new = 0
        for until, until_new in [*self.likely(middle, middle_new, score or _likeness), (len(middle), len(middle_new))]:
            is_first = is_first_pair and not result
            result += _between(middle[place:until], middle_new[place_new:until_new], is_first)
            if until < len(middle):
                result.append((middle[until], middle_new[until_new]))
            place, place_new = until + 1, until_new + 1
        return result + list(zip(old[len(old) - end :], new[len(new) - end :], strict=True))

    def likely(self, old, new, score) -> list[tuple[int, int]]:
        """Answer the places of what is the same or alike, going up on both sides."""
        if not old or not new:
            return []
        worth = {}
        for one, other in candidates([node.bag for node in old], [node.bag for node in new]):
            likeness = 1.0 if old[one].key == new[other].key else score(old[one], new[other])
            if likeness >= _LEAST:
                worth[one, other] = 1 + likeness * (old[one].size + new[other].size)
        for one, other in matching([node.key for node in old], [node.key for node in new], self.budget):
            worth[one, other] = 1 + old[one].size + new[other].size
        return heaviest_rising([(*pair, worth[pair]) for pair in sorted(worth)], len(new))

    def pair(self, old: _Node, new: _Node) -> list[dict]:
        """Merge two that are each other's; mostly to one, and to two where they cannot stand in one."""
        if old.key == new.key:
            return [new.raw]
        match new.group:
            case "text":
                return [_changed(old, new, self.words(old.tokens, new.tokens))]
            case "table":
                return self.table(old, new)
            case "picture":
                return [_changed(old, new, None)]
            case group:
                is_first_pair = group in ("list_item", "cell")
                return [_changed(old, new, self.blocks(old.children, new.children, is_first_pair=is_first_pair))]

    # Words

    def words(self, old: list[_Token], new: list[_Token]) -> list[dict]:
        """Merge two lines: pieces that are the same, restyled, removed, added."""
        pairs = matching([token.key for token in old], [token.key for token in new], self.budget)
        pieces: list[tuple[dict, tuple, str, tuple]] = []
        for is_same, before, after in _cleaned(_stretches(pairs, old, new)):
            if is_same:
                for one, other in zip(before, after, strict=True):
                    state = RESTYLED if one.marks != other.marks else ""
                    pieces.append((other.node, other.marks, state, one.marks if state else ()))
            else:
                before, after = self.notes_paired(before, after)
                pieces += [(token.node, token.marks, REMOVED, ()) for token in before]
                pieces += [(token.node, token.marks, ADDED, ()) for token in after]
        return list(_runs(pieces))

    def notes_paired(self, old: list[_Token], new: list[_Token]) -> tuple[list[_Token], list[_Token]]:
        """Let a footnote that stands in the place of another say what of its words differs."""
        notes = [place for place, token in enumerate(old) if token.node["type"] == "footnote"]
        notes_new = [place for place, token in enumerate(new) if token.node["type"] == "footnote"]
        old, new = list(old), list(new)
        for place, place_new in zip(notes, notes_new, strict=False):
            one, other = old[place], new[place_new]
            pieces = compare_words(one.node["attrs"]["text"], other.node["attrs"]["text"])
            old[place] = one._replace(node=one.node | {"paired": True})
            new[place_new] = other._replace(node=other.node | {"pieces": pieces})
        return old, new

    # Tables

    def table(self, old: _Node, new: _Node) -> list[dict]:
        """Merge two tables where one grid can hold both; else the one stands after the other."""
        spans, spans_new = _spans(old), _spans(new)
        columns = None
        if _is_plain(spans) and _is_plain(spans_new):
            columns = self.columns(old, new)
            pairs = self.rows(old, new, columns)
        elif _is_one_width(spans, spans_new):
            pairs = self.rows(old, new, None)
        elif spans == spans_new:
            pairs = list(zip(old.children, new.children, strict=True))
        else:
            return [self.alone(old, REMOVED), self.alone(new, ADDED)]
        rows = []
        for before, after in pairs:
            if before and after and (columns or _row_spans(before) == _row_spans(after)):
                rows.append(self.row(before, after, columns))
            else:
                rows += [self.alone(node, state) for node, state in ((before, REMOVED), (after, ADDED)) if node]
        merged = _changed(old, new, rows)
        if columns:
            merged["columns"] = [ADDED if one is None else REMOVED if other is None else "" for one, other in columns]
        return [merged]

    def columns(self, old: _Node, new: _Node) -> list[tuple[int | None, int | None]] | None:
        """Answer the columns of both in one order, or None where they are the same ones."""
        sides = [_columns(table) for table in (old, new)]
        if [column.key for column in sides[0]] == [column.key for column in sides[1]]:
            return None
        result: list[tuple[int | None, int | None]] = []
        waiting: tuple[list[int], list[int]] = ([], [])
        for before, after in [*self.aligned(*sides), (None, None)]:
            if (before and after) or not (before or after):
                # As many columns in the place of as many: each took the place of one.
                if len(waiting[0]) == len(waiting[1]):
                    result += list(zip(*waiting, strict=True))
                else:
                    result += [(place, None) for place in waiting[0]] + [(None, place) for place in waiting[1]]
                waiting = ([], [])
                if before and after:
                    result.append((before.place, after.place))
            elif before:
                waiting[0].append(before.place)
            else:
                waiting[1].append(after.place)
        return None if result == [(place, place) for place in range(len(sides[0]))] else result

    def rows(self, old: _Node, new: _Node, columns) -> list[tuple[_Node | None, _Node | None]]:
        if columns is None:
            return self.aligned(old.children, new.children, is_first_pair=True, score=_rows_likeness)
        kept = [(one, other) for one, other in columns if one is not None and other is not None]
        keys: dict = {}
        sides = [
            [_Row(row, [row.children[pair[number]] for pair in kept], keys) for row in table.children]
            for number, table in enumerate((old, new))
        ]
        pairs = self.aligned(*sides, is_first_pair=True, score=_rows_likeness)
        return [(before and before.node, after and after.node) for before, after in pairs]

    def row(self, old: _Node, new: _Node, columns) -> dict:
        if old.key == new.key and columns is None:
            return new.raw
        cells = []
        for before, after in columns or [(place, place) for place in range(len(new.children))]:
            if before is None:
                cells.append(new.children[after].raw | {"state": ADDED, "column": True})
            elif after is None:
                cells.append(old.children[before].raw | {"state": REMOVED, "column": True})
            else:
                cells += self.pair(old.children[before], new.children[after])
        return _changed(old, new, cells)

    # What moved

    def find_moved(self) -> None:
        """Give what went from one place to another the same number at both, where it says enough to be known again."""
        number = 0
        by_key: dict[int, tuple[list, list]] = {}
        for merged, node in self.whole:
            if node.size >= _MOVED:
                by_key.setdefault(node.key, ([], []))[merged["state"] == ADDED].append(merged)
        for gone, come in by_key.values():
            if len(gone) == len(come) == 1:
                number += 1
                gone[0]["moved"] = come[0]["moved"] = number
        left = [
            (merged, node) for merged, node in self.whole if "moved" not in merged and node.size >= _MOVED_AND_CHANGED
        ]
        gone = [pair for pair in left if pair[0]["state"] == REMOVED and pair[1].group not in ("table", "table_row")]
        come = [pair for pair in left if pair[0]["state"] == ADDED and pair[1].group not in ("table", "table_row")]
        likely = sorted(
            (
                (_likeness(gone[one][1], come[other][1]), one, other)
                for one, other in candidates([node.bag for _, node in gone], [node.bag for _, node in come])
            ),
            reverse=True,
        )
        for worth, one, other in likely:
            (from_merged, from_node), (to_merged, to_node) = gone[one], come[other]
            if worth < _LEAST_MOVED or "moved" in from_merged or "moved" in to_merged:
                continue
            number += 1
            from_merged["moved"] = to_merged["moved"] = number
            to_merged["merged"] = self.pair(from_node, to_node)[0]


def _between(old, new, is_first_pair) -> list[tuple[_Node | None, _Node | None]]:
    """Put what is nowhere alike after one another; where one stands in the place of one, less will do to be its other."""
    if len(old) == len(new) == 1 and _likeness(old[0], new[0]) >= _LEAST_ALONE:
        return [(old[0], new[0])]
    if is_first_pair and old and new and old[0].group == new[0].group:
        return [(old[0], new[0]), *_between(old[1:], new[1:], False)]
    return [(node, None) for node in old] + [(None, node) for node in new]


def _likeness(old, new) -> float:
    if old.group != new.group:
        return 0.0
    if old.group == "picture" and old.raw["attrs"]["picture"] == new.raw["attrs"]["picture"]:
        return 1.0
    return old.bag.likeness(new.bag) if old.size and new.size else 0.0


def _rows_likeness(old, new) -> float:
    """Rows with the same words before them are each other's, whatever their figures became."""
    likeness = _likeness(old, new)
    first, first_new = old.children[:1], new.children[:1]
    if first and first_new and first[0].size and first[0].bag.words == first_new[0].bag.words:
        return max(likeness, _LEAST + likeness / 2)
    return likeness


def _changed(old: _Node, new: _Node, content: list[dict] | None) -> dict:
    merged = {"type": new.raw["type"], "state": CHANGED}
    if attrs := attrs_of(new.raw):
        merged["attrs"] = attrs
    was = {}
    if old.raw["type"] != new.raw["type"]:
        was["type"] = old.raw["type"]
    if (attrs_before := attrs_of(old.raw)) != attrs:
        was["attrs"] = attrs_before
    if was:
        merged["was"] = was
    if content is not None:
        merged["content"] = content
    return merged


class _Column:
    """A column of a plain table, to be found on the other side by what stands above it."""

    group = "column"

    def __init__(self, place: int, cells: list[_Node]):
        self.place = place
        head, *rest = cells
        words = Counter({word: count * _CELLS_HEAD_WEIGHT for word, count in head.bag.words.items()})
        for cell in rest:
            words.update(cell.bag.words)
        self.bag = Bag(words)
        self.size = self.bag.weight
        self.key = head.key if head.size else ("column", place)


def _columns(table: _Node) -> list[_Column]:
    cells = zip(*(row.children for row in table.children if row.children), strict=True)
    return [_Column(place, list(column)) for place, column in enumerate(cells)]


class _Row:
    """A row as far as it stands in the columns that both sides have."""

    group = "table_row"

    def __init__(self, node: _Node, cells: list[_Node], keys: dict):
        self.node, self.children = node, cells
        words: Counter = Counter()
        for cell in cells:
            words.update(cell.bag.words)
        self.bag = Bag(words)
        self.size = self.bag.weight
        self.key = keys.setdefault(tuple(cell.key for cell in cells), len(keys))


def _row_spans(row: _Node) -> list[tuple[int, int]]:
    return [(attrs["colspan"], attrs["rowspan"]) for attrs in (attrs_of(cell.raw) for cell in row.children)]


def _spans(table: _Node) -> list[list[tuple[int, int]]]:
    return [_row_spans(row) for row in table.children]


def _is_plain(spans) -> bool:
    """Has every row the same number of cells, each of one column and one row?"""
    return len({len(row) for row in spans}) == 1 and all(cell == (1, 1) for row in spans for cell in row)


def _is_one_width(*tables) -> bool:
    """Are the rows of all these tables as wide, with no cell that reaches into the next row?"""
    rows = [row for spans in tables for row in spans]
    widths = {sum(columns for columns, _ in row) for row in rows}
    return len(widths) == 1 and all(down == 1 for row in rows for _, down in row)


def _stretches(pairs, old, new) -> Iterator[tuple[bool, list[_Token], list[_Token]]]:
    """Answer the stretches of two lines in their order: is it the same, and the tokens of each side."""
    place = place_new = 0
    same: tuple[list[_Token], list[_Token]] = ([], [])
    for until, until_new in [*pairs, (len(old), len(new))]:
        if (until, until_new) != (place, place_new):
            if same[0]:
                yield (True, *same)
                same = ([], [])
            yield False, old[place:until], new[place_new:until_new]
        if until < len(old) and until_new < len(new):
            same[0].append(old[until])
            same[1].append(new[until_new])
        place, place_new = until + 1, until_new + 1
    if same[0]:
        yield (True, *same)


def _cleaned(stretches) -> Iterator[tuple[bool, list[_Token], list[_Token]]]:
    """Take a word that stayed by chance between two changes along with them: nobody reads «[de] [een] [hond] [kat]»."""
    waiting: tuple[list[_Token], list[_Token]] | None = None
    between: tuple[list[_Token], list[_Token]] | None = None
    size = 0
    for is_same, old, new in stretches:
        if is_same:
            if waiting:
                between = (old, new)
            else:
                yield True, old, new
            continue
        now = max(_length(old), _length(new))
        if waiting and between and _is_by_chance(between[0], min(size, now)):
            waiting = (waiting[0] + between[0] + old, waiting[1] + between[1] + new)
        else:
            if waiting:
                yield (False, *waiting)
            if between:
                yield (True, *between)
            waiting = (old, new)
        between, size = None, now
    if waiting:
        yield (False, *waiting)
    if between:
        yield (True, *between)


def _is_by_chance(tokens: list[_Token], smaller: int) -> bool:
    if any(token.node["type"] != "text" for token in tokens):
        return False
    length = len("".join(token.node["text"] for token in tokens).strip())
    return length * _SHORT <= smaller


def _length(tokens: list[_Token]) -> int:
    return sum(len(token.node.get("text", " ")) for token in tokens)


def _runs(pieces) -> Iterator[dict]:
    """Join pieces of text that are alike, and write them as nodes."""
    for (is_text, marks, state, was), run in groupby(pieces, key=lambda each: (each[0]["type"] == "text", *each[1:])):
        nodes = [node for node, *_ in run]
        if is_text:
            nodes = [{"type": "text", "text": "".join(node["text"] for node in nodes)}]
        for node in nodes:
            merged = {key: value for key, value in node.items() if key != "marks"}
            if marks:
                merged["marks"] = _written(marks)
            if state:
                merged["state"] = state
            if state == RESTYLED:
                merged["was"] = {"marks": _written(was)}
            yield merged


def _written(marks) -> list[dict]:
    return [{"type": name, "attrs": {"href": href}} if href else {"type": name} for name, href in marks]


# Counting


def _counts(content: list[dict]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter] = {}
    _count(content, counts, "")
    return {what: dict(how) for what, how in counts.items()}


def _count(nodes: list[dict], counts, inside: str) -> bool:
    """Count what of `nodes` differs; answer whether words that count for what is around them do."""
    is_told = False
    for node in nodes:
        state, kind = node.get("state"), node["type"]
        if state is None:
            continue
        if state in (ADDED, REMOVED):
            if not _has_words(node):
                _add(counts, "blank", state)
            elif "moved" in node:
                if state == ADDED:
                    _count_whole(node, counts, "moved", "")
            elif inside:
                is_told = _count_whole(node, counts, state, inside) or is_told
            else:
                _count_whole(node, counts, state, "")
            continue
        is_told = _count_changed(node, kind, counts, inside) or is_told
    return is_told


def _count_whole(node: dict, counts, how: str, inside: str) -> bool:
    """Count something that is whole of one side; answer whether it counts for the item or cell that it stands in."""
    match node["type"]:
        case "bullet_list" | "ordered_list":
            for item in node["content"]:
                _count_whole(item, counts, how, "")
        case "list_item":
            _add(counts, "list_item", how)
            for child in node["content"]:
                if child["type"].endswith("_list"):
                    _count_whole(child, counts, how, "")
        case "blockquote":
            _add(counts, "quote", how)
        case "table_row":
            _add(counts, "row", how)
        case kind:
            if inside in ("list_item", "cell"):
                return True
            _add(counts, kind, how)
    return False


def _count_changed(node: dict, kind: str, counts, inside: str) -> bool:
    match kind:
        case "paragraph" | "heading":
            is_worded = _count_inline(node.get("content", []), counts)
            if "was" in node:
                _add(counts, "style", CHANGED)
            if is_worded and inside not in ("list_item", "cell"):
                _add(counts, kind, CHANGED)
            return is_worded
        case "picture":
            _add(counts, "picture", CHANGED)
        case "bullet_list" | "ordered_list":
            if "was" in node:
                _add(counts, "style", CHANGED)
            _count(node["content"], counts, "")
        case "list_item":
            if _count(node["content"], counts, "list_item"):
                _add(counts, "list_item", CHANGED)
        case "table":
            _count_columns(node, counts)
            _count(node["content"], counts, "")
        case "table_row":
            _count([cell for cell in node["content"] if "column" not in cell], counts, "")
        case "table_cell" | "table_header":
            if _count(node["content"], counts, "cell"):
                _add(counts, "cell", CHANGED)
            elif "was" in node:
                _add(counts, "style", CHANGED)
        case _:
            _count(node["content"], counts, "")
    return False


def _count_columns(table: dict, counts) -> None:
    for state in table.get("columns", []):
        if state:
            _add(counts, "column", state)


def _count_inline(nodes: list[dict], counts) -> bool:
    is_worded = False
    for node in nodes:
        state = node.get("state")
        if state == RESTYLED:
            links = [[mark for mark in marks if mark["type"] == "link"] for marks in _both_marks(node)]
            _add(counts, "link" if links[0] != links[1] else "style", CHANGED)
        elif state and node["type"] in ("footnote", "figure"):
            if "pieces" in node:
                _add(counts, "footnote", CHANGED)
            elif "paired" not in node:
                _add(counts, node["type"], state)
        elif state:
            is_worded = True
    return is_worded


def _both_marks(node: dict) -> tuple[list[dict], list[dict]]:
    return node["was"].get("marks", []), node.get("marks", [])


def _has_words(node: dict) -> bool:
    return (
        bool(node.get("text", "").strip())
        or node["type"] in ("picture", "footnote", "figure", "table_row", "table")
        or any(map(_has_words, node.get("content", [])))
    )


def _add(counts, what: str, how: str) -> None:
    counts.setdefault(what, Counter())[how] += 1
