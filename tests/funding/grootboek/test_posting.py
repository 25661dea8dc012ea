"""What the ledger takes, what it refuses and with which words, and that nothing of it ever changes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from funding.grootboek.posting import Row, post
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.standing import line_saldi_of, saldo_of
from funding.models import Boeking, Boeksoort, Boekstuk, Handeling, Verantwoording
from tests.factories import VerplichtingFactory
from tests.funding.conftest import mandate

FEBRUARY = date(2026, 2, 1)


def spend(money, regel, cents, *, on=FEBRUARY, year=2026, book_year=2026, **fields):
    return post(
        money.budget,
        act=Handeling.REALISATIE,
        by=money.kassier,
        on=on,
        book_year=book_year,
        rows=[Row(Boeksoort.REALISATIE, year, cents, regel=regel, **fields)],
    )


def test_what_is_spent_is_taken_off_its_line_and_its_year(divided):
    spend(divided, divided.activity, 25_000_00)
    line = line_saldi_of(divided.budget, [2026])[divided.activity.pk, 2026]
    assert (line.verdeeld, line.besteed, line.vrij) == (100_000_000, 25_000_00, 97_500_000)
    year = saldo_of(divided.budget, 2026)
    assert (year.verleend, year.te_verdelen) == (367_455_100, 257_455_100)


@pytest.mark.parametrize(("cents", "code"), [(100_000_001, "boven_regel"), (400_000_000, "boven_budget")])
def test_more_than_a_line_or_a_year_has_is_refused(divided, cents, code):
    mandate(divided, divided.nissewaard)
    with pytest.raises(LedgerRefused) as refusal:
        spend(divided, divided.activity, cents)
    assert refusal.value.code == code
    assert not Boeking.objects.filter(soort="realisatie").exists()


def test_nothing_is_spent_in_the_name_of_who_gave_no_mandate(divided):
    local = divided.local
    divided.budget.machtigingen.filter(municipality=divided.ridderkerk).update(until_on=date(2026, 1, 31))
    with pytest.raises(LedgerRefused, match=r"zonder nieuwe machtigingen ten hoogste €.+0 te"):
        spend(divided, local, 100)
    # The share of the kassier's own municipality needs none.
    spend(divided, divided.activity, 66_666_667)
    with pytest.raises(LedgerRefused, match="Niet alle gemeenten gaven een machtiging"):
        spend(divided, divided.activity, 1)


def test_payments_stay_within_the_obligation_and_within_its_year(divided):
    verplichting = VerplichtingFactory(regel=divided.activity)
    by = divided.kassier
    oblige = {"act": Handeling.VERPLICHTING, "by": by, "on": FEBRUARY, "book_year": 2026}
    rows = [Row(Boeksoort.VERPLICHTING, 2026, 50_000, regel=divided.activity, verplichting=verplichting)]
    post(divided.budget, rows=rows, **oblige)
    pay = {**oblige, "act": Handeling.BETALING, "approved_by": divided.tweede_kassier}
    with pytest.raises(LedgerRefused, match=r"€.+0,01 meer zijn betaald"):
        post(
            divided.budget,
            rows=[Row(Boeksoort.BETALING, 2026, 50_001, regel=divided.activity, verplichting=verplichting)],
            **pay,
        )
    with pytest.raises(LedgerRefused, match="minder dan niets"):
        post(
            divided.budget,
            rows=[Row(Boeksoort.BETALING, 2026, -1, regel=divided.activity, verplichting=verplichting)],
            **pay,
        )


def test_one_person_alone_pays_nothing_out(divided):
    verplichting = VerplichtingFactory(regel=divided.activity)
    with pytest.raises(DatabaseError, match="boekstuk_by_two"), transaction.atomic():
        post(
            divided.budget,
            act=Handeling.BETALING,
            by=divided.kassier,
            approved_by=divided.kassier,
            on=FEBRUARY,
            book_year=2026,
            rows=[Row(Boeksoort.BETALING, 2026, 1, regel=divided.activity, verplichting=verplichting)],
        )


def test_a_closed_book_year_takes_nothing_more_and_says_what_to_do(divided):
    Verantwoording.objects.create(
        budget=divided.budget,
        year=2026,
        status="vastgesteld",
        offered_by=divided.kassier,
        settled_by=divided.bestuurder_nissewaard,
        content={},
    )
    with pytest.raises(LedgerRefused, match="Het boekjaar 2026 is afgesloten"):
        spend(divided, divided.activity, 100)


def test_what_goes_to_the_next_year_comes_there_and_is_within_the_percentage(money):
    by, approved_by = money.ambtenaar, money.tweede_ambtenaar
    carry = {"by": by, "approved_by": approved_by, "on": FEBRUARY, "book_year": 2025, "act": Handeling.DOORSCHUIVING}
    with pytest.raises(LedgerRefused, match=r"ten hoogste €.+60\.000 mee naar het volgende jaar: 10%"):
        post(
            money.brede,
            rows=[Row(Boeksoort.NAAR_VOLGEND_JAAR, 2025, 6_000_001), Row(Boeksoort.UIT_VORIG_JAAR, 2026, 6_000_001)],
            **carry,
        )
    with pytest.raises(DatabaseError, match="half_doorgeschoven"), transaction.atomic():
        post(money.brede, rows=[Row(Boeksoort.NAAR_VOLGEND_JAAR, 2025, 6_000_000)], **carry)
    post(
        money.brede,
        rows=[Row(Boeksoort.NAAR_VOLGEND_JAAR, 2025, 6_000_000), Row(Boeksoort.UIT_VORIG_JAAR, 2026, 6_000_000)],
        **carry,
    )
    assert saldo_of(money.brede, 2025).beschikbaar + saldo_of(money.brede, 2026).beschikbaar == 110_000_000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"on": date(2030, 1, 1)}, "toekomst"),
        ({"book_year": 2023}, "boekt u in 2026 of 2025"),
        ({"year": 2027}, "loopt van 2023 tot en met 2026"),
        ({"cents": 0}, "niet nul"),
        ({"cents": 10**17}, "te groot"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(divided, change, words):
    with pytest.raises(ValidationError, match=words):
        spend(divided, divided.activity, **{"cents": 100, **change})


@pytest.mark.parametrize("cents", [10**15, -(10**15), 10**13 + 1])
def test_the_database_keeps_no_amount_that_is_larger_than_all_care_of_a_year(divided, cents):
    told = {"budget": divided.budget, "on": FEBRUARY, "book_year": 2026, "cents": cents}

    @transaction.atomic
    def add():
        boekstuk = Boekstuk.objects.create(act="beschikking", by=divided.kassier, **told)
        Boeking.objects.create(boekstuk=boekstuk, soort="verlening", year=2026, **told)

    with pytest.raises(DatabaseError, match="boeking_is_money"):
        add()
    with pytest.raises(ValidationError, match="te groot"):
        spend(divided, divided.activity, cents)


@pytest.mark.parametrize("sql", ["UPDATE {} SET cents = cents + 1", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["funding_boeking", "funding_boekstuk", "funding_beschikking"])
def test_nothing_of_the_ledger_changes_by_any_path(divided, sql, table):
    with pytest.raises(DatabaseError, match="Cannot update or delete rows"), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


@pytest.mark.django_db(transaction=True)
def test_a_posting_cannot_be_put_in_an_older_boekstuk(divided):
    boekstuk = Boekstuk.objects.filter(budget=divided.budget).last()
    with pytest.raises(DatabaseError, match="comes together with its boekstuk"):
        Boeking.objects.create(
            boekstuk=boekstuk,
            budget=divided.budget,
            soort="verlening",
            year=2026,
            book_year=boekstuk.book_year,
            on=boekstuk.on,
            cents=1,
        )


@pytest.mark.django_db(transaction=True)
def test_a_boekstuk_whose_postings_do_not_add_up_is_refused_when_the_transaction_ends(divided):
    with pytest.raises(DatabaseError, match="som"):
        Boekstuk.objects.create(
            budget=divided.budget, act="verdeling", on=FEBRUARY, book_year=2026, cents=5, by=divided.kassier
        )


def test_a_line_on_which_something_was_booked_is_taken_away_by_no_path(divided):
    with pytest.raises(DatabaseError, match="something was booked stays"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM funding_budgetregel WHERE id = %s", [divided.activity.pk])


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE funding_budgetregel SET id = id + 100000 WHERE id = %s",
        "UPDATE funding_budgetregel SET budget_id = (SELECT max(id) FROM funding_budget) WHERE id = %s",
    ],
)
def test_a_line_is_not_moved_away_from_under_its_postings(divided, sql):
    with pytest.raises(DatabaseError, match="Cannot update"), connection.cursor() as cursor:
        cursor.execute(sql, [divided.activity.pk])


@pytest.mark.parametrize("column", ["boekstuk_id", "verplichting_id", "budget_id", "regel_id", "corrects_id"])
def test_a_posting_of_what_is_not_there_is_refused(divided, column):
    verplichting = VerplichtingFactory(regel=divided.activity)
    told = {"budget": divided.budget, "on": FEBRUARY, "book_year": 2026, "cents": 5}

    @transaction.atomic
    def add():
        boekstuk = Boekstuk.objects.create(act="verplichting", by=divided.kassier, **told)
        boeking = Boeking(
            boekstuk=boekstuk,
            soort="verplichting",
            year=2026,
            regel=divided.activity,
            verplichting=verplichting,
            **told,
        )
        setattr(boeking, column, 99_999_999)
        boeking.save()

    with pytest.raises(DatabaseError, match=r"A (posting|correction) "):
        add()
