"""Clocks that stood still and run again: each submission gets back the days that it lost, once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from iza_portal.notices.models import Notice
from iza_portal.trail.recording import history
from plans.models.transformatie import Besluitstand, Besluitstap, Indiening, Loketstand, Planbesluit
from plans.tasks import run_clocks
from plans.transformatie.loket.clocks import run_on
from plans.transformatie.loket.desk import change_desk
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Planstand, Stap
from tests.at_once import at_once
from tests.factories import IndieningFactory, TransformatieplanFactory

STOPPED, RUNS = date(2026, 2, 24), date(2026, 12, 1)
LOST = (RUNS - STOPPED).days


def at(day: date, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def submit(company, put_in_state):
    """Answer a function that makes an open submission of a plan of its own, submitted on a day."""

    def submit(on, *, step=Stap.BEOORDELING, at_hour=12, **fields):
        leaders = {"marktleider_1": company.insurer_1, "marktleider_2": company.insurer_2, "insurer": company.insurer_1}
        plan = TransformatieplanFactory(region=company.region, lead=company.ridderkerk, **leaders)
        put_in_state(plan, Planstand.BEOORDELING, first_submitted_at=at(on))
        due_on = fields.pop("due_on", on + timedelta(weeks=4))
        return IndieningFactory(plan=plan, step=step, at=at(on, at_hour), due_on=due_on, **fields)

    return submit


def row(from_on, *, step=Stap.BEOORDELING, is_open=False, stops_clock=False):
    return Loketstand.objects.create(
        step=step, from_on=from_on, is_open=is_open, stops_clock=stops_clock, reason="Voor de proef."
    )


def due(indiening) -> date:
    return Indiening.objects.get(pk=indiening.pk).due_on


@pytest.fixture
def stopped(company):
    row(STOPPED, stops_clock=True)


def test_what_was_under_way_gets_back_the_days_that_it_lost(company, stopped, submit):
    before = submit(date(2026, 2, 10))
    during = submit(date(2026, 11, 1))
    other_step = submit(date(2026, 2, 10), step=Stap.SNELLE_TOETS)
    row(RUNS, is_open=True)
    assert run_on(RUNS - timedelta(days=1)) == 0
    assert run_on(RUNS) == 2
    assert due(before) == before.due_on + timedelta(days=LOST)
    assert due(during) == RUNS + timedelta(weeks=4)
    assert due(other_step) == other_step.due_on


def test_running_again_moves_nothing_more(company, stopped, submit):
    indiening = submit(date(2026, 2, 10))
    row(RUNS, is_open=True)
    assert [run_on(RUNS), run_on(RUNS), run_on(RUNS + timedelta(days=3))] == [1, 0, 0]
    assert due(indiening) == indiening.due_on + timedelta(days=LOST)


def test_a_worker_that_comes_late_counts_the_days_of_the_stop_and_not_its_own(company, stopped, submit):
    indiening = submit(date(2026, 2, 10))
    row(RUNS, is_open=True)
    after = submit(RUNS)
    run_on(RUNS + timedelta(days=40))
    assert due(indiening) == indiening.due_on + timedelta(days=LOST)
    assert due(after) == after.due_on


def test_a_stop_that_goes_on_under_another_reason_is_one_stop_and_a_desk_can_stay_closed(company, stopped, submit):
    indiening = submit(date(2026, 2, 10))
    row(date(2026, 6, 1), stops_clock=True)
    row(RUNS)
    assert run_on(RUNS) == 1
    assert due(indiening) == indiening.due_on + timedelta(days=LOST)


def test_two_stops_are_counted_both(company, submit):
    indiening = submit(date(2026, 1, 5))
    for begins, ends in ((date(2026, 1, 10), date(2026, 1, 15)), (date(2026, 1, 20), date(2026, 1, 21))):
        row(begins, stops_clock=True)
        row(ends, is_open=True)
    assert run_on(date(2026, 2, 1)) == 2
    assert due(indiening) == indiening.due_on + timedelta(days=6)


def test_what_is_closed_keeps_its_term(company, stopped, submit):
    indiening = submit(date(2026, 2, 10), closed_at=timezone.now())
    row(RUNS, is_open=True)
    assert run_on(RUNS) == 0
    assert due(indiening) == indiening.due_on


@pytest.mark.parametrize(
    ("sent_on", "until", "days_for_due", "days_for_questions"),
    [
        (date(2026, 2, 20), date(2026, 3, 6), LOST, LOST),  # under way when it stopped
        (date(2026, 2, 1), date(2026, 2, 15), LOST, 0),  # the round was over
        (date(2026, 11, 21), date(2026, 12, 5), 10, 10),  # decided while it stood still
        (date(2026, 12, 1), date(2026, 12, 15), 0, 0),  # decided after it ran again, before the worker came
    ],
)
def test_the_term_of_a_question_round_begins_with_the_decision(
    company, stopped, submit, sent_on, until, days_for_due, days_for_questions
):
    indiening = submit(date(2026, 1, 5), questions_until=until, due_on=until + timedelta(weeks=2))
    Planbesluit.objects.create(
        indiening=indiening,
        step=Besluitstap.VOORGENOMEN,
        status=Besluitstand.VERZONDEN,
        outcome="positief",
        motivation="Goed plan.",
        proposed_by=company.beoordelaar_1,
        proposed_for=company.insurer_1,
        proposed_at=at(sent_on),
        confirmed_by=company.beoordelaar_2,
        confirmed_for=company.insurer_2,
        confirmed_at=at(sent_on),
        sent_by=company.beoordelaar_1,
        sent_at=at(sent_on),
        content={},
        content_hash="x" * 64,
    )
    row(RUNS, is_open=True)
    run_on(RUNS + timedelta(days=1))
    now = Indiening.objects.get(pk=indiening.pk)
    assert now.due_on - indiening.due_on == timedelta(days=days_for_due)
    assert now.questions_until - until == timedelta(days=days_for_questions)


def test_the_days_are_those_of_amsterdam(company, submit):
    """Half past midnight in Amsterdam is still the day before in UTC."""
    row(date(2026, 7, 1), stops_clock=True)
    indiening = submit(date(2026, 7, 11), at_hour=0)
    row(date(2026, 7, 15), is_open=True)
    run_on(date(2026, 7, 15))
    assert due(indiening) == indiening.due_on + timedelta(days=4)


def test_the_plan_tells_why_its_term_is_another_and_whom_it_concerns_is_told(company, stopped, submit):
    indiening = submit(date(2026, 11, 30))
    ends = row(RUNS, is_open=True)
    run_on(RUNS)
    [event] = history(indiening.plan)
    assert (event.verb, event.actor, event.detail) == (TransformatieVerb.TERM_MOVED, None, "1 dag erbij")
    assert event.after == {"besluit uiterlijk": "2026-12-29"}
    assert history(ends).get().after == {"termijnen verschoven": 1}
    notices = Notice.objects.select_related("person")
    leaders = {"beoordelaar 1", "beoordelaar 1b", "beoordelaar 2", "beoordelaar 2b"}
    assert {notice.person.name for notice in notices} == {"ambtenaar", "bestuurder"} | leaders
    assert "uiterlijk 29 december 2026" in notices[0].sentence


def test_opening_the_desk_today_moves_the_terms_at_once_and_later_the_worker_does(
    company, stopped, submit, time_machine
):
    time_machine.move_to("2026-11-26 10:00+01:00", tick=False)
    indiening = submit(date(2026, 2, 10))
    ahead = date(2026, 12, 24)
    change_desk(
        by=company.loketbeheerder,
        step=Stap.BEOORDELING,
        is_open=True,
        stops_clock=False,
        from_on=ahead,
        reason="Er is weer geld.",
    )
    assert due(indiening) == indiening.due_on
    time_machine.move_to("2026-12-24 00:10+01:00", tick=False)
    run_clocks()
    run_clocks()
    moved = indiening.due_on + (ahead - STOPPED)
    assert due(indiening) == moved
    for stops, day in ((True, "2026-12-25"), (False, "2026-12-28")):
        time_machine.move_to(f"{day} 10:00+01:00", tick=False)
        change_desk(
            by=company.loketbeheerder,
            step=Stap.BEOORDELING,
            is_open=False,
            stops_clock=stops,
            from_on=date.fromisoformat(day),
            reason="Toch niet.",
        )
    assert due(indiening) == moved + timedelta(days=3)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_move_a_term_once(company, stopped, submit):
    indiening = submit(date(2026, 2, 10))
    row(RUNS, is_open=True)
    assert sorted(at_once(*[lambda: run_on(RUNS)] * 3)) == [0, 0, 1]
    assert due(indiening) == indiening.due_on + timedelta(days=LOST)
