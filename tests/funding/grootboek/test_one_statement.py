"""All postings of a boekstuk come in one statement: when the ledger has looked at a boekstuk, nothing joins it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from funding.grootboek.posting import Row, post
from funding.grootboek.standing import saldo_of
from funding.models import Boeking, Boekstuk, Handeling

FEBRUARY = date(2026, 2, 1)


def boekstuk_of(money, cents):
    return Boekstuk.objects.create(
        budget=money.budget, act="verdeling", on=FEBRUARY, book_year=2026, cents=cents, by=money.kassier
    )


def boeking_in(boekstuk, money, cents):
    return Boeking(
        boekstuk=boekstuk,
        budget=money.budget,
        soort="verdeling",
        year=2026,
        book_year=2026,
        on=FEBRUARY,
        cents=cents,
        regel=money.activity,
        municipality=money.nissewaard,
    )


def look_early():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize("looks_early", [True, False])
def test_a_second_statement_of_postings_is_refused_also_when_the_ledger_looked_in_between(divided, looks_early):
    before = saldo_of(divided.budget, 2026)

    @transaction.atomic
    def add_twice():
        boekstuk = boekstuk_of(divided, 500)
        boeking_in(boekstuk, divided, 500).save()
        if looks_early:
            look_early()
        boeking_in(boekstuk, divided, 10**12).save()

    with pytest.raises(DatabaseError, match="come in one statement"):
        add_twice()
    assert saldo_of(divided.budget, 2026) == before


def test_a_second_statement_that_adds_up_to_nothing_is_refused_too(divided):
    @transaction.atomic
    def add_twice():
        boekstuk = boekstuk_of(divided, 500)
        boeking_in(boekstuk, divided, 500).save()
        look_early()
        Boeking.objects.bulk_create(boeking_in(boekstuk, divided, cents) for cents in (700, -700))

    with pytest.raises(DatabaseError, match="come in one statement"):
        add_twice()


def test_several_boekstukken_can_come_in_one_statement(divided):
    with transaction.atomic():
        boekstukken = [boekstuk_of(divided, cents) for cents in (500, 700)]
        Boeking.objects.bulk_create(boeking_in(each, divided, each.cents) for each in boekstukken)
        look_early()
    assert [each.boekingen.count() for each in boekstukken] == [1, 1]


@pytest.mark.parametrize("cents", [0, 5])
def test_a_boekstuk_without_postings_is_refused_before_any_can_follow(divided, cents):
    @transaction.atomic
    def look_at_nothing():
        boekstuk = boekstuk_of(divided, cents)
        look_early()
        boeking_in(boekstuk, divided, 10**12).save()

    with pytest.raises(DatabaseError, match="som"):
        look_at_nothing()


def test_a_boekstuk_of_thousands_of_postings_is_one_statement(divided):
    rows = [Row("verdeling", 2026, 1, regel=divided.activity, municipality=divided.nissewaard)] * 2_500
    with CaptureQueriesContext(connection) as asked:
        boekstuk = post(
            divided.budget,
            act=Handeling.VERDELING,
            by=divided.kassier,
            on=FEBRUARY,
            book_year=2026,
            rows=rows,
        )
    assert boekstuk.boekingen.count() == 2_500
    assert len([each for each in asked if each["sql"].startswith('INSERT INTO "funding_boeking"')]) == 1


def test_the_way_back_and_forth_keeps_every_posting(divided):
    def state():
        return list(Boeking.objects.order_by("pk").values()), list(Boekstuk.objects.order_by("pk").values())

    before = state()
    look_early()
    MigrationExecutor(connection).migrate([("funding", "0007_postings_are_held_by_the_statement")])
    assert state() == before
    MigrationExecutor(connection).migrate([("funding", "0008_one_statement_and_lines_of_proposals")])
    assert state() == before
    boekstuk = boekstuk_of(divided, 500)
    boeking_in(boekstuk, divided, 500).save()
    with pytest.raises(DatabaseError, match="come in one statement"):
        boeking_in(boekstuk, divided, 1).save()
