"""A werkagenda in a real browser: begun and filled in by keyboard; and axe on the pages of it."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from plans.adoption import move
from plans.models import PlanKind, Regioplan, Section, Status
from plans.werkagenda.choosing import leave_out
from plans.werkagenda.starting import start_werkagenda
from regions.models import Criterion
from tests.criteria import criteria_of
from tests.journeys.keyboard import go, tab_to
from tests.journeys.test_opgaven import nothing_is_wrong
from tests.plans.werkagenda.filling import fill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agenda(cast):
    """A werkagenda with one mandatory aanpak left out, and all else filled in."""
    criteria_of("werkagenda")
    agenda = start_werkagenda(cast.region, by=cast.regiocoordinator, edition=2026, title="Werkagenda ZHE-BAR")
    leave_out(agenda, "3b", by=cast.regiocoordinator, motive="De buurregio doet dit voor ons.")
    fill(agenda, by=cast.ambtenaar)
    Section.objects.filter(plan=agenda, code="2a:ist").update(plain_text="")
    return agenda


@pytest.mark.parametrize("width", [1320, 320])
def test_axe_finds_nothing_on_the_pages_of_a_werkagenda(cast, agenda, open_page, live_server, width):
    page = open_page(cast.regiocoordinator, "/", viewport={"width": width, "height": 900})
    own, opgave = f"/plannen/{agenda.pk}/", agenda.opgaven.get(aanpak="5a")
    for path in (
        "/regios/zhe-bar/werkagenda-beginnen/", "/regios/zhe-bar/", own, f"{own}aanpakken/", f"{own}aanpakken/5a/weglaten/",
        opgave.get_absolute_url(), f"{own}inzet/{opgave.pk}/valrisico/", f"{own}toets/", f"{own}indelen/",
        "/plannen/?soort=werkagenda",
    ):  # fmt: skip
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, path
        nothing_is_wrong(page, path)


@pytest.mark.parametrize("width", [1320, 320])
def test_axe_finds_nothing_on_a_werkagenda_that_is_published(cast, agenda, open_page, live_server, width):
    Criterion.objects.all().delete()
    way = [Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD]
    for source, target in pairwise(way):
        move(agenda, by=cast.regiocoordinator, source=source, target=target)
    page = open_page(None, "/", viewport={"width": width, "height": 900})
    for path in ("/regio/zhe-bar/werkagenda/2026/",):
        assert page.goto(live_server.url + path).status == 200
        nothing_is_wrong(page, path)


def test_a_werkagenda_is_begun_and_chosen_in_by_keyboard(cast, open_page):
    page = open_page(cast.regiocoordinator, "/regios/zhe-bar/")
    go(page, "link", "Begin een werkagenda D5")
    tab_to(page, "checkbox", "4b Rookvrije thuiszorg")
    page.keyboard.press("Space")
    go(page, "button", "Begin de werkagenda")
    expect(page.get_by_text("9 van de 9 verplichte aanpakken staan in de werkagenda.")).to_be_visible()
    go(page, "link", "Laat weg: 3b Ketenaanpak overgewicht bij kinderen")
    go(page, "button", "Laat de aanpak weg")
    expect(page.get_by_role("alert")).to_contain_text("Deze aanpak is verplicht")
    # The browser warns of any page that is not 200.
    page.complaints.clear()
    tab_to(page, "textbox", "Waarom werkt de regio deze aanpak niet uit?")
    page.keyboard.type("De buurregio doet dit voor ons.")
    go(page, "button", "Laat de aanpak weg")
    expect(page.get_by_text("Niet uitgewerkt: De buurregio doet dit voor ons.")).to_be_visible()
    go(page, "button", "Neem op: 3b Ketenaanpak overgewicht bij kinderen")
    expect(page.get_by_text("9 van de 9 verplichte aanpakken staan in de werkagenda.")).to_be_visible()
    plan = Regioplan.objects.get(kind=PlanKind.WERKAGENDA)
    assert plan.opgaven.present().filter(aanpak__in=["3b", "4b"]).count() == 2


def test_an_inzet_is_filled_in_by_keyboard_and_asks_why_it_deviates(cast, agenda, open_page):
    page = open_page(cast.ambtenaar, f"/plannen/{agenda.pk}/aanpakken/")
    go(page, "link", "5a Valpreventie")
    go(page, "link", "Wijzig: aandeel 65-plussers bij wie in een jaar het valrisico is ingeschat")
    tab_to(page, "textbox", "In 2030 (niet verplicht)")
    page.keyboard.press("Control+a")
    page.keyboard.type("12,5")
    go(page, "button", "Sla op")
    expect(page.get_by_role("alert")).to_contain_text("Leg uit waarom de regio daarvan afwijkt")
    page.complaints.clear()
    expect(page.get_by_label("In 2030")).to_have_value("12,5")
    tab_to(page, "textbox", "Waarom de regio afwijkt (niet verplicht)")
    page.keyboard.type("Te weinig mensen.")
    go(page, "button", "Sla op")
    expect(page.locator("#streefwaarde-valrisico")).to_contain_text("12,5")
    assert agenda.opgaven.get(aanpak="5a").inzetten.get(streefwaarde="valrisico").motive == "Te weinig mensen."
