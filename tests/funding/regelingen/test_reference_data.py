"""The schemes as they are published: their sums to the euro, what sources contradict, and loading them twice."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from django.db.models import Sum

from funding.grootboek.granting import grant
from funding.grootboek.standing import saldi_of
from funding.models import (
    Beschikking,
    Beschikkingsoort,
    Boeking,
    Boekstuk,
    Budget,
    Regeling,
    Regelingfeit,
    Regelingonderdeel,
)
from funding.reference_data import DATA_SETS
from funding.regelingen.amounts import amounts_of, receivers
from funding.regelingen.granted import granted
from iza_portal.reference.datasets import FileRefusedError, data_sets
from iza_portal.reference.loading import load
from regions.models import Municipality
from tests.conftest import _person
from tests.queries import queries_of

BY_SLUG = {data_set.slug: data_set for data_set in DATA_SETS}
MONEY = [Regeling, Regelingonderdeel, Regelingfeit, Budget, Boekstuk, Boeking, Beschikking]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The reference data, loaded once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        for data_set in data_sets():
            load(data_set)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def portal(loaded, db):
    return loaded


def copy_of(slug, tmp_path, *changes):
    """Answer the data set with its file's text changed: pairs of what stands there once, and what comes instead."""
    data_set = BY_SLUG[slug]
    text = data_set.path.read_text()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = tmp_path / data_set.path.name
    path.write_text(text)
    return replace(data_set, path=path)


def test_national_totals_are_those_that_were_published_to_the_euro(portal):
    totals = {
        (regeling.code, each.year): (each.cents, each.published, each.receivers)
        for regeling in Regeling.objects.all()
        for each in granted().get(regeling.pk, [])
    }
    assert totals == {
        ("spuk-iza", 2023): (142_900_002_00, 142_900_002_00, 42),
        ("spuk-iza", 2024): (142_900_002_00, 142_900_002_00, 42),
        ("spuk-iza", 2025): (142_900_002_00, 142_900_002_00, 42),
        ("spuk-iza", 2026): (153_213_599_00, 153_213_599_00, 42),
        ("brede-spuk", 2025): (310_475_334_00, 310_475_334_00, 342),
        ("brede-spuk", 2026): (264_423_052_00, 264_423_052_00, 342),
    }


def test_a_total_that_a_source_publishes_is_what_was_booked(portal):
    booked = {(regeling, each.year): each.cents for regeling, sums in granted().items() for each in sums}
    told = Regelingfeit.objects.filter(topic="landelijk-totaal", is_followed=True)
    compared = [
        (fact.number * 100, booked[fact.regeling_id, fact.year])
        for fact in told
        if (fact.regeling_id, fact.year) in booked
    ]
    assert len(compared) == 6
    assert all(published == sums for published, sums in compared)


def test_zhe_bar_gets_its_money_through_nissewaard(portal):
    budget = Budget.objects.get(regeling__code="spuk-iza", mandaatregio__slug="zhe-bar")
    assert budget.holder.name == "Nissewaard"
    assert {year: saldo.verleend for year, saldo in saldi_of(budget).items()}[2025] == 3_427_099_00
    assert saldi_of(budget)[2026].verleend == 3_674_551_00


def test_the_amounts_that_are_listed_add_up_to_the_national_total(portal):
    for code, years in [("spuk-iza", range(2023, 2027)), ("brede-spuk", range(2025, 2027))]:
        regeling = Regeling.objects.get(code=code)
        rows = amounts_of(receivers(regeling), years)
        sums = [sum(row.cells[place] for row in rows) for place in range(len(years))]
        assert sums == [each.cents for each in granted()[regeling.pk]]


def test_there_are_five_schemes_and_fifteen_onderdelen(portal):
    years = {each.code: (each.first_year, each.last_year, each.is_planned) for each in Regeling.objects.all()}
    assert years == {
        "brede-spuk": (2023, 2026, False),
        "spuk-iza": (2023, 2026, False),
        "spuk-tm": (2024, 2028, False),
        "tm-verzekeraars": (2023, 2028, False),
        "spuk-azwa": (2027, 2029, True),
    }
    onderdelen = Regelingonderdeel.objects.filter(regeling__code="brede-spuk")
    assert onderdelen.count() == 15
    assert Counter(onderdelen.values_list("theme", flat=True)) == {
        "Sport en bewegen": 2,
        "Gezondheid en sociale basis": 11,
        "Algemeen": 2,
    }
    assert not onderdelen.exclude(first_year=2023).exists()
    ended = set(onderdelen.filter(last_year=2025).values_list("code", flat=True))
    assert {"leefomgeving", "oko-en-vroegsignalering-alcohol", "een-tegen-eenzaamheid"} <= ended


