"""A dossier made of parts is the same as one that was laid out as a whole."""

from collections import Counter
from datetime import date

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from iza_portal.bench.typesetting import whole
from iza_portal.dossiers.content import Imprint, snapshot
from iza_portal.dossiers.rendering import render
from iza_portal.hashing import hash_of
from iza_portal.texts import building
from tests.dossiers.conftest import write
from tests.dossiers.test_rendering import _file, elements_of, faults_of, texts_of, typeset


@pytest.fixture
def both(plan):
    """A dossier of all that a text can hold, joined and whole."""
    blocks = [building.paragraph("Wat dichtbij kan, gebeurt dichtbij. " * 40) for _ in range(12)]
    write(
        plan.sections.get(title="Geld"),
        building.heading("Waar het **geld** vandaan komt"),
        *blocks,
        building.table(["Bron", "Bedrag"], *([f"Bron {number}", f"€ {number}.000"] for number in range(1, 70))),
        building.heading("Waar het [heen](https://www.rijksoverheid.nl/) gaat"),
        building.paragraph("Naar [de regio](/regios/zhe-bar/) en [*verder*](https://www.cbs.nl/)."),
    )
    content = snapshot(plan)
    imprint = Imprint("ZHE-BAR 2026-3", 3, date(2026, 11, 22), hash_of(content))
    html, css = whole(content, imprint)
    return render(content, imprint), typeset(html, css, base=content["portal"])


def facts_of(pdf) -> dict:
    """Answer what a reader's program finds in the PDF, page by page where there are pages."""
    with pikepdf.open(_file(pdf)) as document:
        elements = elements_of(document)
        page_of = {sheet.objgen: number for number, sheet in enumerate(document.pages, start=1)}
        names = list(document.Root.Names.Dests.Names)
        with document.open_outline() as outline:
            bookmarks = [
                (item.title, page_of[item.destination[0].objgen], [child.title for child in item.children])
                for item in outline.root
            ]
        return {
            "tags": Counter(str(element.S) for element in elements),
            "tags on pages": Counter(
                (str(element.S), page_of.get(element.get("/Pg").objgen)) for element in elements[1:]
            ),
            "scopes": Counter(str(element.A.Scope) for element in elements if element.S == "/TH"),
            "places": {
                str(name): [page_of[place[0].objgen], *map(float, list(place)[2:])]
                for name, place in zip(names[::2], names[1::2], strict=True)
            },
            "links": [
                (number, str(note.get("/Dest", note.get("/A", {}).get("/URI"))), [float(side) for side in note.Rect])
                for number, sheet in enumerate(document.pages, start=1)
                for note in sheet.get("/Annots", [])
            ],
            "bookmarks": bookmarks,
            "about": {key: str(value) for key, value in document.docinfo.items()},
            "language": str(document.Root.Lang),
        }


def test_it_holds_the_same_tags_links_places_and_bookmarks(both):
    joined, as_whole = map(facts_of, both)
    assert joined["tags"]["/Table"] > 3
    assert len(joined["links"]) > 10
    for what, facts in as_whole.items():
        assert joined[what] == facts, what
    assert faults_of(both[0]) == []


def test_it_reads_the_same_on_every_page(both):
    joined, as_whole = ([_with_one_hyphen(text) for text in texts_of(pdf)] for pdf in both)
    assert len(joined) > 8
    assert joined == as_whole


def _with_one_hyphen(text: str) -> str:
    """A hyphen that ends a line is drawn as the one in a word is; which of them a font names first, differs by its subset.

    PDFium joins a word at the one, and leaves it broken at the other.
    """
    return text.replace("‐\n", "\ufffe")


def test_it_looks_the_same_on_every_page(both):
    joined, as_whole = (pypdfium2.PdfDocument(pdf.file) for pdf in both)
    for one, other in zip(joined, as_whole, strict=True):
        assert ImageChops.difference(one.render().to_pil(), other.render().to_pil()).getbbox() is None
    joined.close()
    as_whole.close()


def test_each_tag_is_tied_to_what_is_drawn(both):
    """Every marked piece of a page leads to its tag, and every link to its own."""
    with pikepdf.open(_file(both[0])) as document:
        nums = list(document.Root.StructTreeRoot.ParentTree.Nums)
        owners = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))
        assert list(owners) == sorted(owners)
        in_tree = {element.objgen for element in elements_of(document)}
        headers = Counter(str(element.ID) for element in elements_of(document) if element.S == "/TH")
        assert set(headers.values()) == {1}
        named = {str(name) for element in elements_of(document) for name in element.get("/A", {}).get("/Headers", [])}
        assert named <= headers.keys()
        for number, sheet in enumerate(document.pages):
            assert sheet.StructParents == number
            pieces = [
                int(operands[1].MCID)
                for operands, operator in pikepdf.parse_content_stream(sheet)
                if str(operator) == "BDC" and "/MCID" in operands[1]
            ]
            assert pieces == list(range(len(owners[number])))
            for note in sheet.get("/Annots", []):
                link = owners[int(note.StructParent)]
                assert link.S == "/Link"
                assert link.objgen in in_tree
                assert any(kid.Obj.objgen == note.objgen for kid in link.K if "/Obj" in kid)
            for mcid, owner in enumerate(owners[number]):
                assert owner.Pg.objgen == sheet.objgen
                assert mcid in list(owner.K)
                # What stands around the text of the first pages is no part of it.
                assert owner.objgen in in_tree or number < 3


def test_an_empty_chapter_stands_below_the_one_before_it_or_begins_a_page_of_its_own(plan):
    for section in plan.sections.filter(title__in=["Voorwoord", "De regio in beeld"]):
        write(section)
    content = snapshot(plan)
    pages = texts_of(render(content, Imprint("ZHE-BAR 2026-3", 3, date(2026, 11, 22), hash_of(content))))
    assert "Inhoud" in pages[2]
    assert "nog geen tekst" not in pages[2]
    assert pages[3].count("nog geen tekst") == 2


def test_contents_of_several_pages_name_the_right_pages(plan):
    write(
        plan.sections.get(title="Opgaven"),
        *[
            block
            for number in range(1, 131)
            for block in (building.heading(f"Opgave {number}"), building.paragraph("Tekst."))
        ],
    )
    content = snapshot(plan)
    pdf = render(content, Imprint("ZHE-BAR 2026-3", 3, date(2026, 11, 22), hash_of(content)))
    pages = texts_of(pdf)
    contents = [line.rsplit(" ", 1) for page in pages[2:6] for line in page.splitlines()]
    named = {
        title: int(number) for title, number in filter(lambda line: len(line) == 2 and line[1].isdigit(), contents)
    }
    for number in (1, 60, 130):
        assert f"Opgave {number}\n" in pages[named[f"Opgave {number}"] - 1]
    assert faults_of(pdf) == []
