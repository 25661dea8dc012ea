"""What can stand in a text besides words: pictures with a description, footnotes, and what is pasted from elsewhere."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iza_portal.texts.building import (
    bullets,
    footnote,
    heading,
    numbered,
    paragraph,
    picture,
    quote,
    table,
    text,
)
from iza_portal.writing.models import Picture
from iza_portal.writing.together.settling import settle
from plans.models import Section
from tests.journeys.keyboard import let_the_cursor_arrive
from tests.writing.pictures.files import SVG, file_of, image

pytestmark = pytest.mark.django_db(transaction=True)

CLIPBOARDS = Path(__file__).parent / "clipboards"


@pytest.fixture
def path(cast):
    return f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"


@pytest.fixture
def page(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    expect(area(page)).to_be_visible()
    expect(page.locator("#editor")).not_to_have_class(re.compile("loading"))
    area(page).focus()
    return page


def area(page):
    return page.get_by_role("textbox", name="Inleiding")


def wait_until_saved(page):
    expect(page.locator("#save-state")).to_have_text(re.compile(r"Opgeslagen om \d{1,2}\.\d\d uur"))


def kept():
    section = Section.objects.get()
    settle([section])
    return section.body


def assert_kept(page, *blocks):
    wait_until_saved(page)
    assert without_last_empty(kept()) == text(*blocks)


def without_last_empty(body):
    """Below a table or a picture at the end stands an empty paragraph to write on."""
    content = body["content"]
    return body | {"content": content[:-1] if content[-1] == {"type": "paragraph"} and content[1:] else content}


def assert_accessible(page):
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []


def notice(page):
    return page.locator("#editor-notice")


def spoken(page):
    return page.locator("#spoken-state")


def a_file(name="kaart.png", content=None, kind="image/png"):
    return {"name": name, "mimeType": kind, "buffer": content or file_of(image((600, 300), colour="teal"))}


def add_picture(page, alt="Kaart van de regio"):
    page.get_by_role("button", name="Afbeelding", exact=True).click()
    dialog = page.get_by_role("dialog", name="Afbeelding")
    dialog.get_by_label("Bestand").set_input_files(a_file())
    dialog.get_by_label("Beschrijving").fill(alt)
    dialog.get_by_role("button", name="Zet de afbeelding in de tekst").click()
    expect(dialog).to_be_hidden()


def test_a_picture_comes_in_by_keyboard_with_a_description_and_not_without(page):
    page.keyboard.type("Kijk:")
    page.keyboard.press("Control+Shift+6")
    dialog = page.get_by_role("dialog", name="Afbeelding")
    file, alt = dialog.get_by_label("Bestand"), dialog.get_by_label("Beschrijving voor wie de afbeelding niet ziet")
    expect(file).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(alt).to_be_focused()
    page.keyboard.press("Enter")
    expect(file).to_be_focused()
    expect(dialog.get_by_text("Kies een bestand.")).to_be_visible()
    expect(dialog.get_by_text("Beschrijf wat er te zien is.")).to_be_visible()
    assert_accessible(page)
    file.set_input_files(a_file())
    alt.focus()
    page.keyboard.type("   ")
    page.keyboard.press("Enter")
    expect(alt).to_have_attribute("aria-invalid", "true")
    assert not Picture.objects.exists()
    alt.fill("Kaart met zeven gemeenten")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(area(page)).to_be_focused()
    expect(spoken(page)).to_have_text(re.compile("De afbeelding staat in de tekst|Opgeslagen"))
    page.keyboard.type("Daarna.")
    own = Picture.objects.get()
    shown = area(page).get_by_role("img", name="Kaart met zeven gemeenten")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 600
    assert_accessible(page)
    assert_kept(page, paragraph("Kijk:"), picture(own.pk, "Kaart met zeven gemeenten"), paragraph("Daarna."))


def test_a_picture_is_described_anew_and_taken_out_by_keyboard(page):
    add_picture(page)
    page.keyboard.press("ArrowUp")
    expect(spoken(page)).to_have_text(re.compile("Afbeelding: Kaart van de regio. Enter wijzigt"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Afbeelding")
    alt = dialog.get_by_label("Beschrijving")
    expect(alt).to_be_focused()
    expect(alt).to_have_value("Kaart van de regio")
    expect(dialog.get_by_label("Bestand")).to_be_hidden()
    assert_accessible(page)
    alt.fill("Kaart met de grens")
    page.keyboard.press("Enter")
    expect(area(page).get_by_role("img", name="Kaart met de grens")).to_be_visible()
    assert_kept(page, picture(Picture.objects.get().pk, "Kaart met de grens"))
    page.keyboard.press("Delete")
    expect(area(page).get_by_role("img")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(area(page).get_by_role("img", name="Kaart met de grens")).to_be_visible()


def test_a_picture_from_within_a_list_comes_after_it(page):
    page.keyboard.type("- wonen")
    add_picture(page)
    assert_kept(page, bullets("wonen"), picture(Picture.objects.get().pk, "Kaart van de regio"))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (a_file("kaart.svg", SVG, "image/svg+xml"), "Dit soort bestand kan niet."),
        (a_file("groot.png", b"\0" * (8 * 1024 * 1024 + 1)), "groter dan 8 MB"),
        (a_file("nep.png", SVG), "kan niet worden gelezen als afbeelding"),
    ],
)
def test_a_file_that_cannot_is_explained_at_its_field_and_the_description_stays(page, file, words):
    page.keyboard.press("Control+Shift+6")
    dialog = page.get_by_role("dialog", name="Afbeelding")
    dialog.get_by_label("Beschrijving").fill("Kaart")
    dialog.get_by_label("Bestand").set_input_files(file)
    dialog.get_by_label("Beschrijving").press("Enter")
    expect(dialog.locator("#picture-file-error")).to_contain_text(words)
    expect(dialog.get_by_label("Bestand")).to_be_focused()
    expect(dialog.get_by_label("Beschrijving")).to_have_value("Kaart")
    # The server's refusal is what the page expects; only the browser's console counts it as a mistake.
    page.complaints.clear()
    page.keyboard.press("Escape")
    expect(area(page)).to_be_focused()
    assert kept() == text()


def test_without_a_network_the_picture_waits_in_its_dialog(page):
    page.keyboard.press("Control+Shift+6")
    dialog = page.get_by_role("dialog", name="Afbeelding")
    dialog.get_by_label("Bestand").set_input_files(a_file())
    dialog.get_by_label("Beschrijving").fill("Kaart")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Er is geen verbinding.")).to_be_visible()
    page.context.set_offline(False)
    dialog.get_by_role("button", name="Zet de afbeelding in de tekst").click()
    expect(area(page).get_by_role("img", name="Kaart")).to_be_visible()
    page.complaints.clear()


ARRIVE = """
    (target, [how, bytes, name, kind]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name, {type: kind}));
        if (how === "paste") data.setData("text/html", "<img src='https://elders.example/x.png'>");
        const box = target.getBoundingClientRect();
        const init = {bubbles: true, cancelable: true, clientX: box.x + 50, clientY: box.y + 40};
        const event = how === "paste"
            ? new ClipboardEvent("paste", {...init, clipboardData: data})
            : new DragEvent("drop", {...init, dataTransfer: data});
        target.dispatchEvent(event);
        return event.defaultPrevented;
    }