@pytest.mark.parametrize(
    ("regeling", "topic", "year", "numbers", "followed"),
    [
        ("spuk-tm", "plafond", None, {352_973_325, 185_742_677}, 352_973_325),
        ("spuk-tm", "beslissen", None, {13, 10}, 13),
        ("tm-verzekeraars", "reservering", None, {365_000_000, 411_000_000}, None),
        ("tm-verzekeraars", "azwa-vws", None, {346_000_000, 361_000_000}, 346_000_000),
        ("spuk-iza", "aantal-regios", None, {44, 42}, 42),
        ("spuk-iza", "noord-holland-noord", 2025, {5_407_422, 5_508_786}, 5_407_422),
        ("spuk-iza", "noordoost-brabant", 2025, {5_407_422, 5_508_786}, 5_508_786),
    ],
)
def test_figures_that_contradict_each_other_are_all_there(portal, regeling, topic, year, numbers, followed):
    facts = Regelingfeit.objects.filter(regeling__code=regeling, topic=topic, year=year)
    assert {fact.number for fact in facts} == numbers
    assert len({fact.source for fact in facts}) == len(numbers)
    assert [fact.number for fact in facts if fact.is_followed] == ([followed] if followed else [])
    assert all(fact.why for fact in facts if fact.is_followed)


def test_two_sources_say_another_end_of_the_spuk_transformatiemiddelen(portal):
    facts = Regelingfeit.objects.filter(regeling__code="spuk-tm", topic="looptijd")
    assert {fact.text: fact.is_followed for fact in facts} == {
        "2024 tot en met 2028": True,
        "2024 tot en met 2027": False,
    }


def test_the_budget_of_the_azwa_adds_up_in_each_year(portal):
    facts = Regelingfeit.objects.filter(regeling__code="spuk-azwa", number__isnull=False)
    for year, total in [(2027, 451_000_000), (2028, 547_000_000), (2029, 532_000_000)]:
        parts = facts.filter(year=year).exclude(topic="landelijk-totaal").aggregate(Sum("number"))["number__sum"]
        assert parts == total == facts.get(year=year, topic="landelijk-totaal").number


def test_what_was_not_found_says_so(portal):
    not_found = Regelingfeit.objects.filter(text__icontains="niet gevonden")
    assert not_found.count() >= 5
    assert all("niet geraden" in fact.certainty_note for fact in not_found)
    assert set(Regeling.objects.exclude(sisa_code="").values_list("sisa_code", "sisa_code_between")) == {
        ("H35", "H35B")
    }


def test_loading_twice_changes_nothing(portal):
    before = {model: list(model.objects.order_by("pk").values()) for model in MONEY}
    outcomes = [load(data_set) for data_set in DATA_SETS]
    assert [(outcome.new, outcome.changed, outcome.remarks) for outcome in outcomes] == [(0, 0, [])] * len(outcomes)
    assert {model: list(model.objects.order_by("pk").values()) for model in MONEY} == before


def test_loading_leaves_a_decision_that_people_noted_before_it_was_published(portal, tmp_path):
    ridderkerk = Municipality.objects.get(cbs_code="GM0597")
    budget = Budget.objects.get(regeling__code="brede-spuk", municipality=ridderkerk)
    grant(
        budget,
        by=_person("ambtenaar van Ridderkerk", ridderkerk.organisation),
        kind=Beschikkingsoort.VERLENING,
        year=2024,
        cents=500_000_00,
        on=date(2024, 1, 15),
        number="SPUK-24",
        source="",
    )
    line = next(line for line in BY_SLUG["brede-spuk"].path.read_text().splitlines() if "GM0597,2025" in line)
    published = f"GM0597,2024,600000,{line.split(',', 3)[3]}\n{line}"
    outcome = load(copy_of("brede-spuk", tmp_path, (line, published)))
    assert (outcome.new, outcome.unchanged) == (0, 684)
    assert len(outcome.remarks) == 1
    assert saldi_of(budget)[2024].verleend == 500_000_00
    assert [load(data_set).new for data_set in DATA_SETS] == [0] * len(DATA_SETS)


