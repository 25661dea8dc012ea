"""The PDF itself: what stands in it, how it is tagged, and that it is the same each time."""

import json
import os
import re
import socket
import subprocess
import sys
import unicodedata
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO

import page
import pikepdf
import pypdfium2
import pytest
from django.core.cache import caches
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as limits
from PIL import Image

from iza_portal.dossiers import sharing, typesetting
from iza_portal.dossiers.content import Imprint, snapshot
from iza_portal.dossiers.rendering import Pdf, find_unrenderable, render, with_html
from iza_portal.hashing import hash_of
from iza_portal.texts import building
from iza_portal.writing.models import Picture
from iza_portal.writing.pictures.decoding import decode
from iza_portal.writing.reading import texts_as_html
from plans.models import Status
from tests.dossiers.conftest import write
from tests.factories import DocumentFactory, PictureFactory
from tests.texts.test_html import Words
from tests.texts.trees import trees
from tests.writing.pictures.files import file_of


def rendered(plan, **imprint):
    content = snapshot(plan)
    fields = {"code": "ZHE-BAR 2026-3", "number": 3, "date": date(2026, 11, 22), "content_hash": hash_of(content)}
    return render(content, Imprint(**{**fields, **imprint}))


def typeset(html, css, *, base) -> Pdf:
    """Answer `html` as one document, without parts and without what is around them."""
    document = typesetting.lay_out(html, css, base=base)
    return Pdf(typesetting.draw(document, lambda document, pdf: None, identifier="t"), len(document.pages))


def texts_of(pdf) -> list[str]:
    """Answer what can be read on each page, in the order in which it is read."""
    document = pypdfium2.PdfDocument(pdf.file)
    try:
        return [sheet.get_textpage().get_text_range().replace("\r\n", "\n") for sheet in document]
    finally:
        document.close()


