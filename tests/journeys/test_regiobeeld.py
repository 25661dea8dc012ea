"""The regiobeeld by keyboard alone: it is begun, a theme gets a text and a knelpunt, and it becomes the leesversie."""

import re

import pytest
from playwright.sync_api import expect

from regions.models import BeeldStatus, Regiobeeld
from tests.factories import AreaFigureFactory, IndicatorFactory
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
