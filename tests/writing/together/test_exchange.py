"""Keeping a shared document: many windows at once, restarts, failures, and what may not be taken."""

import gzip
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from pycrdt import Doc, XmlFragment

from iza_portal.texts.building import bullets, heading, paragraph, table, text
from iza_portal.trail.recording import history
from iza_portal.writing.homes import home_of
from iza_portal.writing.models import Document, Update, Writer
from iza_portal.writing.together import exchange, memory
from iza_portal.writing.together.exchange import (
    change_document,
    changes_since,
    document_for,
    live_document,
    take_update,
)
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.together.settling import settle
from iza_portal.writing.together.trees import tree_of
from plans.adoption import move
from plans.arranging import remove_section
from plans.models import Section, Status
from plans.verbs import PlanVerb
from tests.at_once import at_once
from tests.factories import SectionFactory
from tests.meanwhile import Meanwhile
from tests.writing.clients import Window

FILLED = text(heading("Opgaven"), paragraph("De **eerste** opgave."), bullets("wonen", "zorg"), table(["Doel"], ["3%"]))


@pytest.fixture
def window(cast, document):
    """Answer a function that opens the document in a window of this person's."""
    return lambda person=cast.ambtenaar, **options: Window(document, person, **options).open()


def write(window, words):
    """Write and send, in a window that is opened already; answer the response."""
    window.write(words)
    return window.send()


def seqs(document):
    return list(Update.objects.filter(document=document).order_by("seq").values_list("seq", flat=True))


def kept_text(document) -> dict:
    """Answer what the rows in the database say, apart from anything that a process has at hand."""
    kept = Doc()
    fragment = kept.get("text", type=XmlFragment)
    document = Document.objects.get(pk=document.pk)
    kept.apply_update(gzip.decompress(document.snapshot))
    for content in document.updates.filter(seq__gt=document.snapshot_seq).order_by("seq").values_list("content"):
        kept.apply_update(bytes(content[0]))
    return tree_of(fragment)


# --- A document begins with what the text says ---


def test_a_filled_text_opens_with_the_very_body_and_stays_what_it_was(cast, window):
    Section.objects.update(body=FILLED, plain_text="Opgaven", document=None)
    section = Section.objects.get()
    document = document_for(section)
    opened = Window(document, cast.ambtenaar).open()
    assert tree_of(opened.fragment) == FILLED
    settle([section])
    section.refresh_from_db()
    assert (section.body, section.version, section.edited_at) == (FILLED, 1, None)
    assert document_for(section) == document


@pytest.mark.django_db(transaction=True)
def test_of_ten_that_open_a_text_at_once_one_makes_the_document(cast):
    made = at_once(*(lambda: document_for(Section.objects.get()) for _ in range(10)))
    assert len({document.pk for document in made}) == 1 == Document.objects.count()


@pytest.mark.django_db(transaction=True)
def test_opening_a_text_beside_somebody_who_arranges_the_plan_waits_and_is_no_deadlock(cast):
    with transaction.atomic():
        remove_section(cast.section, by=cast.regiocoordinator)
        opening = Meanwhile(lambda: document_for(Section.objects.get()))
        Section.objects.update(title="Anders")
    assert opening.outcome() == Section.objects.get().document
    assert Section.objects.get().position is None


# --- Updates ---


def test_what_one_writes_the_other_sees_with_its_author_kept(cast, document, window):
    first, second = window(), window(cast.ambtenaar_2)
    assert write(first, "Wonen").status_code == 200
    write(second, " en zorg")
    first.poll()
    assert first.words() == second.words()
    assert list(Update.objects.values_list("seq", "author")) == [(1, cast.ambtenaar.pk), (2, cast.ambtenaar_2.pk)]
    assert kept_text(document) == tree_of(first.fragment)


def test_the_answer_to_an_update_holds_what_others_wrote_and_not_itself(cast, document, window):
    first, second = window(), window(cast.ambtenaar_2)
    write(first, "Een.")
    answer = write(second, "Twee.").json()
    assert (answer["seq"], len(answer["updates"]), answer["more"]) == (2, 1, False)
    assert write(second, "Drie.").json()["updates"] == []


