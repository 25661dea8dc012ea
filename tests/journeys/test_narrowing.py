"""Narrowing a long choice of figures by typing, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from regions.models import BeeldStatus
from tests.factories import IndicatorFactory, RegiobeeldFactory, ThemeFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def theme(cast):
    """A theme that shows rokers; beside it there are some other indicators to choose from."""
    for code, label, about in (
        ("LEE01", "Rokers", "leefstijl"),
        ("LEE02", "Overgewicht (BMI 25 of hoger)", "leefstijl"),
        ("GEZ04", "Eén of meer langdurige aandoeningen", "gezondheid"),
    ):
        IndicatorFactory(code=code, label=label, theme=about)
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING)
    theme = ThemeFactory(regiobeeld=beeld, title="Gezond leven")
    theme.indicators.add(IndicatorFactory(code="LEE01"), through_defaults={"position": 1})
    return theme


def shown_boxes(page):
    return [box.strip() for box in page.locator(".choice-groups fieldset label:visible").all_inner_texts()]


def test_words_narrow_the_figures_of_a_theme_and_what_is_not_seen_stays_chosen(cast, theme, open_page):
    page = open_page(cast.regiocoordinator, f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/gegevens/")
    assert len(shown_boxes(page)) == 4
    field = page.get_by_label("Zoek in deze lijst")
    field.focus()
    page.keyboard.type("een aandoening")
    expect(page.get_by_text("1 gevonden.")).to_be_visible()
    assert shown_boxes(page) == ["Eén of meer langdurige aandoeningen (GEZ04), nog zonder cijfers"]
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Enter")  # Sends nothing.
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    field.fill("leefstijl")
    expect(page.get_by_text("2 gevonden.")).to_be_visible()
    field.fill("xyz")
    expect(page.get_by_text("Geen gevonden.")).to_be_visible()
    page.get_by_role("button", name="Sla op").click()
    expect(page.get_by_text("is aangepast")).to_be_visible()
    assert set(theme.indicators.values_list("code", flat=True)) == {"LEE01", "GEZ04"}


def test_words_narrow_the_lists_of_a_knelpunt_and_leave_what_is_chosen(cast, theme, open_page):
    page = open_page(cast.ambtenaar, f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/nieuw/knelpunt/")
    page.get_by_label("Het knelpunt in één zin").fill("Veel jongeren roken")
    first, second = page.get_by_label("Cijfer", exact=False).and_(page.locator("select[name$=indicator]")).all()
    first.select_option(label="Rokers")
    field = page.get_by_label("Zoek in de lijsten met cijfers")
    field.fill("bmi")
    expect(page.get_by_text("1 gevonden.")).to_be_visible()
    expect(second.locator("option")).to_have_text(["Geen cijfer", "Overgewicht (BMI 25 of hoger)"])
    expect(first).to_have_value(str(IndicatorFactory(code="LEE01").pk))
    field.fill("")
    expect(second.locator("option")).to_have_count(5)
    page.get_by_role("button", name="Sla op").click()
    expect(page.get_by_text("Rokers: nog geen cijfer in ZHE-BAR")).to_be_visible()


def test_without_a_script_all_choices_are_there_and_no_field(cast, theme, open_page):
    page = open_page(
        cast.regiocoordinator,
        f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/gegevens/",
        java_script_enabled=False,
    )
    assert len(shown_boxes(page)) == 4
    expect(page.get_by_label("Zoek in deze lijst")).to_be_hidden()
