"""Writing a section in a real browser: by keyboard, on a bad network, signed out meanwhile, and in a plan that closes."""

import gzip
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iza_portal.texts.building import bullets, heading, numbered, paragraph, quote, table, text
from iza_portal.texts.html import to_html
from iza_portal.texts.plain import to_plain_text, to_search_text
from iza_portal.writing.models import Document
from iza_portal.writing.together.settling import settle
from plans.adoption import move
from plans.models import Section, Status
from tests.journeys.keyboard import let_the_cursor_arrive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def path(cast):
    return f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"


def area(page):
    return page.get_by_role("textbox", name="Inleiding")


def type_at_end(page, words):
    area(page).click()
    page.keyboard.press("Control+End")
    let_the_cursor_arrive(page)
    page.keyboard.type(words)


def wait_until_saved(page):
    expect(page.locator("#save-state")).to_have_text(re.compile(r"Opgeslagen om \d{1,2}\.\d\d uur"))


def status(page):
    return page.locator("[data-trouble-sentence]")


def kept():
    section = Section.objects.get()
    settle([section])
    return section.body


def begin_with(tree):
    """Give the section, which nobody opened yet, a text."""
    Section.objects.update(body=tree, plain_text=to_search_text(tree))


def assert_accessible(page):
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []


def test_what_is_typed_and_formatted_by_keyboard_is_saved_as_one_goes_and_there_after_a_reload(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    expect(page.locator("#save-state")).to_have_text("Nog niets geschreven")
    area(page).focus()
    page.keyboard.press("Control+Alt+1")
    page.keyboard.type("Opgaven\nDe ")
    page.keyboard.press("Control+b")
    page.keyboard.type("eerste")
    page.keyboard.press("Control+b")
    page.keyboard.type(" opgave\n- wonen\nzorg")
    wait_until_saved(page)
    expected = text(heading("Opgaven"), paragraph("De **eerste** opgave"), bullets("wonen", "zorg"))
    assert kept() == expected
    page.reload()
    expect(area(page)).to_contain_text("eerste opgave")
    expect(page.locator("#save-state")).to_have_text(re.compile("Opgeslagen vandaag"))
    expect(area(page).locator("strong")).to_have_text("eerste")
    page.get_by_role("link", name="Lees het in het plan").click()
    expect(page.get_by_role("heading", name="Opgaven", level=3)).to_be_visible()


def test_the_tools_work_by_keyboard_and_tab_always_leaves_the_text(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    type_at_end(page, "wonen")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Vet")).to_be_focused()
    for name in ("Cursief", "Lijst", "Nummers"):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(area(page)).to_be_focused()
    expect(page.get_by_role("button", name="Lijst")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Alt+F10")
    page.keyboard.press("Escape")
    expect(area(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Punt dieper")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('#editor')")
    wait_until_saved(page)
    assert kept() == text(bullets("wonen"))


def test_a_link_is_made_by_keyboard_and_a_wrong_address_is_explained(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    type_at_end(page, "naar de site")
    page.keyboard.press("Control+Shift+ArrowLeft")
    let_the_cursor_arrive(page)
    page.keyboard.press("Control+k")
    address = page.get_by_label("Adres")
    expect(address).to_be_focused()
    assert_accessible(page)
    page.keyboard.type("javascript:alert(1)\n")
    expect(page.get_by_text("Dit adres kan niet.")).to_be_visible()
    address.fill("www.iza.nl")
    page.keyboard.press("Enter")
    expect(area(page)).to_be_focused()
    wait_until_saved(page)
    assert kept() == text(paragraph("naar de [site](https://www.iza.nl)"))


def test_a_table_keeps_a_header_whatever_happens_to_its_rows(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    type_at_end(page, "Tabel:\n")
    page.get_by_role("button", name="Tabel", exact=True).click()
    for words in ("Doel", "Trekker"):
        page.keyboard.type(words)
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Kolom weg").click()
    area(page).locator("td").first.click()
    page.keyboard.type("3%")
    page.get_by_role("button", name="Rij eronder").click()
    assert_accessible(page)
    wait_until_saved(page)
    assert kept()["content"][1] == table(["Doel", "Trekker"], ["3%", ""], ["", ""], ["", ""])
    area(page).locator("th").first.click()
    page.get_by_role("button", name="Rij weg").click()
    expect(area(page).locator("th")).to_have_count(2)
    page.get_by_role("button", name="Tabel weg").click()
    expect(area(page).locator("table")).to_have_count(0)


def test_the_editor_changes_nothing_that_it_was_not_asked_to(cast, open_page, path):
    nested = numbered("een *cursief* en **vet**", "twee 👩🏽‍⚕️ مرحبا בעברית 漢字")
    nested["attrs"]["order"] = 7
    nested["content"][0]["content"] += [bullets("dieper"), paragraph("nog een alinea")]
    wide = table(["een", "twee", "drie"], ["1", "2", "3"], ["x"])
    wide["content"][2]["content"][0]["attrs"] = {"colspan": 3, "rowspan": 1}
    wide["content"][1]["content"][0]["type"] = "table_header"
    wide["content"][1]["content"][1]["content"] = [bullets("in een cel"), paragraph("")]
    marked = paragraph("x")
    link = {"type": "link", "attrs": {"href": "/plannen/?a=1&b=2"}}
    marked["content"] = [
        {"type": "text", "text": "alles ", "marks": [link, {"type": "strong"}, {"type": "em"}]},
        {"type": "hard_break"},
        {"type": "text", "text": "  twee  spaties\ten een tab"},
    ]
    before = text(
        heading("drie", 3),
        heading("vier", 4),
        heading("", 5),
        marked,
        nested,
        quote("een", "twee"),
        wide,
        paragraph("eind"),
    )
    begin_with(before)
    page = open_page(cast.ambtenaar, path)
    type_at_end(page, "!")
    wait_until_saved(page)
    before["content"][-1] = paragraph("eind!")
    assert kept() == before


def test_without_a_network_the_text_stays_and_is_saved_when_it_is_back(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    expect(area(page)).to_be_visible()
    page.context.set_offline(True)
    type_at_end(page, "Zonder verbinding.")
    expect(status(page)).to_contain_text("Geen verbinding, uw tekst staat nog in dit venster.")
    expect(page.locator("#save-state")).to_have_text("Niet opgeslagen")
    page.keyboard.type(" En verder.")
    page.context.set_offline(False)
    wait_until_saved(page)
    expect(status(page)).to_be_hidden()
    page.complaints.clear()
    assert to_plain_text(kept()) == "Zonder verbinding. En verder."


def test_leaving_with_unsent_text_asks_first_and_else_does_not(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    expect(area(page)).to_be_visible()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    type_at_end(page, "Gehoord.")
    wait_until_saved(page)
    page.reload()
    assert asked == []
    expect(area(page)).to_be_visible()
    page.route("**/teksten/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    type_at_end(page, " Nog niet gehoord.")
    expect(status(page)).to_contain_text("Geen verbinding")
    page.reload()
    assert asked == ["beforeunload"]
    page.complaints.clear()


@pytest.mark.parametrize(("role", "name"), [("button", "Meld dit onderdeel klaar"), ("link", "Lees het in het plan")])
def test_who_leaves_right_after_the_last_keystroke_is_not_asked(cast, open_page, path, role, name):
    page = open_page(cast.ambtenaar, path)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    type_at_end(page, "Het laatste woord.")
    page.get_by_role(role, name=name).click()
    expect(page).to_have_url(re.compile(r"/plannen/\d+/(#onderdeel-\d+)?$"))
    expect(page.get_by_text("Het laatste woord.")).to_be_visible()
    assert asked == []
    assert Section.objects.get().is_ready == (role == "button")


def test_signed_out_meanwhile_the_text_is_saved_after_signing_in_anew(cast, open_page, path, live_server, sign_in):
    page = open_page(cast.ambtenaar, path)
    expect(area(page)).to_be_visible()
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] != "sessionid"])
    type_at_end(page, "Niet kwijt.")
    expect(status(page)).to_contain_text("U bent uitgelogd, meld u aan in een nieuw tabblad")
    expect(page.get_by_role("link", name="Aanmelden (nieuw tabblad)")).to_be_visible()
    # Signing in gives a new session and a new key against forgery.
    session = sign_in(cast.ambtenaar).cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.get_by_role("button", name="Probeer opnieuw").click()
    wait_until_saved(page)
    # The button went with the trouble that it stood in.
    expect(area(page)).to_be_focused()
    page.complaints.clear()
    assert to_plain_text(kept()) == "Niet kwijt."


def test_a_plan_that_leaves_the_concept_closes_the_open_editor_and_leaves_a_copy_of_what_was_not_taken(
    cast, open_page, path
):
    begin_with(text(paragraph("Begin."), paragraph("Eind.")))
    page, other = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    for each in (page, other):
        expect(area(each)).to_be_visible()
    page.route("**/teksten/**", lambda route: route.abort())
    area(page).locator("p").first.click()
    page.keyboard.press("End")
    let_the_cursor_arrive(page)
    page.keyboard.type(" Te laat.")
    move(cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)
    page.unroute("**/teksten/**")
    reason = "Het plan is geen concept meer. De status is nu: ter consultatie."
    expect(status(page)).to_contain_text(reason)
    not_taken = page.get_by_role("region", name="Niet opgenomen")
    expect(not_taken.get_by_role("group")).to_have_text("Begin. Te laat.")
    expect(not_taken.locator("mark")).to_have_text(" Te laat.")
    expect(page.locator("#save-state")).to_have_text("Niet opgeslagen")
    assert_accessible(page)
    # The editor of somebody who typed nothing is read-only as well, and nothing is amiss there.
    expect(status(other)).to_have_text(reason)
    expect(other.locator("#save-state")).to_have_text("Alleen lezen")
    expect(other.get_by_role("region", name="Niet opgenomen")).to_be_hidden()
    for each in (page, other):
        expect(area(each)).to_have_attribute("contenteditable", "false")
    assert to_plain_text(kept()) == "Begin.\nEind."
    reader = open_page(cast.regiocoordinator, path)
    expect(area(reader)).to_have_text("Begin.Eind.")
    expect(reader.locator("#save-state")).to_have_text("Alleen lezen")
    expect(status(reader)).to_be_hidden()
    expect(reader.get_by_text(reason)).to_have_count(1)
    assert_accessible(reader)
    # Back in concept, what was typed is taken after all.
    cast.plan.refresh_from_db()
    move(
        cast.plan, by=cast.regiocoordinator, source=Status.TER_CONSULTATIE, target=Status.CONCEPT, reason="Nog niet af"
    )
    wait_until_saved(page)
    expect(not_taken).to_be_hidden()
    expect(area(other)).to_have_text("Begin. Te laat.Eind.")
    page.complaints.clear()


WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {color: red}</style>
<script>document.title = "kwaad"</script></head><body lang=NL style='tab-interval:35.4pt'>
<h1 style='color:blue'>Onze <span style='font-size:20pt'>opgaven</span><o:p></o:p></h1>
<h2>Wonen</h2>
<p class=MsoNormal style='margin:0'><b>Vet</b> en <i style='mso-bidi-font-style:normal'>cursief</i>, met
<a href="javascript:alert(1)" onclick="alert(1)">kwaad</a> en <a href="https://www.iza.nl/">goed</a>.<img src="/x.png"
onerror="document.title='kwaad'"></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·
<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span>een</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o
<span>&nbsp; </span></span>een a</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·
<span>&nbsp; </span></span>twee</p>
<table border=1 style='border-collapse:collapse'><tr><td><p>Doel</p></td><td bgcolor=red><p>Wie</p></td></tr>
<tr><td>3%</td><td>CZ</td></tr></table>
</body></html>
"""


def paste(page, html="", plain=""):
    area(page).evaluate(
        """(target, [html, plain]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            if (plain) data.setData("text/plain", plain);
            target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [html, plain],
    )


def test_what_is_pasted_from_word_keeps_its_structure_and_nothing_else(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    area(page).focus()
    paste(page, WORD)
    wait_until_saved(page)
    nested = bullets("een", "twee")
    nested["content"][0]["content"].append(bullets("een a"))
    # Browsers write a table without a header; its first row is one.
    assert kept() == text(
        heading("Onze opgaven"),
        heading("Wonen", 4),
        paragraph("**Vet** en *cursief*, met kwaad en [goed](https://www.iza.nl/)."),
        nested,
        table(["Doel", "Wie"], ["3%", "CZ"]),
    )
    assert "kwaad" not in page.title()
    assert "javascript" not in to_html(kept())


def test_what_is_pasted_from_a_web_editor_keeps_its_bold_and_italic(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    area(page).focus()
    paste(
        page,
        '<b style="font-weight:normal;"><p style="color:red">Niet vet, <span style="font-weight:700">wel vet</span> en '
        '<span style="font-style:italic">cursief</span>; style="font-weight:700" is tekst.</p></b>',
    )
    wait_until_saved(page)
    assert kept() == text(paragraph('Niet vet, **wel vet** en *cursief*; style="font-weight:700" is tekst.'))


def test_plain_text_with_characters_that_cannot_be_kept_is_pasted_without_them(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    area(page).focus()
    paste(page, plain="een\x00\x1b\r\ntwee\ttab 👩🏽‍⚕️ مرحبا")
    wait_until_saved(page)
    assert to_plain_text(kept()) == "een  \ntwee\ttab 👩🏽‍⚕️ مرحبا"


def test_half_a_character_does_not_keep_the_rest_from_being_saved(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    area(page).focus()
    page.evaluate("document.execCommand('insertText', false, 'half \\ud83d teken')")
    wait_until_saved(page)
    assert to_plain_text(kept()) == "half   teken"


def test_too_much_is_refused_with_a_sentence_and_the_rest_is_saved_once_it_is_taken_out(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    area(page).focus()
    paste(page, plain="a" * 400_000)
    expect(status(page)).to_contain_text("Maak dit ongedaan met Ctrl+Z")
    page.complaints.clear()
    page.keyboard.press("Control+z")
    page.keyboard.type("Dit wel.")
    wait_until_saved(page)
    assert to_plain_text(kept()) == "Dit wel."
    paste(page, plain="woord " * 1_000_000)
    expect(page.locator("#spoken-state")).to_contain_text("te groot om te plakken")


def test_a_kept_text_that_the_editor_does_not_know_is_left_as_it_is(cast, open_page, path):
    page = open_page(cast.ambtenaar, path)
    expect(area(page)).to_be_visible()
    document = Document.objects.get()
    # An empty text has one paragraph; a letter of its name makes it another node.
    with gzip.open(io.BytesIO(document.snapshot)) as file:
        document.snapshot = gzip.compress(file.read().replace(b"paragraph", b"hologramm"))
    document.save()
    page.reload()
    expect(page.get_by_text("Deze tekst kan nu niet worden bewerkt.")).to_be_visible()
    expect(area(page)).to_be_hidden()
    page.complaints.clear()
