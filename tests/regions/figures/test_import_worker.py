"""A real worker with a file of figures, and what can go wrong with it."""

import os
import signal
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, transaction

from regions.figures import importing, storing
from regions.models import BatchState, Figure, FigureBatch
from tests.at_once import at_once
from tests.meanwhile import Meanwhile
from tests.processes import ended, wait_until
from tests.regions.figures.conftest import counting, hand_in, process, read, worked_on

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "Gemeente;Indicator;Jaar;Waarde\n"
FILE = f"{HEADER}Ridderkerk;BEV01;2024;47000\nNissewaard;BEV01;2024;85000\n"


def handed_in(content, by):
    return importing.hand_in_file(
        content.encode(), "cijfers.csv", by=by, region=None, source="CBS", peildatum=date(2026, 1, 1), certainty="vastgesteld"
    )  # fmt: skip


def test_a_worker_reads_and_processes(land, worker):
    by = land.cast.landelijk
    # Somebody said what the columns of this source are.
    first = read(FILE, by=by)
    importing.discard(first, by=by)
    batch = ended(handed_in(FILE, by))
    assert batch.state == BatchState.GELEZEN
    batch = ended(importing.start_processing(batch, by=by))
    assert (batch.state, batch.attempts) == (BatchState.VERWERKT, 1)
    batch = ended(importing.start_withdrawing(batch, by=by, reason="Fout."))
    assert batch.state == BatchState.INGETROKKEN
    assert counting() == {}


def test_a_worker_killed_halfway_leaves_the_figures_as_they_were_and_another_one_finishes(land, worker, at_real_broker):
    by = land.cast.landelijk
    process(read(FILE.replace("2024", "2023"), by=by), by=by)
    before = counting()
    batch = read(FILE, by=by)
    with transaction.atomic():
        # Until this transaction ends, the worker stands still in the middle of its own.
        storing.lock()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = Meanwhile(lambda: importing.start_processing(FigureBatch.objects.get(pk=batch.pk), by=by))
        waiting.outcome()
        wait_until(_somebody_waits_for_the_lock)
        worker.kill()
        assert counting() == before
    worker.start()
    batch = ended(batch)
    assert (batch.state, batch.attempts) == (BatchState.VERWERKT, 2)
    assert len(counting()) == 4


def test_a_worker_killed_after_adding_figures_leaves_none_of_them(land, worker, at_real_broker):
    by = land.cast.landelijk
    process(read(FILE.replace("2024", "2023"), by=by), by=by)
    before = counting()
    batch = read(FILE, by=by)
    with transaction.atomic(), connection.cursor() as cursor:
        # Adding figures comes before making those of regions, which this holds up.
        cursor.execute("LOCK TABLE regions_areafigure IN SHARE MODE")
        Meanwhile(lambda: importing.start_processing(FigureBatch.objects.get(pk=batch.pk), by=by)).outcome()
        wait_until(lambda: _waiting("regions_areafigure"))
        worker.kill()
    wait_until(lambda: not _waiting("regions_areafigure"))
    assert counting() == before
    assert Figure.objects.filter(batch=batch).count() == 0
    worker.start()
    assert ended(batch).state == BatchState.VERWERKT
    assert len(counting()) == 4


def test_a_child_of_the_worker_that_is_killed_is_followed_by_another(land, worker, at_real_broker):
    by = land.cast.landelijk
    batch = read(FILE, by=by)
    with transaction.atomic():
        storing.lock()
        Meanwhile(lambda: importing.start_processing(FigureBatch.objects.get(pk=batch.pk), by=by)).outcome()
        wait_until(_somebody_waits_for_the_lock)
        children = Path(f"/proc/{worker.process.pid}/task/{worker.process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
    assert ended(batch).state == BatchState.VERWERKT


def test_a_broker_that_is_away_costs_time_and_nothing_else(land, no_broker):
    by = land.cast.landelijk
    batch = handed_in(FILE, by)
    assert (batch.state, batch.is_under_way) == (BatchState.AANGEVRAAGD, True)
    assert FigureBatch.objects.free().get() == batch


def test_two_files_at_once_that_tell_the_same_come_after_one_another(land, no_broker):
    by = land.cast.landelijk
    one = importing.start_processing(read(FILE, by=by), by=by)
    other = importing.start_processing(read(FILE.replace("47000", "48000"), by=by), by=by)
    results = at_once(lambda: worked_on(one), lambda: worked_on(other))
    assert sorted(batch.state for batch in results) == [BatchState.GELEZEN, BatchState.VERWERKT]
    (stopped,) = (batch for batch in results if batch.state == BatchState.GELEZEN)
    assert (stopped.preview["changed"], stopped.preview["unchanged"]) == (1, 1)
    process(stopped, by=by)
    assert Figure.objects.current().count() == 2


def test_two_who_ask_for_the_same_at_once_have_it_done_once(land, no_broker):
    by = land.cast.landelijk
    batch = read(FILE, by=by)
    at_once(*[lambda: importing.start_processing(FigureBatch.objects.get(pk=batch.pk), by=by)] * 2)
    worked_on(batch)
    assert Figure.objects.filter(batch=batch).count() == 2


def test_a_file_that_fails_says_so_and_can_be_tried_again(land, no_broker, monkeypatch):
    by = land.cast.landelijk
    batch = hand_in(FILE, by=by)
    FigureBatch.objects.filter(pk=batch.pk).update(state=BatchState.MISLUKT, failure="Stuk.")
    again = importing.try_again(batch, by=by)
    assert again.is_under_way
    assert worked_on(again).state == BatchState.INDELEN


def _somebody_waits_for_the_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return cursor.fetchone()[0]


def _waiting(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return cursor.fetchone()[0]
