"""The agenda in a browser: the panel on «Mijn werk», and the own calendar by the keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone

from iza_portal.agenda.models import Feed
from tests.factories import RegiodatumFactory, TermijnFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_my_work_fetches_the_dates_after_the_page(cast, open_page):
    TermijnFactory(what="Vraag de SPUK aan", on=timezone.localdate() + timedelta(days=9))
    page = open_page(cast.ambtenaar, "/mijn-werk/")
    panel = page.get_by_role("region", name="Agenda")
    panel.get_by_text("Vraag de SPUK aan").wait_for()
    panel.get_by_role("link", name="Open de agenda").click()
    page.wait_for_url("**/agenda/?voor=mij")
    assert page.get_by_label("Voor wie").input_value() == "mij"


def test_an_address_is_made_copied_and_revoked_by_the_keyboard(cast, open_page):
    RegiodatumFactory(region=cast.region, what="Regiotafel")
    page = open_page(cast.ambtenaar, "/agenda/abonnement/")
    page.get_by_label("alles wat u in de agenda kunt zien").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Adres")
    field.wait_for()
    address = field.input_value()
    here = page.url.partition("/agenda/")[0] + "/agenda/" + address.partition("/agenda/")[2]
    assert "Regiotafel" in page.request.get(here).text()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopieer het adres").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Het adres is gekopieerd.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.get_by_role("button", name="Trek het adres in").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Het adres werkt niet meer.").wait_for()
    assert page.request.get(here).status == 410
    assert Feed.objects.get().revoked_at


def test_the_coordinator_sets_a_date_by_the_keyboard(cast, open_page):
    page = open_page(cast.regiocoordinator, "/regios/zhe-bar/datums/")
    page.get_by_label("Wat", exact=True).focus()
    page.keyboard.type("Regiotafel")
    page.keyboard.press("Enter")
    # The date is missing: what was typed is still there, and the way to the field is the first thing said.
    page.get_by_role("link", name="Datum:").wait_for()
    assert page.get_by_label("Wat", exact=True).input_value() == "Regiotafel"
    # A refused form answers 422, which the browser notes.
    page.complaints.clear()
    page.get_by_label("Datum", exact=True).fill("2027-01-20")
    page.get_by_label("Datum", exact=True).press("Enter")
    page.get_by_role("status").get_by_text("“Regiotafel” staat in de agenda van de regio.").wait_for()
    page.get_by_role("link", name="Wijzig Regiotafel").wait_for()


def test_on_paper_stand_the_dates_and_not_the_form(cast, open_page):
    TermijnFactory(what="Vraag de SPUK aan")
    page = open_page(cast.ambtenaar, "/agenda/")
    page.emulate_media(media="print")
    assert page.get_by_text("Vraag de SPUK aan").is_visible()
    assert not page.get_by_label("Onderdeel").is_visible()
    assert not page.get_by_text("Maak een adres voor uw agenda").is_visible()