"""


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_that_is_pasted_or_dropped_asks_for_its_description_first(page, how):
    content = list(file_of(image((50, 40))))
    assert area(page).evaluate(ARRIVE, [how, content, "schermafdruk.png", "image/png"])
    dialog = page.get_by_role("dialog", name="Afbeelding")
    alt = dialog.get_by_label("Beschrijving")
    expect(alt).to_be_focused()
    expect(area(page).get_by_role("img")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(alt).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("Schermafdruk van de cijfers")
    page.keyboard.press("Enter")
    expect(area(page).get_by_role("img", name="Schermafdruk van de cijfers")).to_be_visible()
    assert_kept(page, picture(Picture.objects.get().pk, "Schermafdruk van de cijfers"))


def test_a_file_that_is_no_picture_and_is_dropped_opens_nothing(page):
    assert area(page).evaluate(ARRIVE, ["drop", [37, 80, 68, 70], "plan.pdf", "application/pdf"])
    expect(page.get_by_role("dialog").get_by_text("Dit soort bestand kan niet.")).to_be_visible()


def test_footnotes_are_set_changed_and_taken_out_by_keyboard_and_number_themselves(page):
    page.keyboard.type("In de regio wonen ouderen.")
    page.keyboard.press("Control+Alt+f")
    dialog = page.get_by_role("dialog", name="Noot")
    words = dialog.get_by_label("Tekst van de noot")
    expect(words).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(dialog.get_by_text("Vul in wat de noot zegt.")).to_be_visible()
    page.keyboard.type("CBS, 2026.")
    page.keyboard.press("Enter")
    expect(area(page)).to_be_focused()
    let_the_cursor_arrive(page)
    page.keyboard.type(" En jongeren.")
    let_the_cursor_arrive(page)
    wait_until_saved(page)
    page.keyboard.press("Home")
    let_the_cursor_arrive(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    let_the_cursor_arrive(page)
    page.get_by_role("button", name="Noot", exact=True).click()
    page.keyboard.type("Woordenlijst.")
    page.keyboard.press("Enter")
    notes = area(page).locator(".note-mark [role=button]")
    expect(notes).to_have_text(["1", "2"])
    expect(area(page).get_by_role("button", name="Noot 2: CBS, 2026.")).to_be_visible()
    assert_accessible(page)
    wait_until_saved(page)
    content = kept()["content"][0]["content"]
    assert [node.get("text") or node["attrs"]["text"] for node in content] == [
        "In", "Woordenlijst.", " de regio wonen ouderen.", "CBS, 2026.", " En jongeren."
    ]  # fmt: skip
    page.keyboard.press("ArrowLeft")
    expect(spoken(page)).to_have_text(re.compile("Noot 1: Woordenlijst"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Noot 1").get_by_label("Tekst")).to_have_value("Woordenlijst.")
    page.keyboard.press("Control+a")
    page.keyboard.type("Zie de woordenlijst.")
    page.keyboard.press("Enter")
    expect(area(page).get_by_role("button", name="Noot 1: Zie de woordenlijst.")).to_be_visible()
    page.keyboard.press("Delete")
    expect(notes).to_have_text(["1"])
    expect(area(page).get_by_role("button", name="Noot 1: CBS, 2026.")).to_be_visible()


def test_backspace_shows_which_footnote_it_is_before_it_goes(page):
    page.keyboard.type("x")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("CBS")
    page.keyboard.press("Enter")
    page.keyboard.press("Backspace")
    expect(area(page).locator(".note-mark")).to_have_class(re.compile("ProseMirror-selectednode"))
    page.keyboard.press("Backspace")
    expect(area(page).locator(".note-mark")).to_have_count(0)
    expect(area(page)).to_have_text("x")


def test_in_a_heading_there_is_no_footnote_and_that_is_said(page):
    page.keyboard.press("Control+Alt+1")
    page.keyboard.type("Opgaven")
    expect(page.get_by_role("button", name="Noot", exact=True)).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Control+Alt+f")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(notice(page)).to_contain_text("in een kop staan geen noten")


def test_a_paragraph_with_a_footnote_does_not_lose_it_by_becoming_a_heading(page):
    page.keyboard.type("Een")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("twee")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("CBS")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Alt+1")
    page.get_by_label("Soort tekst").select_option("Tussenkop 1")
    expect(notice(page)).to_contain_text("In een kop staan alleen woorden")
    expect(page.get_by_label("Soort tekst")).to_have_value("paragraph")
    page.keyboard.press("Home")
    page.keyboard.type("# ")
    expect(area(page).locator(".note-mark")).to_have_count(1)
    expect(area(page).get_by_role("heading")).to_have_count(0)
    page.keyboard.press("Control+End")
    let_the_cursor_arrive(page)
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.press("Control+Alt+1")
    assert_kept(page, heading("Een # twee"))


def test_what_a_colleague_changes_while_the_dialog_is_open_is_said(page, cast, open_page, path):
    add_picture(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    wait_until_saved(page)
    other = open_page(cast.ambtenaar_2, path)
    other_picture = area(other).get_by_role("img", name="Kaart van de regio")
    expect(other_picture).to_be_visible()
    other_picture.click()
    other.keyboard.press("Delete")
    expect(area(page).get_by_role("img")).to_have_count(0)
    page.keyboard.type(" x")
    page.keyboard.press("Enter")
    expect(notice(page)).to_contain_text("intussen door iemand anders weggehaald")


def test_every_shortcut_that_is_told_of_is_in_the_list(page):
    page.get_by_role("button", name="Sneltoetsen").click()
    told = page.get_by_role("dialog", name="Sneltoetsen").inner_text()
    for button in page.locator("[data-command][aria-keyshortcuts]").all():
        keys = button.get_attribute("aria-keyshortcuts").replace("Control", "Ctrl")
        assert keys in told, keys
    assert_accessible(page)


def test_a_reader_finds_the_picture_and_the_footnote_and_the_way_back(page, cast):
    page.keyboard.type("Ouderen.")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("CBS, https://www.cbs.nl/ouderen.")
    page.keyboard.press("Enter")
    add_picture(page)
    wait_until_saved(page)
    page.get_by_role("link", name="Lees het in het plan").click()
    expect(page.get_by_role("img", name="Kaart van de regio")).to_be_visible()
    mark = page.get_by_role("link", name="Noot 1", exact=True)
    mark.press("Enter")
    note = page.get_by_role("list", name="Noten").get_by_role("listitem")
    expect(note).to_be_in_viewport()
    expect(note.get_by_role("link", name="https://www.cbs.nl/ouderen")).to_be_visible()
    assert_accessible(page)
    note.get_by_role("link", name="Terug naar noot 1 in de tekst").press("Enter")
    assert page.url.endswith(f"#onderdeel-{cast.section.pk}-bij-noot-1")


def paste(page, html):
    area(page).evaluate(
        """(target, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )


