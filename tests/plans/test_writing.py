from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.texts.building import heading, paragraph, text
from iza_portal.texts.check import TextRefused
from iza_portal.trail.recording import history
from plans.adoption import move
from plans.arranging import remove_section
from plans.models import Section, Status
from plans.verbs import PlanVerb
from plans.writing import save_text
from tests.at_once import at_once
from tests.factories import SectionFactory

TEXT = text(heading("Opgaven"), paragraph("De **eerste** opgave."))


def test_saving_keeps_the_text_its_words_and_who_wrote_it(cast):
    section = save_text(cast.section, by=cast.ambtenaar, body=TEXT, version=1)
    section.refresh_from_db()
    assert section.body == TEXT
    assert section.plain_text == "Opgaven\nDe eerste opgave."
    assert (section.version, section.edited_by) == (2, cast.ambtenaar)
    assert section.edited_at is not None


def test_a_save_on_an_older_version_is_refused_and_answers_what_stands(cast):
    save_text(cast.section, by=cast.ambtenaar, body=TEXT, version=1)
    with pytest.raises(OutdatedVersion) as caught:
        save_text(cast.section, by=cast.ambtenaar_2, body=text(paragraph("Anders.")), version=1)
    assert caught.value.current.body == TEXT
    assert caught.value.current.version == 2
    assert caught.value.current.edited_by == cast.ambtenaar
    assert Section.objects.get().body == TEXT


def test_the_same_text_sent_again_is_saved_once(cast):
    first = save_text(cast.section, by=cast.ambtenaar, body=TEXT, version=1)
    again = save_text(cast.section, by=cast.ambtenaar, body=TEXT, version=1)
    assert again.version == first.version == 2
    assert again.edited_at == first.edited_at


def test_a_text_that_the_schema_refuses_is_not_kept(cast):
    with pytest.raises(TextRefused):
        save_text(cast.section, by=cast.ambtenaar, body=text(paragraph("\x00")), version=1)
    assert Section.objects.get().version == 1


def test_who_may_not_write_is_refused_with_the_reason(cast):
    with pytest.raises(PermissionDenied, match="geen recht"):
        save_text(cast.section, by=cast.zorgaanbieder, body=TEXT, version=1)
    cast.section.assignees.add(cast.zorgaanbieder)
    save_text(cast.section, by=cast.zorgaanbieder, body=TEXT, version=1)


def test_no_text_gets_into_a_plan_that_is_no_concept_any_more(cast):
    save_text(cast.section, by=cast.ambtenaar, body=TEXT, version=1)
    move(cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)
    with pytest.raises(PermissionDenied, match="ter consultatie"):
        save_text(cast.section, by=cast.ambtenaar, body=text(paragraph("Later.")), version=2)
    assert Section.objects.get().body == TEXT


def test_no_text_gets_into_a_removed_section(cast):
    remove_section(cast.section, by=cast.regiocoordinator)
    with pytest.raises(PermissionDenied, match="uit het plan gehaald"):
        save_text(cast.section, by=cast.ambtenaar, body=TEXT, version=1)


def written_events(plan):
    return history(plan).filter(verb=PlanVerb.SECTION_WRITTEN)


def test_writing_on_and_on_is_one_event_a_person_a_section_and_half_an_hour(cast):
    other = SectionFactory(plan=cast.plan, position=2)

    def write(section, by, words):
        section.refresh_from_db()
        save_text(section, by=by, body=text(paragraph(words)), version=section.version)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        write(cast.section, cast.ambtenaar, "een")
        clock.shift(timedelta(minutes=29))
        write(cast.section, cast.ambtenaar, "twee")
        assert written_events(cast.plan).count() == 1
        write(cast.section, cast.ambtenaar_2, "drie")
        write(other, cast.ambtenaar, "vier")
        assert written_events(cast.plan).count() == 3
        clock.shift(timedelta(minutes=2))
        write(cast.section, cast.ambtenaar, "vijf")
        assert written_events(cast.plan).count() == 4


@pytest.mark.django_db(transaction=True)
def test_ten_pairs_of_simultaneous_saves_lose_nothing(cast):
    for pair in range(10):
        section = Section.objects.get()
        writers = {f"tekst {pair} van {by}": by for by in (cast.ambtenaar, cast.ambtenaar_2)}
        outcomes = at_once(
            *(
                partial(save_text, section, by=by, body=text(paragraph(words)), version=section.version)
                for words, by in writers.items()
            )
        )
        saved = [outcome for outcome in outcomes if isinstance(outcome, Section)]
        refused = [outcome for outcome in outcomes if isinstance(outcome, OutdatedVersion)]
        assert (len(saved), len(refused)) == (1, 1)
        # The one that was refused was shown the other's text, and keeps its own: on that version it is saved.
        assert refused[0].current.body == saved[0].body == Section.objects.get().body
        own = next(words for words in writers if words != saved[0].plain_text)
        kept = save_text(section, by=writers[own], body=text(paragraph(own)), version=refused[0].current.version)
        assert kept.version == section.version + 2


@pytest.mark.django_db(transaction=True)
def test_the_same_save_ten_times_at_once_is_one_save(cast):
    save = partial(save_text, cast.section, by=cast.ambtenaar, body=TEXT, version=1)
    outcomes = at_once(*[save] * 10)
    assert [outcome.version for outcome in outcomes] == [2] * 10
    assert written_events(cast.plan).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_save_beside_a_move_of_the_plan_is_in_the_plan_that_moved_or_is_refused(cast):
    save_text(cast.section, by=cast.ambtenaar, body=TEXT, version=1)
    late = text(paragraph("Op het laatste moment."))
    saved, moved = at_once(
        partial(save_text, cast.section, by=cast.ambtenaar, body=late, version=2),
        partial(move, cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE),
    )
    assert moved.status == Status.TER_CONSULTATIE
    assert isinstance(saved, Section | PermissionDenied)
    assert Section.objects.get().body == (late if isinstance(saved, Section) else TEXT)
