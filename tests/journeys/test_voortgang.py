"""From a measurement to the report of the region in a real browser, by keyboard; and axe on the pages of it."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from iza_portal.dossiers.adopted import make_waiting
from iza_portal.quarters import in_words, next_quarter
from plans.adoption import move
from plans.models import Partij, Section, Status
from plans.voortgang.fixing import fix_report
from plans.voortgang.following import note
from plans.voortgang.kwartalen import in_address, to_tell, write_bericht
from plans.voortgang.measuring import add_meting
from tests.factories import ActieFactory, DoelFactory, MijlpaalFactory, OpgaveFactory
from tests.journeys.keyboard import go, tab_to

pytestmark = pytest.mark.django_db(transaction=True)
WAY = (Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD)


@pytest.fixture
def led(cast):
    """An opgave that Ridderkerk leads, of a plan that came out half a year ago."""
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    opgave = OpgaveFactory(plan=cast.plan, title="Minder vallen", doelgroepen=["kwetsbare_ouderen"])
    OpgaveFactory(plan=cast.plan, title="Sneller hulp")
    Partij.objects.create(opgave=opgave, organisation=cast.ambtenaar.hat, part="trekker")
    ago = timezone.localdate() - timedelta(days=400)
    DoelFactory(opgave=opgave, title="14% in 2038", start_on=ago, target_on=ago + timedelta(days=4000))
    actie = ActieFactory(opgave=opgave, organisation=cast.ambtenaar.hat)
    for steps in (0, 1, 2):
        MijlpaalFactory(actie=actie, quarter=next_quarter(to_tell(), steps), activity=f"Cursus {steps}")
    with time_machine.travel(timezone.now() - timedelta(days=190)):
        for source, target in pairwise(WAY):
            move(cast.plan, by=cast.regiocoordinator, source=source, target=target)
    return opgave


def tell(cast, opgave):
    """Measure, note and tell something, and fix the report of the quarter before the one that is told of."""
    quarter = to_tell()
    add_meting(
        opgave.doelen.get(), by=cast.ambtenaar, on=quarter, value=Decimal(8), source="GGD, monitor", note="Steekproef."
    )
    first = opgave.acties.get().mijlpalen.first()
    note(first, by=cast.ambtenaar, version=0, status="gereed", done_on=quarter, note="Twaalf mensen.")
    said = {"moved": "De cursus draait.", "stuck": "Geen zaal.", "needed": "Een zaal.", "koers": "aandacht"}
    write_bericht(opgave, by=cast.ambtenaar, quarter=quarter, version=0, **said)
    report = fix_report(
        cast.region, by=cast.regiocoordinator, quarter=next_quarter(quarter, -1), after=0, summary="Goed begonnen."
    )
    make_waiting()
    return report


def nothing_is_wrong(page, path):
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == [], path
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"


@pytest.mark.parametrize("width", [1320, 375, 320])
def test_axe_finds_nothing_on_the_pages_of_following_a_plan(cast, led, open_page, live_server, width):
    report = tell(cast, led)
    own, quarter, doel = f"/plannen/{cast.plan.pk}/", in_address(to_tell()), led.doelen.get()
    reports = "/regios/zhe-bar/rapportages/"
    page = open_page(cast.regiocoordinator, "/", viewport={"width": width, "height": 900})
    for path in (
        "/mijn-werk/", f"{own}voortgang/", f"{own}voortgang/doelen/", f"{own}doelen/{doel.pk}/meten/",
        f"{own}metingen/{doel.metingen.get().pk}/", f"{own}voortgang/kwartaal/",
        f"{own}voortgang/kwartaal/{quarter}/opgaven/{led.pk}/", reports, f"{reports}{quarter}/",
        f"{reports}{quarter}/vastleggen/", report.get_absolute_url(),
        f"{reports}{in_address(report.quarter)}/vastleggen/",
    ):  # fmt: skip
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, path
        nothing_is_wrong(page, path)


def test_who_leads_an_opgave_measures_and_tells_by_keyboard_and_the_region_reports(cast, led, open_page):
    page = open_page(cast.ambtenaar, "/mijn-werk/")
    go(page, "link", "Schrijf 1 kwartaalbericht over " + _short())
    go(page, "link", "Schrijf het bericht bij Minder vallen")
    tab_to(page, "radio", "op koers")
    page.keyboard.press("ArrowDown")
    tab_to(page, "textbox", "Wat kwam in beweging")
    page.keyboard.type("De eerste cursus draait.")
    go(page, "button", "Sla op")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Wat kwam in beweging")).to_have_value("De eerste cursus draait.")
    expect(page.get_by_role("radio", name="vraagt aandacht")).to_be_checked()
    tab_to(page, "textbox", "Wat zit vast (niet verplicht)")
    page.keyboard.type("Er is geen zaal.")
    go(page, "button", "Sla op")
    expect(page.get_by_text("Er is geen zaal.")).to_be_visible()

    go(page, "link", "Doelen en metingen")
    go(page, "link", "Leg een meting vast bij 14% in 2038")
    tab_to(page, "textbox", "Waarde in %")
    page.keyboard.type("8,5")
    tab_to(page, "textbox", "Bron")
    page.keyboard.type("GGD, monitor")
    go(page, "button", "Sla op")
    expect(page.get_by_role("img", name="laatst gemeten 8,5%")).to_be_visible()
    page.complaints.clear()  # The browser notes that one answer was 422.

    page = open_page(cast.regiocoordinator, "/mijn-werk/")
    go(page, "link", f"Leg de kwartaalrapportage over {_short()} vast")
    go(page, "link", "Leg deze rapportage vast")
    expect(page.get_by_role("heading", name="1 opgave zonder kwartaalbericht")).to_be_visible()
    tab_to(page, "textbox", "Kernboodschap (niet verplicht)")
    page.keyboard.type("Er is een zaal nodig.")
    go(page, "button", "Leg vast")
    expect(page.get_by_text("De rapportage is vastgelegd.")).to_be_visible()
    expect(page.get_by_text("Er is een zaal nodig.")).to_be_visible()
    expect(page.get_by_text("Er is geen zaal.")).to_be_visible()
    make_waiting()
    page.reload()
    expect(page.get_by_role("link", name="Download de PDF")).to_be_visible()


def _short() -> str:
    quarter = to_tell()
    return f"Q{(quarter.month + 2) // 3} {quarter.year}"


def test_at_200_percent_a_report_is_read_in_full(cast, led, open_page):
    report = tell(cast, led)
    page = open_page(cast.bestuurder, report.get_absolute_url(), viewport={"width": 660, "height": 450})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_text("Goed begonnen.")).to_be_visible()
    expect(page.get_by_text(in_words(report.quarter)).first).to_be_visible()
