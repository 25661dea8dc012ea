"""axe on every page about money, at desktop and phone width, and no page that scrolls sideways at 320 pixels."""

import pytest

from funding.boeken.spending import spend
from tests.funding.conftest import TODAY, divided, money
from tests.funding.inlezen.conftest import HEAD, read, row
from tests.funding.test_routes import (
    FILES,
    KASSIERS,
    ROUTES,
    address,
    decision,
    entered,
    proposed,
)
from tests.journeys.test_accessibility import violations

__all__ = ["address", "decision", "divided", "entered", "money", "proposed"]

pytestmark = pytest.mark.django_db(transaction=True)

#: What is asked by `GET` and is no page: files, and the state of a file that is read, which its page asks for.
NO_PAGE = (*FILES, "/sjabloon/", "/stand/")
PAGES = [route for route, right in ROUTES.items() if right.method == "get" and not route.endswith(NO_PAGE)]
#: What a municipality and who speaks for it see otherwise than the kassier: what they are asked, and what they enter.
OWN = ("geld/", "verplichtingen/nieuw/", "besteding/", "gemeenten/<int:municipality_pk>/", "voorstel_pk>/", "draad/")


def pages_of(name):
    """Answer the routes to look at as this person: all of the kassier, and of the others what is of themselves."""
    mine = [route for route in PAGES if name in ROUTES[route].who]
    return [route for route in mine if name in KASSIERS or not ROUTES[route].who & KASSIERS or route.endswith(OWN)]


def test_every_page_is_looked_at_as_somebody():
    seen = {
        route for name in ("kassier", "ambtenaar", "bestuurder", "bestuurder_nissewaard") for route in pages_of(name)
    }
    assert seen == {*PAGES}


@pytest.fixture
def files(divided):
    """A file that can be booked and one that is refused, and something spent."""
    spend(divided.activity, by=divided.kassier, year=2026, cents=12_345, on=TODAY, text="Factuur")
    good, wrong = read(divided, row("B-1")), read(divided, row("B-2", bedrag="1,234.56"), head=HEAD)
    return [f"/geld/budgetten/{divided.budget.pk}/inlezen/{inlezing.pk}/" for inlezing in (good, wrong)]


@pytest.mark.parametrize("width", [1320, 375])
@pytest.mark.parametrize("name", ["kassier", "ambtenaar", "bestuurder", "bestuurder_nissewaard"])
def test_axe_finds_nothing_on_any_page_about_money(divided, files, address, open_page, name, width):
    paths = [address(route, ROUTES[route]) for route in pages_of(name)] + (files if name == "kassier" else [])
    paths += [divided.region.get_absolute_url(), divided.plan.get_absolute_url()]
    page = open_page(divided.people[name], paths[0], viewport={"width": width, "height": 900})
    base = page.url.removesuffix(paths[0])
    found = []
    for path in dict.fromkeys(paths):
        answer = page.goto(base + path)
        assert answer.status == 200, path
        found += violations(page)
        # 320 pixels is a window of 1280 that is enlarged four times.
        for narrow in {width, 320}:
            page.set_viewport_size({"width": narrow, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{path} scrolls sideways at {narrow}")
        page.set_viewport_size({"width": width, "height": 900})
    assert found == []
