"""Every route of the portal with the right that it needs. A new route without an entry here fails.

Who may is tried with the whole cast and nobody: whoever is not named gets 404, 403, 401, or the sign-in page.
"""

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from iza_portal.accounts.models import Invitation
from iza_portal.dossiers.making import request_dossier
from iza_portal.notices.models import Notice
from iza_portal.writing.history.versions import keep_version
from iza_portal.writing.models import Thread, ThreadKind
from iza_portal.writing.together.exchange import document_for
from regions.figures.importing import hand_in_file
from regions.models import Cycle, ThemeIndicator
from regions.regiobeelden.involvement import say_involved
from regions.work import Part
from tests.factories import (
    ConsultatieFactory,
    DoelFactory,
    FigureBatchFactory,
    IndicatorFactory,
    OpgaveFactory,
    PictureFactory,
    PointFactory,
    ReactieFactory,
    RegiobeeldFactory,
    ThemeFactory,
)
from tests.routes import routes_of

NOBODY = "nobody"
INSIDE = {
    "ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier", "bestuurder", "beheerder",
    "beoordelaar_1", "beoordelaar_2", "zorgaanbieder",
}  # fmt: skip
OUTSIDE = {
    "andere_verzekeraar", "andere_ambtenaar", "andere_regiocoordinator", "landelijk", "buitenstaander", "portaalbeheerder",
}  # fmt: skip
SIGNED_IN = INSIDE | OUTSIDE
EVERYBODY = SIGNED_IN | {NOBODY}
WRITERS = {"ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier"}
COORDINATOR = {"regiocoordinator"}
INITIATORS = {"beoordelaar_1", "beoordelaar_2"}
BEELD_WRITERS = {"ambtenaar", "ambtenaar_2"} | COORDINATOR | INITIATORS
# Who speaks for Ridderkerk, which a cycle asks.
ASKED = {"ambtenaar", "bestuurder"}
ADMIN = {"portaalbeheerder"}
# The cast's «beheerder» runs the organisation of Ridderkerk.
LETTER_WRITERS = {"ambtenaar", "ambtenaar_2", "bestuurder", "beheerder", "kassier"} | COORDINATOR
RIDDERKERK = {"ambtenaar", "bestuurder", "beheerder"}


class Right(NamedTuple):
    """Who may, and by which method it is tried."""

    who: set[str]
    method: str = "get"


