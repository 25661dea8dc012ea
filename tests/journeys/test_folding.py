"""Opening one of many opgaven in a real browser: what it tells is fetched in place, and the focus stays where it was."""

from datetime import date

import pytest
from playwright.sync_api import expect

from plans.models import Mijlpaal, Regioplan, Status
from plans.opgaven.reading import opgaven_of
from tests.journeys.test_opgaven import nothing_is_wrong
from tests.plans.opgaven.filling import filled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opgaven(cast):
    """Six opgaven, which is more than a handful, of a plan to which the tafel agreed."""
    filled(cast.plan, 6)
    opgaven = opgaven_of(cast.plan)
    Mijlpaal.objects.update(quarter=date(2030, 1, 1))
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL):
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=status)
    return opgaven


@pytest.mark.parametrize(
    ("page_of_plan", "summary", "told"),
    [("rode-draad", "Toon de draad", "Doel"), ("voortgang", "Toon de mijlpalen", "Q1 2030")],
)
@pytest.mark.parametrize("width", [1320, 320])
def test_an_opgave_is_opened_by_keyboard_in_place(cast, opgaven, open_page, page_of_plan, summary, told, width):
    page = open_page(
        cast.regiocoordinator,
        f"/plannen/{cast.plan.pk}/{page_of_plan}/",
        viewport={"width": width, "height": 900},
    )
    second = page.locator("details.fold").nth(1)
    nothing_is_wrong(page, f"{page_of_plan} folded")
    words = second.locator("summary")
    page.get_by_role("link", name=opgaven[1].title, exact=True).focus()
    page.keyboard.press("Tab")
    expect(words).to_be_focused()
    page.keyboard.press("Enter")
    expect(second.get_by_text(told, exact=True).first).to_be_visible()
    expect(words).to_be_focused()
    expect(second.get_by_role("link", name=f"{summary} op deze pagina")).to_be_hidden()
    expect(page.locator("details.fold[open]")).to_have_count(1)
    nothing_is_wrong(page, f"{page_of_plan} opened")
    page.keyboard.press("Enter")
    expect(second.get_by_text(told, exact=True).first).to_be_hidden()


def test_a_milestone_of_one_of_many_opgaven_is_noted_and_stands_open_afterwards(cast, opgaven, open_page):
    page = open_page(cast.regiocoordinator, f"/plannen/{cast.plan.pk}/voortgang/")
    mijlpaal = opgaven[3].acties.all()[0].mijlpalen.all()[0]
    page.locator("details.fold summary").nth(3).click()
    page.get_by_role("link", name=f"Leg vast: {mijlpaal}").click()
    page.get_by_role("radio", name="gereed").check()
    page.get_by_role("textbox", name="Toelichting").fill("Het rooster is klaar.")
    page.get_by_role("button", name="Sla op").click()
    expect(page.locator(f"#mijlpaal-{mijlpaal.pk}")).to_contain_text("Het rooster is klaar.")
    expect(page.locator(f"#mijlpaal-{mijlpaal.pk}")).to_be_in_viewport()
    expect(page.locator("details.fold")).to_have_count(5)
