"""The check beside the text, and the letter to the council, in a real browser; with axe on both."""

import io

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iza_portal.texts.building import paragraph, text
from plans.models import Section
from plans.opgaven import editing
from plans.opgaven.rows import DEKKING, PARTIJ
from plans.toetsing.checking import answer_criterion
from tests.criteria import criteria_of
from tests.factories import SectionFactory
from tests.journeys.keyboard import go, let_the_cursor_arrive, tab_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def criteria(cast):
    Section.objects.filter(pk=cast.section.pk).update(body=text(paragraph("Samen.")), plain_text="Samen.")
    return criteria_of("regioplan")


@pytest.fixture
def opgave(cast):
    opgave = editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Langer gezond thuis", scale="regionaal")
    editing.add_row(opgave, PARTIJ, by=cast.ambtenaar, organisation=cast.ambtenaar.hat, part="trekker")
    editing.add_row(opgave, DEKKING, by=cast.ambtenaar, stream="spuk_iza", year=2026, amount=325000)
    return opgave


def nothing_is_wrong(page):
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"


def test_the_check_beside_the_text_is_read_by_keyboard_and_keeps_the_focus(cast, criteria, opgave, open_page):
    page = open_page(cast.ambtenaar, f"/plannen/{cast.plan.pk}/")
    stand = page.locator("#toets-stand")
    expect(stand).to_contain_text("verplichte criteria zijn nog niet in orde")
    before = stand.inner_text()
    stand.focus()
    page.keyboard.press("Enter")
    tab_to(page, "link", "Beantwoord dit criterium (RP-6)")
    # Meanwhile somebody answers another one; the person comes back from another tab.
    answer_criterion(cast.plan, criteria["RP-8"], by=cast.ambtenaar_2, is_met=True, reason="Hoofdstuk 4.")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(stand).not_to_have_text(before)
    expect(page.locator("[data-check-news]")).to_contain_text("Toets: ")
    expect(page.get_by_role("link", name="Beantwoord dit criterium (RP-6)")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#RP-6")).to_be_in_viewport()


def test_the_check_follows_what_is_typed(cast, criteria, open_page):
    section = SectionFactory(plan=cast.plan, position=2, title="Samenwerking en mandaat")
    page = open_page(cast.ambtenaar, f"/plannen/{cast.plan.pk}/onderdelen/{section.pk}/bewerken/")
    page.locator("#toets-stand").click()
    about_mandate = page.locator("li", has=page.locator("#toets-plek-RP-8"))
    expect(about_mandate).to_contain_text("Nergens in de tekst")
    page.locator("#editor-text [contenteditable]").click()
    let_the_cursor_arrive(page)
    page.keyboard.type("Nissewaard heeft het mandaat.")
    expect(about_mandate).to_contain_text("“Samenwerking en mandaat”", timeout=20_000)
    # It took nothing from who types.
    page.keyboard.type(" Dat is besloten.")
    expect(page.locator("#editor-text")).to_contain_text("het mandaat. Dat is besloten.")
    expect(page.locator(".check-beside details")).to_have_attribute("open", "")


@pytest.mark.parametrize("width", [1320, 320])
def test_axe_finds_nothing_on_the_check_and_on_the_letter(cast, criteria, opgave, open_page, live_server, width):
    own = f"/plannen/{cast.plan.pk}/"
    page = open_page(cast.ambtenaar, own, viewport={"width": width, "height": 900})
    page.locator("#toets-stand").click()
    nothing_is_wrong(page)
    for path in (f"{own}brief-aan-de-raad/", f"{own}onderdelen/{cast.section.pk}/bewerken/"):
        page.goto(live_server.url + path)
        nothing_is_wrong(page)
    page = open_page(cast.regiocoordinator, f"{own}brief-aan-de-raad/", viewport={"width": width, "height": 900})
    nothing_is_wrong(page)


def test_a_letter_is_changed_and_saved_by_keyboard_and_what_is_wrong_is_led_to(cast, opgave, open_page):
    page = open_page(cast.bestuurder, f"/plannen/{cast.plan.pk}/")
    go(page, "link", "Brief aan de gemeenteraad")
    tab_to(page, "textbox", "Onderwerp")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    tab_to(page, "textbox", "Portefeuillehouder (niet verplicht)")
    page.keyboard.type("Wethouder Zorg")
    go(page, "button", "Maak PDF")
    # The browser warns of any page that is not 200.
    expect(page.get_by_role("alert")).to_contain_text("Onderwerp")
    page.complaints.clear()
    go(page, "link", "Onderwerp: Vul dit in.")
    page.keyboard.type("Langer gezond thuis")
    tab_to(page, "button", "Maak Word (DOCX)")
    with page.expect_download() as begun:
        page.keyboard.press("Enter")
    document = docx.Document(io.BytesIO(begun.value.path().read_bytes()))
    words = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"Wethouder Zorg", "Langer gezond thuis", "trekker", "€\xa0325.000"} <= set(words)
    tab_to(page, "link", "Terug naar het plan")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Maak PDF").click()
    assert begun.value.path().read_bytes().startswith(b"%PDF-1.7")