ROUTES = {
    "": Right(EVERYBODY),
    "healthz": Right(EVERYBODY),
    "readyz": Right(EVERYBODY),
    "toegankelijkheid/": Right(EVERYBODY),
    ".well-known/security.txt": Right(EVERYBODY),
    # regions
    "regios/": Right(EVERYBODY),
    "regios/<slug:slug>/": Right(EVERYBODY),
    "regios/<slug:slug>/geschiedenis/": Right(INSIDE | ADMIN),
    "regios/<slug:slug>/deelnemers/": Right(COORDINATOR | ADMIN),
    "regios/<slug:slug>/deelnemers/<int:pk>/beeindigen/": Right(COORDINATOR),
    "regios/<slug:slug>/cijfers/": Right(EVERYBODY),
    "regios/<slug:slug>/cijfers/csv/": Right(EVERYBODY),
    "regios/<slug:slug>/cijfers/xlsx/": Right(EVERYBODY),
    "regios/<slug:slug>/cijfers/<slug:theme>/": Right(EVERYBODY),
    "regios/<slug:slug>/cijfers/<slug:theme>/csv/": Right(EVERYBODY),
    "regios/<slug:slug>/cijfers/<slug:theme>/xlsx/": Right(EVERYBODY),
    "cijfers/": Right(EVERYBODY),
    "cijfers/<indicator:code>/": Right(EVERYBODY),
    "cijfers/<indicator:code>/csv/": Right(EVERYBODY),
    "cijfers/<indicator:code>/xlsx/": Right(EVERYBODY),
    "gemeenten/": Right(EVERYBODY),
    "gemeenten/<slug:cbs_code>/": Right(EVERYBODY),
    "gegevens/": Right(EVERYBODY),
    "gegevens/<slug:slug>/": Right(EVERYBODY),
    # figures
    "cijfers/inlezen/": Right(SIGNED_IN),
    "cijfers/inlezen/<int:pk>/": Right(INSIDE | ADMIN),
    "cijfers/inlezen/<int:pk>/stand/": Right(INSIDE | ADMIN),
    "cijfers/inlezen/<int:pk>/geweigerd/": Right(INSIDE | ADMIN),
    "cijfers/inlezen/<int:pk>/kolommen/": Right({"ambtenaar"} | ADMIN),
    "cijfers/inlezen/<int:pk>/tabel/": Right({"ambtenaar"} | ADMIN, "post"),
    "cijfers/inlezen/<int:pk>/verwerken/": Right({"ambtenaar"} | ADMIN, "post"),
    "cijfers/inlezen/<int:pk>/weggooien/": Right({"ambtenaar"} | ADMIN, "post"),
    "cijfers/inlezen/<int:pk>/opnieuw/": Right({"ambtenaar"} | ADMIN, "post"),
    "cijfers/inlezen/<int:pk>/intrekken/": Right({"ambtenaar"} | COORDINATOR | ADMIN),
    # raadsbrief
    "plannen/<int:pk>/brief-aan-de-raad/": Right(LETTER_WRITERS),
    "plannen/<int:pk>/toets/ernaast/": Right(INSIDE),
    # regiobeelden
    "regios/<slug:slug>/regiobeeld-beginnen/": Right(COORDINATOR | INITIATORS),
    "regiobeelden/": Right(EVERYBODY),
    "regiobeelden/<int:pk>/": Right(INSIDE),
    "regiobeelden/<int:pk>/geschiedenis/": Right(INSIDE),
    "regiobeelden/<int:pk>/wat-veranderde/": Right(INSIDE),
    "regiobeelden/<int:pk>/status/<slug:source>/<slug:target>/": Right(INITIATORS),
    "regiobeelden/<int:pk>/herijken/": Right(COORDINATOR | INITIATORS),
    "regiobeelden/<int:pk>/gegevens/": Right(COORDINATOR),
    "regiobeelden/<int:pk>/procesvoorstel/": Right(INITIATORS),
    "regiobeelden/<int:pk>/indelen/": Right(COORDINATOR),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/": Right(INSIDE),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/bewerken/": Right(INSIDE),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/gegevens/": Right(COORDINATOR),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/verplaatsen/": Right(COORDINATOR, "post"),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/verwijderen/": Right(COORDINATOR, "post"),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/terugzetten/": Right(COORDINATOR, "post"),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/cijfers/<int:indicator_pk>/verplaatsen/": Right(COORDINATOR, "post"),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/klaar/": Right(BEELD_WRITERS, "post"),
    "regiobeelden/<int:pk>/themas/<int:theme_pk>/nieuw/<slug:kind>/": Right(BEELD_WRITERS),
    "regiobeelden/<int:pk>/punten/<int:point_pk>/": Right(BEELD_WRITERS),
    "regiobeelden/<int:pk>/punten/<int:point_pk>/verplaatsen/": Right(BEELD_WRITERS, "post"),
    "regiobeelden/<int:pk>/punten/<int:point_pk>/verwijderen/": Right(BEELD_WRITERS, "post"),
    "regiobeelden/<int:pk>/cycli/openen/": Right(COORDINATOR),
    "regiobeelden/<int:pk>/cycli/<int:number>/": Right(INSIDE),
    "regiobeelden/<int:pk>/cycli/<int:number>/reageren/": Right(ASKED),
    "regiobeelden/<int:pk>/cycli/<int:number>/reacties/": Right(BEELD_WRITERS),
    "regiobeelden/<int:pk>/cycli/<int:number>/wijzigen/": Right(COORDINATOR),
    "regiobeelden/<int:pk>/cycli/<int:number>/afsluiten/": Right(COORDINATOR),
    "regiobeelden/<int:pk>/betrokkenen/": Right(INSIDE),
    "regiobeelden/<int:pk>/betrokkenen/wel/": Right(COORDINATOR, "post"),
    "regiobeelden/<int:pk>/betrokkenen/niet/": Right(COORDINATOR, "post"),
    "regiobeelden/<int:pk>/betrokkenen/<int:row_pk>/weghalen/": Right(COORDINATOR, "post"),
    "regiobeelden/<int:pk>/toets/": Right(INSIDE),
    # plans
    "mijn-werk/": Right(SIGNED_IN),
    "regios/<slug:slug>/regioplan-beginnen/": Right(COORDINATOR),
    "regios/<slug:slug>/werkagenda-beginnen/": Right(COORDINATOR),
    "plannen/": Right(EVERYBODY),
    "plannen/besloten/": Right(ADMIN),
    "plannen/<int:pk>/": Right(INSIDE),
    "plannen/<int:pk>/geschiedenis/": Right(INSIDE),
    "plannen/<int:pk>/inzage/": Right(ADMIN),
    "plannen/<int:pk>/status/<slug:source>/<slug:target>/": Right(COORDINATOR),
    "plannen/<int:pk>/gegevens/": Right(COORDINATOR),
    "plannen/<int:pk>/indelen/": Right(COORDINATOR),
    "plannen/<int:pk>/onderdelen/<int:section_pk>/": Right(COORDINATOR),
    "plannen/<int:pk>/onderdelen/<int:section_pk>/bewerken/": Right(INSIDE),
    "plannen/<int:pk>/onderdelen/<int:section_pk>/klaar/": Right(WRITERS, "post"),
    "plannen/<int:pk>/onderdelen/<int:section_pk>/verplaatsen/": Right(COORDINATOR, "post"),
    "plannen/<int:pk>/onderdelen/<int:section_pk>/verwijderen/": Right(COORDINATOR, "post"),
    "plannen/<int:pk>/onderdelen/<int:section_pk>/terugzetten/": Right(COORDINATOR, "post"),
    # opgaven
    "plannen/<int:pk>/opgaven/": Right(INSIDE),
    "plannen/<int:pk>/rode-draad/": Right(INSIDE),
    "plannen/<int:pk>/opgaven/nieuw/": Right(WRITERS),
    "plannen/<int:pk>/transformatieplan-noemen/": Right(WRITERS),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/": Right(INSIDE),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/wijzigen/": Right(WRITERS),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/verplaatsen/": Right(WRITERS, "post"),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/weghalen/": Right(WRITERS, "post"),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/terugzetten/": Right(WRITERS, "post"),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/doel-toetsen/": Right(WRITERS, "post"),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/<slug:kind>/nieuw/": Right(WRITERS),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/<slug:kind>/<int:row_pk>/": Right(WRITERS),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/<slug:kind>/<int:row_pk>/verplaatsen/": Right(WRITERS, "post"),
    "plannen/<int:pk>/opgaven/<int:opgave_pk>/<slug:kind>/<int:row_pk>/weghalen/": Right(WRITERS, "post"),
    # vaststelling
    "plannen/wie-mag-wat/": Right(EVERYBODY),
    "plannen/feed/": Right(EVERYBODY),
    "regios/<slug:slug>/feed/": Right(EVERYBODY),
    "plannen/<int:pk>/vaststelling/": Right(INSIDE),
    "plannen/<int:pk>/versies/": Right(INSIDE),
    "plannen/<int:pk>/toets/": Right(INSIDE),
    "plannen/<int:pk>/voortgang/": Right(INSIDE),
    # consultation
    "plannen/<int:pk>/consultaties/": Right(INSIDE),
    "plannen/<int:pk>/consultaties/<int:number>/": Right(INSIDE),
    "plannen/<int:pk>/consultaties/<int:number>/leesversie/": Right(INSIDE),
    "plannen/<int:pk>/consultaties/<int:number>/wijzigen/": Right(COORDINATOR),
    "plannen/<int:pk>/consultaties/<int:number>/stoppen/": Right(COORDINATOR, "post"),
    "plannen/<int:pk>/consultaties/<int:number>/verantwoorden/": Right(COORDINATOR),
    "plannen/<int:pk>/consultaties/<int:number>/verantwoording/": Right(WRITERS),
    "plannen/<int:pk>/consultaties/<int:number>/verantwoording/csv/": Right(WRITERS),
    "plannen/<int:pk>/consultaties/<int:number>/verantwoording/xlsx/": Right(WRITERS),
    "plannen/<int:pk>/consultaties/<int:number>/klaar/": Right(ASKED, "post"),
    "plannen/<int:pk>/consultaties/<int:number>/reageren/<slug:place>/": Right(ASKED),
    "plannen/<int:pk>/consultaties/<int:number>/reacties/": Right(WRITERS),
    "plannen/<int:pk>/consultaties/<int:number>/reacties/<int:reactie_pk>/": Right(ASKED),
    "plannen/<int:pk>/consultaties/<int:number>/reacties/<int:reactie_pk>/intrekken/": Right(ASKED, "post"),
    # Nobody of Ridderkerk answers what Ridderkerk said.
    "plannen/<int:pk>/consultaties/<int:number>/reacties/<int:reactie_pk>/beantwoorden/": Right(
        WRITERS - {"ambtenaar"}
    ),
    "regios/<slug:slug>/mandaten/": Right(INSIDE | ADMIN),
    # following the work of a plan
    "plannen/<int:pk>/voortgang/doelen/": Right(INSIDE),
    "plannen/<int:pk>/voortgang/doelen/csv/": Right(INSIDE),
    "plannen/<int:pk>/voortgang/doelen/xlsx/": Right(INSIDE),
    "plannen/<int:pk>/voortgang/kwartaal/": Right(INSIDE),
    "regios/<slug:slug>/rapportages/": Right(INSIDE),
    # agenda
    "agenda/": Right(EVERYBODY),
    "agenda/binnenkort/": Right(SIGNED_IN),
    "agenda/abonnement/": Right(SIGNED_IN),
    "agenda/abonnement/keuze/": Right(SIGNED_IN, "post"),
    "agenda/abonnement/intrekken/": Right(SIGNED_IN, "post"),
    "regios/<slug:slug>/binnenkort/": Right(INSIDE),
    "regios/<slug:slug>/datums/": Right(INSIDE),
    # writing together
    "teksten/<int:pk>/begin/": Right(INSIDE),
    "teksten/<int:pk>/wijzigingen/": Right(INSIDE),
    "teksten/<int:pk>/weg/": Right(INSIDE, "post"),
    "teksten/<int:pk>/kantlijn/": Right(INSIDE),
    "teksten/<int:pk>/kantlijn/mensen/": Right(INSIDE),
    "teksten/<int:pk>/kantlijn/beginnen/": Right(INSIDE),
    "teksten/<int:pk>/kantlijn/voorstellen/": Right(INSIDE, "post"),
    "teksten/<int:pk>/kantlijn/<int:thread_pk>/antwoorden/": Right(INSIDE),
    "teksten/<int:pk>/kantlijn/<int:thread_pk>/afsluiten/": Right({"zorgaanbieder"}, "post"),
    "teksten/<int:pk>/kantlijn/<int:thread_pk>/heropenen/": Right(INSIDE, "post"),
    "teksten/<int:pk>/kantlijn/<int:thread_pk>/overnemen/": Right(WRITERS, "post"),
    "teksten/<int:pk>/kantlijn/<int:thread_pk>/afwijzen/": Right(WRITERS),
    "teksten/<int:pk>/geschiedenis/": Right(INSIDE),
    "teksten/<int:pk>/geschiedenis/vergelijken/": Right(INSIDE),
    "teksten/<int:pk>/geschiedenis/bewaren/": Right(WRITERS),
    "teksten/<int:pk>/geschiedenis/<int:moment_pk>/": Right(INSIDE),
    "teksten/<int:pk>/geschiedenis/<int:moment_pk>/terugzetten/": Right(WRITERS),
    "versies/<slug:kind>/<int:pk>/": Right(INSIDE),
    "versies/<slug:kind>/<int:pk>/vergelijken/": Right(INSIDE),
    "versies/<slug:kind>/<int:pk>/bewaren/": Right(WRITERS),
    "versies/<slug:kind>/<int:pk>/<int:version_pk>/": Right(INSIDE),
    "teksten/<int:pk>/afbeeldingen/": Right(WRITERS, "post"),
    "teksten/<int:pk>/cijfers/": Right(WRITERS),
    "teksten/<int:pk>/cijfers/stand/": Right(INSIDE, "post"),
    "teksten/<int:pk>/cijfers/<str:code>/": Right(WRITERS),
    "teksten/<int:pk>/afbeeldingen/<int:picture_pk>/": Right(INSIDE),
    # dossiers
    "plannen/<int:pk>/dossier/": Right(INSIDE, "post"),
    "regiobeelden/<int:pk>/dossier/": Right(INSIDE, "post"),
    "regios/<slug:slug>/dossier/": Right(INSIDE, "post"),
    "dossiers/": Right(EVERYBODY),
    "dossiers/<int:pk>/": Right(INSIDE),
    "dossiers/<int:pk>/stand/": Right(INSIDE),
    "dossiers/<int:pk>/opnieuw/": Right(INSIDE, "post"),
    # notices
    "profiel/berichten/": Right(SIGNED_IN),
    "berichten/": Right(SIGNED_IN),
    "berichten/gelezen/": Right(SIGNED_IN, "post"),
    "berichten/<int:pk>/": Right({"ambtenaar"}),
    # accounts
    "profiel/": Right(SIGNED_IN),
    "organisatie/": Right(SIGNED_IN),
    "organisatie/geschiedenis/": Right(SIGNED_IN),
    "organisaties/<int:pk>/": Right(RIDDERKERK | COORDINATOR | ADMIN),
    "organisaties/<int:pk>/geschiedenis/": Right(RIDDERKERK | ADMIN),
    "organisaties/<int:pk>/uitnodigen/": Right({"beheerder"} | COORDINATOR | ADMIN),
    "functies/<int:pk>/beeindigen/": Right({"beheerder"} | ADMIN),
    "uitnodigingen/<int:pk>/opnieuw/": Right({"beheerder"} | COORDINATOR | ADMIN, "post"),
    "uitnodigingen/<int:pk>/intrekken/": Right({"beheerder"} | COORDINATOR | ADMIN, "post"),
    "beheer/organisaties/": Right(ADMIN),
    "beheer/accounts/<int:pk>/": Right(ADMIN),
}
# Reached by a secret in the address or in the session, by what only exists later, or by a choice that is one's own.
ELSEWHERE = {
    "hoed/": "tests/accounts",
    "uitnodiging/": "tests/accounts",
    "uitnodiging/<str:token>/": "tests/accounts",
    "dossiers/<int:pk>/pdf/": "tests/dossiers",
    "plannen/<int:pk>/vaststelling/<int:besluit_pk>/<slug:target>/": "tests/plans/vaststelling",
    "plannen/<int:pk>/besluiten/<int:besluit_pk>/weghalen/": "tests/plans/vaststelling",
    "plannen/<int:pk>/stukken/<int:paper_pk>/": "tests/plans/vaststelling",
    "regio/<slug:slug>/<slug:kind>/<slug:edition>/": "tests/plans/publicatie",
    "plannen/<int:pk>/volgende-versie/": "tests/plans/publicatie",
    # Only of a plan that is ter consultatie.
    "plannen/<int:pk>/consultaties/openen/": "tests/plans/consultaties",
    # of a werkagenda
    "plannen/<int:pk>/aanpakken/": "tests/plans/werkagenda",
    "plannen/<int:pk>/aanpakken/bijwerken/": "tests/plans/werkagenda",
    "plannen/<int:pk>/aanpakken/<str:code>/weglaten/": "tests/plans/werkagenda",
    "plannen/<int:pk>/aanpakken/<str:code>/opnemen/": "tests/plans/werkagenda",
    "plannen/<int:pk>/inzet/<int:opgave_pk>/<slug:streefwaarde>/": "tests/plans/werkagenda",
    # raadsbrief
    "plannen/<int:pk>/brief-aan-de-raad/<int:organisation_pk>/": "tests/plans/raadsbrief",
    "plannen/<int:pk>/voortgang/<int:mijlpaal_pk>/": "tests/plans/voortgang",
    "vaststellingsversies/<int:versie_pk>/pdf/": "tests/plans/publicatie",
    # following the work of a plan
    "plannen/<int:pk>/doelen/<int:doel_pk>/meten/": "tests/plans/voortgang",
    "plannen/<int:pk>/metingen/<int:meting_pk>/": "tests/plans/voortgang",
    "plannen/<int:pk>/metingen/<int:meting_pk>/weghalen/": "tests/plans/voortgang",
    "plannen/<int:pk>/voortgang/kwartaal/<slug:quarter>/": "tests/plans/voortgang",
    "plannen/<int:pk>/voortgang/kwartaal/<slug:quarter>/opgaven/<int:opgave_pk>/": "tests/plans/voortgang",
    "regios/<slug:slug>/rapportages/<slug:quarter>/": "tests/plans/voortgang",
    "regios/<slug:slug>/rapportages/<slug:quarter>/vastleggen/": "tests/plans/voortgang",
    "rapportages/<int:pk>/": "tests/plans/voortgang",
    "rapportages/<int:pk>/pdf/": "tests/plans/voortgang",
    "regios/<slug:slug>/mandaten/<int:pk>/beeindigen/": "tests/regions/test_mandates.py",
    "agenda/<str:key>.ics": "tests/agenda",
    "regios/<slug:slug>/datums/<int:pk>/": "tests/regions/agenda",
    "regios/<slug:slug>/datums/<int:pk>/weghalen/": "tests/regions/agenda",
}


