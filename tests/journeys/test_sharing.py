"""Sharing what one sees of an indicator: its address says the region and the year."""

import pytest
from playwright.sync_api import expect

from tests.factories import AreaFigureFactory
from tests.journeys.keyboard import go, tab_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def figures(cast):
    for year in (2023, 2024):
        AreaFigureFactory(indicator=cast.indicator, region=cast.region, year=year, value="22.6")


def test_the_address_of_what_one_chose_is_copied_by_keyboard(cast, figures, open_page):
    page = open_page(None, f"/cijfers/{cast.indicator.code}/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab_to(page, "combobox", "Regio")
    page.keyboard.type("ZHE")
    go(page, "button", "Toon")
    page.wait_for_url("**regio=zhe-bar**")
    go(page, "button", "Kopieer het adres")
    expect(page.get_by_text("Het adres is gekopieerd.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_without_javascript_nothing_is_offered_that_does_not_work(cast, figures, open_page):
    page = open_page(None, f"/cijfers/{cast.indicator.code}/?regio=zhe-bar", java_script_enabled=False)
    expect(page.get_by_role("button", name="Toon")).to_be_visible()
    expect(page.get_by_text("Kopieer het adres")).to_be_hidden()
