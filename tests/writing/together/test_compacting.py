"""Snapshots take the place of updates: what opens from them is the same, whoever writes meanwhile."""

import gzip
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from pycrdt import Doc

from iza_portal.celery import app, send_promptly
from iza_portal.writing import tasks
from iza_portal.writing.history.moments import keep, keep_bursts
from iza_portal.writing.holding import hold
from iza_portal.writing.models import Document, Moment, MomentKind, Update
from iza_portal.writing.together import compacting, memory
from iza_portal.writing.together.compacting import (
    BEHIND,
    KEPT,
    compact,
    compact_grown,
    compact_old,
    forget_updates,
    make_room,
)
from iza_portal.writing.together.exchange import MOST_STORED_BYTES, document_for, live_document
from iza_portal.writing.together.settling import settle
from plans.models import Section
from tests.at_once import at_once
from tests.factories import SectionFactory
from tests.meanwhile import Meanwhile
from tests.writing.clients import Window


def type_in(document, person, times):
    window = Window(document, person).open()
    for turn in range(times):
        window.write(f"{turn} ")
        assert window.send().status_code == 200
    return window


def follow(section):
    """Let the text and its history follow the document."""
    settle([section])
    with transaction.atomic():
        keep(hold(section.document_id), MomentKind.AUTOMATISCH)


def state_of(document):
    memory.forget_all()
    return live_document(document)[0]


def test_what_opens_from_a_snapshot_is_what_was_written(cast, document):
    window = type_in(document, cast.ambtenaar, 5)
    before = state_of(document)
    compact(document)
    document.refresh_from_db()
    assert document.snapshot_seq == document.seq == 5
    assert state_of(document).state() == before.state()
    opened = Window(document, cast.ambtenaar_2).open()
    assert (opened.words(), opened.seq) == (window.words(), 5)
    # And it goes on from there.
    opened.write("Verder.")
    assert opened.send().status_code == 200
    window.poll()
    assert window.words() == opened.words()


def test_only_what_grew_is_compacted(cast, document, monkeypatch):
    monkeypatch.setattr(compacting, "BEHIND", 4)
    other = document_for(SectionFactory(plan=cast.plan, position=2))
    type_in(document, cast.ambtenaar, 4)
    type_in(other, cast.ambtenaar, 3)
    compact_grown()
    assert set(Document.objects.values_list("seq", "snapshot_seq")) == {(4, 4), (3, 0)}
    assert BEHIND > 4


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_never_goes_back(cast, document):
    type_in(document, cast.ambtenaar, 3)
    with transaction.atomic():
        # One worker holds the document with a snapshot that goes further, while a slow one comes with an older.
        Document.objects.update(snapshot=b"further", snapshot_seq=F("seq"))
        slow = Meanwhile(partial(compact, document))
    slow.outcome()
    assert bytes(Document.objects.get().snapshot) == b"further"


@pytest.mark.django_db(transaction=True)
def test_people_write_on_while_it_is_compacted_again_and_again(cast, document):
    done = []

    def keep_writing(person):
        window = type_in(document, person, 15)
        done.append(person)
        return window

    def keep_compacting():
        times = 0
        while len(done) < 3:
            compact(document)
            times += 1
        return times

    people = (cast.ambtenaar, cast.ambtenaar_2, cast.kassier)
    outcomes = at_once(*(partial(keep_writing, person) for person in people), keep_compacting)
    assert outcomes[-1] > 1
    assert Document.objects.get().seq == Update.objects.count() == 45
    opened = Window(document, cast.ambtenaar).open()
    words = opened.words()[0].split()
    assert sorted(words) == sorted(str(turn) for turn in range(15) for _ in range(3))
    settle([cast.section])
    assert cast.section.plain_text == opened.words()[0]


