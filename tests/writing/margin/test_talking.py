"""Talking in a margin: who may, what stays with the text, who is told."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.notices.models import Notice
from iza_portal.trail.recording import history
from iza_portal.writing.margin.places import PlaceMoved
from iza_portal.writing.margin.talking import answer, close, reopen, start_thread
from iza_portal.writing.models import Comment, Document, Thread, ThreadState, Update
from iza_portal.writing.together.exchange import change_document, live_document
from plans.arranging import remove_section
from plans.models import Regioplan, Status
from tests.at_once import at_once
from tests.meanwhile import Meanwhile
from tests.writing.margin.conftest import WORDS, lines, select

INSIDE = {
    "ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier", "bestuurder", "beheerder",
    "beoordelaar_1", "beoordelaar_2", "zorgaanbieder",
}  # fmt: skip


def outcome(act):
    try:
        return act()
    except (PermissionDenied, ValidationError) as error:
        return error


def notices(person):
    return list(Notice.objects.filter(person=person).values_list("kind", "sentence", "path"))


def test_a_talk_stands_at_the_words_that_were_selected(cast, document, talk, margin):
    thread = talk("drie gemeenten")
    assert (thread.quote, thread.state, thread.started_by) == ("drie gemeenten", "open", cast.ambtenaar)
    (seen,) = margin().talks
    assert (seen.thread, seen.now) == (thread, "drie gemeenten")
    assert [(comment.text, comment.acting_for) for comment in seen.comments] == [("Klopt dit?", cast.ambtenaar.hat)]
    assert lines(document)[0] == WORDS


def test_who_may_not_write_talks_too_and_the_update_is_theirs(cast, document, talk):
    talk(by=cast.zorgaanbieder)
    assert Update.objects.get(document=document).author == cast.zorgaanbieder


def test_a_talk_about_the_whole_text_changes_nothing_in_it(cast, document, talk, margin):
    talk("", said="Mooi stuk")
    assert not Update.objects.filter(document=document).exists()
    (seen,) = margin().talks
    assert (seen.now, seen.is_gone) == (None, False)


def test_whoever_acts_for_a_party_of_the_region_may_talk_and_nobody_else(cast, document):
    may = set()
    for name, person in cast.people.items():
        if not isinstance(outcome(lambda person=person: start_thread(document, by=person, words="?")), Exception):
            may.add(name)
    assert may == INSIDE


@pytest.mark.parametrize("status", Status.values)
def test_people_talk_until_the_colleges_and_besturen_decide(cast, document, talk, status):
    thread = talk()
    for step in Status.values[1 : Status.values.index(status) + 1]:
        Regioplan.objects.filter(pk=cast.plan.pk).update(status=step)
    for act in (
        lambda: start_thread(document, by=cast.ambtenaar, words="?"),
        lambda: answer(thread, by=cast.ambtenaar, words="!"),
        lambda: close(thread, by=cast.ambtenaar),
        lambda: reopen(thread, by=cast.ambtenaar),
    ):
        is_open = not isinstance(outcome(act), PermissionDenied)
        assert is_open == (status in {Status.CONCEPT, Status.TER_CONSULTATIE})


def test_nobody_talks_about_a_section_that_was_taken_out(cast, document, talk):
    thread = talk()
    remove_section(cast.section, by=cast.regiocoordinator)
    assert isinstance(outcome(lambda: answer(thread, by=cast.ambtenaar, words="!")), PermissionDenied)


def test_a_talk_moves_along_with_its_words(cast, document, talk, margin):
    talk("drie gemeenten")
    change_document(document, by=cast.ambtenaar_2, change=lambda live: first_text(live).insert(0, "Vandaag: "))
    change_document(document, by=cast.ambtenaar_2, change=lambda live: first_text(live).insert(17, "of vier "))
    assert margin().talks[0].now == "drie of vier gemeenten"


def test_a_talk_about_words_that_are_gone_is_kept_with_what_it_was_about(cast, document, talk, margin):
    talk("drie gemeenten")

    def delete(live):
        del first_text(live)[3:17]

    change_document(document, by=cast.ambtenaar_2, change=delete)
    assert margin().talks == []
    (seen,) = margin().gone
    assert (seen.thread.quote, seen.is_gone) == ("drie gemeenten", True)


def test_talks_stand_in_the_order_of_the_text(cast, document, talk, margin):
    last, first, whole = talk("samen"), talk("drie"), talk("")
    assert [each.thread for each in margin().talks] == [whole, first, last]


def test_words_that_are_not_there_are_refused_and_leave_nothing(cast, document):
    with pytest.raises(PlaceMoved):
        start_thread(document, by=cast.ambtenaar, words="?", ranges=select("drie", path=[1, 0, 0, 0]))
    assert not Thread.objects.exists()
    assert not Update.objects.exists()


def test_marks_never_reach_the_text_that_is_read(cast, document, talk):
    talk()
    assert "comment" not in str(live_document(document)[0].tree())


def test_a_closed_talk_takes_no_answers_until_it_is_opened_again(cast, talk, margin):
    thread = talk()
    close(thread, by=cast.zorgaanbieder)
    assert (margin().talks, margin().open_count, margin().closed_count) == ([], 0, 1)
    (seen,) = margin(is_open=False).talks
    assert (seen.thread.state, seen.thread.closed_by) == (ThreadState.OPGELOST, cast.zorgaanbieder)
    with pytest.raises(ValidationError, match="al afgesloten"):
        answer(thread, by=cast.ambtenaar, words="!")
    reopen(thread, by=cast.ambtenaar_2)
    answer(thread, by=cast.ambtenaar, words="!")
    assert [comment.text for comment in margin().talks[0].comments] == ["Klopt dit?", "!"]


def test_closing_and_opening_twice_is_one_act(cast, talk):
    thread = talk()
    for act in (close, close, reopen, reopen):
        act(thread, by=cast.ambtenaar)
    assert [event.verb for event in history(cast.plan)] == [
        "kantlijn.heropend",
        "kantlijn.afgehandeld",
        "kantlijn.opmerking",
    ]


def test_every_act_is_in_the_trail_of_the_plan_without_what_was_said(cast, section, talk):
    thread = talk(said="Geheim")
    answer(thread, by=cast.ambtenaar_2, words="Ook geheim")
    events = list(history(cast.plan))
    assert [(event.actor, event.detail, event.part_id) for event in events] == [
        (cast.ambtenaar_2, "1 Inleiding", section.pk),
        (cast.ambtenaar, "1 Inleiding", section.pk),
    ]
    assert "eheim" not in str([(event.before, event.after, event.reason) for event in events])


def test_every_act_lets_open_windows_know(cast, document, talk):
    thread = talk()
    numbers = []
    for act in (
        lambda: answer(thread, by=cast.ambtenaar, words="!"),
        lambda: close(thread, by=cast.ambtenaar),
        lambda: reopen(thread, by=cast.ambtenaar),
    ):
        numbers.append(Document.objects.get().margin)
        act()
    numbers.append(Document.objects.get().margin)
    assert numbers == sorted(set(numbers))


def test_who_is_mentioned_is_told_where_and_not_what(cast, talk):
    thread = talk(said="@beoordelaar 1, klopt dit?", mentions=[cast.beoordelaar_1])
    (notice,) = notices(cast.beoordelaar_1)
    assert notice == (
        "genoemd",
        "Iemand van Gemeente Ridderkerk noemde u in een opmerking bij “1 Inleiding” van Regioplan ZHE-BAR 2026.",
        f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/#gesprek-{thread.pk}",
    )


def test_who_cannot_see_the_text_cannot_be_mentioned(cast, talk):
    talk(mentions=[cast.andere_ambtenaar, cast.buitenstaander, cast.landelijk])
    assert not Notice.objects.exists()
    assert not Comment.objects.get().mentions.exists()


def test_who_takes_part_is_told_of_answers_once_and_nobody_of_their_own(cast, talk):
    thread = talk(by=cast.ambtenaar)
    answer(thread, by=cast.ambtenaar_2, words="Ja", mentions=[cast.ambtenaar, cast.ambtenaar_2])
    answer(thread, by=cast.ambtenaar, words="Dank")
    assert [kind for kind, _, _ in notices(cast.ambtenaar)] == ["genoemd"]
    assert [kind for kind, _, _ in notices(cast.ambtenaar_2)] == ["reactie"]


def test_who_left_the_region_is_told_nothing_more(cast, talk):
    thread = talk(by=cast.zorgaanbieder)
    cast.region.participations.filter(organisation=cast.zorgaanbieder.hat).update(ended_on="2024-01-01")
    answer(thread, by=cast.ambtenaar, words="Ja")
    assert notices(cast.zorgaanbieder) == []


@pytest.mark.django_db(transaction=True)
def test_a_talk_begins_while_others_write(cast, document, margin):
    """Ten people select and two write, all at once: every talk stands at its words, and every word is there."""
    people = [cast.ambtenaar, cast.ambtenaar_2, cast.zorgaanbieder, cast.beoordelaar_1, cast.kassier] * 2

    def begin(person):
        return lambda: start_thread(document, by=person, words="?", ranges=select("gemeenten"))

    def write(person, words):
        def act():
            with transaction.atomic():
                change_document(document, by=person, change=lambda live: first_text(live).insert(0, words))

        return act

    done = at_once(*map(begin, people), write(cast.ambtenaar, "Nu. "), write(cast.ambtenaar_2, "Hier. "))
    assert [each for each in done if isinstance(each, Exception)] == []
    assert {each.now for each in margin().talks} == {"gemeenten"}
    assert len(margin().talks) == 10
    assert lines(document)[0] in {f"Nu. Hier. {WORDS}", f"Hier. Nu. {WORDS}"}


@pytest.mark.django_db(transaction=True)
def test_an_answer_waits_for_who_closes_the_talk_and_then_says_that_it_is_closed(cast, talk):
    thread = talk()
    with transaction.atomic():
        close(thread, by=cast.ambtenaar)
        meanwhile = Meanwhile(lambda: answer(thread, by=cast.ambtenaar_2, words="!"))
    assert isinstance(meanwhile.outcome(), ValidationError)


def first_text(live):
    return live.fragment.children[0].children[0]
