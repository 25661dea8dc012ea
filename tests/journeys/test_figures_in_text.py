"""A figure of the regiobeeld in a text, by keyboard: found, set, read, and renewed when its source has a newer one."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iza_portal.texts.building import figure, text
from iza_portal.texts.plain import to_search_text
from tests.factories import AreaFigureFactory, IndicatorFactory
from tests.journeys.keyboard import let_the_cursor_arrive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ouderen(cast):
    """The share of people of 65 and older, 22,6% in 2024 and 21,9% in 2023, beside other indicators."""
    indicator = cast.indicator
    indicator.label = "Aandeel inwoners van 65 jaar en ouder (vergrijzing)"
    indicator.phrase = "is {} van de inwoners 65 jaar of ouder"
    indicator.save()
    for year, value in ((2024, "22.6"), (2023, "21.9")):
        AreaFigureFactory(indicator=indicator, region=cast.region, year=year, value=value)
    AreaFigureFactory(indicator=indicator, value="20.5")
    for code, label in (("LEE01", "Rokers"), ("LEE02", "Overgewicht (BMI 25 of hoger)")):
        AreaFigureFactory(
            indicator=IndicatorFactory(code=code, label=label, theme="leefstijl"), region=cast.region, value="18.2"
        )
    return indicator


@pytest.fixture
def path(cast):
    return f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"


def area(page):
    return page.get_by_role("textbox", name="Inleiding")


def wait_until_saved(page):
    expect(page.locator("#save-state")).to_have_text(re.compile(r"Opgeslagen om \d{1,2}\.\d\d uur"))


def assert_accessible(page):
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations] == []


def open_choice(page):
    page.keyboard.press("Alt+F10")
    button = page.get_by_role("button", name="Cijfer uit het regiobeeld")
    while not button.evaluate("(each) => each === document.activeElement"):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Zoek een cijfer")).to_be_focused()


def test_a_figure_is_found_set_and_read_by_keyboard_alone(cast, ouderen, open_page, path):
    page = open_page(cast.ambtenaar, path)
    area(page).focus()
    page.keyboard.type("In onze regio is ")
    open_choice(page)
    page.keyboard.type("65 jaar")
    expect(page.get_by_text("1 cijfer gevonden over ZHE-BAR.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Aandeel inwoners van 65 jaar")).to_be_checked()
    expect(page.get_by_text("In ZHE-BAR is 22,6% van de inwoners 65 jaar of ouder. Bron: CBS.")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Gebied", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Jaar", exact=True)).to_be_focused()
    expect(page.get_by_label("Jaar", exact=True).locator("option:checked")).to_have_text("Het nieuwste, nu 2024")
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="22,6%", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(area(page)).to_be_focused()
    let_the_cursor_arrive(page)
    page.keyboard.type(" van de inwoners 65-plusser.")
    expect(area(page)).to_have_text("In onze regio is 22,6% van de inwoners 65-plusser.")
    wait_until_saved(page)
    page.get_by_role("link", name="Lees het in het plan").click()
    page.get_by_role("link", name="22,6%").click()
    expect(page).to_have_url(re.compile(r"/cijfers/BEV04/\?regio=zhe-bar&jaar=2024$"))


def cited(**changes):
    attrs = {"shown": "22,6%", "indicator": "BEV04", "place": "regio:zhe-bar", "year": 2024} | changes
    return figure(**attrs)


def sentence(*figures):
    words = [{"type": "text", "text": "Er zijn "}]
    for each in figures:
        words += [each, {"type": "text", "text": " ouderen. "}]
    return text({"type": "paragraph", "content": words})


def hold(section, tree):
    """Let this be the text of the section, as its document begins with it."""
    section.body = tree
    section.plain_text = to_search_text(tree)
    section.save()


def newer_line(page):
    return page.locator("#figures-newer")


def test_a_newer_figure_is_said_above_the_text_and_taken_over_as_one_edit(cast, ouderen, open_page, path):
    hold(cast.section, sentence(cited(), cited(shown="21,9%", year=2023, follow="jaar")))
    AreaFigureFactory(indicator=ouderen, region=cast.region, year=2026, value="23.1")
    page = open_page(cast.ambtenaar, path)
    expect(newer_line(page)).to_contain_text("1 cijfer in deze tekst is intussen vernieuwd.")
    figures = area(page).locator(".figure")
    expect(figures.first).to_have_attribute("title", "Inwoners van 65 jaar en ouder, ZHE-BAR, 2024, CBS")
    expect(figures.first).to_have_class(re.compile("figure-newer"))
    expect(figures.last).not_to_have_class(re.compile("figure-newer"))
    assert_accessible(page)
    newer_line(page).get_by_role("button", name="Ga naar het volgende").press("Enter")
    expect(area(page)).to_be_focused()
    expect(page.locator("#spoken-state")).to_contain_text("Er is een nieuwer cijfer.")
    let_the_cursor_arrive(page)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Cijfer in de tekst: 22,6%")
    expect(dialog.get_by_text("Er is een nieuwer cijfer: 23,1% (2026).")).to_be_visible()
    expect(dialog.get_by_role("link", name="Bekijk dit cijfer")).to_have_attribute(
        "href", "/cijfers/BEV04/?regio=zhe-bar&jaar=2024"
    )
    assert_accessible(page)
    dialog.get_by_role("button", name="Neem over 23,1% (2026)").press("Enter")
    expect(dialog).to_be_hidden()
    expect(area(page)).to_be_focused()
    expect(area(page)).to_have_text("Er zijn 23,1% ouderen. 21,9% ouderen. ")
    expect(newer_line(page)).to_be_hidden()
    wait_until_saved(page)
    page.keyboard.press("Control+z")
    expect(area(page)).to_have_text("Er zijn 22,6% ouderen. 21,9% ouderen. ")
    expect(newer_line(page)).to_be_visible()
    page.keyboard.press("Control+y")
    expect(area(page)).to_have_text("Er zijn 23,1% ouderen. 21,9% ouderen. ")


def test_a_figure_that_stays_of_its_year_is_not_called_old_any_more(cast, ouderen, open_page, path):
    hold(cast.section, sentence(cited()))
    AreaFigureFactory(indicator=ouderen, region=cast.region, year=2026, value="23.1")
    page = open_page(cast.ambtenaar, path)
    expect(newer_line(page)).to_be_visible()
    area(page).locator(".figure").click()
    page.get_by_role("button", name="Laat 2024 staan").click()
    expect(newer_line(page)).to_be_hidden()
    expect(area(page)).to_have_text("Er zijn 22,6% ouderen. ")


def test_a_colleague_sees_the_figure_come_and_change(cast, ouderen, open_page, path):
    hold(cast.section, sentence(cited()))
    AreaFigureFactory(indicator=ouderen, region=cast.region, year=2026, value="23.1")
    first, second = open_page(cast.ambtenaar, path), open_page(cast.ambtenaar_2, path)
    expect(second.locator("#figures-newer")).to_be_visible()
    expect(newer_line(first)).to_be_visible()
    first.locator(".ProseMirror .figure").click()
    # Meanwhile a colleague writes before it, which moves it.
    second.get_by_role("textbox", name="Inleiding").focus()
    second.keyboard.press("Control+Home")
    let_the_cursor_arrive(second)
    second.keyboard.type("Kijk: ")
    # Who thought to be alone asks every ten seconds.
    expect(area(first)).to_contain_text("Kijk: ", timeout=15_000)
    first.get_by_role("button", name="Neem over").click()
    expect(area(second)).to_have_text("Kijk: Er zijn 23,1% ouderen. ", timeout=15_000)
    expect(second.locator("#figures-newer")).to_be_hidden()


def test_a_figure_whose_source_is_gone_stays_and_says_so(cast, ouderen, open_page, path):
    hold(cast.section, sentence(cited(indicator="XYZ99"), cited(shown="9,9%")))
    page = open_page(cast.ambtenaar, path)
    expect(newer_line(page)).to_contain_text(
        "1 cijfer in deze tekst is intussen vernieuwd; 1 cijfer staat niet meer bij de bron."
    )
    area(page).locator(".figure").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Dit cijfer staat niet meer bij de bron.")
    expect(dialog.get_by_role("link")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(area(page)).to_be_focused()
    area(page).locator(".figure").last.click()
    expect(page.get_by_role("dialog")).to_contain_text("De bron heeft dit cijfer gecorrigeerd: 22,6% (2024).")


def test_in_a_heading_no_figure_is_offered_and_without_a_network_that_is_said(cast, ouderen, open_page, path):
    page = open_page(cast.ambtenaar, path)
    area(page).focus()
    page.keyboard.press("Control+Alt+1")
    button = page.get_by_role("button", name="Cijfer uit het regiobeeld")
    expect(button).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Control+Alt+0")
    expect(button).to_have_attribute("aria-disabled", "false")
    page.context.set_offline(True)
    button.click()
    expect(page.get_by_text("Zoeken lukt nu niet: er is geen verbinding.")).to_be_visible()
    page.get_by_role("button", name="Zet in de tekst").click()
    expect(page.get_by_text("Kies eerst een cijfer uit de lijst.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("searchbox").fill("rokers")
    expect(page.get_by_role("radio")).to_have_count(1)
    page.complaints.clear()


def test_copied_figures_stay_figures_and_a_forged_one_becomes_words(cast, ouderen, open_page, path):
    page = open_page(cast.ambtenaar, path)
    area(page).focus()
    good = (
        '<p>Nu <span class="figure" data-indicator="BEV04" data-place="regio:zhe-bar" data-year="2024" data-scenario=""'
        ' data-follow="nieuwste" data-shown="22,6%">22,6%</span></p>'
    )
    forged = good.replace("regio:zhe-bar", "javascript:alert(1)").replace("Nu", "En")
    area(page).evaluate(
        """(target, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        good + forged,
    )
    expect(area(page)).to_contain_text("En 22,6%")
    expect(area(page).locator(".figure")).to_have_count(1)
    wait_until_saved(page)
