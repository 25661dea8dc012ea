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
from tests.factories import IndieningFactory, SamenvattingFactory, TransformatiemijlpaalFactory, VraagFactory
from tests.plans.transformatie.beoordeling.rows import judged
from tests.plans.transformatie.judged import decided
from tests.plans.transformatie.money import awarded
from tests.plans.transformatie.uitvoering.rows import rows_of_execution
from tests.routes import routes_of

PREFIX = "transformatieplannen/"
PARTIES = {"ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene"}
WRITERS = {"ambtenaar", "zorgaanbieder"}
LEAD = {"ambtenaar", "bestuurder"}
LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}
#: Those of the first market leader, who asked the question that is tried.
LEADERS_OF_ONE = {"beoordelaar_1", "beoordelaar_1b"}
COORDINATOR = {"beoordelaar_1", "beoordelaar_1b"}
#: Who can begin a plan.
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
OTHER_INSURER = {"andere_verzekeraar"}
NATIONAL = {"toekenner", "loketbeheerder", "landelijk"}
ELSEWHERE = {
    "ambtenaar_2", "regiocoordinator", "kassier", "andere_ambtenaar", "andere_regiocoordinator", "buitenstaander",
    "portaalbeheerder",
}  # fmt: skip
READERS = PARTIES | LEADERS | OTHER_INSURER
EVERYBODY = READERS | NATIONAL | ELSEWHERE | {"nobody"}
POT = {"toekenner", "loketbeheerder"}


class Right(NamedTuple):
    """Who may, by which method it is tried, and in which state of the plan."""

    who: set[str]
    method: str = "get"
    state: str = Planstand.CONCEPT


