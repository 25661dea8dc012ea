"""Money by keyboard alone: an obligation and its payment by two people, the answer of a municipality, and a file."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from funding.grootboek.standing import saldo_of
from funding.models import Antwoord, Deel, Inlezing
from funding.verdelen import proposing
from tests.funding.conftest import divided, money
from tests.funding.inlezen.conftest import HEAD, row, worked_on
from tests.journeys.keyboard import go, tab_to
from tests.journeys.test_accessibility import violations

__all__ = ["divided", "money"]

pytestmark = pytest.mark.django_db(transaction=True)


def fill(page, name, words):
    tab_to(page, "textbox", re.compile(f"^{name}"))
    page.keyboard.type(words)


def choose(page, name, words):
    tab_to(page, "combobox", re.compile(f"^{name}"))
    page.keyboard.type(words)


def test_one_enters_an_obligation_and_a_payment_and_another_approves_it(divided, open_page):
    budget = divided.budget.get_absolute_url()
    page = open_page(divided.kassier, f"{budget}verplichtingen/")
    go(page, "link", "Leg een verplichting vast")
    choose(page, "Op de regel", "Coör")
    fill(page, "Nummer of kenmerk", "V-7")
    fill(page, "Waarvoor", "Steunpunten")
    fill(page, "Bedrag over 2026", "100.000,50")
    page.get_by_label("Aangegaan op").fill("2026-11-26")
    go(page, "button", "Leg deze verplichting vast")
    # The focus goes to what is wrong, which leads to its field; what was typed is kept.
    expect(page.get_by_role("alert")).to_be_focused()
    assert violations(page) == []
    go(page, "link", re.compile("^Aan welke organisatie"))
    counterparty = page.get_by_role("textbox", name="Aan welke organisatie")
    expect(counterparty).to_be_focused()
    expect(counterparty).to_have_attribute("aria-invalid", "true")
    page.keyboard.type("Stichting Thuis")
    go(page, "button", "Leg deze verplichting vast")
    go(page, "link", re.compile("^V-7"))
    go(page, "link", "Voer een betaling in")
    fill(page, "Bedrag in euro", "40.000")
    fill(page, "Waarvoor", "Eerste termijn")
    page.get_by_label("Op", exact=True).fill("2026-11-26")
    go(page, "button", "Vraag goedkeuring")
    expect(page.get_by_role("heading", name="Wacht op goedkeuring")).to_be_visible()
    assert saldo_of(divided.budget, 2026).betaald == 0
    page.complaints.clear()  # The browser notes that a form was refused.

    page = open_page(divided.tweede_kassier, f"{budget}opdrachten/")
    go(page, "link", re.compile("^Betaling"))
    go(page, "button", "Keur goed en boek")
    expect(page.get_by_text("Geboekt als", exact=True)).to_be_visible()
    saldo = saldo_of(divided.budget, 2026)
    assert (saldo.verplicht, saldo.betaald) == (10_000_050, 4_000_000)


def test_a_municipality_agrees_to_a_division(divided, open_page):
    kassier = divided.kassier
    voorstel = proposing.propose(divided.budget, by=kassier, year=2026, note="Zoals besproken.")
    proposing.set_row(voorstel, by=kassier, title="Steunpunten", part=Deel.REGIONAAL, cents=5_000)
    proposing.put(voorstel, by=kassier, due_on=timezone.localdate() + timedelta(days=14))
    page = open_page(divided.bestuurder, voorstel.get_absolute_url())
    go(page, "link", "Geef het antwoord van Ridderkerk")
    tab_to(page, "radio", "akkoord")
    page.keyboard.press("Space")
    go(page, "button", "Bewaar")
    expect(page.get_by_text(re.compile("^akkoord")).first).to_be_visible()
    assert voorstel.instemmingen.get(municipality=divided.ridderkerk).answer == Antwoord.AKKOORD


def test_one_hands_in_a_file_and_another_has_it_booked(divided, open_page):
    budget = divided.budget.get_absolute_url()
    page = open_page(divided.kassier, f"{budget}inlezen/")
    content = (HEAD + row("B-1", bedrag="1.234,56") + row("B-2", bedrag="0,44")).encode()
    page.get_by_label("Bestand (CSV of Excel)").set_input_files(
        {"name": "uren.csv", "mimeType": "text/csv", "buffer": content}
    )
    go(page, "button", "Lees dit bestand")
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert violations(page) == []
    inlezing = worked_on(Inlezing.objects.get())
    expect(page.get_by_role("heading", name="Dit gebeurt er als het wordt geboekt")).to_be_visible()
    expect(page.get_by_text("U leverde dit bestand zelf in")).to_be_visible()

    page = open_page(divided.tweede_kassier, f"{budget}inlezen/")
    go(page, "link", re.compile("uren.csv"))
    go(page, "button", "Keur goed en boek")
    expect(page.get_by_role("progressbar")).to_be_visible()
    worked_on(inlezing)
    expect(page.get_by_role("heading", name="Dit bestand is geboekt")).to_be_visible()
    assert violations(page) == []
    assert saldo_of(divided.budget, 2026).besteed == 123_500