def paste_from(page, name):
    paste(page, (CLIPBOARDS / f"{name}.html").read_text("utf-8"))


def spans(*parts):
    """A paragraph of words and footnotes, which are tuples of one."""
    content = []
    for part in parts:
        content += [footnote(part[0])] if isinstance(part, tuple) else paragraph(part)["content"]
    return {"type": "paragraph", "content": content}


def with_inner(items, index, inner):
    items["content"][index]["content"].append(inner)
    return items


def test_word(page):
    paste_from(page, "word")
    expect(notice(page)).to_contain_text("1 afbeelding is niet meegeplakt.")
    third = numbered("eerst dit", "dan dat")
    third["attrs"]["order"] = 3
    assert_kept(
        page,
        heading("Regioplan 2026"),
        heading("Onze opgaven"),
        spans(
            ("Woonvisie.",),
            "In Zeeland wonen **390.000 mensen**.",
            ("Bron: CBS, Bevolking (https://opendata.cbs.nl/), 2025.",),
            " Dat wordt meer, zegt het [CBS](https://www.cbs.nl/).",
            ("Zie https://www.cbs.nl/prognose.",),
            " Dit klopt.",
        ),
        heading("Wonen", 4),
        with_inner(bullets("levensloop", "toegankelijk"), 0, bullets("hofjes")),
        third,
        table(["Doel", "Wie"], ["3% minder vallen", ""]),
    )