def test_a_repeat_is_answered_and_writes_nothing(cast, document, window):
    first = window()
    first.write("Wonen")
    update = first.unsent()
    first.send()
    before = Document.objects.get()
    answer = first.post(update)
    assert (answer.status_code, answer.json()["seq"]) == (200, 1)
    assert Document.objects.get().changed_at == before.changed_at
    assert seqs(document) == [1]


@pytest.mark.django_db(transaction=True)
def test_the_same_update_ten_times_at_once_is_one_update(cast, document, window):
    first = window()
    first.write("Wonen")
    send = partial(take_update, document, by=cast.ambtenaar, update=first.unsent())
    assert {taken.seq for taken in at_once(*[send] * 10)} == {1, None}
    assert seqs(document) == [1]


@pytest.mark.django_db(transaction=True)
def test_five_who_write_at_once_leave_no_number_out_and_read_none_before_its_turn(cast, document, window):
    people = [cast.ambtenaar, cast.ambtenaar_2, cast.kassier, cast.regiocoordinator, cast.ambtenaar]
    rounds = 12
    done = []

    def keep_writing(person, number):
        own = Window(document, person).open()
        for turn in range(rounds):
            assert write(own, f"[{number}.{turn}]").status_code == 200
        done.append(number)

    def read_along():
        seen = []
        while len(done) < len(people) or seen[-1:] != [rounds * len(people)]:
            changes = changes_since(Document.objects.get(pk=document.pk), seen[-1] if seen else 0)
            seen += range(changes.seq - len(changes.updates) + 1, changes.seq + 1)
        return seen

    outcomes = at_once(*(partial(keep_writing, person, number) for number, person in enumerate(people)), read_along)
    assert outcomes[:-1] == [None] * len(people)
    assert outcomes[-1] == seqs(document) == list(range(1, rounds * len(people) + 1))
    words = window().words()[0]
    assert all(f"[{number}.{turn}]" in words for number in range(len(people)) for turn in range(rounds))
    assert kept_text(document) == tree_of(live_document(document)[0].fragment)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_process_that_starts_anew_between_any_two_requests_changes_nothing(cast, document, window, is_restarted):
    first, second = window(), window(cast.ambtenaar_2)
    for turn in range(6):
        for each in (first, second):
            if is_restarted:
                memory.forget_all()
            assert write(each, f"{turn}").status_code == 200
    first.poll()
    assert first.words() == second.words()
    assert sorted(first.words()[0]) == sorted("012345" * 2)
    assert seqs(document) == list(range(1, 13))
    assert kept_text(document) == tree_of(first.fragment)


@pytest.mark.django_db(transaction=True)
def test_a_process_follows_what_others_took_meanwhile(cast, document, window):
    first, second = window(), window(cast.ambtenaar_2)
    write(first, "Hier.")
    # Another process: a thread has documents of its own at hand.
    at_once(partial(write, second, "Elders."))
    first.poll()
    assert write(first, "Weer hier.").status_code == 200
    second.poll()
    assert first.words() == second.words()
    assert set(Writer.objects.filter(person__isnull=False).values_list("client_id", flat=True)) == {
        first.tab,
        second.tab,
    }


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_far_behind_catches_up(cast, document, window, monkeypatch):
    monkeypatch.setattr(exchange, "MOST_ONE_BY_ONE", 3)
    first, second = window(), window(cast.ambtenaar_2)
    write(first, "Hier.")
    at_once(lambda: [write(second, f"{turn} ") for turn in range(5)])
    first.poll()
    assert write(first, "Weer hier.").status_code == 200
    assert kept_text(document) == tree_of(first.fragment)


# --- What fails leaves nothing behind, in the database or in memory ---


class Broken(Exception):
    pass


