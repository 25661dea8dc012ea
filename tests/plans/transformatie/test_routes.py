"""Every route of transformatieplannen with the right that it needs, and the state of the plan in which it is tried.

As `tests/test_routes.py`, with the company: whoever is not named gets 404, 403, or the sign-in page.
"""

from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone

from plans.transformatie.workflow import APPROVED, WRITABLE, Planstand
from tests.plans.transformatie.judged import decided
from tests.routes import routes_of

PREFIX = "transformatieplannen/"
PARTIES = {"ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene"}
WRITERS = {"ambtenaar", "zorgaanbieder"}
LEAD = {"ambtenaar", "bestuurder"}
LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}
COORDINATOR = {"beoordelaar_1", "beoordelaar_1b"}
OTHER_INSURER = {"andere_verzekeraar"}
POT = {"toekenner", "loketbeheerder"}


class Right(NamedTuple):
    """Who may, by which method it is tried, and in which state of the plan."""

    who: set[str]
    method: str = "get"
    state: str = Planstand.CONCEPT


ROUTES: dict[str, Right] = {
    # starting and writing
    "transformatieplannen/<int:pk>/": Right(PARTIES),
    # submitting, and the course of a plan
    # judging
    # deciding
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/besluit/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/besluit/<int:besluit_pk>/bevestigen/": Right(
        {"beoordelaar_2", "beoordelaar_2b"}, "post", Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/besluit/<int:besluit_pk>/afwijzen/": Right(
        LEADERS, "post", Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/besluit/<int:besluit_pk>/verzenden/": Right(
        COORDINATOR, "post", Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/besluiten/": Right(PARTIES | LEADERS, state=Planstand.SNELLE_TOETS),
    "transformatieplannen/<int:pk>/besluiten/<int:besluit_pk>/": Right(
        PARTIES | LEADERS | OTHER_INSURER, state=Planstand.VOORGENOMEN
    ),
    "transformatieplannen/<int:pk>/besluiten/<int:besluit_pk>/pdf/": Right(
        PARTIES | LEADERS | OTHER_INSURER, state=Planstand.VOORGENOMEN
    ),
    "transformatieplannen/gelijkgerichtheid/": Right(LEADERS | OTHER_INSURER),
    "transformatieplannen/<int:pk>/gelijkgerichtheid/": Right(
        PARTIES | LEADERS | OTHER_INSURER | POT, state=Planstand.UITVOERING
    ),
    "transformatieplannen/<int:pk>/gelijkgerichtheid/erkennen/": Right(OTHER_INSURER, state=Planstand.UITVOERING),
    "transformatieplannen/escalaties/": Right(POT),
    "transformatieplannen/<int:pk>/escalatie/": Right(LEAD | LEADERS, state=Planstand.SNELLE_TOETS),
    "transformatieplannen/<int:pk>/escalaties/<int:number>/": Right(
        PARTIES | LEADERS | POT, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/escalaties/<int:number>/pdf/": Right(
        PARTIES | LEADERS | POT, state=Planstand.SNELLE_TOETS
    ),
    # carrying out
    # the desk, the queue and the pot
    # public
}


def test_every_route_has_an_entry():
    assert {route for route in routes_of(get_resolver()) if route.startswith(PREFIX)} == {*ROUTES}


@pytest.fixture
def address(company, put_in_state):
    """Answer a function that fills the gaps of a route, with a plan in the state that it is tried in."""

    def address(route, state):
        now = timezone.now()
        put_in_state(
            company.transformatieplan,
            state,
            first_submitted_at=None if state == Planstand.CONCEPT else now,
            shared_at=now if state not in {*WRITABLE, Planstand.SNELLE_TOETS, Planstand.BEOORDELING} else None,
            approved_at=now if state in APPROVED else None,
        )
        values = {"<int:pk>": company.transformatieplan.pk, **decided(company, route)}
        for gap, value in values.items():
            route = route.replace(gap, str(value))
        return f"/{route}"

    return address


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_open_to_whom_it_says_and_to_nobody_else(company, address, sign_in, route):
    right = ROUTES[route]
    path, may = address(route, right.state), set()
    for name, person in company.people.items():
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