def faults_of(pdf) -> list[str]:
    report = page.validate_pdf_bytes(pdf.file, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def elements_of(document) -> list:
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append(node)
            walk(node.get("/K"))

    walk(document.Root.StructTreeRoot.K)
    return found


def test_the_pdf_holds_what_a_college_needs_to_know(plan):
    plan.title = "Samen gezond"
    pages = texts_of(rendered(plan))
    cover, colophon, contents, *_, participants, sources = pages
    assert "Samen gezond" in cover
    assert "Nissewaard, Ridderkerk" in cover
    for fact in ("ZHE-BAR 2026-3", "22 november 2026", "2026", "concept", "SHA-256"):
        assert fact in colophon
    assert hash_of(snapshot(plan))[:8] in colophon
    assert "1 De regio in beeld 5" in contents
    assert "Inwoners 5" in contents
    assert "Nissewaard" in participants
    assert "mandaathouder (kassier)" in participants
    assert "Bronnen en zekerheid" in sources
    assert f"pagina {len(pages)} van {len(pages)}" in sources


def test_what_stands_in_the_contents_stands_on_that_page(plan):
    pages = texts_of(rendered(plan))
    contents = [line.rsplit(" ", 1) for line in pages[2].splitlines() if line.rsplit(" ", 1)[-1].isdigit()]
    named = {title: int(number) for title, number in contents if "pagina" not in title}
    assert {"Voorwoord", "1 De regio in beeld", "2 Opgaven", "3 Geld", "Deelnemende organisaties"} <= named.keys()
    for title, number in named.items():
        assert title in pages[number - 1]


def test_the_text_is_read_in_the_order_of_the_plan(plan):
    whole = "\n".join(texts_of(rendered(plan))[3:])
    in_order = [
        "Voorwoord", "Zeven gemeenten", "Iedereen vindt", "De regio in beeld", "Inwoners", "22,6%", "Gemeente 1 1.000",
        "60.000", "Opgaven", "valpreventie", "Wat wij doen", "volhouden", "Geld", "nog geen tekst", "Bronnen",
    ]  # fmt: skip
    places = [whole.index(words) for words in in_order]
    assert places == sorted(places)


@pytest.mark.parametrize("status", Status.values)
def test_every_page_of_a_plan_that_is_not_adopted_says_concept(plan, status):
    plan.status = status
    marked = ["concept" in text.casefold() for text in texts_of(rendered(plan))]
    # One that is withdrawn was adopted once.
    assert all(marked) if status not in {"vastgesteld", "gepubliceerd", "ingetrokken"} else not any(marked)


def test_the_pdf_conforms_to_pdf_ua(plan):
    assert faults_of(rendered(plan)) == []


def test_the_tags_tell_what_is_what(plan):
    pdf = rendered(plan)
    # A table that goes on has its header again on each page; three tables are the dossier's own.
    parts = sum("Gemeente Inwoners" in text for text in texts_of(pdf))
    with pikepdf.open(_file(pdf)) as document:
        counted = Counter(str(element.S) for element in elements_of(document))
        assert document.Root.Lang == "nl"
        assert document.docinfo.Title == f"{plan.title} (concept)"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_outline() as outline:
            bookmarks = {item.title: [child.title for child in item.children] for item in outline.root}
        scopes = Counter(str(element.A.Scope) for element in elements_of(document) if element.S == "/TH")
        figures = [str(element.Alt) for element in elements_of(document) if element.S == "/Figure"]
    assert counted["/H1"] == 1
    # Two before the chapters, four sections, two after them.
    assert counted["/H2"] == 8
    assert counted["/H3"] == 2
    assert counted["/H4"] == 1
    assert counted["/BlockQuote"] == 1
    assert counted["/L"] == 2
    assert counted["/LI"] == 4
    assert counted["/TOC"] == 3
    assert counted["/TOCI"] == 8
    assert parts > 1
    assert counted["/Table"] == parts + 3
    assert counted["/THead"] == parts + 2
    assert scopes["/Column"] == 2 * parts + 4 + 4
    assert scopes["/Row"] > 10
    assert counted["/Link"] >= 10
    assert figures == [f"Kaart van Nederland met een vakje per regio; het vakje van {plan.region.name} is donker"]
    assert bookmarks["1 De regio in beeld"] == ["Inwoners"]
    assert list(bookmarks)[-1] == "Bronnen en zekerheid"


def test_a_bold_word_in_a_link_stays_in_the_tag_of_the_link(plan):
    link = {"type": "link", "attrs": {"href": "https://www.cbs.nl/"}}
    body = building.text(building.paragraph("Zie "))
    for mark in ([{"type": "strong"}, link], [link, {"type": "strong"}]):
        body["content"][0]["content"].append({"type": "text", "text": "het CBS", "marks": mark})
    section = plan.sections.first()
    section.body, section.plain_text = body, "Zie het CBS"
    section.save()
    assert faults_of(rendered(plan)) == []


def _list(*items):
    return {"type": "bullet_list", "content": [{"type": "list_item", "content": list(item)} for item in items]}


@pytest.mark.parametrize("word", ["w" * 300, "0123456789" * 30, "&<>\"'" * 60, "é" * 300])
def test_a_long_word_stays_on_the_paper_also_in_a_narrow_column(plan, word):
    table = building.table(["Doel"] * 8, [word] + ["3%"] * 7)
    write(plan.sections.get(position=1), building.paragraph(word), table)
    pdf = rendered(plan)
    assert faults_of(pdf) == []
    document = pypdfium2.PdfDocument(pdf.file)
    shown = 0
    for sheet in document:
        width, text = sheet.get_width(), sheet.get_textpage()
        for number in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(number)
            assert left >= 0
            assert right <= width
        shown += text.get_text_range().count(word[0])
    document.close()
    assert shown >= 2 * word.count(word[0])


def test_a_list_item_of_many_parts_is_tagged_as_one(plan):
    inner = _list([building.paragraph("drie")])
    for _ in range(5):
        inner = _list([building.paragraph("twee"), inner, building.paragraph("vier")], [building.paragraph("vijf")])
    write(plan.sections.first(), _list([building.paragraph("een"), building.paragraph("nog een"), inner]))
    pdf = rendered(plan)
    assert faults_of(pdf) == []
    assert texts_of(pdf)[3].index("nog een") < texts_of(pdf)[3].index("twee") < texts_of(pdf)[3].index("drie")


@pytest.mark.parametrize(
    "table",
    [
        [[1, 1], [1]],
        [[1], [1, 1, 1]],
        [[2], [1, 1]],
        [[1, 1], []],
        [[], [1, 1]],
        [[(1, 3), 1], [1], [1]],
        [[(1, 9), 1], [1]],
        [[1, 1], [(1, 500), (2, 2)], [1]],
        [[1]],
    ],
)
def test_a_table_of_any_shape_is_printed_and_tagged(plan, table):
    """Cells are given as columns, or as columns and rows that they span."""

    def cell(span):
        columns, rows = span if isinstance(span, tuple) else (span, 1)
        attrs = {"colspan": columns, "rowspan": rows}
        return {"type": "table_cell", "attrs": attrs, "content": [building.paragraph("cel")]}

    rows = [{"type": "table_row", "content": [cell(span) for span in row]} for row in table]
    write(plan.sections.first(), {"type": "table", "content": rows})
    pdf = rendered(plan)
    assert "cel" in texts_of(pdf)[3]
    assert faults_of(pdf) == []


@pytest.mark.parametrize("above", range(0, 60, 3))
def test_a_cell_over_rows_that_a_page_parts_is_tagged_on_both(plan, above):
    """Wherever the page ends: `above` lines stand before a table of which each row is tall."""

    def cell(columns, rows, lines):
        paragraphs = [building.paragraph("cel") for _ in range(lines)]
        return {"type": "table_cell", "attrs": {"colspan": columns, "rowspan": rows}, "content": paragraphs}

    rows = [
        [cell(1, 1, 1), cell(2, 1, 1)],
        [cell(1, 3, 9), cell(2, 1, 9)],
        [cell(1, 1, 9), cell(1, 2, 9)],
        [cell(1, 1, 9)],
    ]
    table = {"type": "table", "content": [{"type": "table_row", "content": row} for row in rows]}
    write(plan.sections.first(), *[building.paragraph("Regel.") for _ in range(above)], table)
    assert faults_of(rendered(plan)) == []


@limits(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=trees)
def test_whatever_a_writer_makes_conforms_to_pdf_ua(plan, tree):
    content = snapshot(plan)
    chapter = {**content["chapters"][0], "context": {"body": tree, "is_empty": False}}
    content = {**content, "chapters": [chapter]}
    pdf = render(content, Imprint("ZHE-BAR 2026-3", 3, date(2026, 11, 22), hash_of(content)))
    assert faults_of(pdf) == []


def test_the_same_content_gives_the_same_bytes_in_another_process_and_on_another_day(plan, tmp_path):
    content = snapshot(plan)
    imprint = Imprint("ZHE-BAR 2026-3", 3, date(2026, 11, 22), hash_of(content))
    here = render(content, imprint)
    script = f"""
import json, sys, datetime, pathlib
import django; django.setup()
from iza_portal.dossiers.content import Imprint
from iza_portal.dossiers.rendering import render
content = json.loads(pathlib.Path({str(tmp_path / "content.json")!r}).read_text())
imprint = Imprint("ZHE-BAR 2026-3", 3, datetime.date(2026, 11, 22), {imprint.content_hash!r})
sys.stdout.buffer.write(render(content, imprint).file)
"""
    (tmp_path / "content.json").write_text(json.dumps(content))
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert elsewhere.stdout == here.file


def test_other_content_or_another_number_is_another_file(plan):
    first = rendered(plan).file
    assert rendered(plan, number=4, code="ZHE-BAR 2026-4").file != first
    write(plan.sections.first(), building.paragraph("Acht gemeenten werken samen."))
    assert rendered(plan).file != first


def test_what_the_font_lacks_is_a_box_that_the_colophon_explains(plan):
    write(
        plan.sections.first(),
        building.paragraph("Dank 👍🏽 aan שלום en مرحبا, ≥ 3 € – ‘ĳs’ co\u00adöperatie\u200d\u2028."),
    )
    pdf = rendered(plan)
    pages = texts_of(pdf)
    assert "Dank □ aan □ en □, ≥ 3 € – ‘ĳs’" in pages[3]
    assert "□" in pages[1]
    assert faults_of(pdf) == []


def test_a_mark_or_a_sign_that_the_font_lacks_is_a_box_too_wherever_it_stands(plan):
    """Some marks and some signs that steer a text are drawn all the same, and some blanks have a shape."""
    drawn = [chr(code) for code in range(0x11000) if unicodedata.category(chr(code)) in {"Mn", "Mc", "Me", "Cf", "Zs"}]
    write(plan.sections.first(), building.paragraph(" ".join(f"a{char}b" for char in drawn)))
    assert faults_of(rendered(plan)) == []


def test_a_colophon_without_boxes_says_nothing_of_them(plan):
    assert "□" not in texts_of(rendered(plan))[1]


@pytest.fixture
def listener():
    """A socket that notes who knocks: `listener.knocks` is how many came, `listener.address` where it listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)

        class Listener:
            address = f"http://127.0.0.1:{server.getsockname()[1]}/"

            @property
            def has_heard(self):
                try:
                    server.accept()[0].close()
                except TimeoutError:
                    return False
                return True

        yield Listener()


TRICKS = """
<base href="{address}"><link rel="stylesheet" href="{address}a.css"><link rel="attachment" href="{address}b">
<style>@import url("{address}c.css"); p {{ background: url({address}d.png); list-style-image: url({address}e.png) }}
@font-face {{ font-family: x; src: url({address}f.ttf) }} p {{ font-family: x; content: url({address}g.png) }}</style>
<img src="{address}h.png" alt="plaatje"><img srcset="{address}i.png 1x" src="i.png" alt="plaatje">
<object data="{address}j.svg"></object><embed src="{address}k.svg"><iframe src="{address}l"></iframe>
<a rel="attachment" href="{address}m">bijlage</a><p style="background-image: url({address}n.png)">tekst</p>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title><image href="{address}o.png" width="9"
 height="9"/><use href="{address}p.svg#q"/><style>@import "{address}r.css"; * {{ fill: url({address}s.svg#t) }}</style></svg>
<video src="{address}u" poster="{address}v.png"></video><input type="image" src="{address}w.png" alt="knop">
"""
SECRET = "root:x:0:0"


def test_the_typesetter_reads_no_address_whatever_is_in_the_html(listener):
    html = f'<html lang="nl"><title>t</title><h1>Kop</h1>{TRICKS.format(address=listener.address)}<p>slot</p></html>'
    pdf = typeset(html, f"@import url({listener.address}x.css);", base=listener.address)
    assert "slot" in "".join(texts_of(pdf))
    assert not listener.has_heard


@pytest.mark.parametrize("address", ["file:///etc/", "/etc/", "data:text/css,p{color:red}"])
def test_the_typesetter_reads_no_file_whatever_is_in_the_html(address):
    for name in ("passwd", ""):
        trick = f'<link rel="attachment" href="{address}{name}"><img src="{address}{name}" alt="x"><p>slot</p>'
        html = f'<html lang="nl"><title>t</title><h1>Kop</h1>{trick}{TRICKS.format(address=address)}</html>'
        pdf = typeset(html, "", base="https://portaal.voorbeeld.nl")
        with pikepdf.open(_file(pdf)) as document:
            assert not document.attachments
            held = b"".join(thing.read_bytes() for thing in document.objects if isinstance(thing, pikepdf.Stream))
        assert SECRET.encode() not in held


def test_a_text_that_plays_tricks_is_printed_as_it_was_typed(plan, listener):
    trick = f'<img src="{listener.address}x.png"><style>@import "{listener.address}"</style>{{% load x %}} file:///etc/passwd'
    write(plan.sections.first(), building.paragraph(trick))
    plan.title = f"<script>{listener.address}</script>"
    pages = texts_of(rendered(plan))
    assert "file:///etc/passwd" in pages[3]
    assert "<img src=" in pages[3]
    assert "<script>" in pages[0]
    assert not listener.has_heard


def test_a_link_to_the_portal_itself_leads_there_from_the_pdf(plan, settings):
    settings.PORTAL_URL = "https://portaal.voorbeeld.nl"
    write(plan.sections.first(), building.paragraph("Zie [de regio](/regios/zhe-bar/)."))
    with pikepdf.open(_file(rendered(plan))) as document:
        targets = [
            str(note.A.URI)
            for sheet in document.pages
            for note in sheet.get("/Annots", [])
            if "/URI" in note.get("/A", {})
        ]
    assert "https://portaal.voorbeeld.nl/regios/zhe-bar/" in targets


def test_the_section_that_cannot_be_printed_is_found(plan):
    section = plan.sections.get(title="Opgaven")
    section.body = {"type": "doc", "content": [{"type": "rocket"}]}
    section.save()
    content = snapshot(plan)
    imprint = Imprint("ZHE-BAR 2026-3", 3, date(2026, 11, 22), hash_of(content))
    with pytest.raises(ValueError, match="niet kan"):
        render(content, imprint)
    assert find_unrenderable(content, imprint) == "Opgaven"


def test_nothing_is_found_where_each_section_can_be_printed(plan):
    content = snapshot(plan)
    assert find_unrenderable(content, Imprint("x", 1, date(2026, 1, 1), hash_of(content))) == ""


def _file(pdf):
    return BytesIO(pdf.file)


@pytest.fixture
def illustrated(plan):
    """A section with pictures of both kinds, one of another text, and footnotes."""
    document = DocumentFactory()
    drawn = decode(file_of(Image.radial_gradient("L").convert("RGB")))
    photo = decode(file_of(Image.effect_noise((1600, 1000), 60).convert("RGB"), "JPEG"))
    pictures = [
        PictureFactory(
            document=document,
            content=each.content,
            media_type=each.media_type,
            width=each.width,
            height=each.height,
        )
        for each in (drawn, photo)
    ]
    section = plan.sections.get(position=2)
    section.document = document
    write(
        section,
        building.paragraph("In de regio^[Bron: CBS, https://www.cbs.nl/a.] wonen **195.000** mensen."),
        building.picture(pictures[0].pk, "Kring die naar buiten toe lichter wordt"),
        building.picture(pictures[1].pk, "Foto van zand"),
        building.picture(PictureFactory().pk, "Van een andere tekst"),
        building.bullets("wonen^[Woonvisie 2026]", "zorg^[Zorgvisie 2026]"),
    )
    return pictures


def test_pictures_are_drawn_from_the_database_and_told_to_a_screen_reader(plan, illustrated):
    pdf = rendered(plan)
    assert faults_of(pdf) == []
    whole = "\n".join(texts_of(pdf))
    assert "Afbeelding ontbreekt: Van een andere tekst" in whole
    with pikepdf.open(_file(pdf)) as document:
        figures = [str(element.Alt) for element in elements_of(document) if element.S == "/Figure"]
        drawn = [
            (int(image.Width), int(image.Height)) for sheet in document.pages for image in sheet.get_images().values()
        ]
    assert figures[1:] == ["Kring die naar buiten toe lichter wordt", "Foto van zand"]
    assert {(256, 256), (1600, 1000)} == set(drawn)
    assert rendered(plan) == pdf


def test_footnotes_lead_there_and_back_and_are_no_table_of_contents(plan, illustrated):
    pdf = rendered(plan)
    with pikepdf.open(_file(pdf)) as document:
        counted = Counter(str(element.S) for element in elements_of(document))
        names = document.Root.Names.Dests.Names
        places = {str(name) for name in list(names)[::2]}
        links = {
            str(note.Dest): str(note.Contents)
            for sheet in document.pages
            for note in sheet.get("/Annots", [])
            if "/Dest" in note and "noot" in str(note.Dest)
        }
    prefix = f"onderdeel-{plan.sections.get(position=2).pk}-"
    assert links == {
        **{f"{prefix}noot-{number}": f"Noot {number}" for number in (1, 2, 3)},
        **{f"{prefix}bij-noot-{number}": f"Terug naar noot {number} in de tekst" for number in (1, 2, 3)},
    }
    assert links.keys() <= places
    # Only the contents of the dossier itself are, and in them those of one chapter.
    assert counted["/TOC"] == 2
    # Of that chapter two lists, and in the section that of its points and that of its footnotes.
    assert counted["/L"] == 4
    assert "Noten" in "\n".join(texts_of(pdf))


def test_another_picture_makes_another_part_and_another_hash(plan, illustrated):
    before = snapshot(plan)
    drawn, _ = illustrated
    other = decode(file_of(Image.linear_gradient("L").convert("RGB")))
    Picture.objects.filter(pk=drawn.pk).update(content=other.content, sha256=sha256(other.content).hexdigest())
    assert hash_of(snapshot(plan)) != hash_of(before)
    # What was asked for before is not made of something else.
    with pytest.raises(LookupError):
        render(before, imprint_of(before))
    assert find_unrenderable(before, imprint_of(before)) == plan.sections.get(position=2).title


def imprint_of(content):
    return Imprint(code="x", number=1, date=date(2026, 11, 22), content_hash=hash_of(content))


def test_helpers_draw_the_pictures_that_they_are_given(tmp_path, illustrated, db):
    name = illustrated[0].sha256
    html = (
        f'<!doctype html><html lang="nl"><head><title>x</title></head><body><p>x<p><img alt="x" src="picture:{name}">'
    )
    order = sharing.Order("n", html, "", "", {name: b64encode(bytes(illustrated[0].content)).decode("ascii")})
    packed = sharing.make([order], tmp_path, lambda pages: None)["n"]
    assert b"/Image" in packed
    without = sharing.make([replace(order, name="m", pictures={})], tmp_path, lambda pages: None)["m"]
    assert b"/Image" not in without


@given(trees)
@limits(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_page_and_the_dossier_say_the_same(plan, illustrated, tree):
    section = plan.sections.get(position=2)
    plan.sections.exclude(pk=section.pk).delete()
    write(section, *tree["content"])
    assume(not section.is_empty)
    caches["fragments"].clear()
    page_words = words_of(_text(texts_as_html([section])[section.pk]))
    content = snapshot(plan)
    chapter = with_html(content["chapters"])[0]
    assert words_of(_text(chapter["html"])) == page_words


def test_the_page_and_the_pdf_say_the_same_of_a_text_with_everything(plan, illustrated):
    section = plan.sections.get(position=2)
    plan.sections.exclude(pk=section.pk).delete()
    table = building.table(["Doel", "Wie"], ["3%^[Noot in een cel]", "CZ"], ["4%", "VGZ"])
    quote = building.quote("Iedereen^[Noot in een citaat] vindt zorg.", "Dichtbij.")
    write(
        section,
        *section.body["content"],
        building.heading("Opgaven"),
        building.heading("Wonen", 5),
        building.numbered("beginnen", "volhouden"),
        table,
        quote,
        building.paragraph("Zie [het CBS](https://www.cbs.nl/) en *dit* en **dat**."),
    )
    page_words = words_of(_text(texts_as_html([section])[section.pk]))
    pdf = rendered(plan)
    chapters = [text for text in texts_of(pdf)[3:] if "Deelnemende" not in text and "Bronnen en" not in text]
    assert "195.000" in chapters[0]
    assert page_words
    assert not page_words - words_of("\n".join(chapters))


def _text(html):
    reader = Words(html)
    return " ".join(reader.words)


def words_of(text):
    """Answer how often each word of letters is there; a place to break in a long word does not count."""
    return Counter(re.findall(r"[^\W\d_]+", text.replace("\N{ZERO WIDTH SPACE}", "")))


def test_a_list_starts_where_it_does_on_the_page(plan):
    section = plan.sections.first()
    items = building.numbered("eerst dit", "dan dat")
    items["attrs"]["order"] = 37
    write(section, items, building.paragraph('Typ <ol start="5"> en klaar'))
    whole = "\n".join(texts_of(rendered(plan)))
    assert "37." in whole
    assert "38." in whole
    assert 'Typ <ol start="5"> en klaar' in whole
