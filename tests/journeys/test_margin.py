"""Talking in the margin in real browsers: beside the words, while others write, by keyboard and for who only reads."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iza_portal.notices.models import Notice
from iza_portal.texts.building import bullets, paragraph, text
from iza_portal.texts.plain import to_plain_text
from iza_portal.writing.margin.proposing import propose
from iza_portal.writing.margin.ranges import Range
from iza_portal.writing.margin.reading import margin_of
from iza_portal.writing.margin.talking import answer, start_thread
from iza_portal.writing.models import Comment, Thread
from iza_portal.writing.together.exchange import document_for, live_document
from plans.models import Regioplan, Section, Status
from tests.journeys.keyboard import tab_to

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = "De drie gemeenten 😀 kiezen samen voor zorg dichtbij."
SECOND = "Huisartsen en wijkverpleging verwijzen."
BETWEEN = [paragraph("Daar is veel over te zeggen. " * 5)] * 4


@pytest.fixture
def section(cast):
    cast.section.body = text(paragraph(FIRST), bullets("wonen", "zorg"), *BETWEEN, paragraph(SECOND))
    cast.section.save(update_fields=["body"])
    document_for(cast.section)
    return cast.section


@pytest.fixture
def path(section):
    return f"/plannen/{section.plan_id}/onderdelen/{section.pk}/bewerken/"


def picture(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def select(words):
    """Answer where these words stand in the text as it was made."""
    where, whole = ((0, 0), FIRST) if words in FIRST else ((6, 0), SECOND)
    return [Range(where, len(whole[: whole.index(words)].encode("utf-16-le")) // 2, words)]


def talk(section, by, words, said):
    return start_thread(section.document, by=by, words=said, ranges=select(words))


def area(page):
    return page.get_by_role("textbox", name="Inleiding")


def beside(page):
    return page.locator("#talk")


def card(page, words):
    return beside(page).locator("article.talk", has_text=words)


def mark_words(page, words):
    """Select words in the text, as somebody does with the mouse."""
    expect(area(page)).to_contain_text(words)
    page.evaluate(
        """(words) => {
            const area = document.querySelector(".ProseMirror");
            area.focus();
            const walker = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
                return;
            }
            throw new Error(`${words} is not there`);
        }""",
        words,
    )
    let_the_cursor_arrive(page)


def let_the_cursor_arrive(page):
    """The browser tells of a selection a moment later; no person types as fast as a test."""
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 40)))")


def go_before(page, words):
    area(page).click()
    let_the_cursor_arrive(page)
    mark_words(page, words)
    page.keyboard.press("ArrowLeft")
    let_the_cursor_arrive(page)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)
        let_the_cursor_arrive(page)


def begin(page, words, said):
    mark_words(page, words)
    page.get_by_role("button", name="Opmerking", exact=True).click()
    page.get_by_role("textbox", name="Uw opmerking").fill(said)
    page.get_by_role("button", name="Plaats opmerking").click()
    expect(card(page, said)).to_be_visible()


def lines(section):
    return to_plain_text(live_document(section.document)[0].tree()).split("\n")


def now(section, user):
    """Answer what stands at each talk: {what was said first: the words there}."""
    section = Section.objects.select_related("plan__region", "document").get(pk=section.pk)
    margin = margin_of(section.document, section, user=user)
    return {each.comments[0].text: each.now for each in [*margin.talks, *margin.gone]}


def assert_accessible(page):
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []


def distance(page):
    """Answer how far the first talk stands from the height of its words, in pixels."""
    return page.evaluate(
        "Math.abs(document.querySelector('article.talk').getBoundingClientRect().top"
        " - document.querySelector('.talked').getBoundingClientRect().top)"
    )


def test_a_comment_stands_beside_its_words_and_colleagues_see_it_come(cast, section, open_page, path):
    official, provider = open_page(cast.ambtenaar, path), open_page(cast.zorgaanbieder, path)
    expect(beside(provider)).to_contain_text("Er zijn geen open opmerkingen")
    begin(official, "verwijzen", "Naar wie?")
    assert Thread.objects.get().quote == "verwijzen"
    expect(official.locator(".ProseMirror .talked")).to_have_text("verwijzen")
    expect(card(provider, "Naar wie?")).to_be_visible()
    expect(provider.locator(".ProseMirror .talked")).to_have_text("verwijzen")
    assert distance(official) < 40
    for width in (1400, 1320):
        official.set_viewport_size({"width": width, "height": 960})
        let_the_cursor_arrive(official)
        assert distance(official) < 40
    official.wait_for_timeout(500) if os.environ.get("PICTURES") else None
    picture(official, "beside")
    assert_accessible(official)
    assert_accessible(provider)


def test_who_only_reads_talks_and_proposes_too(cast, section, open_page, path):
    page = open_page(cast.zorgaanbieder, path)
    begin(page, "zorg dichtbij", "Welke zorg?")
    assert now(section, cast.ambtenaar) == {"Welke zorg?": "zorg dichtbij"}
    mark_words(page, "verwijzen")
    page.get_by_role("button", name="Voorstel").click()
    field = page.get_by_role("textbox", name="Uw voorstel")
    expect(field).to_have_value("verwijzen")
    field.fill("verwijzen mensen")
    picture(page, "proposing")
    assert_accessible(page)
    page.get_by_role("button", name="Stel voor").click()
    expect(card(page, "mensen")).to_be_visible()
    assert lines(section)[-1] == SECOND
    expect(card(page, "mensen").get_by_role("button", name="Trek in")).to_be_visible()
    expect(card(page, "mensen").get_by_role("button", name="Neem over")).to_be_hidden()


def test_a_proposal_is_taken_over_in_the_text_of_all(cast, section, open_page, path):
    propose(section.document, by=cast.zorgaanbieder, ranges=select("drie"), proposal="zeven", words="Het zijn er meer.")
    official, provider = open_page(cast.ambtenaar, path), open_page(cast.zorgaanbieder, path)
    expect(card(provider, "Het zijn er meer.")).to_be_visible()
    picture(official, "proposal")
    assert_accessible(official)
    card(official, "Het zijn er meer.").get_by_role("button", name="Neem over").click()
    for page in (official, provider):
        expect(area(page)).to_contain_text("De zeven gemeenten")
        expect(card(page, "Het zijn er meer.")).to_be_hidden()
    assert lines(section)[0] == FIRST.replace("drie", "zeven")
    provider.get_by_role("link", name=re.compile("Afgesloten")).click()
    expect(card(provider, "Overgenomen door ambtenaar")).to_be_visible()


def test_a_proposal_is_refused_only_with_a_reason(cast, section, open_page, path):
    propose(section.document, by=cast.zorgaanbieder, ranges=select("drie"), proposal="zeven")
    page = open_page(cast.ambtenaar, path)
    card(page, "zeven").get_by_role("link", name="Wijs af").click()
    reason = page.get_by_role("textbox", name="Waarom wijst u dit af?")
    expect(reason).to_be_focused()
    page.get_by_role("button", name="Wijs af").click()
    expect(reason).to_be_focused()
    expect(reason).to_have_accessible_description("Vul dit in.")
    page.complaints.clear()  # the refusal
    reason.fill("Het zijn er drie.")
    page.get_by_role("button", name="Wijs af").click()
    expect(card(page, "zeven")).to_be_hidden()
    assert Thread.objects.get().reason == "Het zijn er drie."


def test_a_proposal_for_words_that_changed_says_so(cast, section, open_page, path):
    propose(section.document, by=cast.zorgaanbieder, ranges=select("drie gemeenten"), proposal="zeven gemeenten")
    page = open_page(cast.ambtenaar, path)
    go_before(page, "gemeenten")
    page.keyboard.type("grote ")
    expect(card(page, "zeven")).to_contain_text("De tekst is intussen gewijzigd", timeout=15_000)
    picture(page, "changed")


def test_a_talk_moves_with_its_words_while_they_are_split_listed_and_moved(cast, section, open_page, path):
    talk(section, cast.zorgaanbieder, "kiezen samen", "Klopt dit?")
    page = open_page(cast.ambtenaar, path)
    expect(card(page, "Klopt dit?")).to_be_visible()
    go_before(page, "kiezen samen")
    press(page, "Enter", "Control+Shift+8")
    saved(page)
    assert now(section, cast.ambtenaar) == {"Klopt dit?": "kiezen samen"}
    assert len(lines(section)) == 9
    press(page, "Control+z", "Control+z")
    saved(page)
    assert now(section, cast.ambtenaar) == {"Klopt dit?": "kiezen samen"}


def saved(page):
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 600))")
    expect(page.locator("#save-state")).to_have_text(re.compile("Opgeslagen"))


def test_what_is_cut_takes_its_talk_along_and_what_is_copied_does_not(cast, section, open_page, path, live_server):
    talk(section, cast.zorgaanbieder, "kiezen samen", "Klopt dit?")
    page = open_page(cast.ambtenaar, path)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    expect(card(page, "Klopt dit?")).to_be_visible()
    mark_words(page, "kiezen samen")
    press(page, "Control+c", "Control+End")
    page.keyboard.type(" Zij ")
    press(page, "Control+v")
    expect(area(page)).to_contain_text("Zij kiezen samen")
    expect(page.locator(".ProseMirror .talked")).to_have_count(1)
    mark_words(page, "kiezen samen")
    page.keyboard.press("Control+x")
    expect(page.locator(".ProseMirror .talked")).to_have_count(0)
    press(page, "Control+Home", "Control+v")
    expect(page.locator(".ProseMirror .talked")).to_have_text("kiezen samen")
    page.keyboard.press("Control+v")
    expect(page.locator(".ProseMirror .talked")).to_have_count(1)
    saved(page)
    assert lines(section)[0].startswith("kiezen samenkiezen samenDe drie")
    assert now(section, cast.ambtenaar) == {"Klopt dit?": "kiezen samen"}


def test_undoing_a_deletion_brings_the_talk_back_to_its_words(cast, section, open_page, path):
    talk(section, cast.zorgaanbieder, "kiezen samen", "Klopt dit?")
    page = open_page(cast.ambtenaar, path)
    expect(card(page, "Klopt dit?")).to_be_visible()
    mark_words(page, "kiezen samen")
    page.keyboard.press("Delete")
    saved(page)
    assert now(section, cast.ambtenaar) == {"Klopt dit?": None}
    expect(beside(page).get_by_role("heading", name="Bij tekst die weg is")).to_be_visible()
    page.keyboard.press("Control+z")
    saved(page)
    assert now(section, cast.ambtenaar) == {"Klopt dit?": "kiezen samen"}
    expect(beside(page).get_by_role("heading", name="Bij tekst die weg is")).to_be_hidden()


def test_what_one_types_in_the_margin_stays_while_others_talk(cast, section, open_page, path):
    first = talk(section, cast.zorgaanbieder, "drie", "Hoeveel?")
    second = talk(section, cast.zorgaanbieder, "verwijzen", "Naar wie?")
    page = open_page(cast.ambtenaar, path)
    card(page, "Naar wie?").get_by_role("link", name="Antwoord").click()
    field = page.get_by_role("textbox", name="Uw antwoord")
    field.press_sequentially("Naar de ")
    answer(first, by=cast.beoordelaar_1, words="Drie dus.")
    answer(second, by=cast.beoordelaar_1, words="Naar elkaar?")
    talk(section, cast.beoordelaar_1, "samen", "Ook dit?")
    for words in ("Drie dus.", "Naar elkaar?", "Ook dit?"):
        expect(card(page, words)).to_be_visible(timeout=15_000)
    expect(field).to_be_focused()
    page.keyboard.type("wijk.")
    expect(field).to_have_value("Naar de wijk.")
    page.get_by_role("button", name="Plaats antwoord").click()
    expect(card(page, "Naar de wijk.")).to_be_focused()
    assert Comment.objects.latest("pk").text == "Naar de wijk."


def test_somebody_is_mentioned_by_keyboard_alone(cast, section, open_page, path):
    talk(section, cast.zorgaanbieder, "drie", "Hoeveel?")
    page = open_page(cast.ambtenaar, path)
    card(page, "Hoeveel?").get_by_role("link", name="Antwoord").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Uw antwoord")
    expect(field).to_be_focused()
    page.keyboard.type("Weet @beoo")
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_text(["beoordelaar 1, CZ", "beoordelaar 2, VGZ"])
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    picture(page, "mention")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(field).to_have_value("Weet @beoordelaar 2 ")
    page.keyboard.type("dit? @kas")
    expect(options).to_have_count(1)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card(page, "Weet @beoordelaar 2 dit? @kas")).to_be_focused()
    assert list(Comment.objects.latest("pk").mentions.all()) == [cast.beoordelaar_2]
    assert Notice.objects.filter(person=cast.beoordelaar_2, kind="genoemd").exists()


def test_all_of_it_goes_by_keyboard(cast, section, open_page, path):
    talk(section, cast.zorgaanbieder, "drie", "Hoeveel?")
    page = open_page(cast.ambtenaar, path)
    expect(card(page, "Hoeveel?")).to_be_visible()
    tab_to(page, "textbox", re.compile("Inleiding"))
    press(page, "Control+Home", "Control+Shift+ArrowRight", "Control+Shift+ArrowRight", "Control+Alt+m")
    expect(page.get_by_role("textbox", name="Uw opmerking")).to_be_focused()
    page.keyboard.type("Begin anders.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card(page, "Begin anders.")).to_be_focused()
    page.keyboard.press("Control+Alt+j")
    expect(card(page, "Hoeveel?")).to_be_focused()
    page.keyboard.press("Control+Alt+k")
    expect(card(page, "Begin anders.")).to_be_focused()
    page.keyboard.press("Escape")
    expect(area(page)).to_be_focused()
    press(page, "Control+Alt+j")
    expect(card(page, "Begin anders.")).to_be_focused()
    tab_to(page, "button", "Sluit af")
    page.keyboard.press("Enter")
    expect(card(page, "Begin anders.")).to_be_hidden()
    expect(page.locator("#spoken-state")).to_have_text("De opmerking is afgesloten.")
    assert page.evaluate("document.activeElement !== document.body")
    tab_to(page, "link", re.compile("Afgesloten"))
    page.keyboard.press("Enter")
    expect(card(page, "Begin anders.")).to_be_visible()
    tab_to(page, "button", "Heropen")
    page.keyboard.press("Enter")
    expect(card(page, "Begin anders.")).to_be_focused()


def test_who_only_reads_chooses_a_piece_by_keyboard(cast, section, open_page, path):
    page = open_page(cast.zorgaanbieder, path)
    expect(beside(page)).to_contain_text("Er zijn geen open opmerkingen")
    page.keyboard.press("Control+Alt+v")
    field = page.get_by_role("textbox", name="Uw voorstel")
    expect(field).to_be_focused()
    expect(field).to_have_value(FIRST)
    piece = page.get_by_role("combobox", name="Waarover")
    piece.select_option(label=SECOND)
    expect(field).to_have_value(SECOND)
    field.fill(SECOND.replace("verwijzen", "verwijzen altijd"))
    page.get_by_role("button", name="Stel voor").click()
    expect(card(page, "altijd")).to_be_visible()
    thread = Thread.objects.get()
    assert (thread.quote, thread.kind) == (SECOND, "voorstel")


def test_who_only_reads_has_the_tools_for_talking_and_keeps_the_focus(cast, section, open_page, path):
    page = open_page(cast.zorgaanbieder, path)
    expect(page.locator("#obstacle")).to_contain_text("U kunt wel opmerkingen plaatsen en wijzigingen voorstellen.")
    expect(area(page)).to_be_visible()
    tools = [each.get_attribute("data-command") for each in page.locator("#editor .tool:visible").all()]
    assert tools == ["comment", "propose", "help"]
    tab_to(page, "textbox", re.compile("Inleiding"))
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Opmerking", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(area(page)).to_be_focused()
    page.keyboard.press("Control+Alt+m")
    expect(page.get_by_role("textbox", name="Uw opmerking")).to_be_focused()
    page.keyboard.press("Escape")
    expect(area(page)).to_be_focused()


def test_who_only_reads_clicks_in_a_paragraph_and_proposes_a_change_of_it(cast, section, open_page, path):
    page = open_page(cast.zorgaanbieder, path)
    area(page).get_by_text(SECOND).click()
    let_the_cursor_arrive(page)
    page.get_by_role("button", name="Voorstel").click()
    expect(page.get_by_role("textbox", name="Uw voorstel")).to_have_value(SECOND)


def test_a_comment_begins_while_a_colleague_types_in_the_same_words(cast, section, open_page, path):
    official, colleague = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    mark_words(official, "kiezen samen")
    official.get_by_role("button", name="Opmerking", exact=True).click()
    go_before(colleague, "De drie")
    colleague.keyboard.type("Vandaag is het zover. ", delay=15)
    official.get_by_role("textbox", name="Uw opmerking").fill("Samen met wie?")
    colleague.keyboard.type("En ook morgen. ")
    official.get_by_role("button", name="Plaats opmerking").click()
    expect(card(official, "Samen met wie?")).to_be_visible()
    expect(card(colleague, "Samen met wie?")).to_be_visible(timeout=15_000)
    saved(colleague)
    assert now(section, cast.ambtenaar) == {"Samen met wie?": "kiezen samen"}
    assert lines(section)[0] == f"Vandaag is het zover. En ook morgen. {FIRST}"


def test_during_the_consultation_all_talk_and_nobody_writes(cast, section, open_page, path):
    Regioplan.objects.filter(pk=cast.plan.pk).update(status=Status.TER_CONSULTATIE)
    page = open_page(cast.ambtenaar, path)
    begin(page, "zorg dichtbij", "Goed zo.")
    expect(page.get_by_role("button", name="Opmerking", exact=True)).to_have_attribute("aria-disabled", "false")
    assert lines(section)[0] == FIRST


def test_a_mail_leads_to_the_talk(cast, section, open_page, path):
    thread = talk(section, cast.zorgaanbieder, "verwijzen", "Naar wie?")
    page = open_page(cast.ambtenaar, f"{path}#gesprek-{thread.pk}")
    expect(card(page, "Naar wie?")).to_be_focused()


def test_on_a_phone_the_talks_stand_below_the_text(cast, section, open_page, path):
    talk(section, cast.zorgaanbieder, "verwijzen", "Naar wie?")
    propose(section.document, by=cast.zorgaanbieder, ranges=select("drie"), proposal="zeven", words="Het zijn er meer.")
    page = open_page(cast.ambtenaar, path, viewport={"width": 375, "height": 812}, has_touch=True)
    expect(card(page, "Naar wie?")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    picture(page, "phone")
    assert_accessible(page)
    mark_words(page, "verwijzen")
    page.get_by_role("button", name="Naar de opmerking").click()
    expect(card(page, "Naar wie?")).to_be_focused()
    card(page, "Naar wie?").get_by_role("button", name="Naar de tekst").click()
    expect(area(page)).to_be_focused()


def test_without_javascript_the_talks_are_read_and_answered(cast, section, open_page, path):
    talk(section, cast.zorgaanbieder, "verwijzen", "Naar wie?")
    page = open_page(cast.ambtenaar, path, java_script_enabled=False)
    page.get_by_role("link", name="Lees de opmerkingen bij deze tekst").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Opmerkingen bij 1 Inleiding")
    page.get_by_role("link", name="Antwoord").click()
    page.get_by_role("textbox", name="Uw antwoord").fill("Naar de wijk.")
    page.get_by_role("button", name="Plaats antwoord").click()
    expect(page.locator("article", has_text="Naar de wijk.")).to_be_visible()
    page.get_by_role("button", name="Sluit af").click()
    expect(page.get_by_text("Er zijn geen open opmerkingen")).to_be_visible()


def test_the_page_of_talks_is_accessible(cast, section, open_page, path):
    talk(section, cast.zorgaanbieder, "verwijzen", "Naar wie?")
    propose(section.document, by=cast.zorgaanbieder, ranges=select("drie"), proposal="zeven", words="Het zijn er meer.")
    page = open_page(cast.ambtenaar, f"/teksten/{section.document_id}/kantlijn/")
    picture(page, "page")
    assert_accessible(page)
    page.get_by_role("link", name="Antwoord").first.click()
    assert_accessible(page)
