"""From the content of a dossier to its PDF. It takes seconds, so a worker runs it."""

import re
from base64 import b64encode
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from iza_portal.dossiers import glyphs, keeping, sharing
from iza_portal.dossiers.content import Imprint
from iza_portal.work.holding import Report
from iza_portal.writing.pictures.showing import contents_of

STYLES = Path(__file__).parent / "dossier.css"
FRAME_STYLES = Path(__file__).parent / "frame.css"
# About how many characters of HTML fill a page; only the progress that people see stands on it.
CHARACTERS_A_PAGE = 2_600
# A run of characters without a blank, such as a long web address: left whole, it would run off the paper, and trying to
# hyphenate it in a narrow column of a table takes minutes. An entity is one character.
TAG_OR_LONG_WORD = re.compile(r"(<[^>]*>)|(?:&#?\w+;|[^\s<&]){40,}")
CHARACTERS = re.compile(r"(?:&#?\w+;|.){1,20}", re.DOTALL)
# WeasyPrint does not look at where a list starts.
LIST_START = re.compile(r'<ol start="(\d+)"')
# The heights in mm that tell about how many pages the contents take; where that is wrong, they are laid out twice.
CONTENTS_PAGE, CONTENTS_TITLE, CHAPTER_LINE, HEADING_LINE = 236, 16, 7.6, 4.85
HEADING = re.compile(r"<h3([^>]*)>(.*?)</h3>", re.DOTALL)
# What a dossier of each kind calls what it is of; «het» but for the rapportage.
NOUNS = {
    "regioplan": "plan",
    "regiobeeld": "regiobeeld",
    "regio": "regio",
    "kwartaalrapportage": "rapportage",
    "escalatie": "transformatieplan",
}
# A chapter of which this is a part begins on the page where the one before it ends; see dossier.css.
STILL_EMPTY = 'class="still-empty"'


@dataclass(frozen=True)
class Pdf:
    """A finished PDF file and how many pages it has."""

    file: bytes
    pages: int


def render(content: dict, imprint: Imprint, *, report: Report = lambda percent, stage: None) -> Pdf:
    """Answer the dossier. The same content and imprint give the same bytes.

    Chapters are laid out side by side in several processes and kept in `DOSSIER_DIR`; those that were laid out before
    are taken from there. Raises what WeasyPrint or a chapter's template raises; `find_unrenderable` then tells which
    chapter it is.
    """
    report(1, "hoofdstukken klaarzetten")
    chapters = with_html(content["chapters"])
    groups = _groups(chapters)
    orders = [_order(group, content["portal"]) for group in groups]
    packed = _packed(orders, {order.name: group for order, group in zip(orders, groups, strict=True)}, report)
    report(80, "hoofdstukken samenvoegen")
    pdf = _join(content, imprint, chapters, packed)
    report(99, "bestand bewaren")
    return pdf


def find_unrenderable(content: dict, imprint: Imprint) -> str:
    """Make the chapters one by one and answer the title of the first that fails; empty where each of them goes well."""
    from iza_portal.dossiers import parts

    for chapter in content["chapters"]:
        try:
            alone = with_html([chapter])
            order = _order(alone, content["portal"])
            made = parts.make(order.html, order.css, base=order.base, pictures=_pictures_of(alone))
            _join(content, imprint, alone, [made])
        except Exception:  # noqa: BLE001 -- whatever it is, this chapter is the cause
            return chapter["title"]
    return ""


def _groups(chapters: list[dict]) -> list[list[dict]]:
    """Answer the chapters in groups that share no page with one another."""
    groups = []
    for chapter in chapters:
        if groups and STILL_EMPTY in chapter["html"]:
            groups[-1].append(chapter)
        else:
            groups.append([chapter])
    return groups


def _order(chapters: list[dict], portal: str) -> sharing.Order:
    html = printable(render_to_string("dossiers/pdf/part.html", {"chapters": chapters}))
    css = STYLES.read_text(encoding="utf-8")
    return sharing.Order(name=keeping.name_of(html, css, portal), html=html, css=css, base=portal)


def _pictures_of(chapters: list[dict]) -> dict[str, bytes]:
    return contents_of([picture for chapter in chapters for picture in chapter["context"].get("pictures", [])])


def _with_pictures(order: sharing.Order, chapters: list[dict]) -> sharing.Order:
    pictures = {name: b64encode(content).decode("ascii") for name, content in _pictures_of(chapters).items()}
    return replace(order, pictures=pictures)


