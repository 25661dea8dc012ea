"""A text as HTML, made on the server from the tree: nothing that a browser sent is shown as it came."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString

from iza_portal.texts.check import require_readable
from iza_portal.texts.figures import Cited, cited, in_words, newer_in_words, sources_in_words, told_by_figure
from iza_portal.texts.grid import grid
from iza_portal.texts.schema import MARKS

# A section's title is a heading of level 2; the headings in its text come below it.
SECTION_LEVEL = 2


# On a screen a wide table scrolls in a frame of its own, which the keyboard can reach; paper has no need of one.
_FRAME = '<div class="table-frame" tabindex="0" role="group" aria-label="Tabel">'

# An address that is typed in a footnote, and what at its end belongs to the sentence.
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_END_OF_SENTENCE = ".,;:!?'’”»)]"


class Shown(NamedTuple):
    """How a text shows a picture: where it is got, and its size in pixels."""

    src: str
    width: int
    height: int


def to_html(
    tree,
    *,
    heading_shift: int = 0,
    has_frames: bool = False,
    pictures: Mapping[int, Shown] | None = None,
    figures: Iterable[dict] = (),
    tells_newer: bool = False,
    prefix: str = "",
) -> SafeString:
    """Answer the text as HTML: blocks only, no wrapper. `heading_shift` moves its headings down for a deeper place.

    Headings never skip a level, whatever the writer chose, empty blocks are left out, and the first row of a table is its
    header; with `has_frames` it stands in a frame in which it can scroll. `pictures` are those of the text by their key: one
    that is not among them is said to be missing. `figures` are what was told of those in the text
    (`texts.figures.tell_in`): each leads to its indicator, and a list at the end says where it comes from; any other is but
    the words that it shows. With `tells_newer` it is said where there is a newer one. Footnotes stand at the end; their ids
    begin with `prefix`, which keeps them apart where a page shows more than one text. Raises TextUnreadable.
    """
    require_readable(tree)
    writer = Writer(
        SECTION_LEVEL + heading_shift,
        has_frames,
        pictures or {},
        escape(prefix),
        figures=told_by_figure(figures),
        tells_newer=tells_newer,
    )
    writer.write_blocks(tree["content"])
    writer.write_notes()
    writer.write_figures()
    return SafeString("".join(writer.parts))


class Writer:
    """Writes the HTML of a tree that `check` has passed, which also bounds how deep this can go into itself."""

    def __init__(
        self,
        base_level: int,
        has_frames: bool,
        pictures: Mapping[int, Shown],
        prefix: str,
        *,
        figures: Mapping[Cited, dict] | None = None,
        tells_newer: bool = False,
    ):
        self.parts: list[str] = []
        self.base_level = base_level
        self.table_start, self.table_end = (
            (f"{_FRAME}<table>", "</table></div>") if has_frames else ("<table>", "</table>")
        )
        self.pictures = pictures
        self.figures = figures or {}
        self.tells_newer = tells_newer
        self.prefix = prefix
        # The levels that are open at this place, as the writer chose them.
        self.levels: list[int] = []
        self.notes: list[str] = []
        # What was told of the figures that are written, each once.
        self.told: dict[Cited, dict] = {}

    def write_blocks(self, blocks):
        for block in blocks:
            getattr(self, f"write_{block['type']}")(block)

    def write_paragraph(self, node):
        if text := self.inline(node):
            self.parts.append(f'<p dir="auto">{text}</p>')

    def write_heading(self, node):
        text = self.inline(node)
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
            self.write_compact(item["content"])
            self.parts.append("</li>")
        self.parts.append(end)

    def write_compact(self, blocks):
        """Write the blocks of a list item or cell; where only the first is a paragraph, its text stands there bare."""
        if sum(block["type"] == "paragraph" for block in blocks) == 1 and blocks[0]["type"] == "paragraph":
            self.parts.append(self.inline(blocks[0]))
            blocks = blocks[1:]
        self.write_blocks(blocks)

    def write_blockquote(self, node):
        self.parts.append("<blockquote>")
        self.write_blocks(node["content"])
        self.parts.append("</blockquote>")

    def write_picture(self, node):
        alt = escape(node["attrs"]["alt"])
        shown = self.pictures.get(node["attrs"]["picture"])
        if shown is None:
            self.parts.append(f'<p class="missing" dir="auto">Afbeelding ontbreekt: {alt}</p>')
        else:
            self.parts.append(
                f'<figure class="picture"><img src="{escape(shown.src)}" alt="{alt}" width="{shown.width:d}"'
                f' height="{shown.height:d}" loading="lazy"></figure>'
            )

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
            start, end = self.around(cell, is_head)
            self.parts.append(start)
            self.write_compact(cell.content)
            self.parts.append(end)
        self.parts.append("</tr>")

    def around(self, cell, is_head, *, look: str = "") -> tuple[str, str]:
        """Answer the tags around the content of a cell, with its spans and its scope; `look` is one more class for it."""
        spans = "".join(
            f' {name}="{count}"' for name, count in (("colspan", cell.columns), ("rowspan", cell.rows)) if count != 1
        )
        if is_head:
            tag, scope = "th", ' scope="col"'
        elif cell.is_header:
            tag, scope = "th", ' scope="row"'
        else:
            tag, scope = "td", ""
        looks = " ".join(filter(None, ("numeric" if cell.is_number else "", look)))
        named = f' class="{looks}"' if looks else ""
        return f'<{tag}{scope}{spans}{named} dir="auto">', f"</{tag}>"

    def write_notes(self):
        """Write what the footnotes say, each with a way back to its place."""
        if not self.notes:
            return
        name = f"{self.prefix}noten"
        self.parts.append(f'<div class="notes"><p class="notes-title" id="{name}">Noten</p>')
        self.parts.append(f'<ol aria-labelledby="{name}">')
        for number, text in enumerate(self.notes, start=1):
            back = f'href="#{self.prefix}bij-noot-{number}" role="doc-backlink"'
            self.parts.append(
                f'<li id="{self.prefix}noot-{number}" dir="auto">{_with_links(text)} '
                f'<a {back} aria-label="Terug naar noot {number} in de tekst">↑</a></li>'
            )
        self.parts.append("</ol></div>")

    def write_figures(self):
        """Write where the figures in the text come from."""
        if not self.told:
            return
        name = f"{self.prefix}cijfers"
        self.parts.append(f'<div class="notes"><p class="notes-title" id="{name}">Cijfers in deze tekst</p>')
        self.parts.append(f'<ul aria-labelledby="{name}">')
        for figure, told in self.told.items():
            what = escape(told["label"])
            if told["address"]:
                what = f'<a href="{escape(told["address"])}">{what}</a>'
            where = "".join(f", {escape(each)}" for each in (told["area"], told["when"]) if each)
            remarks = [sources_in_words(told), *([newer_in_words(told)] if self.tells_newer else [])]
            words = "".join(f" {escape(remark)}" for remark in remarks if remark)
            self.parts.append(f'<li dir="auto"><strong>{escape(figure.shown)}</strong> {what}{where}.{words}</li>')
        self.parts.append("</ul></div>")

    def inline(self, node) -> str:
        """Answer the content of a paragraph or heading; what follows one another in one link is one link."""
        parts = []
        for href, spans in groupby(node.get("content", []), key=_href):
            text = "".join([getattr(self, f"inline_{span['type']}")(span) for span in spans])
            parts.append(_link(href, text) if href else text)
        return "".join(parts)

    def inline_text(self, node) -> str:
        return _marked(escape(node["text"]), node)

    def inline_hard_break(self, node) -> str:
        return _marked("<br>", node)

    def inline_figure(self, node) -> str:
        figure = cited(node)
        told = self.figures.get(figure)
        html = escape(figure.shown)
        if told is None:
            return _marked(f'<span class="figure">{html}</span>', node)
        self.told[figure] = told
        # There is no link in a link: one that the writer made goes before.
        if told["address"] and not _href(node):
            html = f'<a class="figure" href="{escape(told["address"])}" title="{escape(in_words(told))}">{html}</a>'
        else:
            html = f'<span class="figure">{html}</span>'
        if self.tells_newer and told["offers"]:
            html += ' <small class="newer-figure">nieuwer cijfer</small>'
        return _marked(html, node)

    def inline_footnote(self, node) -> str:
        self.notes.append(node["attrs"]["text"])
        number = len(self.notes)
        return (
            f'<sup class="note-mark"><a id="{self.prefix}bij-noot-{number}" href="#{self.prefix}noot-{number}"'
            f' role="doc-noteref" aria-label="Noot {number}">{number}</a></sup>'
        )


def _href(node) -> str:
    # A footnote is a link itself, and there is no link in a link.
    marks = [] if node["type"] == "footnote" else node.get("marks", [])
    return next((mark["attrs"]["href"] for mark in marks if mark["type"] == "link"), "")


def _link(href: str, text: str) -> str:
    rel = "" if href.startswith("/") else ' rel="noopener noreferrer"'
    return f'<a href="{escape(href)}"{rel}>{text}</a>'


def _marked(html: str, node) -> str:
    for mark in reversed(node.get("marks", [])):
        if mark["type"] in ("strong", "em"):
            html = f"<{mark['type']}>{html}</{mark['type']}>"
    return html


def _with_links(text: str) -> str:
    """Answer the text of a footnote, with each address in it as a link."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = _without_end_of_sentence(found[0])
        if MARKS["link"].attrs["href"].accepts(address):
            parts += [escape(text[end : found.start()]), _link(address, escape(address))]
            end = found.start() + len(address)
    return "".join([*parts, escape(text[end:])])


def _without_end_of_sentence(address: str) -> str:
    while address[-1] in _END_OF_SENTENCE and not (address[-1] == ")" and address.count("(") >= address.count(")")):
        address = address[:-1]
    return address