ROW = "achterhoek,2023,2598073,"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (ROW, "achterhoek,2023,2598074,", "euros"),
        (ROW, "achterhoek,2023,-1,", "euros"),
        (ROW, "achterhoek,2023,2.598.073,", "euros"),
        (ROW, "achterhoek,2023,1000000000000000,", "euros"),
        (ROW, "achterhoek,2022,2598073,", "year"),
        (ROW, "atlantis,2023,2598073,", "mandaatregio"),
    ],
)
def test_a_file_that_reads_otherwise_than_what_was_booked_is_refused(portal, tmp_path, old, new, column):
    sums = Boeking.objects.aggregate(Sum("cents"))
    with pytest.raises(FileRefusedError) as refused:
        load(copy_of("spuk-iza", tmp_path, (old, new)))
    assert column in {fault.column for fault in refused.value.faults}
    assert Boeking.objects.aggregate(Sum("cents")) == sums


def test_another_source_for_a_booked_amount_is_refused(portal, tmp_path):
    line = BY_SLUG["spuk-iza"].path.read_text().splitlines()[1]
    with pytest.raises(FileRefusedError) as refused:
        load(copy_of("spuk-iza", tmp_path, (line, line.replace("2025-10-18", "2025-10-19"))))
    assert [fault.column for fault in refused.value.faults] == ["peildatum"]


CEILING = "spuk-tm,plafond,Plafond,,352973325,euro,,ja,"
OTHER = "spuk-tm,plafond,Plafond,,185742677,euro,,nee,"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ([(OTHER, OTHER.replace(",nee,", ",ja,"))], "is_followed"),
        ([(OTHER, OTHER.replace("euro", "weken"))], "unit"),
        ([(OTHER, OTHER.replace("Plafond", "Maximum"))], "label"),
        ([(OTHER, OTHER.replace("185742677,euro", ",geen"))], "text"),
        ([(OTHER, OTHER.replace("185742677,euro", "185742677,geen"))], "unit"),
        ([(OTHER, OTHER.replace("185742677", "-1"))], "number"),
    ],
)
def test_facts_that_cannot_stand_beside_each_other_are_refused(portal, tmp_path, changes, column):
    with pytest.raises(FileRefusedError) as refused:
        load(copy_of("regelingfeiten", tmp_path, *changes))
    assert column in {fault.column for fault in refused.value.faults}


def test_the_mark_of_what_is_followed_can_move_to_another_source(portal, tmp_path):
    moved = (CEILING, CEILING.replace(",ja,", ",nee,")), (OTHER, OTHER.replace(",nee,", ",ja,"))
    load(copy_of("regelingfeiten", tmp_path, *moved))
    facts = Regelingfeit.objects.filter(regeling__code="spuk-tm", topic="plafond", is_followed=True)
    assert [fact.number for fact in facts] == [185_742_677]


@pytest.mark.parametrize("code", ["brede-spuk", "spuk-iza", "spuk-tm", "tm-verzekeraars", "spuk-azwa"])
def test_the_page_of_a_regeling_says_all_of_it_in_few_queries(portal, client, code):
    assert len(queries_of(client, f"/geld/regelingen/{code}/")) <= 12
    page = client.get(f"/geld/regelingen/{code}/").content.decode()
    for fact in Regelingfeit.objects.filter(regeling__code=code):
        assert fact.label in page
        if fact.text:
            assert fact.text in page


def test_pages_of_everybody_tell_the_national_totals(portal, client):
    front = client.get("/geld/").content.decode()
    amounts = client.get("/geld/bedragen/?regeling=brede-spuk").content.decode()
    for euros in ("142.900.002", "153.213.599", "310.475.334", "264.423.052"):
        assert f"€\N{NO-BREAK SPACE}{euros}" in front
    assert "310.475.334" in amounts
    assert "264.423.052" in amounts


def test_both_ceilings_stand_side_by_side(portal, client):
    page = client.get("/geld/regelingen/spuk-tm/").content.decode()
    assert page.index("352.973.325") < page.index("185.742.677")
    assert "Waar bronnen elkaar tegenspreken" in page


def test_the_page_of_amounts_takes_few_queries_whoever_asks(portal, client):
    for query in ("", "?regeling=brede-spuk", "?regeling=brede-spuk&pagina=7", "?zoek=barendrecht", "?zoek=zzz"):
        assert len(queries_of(client, f"/geld/bedragen/{query}")) <= 12
