"""Underspending, seen before the year ends, with the reasoning in one sentence."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from funding.boeken.obliging import oblige
from funding.boeken.opdrachten import approve, enter_carry_over, enter_refund
from funding.boeken.spending import spend
from funding.gemeente.seen_in_time import outlook_of
from funding.grootboek.posting import Row, post
from funding.grootboek.standing import saldo_of
from funding.models import Boeksoort, Deel, Handeling
from tests.factories import BudgetregelFactory
from tests.funding.conftest import TODAY, under_hat


@pytest.fixture
def brede(money):
    money.regel = BudgetregelFactory(budget=money.brede, part=Deel.LOKAAL, title="Valpreventie")
    return money


def spent(brede, euros, on, year=None):
    with time_machine.travel(on, tick=False):
        spend(brede.regel, by=under_hat(brede.ambtenaar), year=year or on.year, cents=euros * 100, on=on, text="Cursus")


def outlook(brede, on, year=2026):
    return outlook_of(brede.brede, year, saldo_of(brede.brede, year), on)


def test_without_last_year_it_goes_by_the_part_of_the_year_that_has_passed(brede):
    spent(brede, 100_000, date(2026, 3, 1))
    seen = outlook(brede, date(2026, 7, 2))  # The 183rd day of 365.
    assert seen.left == 500_000_00 - 100_000_00 * 365 // 183
    assert "van vorig jaar is geen verloop bekend" in seen.sentence
    assert "€\N{NO-BREAK SPACE}100.000 besteed" in seen.sentence


def test_last_years_course_tells_what_is_still_to_come(brede):
    spent(brede, 100_000, date(2025, 6, 1))
    spent(brede, 300_000, date(2025, 12, 1))
    spent(brede, 100_000, date(2026, 6, 1))
    seen = outlook(brede, date(2026, 7, 2))
    # By then a quarter was spent: 400,000 is to be expected, and 100,000 is left.
    assert (seen.course, seen.left) == (25, 100_000_00)
    assert "vorig jaar was op deze dag 25% besteed" in seen.sentence


def test_what_is_obliged_is_not_called_left(brede):
    spent(brede, 490_000, date(2026, 1, 20))
    assert outlook(brede, date(2026, 12, 31)).left == 10_000_00
    spent(brede, 10_000, date(2026, 12, 31))
    full = outlook(brede, date(2026, 12, 31))
    assert (full.left, full.level) == (0, "spent")


def test_early_in_a_year_without_a_course_nothing_is_foretold(brede):
    seen = outlook(brede, date(2026, 2, 1))
    assert (seen.left, seen.goes_back, seen.level) == (None, 0, "early")
    assert "te vroeg" in seen.sentence


def test_ten_percent_may_move_and_the_rest_has_to_go_back(brede):
    spent(brede, 400_000, date(2025, 3, 1))
    seen = outlook(brede, date(2025, 12, 31), year=2025)
    assert (seen.left, seen.may_move, seen.goes_back) == (200_000_00, 60_000_00, 140_000_00)
    assert seen.level == "goes_back"


def test_from_the_last_year_of_the_regeling_nothing_moves(brede):
    seen = outlook(brede, TODAY)
    assert (seen.may_move, seen.moves_on) == (0, False)
    assert seen.goes_back == seen.left == 500_000_00


def test_a_year_that_is_over_is_told_as_it_ended(brede):
    spent(brede, 590_000, date(2025, 3, 1))
    seen = outlook(brede, date(2026, 2, 1), year=2025)
    assert (seen.left, seen.may_move, seen.goes_back) == (10_000_00, 10_000_00, 0)
    assert "2025 is voorbij" in seen.sentence


def test_a_year_without_money_or_that_has_yet_to_begin_has_no_outlook(brede):
    assert outlook(brede, date(2026, 5, 1), year=2024) is None
    assert outlook(brede, date(2025, 5, 1), year=2026) is None


def test_29_february_is_compared_with_the_day_before_in_a_year_that_has_none(brede):
    assert outlook_of(brede.brede, 2028, saldo_of(brede.brede, 2026), date(2028, 2, 29)).course is None


@time_machine.travel(date(2026, 2, 1), tick=False)
def test_what_moved_and_what_went_back_is_off_what_is_left(brede, sign_in):
    by = under_hat(brede.ambtenaar)
    told = {"year": 2025, "on": date(2026, 2, 1), "reason": "Over"}
    moved = enter_carry_over(brede.brede, by=by, cents=60_000_00, **told)
    page = sign_in(brede.ambtenaar).get(f"/geld/budgetten/{brede.brede.pk}/onderdelen/?jaar=2025").content.decode()
    assert "Wacht op goedkeuring" in page
    refund = enter_refund(brede.brede, by=by, cents=540_000_00, **told)
    with pytest.raises(PermissionDenied):
        approve(moved, by=by)
    for opdracht in (moved, refund):
        approve(opdracht, by=under_hat(brede.bestuurder))
    assert outlook(brede, date(2026, 2, 1), year=2025) is None
    assert saldo_of(brede.brede, 2026).beschikbaar == 560_000_00


def test_the_page_says_what_may_move_and_what_has_to_go_back(brede, sign_in):
    with time_machine.travel(date(2025, 12, 1), tick=False):
        page = sign_in(brede.ambtenaar).get(f"/geld/budgetten/{brede.brede.pk}/onderdelen/?jaar=2025").content.decode()
    assert "Kan dan naar 2026" in page
    assert "€\N{NO-BREAK SPACE}60.000" in page
    assert "€\N{NO-BREAK SPACE}540.000" in page


def test_an_obligation_that_is_not_spent_counts_as_spoken_for(brede):
    with time_machine.travel(date(2026, 7, 1), tick=False):
        oblige(
            brede.regel,
            by=under_hat(brede.ambtenaar),
            number="V-1",
            title="Cursussen",
            counterparty="Stichting Thuis",
            on=date(2026, 7, 1),
            amounts={2026: 480_000_00},
        )
    assert outlook(brede, date(2026, 7, 2)).left == 20_000_00


def test_a_correction_does_not_bend_last_years_course(brede):
    spent(brede, 100_000, date(2025, 6, 1))
    spent(brede, 100_000, date(2025, 12, 1))
    boeking = brede.brede.boekingen.filter(soort="realisatie").first()
    with time_machine.travel(date(2026, 1, 20), tick=False):
        post(
            brede.brede,
            act=Handeling.CORRECTIE,
            by=under_hat(brede.ambtenaar),
            approved_by=brede.bestuurder,
            on=date(2026, 1, 20),
            book_year=2026,
            rows=[Row(Boeksoort.REALISATIE, 2025, -5_000_000, regel=brede.regel, corrects=boeking)],
        )
    assert outlook(brede, date(2026, 7, 2)).course == 50