def _packed(orders: list[sharing.Order], chapters: dict[str, list[dict]], report: Report) -> list[bytes]:
    """Answer the packed parts: those that are kept, and the others once they are made, of these chapters by their name."""
    folder = Path(settings.DOSSIER_DIR) / "hoofdstukken"
    kept = {order.name: keeping.take(folder, order.name) for order in orders}
    missing = [_with_pictures(order, chapters[order.name]) for order in orders if kept[order.name] is None]
    if missing:
        expected = max(sum(len(order.html) for order in missing) // CHARACTERS_A_PAGE, len(missing))
        done = 0

        def hear(pages):
            nonlocal done
            done += pages
            report(min(5 + 75 * done // expected, 79), f"pagina {done} opmaken" if done else "hoofdstukken opmaken")

        kept |= sharing.make(missing, folder, hear)
        keeping.prune(folder, settings.DOSSIER_KEPT_BYTES)
    return [kept[order.name] for order in orders]


def _join(content, imprint, chapters, packed) -> Pdf:
    # A web process composes, too, but never pays for WeasyPrint.
    from iza_portal.dossiers import joining, parts, speed, typesetting

    made = [parts.read(part) for part in packed]
    css = STYLES.read_text(encoding="utf-8") + FRAME_STYLES.read_text(encoding="utf-8")
    height = CONTENTS_TITLE + sum(CHAPTER_LINE + HEADING_LINE * len(chapter["headings"]) for chapter in chapters)
    # The cover and the colophon take one page each.
    first_pages, tried = 2 + ceil(height / CONTENTS_PAGE), set()
    while first_pages not in tried:
        tried.add(first_pages)
        html = _frame_html(content, imprint, chapters, made, first_pages)
        with speed.no_garbage_collection():
            document = typesetting.lay_out(html, css, base=content["portal"])
            found = len(document.pages) - joining.PATTERNS
            if found == first_pages:
                file = typesetting.draw(document, joining.joiner(made), identifier=imprint.content_hash)
                return Pdf(file, first_pages + sum(len(part.pages) for part in made))
        first_pages = found
    raise ValueError("the table of contents takes another number of pages each time")


def _frame_html(content, imprint, chapters, made, first_pages) -> str:
    """Answer the HTML of the first pages, whose contents tell on which page each chapter and heading stands."""
    pages, total = {}, first_pages
    for part in made:
        pages |= {name: total + 1 + page for name, (page, _, _) in part.places.items()}
        total += len(part.pages)
    numbered = [
        {
            **chapter,
            "page": pages[chapter["key"]],
            "headings": [{**heading, "page": pages[heading["key"]]} for heading in chapter["headings"]],
        }
        for chapter in chapters
    ]
    # The cover has no number.
    context = {"anchors": list(pages), "numbers": range(2, total + 1), "total": total}
    return document_html("dossiers/pdf/frame.html", content, imprint, numbered, **context)


def document_html(template: str, content, imprint, chapters, **context) -> str:
    """Answer the HTML of `template`, and let the colophon explain the boxes in it or in the chapters."""
    about = content["about"]
    context |= {"kind": content["kind"], "noun": NOUNS[content["kind"]], "about": about, "imprint": imprint}
    context |= {"chapters": chapters, "map": _tile_map(about["tiles"])}
    html = render_to_string(template, context)
    if glyphs.lacks(html) or any(glyphs.lacks(chapter["html"]) for chapter in chapters):
        html = render_to_string(template, {**context, "has_boxes": True})
    return printable(html)


def printable(html: str) -> str:
    """Answer `html` with boxes for what the fonts lack, with places to break in long words, and with lists that count on."""
    html = LIST_START.sub(lambda found: f'{found[0]} style="counter-reset: list-item {int(found[1]) - 1}"', html)
    return TAG_OR_LONG_WORD.sub(_with_places_to_break, glyphs.boxed(html))


def _with_places_to_break(found: re.Match) -> str:
    return found[1] or "\N{ZERO WIDTH SPACE}".join(CHARACTERS.findall(found[0]))


def with_html(chapters: list[dict]) -> list[dict]:
    """Answer the chapters with their HTML, and with their headings of the first level for the table of contents."""
    return [_with_html(chapter) for chapter in chapters]


def _with_html(chapter: dict) -> dict:
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