def rolled_back(act):
    """Do something in a transaction that is not kept."""
    try:
        with transaction.atomic():
            act()
            raise Broken
    except Broken:
        pass


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_there(cast, document, window):
    first, second = window(), window(cast.ambtenaar_2)
    write(first, "Blijft. ")
    second.write("Nooit. ")
    rolled_back(lambda: take_update(document, by=cast.ambtenaar_2, update=second.unsent()))
    assert seqs(document) == [1]
    # Another process takes something else under the number that was not kept.
    at_once(partial(write, first, "Ook dit."))
    assert live_document(document)[0].tree() == kept_text(document) == text(paragraph("Blijft. Ook dit."))
    # And what was not taken can still be sent.
    assert second.send().status_code == 200
    first.poll()
    assert first.words() == second.words()
    assert kept_text(document) == tree_of(first.fragment)


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_to_a_savepoint_was_never_there(cast, document, window):
    first, second = window(), window(cast.ambtenaar_2)
    first.write("Blijft.")
    second.write("Nooit.")
    with transaction.atomic():
        take_update(document, by=cast.ambtenaar, update=first.unsent())
        rolled_back(lambda: take_update(document, by=cast.ambtenaar_2, update=second.unsent()))
    at_once(partial(write, window(cast.kassier), " Ook."))
    live, seq = live_document(document)
    assert (seq, live.tree()) == (2, text(paragraph("Blijft. Ook.")))
    assert seqs(document) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_before_the_transaction_is_kept_loses_no_more_than_it(cast, document, window):
    first, second = window(), window(cast.ambtenaar_2)
    write(first, "Blijft. ")

    def lose_the_connection():
        with transaction.atomic():
            taken = take_update(document, by=cast.ambtenaar_2, update=second.unsent())
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return taken

    second.write("Kwijt. ")
    (outcome,) = at_once(lambda: _twice(lose_the_connection, document, cast))
    assert outcome == ("lost", text(paragraph("Blijft. ")), 1)


def _twice(lose_the_connection, document, cast):
    with pytest.raises(OperationalError):
        lose_the_connection()
    connection.close()
    live, seq = live_document(document)
    return "lost", live.tree(), seq


@pytest.mark.django_db(transaction=True)
def test_after_a_refusal_the_document_at_hand_is_still_that_of_the_database(cast, document, window):
    first = window()
    write(first, "Goed.")
    bad = Window(document, cast.ambtenaar_2).open()
    bad.add("x", kind="script")
    assert (bad.send().status_code, bad.send().json()["code"]) == (422, "invalid")
    assert write(first, " Ook goed.").status_code == 200
    assert kept_text(document) == text(paragraph("Goed. Ook goed."))
    live, seq = live_document(document)
    assert (live.tree(), seq) == (kept_text(document), 2)


@pytest.mark.django_db(transaction=True)
def test_a_document_of_a_database_that_was_put_back_is_made_anew(cast, document, window):
    first = window()
    write(first, "Een. ")
    write(first, "Twee.")
    # As after a copy of yesterday: process and window have more at hand than the database knows.
    Update.objects.filter(seq=2).delete()
    Document.objects.update(seq=1)
    answer = first.poll()
    assert answer["seq"] == 1
    # What this window knows and the database does not is sent again.
    first.write(" Drie.")
    assert first.send().json()["code"] == "gap"
    assert first.send().status_code == 200
    assert window().words() == ["Een. Twee. Drie."]


# --- What may not be taken ---


@pytest.mark.django_db(transaction=True)
def test_what_makes_a_text_too_long_is_refused_and_the_text_goes_on(cast, document, window):
    first = window()
    first.add("lange zin " * 20_000)
    assert first.send().status_code == 200
    second = window(cast.ambtenaar_2)
    second.add("lange zin " * 20_000)
    answer = second.send()
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert write(first, "Verder.").status_code == 200
    assert len(window().words()) == 2
    assert live_document(document)[0].tree() == kept_text(document)


def test_a_gap_is_told_with_what_the_portal_knows_and_is_healed(cast, document, window):
    first = window()
    first.write("Verloren. ")
    first.outbox.clear()
    first.write("Gebleven.")
    answer = first.send()
    assert (answer.status_code, answer.json()["code"]) == (409, "gap")
    assert first.send().status_code == 200
    assert window().words() == ["Verloren. Gebleven."]


def test_nobody_writes_under_the_number_of_another(cast, document, window):
    first = window()
    write(first, "Van mij.")
    forger = window(cast.ambtenaar_2, client_id=first.tab)
    forger.write("Niet van mij.")
    answer = forger.send()
    assert (answer.status_code, answer.json()["code"]) == (409, "client")
    assert seqs(document) == [1]