def _ours():
    """The routes but those of allauth, tried in tests/accounts, of transformatieplannen and of money, with lists there."""
    elsewhere = ("accounts/", "^accounts/", "transformatieplannen/", "geld/")
    return {route for route in routes_of(get_resolver()) if not route.startswith(elsewhere)}


def test_every_route_is_listed():
    assert _ours() == ROUTES.keys() | ELSEWHERE.keys()


@pytest.fixture
def address(cast):
    """Answer a function that fills the gaps of a route with the cast's own."""
    invitation = Invitation.objects.create(
        email="nieuw@voorbeeld.nl",
        organisation=cast.beheerder.hat,
        function="medewerker",
        token_hash="0" * 64,
        invited_by=cast.beheerder,
        expires_at=timezone.now() + timedelta(days=1),
    )
    membership = cast.ambtenaar.memberships.get()
    batch = hand_in_file(
        b"Gemeente;Jaar;Inwoners\nRidderkerk;2024;47000\n",
        "cijfers.csv",
        by=cast.ambtenaar,
        region=cast.region,
        source="CBS",
        peildatum=date(2026, 1, 1),
        certainty="vastgesteld",
    )
    participation = cast.region.participations.filter(organisation__name="Zorgaanbieder").get()
    before = RegiobeeldFactory(region=cast.region, edition=2023, status="herijking")
    beeld = RegiobeeldFactory(region=cast.region, previous=before)
    theme = ThemeFactory(regiobeeld=beeld)
    shown = ThemeIndicator.objects.create(theme=theme, indicator=IndicatorFactory(), position=1)
    point = PointFactory(theme=theme)
    cycle = Cycle.objects.create(
        regiobeeld=beeld, number=1, question="?", opened_at=timezone.now(), due_on=timezone.localdate(), before={}
    )
    cycle.parties.add(cast.ambtenaar.hat)
    notice = Notice.objects.create(person=cast.ambtenaar, kind="genoemd", path="/mijn-werk/", pace="niet")
    involved = say_involved(beeld, by=cast.regiocoordinator, group="ggd", name="GGD", how="Las mee.")

    doel = DoelFactory(opgave=OpgaveFactory(plan=cast.plan))
    consultatie = ConsultatieFactory(plan=cast.plan, parties=[cast.ambtenaar.hat])
    reactie = ReactieFactory(consultatie=consultatie, organisation=cast.ambtenaar.hat)
    document = document_for(cast.section)
    thread = Thread.objects.create(
        document=document, kind=ThreadKind.VOORSTEL, quote="?", proposal="!", started_by=cast.zorgaanbieder
    )
    picture = PictureFactory(document=document)
    version = keep_version(cast.plan, by=cast.ambtenaar, name="Voor de tafel")

    def address(route):
        first = route.split("/")[0]
        numbers = {
            "plannen": cast.plan.pk,
            "dossiers": request_dossier(cast.plan, by=cast.regiocoordinator).pk,
            "cijfers": batch.pk,
            "organisaties": cast.beheerder.hat.pk,
            "functies": membership.pk,
            "uitnodigingen": invitation.pk,
            "beheer": cast.ambtenaar.pk,
            "berichten": notice.pk,
            "regios": participation.pk,
            "regiobeelden": beeld.pk,
            "teksten": document.pk,
            "versies": cast.plan.pk,
        }
        for gap, value in {
            "<int:pk>": numbers.get(first),
            "<slug:slug>": "regios" if first == "gegevens" else cast.region.slug,
            "<int:section_pk>": cast.section.pk,
            "<int:number>": 1,
            "<int:row_pk>": doel.pk if first == "plannen" else involved.pk,
            "<int:opgave_pk>": doel.opgave_id,
            "<int:reactie_pk>": reactie.pk,
            "<slug:place>": "plan",
            "<slug:source>": "basisbeeld" if first == "regiobeelden" else "concept",
            "<slug:target>": "procesvoorstel" if first == "regiobeelden" else "ter_consultatie",
            "<int:theme_pk>": theme.pk,
            "<int:thread_pk>": thread.pk,
            "<int:indicator_pk>": shown.indicator_id,
            "<int:point_pk>": point.pk,
            "<int:picture_pk>": picture.pk,
            "<slug:kind>": {"versies": "plan", "plannen": "doel"}.get(first, "verhaal_inwoner"),
            "<int:moment_pk>": version.parts.get().moment_id,
            "<int:version_pk>": version.pk,
            "<indicator:code>": cast.indicator.code,
            "<str:code>": cast.indicator.code,
            "<slug:theme>": cast.indicator.theme,
            "<slug:cbs_code>": cast.municipality.cbs_code,
        }.items():
            route = route.replace(gap, str(value))
        return f"/{route}"

    return address


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_is_open_to_whom_it_says_and_to_nobody_else(cast, address, sign_in, route, settings):
    settings.SECURITY_CONTACT = "mailto:veilig@example.nl"
    right, path = ROUTES[route], address(route)
    may = set()
    for name in sorted(EVERYBODY):
        with transaction.atomic():  # Everybody meets the portal as the one before found it.
            answer = getattr(sign_in(cast.people.get(name)), right.method)(path)
            transaction.set_rollback(True)
        assert answer.status_code < 500 or route == "readyz", name
        refused = answer.status_code in {401, 403, 404} or answer.headers.get("Location", "").startswith(
            "/accounts/login/"
        )
        if not refused:
            may.add(name)
    assert may == right.who