def test_updates_stay_for_a_while_and_are_then_forgotten(cast, document):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        type_in(document, cast.ambtenaar, 3)
        clock.shift(KEPT - timedelta(days=1))
        window = type_in(document, cast.ambtenaar_2, 2)
        follow(cast.section)
        compact(document)
        compact_old()
        assert Update.objects.count() == 5
        clock.shift(timedelta(days=2))
        compact_old()
    assert list(Update.objects.values_list("seq", flat=True)) == [4, 5]
    sizes = [len(content) for (content,) in Update.objects.values_list("content")]
    assert Document.objects.get().stored_bytes == sum(sizes)
    assert state_of(document).tree() == Section.objects.get().body
    assert Window(document, cast.ambtenaar).open().words() == window.words()


def test_what_nobody_writes_in_any_more_is_compacted_and_keeps_its_last_writer(cast, document):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        type_in(document, cast.ambtenaar, 3)
        clock.shift(KEPT + timedelta(days=1))
        compact_old()
        # Neither the text nor its history followed yet: what they follow stays.
        assert Update.objects.count() == 3
        settle([cast.section])
        compact_old()
        assert Update.objects.count() == 3
        follow(cast.section)
        compact_old()
    assert Document.objects.get().snapshot_seq == 3
    assert list(Update.objects.values_list("seq", flat=True)) == [3]
    assert cast.section.edited_by == cast.ambtenaar


def test_nobody_fills_a_document_up_for_the_others(cast, document):
    window = type_in(document, cast.ambtenaar, 5)
    Document.objects.update(stored_bytes=F("stored_bytes") + MOST_STORED_BYTES)
    window.write("Nog iets.")
    assert window.send().json()["code"] == "too_large"
    # What was written is first kept as a moment, which says by whom.
    make_room()
    assert Update.objects.count() == 5
    keep_bursts()
    settle([cast.section])
    make_room()
    assert list(Update.objects.values_list("seq", flat=True)) == [5]
    (moment,) = Moment.objects.all()
    assert list(moment.writers.all()) == [cast.ambtenaar]
    Document.objects.update(stored_bytes=F("stored_bytes") - MOST_STORED_BYTES)
    assert window.send().status_code == 200
    assert Window(document, cast.ambtenaar_2).open().words() == window.words()


@pytest.mark.django_db(transaction=True)
def test_updates_are_forgotten_while_windows_open_and_write(cast, document):
    window = type_in(document, cast.ambtenaar, 20)
    done = []

    def keep_forgetting():
        while not done:
            compact(document)
            follow(Section.objects.get())
            forget_updates(document, before=timezone.now())

    def keep_opening():
        for turn in range(10):
            opened = Window(document, cast.ambtenaar_2).open()
            opened.write(f"nieuw{turn} ")
            assert opened.send().status_code == 200
        done.append(True)
        return opened

    _, opened = at_once(keep_forgetting, keep_opening)
    window.poll()
    assert window.words() == opened.words()
    assert all(f"nieuw{turn}" in window.words()[0] for turn in range(10))
    assert Document.objects.get().stored_bytes == sum(len(row) for (row,) in Update.objects.values_list("content"))


def test_beginning_is_one_update_that_is_compressed(cast, document, sign_in):
    type_in(document, cast.ambtenaar, 3)
    compact(document)
    answer = sign_in(cast.ambtenaar).get(f"/teksten/{document.pk}/begin/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert (answer["Content-Encoding"], answer["X-Sequence"], answer["Cache-Control"]) == ("gzip", "3", "no-store")
    alone = Doc()
    alone.apply_update(gzip.decompress(answer.content))
    assert alone.get_state() == state_of(document).state()


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_it_by_itself(cast, document, monkeypatch, worker_in_thread):
    monkeypatch.setattr(compacting, "BEHIND", 3)
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        type_in(document, cast.ambtenaar, 3)
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}
    for task in (tasks.settle_waiting, tasks.compact_grown, tasks.compact_old, tasks.forget_windows):
        assert task.name in planned
        assert send_promptly(task)
    _wait_until(lambda: Document.objects.get().snapshot_seq == Document.objects.get().settled_seq == 3)
    assert Section.objects.get().plain_text == "0 1 2 "


def _wait_until(is_so):
    deadline = timezone.now() + timedelta(seconds=20)
    while not is_so():
        assert timezone.now() < deadline
