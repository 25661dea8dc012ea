"""Every route of transformatieplannen with the right that it needs, and the state of the plan in which it is tried.

As `tests/test_routes.py`, with the company: whoever is not named gets 404, 403, or the sign-in page.
"""

from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone

from plans.models.transformatie import Transformatieonderdeel
from plans.transformatie.workflow import APPROVED, WRITABLE, Planstand, Stap
from tests.factories import TransformatiemijlpaalFactory
from tests.routes import routes_of

PREFIX = "transformatieplannen/"
PARTIES = {"ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene"}
WRITERS = {"ambtenaar", "zorgaanbieder"}
LEAD = {"ambtenaar", "bestuurder"}
LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}
COORDINATOR = {"beoordelaar_1", "beoordelaar_1b"}
#: Who can begin a plan, and everybody who is signed in.
APPLICANTS = {
    "ambtenaar",
    "ambtenaar_2",
    "regiocoordinator",
    "kassier",
    "zorgaanbieder",
    "andere_ambtenaar",
    "andere_regiocoordinator",
    "betrokkene",
}
SIGNED_IN = (
    APPLICANTS
    | LEADERS
    | {
        "bestuurder",
        "beheerder",
        "andere_verzekeraar",
        "landelijk",
        "toekenner",
        "loketbeheerder",
        "buitenstaander",
        "portaalbeheerder",
    }
)
OTHER_INSURER = {"andere_verzekeraar"}


class Right(NamedTuple):
    """Who may, by which method it is tried, and in which state of the plan."""

    who: set[str]
    method: str = "get"
    state: str = Planstand.CONCEPT


ROUTES: dict[str, Right] = {
    # starting and writing
    "transformatieplannen/beginnen/": Right(APPLICANTS),
    "transformatieplannen/van-mij/": Right(SIGNED_IN),
    "transformatieplannen/<int:pk>/": Right(PARTIES),
    "transformatieplannen/<int:pk>/intrekken/<slug:source>/": Right(LEAD),
    "transformatieplannen/<int:pk>/gegevens/": Right(WRITERS),
    "transformatieplannen/<int:pk>/verzekeraars/": Right(WRITERS),
    "transformatieplannen/<int:pk>/nummer/": Right(COORDINATOR, state=Planstand.SNELLE_TOETS),
    "transformatieplannen/<int:pk>/tekst/": Right(PARTIES),
    "transformatieplannen/<int:pk>/schrijven/<slug:code>/": Right(PARTIES | LEADERS, state=Planstand.UITWERKEN),
    "transformatieplannen/<int:pk>/partijen/": Right(PARTIES),
    "transformatieplannen/<int:pk>/partijen/nieuw/": Right(WRITERS),
    "transformatieplannen/<int:pk>/partijen/<int:partij_pk>/": Right(WRITERS),
    "transformatieplannen/<int:pk>/partijen/<int:partij_pk>/weghalen/": Right(WRITERS),
    "transformatieplannen/<int:pk>/trekker/": Right(LEAD),
    # the full plan in rows, and the zelftoets
    "transformatieplannen/<int:pk>/afspraken/": Right(PARTIES | LEADERS, state=Planstand.UITWERKEN),
    "transformatieplannen/<int:pk>/afspraken/nakijken/": Right(WRITERS, "post", Planstand.UITWERKEN),
    "transformatieplannen/<int:pk>/businesscase/": Right(PARTIES | LEADERS, state=Planstand.UITWERKEN),
    "transformatieplannen/<int:pk>/mijlpalen/": Right(PARTIES, state=Planstand.BEOORDELING),
    "transformatieplannen/<int:pk>/mijlpalen/som-vragen/": Right(WRITERS, "post", Planstand.UITWERKEN),
    "transformatieplannen/<int:pk>/verklaringen/<str:verklaring>/": Right(WRITERS, "post", Planstand.UITWERKEN),
    "transformatieplannen/<int:pk>/verklaringen/<str:verklaring>/terug/": Right(WRITERS, "post", Planstand.AANPASSEN),
    "transformatieplannen/<int:pk>/rijen/<str:kind>/nieuw/": Right(WRITERS),
    "transformatieplannen/<int:pk>/rijen/<str:kind>/<int:row_pk>/": Right(WRITERS, state=Planstand.UITWERKEN),
    "transformatieplannen/<int:pk>/rijen/<str:kind>/<int:row_pk>/plaats/": Right(WRITERS, "post"),
    "transformatieplannen/<int:pk>/rijen/<str:kind>/<int:row_pk>/weg/": Right(WRITERS, "post"),
    "transformatieplannen/<int:pk>/zelftoets/": Right(PARTIES | LEADERS, state=Planstand.UITWERKEN),
    "transformatieplannen/<int:pk>/zelftoets/ernaast/": Right(PARTIES),
    # submitting, and the course of a plan
    # judging
    # deciding
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
        mijlpaal = TransformatiemijlpaalFactory(plan=company.transformatieplan)
        put_in_state(
            company.transformatieplan,
            state,
            first_submitted_at=None if state == Planstand.CONCEPT else now,
            shared_at=now if state not in {*WRITABLE, Planstand.SNELLE_TOETS, Planstand.BEOORDELING} else None,
            approved_at=now if state in APPROVED else None,
        )
        Transformatieonderdeel.objects.get_or_create(
            plan=company.transformatieplan, code="urgentie", defaults={"step": Stap.SNELLE_TOETS, "position": 1}
        )
        values = {
            "<int:pk>": company.transformatieplan.pk,
            "<slug:source>": state,
            "<slug:code>": "urgentie",
            "<int:partij_pk>": company.hit.pk,
            "<str:kind>": "mijlpaal",
            "<int:row_pk>": mijlpaal.pk,
            "<str:verklaring>": "noodzakelijk",
        }
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
