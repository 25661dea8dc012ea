"""What a worker does: it takes a dossier once, holds it, and hands in a file or a reason."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from iza_portal.dossiers import files, making, offering, rendering, working
from iza_portal.dossiers.models import Dossier, State
from iza_portal.page import health
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_broker")]


@pytest.fixture
def dossier(cast, plan, settings):
    settings.DOSSIER_BEAT = timedelta(milliseconds=50)
    return making.request_dossier(plan, by=cast.ambtenaar)


def let_lapse(dossier):
    Dossier.objects.filter(pk=dossier.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_worker_makes_the_dossier(dossier):
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.percent, dossier.attempts, dossier.lease) == (State.KLAAR, 100, 1, None)
    content = files.path_of(dossier.file).read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) == dossier.bytes
    assert dossier.pages > 5


def test_a_message_that_comes_again_does_nothing(dossier):
    working.make(dossier.pk)
    first = Dossier.objects.get()
    working.make(dossier.pk)
    working.make(999_999)
    second = Dossier.objects.get()
    assert (first.attempts, first.finished_at) == (second.attempts, second.finished_at)


def test_ten_workers_that_reach_for_it_give_it_to_one(dossier):
    taken = at_once(*[lambda: working.take(dossier.pk)] * 10)
    assert sorted(taken, key=bool) == [None] * 9 + [dossier]
    dossier.refresh_from_db()
    assert dossier.attempts == 1


def test_a_lease_that_lapsed_can_be_taken_over_and_the_first_worker_hands_in_nothing(dossier):
    first = working.take(dossier.pk)
    assert working.take(dossier.pk) is None
    let_lapse(dossier)
    second = working.take(dossier.pk)
    pdf = rendering.render(first.content, working.Imprint.of(first))
    with pytest.raises(working.LeaseLostError):
        working.hand_in(first, pdf)
    working.give_up(first, "Stuk.")
    dossier.refresh_from_db()
    assert (dossier.state, dossier.lease) == (State.BEZIG, second.lease)
    working.hand_in(second, pdf)
    dossier.refresh_from_db()
    assert dossier.state == State.KLAAR


def test_a_lease_is_prolonged_and_the_progress_is_written_while_the_block_runs(dossier):
    taken = working.take(dossier.pk)
    let_lapse(dossier)
    with working.Lease(taken) as lease:
        lease.report(42, "pagina 7 opmaken")
        wait_until(lambda: Dossier.objects.get().percent == 42)
        assert Dossier.objects.get().stage == "pagina 7 opmaken"
        assert not Dossier.objects.free().exists()


def test_a_worker_in_the_middle_of_a_dossier_is_heard(dossier):
    cache.delete(health.HEARD)
    with working.Lease(working.take(dossier.pk)):
        wait_until(lambda: cache.get(health.HEARD))


def test_a_worker_whose_dossier_was_taken_over_stops(dossier):
    taken = working.take(dossier.pk)
    with working.Lease(taken) as lease:
        Dossier.objects.update(lease=uuid.uuid4())
        wait_until(lambda: lease.is_lost)
        with pytest.raises(working.LeaseLostError):
            lease.report(50, "pagina 8 opmaken")


def test_after_three_workers_that_were_never_heard_of_again_it_is_given_up(dossier):
    for _ in range(3):
        assert working.take(dossier.pk)
        let_lapse(dossier)
    assert working.take(dossier.pk) is None
    dossier.refresh_from_db()
    assert dossier.state == State.MISLUKT
    assert "drie keer" in dossier.failure


def test_a_section_that_cannot_be_printed_fails_with_its_name(dossier, plan):
    section = plan.sections.get(title="Opgaven")
    section.body = {"type": "doc", "content": [{"type": "rocket"}]}
    section.save()
    dossier = making.request_dossier(plan, by=dossier.requested_by)
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.failed_section) == (State.MISLUKT, "Opgaven")
    assert dossier.failure


def test_a_full_disk_puts_it_back_and_the_next_worker_makes_it(dossier, settings, dossier_dir):
    dossier_dir.write_text("no folder")
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.attempts) == (State.AANGEVRAAGD, 1)
    dossier_dir.unlink()
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.KLAAR


def test_what_waits_is_free_and_what_is_held_or_done_is_not(dossier):
    assert Dossier.objects.free().get() == dossier
    working.take(dossier.pk)
    assert not Dossier.objects.free().exists()
    let_lapse(dossier)
    assert Dossier.objects.free().get() == dossier
    working.make(dossier.pk)
    assert not Dossier.objects.free().exists()


def test_offering_to_a_broker_that_is_away_fails_quietly(dossier):
    assert offering.offer(dossier.pk) is False
    offering.offer_all()


def wait_until(holds, seconds=10):
    done = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if holds():
            return
        done.wait(0.05)
    raise AssertionError("it did not come to that")


def test_a_dossier_that_takes_too_long_is_given_up_at_its_next_page(dossier, settings):
    settings.DOSSIER_TIME_LIMIT = -1
    working.make(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.failure) == (State.MISLUKT, working.TOO_LONG)
