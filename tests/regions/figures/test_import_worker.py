"""A real worker with a file of figures, and what can go wrong with it."""

from datetime import date

import pytest
from django.db import connection, transaction

from iza_portal.work.holding import MOST_ATTEMPTS
from regions.figures import importing, working
from regions.figures.layouts import Column, Layout, Role
from regions.models import BatchState, Figure, FigureBatch
from tests.at_once import at_once
from tests.meanwhile import Meanwhile
from tests.processes import ended, wait_until
from tests.regions.figures.conftest import counting, process, read, worked_on

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = "Gemeente;Indicator;Jaar;Waarde\n"
FILE = f"{HEADER}Ridderkerk;BEV01;2024;47000\nNissewaard;BEV01;2024;85000\n"


COLUMNS = (
    Column("Gemeente", Role.GEBIED),
    Column("Indicator", Role.INDICATOR),
    Column("Jaar", Role.JAAR),
    Column("Waarde", Role.WAARDE),
)


def handed_in(content, by):
    return importing.hand_in_file(
        content.encode(),
        "cijfers.csv",
        by=by,
        region=None,
        source="CBS",
        peildatum=date(2026, 1, 1),
        certainty="vastgesteld",
        layout=Layout(sheet="cijfers", columns=COLUMNS),
    )


def read_by_worker(content, by):
    batch = ended(handed_in(content, by))
    assert batch.state == BatchState.GELEZEN
    return batch


def processed_by_worker(content, by):
    return ended(importing.start_processing(read_by_worker(content, by), by=by))


def ask(batch, by):
    """Ask for processing on a connection of its own, so that the worker hears of it while this test holds a lock."""
    Meanwhile(lambda: importing.start_processing(FigureBatch.objects.get(pk=batch.pk), by=by)).outcome()


def test_a_worker_reads_processes_and_takes_back(land, worker):
    by = land.cast.landelijk
    batch = processed_by_worker(FILE, by)
    assert (batch.state, batch.attempts, len(counting())) == (BatchState.VERWERKT, 1, 2)
    batch = ended(importing.start_withdrawing(batch, by=by, reason="Fout."))
    assert (batch.state, counting()) == (BatchState.INGETROKKEN, {})


def test_a_worker_killed_halfway_leaves_the_figures_as_they_were_and_another_one_finishes(land, worker):
    by = land.cast.landelijk
    processed_by_worker(FILE.replace("2024", "2023"), by)
    before = counting()
    batch = read_by_worker(FILE, by)
    with transaction.atomic(), connection.cursor() as cursor:
        # Figures are added before those of regions are made, which this holds up: the worker stands in the middle.
        cursor.execute("LOCK TABLE regions_areafigure IN SHARE MODE")
        ask(batch, by)
        wait_until(lambda: _waiting("regions_areafigure"))
        worker.kill()
        assert counting() == before
    wait_until(lambda: not _waiting("regions_areafigure"))
    assert counting() == before
    assert not Figure.objects.filter(batch=batch).exists()
    worker.start()
    batch = ended(batch)
    assert (batch.state, batch.attempts) == (BatchState.VERWERKT, 2)
    assert len(counting()) == 4


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
    worked_on(FigureBatch.objects.get(pk=batch.pk))
    assert Figure.objects.filter(batch=batch).count() == 2


def test_work_that_broke_off_three_times_is_given_up_and_can_be_tried_again(land, no_broker):
    by = land.cast.landelijk
    batch = handed_in(FILE, by)
    FigureBatch.objects.filter(pk=batch.pk).update(attempts=MOST_ATTEMPTS)
    working.work_on(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.failure) == (BatchState.MISLUKT, FigureBatch.BROKE_OFF)
    again = importing.try_again(batch, by=by)
    working.work_on(again.pk)
    again.refresh_from_db()
    assert again.state == BatchState.GELEZEN


def _waiting(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return cursor.fetchone()[0]