def test_word_on_the_web(page):
    paste_from(page, "word-online")
    assert_kept(
        page,
        heading("Preventie"),
        paragraph("*Samen* voorkomen wij ziekte."),
        with_inner(bullets("bewegen", "niet roken"), 0, bullets("op school")),
    )
    expect(notice(page)).to_be_hidden()


def test_outlook(page):
    paste_from(page, "outlook")
    expect(notice(page)).to_contain_text("1 afbeelding is niet meegeplakt.")
    assert_kept(
        page,
        paragraph("Beste collega,"),
        paragraph("Zie [het plan](https://www.iza.nl/plan) en [mail mij](mailto:jansen@ridderkerk.nl)."),
        paragraph("Vóór **1 mei** reageren"),
        quote("Op 2 mei schreef Jansen:", "Akkoord."),
    )


def test_excel(page):
    paste_from(page, "excel")
    expected = table(["Gemeente", "Inwoners", "Budget"], ["Goes", "39.000", "€ 1,5 mln"], ["", ""])
    expected["content"][2]["content"][0]["attrs"] = {"colspan": 2, "rowspan": 1}
    assert_kept(page, expected)


def test_libreoffice(page):
    paste_from(page, "libreoffice")
    second = with_inner(numbered("tweede", "derde"), 0, numbered("dieper"))
    second["attrs"]["order"] = 2
    assert_kept(
        page,
        heading("Inleiding"),
        spans("Zeven gemeenten", ("Waaronder Ridderkerk.",), " werken **samen**."),
        second,
        table(["Kop A", "Kop B"], ["1", "**Kop in cel**"]),
    )


