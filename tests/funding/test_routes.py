"""Every route about money with the right that it needs.

As `tests/test_routes.py`, with the people of `money`: whoever is not named gets 404, 403, or the sign-in page.
"""

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone

from funding.boeken.obliging import oblige
from funding.boeken.opdrachten import enter_payment
from funding.grootboek.granting import grant
from funding.inlezen.importing import hand_in_file
from funding.models import Beschikkingsoort, Deel
from funding.verdelen import proposing
from tests.factories import GeldstukFactory
from tests.funding.sisa.accounts import account_for_routes, indicator_for_routes, settled_for_routes
from tests.funding.spuk.applied import application_for_routes
from tests.funding.transformatie.carried_out import plan_for_routes
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
    "geld/budgetten/<int:pk>/geschiedenis/": Right(MEMBERS),
    # saldo, verdelen, machtigingen
    "geld/budgetten/<int:pk>/saldo.csv": Right(MEMBERS),
    "geld/budgetten/<int:pk>/saldo.xlsx": Right(MEMBERS),
    "geld/budgetten/<int:pk>/voorstellen/": Right(MEMBERS),
    "geld/budgetten/<int:pk>/voorstellen/nieuw/": Right(KASSIERS),
    "geld/budgetten/<int:pk>/voorstellen/<int:voorstel_pk>/": Right(MEMBERS),
    "geld/budgetten/<int:pk>/voorstellen/<int:voorstel_pk>/regels/nieuw/<slug:part>/": Right(KASSIERS),
    "geld/budgetten/<int:pk>/voorstellen/<int:voorstel_pk>/regels/<int:row_pk>/": Right(KASSIERS),
    "geld/budgetten/<int:pk>/voorstellen/<int:voorstel_pk>/regels/<int:row_pk>/weg/": Right(KASSIERS, "post"),
    "geld/budgetten/<int:pk>/voorstellen/<int:voorstel_pk>/voorleggen/": Right(KASSIERS),
    "geld/budgetten/<int:pk>/voorstellen/<int:voorstel_pk>/gemeenten/<int:municipality_pk>/": Right(MEMBERS),
    "geld/budgetten/<int:pk>/voorstellen/<int:voorstel_pk>/verwerken/": Right(KASSIERS, "post"),
    "geld/budgetten/<int:pk>/voorstellen/<int:voorstel_pk>/intrekken/": Right(KASSIERS),
    "geld/budgetten/<int:pk>/machtigingen/": Right(MEMBERS),
    "geld/budgetten/<int:pk>/machtigingen/gemeenten/<int:municipality_pk>/": Right({"bestuurder"}),
    "geld/budgetten/<int:pk>/machtigingen/<int:machtiging_pk>/einde/": Right({"bestuurder"}),
    "geld/budgetten/<int:pk>/machtigingen/<int:machtiging_pk>/besluit/": Right(MEMBERS),
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
_BUDGET = "geld/budgetten/<int:pk>/"
_OBLIGATION = f"{_BUDGET}verplichtingen/<int:verplichting_pk>/"
#: What is entered on the regional activity, and what is approved.
ROUTES |= {
    f"{_BUDGET}stukken/<int:stuk_pk>/": Right(MEMBERS),
    f"{_BUDGET}verplichtingen/": Right(MEMBERS),
    f"{_BUDGET}verplichtingen/nieuw/": Right(KASSIERS | {"ambtenaar", "tweede_ambtenaar"}),
    _OBLIGATION: Right(MEMBERS),
    f"{_OBLIGATION}wijzigen/": Right(KASSIERS),
    f"{_OBLIGATION}besteding/": Right(KASSIERS),
    f"{_OBLIGATION}betaling/": Right(KASSIERS),
    f"{_BUDGET}boekingen/": Right(MEMBERS),
    f"{_BUDGET}boekingen/csv/": Right(MEMBERS),
    f"{_BUDGET}boekingen/xlsx/": Right(MEMBERS),
    f"{_BUDGET}boekingen/besteding/": Right(KASSIERS | {"ambtenaar", "tweede_ambtenaar"}),
    f"{_BUDGET}boekingen/<int:boeking_pk>/correctie/": Right(KASSIERS),
    f"{_BUDGET}boekstukken/<int:boekstuk_pk>/": Right(MEMBERS),
    f"{_BUDGET}opdrachten/": Right(MEMBERS),
    f"{_BUDGET}opdrachten/terugbetaling/": Right(KASSIERS),
    f"{_BUDGET}opdrachten/doorschuiving/": Right(KASSIERS),
    f"{_BUDGET}opdrachten/<int:opdracht_pk>/": Right(MEMBERS),
    f"{_BUDGET}opdrachten/<int:opdracht_pk>/goedkeuren/": Right(KASSIERS | {"bestuurder_nissewaard"}, "post"),
    f"{_BUDGET}opdrachten/<int:opdracht_pk>/weigeren/": Right(KASSIERS | {"bestuurder_nissewaard"}),
    f"{_BUDGET}inlezen/": Right(MEMBERS),
    f"{_BUDGET}inlezen/sjabloon/": Right(MEMBERS),
    f"{_BUDGET}inlezen/<int:inlezing_pk>/": Right(KASSIERS | {"bestuurder_nissewaard"}),
    f"{_BUDGET}inlezen/<int:inlezing_pk>/stand/": Right(KASSIERS | {"bestuurder_nissewaard"}),
    f"{_BUDGET}inlezen/<int:inlezing_pk>/bestand/": Right(KASSIERS | {"bestuurder_nissewaard"}),
    f"{_BUDGET}inlezen/<int:inlezing_pk>/boeken/": Right(KASSIERS | {"bestuurder_nissewaard"}, "post"),
    f"{_BUDGET}inlezen/<int:inlezing_pk>/wegleggen/": Right(KASSIERS | {"bestuurder_nissewaard"}, "post"),
    f"{_BUDGET}inlezen/<int:inlezing_pk>/opnieuw/": Right(KASSIERS | {"bestuurder_nissewaard"}, "post"),
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
#: The brede SPUK of Ridderkerk, and the rode draad of the money of ZHE-BAR, whose plan is still written: once the region
#: follows it, all of the region read there what it asks.
ROUTES |= {
    f"{_BUDGET}draad/": Right(MEMBERS),
    f"{_BUDGET}regels/<int:regel_pk>/opgave/": Right(KASSIERS),
    "geld/draad/<slug:slug>/": Right(MEMBERS),
    "geld/plannen/<int:pk>/": Right(
        NISSEWAARD | RIDDERKERK | {"beoordelaar_1", "beoordelaar_2", "zorgaanbieder"}, of="regioplan"
    ),
}


#: The onderdelen of a municipality are on the pages of its own budget.
ROUTES |= {
    "geld/budgetten/<int:pk>/onderdelen/": Right(RIDDERKERK, of="brede"),
    "geld/budgetten/<int:pk>/onderdelen/<int:year>/begroting/": Right({"ambtenaar", "tweede_ambtenaar"}, of="brede"),
}
_PLAN = "geld/transformatieplannen/<int:pk>/"
#: The money of a transformatieplan of Ridderkerk alone, which nobody begins to keep for it.
ROUTES |= {
    _PLAN: Right(RIDDERKERK, of="plan"),
    f"{_PLAN}csv/": Right(RIDDERKERK, of="plan"),
    f"{_PLAN}xlsx/": Right(RIDDERKERK, of="plan"),
    f"{_PLAN}beginnen/": Right({"ambtenaar", "tweede_ambtenaar"}, "post", of="plan"),
}
_SPUK = f"{_PLAN}spuk/<int:aanvraag_pk>/"
_ENTERING = {"ambtenaar", "tweede_ambtenaar"}
#: The application of Ridderkerk for the SPUK; only municipalities of the plan read it.
ROUTES |= {
    f"{_PLAN}spuk/": Right(RIDDERKERK, of="plan"),
    f"{_PLAN}spuk/beginnen/": Right(_ENTERING, "post", of="application"),
    _SPUK: Right(RIDDERKERK, of="application"),
    f"{_SPUK}geschiedenis/": Right(RIDDERKERK, of="application"),
    f"{_SPUK}overeenkomst/": Right(_ENTERING, of="application"),
    f"{_SPUK}overeenkomst/stuk/": Right(RIDDERKERK, of="application"),
    f"{_SPUK}gemeenten/nieuw/": Right(_ENTERING, of="application"),
    f"{_SPUK}gemeenten/<int:deelnemer_pk>/weg/": Right(_ENTERING, "post", of="application"),
    f"{_SPUK}gemeenten/<int:deelnemer_pk>/bewijs/": Right(_ENTERING, of="application"),
    f"{_SPUK}gemeenten/<int:deelnemer_pk>/bewijs/stuk/": Right(RIDDERKERK, of="application"),
    f"{_SPUK}regels/nieuw/<int:bedrag_pk>/": Right(_ENTERING, of="application"),
    f"{_SPUK}regels/<int:regel_pk>/": Right(_ENTERING, of="application"),
    f"{_SPUK}regels/<int:regel_pk>/weg/": Right(_ENTERING, "post", of="application"),
    f"{_SPUK}indienen/": Right(_ENTERING, of="application"),
    f"{_SPUK}weg/": Right(_ENTERING, "post", of="application"),
    f"{_SPUK}bestand/": Right(_ENTERING, "post", of="application"),
    f"{_SPUK}bestand/stand/": Right(RIDDERKERK, of="application"),
    f"{_SPUK}bestand/<int:bestand_pk>/zip/": Right(RIDDERKERK, of="application"),
    f"{_SPUK}bestand/begroting/xlsx/": Right(RIDDERKERK, of="application"),
}
#: What a route is about and the fixture does not have yet.
MADE = {
    "account": account_for_routes,
    "settled": settled_for_routes,
    "plan": plan_for_routes,
    "regioplan": lambda money: money.plan,
}


def test_every_route_has_an_entry():
    assert {route for route in routes_of(get_resolver()) if route.startswith(PREFIX)} == {*ROUTES}


@pytest.fixture
def entered(divided):
    """Answer, by the gaps of routes, what was entered on the budget: an obligation, a payment that waits, a file."""
    by = divided.kassier
    told = {"number": "V-1", "title": "Steunpunt", "counterparty": "Stichting Thuis", "on": date(2026, 2, 1)}
    verplichting = oblige(divided.activity, by=by, amounts={2026: 1_000}, **told)
    opdracht = enter_payment(verplichting, by=by, year=2026, cents=100, on=date(2026, 2, 1), text="Factuur")
    inlezing = hand_in_file(divided.budget, by=by, content=b"x", file_name="x.csv")
    boeking = verplichting.boekingen.get()
    return {
        "<int:stuk_pk>": divided.budget.stukken.first().pk,
        "<int:verplichting_pk>": verplichting.pk,
        "<int:boeking_pk>": boeking.pk,
        "<int:boekstuk_pk>": boeking.boekstuk_id,
        "<int:opdracht_pk>": opdracht.pk,
        "<int:inlezing_pk>": inlezing.pk,
    }


@pytest.fixture
def proposed(divided):
    """Answer what fills the gaps of the routes about dividing: a proposal that was put, and the mandate of Ridderkerk."""
    kassier = divided.kassier
    voorstel = proposing.propose(divided.budget, by=kassier, year=2026)
    row = proposing.set_row(voorstel, by=kassier, title="Steunpunten", part=Deel.REGIONAAL, cents=5_000)
    proposing.put(voorstel, by=kassier, due_on=timezone.localdate() + timedelta(weeks=4))
    return {
        "<int:voorstel_pk>": voorstel.pk,
        "<slug:part>": Deel.LOKAAL,
        "<int:row_pk>": row.pk,
        "<int:municipality_pk>": divided.ridderkerk.pk,
        "<int:machtiging_pk>": divided.budget.machtigingen.get().pk,
    }


@pytest.fixture
def decision(divided):
    """A decision on the money of the region, with its paper."""
    return grant(
        divided.budget,
        by=divided.kassier,
        kind=Beschikkingsoort.WIJZIGING,
        year=2026,
        cents=100_00,
        on=date(2026, 3, 1),
        number="W1",
        source="",
        stuk=GeldstukFactory(budget=divided.budget, by=divided.kassier),
    )


@pytest.fixture
def address(divided, entered, proposed, decision):
    """Answer a function that fills the gaps of a route."""

    def address(route, right):
        applied = application_for_routes(divided) if right.of == "application" else {}
        of = MADE[right.of](divided) if right.of in MADE else getattr(divided, right.of, None)
        values = {
            "<int:pk>": of and of.pk,
            "<int:indicator_pk>": indicator_for_routes(),
            "<slug:code>": "spuk-iza",
            "<slug:slug>": divided.region.slug if "draad" in route else divided.mandaatregio.slug,
            "<slug:cbs_code>": divided.ridderkerk.cbs_code,
            "<int:beschikking_pk>": decision.pk,
            "<int:year>": 2026,
            "<int:regel_pk>": divided.activity.pk,
            **entered,
            **proposed,
            **applied,
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
            answer = getattr(client, right.method)(path, right.data)
            b"".join(answer)  # A file is let go of once it was read.
            transaction.set_rollback(True)
        assert answer.status_code < 500, name
        refused = answer.status_code in {401, 403, 404} or answer.headers.get("Location", "").startswith(
            "/accounts/login/"
        )
        if not refused:
            may.add(name)
    assert may == right.who


#: How the addresses end of files about money that not everybody may have.
FILES = ("/stuk/", "/zip/", "/besluit/", "/bestand/", "/csv/", "/xlsx/", "/pdf/", ".csv", ".xlsx", "/<int:stuk_pk>/")


FILE_ROUTES = [
    route
    for route, right in ROUTES.items()
    if right.method == "get" and route.endswith(FILES) and "/bedragen/" not in route
]


@pytest.mark.parametrize("route", FILE_ROUTES)
def test_a_file_about_money_is_kept_by_no_browser_or_proxy(divided, address, sign_in, route):
    path = address(route, ROUTES[route])
    reader = min(ROUTES[route].who - {"nobody"})
    answer = sign_in(divided.people[reader]).get(path)
    b"".join(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
