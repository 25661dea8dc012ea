"""Every route about money with the right that it needs.

As `tests/test_routes.py`, with the people of `money`: whoever is not named gets 404, 403, or the sign-in page.
"""

from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import get_resolver

from tests.funding.sisa.accounts import account_for_routes, indicator_for_routes, settled_for_routes
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
    data: dict | None = None


ROUTES: dict[str, Right] = {
    "geld/": Right(EVERYBODY),
    "geld/budgetten/<int:pk>/": Right(MEMBERS),
    # Accounts over a year (SiSa): `account` is the one of Nissewaard, `settled` the same once it was settled.
    "geld/verantwoordingen/": Right(SIGNED_IN),
    "geld/budgetten/<int:pk>/verantwoording/": Right(MEMBERS),
    "geld/budgetten/<int:pk>/verantwoording/openen/": Right(
        KASSIERS | {"bestuurder_nissewaard"}, "post", data={"year": "2026"}
    ),
    "geld/verantwoordingen/<int:pk>/": Right(MEMBERS, of="account"),
    "geld/verantwoordingen/<int:pk>/invullen/": Right(KASSIERS, of="account"),
    "geld/verantwoordingen/<int:pk>/aanbieden/": Right(KASSIERS, "post", of="account"),
    "geld/verantwoordingen/<int:pk>/teruggeven/": Right(KASSIERS | {"bestuurder_nissewaard"}, of="account"),
    "geld/verantwoordingen/<int:pk>/vaststellen/": Right({"bestuurder_nissewaard"}, "post", of="account"),
    "geld/verantwoordingen/<int:pk>/boekingen/<int:indicator_pk>/": Right(MEMBERS, of="account"),
    "geld/verantwoordingen/<int:pk>/xlsx/": Right(MEMBERS, of="account"),
    "geld/verantwoordingen/<int:pk>/pdf/": Right(MEMBERS, of="settled"),
}


#: What a route is about and the fixture does not have yet.
MADE = {"account": account_for_routes, "settled": settled_for_routes}


def test_every_route_has_an_entry():
    assert {route for route in routes_of(get_resolver()) if route.startswith(PREFIX)} == {*ROUTES}


@pytest.fixture
def address(divided):
    """Answer a function that fills the gaps of a route."""

    def address(route, right):
        of = MADE[right.of](divided) if right.of in MADE else getattr(divided, right.of)
        values = {"<int:pk>": of.pk, "<int:indicator_pk>": indicator_for_routes()}
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
            answer = getattr(client, right.method)(path, right.data)
            transaction.set_rollback(True)
        assert answer.status_code < 500, name
        refused = answer.status_code in {401, 403, 404} or answer.headers.get("Location", "").startswith(
            "/accounts/login/"
        )
        if not refused:
            may.add(name)
    assert may == right.who