def test_nobody_writes_under_the_number_of_the_portal(cast, document, window):
    Section.objects.update(document=None, body=FILLED)
    document = document_for(Section.objects.get())
    (writer,) = document.writers.all()
    assert writer.person is None
    forger = Window(document, cast.ambtenaar, client_id=writer.client_id).open()
    forger.write("x", number=1)
    assert forger.send().json()["code"] == "client"


def test_who_may_not_write_is_told_why_and_nothing_is_taken(cast, document, window):
    reader = window(cast.zorgaanbieder)
    assert (reader.answer["writable"], "geen recht" in reader.answer["reason"]) == (False, True)
    reader.write("Toch.")
    answer = reader.send()
    assert (answer.status_code, answer.json()["code"]) == (403, "closed")
    assert seqs(document) == []
    cast.section.assignees.add(cast.zorgaanbieder)
    assert reader.send().status_code == 200


def test_a_section_does_not_grow_beyond_what_is_kept_of_it(cast, document, window):
    first = window()
    write(first, "Nog net.")
    Document.objects.update(stored_bytes=exchange.MOST_STORED_BYTES - 1)
    answer = write(first, " Te veel.")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert seqs(document) == [1]
    assert window().words() == ["Nog net."]


def test_a_section_has_no_writers_without_end(cast, document, window):
    Writer.objects.bulk_create(
        Writer(document=document, client_id=2**40 + number, person=cast.beheerder)
        for number in range(exchange.MOST_WRITERS)
    )
    assert write(window(), "x").json()["code"] == "too_large"


def test_nobody_uses_up_the_windows_of_the_others(cast, document, window):
    Writer.objects.bulk_create(
        Writer(document=document, client_id=2**40 + number, person=cast.ambtenaar)
        for number in range(exchange.MOST_WRITERS_OF_ONE)
    )
    assert write(window(), "x").json()["code"] == "too_large"
    assert write(window(cast.ambtenaar_2), "x").status_code == 200


def test_it_is_counted_what_is_kept(cast, document, window):
    first = window()
    for words in ("Een.", "Twee."):
        write(first, words)
    sizes = [len(content) for (content,) in Update.objects.values_list("content")]
    assert Document.objects.get().stored_bytes == sum(sizes)


def test_writing_is_noted_once_in_a_while(cast, document, window):
    noted = history(cast.plan).filter(verb=PlanVerb.SECTION_WRITTEN)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = window()
        write(first, "een")
        for _ in range(3):
            clock.shift(timedelta(minutes=9))
            write(first, "twee")
        assert noted.count() == 1
        clock.shift(timedelta(minutes=5))
        write(first, "drie")
        assert [event.actor for event in noted] == [cast.ambtenaar] * 2


# --- Closed is closed ---


def to_consultation(cast):
    return move(cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)


def test_a_window_hears_at_once_that_the_plan_is_closed(cast, document, window):
    first = window()
    write(first, "Op tijd.")
    to_consultation(cast)
    answer = first.poll()
    assert (answer["writable"], "ter consultatie" in answer["reason"]) == (False, True)
    late = write(first, " Te laat.")
    assert (late.status_code, late.json()["code"], "ter consultatie" in late.json()["reason"]) == (403, "closed", True)
    assert Section.objects.get().body == text(paragraph("Op tijd."))


def test_a_window_hears_at_once_that_the_section_is_taken_out(cast, document, window):
    first = window()
    remove_section(cast.section, by=cast.regiocoordinator)
    assert "uit het plan gehaald" in first.poll()["reason"]
    assert "uit het plan gehaald" in write(first, "Te laat.").json()["reason"]


@pytest.mark.django_db(transaction=True)
def test_an_update_beside_a_step_is_in_the_text_or_is_refused(cast, document, window):
    plan = cast.plan
    for turn in range(8):
        first = window()
        first.write(f"[{turn}]")
        sent, moved = at_once(
            first.send,
            partial(move, plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)
            if turn
            else partial(take_update, document, by=cast.ambtenaar, update=window().doc.get_update()),
        )
        section = Section.objects.get()
        settle([section])
        assert (sent.status_code == 200) == (f"[{turn}]" in section.plain_text)
        if turn and not isinstance(moved, Exception):
            assert section.body == kept_text(document)
            plan = move(
                moved,
                by=cast.regiocoordinator,
                source=Status.TER_CONSULTATIE,
                target=Status.CONCEPT,
                reason="Nog niet klaar.",
            )


