"""The regiobeeld by keyboard alone: it is begun and written, and it goes from the basisbeeld to what everybody reads."""

import re

import pytest
from playwright.sync_api import expect

from regions.models import BeeldStatus, Regiobeeld
from tests.factories import AreaFigureFactory, CriterionFactory, IndicatorFactory, RegiobeeldFactory, ThemeFactory
from tests.journeys.keyboard import go, tab_to

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_start_to_the_leesversie_by_keyboard_alone(cast, open_page):
    indicator = IndicatorFactory(code="GEZ06", short_label="Valincidenten bij 65-plussers")
    AreaFigureFactory(indicator=indicator, region=cast.region, value="7.4")

    page = open_page(cast.regiocoordinator, "/regios/zhe-bar/")
    go(page, "link", "Begin een regiobeeld")
    go(page, "button", "Begin het regiobeeld")
    expect(page.get_by_text("De thema’s en hun cijfers staan klaar.")).to_be_visible()
    # The parties agreed on how to make it: that is of the marktleider, and tried elsewhere.
    beeld = Regiobeeld.objects.get()
    for status in (BeeldStatus.PROCESVOORSTEL, BeeldStatus.VERRIJKING):
        beeld.status = status
        beeld.save(update_fields=["status"])

    go(page, "link", "Gezond ouder worden")
    go(page, "link", "Voeg een knelpunt toe")
    tab_to(page, "textbox", "Het knelpunt in één zin")
    page.keyboard.type("Ouderen vallen vaker")
    tab_to(page, "combobox", re.compile("^Cijfer"))
    page.keyboard.type("Valincidenten")
    go(page, "button", "Sla op")
    expect(page.get_by_text("Valincidenten bij 65-plussers: 7,4% in ZHE-BAR (2024)")).to_be_visible()

    go(page, "link", "Schrijf aan dit thema")
    tab_to(page, "textbox", "Gezond ouder worden")
    page.keyboard.type("Wie valt, verliest vaak zijn zelfstandigheid.")
    expect(page.locator("#save-state")).to_have_text(re.compile("Opgeslagen om"))
    go(page, "link", "Regiobeeld ZHE-BAR 2026")
    expect(page.get_by_text("Ouderen vallen vaker")).to_be_visible()
    go(page, "link", "Maak er de leesversie van")
    go(page, "button", "Maak er de leesversie van")
    expect(page.get_by_text("De status is nu “leesversie”.")).to_be_visible()
    beeld.refresh_from_db()
    assert beeld.status == BeeldStatus.LEESVERSIE


def test_from_the_basisbeeld_to_the_published_one_by_keyboard_alone(cast, open_page):
    CriterionFactory(code="RB-15", title="Herijking")
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.BASISBEELD)
    ThemeFactory(regiobeeld=beeld, title="Gezond ouder worden", plain_text="Wie valt, verliest zijn zelfstandigheid.")

    page = open_page(cast.beoordelaar_1, "/mijn-werk/")
    go(page, "link", beeld.title)
    go(page, "link", re.compile("^Schrijf het procesvoorstel"))
    tab_to(page, "textbox", re.compile("^Procesvoorstel"))
    page.keyboard.type("In één cyclus, met alle partijen aan tafel.")
    go(page, "button", "Sla op")
    expect(page.get_by_text("Het procesvoorstel is opgeslagen.")).to_be_visible()
    _move(page, "Leg het procesvoorstel voor", "procesvoorstel")

    page = open_page(cast.regiocoordinator, beeld.get_absolute_url())
    _move(page, "Begin de verrijking", "verrijking")
    _move(page, "Maak er de leesversie van", "leesversie")
    _move(page, "Leg de bespreking aan tafel vast", "besproken aan tafel")
    go(page, "link", "Bekijk wat in orde is")
    expect(page.get_by_text("1 verplicht criterium is nog niet in orde.")).to_be_visible()
    tab_to(page, "radio", "Ja")
    page.keyboard.press("Space")
    tab_to(page, "textbox", "Waarom")
    page.keyboard.type("De herijking is in 2028.")
    go(page, "button", re.compile("^Bewaar uw antwoord"))
    expect(page.get_by_text("Alle verplichte criteria zijn in orde.")).to_be_visible()
    go(page, "link", beeld.title)
    _move(page, "Leg de vaststelling vast", "vastgesteld")
    _move(page, "Publiceer", "gepubliceerd", ("Adres op de landelijke site", "https://zorgakkoorden.nl/zhe-bar"))

    page = open_page(None, "/regiobeelden/")
    go(page, "link", beeld.title)
    go(page, "link", "Gezond ouder worden")
    expect(page.get_by_role("heading", level=1, name="Gezond ouder worden")).to_be_visible()


def _move(page, move, status, field=None):
    """Make a move of the workflow, filling in a field of its page by its label and words."""
    go(page, "link", move)
    expect(page.get_by_role("heading", level=1, name=move)).to_be_visible()
    if field:
        label, words = field
        tab_to(page, "textbox", label)
        page.keyboard.type(words)
    go(page, "button", move)
    expect(page.get_by_text(f"De status is nu “{status}”.")).to_be_visible()
