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
# A run of characters without a blank, such as a long web address: left whole, it would run off the paper, and trying to
# hyphenate it in a narrow column of a table takes minutes. An entity is one character.
TAG_OR_LONG_WORD = re.compile(r"(<[^>]*>)|(?:&#?\w+;|[^\s<&]){40,}")
CHARACTERS = re.compile(r"(?:&#?\w+;|.){1,20}", re.DOTALL)
HEADING = re.compile(r"<h3([^>]*)>(.*?)</h3>", re.DOTALL)

# Hears how far the work is, in percent, and what is being done, in words.
Report = Callable[[int, str], None]


def render(content: dict, imprint: Imprint, *, report: Report = lambda percent, stage: None):
    """Answer the dossier as a `typesetting.Pdf`. The same content and imprint give the same bytes.

    Raises what WeasyPrint or a chapter's template raises; `find_unrenderable` then tells which chapter it is.
    """
    report(1, "hoofdstukken klaarzetten")
    html = document_html(content, imprint)
    expected = max(len(html) // CHARACTERS_A_PAGE, len(content["chapters"]))

    furthest = 0

    def on_page(number):
        # The contents are laid out again when the page numbers are known; to people that is no step back.
        nonlocal furthest
        if number is None:
            report(75, "bestand schrijven")
        elif number > furthest:
            furthest = number
            report(min(5 + 65 * number // expected, 70), f"pagina {number} opmaken")

    pdf = _typeset(html, content, imprint, on_page)
    report(99, "bestand bewaren")
    return pdf


def find_unrenderable(content: dict, imprint: Imprint) -> str:
    """Make the chapters one by one and answer the title of the first that fails; empty where each of them goes well."""
    for chapter in content["chapters"]:
        alone = {**content, "chapters": [chapter]}
        try:
            _typeset(document_html(alone, imprint), alone, imprint)
        except Exception:  # noqa: BLE001 -- whatever it is, this chapter is the cause
            return chapter["title"]
    return ""


def _typeset(html, content, imprint, on_page=None):
    # A web process composes, too, but never pays for WeasyPrint.
    from iza_portal.dossiers import typesetting

    return typesetting.typeset(
        html,
        STYLES.read_text(encoding="utf-8"),
        base=content["portal"],
        identifier=imprint.content_hash,
        on_page=on_page,
    )


def document_html(content: dict, imprint: Imprint) -> str:
    about = content["about"]
    context = {
        "about": about,
        "imprint": imprint,
        "chapters": [_with_html(chapter) for chapter in content["chapters"]],
        "map": _tile_map(about["tiles"]),
    }
    html = render_to_string("dossiers/pdf/document.html", context)
    if glyphs.lacks(html):
        html = render_to_string("dossiers/pdf/document.html", {**context, "has_boxes": True})
    return TAG_OR_LONG_WORD.sub(_with_places_to_break, glyphs.boxed(html))


def _with_places_to_break(found: re.Match) -> str:
    return found[1] or "\N{ZERO WIDTH SPACE}".join(CHARACTERS.findall(found[0]))


def _with_html(chapter: dict) -> dict:
    """Answer the chapter with its HTML, and with its headings of the first level for the table of contents."""
    html = render_to_string(chapter["template"], chapter["context"])
    headings = []

    def give_anchor(heading):
        key = f"{chapter['key']}-{len(headings) + 1}"
        headings.append({"key": key, "title": mark_safe(strip_tags(heading[2]))})  # noqa: S308
        return f'<h3 id="{key}"{heading[1]}>{heading[2]}</h3>'

    return {**chapter, "html": mark_safe(HEADING.sub(give_anchor, html)), "headings": headings}  # noqa: S308


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