def test_what_writes_its_own_address_writes_that_of_its_route(cast):
    """Lists ask each row for its address, and `reverse` would be a tenth of what such a page costs."""
    dossier = request_dossier(cast.plan, by=cast.regiocoordinator)
    assert cast.region.get_absolute_url() == reverse("region", args=[cast.region.slug])
    assert cast.municipality.get_absolute_url() == reverse("municipality", args=[cast.municipality.cbs_code])
    assert cast.indicator.get_absolute_url() == reverse("indicator", args=[cast.indicator.code])
    assert cast.plan.get_absolute_url() == reverse("plan", args=[cast.plan.pk])
    written = Part("onderdeel", cast.section.pk, "", cast.plan.pk, None, False, None, False)
    assert written.get_absolute_url() == reverse("section-edit", args=[cast.plan.pk, cast.section.pk])
    assert cast.section.get_absolute_url() == reverse("plan", args=[cast.plan.pk]) + f"#onderdeel-{cast.section.pk}"
    beeld = RegiobeeldFactory(region=cast.region)
    theme = ThemeFactory(regiobeeld=beeld)
    assert beeld.get_absolute_url() == reverse("regiobeeld", args=[beeld.pk])
    assert theme.get_absolute_url() == reverse("regiobeeld-theme", args=[beeld.pk, theme.pk])
    owned = Part("thema", theme.pk, "", beeld.pk, None, False, None, False)
    assert owned.get_absolute_url() == theme.get_absolute_url()
    point = PointFactory(theme=theme)
    assert point.get_absolute_url() == f"{theme.get_absolute_url()}#punt-{point.pk}"
    owned = Part("knelpunt", point.pk, "", beeld.pk, None, False, None, False, theme_id=theme.pk)
    assert owned.get_absolute_url() == point.get_absolute_url()
    assert dossier.get_absolute_url() == reverse("dossier", args=[dossier.pk])
    batch = FigureBatchFactory()
    assert batch.get_absolute_url() == reverse("figure-batch", args=[batch.pk])
