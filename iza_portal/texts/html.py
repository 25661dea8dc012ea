"""A text as HTML, made on the server from the tree: nothing that a browser sent is shown as it came."""

from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString

from iza_portal.texts.check import require_readable
from iza_portal.texts.grid import grid

# A section's title is a heading of level 2; the headings in its text come below it.
_SECTION_LEVEL = 2


# On a screen a wide table scrolls in a frame of its own, which the keyboard can reach; paper has no need of one.
_FRAME = '<div class="table-frame" tabindex="0" role="group" aria-label="Tabel">'


def to_html(tree, *, heading_shift: int = 0, has_frames: bool = False) -> SafeString:
    """Answer the text as HTML: blocks only, no wrapper. `heading_shift` moves its headings down for a deeper place.

    Headings never skip a level, whatever the writer chose, empty blocks are left out, and the first row of a table is its
    header; with `has_frames` it stands in a frame in which it can scroll. Raises TextUnreadable.
    """
    require_readable(tree)
    writer = _Writer(_SECTION_LEVEL + heading_shift, has_frames)
    writer.write_blocks(tree["content"])
    return SafeString("".join(writer.parts))


class _Writer:
    """Writes the HTML of a tree that `check` has passed, which also bounds how deep this can go into itself."""

    def __init__(self, base_level: int, has_frames: bool):
        self.parts: list[str] = []
        self.base_level = base_level
        self.table_start, self.table_end = (
            (f"{_FRAME}<table>", "</table></div>") if has_frames else ("<table>", "</table>")
        )
        # The levels that are open at this place, as the writer chose them.
        self.levels: list[int] = []

    def write_blocks(self, blocks):
        for block in blocks:
            getattr(self, f"write_{block['type']}")(block)

    def write_paragraph(self, node):
        if text := _inline(node):
            self.parts.append(f'<p dir="auto">{text}</p>')

    def write_heading(self, node):
        text = _inline(node)
        if not text.strip():
            return
        chosen = node.get("attrs", {}).get("level", 3)
        while self.levels and self.levels[-1] >= chosen:
            self.levels.pop()
        self.levels.append(chosen)
        level = min(self.base_level + len(self.levels), 6)
        self.parts.append(f'<h{level} dir="auto">{text}</h{level}>')

    def write_bullet_list(self, node):
        self._write_list("<ul>", node, "</ul>")

    def write_ordered_list(self, node):
        order = node.get("attrs", {}).get("order", 1)
        self._write_list(f'<ol start="{order}">' if order != 1 else "<ol>", node, "</ol>")

    def _write_list(self, start, node, end):
        self.parts.append(start)
        for item in node["content"]:
            self.parts.append('<li dir="auto">')
            self._write_compact(item["content"])
            self.parts.append("</li>")
        self.parts.append(end)

    def _write_compact(self, blocks):
        """Write the blocks of a list item or cell; where only the first is a paragraph, its text stands there bare."""
        if sum(block["type"] == "paragraph" for block in blocks) == 1 and blocks[0]["type"] == "paragraph":
            self.parts.append(_inline(blocks[0]))
            blocks = blocks[1:]
        self.write_blocks(blocks)

    def write_blockquote(self, node):
        self.parts.append("<blockquote>")
        self.write_blocks(node["content"])
        self.parts.append("</blockquote>")

    def write_table(self, node):
        table = grid(node)
        self.parts.append(self.table_start)
        for tag, rows in (("thead", table.head), ("tbody", table.body)):
            if rows:
                self.parts.append(f"<{tag}>")
                for row in rows:
                    self._write_row(row, is_head=tag == "thead")
                self.parts.append(f"</{tag}>")
        self.parts.append(self.table_end)

    def _write_row(self, row, is_head):
        self.parts.append("<tr>")
        for cell in row:
            spans = "".join(
                f' {name}="{count}"'
                for name, count in (("colspan", cell.columns), ("rowspan", cell.rows))
                if count != 1
            )
            if is_head:
                tag, scope = "th", ' scope="col"'
            elif cell.is_header:
                tag, scope = "th", ' scope="row"'
            else:
                tag, scope = "td", ""
            look = ' class="numeric"' if cell.is_number else ""
            self.parts.append(f'<{tag}{scope}{spans}{look} dir="auto">')
            self._write_compact(cell.content)
            self.parts.append(f"</{tag}>")
        self.parts.append("</tr>")


def _inline(node) -> str:
    parts = []
    for href, spans in groupby(node.get("content", []), key=_href):
        text = "".join(map(_span, spans))
        if href:
            rel = "" if href.startswith("/") else ' rel="noopener noreferrer"'
            text = f'<a href="{escape(href)}"{rel}>{text}</a>'
        parts.append(text)
    return "".join(parts)


def _href(node) -> str:
    return next((mark["attrs"]["href"] for mark in node.get("marks", []) if mark["type"] == "link"), "")


def _span(node) -> str:
    html = "<br>" if node["type"] == "hard_break" else escape(node["text"])
    for mark in reversed(node.get("marks", [])):
        if mark["type"] != "link":
            html = f"<{mark['type']}>{html}</{mark['type']}>"
    return html
