"""The queue: in the order of approval, with what is before each plan and whether its money is there."""

from decimal import Decimal

import pytest

from plans.models.transformatie import Potsoort
from plans.transformatie.wachtrij.queue import next_in, place_of, queue
from plans.transformatie.workflow import Planstand
from tests.factories import TransformatieplanFactory
from tests.plans.transformatie.money import awarded, put_in_pot


def test_without_plans_that_wait_there_is_no_queue(company):
    assert queue() == []
    assert next_in([]) is None
    assert place_of(company.transformatieplan) is None


def test_plans_stand_in_the_order_of_their_approval(company, wait, put_in_state):
    first, second, third = wait(100), wait(200), wait(300)
    put_in_state(third, Planstand.WACHTRIJ, approved_at=first.approved_at)
    places = queue()
    assert [(place.number, place.plan, place.amount, place.before) for place in places] == [
        (1, first, 100, 0),
        (2, third, 300, 100),
        (3, second, 200, 400),
    ]
    for place in places:
        assert place_of(place.plan) == place


def test_only_approved_plans_that_ask_money_and_have_none_wait(company, wait, put_in_state):
    given, carried_out = wait(100), wait(100)
    awarded(given, by=company.toekenner, amount=100)
    put_in_state(carried_out, Planstand.UITVOERING)
    withdrawn = wait(100)
    put_in_state(withdrawn, Planstand.INGETROKKEN)
    no_money = TransformatieplanFactory(region=company.region)
    put_in_state(no_money, Planstand.WACHTRIJ, approved_at=given.approved_at)
    assert queue() == []
    assert {place_of(plan) for plan in (given, carried_out, withdrawn, no_money)} == {None}


@pytest.mark.parametrize(
    ("in_pot", "reserved", "fits", "turn"),
    [
        (0, 0, [False, False, False], None),
        (99, 0, [False, True, True], None),  # the first asks more than there is: what is free waits for it
        (100, 0, [True, True, True], 1),
        (100, 60, [False, True, True], 2),  # all that the second asks is reserved for its theme
        (100, 100, [False, True, False], 2),
        (70, 10, [False, True, True], None),
    ],
)
def test_whose_turn_it_is_follows_from_the_money_that_each_has_a_right_to(
    company, wait, theme, in_pot, reserved, fits, turn
):
    wait(100), wait(60, theme=theme), wait(40)
    if in_pot:
        put_in_pot(in_pot)
    if reserved:
        put_in_pot(reserved, kind=Potsoort.RESERVERING, theme=theme)
    places = queue()
    assert [place.fits for place in places] == fits
    found = next_in(places)
    assert (found.number if found else None) == turn
    assert places[1].reserved == Decimal(reserved)
    assert [place.has_reservation for place in places] == [False, reserved > 0, False]


def test_the_queue_takes_a_fixed_number_of_queries(company, wait, theme, django_assert_num_queries):
    for _ in range(2):
        wait(100, theme=theme)
    with django_assert_num_queries(3):
        queue()
    for _ in range(6):
        wait(100, theme=theme)
    with django_assert_num_queries(3):
        queue()
