"""Two texts as one piece of HTML, with what differs between them marked, in words and shape as well as colour.

What is the same is written as `iza_portal.texts.html` writes it; what is of one side stands in `<ins>` or `<del>`, with
words that a screen reader says and paper shows.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString

from iza_portal.texts.check import require_readable
from iza_portal.texts.compared_words import counted, same_in_words
from iza_portal.texts.comparing import (
    ADDED,
    NEW,
    OLD,
    REMOVED,
    RESTYLED,
    attrs_of,
    compare_words,
    folded,
    side,
)
from iza_portal.texts.grid import grid
from iza_portal.texts.html import SECTION_LEVEL, Shown, Writer

_TAGS = {ADDED: "ins", REMOVED: "del"}
_WORDS = {ADDED: "toegevoegd", REMOVED: "vervallen"}
_WORDS_MOVED = {ADDED: "hierheen verplaatst", REMOVED: "stond hier, is verplaatst"}
_SAME_ITEMS = 6


def to_html(
    comparison: dict,
    *,
    heading_shift: int = 0,
    has_frames: bool = False,
    has_folds: bool = True,
    pictures: Mapping[int, Shown] | None = None,
) -> SafeString:
    """Answer what `iza_portal.texts.comparing.compare` found as HTML: blocks only, and nothing where nothing differs.

    With `has_folds` a long stretch that is the same in both can be opened, and is closed at first. The other arguments are
    those of `iza_portal.texts.html.to_html`. Raises TextUnreadable: what was kept is looked at again.
    """
    if not comparison["is_changed"]:
        return SafeString("")
    for which in (OLD, NEW):
        if (tree := side(comparison, which))["content"]:
            require_readable(tree)
    writer = _ComparedWriter(SECTION_LEVEL + heading_shift, has_frames, pictures or {}, "")
    writer.write_whole_text(comparison["content"], has_folds)
    return SafeString("".join(writer.parts))


def words_to_html(pieces: list[list[str]]) -> SafeString:
    """Answer as HTML what `iza_portal.texts.comparing.compare_words` found."""
    return SafeString("".join(_marked(escape(words), state) for state, words in pieces))


def _marked(html: str, state: str) -> str:
    """Answer the piece of a line in its tag, with the words that are said and printed."""
    if not state:
        return html
    tag = _TAGS[state]
    return f"<{tag}>{_said(f'[{_WORDS[state]}: ')}{html}{_said(']')}</{tag}>"


def _said(words: str) -> str:
    return f'<span class="compared-said">{words}</span>'


def _label(words: str) -> str:
    return f'<span class="compared-label">{words}</span> '


class _ComparedWriter(Writer):
    """Writes the merged tree of a comparison, of which both sides passed `check`."""

    def write_whole_text(self, content: list[dict], has_folds: bool) -> None:
        waiting: list[dict] = []
        for part in folded(content) if has_folds else content:
            if isinstance(part, dict):
                waiting.append(part)
                continue
            self.write_blocks(waiting)
            waiting = []
            said = same_in_words(Counter(node["type"] for node in part))
            self.parts.append(f'<details class="compared-same"><summary>{said}</summary>')
            self.write_blocks(part)
            self.parts.append("</details>")
        self.write_blocks(waiting)

    def write_blocks(self, blocks):
        for (state, is_moved), run in groupby(blocks, key=lambda block: (block.get("state"), "moved" in block)):
            for block in run if state not in _TAGS else ():
                getattr(self, f"write_{block['type']}" if state is None else f"write_changed_{block['type']}")(block)
            if state in _TAGS:
                self._write_alone(list(run), state, is_moved)

    def write_left_out(self, node):
        self.parts.append(f'<p class="compared-same">{same_in_words(node["counts"])}</p>')

    def _write_alone(self, blocks, state, is_moved):
        """Write blocks that are of one side in one frame, with its word; nothing where they show nothing."""
        start = len(self.parts)
        for block in blocks:
            if "merged" in block:
                self.write_blocks([block["merged"]])
            else:
                getattr(self, f"write_{block['type']}")(block)
        inside = "".join(self.parts[start:])
        del self.parts[start:]
        if inside:
            word = (_WORDS_MOVED if is_moved else _WORDS)[state]
            tag = _TAGS[state]
            look = f"compared {state} moved" if is_moved else f"compared {state}"
            self.parts.append(
                f'<div class="{look}"><p class="compared-label">{word}</p>'
                f"{inside if is_moved and state == ADDED else f'<{tag}>{inside}</{tag}>'}</div>"
            )

    def _note(self, words: str) -> None:
        self.parts.append(f'<p class="compared-note">{words}</p>')

    def write_changed_paragraph(self, node):
        if "was" in node:
            self._note("Was een kopje, is nu een gewone alinea.")
        self.write_paragraph(node)

    def write_changed_heading(self, node):
        if was := node.get("was"):
            is_new = was.get("type") == "paragraph"
            self._note("Was een gewone alinea, is nu een kopje." if is_new else "Dit kopje kreeg een ander niveau.")
        self.write_heading(node)

    def write_changed_blockquote(self, node):
        self.write_blockquote(node)

    def write_changed_picture(self, node):
        was, now = node["was"]["attrs"], node["attrs"]
        self._note("Afbeelding gewijzigd.")
        if was["picture"] != now["picture"]:
            for state, attrs in ((REMOVED, was), (ADDED, now)):
                self._write_alone([{"type": "picture", "attrs": attrs}], state, is_moved=False)
        else:
            self.write_picture(node)
        if was["alt"] != now["alt"]:
            self._note(f"Beschrijving: {words_to_html(compare_words(was['alt'], now['alt']))}")

    # Lists

    def write_changed_bullet_list(self, node):
        self._write_changed_list(node, is_numbered=False)

    def write_changed_ordered_list(self, node):
        self._write_changed_list(node, is_numbered=True)

    def _write_changed_list(self, node, is_numbered):
        if was := node.get("was"):
            if "type" not in was:
                self._note("De nummering begint bij een ander getal.")
            else:
                self._note(
                    "Was een lijst met punten, is nu genummerd."
                    if is_numbered
                    else "Was een genummerde lijst, is nu een lijst met punten."
                )
        number = node.get("attrs", {}).get("order", 1)
        tag = "ol" if is_numbered else "ul"
        self.parts.append(f'<{tag} class="compared-list">')
        for is_same, run in groupby(node["content"], key=lambda item: "state" not in item):
            items = list(run)
            if is_same and len(items) > _SAME_ITEMS:
                start = f' start="{number}"' if is_numbered else ""
                said = counted(len(items), "punt", "punten")
                self.parts.append(f'<li class="compared-same"><details><summary>{said} gelijk</summary><{tag}{start}>')
                number = self._write_items(items, is_numbered, number)
                self.parts.append(f"</{tag}></details></li>")
            else:
                number = self._write_items(items, is_numbered, number)
        self.parts.append(f"</{tag}>")

    def _write_items(self, items, is_numbered, number) -> int:
        for item in items:
            state = item.get("state")
            # What is gone has no number, and those after it keep theirs.
            value = f' value="{number}"' if is_numbered and state != REMOVED else ""
            number += state != REMOVED
            if state not in _TAGS:
                self.parts.append(f'<li{value} dir="auto">')
                self.write_compact(item["content"])
                self.parts.append("</li>")
                continue
            look, start, end = _around(item, state)
            self.parts.append(f'<li{value} class="{look}" dir="auto">{start}')
            self.write_compact(item["merged"]["content"] if "merged" in item else item["content"])
            self.parts.append(f"{end}</li>")
        return number

    def write_compact(self, blocks):
        if any(block.get("state") in _TAGS for block in blocks):
            self.write_blocks(blocks)
        else:
            super().write_compact(blocks)

    # Tables

    def write_changed_table(self, node):
        rows = [
            {"type": "table_row", "content": list(_cells(row, node.get("columns", []), is_first))}
            for row, is_first in zip(node["content"], [True, *[False] * len(node["content"])], strict=False)
            if row["content"]
        ]
        table = grid({"type": "table", "content": rows})
        self.parts.append(self.table_start)
        for tag, part in (("thead", table.head), ("tbody", table.body)):
            if part:
                self.parts.append(f"<{tag}>")
                for row in part:
                    self._write_compared_row(row, is_head=tag == "thead")
                self.parts.append(f"</{tag}>")
        self.parts.append(self.table_end)

    def _write_compared_row(self, row, is_head):
        alone = next((cell.node["row"] for cell in row if cell.node and cell.node.get("row")), None)
        self.parts.append(f'<tr class="{_look(alone)}">' if alone else "<tr>")
        is_labelled = not alone
        for cell in row:
            merged = cell.node and cell.node.get("merged")
            state = (merged or {}).get("state")
            start, end = self.around(cell, is_head, look=_look(merged) if state in _TAGS else "")
            self.parts.append(start)
            if not is_labelled:
                words = _WORDS_MOVED if "moved" in alone else _WORDS
                self.parts.append(_label(f"rij {words[alone['state']]}:"))
                is_labelled = True
            if cell.node and cell.node.get("is_head_of_column"):
                self.parts.append(_label(f"kolom {_WORDS[state]}:"))
            if merged:
                shown = state or (alone and alone["state"])
                tag = _TAGS.get(shown)
                self.parts.append(f"<{tag}>" if tag else "")
                self.write_compact(merged["content"])
                self.parts.append(f"</{tag}>" if tag else "")
            self.parts.append(end)
        self.parts.append("</tr>")

    # In a line

    def inline(self, node) -> str:
        """Answer the content of a paragraph or heading, each piece that is of one side in its tag."""
        parts = []
        for (state, was, is_paired), run in groupby(node.get("content", []), key=_told_alike):
            pieces = [piece for piece in run if "paired" not in piece]
            html = super().inline({"content": pieces})
            if state == RESTYLED:
                html = f'<span class="compared-restyled">{html}</span>{_restyled(was, pieces[0])}'
            elif state and html and not is_paired:
                html = _marked(html, state)
            parts.append(html)
        return "".join(parts)

    def inline_hard_break(self, node) -> str:
        return super().inline_hard_break(node) if "state" not in node else f"↵{super().inline_hard_break(node)}"

    def inline_footnote(self, node) -> str:
        told = words_to_html(node["pieces"]) if "pieces" in node else escape(node["attrs"]["text"])
        return f'<span class="compared-footnote"> [noot: {told}]</span>'


def _cells(row: dict, columns: list[str], is_first: bool):
    """Yield the cells of a merged row for the grid, each as it reads on its side, with what it is made of."""
    state = row.get("state")
    waiting = list(row["content"])
    is_alone = state in _TAGS
    absent = REMOVED if state == ADDED else ADDED
    places = columns if is_alone and columns else [""] * len(waiting)
    for place in places:
        if is_alone and place == absent:
            yield {"type": "table_cell", "content": [{"type": "paragraph"}], "row": row}
            continue
        cell = waiting.pop(0)
        which = OLD if REMOVED in (state, cell.get("state")) else NEW
        plain = side({"content": [cell]}, which)["content"][0]
        yield {
            "type": plain["type"],
            "attrs": attrs_of(plain),
            "content": plain.get("content") or [{"type": "paragraph"}],
            "merged": cell,
            "row": row if is_alone else None,
            "is_head_of_column": is_first and "column" in cell,
        }


def _told_alike(piece: dict) -> tuple:
    return piece.get("state"), piece.get("was"), "pieces" in piece


def _look(node: dict) -> str:
    return f"compared {node['state']} moved" if "moved" in node else f"compared {node['state']}"


def _around(item: dict, state: str) -> tuple[str, str, str]:
    """Answer of an item that is of one side: its class, and what stands before and after what is in it."""
    if "moved" not in item:
        return _look(item), f"{_label(_WORDS[state] + ':')}<{_TAGS[state]}>", f"</{_TAGS[state]}>"
    label = _label(f"{_WORDS_MOVED[state]}:")
    return (_look(item), label, "") if state == ADDED else (_look(item), f"{label}<del>", "</del>")


def _restyled(was: dict, now: dict) -> str:
    """Say what of the marks of a piece differs."""
    before, after = ({mark["type"]: mark.get("attrs", {}) for mark in each.get("marks", [])} for each in (was, now))
    said = [
        f"nu {word}" if name in after else f"niet meer {word}"
        for name, word in (("strong", "vet"), ("em", "cursief"))
        if (name in before) != (name in after)
    ]
    link, link_before = after.get("link"), before.get("link")
    if link and not link_before:
        said.append("nu een link")
    elif link_before and not link:
        said.append(f"geen link meer naar {escape(link_before['href'])}")
    elif link != link_before:
        said.append(f"link gewijzigd, was {escape(link_before['href'])}")
    return f'<span class="compared-note"> [{", ".join(said)}]</span>'
