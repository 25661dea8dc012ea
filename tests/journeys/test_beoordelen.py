"""Judging beside the text in a real browser: what is typed elsewhere stays, and the next criterion opens; and axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from plans.transformatie.beoordeling import judging, signing
from plans.transformatie.indienen.submitting import submit
from plans.transformatie.kaders import criteria_of
from plans.transformatie.workflow import Planstand
from tests.plans.transformatie.conftest import company, plan

__all__ = ["company", "plan"]

pytestmark = pytest.mark.django_db(transaction=True)
WERKBANK = "/transformatieplannen/werkbank/"


@pytest.fixture
def indiening(company, plan):
    return submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)


def _judge_all(indiening, by, signer, outcome="voldoet", advice="impactvol"):
    for criterion in criteria_of(indiening):
        reason = "" if outcome == "voldoet" else "Het kan scherper."
        judging.judge(indiening, by=by, criterion=criterion, version=0, outcome=outcome, reason=reason)
    handed = signing.hand_over(indiening, by=by, version=1, advice=advice, motivation="Daarom.")
    signing.sign(indiening, by=signer, version=handed.version)


def _at(indiening, page="beoordelen"):
    return f"{indiening.get_absolute_url()}{page}/"


def _slot(page, indiening, code):
    """The place where the form of a criterion opens."""
    return page.locator(f"#vorm-criterium-{indiening.kader.criteria.get(code=code).pk}")


def nothing_is_wrong(page):
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"


def test_a_criterion_is_saved_in_place_while_another_is_typed_in_and_the_next_one_opens(company, indiening, open_page):
    page = open_page(company.beoordelaar_1, _at(indiening))
    page.get_by_role("link", name="Beoordeel ST-5").click()
    later = _slot(page, indiening, "ST-5")
    later.get_by_label("Waarom").fill("Hier ben ik nog mee bezig.")
    page.get_by_role("link", name="Beoordeel ST-1", exact=True).click()
    first = _slot(page, indiening, "ST-1")
    first.get_by_label("voldoet", exact=True).check()
    first.get_by_role("button", name="Sla op en ga verder").click()
    expect(page.get_by_text("1 van 10 beoordeeld")).to_be_visible()
    following = _slot(page, indiening, "ST-1a")
    expect(following.get_by_role("heading", name="Uw oordeel over ST-1a")).to_be_visible()
    expect(following.get_by_label("voldoet", exact=True)).to_be_focused()
    expect(later.get_by_label("Waarom")).to_have_value("Hier ben ik nog mee bezig.")
    nothing_is_wrong(page)
    page.evaluate(
        "document.querySelectorAll('form[data-changed]').forEach((form) => form.removeAttribute('data-changed'))"
    )


@pytest.mark.parametrize("width", [1320, 390])
def test_the_pages_of_judging_have_nothing_wrong(company, indiening, open_page, width):
    viewport = {"viewport": {"width": width, "height": 960}}
    page = open_page(company.beoordelaar_1, WERKBANK, **viewport)
    nothing_is_wrong(page)
    for name in ("toewijzen", "terugtrekken", "notities", "geschiedenis", "advies"):
        page.goto(page.url.split("/transf")[0] + _at(indiening, f"beoordelen/{name}"))
        nothing_is_wrong(page)
    _judge_all(indiening, company.beoordelaar_1, company.beoordelaar_1b)
    _judge_all(indiening, company.beoordelaar_2, company.beoordelaar_2b, outcome="deels", advice="aanvullen")
    for address in (_at(indiening), _at(indiening, "oordelen"), WERKBANK, f"{WERKBANK}weergaven/?stand=bespreken"):
        page.goto(page.url.split("/transf")[0] + address)
        nothing_is_wrong(page)
