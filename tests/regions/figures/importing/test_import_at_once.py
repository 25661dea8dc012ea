"""Work on files of figures that is asked for twice, at once, without a broker, or once too often."""

import pytest

from iza_portal.work.holding import MOST_ATTEMPTS
from regions.figures import importing, working
from regions.models import BatchState, Figure, FigureBatch
from tests.at_once import at_once
from tests.regions.figures.importing.conftest import FILE, handed_in, process, read, worked_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_broker")]


def test_a_broker_that_is_away_costs_time_and_nothing_else(land):
    by = land.cast.landelijk
    batch = handed_in(FILE, by)
    assert (batch.state, batch.is_under_way) == (BatchState.AANGEVRAAGD, True)
    assert FigureBatch.objects.free().get() == batch


def test_two_files_at_once_that_tell_the_same_come_after_one_another(land):
    by = land.cast.landelijk
    one = importing.start_processing(read(FILE, by=by), by=by)
    other = importing.start_processing(read(FILE.replace("47000", "48000"), by=by), by=by)
    results = at_once(lambda: worked_on(one), lambda: worked_on(other))
    assert sorted(batch.state for batch in results) == [BatchState.GELEZEN, BatchState.VERWERKT]
    (stopped,) = (batch for batch in results if batch.state == BatchState.GELEZEN)
    assert (stopped.preview["changed"], stopped.preview["unchanged"]) == (1, 1)
    process(stopped, by=by)
    assert Figure.objects.current().count() == 2


def test_two_who_ask_for_the_same_at_once_have_it_done_once(land):
    by = land.cast.landelijk
    batch = read(FILE, by=by)
    at_once(*[lambda: importing.start_processing(FigureBatch.objects.get(pk=batch.pk), by=by)] * 2)
    worked_on(FigureBatch.objects.get(pk=batch.pk))
    assert Figure.objects.filter(batch=batch).count() == 2


def test_work_that_broke_off_three_times_is_given_up_and_can_be_tried_again(land):
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
