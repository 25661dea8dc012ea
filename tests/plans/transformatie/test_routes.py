"""Every route of transformatieplannen with the right that it needs, and the state of the plan in which it is tried.

As `tests/test_routes.py`, with the company: whoever is not named gets 404, 403, or the sign-in page.
"""

from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone

from plans.transformatie.workflow import APPROVED, WRITABLE, Planstand
from tests.factories import SamenvattingFactory
from tests.plans.transformatie.money import awarded
from tests.routes import routes_of

PREFIX = "transformatieplannen/"
PARTIES = {"ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene"}
WRITERS = {"ambtenaar", "zorgaanbieder"}
LEAD = {"ambtenaar", "bestuurder"}
LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}
COORDINATOR = {"beoordelaar_1", "beoordelaar_1b"}
OTHER_INSURER = {"andere_verzekeraar"}
READERS = PARTIES | LEADERS | OTHER_INSURER
NATIONAL = {"toekenner", "loketbeheerder", "landelijk"}
ELSEWHERE = {
    "ambtenaar_2", "regiocoordinator", "kassier", "andere_ambtenaar", "andere_regiocoordinator", "buitenstaander",
    "portaalbeheerder",
}  # fmt: skip
EVERYBODY = PARTIES | LEADERS | OTHER_INSURER | NATIONAL | ELSEWHERE | {"nobody"}


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
    # carrying out
    # the desk, the queue and the pot
    "transformatieplannen/loket/": Right(EVERYBODY),
    "transformatieplannen/loket/wijzigen/": Right({"loketbeheerder"}),
    "transformatieplannen/wachtrij/": Right(EVERYBODY),
    "transformatieplannen/wachtrij/<int:pk>/toekennen/": Right({"toekenner"}, state=Planstand.WACHTRIJ),
    "transformatieplannen/pot/": Right(EVERYBODY),
    "transformatieplannen/pot/vastleggen/": Right({"toekenner"}),
    "transformatieplannen/pot/toekenningen/<int:toekenning_pk>/": Right(EVERYBODY),
    "transformatieplannen/kaders/": Right(EVERYBODY),
    "transformatieplannen/kaders/<slug:code>/": Right(EVERYBODY),
    # public
    "transformatieplannen/": Right(EVERYBODY),
    "transformatieplannen/lijst.csv": Right(EVERYBODY),
    "transformatieplannen/lijst.xlsx": Right(EVERYBODY),
    "transformatieplannen/cijfers/": Right(EVERYBODY),
    "transformatieplannen/cijfers.csv": Right(EVERYBODY),
    "transformatieplannen/cijfers.xlsx": Right(EVERYBODY),
    # The first of its summaries came out, the second is worked on (`address`).
    "transformatieplannen/<int:pk>/openbaar/": Right(EVERYBODY, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/vergelijkbaar/": Right(PARTIES),
    "transformatieplannen/<int:pk>/samenvatting/": Right(READERS, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/samenvatting/begin/": Right(WRITERS | COORDINATOR, "post", Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/samenvatting/bewerken/": Right(WRITERS | COORDINATOR, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/samenvatting/controle/": Right(WRITERS | COORDINATOR, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/samenvatting/openbaar-maken/": Right(COORDINATOR, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/samenvatting/<int:number>/intrekken/": Right(
        COORDINATOR, state=Planstand.UITVOERING
    ),
    "transformatieplannen/<int:pk>/spuk/": Right(PARTIES, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/spuk/begroting.xlsx": Right(PARTIES, state=Planstand.UITVOERING),
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
        plan = company.transformatieplan
        if "/samenvatting/" in route or "/openbaar/" in route:
            SamenvattingFactory(plan=plan, is_public=True)
            if not route.endswith("begin/"):
                SamenvattingFactory(plan=plan)
        values = {"<int:pk>": plan.pk, "<int:number>": 1, "<slug:code>": company.kader.code}
        if "<int:toekenning_pk>" in route:
            values["<int:toekenning_pk>"] = awarded(plan, by=company.toekenner).pk
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
