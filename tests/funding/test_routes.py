"""Every route about money with the right that it needs.

As `tests/test_routes.py`, with the people of `money`: whoever is not named gets 404, 403, or the sign-in page.
"""

from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import get_resolver

from tests.routes import routes_of

PREFIX = "geld/"
KASSIERS = {"kassier", "tweede_kassier"}
#: Everybody at Nissewaard, which holds the money of the region, and at the other municipalities of it.
NISSEWAARD = KASSIERS | {"ambtenaar_2", "regiocoordinator", "bestuurder_nissewaard"}
RIDDERKERK = {"ambtenaar", "tweede_ambtenaar", "bestuurder", "beheerder"}
MEMBERS = NISSEWAARD | RIDDERKERK | {"bestuurder_barendrecht", "westvoorne"}
ELSEWHERE = {
    "beoordelaar_1", "beoordelaar_2", "zorgaanbieder", "andere_verzekeraar", "andere_ambtenaar", "andere_regiocoordinator",
    "landelijk", "buitenstaander", "portaalbeheerder",
}  # fmt: skip
SIGNED_IN = MEMBERS | ELSEWHERE
EVERYBODY = SIGNED_IN | {"nobody"}


class Right(NamedTuple):
    """Who may, by which method, and of which budget: that of the region, or `brede`, of Ridderkerk."""

    who: set[str]
    method: str = "get"
    of: str = "budget"


ROUTES: dict[str, Right] = {
    "geld/": Right(EVERYBODY),
    "geld/budgetten/<int:pk>/": Right(MEMBERS),
}


#: The onderdelen of a municipality are on the pages of its own budget.
ROUTES |= {
    "geld/budgetten/<int:pk>/onderdelen/": Right(RIDDERKERK, of="brede"),
    "geld/budgetten/<int:pk>/onderdelen/<int:year>/begroting/": Right({"ambtenaar", "tweede_ambtenaar"}, of="brede"),
}


def test_every_route_has_an_entry():
    assert {route for route in routes_of(get_resolver()) if route.startswith(PREFIX)} == {*ROUTES}


@pytest.fixture
def address(divided):
    """Answer a function that fills the gaps of a route."""

    def address(route, right):
        values = {"<int:pk>": getattr(divided, right.of).pk, "<int:year>": 2026}
        for gap, value in values.items():
            route = route.replace(gap, str(value))
        return f"/{route}"

    return address


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_open_to_whom_it_says_and_to_nobody_else(divided, address, sign_in, route):
    right = ROUTES[route]
    path, may = address(route, right), set()
    for name, person in divided.people.items():
        with transaction.atomic():  # Everybody meets the portal as the one before found it.
            client = sign_in(None if person.is_anonymous else person)
            answer = getattr(client, right.method)(path)
            transaction.set_rollback(True)
        assert answer.status_code < 500, name
        refused = answer.status_code in {401, 403, 404} or answer.headers.get("Location", "").startswith(
            "/accounts/login/"
        )
        if not refused:
            may.add(name)
    assert may == right.who
