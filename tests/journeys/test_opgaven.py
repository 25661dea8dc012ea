"""From an opgave to the decision of a college in a real browser, by keyboard; and axe on the pages of it."""

from datetime import date
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from iza_portal.texts.building import paragraph, text
from plans.adoption import move
from plans.models import Regioplan, Section, Status
from plans.opgaven import editing
from plans.opgaven.rows import ACTIE, DEKKING, DOEL, MIJLPAAL, PARTIJ
from plans.publicatie.next_version import start_next
from plans.vaststelling.rows import besluiten_of
from regions.models import Criterion
from tests.criteria import criteria_of
from tests.journeys.keyboard import go, tab_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opgave(cast):
    """An opgave of the cast's plan with a bit of everything, and one that has nothing yet."""
    Section.objects.filter(pk=cast.section.pk).update(body=text(paragraph("Samen.")), plain_text="Samen.")
    criteria_of("regioplan")
    by = cast.ambtenaar
    opgave = editing.add_opgave(
        cast.plan, by=by, title="Langer gezond thuis", scale="regionaal", summary="Ouderen vallen.", onderdelen=["G"]
    )
    editing.add_row(opgave, PARTIJ, by=by, organisation=by.hat, part="trekker")
    goal = {"measure": "valrisico", "unit": "%", "start_value": 5, "start_on": date(2025, 12, 31), "target_value": 14}
    whole = editing.add_row(opgave, DOEL, by=by, title="14% in 2028", target_on=date(2028, 12, 31), **goal)
    editing.add_row(opgave, DOEL, by=by, title="Minder vallen")
    actie = editing.add_row(opgave, ACTIE, by=by, title="Cursussen", organisation=by.hat, doelen=[whole])
    editing.add_row(opgave, ACTIE, by=by, title="Scholing")
    editing.add_row(actie, MIJLPAAL, by=by, quarter=date(2027, 1, 1), activity="Eerste cursus", organisation=by.hat)
    editing.add_row(opgave, DEKKING, by=by, stream="spuk_iza", year=2026, amount=325000)
    editing.add_opgave(cast.plan, by=by, title="Nog leeg")
    return opgave


def to(cast, status):
    """Take the plan to this state, whatever the criteria say of it."""
    Criterion.objects.all().delete()
    way = [Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD]
    for source, target in pairwise(way):
        move(cast.plan, by=cast.regiocoordinator, source=source, target=target)
        if target == status:
            break
    return Regioplan.objects.get(pk=cast.plan.pk)


def nothing_is_wrong(page, path):
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == [], path
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"


@pytest.mark.parametrize("width", [1320, 320])
def test_axe_finds_nothing_on_the_pages_of_a_plan_that_is_written(cast, opgave, open_page, live_server, width):
    page = open_page(cast.regiocoordinator, "/", viewport={"width": width, "height": 900})
    doel, actie = opgave.doelen.first(), opgave.acties.first()
    own, mijlpaal = f"/plannen/{cast.plan.pk}/", actie.mijlpalen.get()
    at = opgave.get_absolute_url()
    for path in (
        f"{own}opgaven/", f"{own}opgaven/nieuw/", at, f"{at}wijzigen/", f"{at}doel/nieuw/", f"{at}doel/{doel.pk}/",
        f"{at}actie/{actie.pk}/", f"{at}mijlpaal/{mijlpaal.pk}/", f"{at}mijlpaal/nieuw/?actie={actie.pk}",
        f"{at}dekking/nieuw/", f"{at}partij/nieuw/", f"{own}transformatieplan-noemen/", f"{own}rode-draad/",
        f"{own}toets/", f"{own}vaststelling/", f"{own}voortgang/", f"{own}versies/", "/plannen/wie-mag-wat/",
        "/regios/zhe-bar/mandaten/",
    ):  # fmt: skip
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, path
        nothing_is_wrong(page, path)


