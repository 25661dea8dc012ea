"""What threatens to be left is seen before the year ends, with the reasoning and what becomes of it."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from funding.boeken.opdrachten import approve, enter_carry_over, enter_refund
from funding.gemeente.foreseeing import Course, Outlook, ending_of, rules_of
from funding.gemeente.reading import year_of
from funding.grootboek.standing import Saldo, saldi_of
from tests.factories import RegelingregelFactory
from tests.funding.conftest import TODAY
from tests.funding.gemeente.conftest import budgeted, spent


def seen(money, year=2026, today=TODAY):
    return year_of(money.brede, year, today, saldi_of(money.brede))


def ending(money, year=2026, today=TODAY):
    return ending_of(money.brede, seen(money, year, today).whole, rules_of(money.brede, year, today))


def outlook(money, title, **when):
    return {part.title: part.outlook for part in seen(money, **when).parts}[title]


def test_what_still_came_last_year_after_this_day_is_expected_again(brede):
    budgeted(brede, 2025, valpreventie=200_000)
    with time_machine.travel(date(2025, 12, 31), tick=False):
        spent(brede, "valpreventie", 100_000, year=2025, on=date(2025, 11, 26))
        spent(brede, "valpreventie", 80_000, year=2025, on=date(2025, 11, 27))
    budgeted(brede, valpreventie=100_000)
    spent(brede, "valpreventie", 20_000)
    of = outlook(brede, "Valpreventie")
    # 80.000 of 200.000 came after 26 November: 40% of this year's budget beside the 20.000.
    assert (of.passed, of.part_used, of.expected, of.left) == (90, 20, 6_000_000, 4_000_000)
    assert of.is_behind
    assert of.reasoning == (
        "Op 26 november 2026 is 90% van het jaar voorbij en 20% van het budget besteed of verplicht; in 2025 was dat op "
        "deze dag 50%, en aan het eind was 90% besteed. Gaat het zo verder, dan blijft €\xa040.000 over."
    )


def test_without_a_year_before_it_the_pace_of_the_year_counts(brede):
    budgeted(brede, valpreventie=100_000, mantelzorg=100_000)
    spent(brede, "valpreventie", 45_000)
    spent(brede, "mantelzorg", 95_000)
    behind, well = outlook(brede, "Valpreventie"), outlook(brede, "Mantelzorg")
    assert behind.expected == 4_977_200  # 365 days at the pace of 330, in whole euros
    assert "het tempo van dit jaar" in behind.reasoning
    assert (behind.stand[0], well.stand[0]) == ("achter", "op_koers")


def test_an_obligation_counts_while_the_year_runs_and_not_once_it_is_over():
    saldo = Saldo(verplicht=90, besteed=40)
    assert Outlook(2026, TODAY, 100, saldo).left == 10
    assert Outlook(2026, date(2027, 1, 1), 100, saldo).left == 60


@pytest.mark.parametrize(
    ("today", "passed", "early"),
    [(date(2025, 12, 31), 0, True), (date(2026, 1, 1), 0, True), (date(2026, 12, 31), 100, False)],
)
def test_nothing_is_expected_of_a_year_that_hardly_began(today, passed, early):
    of = Outlook(2026, today, 100, Saldo())
    assert (of.passed, of.is_early) == (passed, early)
    assert not (early and of.is_behind)


def test_on_a_leap_day_the_year_before_is_asked_of_the_day_before(brede):
    assert seen(brede, 2024, date(2024, 2, 29)).whole.passed == 16


def test_obligations_that_came_to_nothing_last_year_are_not_expected_to_be_spent():
    of = Outlook(2026, TODAY, 10_000, Saldo(verplicht=9_000, besteed=3_000), Course(9_000, 6_000, 10_000))
    assert (of.expected, of.left) == (6_000, 4_000)


def test_what_may_move_is_the_percentage_of_the_day_and_the_rest_goes_back(brede):
    spent(brede, "mantelzorg", 1, year=2025, on=date(2026, 1, 5))
    of = ending(brede, 2025)
    assert (of.most, of.may_move) == (6_000_000, 6_000_000)
    assert of.must_go_back == 60_000_000 - 100 - 6_000_000
    assert of.rule == "Ten hoogste 10%."


def test_a_rule_that_changes_counts_from_its_day_on_for_money_of_a_year_that_has_not_ended(brede):
    for day in (date(2025, 12, 1), date(2026, 11, 1)):
        RegelingregelFactory(
            regeling=brede.brede_spuk, kind="doorschuiven", valid_from=day, value=2026 - day.year, text="Minder."
        )
    assert ending(brede, 2025, date(2025, 11, 30)).most == 6_000_000
    assert ending(brede, 2025, date(2025, 12, 1)).most == 600_000
    assert ending(brede, 2025).most == 600_000


def test_nothing_moves_out_of_the_last_year_of_the_regeling(brede):
    of = ending(brede)
    assert (of.next_year, of.may_move, of.must_go_back) == (None, 0, 50_000_000)
    assert "eindigt in 2026" in of.rule


def test_what_waits_and_what_moved_is_taken_off_and_the_ledger_agrees(brede):
    enter = {"by": brede.by, "year": 2025, "on": date(2026, 11, 20)}
    waits = enter_carry_over(brede.brede, cents=2_000_000, reason="Later gestart", **enter)
    of = ending(brede, 2025)
    assert (of.room, of.waiting_to_move) == (4_000_000, 2_000_000)
    approve(waits, by=brede.bestuurder)
    of = ending(brede, 2025)
    assert (of.moved, of.room, of.left) == (2_000_000, 4_000_000, 58_000_000)
    enter_carry_over(brede.brede, cents=of.may_move, reason="De rest", **enter)
    of = ending(brede, 2025)
    assert of.may_move == 0
    enter_refund(brede.brede, cents=of.must_go_back, reason="Over", **enter)
    of = ending(brede, 2025)
    assert (of.left, of.must_go_back) == (0, 0)
    with pytest.raises(ValidationError, match="Kies het onderdeel"):
        enter_refund(brede.brede, cents=1, reason="Te veel", **enter)