@pytest.mark.django_db(transaction=True)
def test_an_update_that_is_on_its_way_is_waited_for_by_the_step(cast, document, window):
    first = window()
    first.write("Op het nippertje.")
    with transaction.atomic():
        take_update(document, by=cast.ambtenaar, update=first.unsent())
        step = Meanwhile(lambda: to_consultation(cast))
    assert step.outcome().status == Status.TER_CONSULTATIE
    assert Section.objects.get().plain_text == "Op het nippertje."


@pytest.mark.django_db(transaction=True)
def test_an_update_that_comes_while_the_step_is_made_is_refused(cast, document, window):
    first = window()
    write(first, "Op tijd.")
    first.write("Te laat.")
    with transaction.atomic():
        to_consultation(cast)
        late = Meanwhile(lambda: take_update(document, by=cast.ambtenaar, update=first.unsent()))
    assert isinstance(late.outcome(), PermissionDenied)
    assert Section.objects.get().plain_text == "Op tijd."


# --- The portal itself changes a document ---


def test_the_portal_changes_a_document_as_one_update_that_windows_take_over(cast, document, window):
    first = window()
    write(first, "Blijft.")
    with transaction.atomic():
        home_of(document).hold(document)
        changed = change_document(
            document,
            by=cast.ambtenaar_2,
            change=lambda live: live.replace(text(paragraph("Blijft."), paragraph("Nieuw."))),
        )
    assert changed.seq == 2
    first.poll()
    assert first.words() == ["Blijft.", "Nieuw."]
    # This window goes on, beside the portal.
    assert write(first, " Verder.").status_code == 200
    assert Update.objects.get(seq=2).author == cast.ambtenaar_2


def test_a_change_that_changes_nothing_is_no_update(cast, document, window):
    first = window()
    write(first, "Blijft.")
    with transaction.atomic():
        home_of(document).hold(document)
        change_document(document, by=None, change=lambda live: live.replace(text(paragraph("Blijft."))))
    assert seqs(document) == [1]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_may_not_be_leaves_nothing(cast, document, window):
    first = window()
    write(first, "Blijft.")

    def change(live):
        live.fragment.children[0].attributes["onclick"] = "x"

    with transaction.atomic():
        home_of(document).hold(document)
        with pytest.raises(UpdateRefused):
            change_document(document, by=cast.ambtenaar, change=change)
    assert write(first, " Verder.").status_code == 200
    assert kept_text(document) == text(paragraph("Blijft. Verder."))


# --- What is new ---


def test_much_that_is_new_comes_in_parts_that_follow_each_other(cast, document, window):
    first = window()
    for number in range(8):
        first.add(f"{number}" + " lange zin" * 12_000)
        assert first.send().status_code == 200
        first.delete(5, 120_000, number=number + 1)
        assert first.send().status_code == 200
    late = Window(document, cast.ambtenaar_2)
    late.receive(gzip.decompress(Document.objects.get().snapshot))
    late.seq, answers = 0, 0
    more = True
    while more:
        response = late.client.get(f"{late.url}wijzigingen/{late.asking()}")
        assert len(response.content) < 1_100_000
        late._take_over(response)
        more, answers = late.answer["more"], answers + 1
    assert answers > 1
    assert late.words() == first.words()


def test_a_window_that_slept_until_its_updates_were_gone_gets_the_snapshot(cast, document, window):
    slept = window()
    awake = window(cast.ambtenaar_2)
    for words in ("Een. ", "Twee. ", "Drie."):
        write(awake, words)
    live, seq = live_document(document)
    Document.objects.update(snapshot=gzip.compress(live.snapshot()), snapshot_seq=2)
    Update.objects.filter(seq__lte=2).delete()
    slept.poll()
    assert slept.words() == awake.words()
    assert slept.seq == seq == 3


def test_a_document_of_another_section_has_nothing_of_this_one(cast, document, window):
    other = document_for(SectionFactory(plan=cast.plan, position=2))
    first = window()
    first.write("Hier.")
    stray = Window(other, cast.ambtenaar).open()
    answer = stray.post(first.unsent())
    assert answer.status_code in {409, 422}
    assert seqs(other) == []