@pytest.mark.parametrize("width", [1320, 320])
def test_axe_finds_nothing_on_the_pages_of_a_plan_that_is_published(cast, opgave, open_page, live_server, width):
    plan = to(cast, Status.GEPUBLICEERD)
    besluit = besluiten_of(plan)[1]
    mijlpaal = opgave.acties.first().mijlpalen.get()
    new = start_next(plan, by=cast.regiocoordinator, aard="aanvulling", edition=2026, title="Aanvulling 2026")
    editing.add_opgave(new, by=cast.ambtenaar, title="Erbij")
    own = f"/plannen/{plan.pk}/"
    page = open_page(cast.ambtenaar, "/", viewport={"width": width, "height": 900})
    for path in (
        f"{own}vaststelling/", f"{own}vaststelling/{besluit.pk}/met_opmerking/", f"{own}voortgang/",
        f"{own}voortgang/{mijlpaal.pk}/", f"/plannen/{new.pk}/versies/", "/regio/zhe-bar/regioplan/2026/",
    ):  # fmt: skip
        answer = page.goto(live_server.url + path)
        assert answer.status == 200, path
        nothing_is_wrong(page, path)
    move(plan, by=cast.regiocoordinator, source="gepubliceerd", target="ingetrokken", reason="Een fout.")
    assert page.goto(live_server.url + "/regio/zhe-bar/regioplan/2026/").status == 410
    nothing_is_wrong(page, "withdrawn")
    # The browser warns of any page that is not 200.
    page.complaints.clear()
    page = open_page(cast.regiocoordinator, f"{own}vaststelling/", viewport={"width": width, "height": 900})
    nothing_is_wrong(page, "vaststelling of the regiocoördinator")


def test_an_opgave_is_written_by_keyboard_and_its_goal_says_what_it_lacks_while_one_types(cast, opgave, open_page):
    page = open_page(cast.ambtenaar, f"/plannen/{cast.plan.pk}/")
    go(page, "link", "Opgaven")
    go(page, "link", "Nog leeg")
    go(page, "link", "Voeg een doel toe")
    tab_to(page, "textbox", "Doel")
    page.keyboard.type("Ouderen vallen minder")
    answer = page.get_by_role("status").filter(has_text="Dit doel is nog niet")
    expect(answer).to_contain_text("“minder” zegt niet hoeveel")
    tab_to(page, "textbox", "Startwaarde (niet verplicht)")
    page.keyboard.type("12,5")
    expect(page.get_by_text("Vul in hoe het nu is: de startwaarde.")).to_have_count(0)
    go(page, "button", "Sla op")
    expect(page.get_by_role("heading", name="Ouderen vallen minder")).to_be_visible()
    go(page, "link", "Voeg een actie toe")
    tab_to(page, "textbox", "Oplossing of actie")
    page.keyboard.type("Cursussen")
    go(page, "button", "Sla op")
    go(page, "link", "Voeg een mijlpaal toe bij Cursussen")
    tab_to(page, "combobox", "Kwartaal")
    page.keyboard.type("eerste kwartaal van 2027")
    tab_to(page, "textbox", "Activiteit")
    page.keyboard.type("Eerste cursus")
    go(page, "button", "Sla op")
    expect(page.get_by_role("cell", name="Q1 2027")).to_be_visible()


def test_an_opgave_is_moved_by_keyboard_and_by_dragging(cast, opgave, open_page):
    page = open_page(cast.ambtenaar, f"/plannen/{cast.plan.pk}/opgaven/")
    titles = page.locator("[data-row] h2")
    expect(titles).to_have_text(["Langer gezond thuis", "Nog leeg"])
    go(page, "button", "Langer gezond thuis omlaag")
    expect(titles).to_have_text(["Nog leeg", "Langer gezond thuis"])
    rows = page.locator("[data-row]")
    rows.nth(1).drag_to(rows.nth(0), target_position={"x": 200, "y": 5})
    expect(page.locator("#gezegd")).to_have_text("“Langer gezond thuis” staat nu op plaats 1.")
    expect(titles).to_have_text(["Langer gezond thuis", "Nog leeg"])
    assert [each.title for each in cast.plan.opgaven.present()] == ["Langer gezond thuis", "Nog leeg"]


def test_a_college_s_decision_is_noted_by_keyboard(cast, opgave, open_page):
    to(cast, Status.AKKOORD_TAFEL)
    page = open_page(cast.ambtenaar, f"/plannen/{cast.plan.pk}/")
    go(page, "link", "Vaststelling")
    go(page, "link", "Leg vast: vastgesteld met opmerking: Gemeente Ridderkerk")
    tab_to(page, "textbox", "Besluitnummer (niet verplicht)")
    page.keyboard.type("Z-26/114")
    tab_to(page, "textbox", "Opmerking")
    page.keyboard.type("Let op het vervoer.")
    go(page, "button", "Leg vast: vastgesteld met opmerking")
    expect(page.get_by_text("Let op het vervoer.")).to_be_visible()
    expect(page.get_by_text("Akkoord tafel, 1 van 2 colleges heeft vastgesteld.")).to_be_visible()
