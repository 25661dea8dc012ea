"""Every route about money with the right that it needs.

As `tests/test_routes.py`, with the people of `money`: whoever is not named gets 404, 403, or the sign-in page.
"""

from datetime import date
from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import get_resolver

from funding.grootboek.granting import grant
from funding.models import Beschikkingsoort
from tests.factories import GeldstukFactory
from tests.funding.conftest import under_hat
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
    # regelingen and beschikkingen
    "geld/regelingen/<slug:code>/": Right(EVERYBODY),
    "geld/bedragen/": Right(EVERYBODY),
    "geld/bedragen/csv/": Right(EVERYBODY),
    "geld/bedragen/xlsx/": Right(EVERYBODY),
    "geld/bedragen/regios/<slug:slug>/": Right(EVERYBODY),
    "geld/bedragen/gemeenten/<slug:cbs_code>/": Right(EVERYBODY),
    "geld/budgetten/<int:pk>/beschikkingen/": Right(MEMBERS),
    "geld/budgetten/<int:pk>/beschikkingen/nieuw/": Right(KASSIERS),
    "geld/budgetten/<int:pk>/beschikkingen/<int:beschikking_pk>/stuk/": Right(MEMBERS),
}


def test_every_route_has_an_entry():
    assert {route for route in routes_of(get_resolver()) if route.startswith(PREFIX)} == {*ROUTES}


@pytest.fixture
def decision(divided):
    """A decision on the money of the region, with its paper."""
    return grant(
        divided.budget,
        by=under_hat(divided.kassier),
        kind=Beschikkingsoort.WIJZIGING,
        year=2026,
        cents=100_00,
        on=date(2026, 3, 1),
        number="W1",
        source="",
        stuk=GeldstukFactory(budget=divided.budget, by=divided.kassier),
    )


@pytest.fixture
def address(divided, decision):
    """Answer a function that fills the gaps of a route."""

    def address(route, right):
        values = {
            "<int:pk>": getattr(divided, right.of).pk,
            "<slug:code>": "spuk-iza",
            "<slug:slug>": divided.mandaatregio.slug,
            "<slug:cbs_code>": divided.ridderkerk.cbs_code,
            "<int:beschikking_pk>": decision.pk,
        }
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