def test_google_docs(page):
    paste_from(page, "google-docs")
    expect(notice(page)).to_contain_text("1 afbeelding is niet meegeplakt.")
    both = {"type": "text", "text": "dat", "marks": [{"type": "strong"}, {"type": "em"}]}
    wij = paragraph("Wij doen **dit** en x, zie [RIVM](https://www.rivm.nl/).")
    before, after = wij["content"][2]["text"].split("x")
    wij["content"][2:3] = [{"type": "text", "text": before}, both, {"type": "text", "text": after}]
    assert_kept(
        page,
        heading("Aanpak"),
        wij,
        with_inner(bullets("een", "twee"), 0, bullets("een a")),
        table(["Wat", "Wanneer"], ["plan", "mei"]),
    )


def test_a_web_page_and_what_of_its_notes_was_not_copied(page):
    paste_from(page, "web-page")
    expect(notice(page)).to_contain_text("1 noot is niet meegeplakt")
    assert_kept(
        page,
        heading("Valpreventie"),
        spans("Vallen kost 5 m² per jaar.", ("VeiligheidNL, Cijfers (https://www.veiligheid.nl/).",), ("RIVM 2025",)),
        paragraph("kwaad"),
        heading("Dieper", 4),
        bullets("Ergens"),
        paragraph("Term"),
        paragraph("Uitleg"),
    )
    assert "kwaad" not in page.title()


def test_mail_of_lines(page):
    paste_from(page, "mail")
    assert_kept(page, paragraph("Een regel"), paragraph("Nog een regel"), paragraph("En *een* laatste regel"))


def test_a_table_that_is_too_wide_is_pasted_as_far_as_it_fits(page):
    row = "".join(f"<td>{number}</td>" for number in range(40))
    paste(page, f"<table><tr>{row}</tr><tr>{row}</tr></table>")
    expect(notice(page)).to_contain_text("meer dan 30 kolommen")
    cells = [str(number) for number in range(30)]
    assert_kept(page, table(cells, cells))


def test_what_is_copied_in_a_text_is_the_same_when_it_is_pasted(page):
    page.keyboard.type("Ouderen")
    page.keyboard.press("Control+Alt+f")
    page.keyboard.type("CBS")
    page.keyboard.press("Enter")
    add_picture(page)
    page.keyboard.press("Control+a")
    let_the_cursor_arrive(page)
    copied = area(page).evaluate(
        """(target) => {
            const data = new DataTransfer();
            target.dispatchEvent(new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}));
            return data.getData("text/html");
        }"""
    )
    page.keyboard.press("Control+End")
    let_the_cursor_arrive(page)
    paste(page, copied)
    own = picture(Picture.objects.get().pk, "Kaart van de regio")
    assert_kept(page, spans("Ouderen", ("CBS",)), own, spans("Ouderen", ("CBS",)), own)


def test_a_picture_of_another_text_does_not_come_along(page):
    paste(
        page,
        '<figure data-picture="7" data-text="/teksten/999/"><img alt="Elders" src="/teksten/999/"></figure><p>x</p>',
    )
    expect(notice(page)).to_contain_text("1 afbeelding is niet meegeplakt.")
    assert_kept(page, paragraph("x"))
