"""Decisions on grants that people note: what is granted after each, who may, and what is refused."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

from funding.beschikkingen.history import granted_years
from funding.beschikkingen.registering import register
from funding.grootboek.posting import Row, post
from funding.grootboek.standing import saldi_of, saldo_of
from funding.models import Beschikking, Boeking, Boeksoort, Boekstuk, Budget, Geldstuk, Handeling, Ontvanger
from funding.regelingen.granted import granted
from iza_portal.trail.recording import history
from regions.agreements import Geldstroom
from tests.at_once import at_once
from tests.factories import RegelingFactory, TransformatieplanFactory
from tests.plans.pdfs import pdf
from tests.queries import queries_of

LETTER = {"kind": "wijziging", "year": 2026, "total": 400_000_000, "on": date(2026, 3, 1), "number": "W-1"}


def paper(content=None):
    return SimpleUploadedFile("beschikking.pdf", pdf() if content is None else content)


def note(money, budget=None, *, by=None, upload=None, **changed):
    by = by or money.kassier
    return register(budget or money.budget, by=by, upload=upload or paper(), **(LETTER | changed))


def test_a_change_is_told_by_the_amount_after_it_and_books_the_difference(money):
    decision = note(money)
    assert decision.cents == 400_000_000 - 367_455_100
    assert saldo_of(money.budget, 2026).verleend == 400_000_000
    assert saldo_of(money.budget, 2025).verleend == 342_709_900
    assert decision.stuk.name == "beschikking.pdf"
    year = granted_years(money.budget)[-1]
    assert [(row.kind, row.after) for row in year.beschikkingen] == [
        ("verlening", 367_455_100),
        ("wijziging", 400_000_000),
    ]


def test_what_was_granted_for_the_whole_country_follows(money):
    note(money)
    sums = {each.year: each for each in granted()[money.spuk_iza.pk]}
    assert (sums[2026].cents, sums[2026].published, sums[2026].receivers) == (400_000_000, None, 1)


def test_a_year_can_be_settled_lower_and_at_what_was_granted(money):
    lower = note(money, kind="vaststelling", year=2025, total=300_000_000, number="V-25")
    assert (lower.cents, saldo_of(money.budget, 2025).verleend) == (-42_709_900, 300_000_000)
    booked = Boeking.objects.count()
    same = note(money, kind="vaststelling", total=367_455_100, number="V-26")
    assert (same.cents, same.boekstuk, Boeking.objects.count()) == (0, None, booked)
    assert [year.is_settled for year in granted_years(money.budget)] == [True, True]
    assert str(history(money.budget).first().verb) == "beschikking.vastgesteld"


def test_after_a_settlement_only_a_next_settlement_changes_the_year(money):
    note(money, kind="vaststelling", number="V-1")
    with pytest.raises(ValidationError) as refused:
        note(money, total=1_00)
    assert "kind" in refused.value.error_dict
    note(money, kind="vaststelling", total=350_000_000, number="V-2")
    assert saldo_of(money.budget, 2026).verleend == 350_000_000


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"total": -1}, "total"),
        ({"total": 367_455_100}, "total"),
        ({"total": 10**17}, "total"),
        ({"kind": "verlening"}, "kind"),
        ({"year": 2024}, "kind"),
        ({"kind": "verlening", "year": 2027}, "year"),
        ({"kind": "verlening", "year": 2024, "total": 0}, "total"),
        ({"on": date(2026, 12, 24)}, "on"),
        ({"on": date(1, 1, 1)}, "on"),
        ({"number": "   "}, "number"),
        ({"kind": "verlening", "year": 2026, "number": "dus-i 2026"}, "number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_kept(money, time_machine, changed, field):
    time_machine.move_to(date(2026, 11, 26))
    before = Beschikking.objects.count(), Boekstuk.objects.count(), Geldstuk.objects.count()
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        note(money, **changed)
    assert field in refused.value.error_dict
    assert (Beschikking.objects.count(), Boekstuk.objects.count(), Geldstuk.objects.count()) == before


def test_a_paper_is_asked_and_it_is_a_plain_pdf(money):
    with pytest.raises(ValidationError) as refused:
        register(money.budget, by=money.kassier, upload=None, **LETTER)
    assert "paper" in refused.value.error_dict
    with pytest.raises(ValidationError) as refused:
        note(money, upload=paper(b"MZ"))
    assert "paper" in refused.value.error_dict


def test_less_than_was_divided_cannot_be_what_is_granted(divided):
    with pytest.raises(ValidationError, match="meer verdeeld dan er is"), transaction.atomic():
        note(divided, total=100_000_00)
    assert saldo_of(divided.budget, 2026).verleend == 367_455_100


@pytest.mark.parametrize("name", ["ambtenaar", "regiocoordinator", "bestuurder_nissewaard", "landelijk"])
def test_nobody_but_the_kassier_notes_a_decision_of_the_region(money, name):
    with pytest.raises(PermissionDenied):
        note(money, by=getattr(money, name))


def test_a_municipality_notes_the_decisions_on_its_own_brede_spuk(money):
    note(money, money.brede, by=money.ambtenaar, total=51_000_000)
    assert saldo_of(money.brede, 2026).verleend == 51_000_000
    with pytest.raises(PermissionDenied):
        note(money, money.brede, by=money.kassier, number="W-2", total=1)


def test_a_party_of_a_plan_notes_its_decisions(money):
    regeling = RegelingFactory(
        code="spuk-tm",
        receivers=Ontvanger.PLAN,
        stream=Geldstroom.TRANSFORMATIEMIDDELEN,
        first_year=2024,
        last_year=2028,
    )
    plan = TransformatieplanFactory(region=money.region, lead=money.ambtenaar.memberships.get().organisation)
    budget = Budget.objects.create(regeling=regeling, plan=plan, holder=money.ridderkerk.organisation)
    note(money, budget, by=money.ambtenaar, kind="verlening", year=2028, total=10_000_00)
    assert saldi_of(budget)[2028].verleend == 10_000_00


def test_a_letter_of_a_year_that_was_closed_since_is_booked_on_the_day_that_it_is_noted(
    money, settled_2025, time_machine
):
    time_machine.move_to(date(2026, 11, 26))
    decision = note(money, kind="vaststelling", year=2025, total=342_000_000, on=date(2025, 12, 30), number="V-25")
    assert (decision.on, decision.boekstuk.on, decision.boekstuk.book_year) == (
        date(2025, 12, 30),
        date(2026, 11, 26),
        2026,
    )


@pytest.fixture
def settled_2025(money):
    """The account of the region over 2025, settled: its book year is closed."""
    return money.budget.verantwoordingen.create(
        year=2025,
        status="vastgesteld",
        offered_by=money.kassier,
        settled_by=money.bestuurder_nissewaard,
        content={},
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_note_the_same_letter_in_the_same_second_book_it_once(money):
    results = at_once(
        lambda: note(money, by=money.kassier),
        lambda: note(money, by=money.tweede_kassier),
    )
    assert [type(result) for result in results].count(Beschikking) == 1
    assert [type(result) for result in results].count(ValidationError) == 1
    assert saldo_of(money.budget, 2026).verleend == 400_000_000


@pytest.mark.django_db(transaction=True)
def test_two_different_letters_in_the_same_second_end_at_one_of_the_two_totals(money):
    at_once(
        lambda: note(money, by=money.kassier, total=390_000_000, number="A"),
        lambda: note(money, by=money.tweede_kassier, total=410_000_000, number="B"),
    )
    year = granted_years(money.budget)[-1]
    assert len(year.beschikkingen) == 3
    assert year.cents == saldo_of(money.budget, 2026).verleend == year.beschikkingen[-1].after
    assert year.cents in (390_000_000, 410_000_000)


def other_amount(money):
    boekstuk = post(
        money.budget,
        act=Handeling.BESCHIKKING,
        by=money.kassier,
        on=date(2026, 3, 1),
        book_year=2026,
        rows=[Row(Boeksoort.VERLENING, 2026, 100)],
    )
    return {"boekstuk": boekstuk, "cents": 101}


@pytest.mark.parametrize(
    "wrong",
    [
        other_amount,
        lambda money: other_amount(money) | {"cents": 100, "year": 2025},
        lambda money: other_amount(money) | {"cents": 100, "budget": money.brede},
        lambda money: {"boekstuk": None, "cents": 100},
        lambda money: {"boekstuk": None, "cents": 0},
    ],
)
def test_the_database_keeps_no_decision_that_says_other_than_what_was_booked(money, wrong):
    fields = {"budget": money.budget, "kind": "wijziging", "year": 2026, "on": date(2026, 3, 1), "by": money.kassier}

    def keep():
        Beschikking.objects.create(**(fields | wrong(money)))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError), transaction.atomic():
        keep()


def test_a_year_settled_at_what_was_granted_stands_in_the_way_of_going_back(money):
    migration = MigrationExecutor(connection).loader.get_migration("funding", "0005_decisions_say_what_was_booked")
    migration.operations[-1].reverse_code(apps, None)
    note(money, kind="vaststelling", total=367_455_100)
    with pytest.raises(IrreversibleError, match=r"funding\.Beschikking"):
        migration.operations[-1].reverse_code(apps, None)


FORM = {"kind": "wijziging", "year": "2026", "total": "4.000.000,50", "number": "W-1", "on": "2026-03-01"}


def test_the_kassier_notes_a_decision_in_the_browser_and_everybody_of_the_region_reads_it(money, sign_in):
    path = f"/geld/budgetten/{money.budget.pk}/beschikkingen/"
    client = sign_in(money.kassier)
    assert client.get(f"{path}nieuw/").status_code == 200
    assert client.post(f"{path}nieuw/", FORM | {"paper": paper()}).status_code == 302
    page = sign_in(money.westvoorne).get(path).content.decode()
    assert "€\N{NO-BREAK SPACE}4.000.000,50" in page
    assert "W-1" in page
    assert "Leg een beschikking vast" not in page
    decision = Beschikking.objects.get(number="W-1")
    answer = sign_in(money.ambtenaar).get(f"{path}{decision.pk}/stuk/")
    assert answer.content == bytes(decision.stuk.content)
    assert answer["Content-Disposition"].startswith("attachment")
    assert sign_in(money.buitenstaander).get(f"{path}{decision.pk}/stuk/").status_code == 404
    elsewhere = f"/geld/budgetten/{money.brede.pk}/beschikkingen/{decision.pk}/stuk/"
    assert sign_in(money.ambtenaar).get(elsewhere).status_code == 404


@pytest.mark.parametrize(
    "changed",
    [
        {"total": "4,000,000.50"},
        {"total": "1000000000000000"},
        {"total": "-5"},
        {"total": ""},
        {"total": "1,234"},
        {"total": "NaN"},
        {"kind": "gift"},
        {"year": "2031"},
        {"year": "2026\x00"},
        {"number": "x" * 81},
        {"number": "a\x00b"},
        {"number": "  "},
        {"note": "n" * 501},
        {"on": "2026-13-01"},
        {"on": "0001-01-01"},
        {"on": "9999-12-31"},
        {"paper": ""},
    ],
)
def test_a_form_that_cannot_be_is_refused_with_what_was_typed(money, sign_in, changed):
    client = sign_in(money.kassier)
    path = f"/geld/budgetten/{money.budget.pk}/beschikkingen/nieuw/"
    answer = client.post(path, FORM | {"paper": paper(), "note": "Getypt."} | changed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Dit gaat nog niet goed" in page
    if "note" not in changed:
        assert "Getypt." in page
    assert saldo_of(money.budget, 2026).verleend == 367_455_100


def test_a_second_post_of_the_same_letter_books_nothing_more(money, sign_in):
    client = sign_in(money.kassier)
    path = f"/geld/budgetten/{money.budget.pk}/beschikkingen/nieuw/"
    assert client.post(path, FORM | {"paper": paper()}).status_code == 302
    assert client.post(path, FORM | {"paper": paper()}).status_code == 422
    assert saldo_of(money.budget, 2026).verleend == 400_000_050


def test_the_list_asks_no_oftener_for_thirty_decisions_than_for_one(money, sign_in):
    client, path = sign_in(money.kassier), f"/geld/budgetten/{money.budget.pk}/beschikkingen/"
    client.get(path)
    few = len(queries_of(client, path))
    for n in range(30):
        note(money, total=400_000_000 + n, number=f"W-{n}")
    assert len(queries_of(client, path)) == few <= 12


def test_a_budget_without_decisions_says_how_to_begin(money, sign_in):
    empty = Budget.objects.create(
        regeling=money.brede_spuk, municipality=money.nissewaard, holder=money.nissewaard.organisation
    )
    page = sign_in(money.kassier).get(f"/geld/budgetten/{empty.pk}/beschikkingen/").content.decode()
    assert "Begin met de eerste beschikking" in page


def test_a_change_of_before_the_grant_is_refused_at_its_day(money, time_machine):
    time_machine.move_to(date(2026, 11, 26))
    note(money, kind="verlening", year=2024, total=500_000_00, on=date(2026, 2, 10), number="V-24")
    with pytest.raises(ValidationError) as refused:
        note(money, year=2024, total=600_000_00, on=date(2026, 2, 9))
    (said,) = refused.value.message_dict["on"]
    assert said == "De uitkering over 2024 is verleend op 10 februari 2026. Een wijziging is van die dag of later."
    assert note(money, year=2024, total=600_000_00, on=date(2026, 2, 10)).cents == 100_000_00


def test_a_grant_without_a_day_of_its_own_comes_first_and_refuses_no_letter(money, time_machine):
    time_machine.move_to(date(2026, 11, 26))
    note(money, total=400_000_000, on=date(2025, 1, 2))
    year = next(each for each in granted_years(money.budget) if each.year == 2026)
    assert [(row.kind, row.after) for row in year.beschikkingen] == [
        ("verlening", 367_455_100),
        ("wijziging", 400_000_000),
    ]
    assert year.cents == 400_000_000
