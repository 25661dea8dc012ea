"""The agenda: what everybody sees, what the people of a region see beside it, and how it is narrowed."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from regions.models import Cycle, Reaction, Termijn
from tests.factories import (
    PointFactory,
    RegiobeeldFactory,
    RegiodatumFactory,
    TermijnFactory,
    ThemeFactory,
)
from tests.queries import queries_of

pytestmark = pytest.mark.usefixtures("_november")


@pytest.fixture
def _november():
    with time_machine.travel(date(2026, 11, 26), tick=False):
        yield


@pytest.fixture
def page(sign_in):
    """Answer a function that gives the agenda of a person, as words."""
    return lambda user, query="": sign_in(user).get(f"/agenda/{query}").text


def test_the_file_gives_the_dates_of_the_agreements_and_nothing_changes_the_second_time(db):
    call_command("load_reference")
    assert Termijn.objects.count() == 94
    spuk = Termijn.objects.get(code="aanvraag-spuk-tm")
    assert (spuk.on, spuk.domeinen, spuk.audience) == (
        date(2027, 3, 31),
        ["SPUK", "K"],
        ["mandaathouders", "gemeenten"],
    )
    assert {part for termijn in Termijn.objects.all() for part in termijn.domeinen} >= set("ABCDEFGHIJKL")
    assert not Termijn.objects.filter(source="").exists()
    # What is not known to the day has its reason, and what a source only expects is no fact.
    assert not Termijn.objects.exclude(precision="dag").filter(certainty_note="").exists()
    assert Termijn.objects.get(code="sisa-eind").certainty == "indicatief"
    before = list(Termijn.objects.order_by("pk").values())
    call_command("load_reference")
    assert list(Termijn.objects.order_by("pk").values()) == before


def test_everybody_sees_the_national_dates_and_nobody_else_those_of_a_region(cast, page):
    TermijnFactory(what="De SPUK sluit")
    RegiodatumFactory(region=cast.region, what="Regiotafel BAR")
    for user in (None, cast.andere_ambtenaar, cast.landelijk, cast.buitenstaander, cast.portaalbeheerder):
        text = page(user)
        assert "De SPUK sluit" in text
        assert "Regiotafel BAR" not in text
    for user in (cast.ambtenaar, cast.beoordelaar_1, cast.zorgaanbieder):
        assert "Regiotafel BAR" in page(user)


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        ("gemeenten", {"ambtenaar", "regiocoordinator", "andere_ambtenaar"}),
        ("mandaathouders", {"regiocoordinator"}),
        ("verzekeraars", {"beoordelaar_1"}),
        ("aanbieders", {"zorgaanbieder"}),
        ("regio", {"ambtenaar", "regiocoordinator", "andere_ambtenaar", "beoordelaar_1", "zorgaanbieder"}),
        ("landelijk", {"landelijk"}),
    ],
)
def test_a_date_is_for_the_role_that_it_asks(cast, page, audience, who):
    TermijnFactory(what="Dit moet", audience=[audience])
    names = ["ambtenaar", "regiocoordinator", "andere_ambtenaar", "beoordelaar_1", "zorgaanbieder", "landelijk"]
    assert {name for name in names if "Dit moet" in page(cast.people[name], "?voor=mij")} == who
    assert all("Dit moet" in page(cast.people[name]) for name in names)


def test_a_date_of_the_region_is_for_everybody_there_or_for_whom_it_names(cast, page):
    RegiodatumFactory(region=cast.region, what="Voor allen")
    RegiodatumFactory(region=cast.region, what="Voor aanbieders", audience=["aanbieders"])
    for who, sees in ((cast.zorgaanbieder, True), (cast.ambtenaar, False)):
        text = page(who, "?voor=mij")
        assert "Voor allen" in text
        assert ("Voor aanbieders" in text) == sees


def test_what_lies_ahead_stands_by_quarter_and_what_passed_apart(cast, page):
    TermijnFactory(what="Al geweest", on=date(2026, 11, 25))
    TermijnFactory(what="Vandaag nog", on=date(2026, 11, 26))
    TermijnFactory(what="Volgend jaar", on=date(2027, 1, 1))
    text = page(None)
    places = [
        text.index(said)
        for said in ("Vierde kwartaal van 2026</h2>", "Vandaag nog", "Eerste kwartaal van 2027</h2>", "Volgend jaar")
    ]
    assert places == sorted(places)
    assert "Al geweest" not in text
    past = page(None, "?periode=voorbij")
    assert "Al geweest" in past
    assert "Vandaag nog" not in past
    # A national date that passed is nobody's fault.
    assert "te laat" not in past
    assert "Al geweest" in page(None, "?periode=alles")
    quarter = page(None, "?periode=2026-10-01")
    assert "Al geweest" in quarter
    assert "Volgend jaar</p>" not in quarter


def test_it_is_narrowed_to_a_part_and_put_together_by_part(cast, page):
    TermijnFactory(what="Over geld", domeinen=["SPUK", "K"])
    TermijnFactory(what="Over preventie", domeinen=["G"])
    text = page(None, "?onderdeel=K")
    assert "Over geld" in text
    assert "Over preventie" not in text
    text = page(None, "?per=onderdeel")
    assert (
        text.index("G Gezond leven en preventie</h2>")
        < text.index("K Financiën</h2>")
        < text.index("SPUK Specifieke uitkeringen</h2>")
    )
    assert text.count("Over geld") == 2


def test_it_is_narrowed_to_a_region_and_a_kind(cast, page, sign_in):
    TermijnFactory(what="Van het land")
    RegiodatumFactory(region=cast.region, what="Van de regio")
    assert "Van de regio" in page(cast.ambtenaar, "?regio=zhe-bar")
    assert "Van het land" in page(cast.ambtenaar, "?regio=zhe-bar")
    text = page(cast.ambtenaar, "?soort=regio")
    assert "Van de regio" in text
    assert "Van het land" not in text
    # A region that is not one's own is no choice, and shows nothing more.
    assert "Van de regio" not in page(cast.andere_ambtenaar, "?regio=zhe-bar")


@pytest.mark.parametrize(
    "query", ["?periode=gisteren", "?periode=2026-13-01", "?onderdeel=Z", "?regio=%00", "?voor=1&per=2&soort=3"]
)
def test_a_wish_that_does_not_exist_narrows_nothing(cast, sign_in, query):
    TermijnFactory(what="Van het land")
    answer = sign_in(cast.ambtenaar).get(f"/agenda/{query}")
    assert answer.status_code == 200
    assert "Van het land" in answer.text
    assert "Kies een geldige" in answer.text or "Selecteer een geldige" in answer.text


def test_how_sure_a_date_is_is_shown(cast, page):
    TermijnFactory(what="In een kwartaal", on=date(2027, 3, 31), precision="kwartaal")
    TermijnFactory(what="In een maand", on=date(2027, 5, 31), precision="maand")
    TermijnFactory(what="In een jaar", on=date(2028, 12, 31), precision="jaar")
    TermijnFactory(what="Misschien", certainty="indicatief")
    RegiodatumFactory(region=cast.region, what="Onder voorbehoud", is_provisional=True)
    text = " ".join(page(cast.ambtenaar).split())
    assert '<p class="when">Q1 2027</p>' in text
    assert '<p class="when">mei 2027</p>' in text
    assert '<p class="when">2028</p>' in text
    assert text.count('<span class="certainty">voorlopig</span>') == 3
    assert "31 december 2028" not in text


def test_the_cycles_of_a_regiobeeld_ask_the_parties_and_are_late_until_they_react(cast, page):
    today = timezone.localdate()
    beeld = RegiobeeldFactory(
        region=cast.region, status="verrijking", title="Regiobeeld BAR", due_on=today + timedelta(days=40)
    )
    theme = ThemeFactory(regiobeeld=beeld)
    cycle = Cycle.objects.create(
        regiobeeld=beeld, number=1, question="?", opened_at=timezone.now(), due_on=today - timedelta(days=3), before={}
    )
    cycle.parties.add(cast.ambtenaar.hat)
    text = page(cast.ambtenaar)
    assert "Laatste dag om te reageren in cyclus 1 van “Regiobeeld BAR”" in text
    assert "3 dagen te laat" in text
    assert "Laatste dag voor “Regiobeeld BAR”" in text
    # Another party is asked nothing, so nothing of it is late.
    assert "te laat" not in page(cast.beoordelaar_1)
    assert "te laat" not in page(cast.kassier)
    Reaction.objects.create(
        cycle=cycle, theme=theme, organisation=cast.ambtenaar.hat, by=cast.ambtenaar, at=timezone.now(), stance="eens"
    )
    assert "te laat" not in page(cast.ambtenaar)


def test_ones_own_themes_and_points_are_there_for_their_owner_alone(cast, page):
    today = timezone.localdate()
    beeld = RegiobeeldFactory(region=cast.region, status="verrijking")
    theme = ThemeFactory(regiobeeld=beeld, title="Jeugd", owner=cast.ambtenaar, due_on=today + timedelta(days=3))
    PointFactory(theme=theme, title="Wachttijden", owner=cast.ambtenaar, due_on=today - timedelta(days=1))
    text = page(cast.ambtenaar)
    assert text.index("Laatste dag voor “Wachttijden” in “") < text.index("Laatste dag voor thema “Jeugd” in “")
    assert "1 dag te laat" in text
    assert "Jeugd" not in page(cast.ambtenaar_2)


def test_on_my_work_stand_the_first_dates_that_ask_something_of_the_person(cast, sign_in):
    for number in range(8):
        TermijnFactory(what=f"Moet {number}", on=date(2026, 12, 1) + timedelta(days=number))
    TermijnFactory(what="Niet voor een gemeente", on=date(2026, 11, 27), audience=["aanbieders"])
    TermijnFactory(what="Nog lang niet", on=date(2027, 6, 1))
    client = sign_in(cast.ambtenaar)
    page = client.get("/mijn-werk/").text
    assert 'hx-get="/agenda/binnenkort/"' in page
    assert 'href="/agenda/?voor=mij"' in page
    text = client.get("/agenda/binnenkort/").text
    assert text.count("Moet ") == 6
    assert "Niet voor een gemeente" not in text
    assert "Nog lang niet" not in text
    assert 'href="/agenda/?voor=mij"' in text


def test_on_the_page_of_a_region_stand_its_dates_for_its_people(cast, sign_in):
    TermijnFactory(what="Van het land", on=date(2026, 12, 1))
    RegiodatumFactory(region=cast.region, what="Van de regio", on=date(2026, 12, 2))
    RegiodatumFactory(region=cast.other_region, what="Van een ander", on=date(2026, 12, 2))
    client = sign_in(cast.regiocoordinator)
    page = client.get("/regios/zhe-bar/").text
    assert 'hx-get="/regios/zhe-bar/binnenkort/"' in page
    assert "Beheer de datums van de regio" in page
    own = client.get("/regios/zhe-bar/binnenkort/").text
    assert "Van het land" in own
    assert "Van de regio" in own
    assert "Van een ander" not in own
    for user in (None, cast.andere_ambtenaar):
        text = sign_in(user).get("/regios/zhe-bar/").text
        assert "Van het land" in text
        assert "Van de regio" not in text
        assert "datums van de regio" not in text


@pytest.mark.parametrize(
    "path",
    [
        "/agenda/",
        "/agenda/?per=onderdeel",
        "/agenda/binnenkort/",
        "/regios/zhe-bar/",
        "/regios/zhe-bar/binnenkort/",
        "/regios/zhe-bar/datums/",
    ],
)
def test_it_asks_the_database_as_often_for_thirty_dates_as_for_one(cast, sign_in, path):
    client = sign_in(cast.regiocoordinator)
    beeld = RegiobeeldFactory(region=cast.region, status="verrijking")
    owned = {"owner": cast.regiocoordinator, "due_on": date(2026, 12, 1), "regiobeeld": beeld}

    def add():
        RegiodatumFactory(region=cast.region, on=date(2026, 12, 2))
        TermijnFactory(on=date(2026, 12, 1))
        ThemeFactory(**owned)

    def queries():
        caches["fragments"].clear()
        client.get(path)
        return len(queries_of(client, path))

    add()
    one = queries()
    for _ in range(29):
        add()
    assert one == queries() <= 12
