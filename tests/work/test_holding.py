"""A worker takes work once, holds it, and hands in what came of it or says why not; a dossier stands for all work."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from iza_portal.dossiers import making
from iza_portal.dossiers.models import Dossier
from iza_portal.page import health
from iza_portal.work.holding import (
    MOST_ATTEMPTS,
    Lease,
    LeaseLostError,
    TookTooLongError,
    carry_out,
    give_up,
    hand_in,
    put_back,
    take,
)
from iza_portal.work.models import State
from iza_portal.work.offering import offer, offer_all
from tests.at_once import at_once
from tests.processes import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_broker")]
RESULT = {"file": "aa/aa.pdf", "pages": 6, "bytes": 100}


@pytest.fixture
def work(cast, plan, settings):
    settings.WORK_BEAT = timedelta(milliseconds=50)
    return making.request_dossier(plan, by=cast.ambtenaar)


def taken(work) -> Dossier:
    return take(Dossier, work.pk)


def let_lapse(work):
    Dossier.objects.filter(pk=work.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def do(work, how, *, time_limit=60):
    carry_out(Dossier, work.pk, how, time_limit=time_limit, explain=lambda work: {"failure": "Stuk."})
    work.refresh_from_db()


def succeed(work, report):
    hand_in(work, **RESULT)


def test_work_is_done_once_however_often_the_message_comes(work):
    do(work, succeed)
    assert (work.state, work.percent, work.attempts, work.lease) == (State.KLAAR, 100, 1, None)
    assert (work.file, work.pages) == (RESULT["file"], RESULT["pages"])
    first = work.finished_at
    do(work, succeed)
    carry_out(Dossier, 999_999, succeed, time_limit=60, explain=dict)
    assert (work.attempts, work.finished_at) == (1, first)


def test_ten_workers_that_reach_for_it_give_it_to_one(work):
    answers = at_once(*[lambda: taken(work)] * 10)
    assert sorted(answers, key=bool) == [None] * 9 + [work]
    work.refresh_from_db()
    assert work.attempts == 1


def test_a_lease_that_lapsed_can_be_taken_over_and_the_first_worker_hands_in_nothing(work):
    first = taken(work)
    assert taken(work) is None
    let_lapse(work)
    second = taken(work)
    with pytest.raises(LeaseLostError):
        hand_in(first, **RESULT)
    give_up(first, failure="Stuk.")
    put_back(first)
    work.refresh_from_db()
    assert (work.state, work.lease) == (State.BEZIG, second.lease)
    hand_in(second, **RESULT)
    work.refresh_from_db()
    assert work.state == State.KLAAR


def test_what_was_written_with_a_result_is_kept_with_it_or_not_at_all(work, plan):
    first = taken(work)
    let_lapse(work)
    taken(work)

    @transaction.atomic
    def keep():
        plan.sections.all().delete()
        hand_in(first, **RESULT)

    with pytest.raises(LeaseLostError):
        keep()
    assert plan.sections.exists()


def test_a_lease_is_prolonged_and_the_progress_is_written_while_the_block_runs(work):
    held = taken(work)
    let_lapse(work)
    with Lease(held, 60) as lease:
        lease.report(42, "pagina 7 opmaken")
        wait_until(lambda: Dossier.objects.get().percent == 42)
        assert Dossier.objects.get().stage == "pagina 7 opmaken"
        assert not Dossier.objects.free().exists()


def test_a_worker_in_the_middle_of_its_work_is_heard(work):
    cache.delete(health.HEARD)
    with Lease(taken(work), 60):
        wait_until(lambda: cache.get(health.HEARD))


def test_a_worker_whose_work_was_taken_over_stops(work):
    with Lease(taken(work), 60) as lease:
        Dossier.objects.update(lease=uuid.uuid4())
        wait_until(lambda: lease.is_lost)
        with pytest.raises(LeaseLostError):
            lease.report(50, "pagina 8 opmaken")


def test_a_worker_whose_time_is_over_hears_it_when_it_reports(work):
    with Lease(taken(work), -1) as lease, pytest.raises(TookTooLongError):
        lease.report(50, "pagina 8 opmaken")


def test_no_thread_stays_behind(work):
    do(work, succeed)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("lease-")]


def test_after_three_workers_that_were_never_heard_of_again_it_is_given_up(work):
    for _ in range(MOST_ATTEMPTS):
        assert taken(work)
        let_lapse(work)
    assert taken(work) is None
    work.refresh_from_db()
    assert (work.state, work.failure) == (State.MISLUKT, Dossier.BROKE_OFF)


def fail(error):
    def fail(work, report):
        raise error

    return fail


@pytest.mark.parametrize("trouble", [OSError("no space left"), DatabaseError("the server went away")])
def test_trouble_of_the_machine_puts_it_back_and_the_next_worker_does_it(work, trouble):
    do(work, fail(trouble))
    assert (work.state, work.attempts, work.lease) == (State.AANGEVRAAGD, 1, None)
    do(work, succeed)
    assert (work.state, work.attempts) == (State.KLAAR, 2)


def test_anything_else_that_goes_wrong_is_explained(work):
    do(work, fail(ValueError("a surprise")))
    assert (work.state, work.failure, work.lease) == (State.MISLUKT, "Stuk.", None)


def test_work_that_takes_too_long_is_given_up_at_its_next_report(work):
    do(work, lambda work, report: report(1, "begonnen"), time_limit=-1)
    assert (work.state, work.failure) == (State.MISLUKT, Dossier.TOO_LONG)


def test_what_waits_is_free_and_what_is_held_or_done_is_not(work):
    assert Dossier.objects.free().get() == work
    held = taken(work)
    assert not Dossier.objects.free().exists()
    let_lapse(work)
    assert Dossier.objects.free().get() == work
    hand_in(held, **RESULT)
    assert not Dossier.objects.free().exists()


def test_what_is_asked_for_anew_is_as_if_it_had_never_been_tried(cast, work):
    give_up(taken(work), failure="Stuk.")
    work.refresh_from_db()
    work.ask(cast.kassier)
    work.save()
    assert taken(work).attempts == 1
    work.refresh_from_db()
    assert (work.failure, work.finished_at, work.requested_by) == ("", None, cast.kassier)


def test_offering_to_a_broker_that_is_away_fails_quietly(work):
    assert offer(work) is False
    offer_all()
