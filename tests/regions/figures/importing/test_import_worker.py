"""A real worker with a file of figures, and what can go wrong with it."""

import pytest
from django.db import connection, transaction

from regions.figures import importing
from regions.models import BatchState, Figure, FigureBatch
from tests.meanwhile import Meanwhile
from tests.processes import ended, wait_until
from tests.regions.figures.importing.conftest import FILE, counting, handed_in

pytestmark = pytest.mark.django_db(transaction=True)


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


def _waiting(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table])
        return cursor.fetchone()[0]