ROUTES: dict[str, Right] = {
    # starting and writing
    "transformatieplannen/beginnen/": Right(APPLICANTS),
    "transformatieplannen/van-mij/": Right(EVERYBODY - {"nobody"}),
    "transformatieplannen/<int:pk>/": Right(PARTIES),
    "transformatieplannen/<int:pk>/intrekken/<slug:source>/": Right(LEAD),
    "transformatieplannen/<int:pk>/gegevens/": Right(WRITERS),
    "transformatieplannen/<int:pk>/verzekeraars/": Right(WRITERS),
    "transformatieplannen/<int:pk>/nummer/": Right(COORDINATOR, state=Planstand.SNELLE_TOETS),
    "transformatieplannen/<int:pk>/tekst/": Right(PARTIES),
    "transformatieplannen/<int:pk>/schrijven/<slug:onderdeel>/": Right(PARTIES | LEADERS, state=Planstand.UITWERKEN),
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
    "transformatieplannen/<int:pk>/indienen/": Right(PARTIES),
    "transformatieplannen/<int:pk>/terugnemen/": Right(LEAD, state=Planstand.SNELLE_TOETS),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/": Right(
        PARTIES | LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/vragen/": Right(PARTIES | LEADERS, state=Planstand.SNELLE_TOETS),
    "transformatieplannen/<int:pk>/vragen/nieuw/": Right(LEADERS, state=Planstand.SNELLE_TOETS),
    "transformatieplannen/<int:pk>/vragen/<int:vraag_pk>/": Right(
        PARTIES | LEADERS_OF_ONE, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/vragen/<int:vraag_pk>/intrekken/": Right(
        LEADERS_OF_ONE, "post", state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/verloop/": Right(PARTIES),
    "transformatieplannen/<int:pk>/geschiedenis/": Right(PARTIES),
    # judging
    "transformatieplannen/werkbank/": Right(LEADERS | OTHER_INSURER),
    "transformatieplannen/werkbank/verdelen/": Right(LEADERS | OTHER_INSURER, "post"),
    "transformatieplannen/werkbank/weergaven/": Right(LEADERS | OTHER_INSURER),
    "transformatieplannen/werkbank/weergaven/<int:weergave_pk>/": Right({"beoordelaar_1"}),
    "transformatieplannen/werkbank/weergaven/<int:weergave_pk>/weg/": Right({"beoordelaar_1"}, "post"),
    "transformatieplannen/<int:pk>/beoordeling/": Right(LEADERS, state=Planstand.SNELLE_TOETS),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/criteria/<int:criterion_pk>/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/advies/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/ondertekenen/": Right(
        LEADERS, "post", Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/terugsturen/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/toewijzen/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/terugtrekken/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/notities/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/notities/<int:notitie_pk>/weg/": Right(
        {"beoordelaar_1"}, "post", Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/beoordelen/geschiedenis/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
    "transformatieplannen/<int:pk>/indieningen/<int:indiening_pk>/oordelen/": Right(
        LEADERS, state=Planstand.SNELLE_TOETS
    ),
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
    "transformatieplannen/<int:pk>/uitvoering/": Right(READERS, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/uitvoering/mijlpalen/<int:mijlpaal_pk>/bewijs/": Right(
        WRITERS, state=Planstand.UITVOERING
    ),
    "transformatieplannen/<int:pk>/uitvoering/mijlpalen/<int:mijlpaal_pk>/wijzigen/": Right(
        WRITERS, state=Planstand.UITVOERING
    ),
    "transformatieplannen/<int:pk>/uitvoering/bewijzen/<int:bewijs_pk>/": Right(
        COORDINATOR, state=Planstand.UITVOERING
    ),
    "transformatieplannen/<int:pk>/uitvoering/wijzigingen/<int:wijziging_pk>/": Right(
        COORDINATOR, state=Planstand.UITVOERING
    ),
    "transformatieplannen/<int:pk>/uitvoering/bedragen/<int:bedrag_pk>/": Right(
        COORDINATOR, state=Planstand.UITVOERING
    ),
    "transformatieplannen/<int:pk>/uitvoering/afronden/": Right(COORDINATOR, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/uitvoering/stoppen/": Right(COORDINATOR, state=Planstand.UITVOERING),
    "transformatieplannen/<int:pk>/stukken/<int:stuk_pk>/": Right(READERS, state=Planstand.AFGEROND),
    "transformatieplannen/<int:pk>/dossier/": Right(PARTIES, "post"),
    "transformatieplannen/<int:pk>/monitoring/": Right(PARTIES | LEADERS, state=Planstand.AFGEROND),
    "transformatieplannen/<int:pk>/monitoring/<str:quarter>/": Right(LEAD, state=Planstand.UITVOERING),
    "transformatieplannen/monitoring/": Right(LEADERS | OTHER_INSURER | POT),
    "transformatieplannen/monitoring/csv/": Right(LEADERS | OTHER_INSURER | POT),
    "transformatieplannen/monitoring/xlsx/": Right(LEADERS | OTHER_INSURER | POT),
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
}


def test_every_route_has_an_entry():
    assert {route for route in routes_of(get_resolver()) if route.startswith(PREFIX)} == {*ROUTES}


@pytest.fixture
def address(company, put_in_state):
    """Answer a function that fills the gaps of a route, with a plan in the state that it is tried in."""

    def address(route, state):
        now, plan = timezone.now(), company.transformatieplan
        # What hangs below a plan is made while it is written.
        values = {
            "<int:pk>": plan.pk,
            "<slug:source>": state,
            "<slug:code>": company.kader.code,
            "<slug:onderdeel>": "urgentie",
            "<int:number>": 1,
            "<int:partij_pk>": company.hit.pk,
            "<str:kind>": "mijlpaal",
            "<int:row_pk>": TransformatiemijlpaalFactory(plan=plan).pk,
            "<str:verklaring>": "noodzakelijk",
            **rows_of_execution(company),
        }
        Transformatieonderdeel.objects.get_or_create(
            plan=plan, code="urgentie", defaults={"step": Stap.SNELLE_TOETS, "position": 1}
        )
        put_in_state(
            plan,
            state,
            first_submitted_at=None if state == Planstand.CONCEPT else now,
            shared_at=now if state not in {*WRITABLE, Planstand.SNELLE_TOETS, Planstand.BEOORDELING} else None,
            approved_at=now if state in APPROVED else None,
        )
        if "<int:toekenning_pk>" in route:
            values["<int:toekenning_pk>"] = awarded(plan, by=company.toekenner).pk
        values |= decided(company, route) | judged(company, route)
        asked = "<int:vraag_pk>" in route or "/vragen/" in route or "terugnemen" in route
        if asked or ("indiening" in route and "<int:indiening_pk>" not in values):
            indiening = IndieningFactory(plan=plan)
            values["<int:indiening_pk>"] = indiening.pk
            values["<int:vraag_pk>"] = VraagFactory(indiening=indiening, by=company.beoordelaar_1).pk
        if "/samenvatting/" in route or "/openbaar/" in route:
            SamenvattingFactory(plan=plan, is_public=True)
            if not route.endswith("begin/"):
                SamenvattingFactory(plan=plan)
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
