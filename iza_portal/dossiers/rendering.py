"""From the content of a dossier to its PDF: a pure function, which takes seconds, so a worker runs it."""

import re
from collections.abc import Callable
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from iza_portal.dossiers import glyphs
from iza_portal.dossiers.content import Imprint

STYLES = Path(__file__).parent / "dossier.css"
# About how many characters of HTML fill a page; only the progress that people see stands on it.
CHARACTERS_A_PAGE = 2_600
HEADING = re.compile(r"<h3([^>]*)>(.*?)</h3>", re.DOTALL)

# Hears how far the work is, in percent, and what is being done, in words.
Report = Callable[[int, str], None]


class ChapterUnrenderable(Exception):
    """A chapter cannot be turned into pages; `title` says which one."""

    def __init__(self, title: str):
        super().__init__(title)
        self.title = title


def render(content: dict, imprint: Imprint, *, report: Report = lambda percent, stage: None):
    """Answer the dossier as a `Pdf`. The same content and imprint give the same bytes.

    Raises `ChapterUnrenderable` when one of its chapters is the cause that there is no PDF.
    """
    from iza_portal.dossiers import typesetting

    report(1, "hoofdstukken klaarzetten")
    chapters = [_with_html(chapter) for chapter in content["chapters"]]
    html = _document_html(content, imprint, chapters)
    expected = max(len(html) // CHARACTERS_A_PAGE, len(chapters))

    def on_page(number):
        report(min(5 + 65 * number // expected, 70), f"pagina {number} opmaken")

    styles = STYLES.read_text(encoding="utf-8")
    try:
        pdf = typesetting.typeset(html, styles, identifier=imprint.content_hash, on_page=on_page)
    except Exception as error:
        raise _blame(content, imprint, chapters, styles) or error from error
    report(99, "bewaren")
    return pdf


def _with_html(chapter: dict) -> dict:
    """Answer the chapter with its HTML, and with its headings of the first level for the table of contents."""
    try:
        html = render_to_string(chapter["template"], chapter["context"])
    except Exception as error:
        raise ChapterUnrenderable(chapter["title"]) from error
    headings = []

    def give_anchor(heading):
        key = f"{chapter['key']}-{len(headings) + 1}"
        headings.append({"key": key, "title": mark_safe(strip_tags(heading[2]))})  # noqa: S308
        return f'<h3 id="{key}"{heading[1]}>{heading[2]}</h3>'

    return {**chapter, "html": mark_safe(HEADING.sub(give_anchor, html)), "headings": headings}  # noqa: S308


def _document_html(content, imprint, chapters) -> str:
    about = content["about"]
    context = {"about": about, "imprint": imprint, "chapters": chapters, "map": _tile_map(about["tiles"])}
    html = render_to_string("dossiers/pdf/document.html", context)
    if glyphs.lacks(html):
        html = render_to_string("dossiers/pdf/document.html", {**context, "has_boxes": True})
    return glyphs.boxed(html)


def _blame(content, imprint, chapters, styles) -> ChapterUnrenderable | None:
    """Lay out the chapters one by one and answer the first that fails, if it is a chapter that fails."""
    from iza_portal.dossiers import typesetting

    for chapter in chapters:
        html = _document_html(content, imprint, [chapter])
        try:
            typesetting.typeset(html, styles, identifier=imprint.content_hash)
        except Exception:  # noqa: BLE001
            return ChapterUnrenderable(chapter["title"])
    return None


def _tile_map(tiles: list[dict], side=20, gap=3) -> dict:
    """Answer where each region's tile stands on the cover, in units of the drawing."""
    pitch = side + gap
    first_column, first_row = (min(tile[axis] for tile in tiles) for axis in ("column", "row"))
    placed = [
        {
            "x": (tile["column"] - first_column) * pitch,
            "y": (tile["row"] - first_row) * pitch,
            "is_own": tile["is_own"],
        }
        for tile in tiles
    ]
    return {
        "side": side,
        "tiles": placed,
        "width": max(tile["x"] for tile in placed) + side,
        "height": max(tile["y"] for tile in placed) + side,
    }
