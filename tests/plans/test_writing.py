from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from iza_portal.texts.building import heading, paragraph, text
from iza_portal.texts.check import TextRefused
from iza_portal.trail.recording import history
from iza_portal.writing.together.rewriting import rewrite
from plans.adoption import move
from plans.arranging import remove_section
from plans.models import Section, Status
from plans.verbs import PlanVerb
from tests.at_once import at_once
from tests.factories import SectionFactory

TEXT = text(heading("Opgaven"), paragraph("De **eerste** opgave."))


def test_writing_keeps_the_text_its_words_and_who_wrote_it(cast):
    section = rewrite(cast.section, by=cast.ambtenaar, body=TEXT)
    section.refresh_from_db()
    assert section.body == TEXT
    assert section.plain_text == "Opgaven\nDe eerste opgave."
    assert (section.version, section.edited_by) == (2, cast.ambtenaar)
    assert section.edited_at is not None


def test_the_same_text_again_is_no_change(cast):
    first = rewrite(cast.section, by=cast.ambtenaar, body=TEXT)
    again = rewrite(cast.section, by=cast.ambtenaar_2, body=TEXT)
    assert again.version == first.version == 2
    assert (again.edited_at, again.edited_by) == (first.edited_at, cast.ambtenaar)
    assert again.document.seq == 1


def test_a_text_that_the_schema_refuses_is_not_kept(cast):
    with pytest.raises(TextRefused):
        rewrite(cast.section, by=cast.ambtenaar, body=text(paragraph("\x00")))
    assert Section.objects.get().version == 1


def test_who_may_not_write_is_refused_with_the_reason(cast):
    with pytest.raises(PermissionDenied, match="geen recht"):
        rewrite(cast.section, by=cast.zorgaanbieder, body=TEXT)
    cast.section.assignees.add(cast.zorgaanbieder)
    rewrite(cast.section, by=cast.zorgaanbieder, body=TEXT)


def test_no_text_gets_into_a_plan_that_is_no_concept_any_more(cast):
    rewrite(cast.section, by=cast.ambtenaar, body=TEXT)
    move(cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)
    with pytest.raises(PermissionDenied, match="ter consultatie"):
        rewrite(cast.section, by=cast.ambtenaar, body=text(paragraph("Later.")))
    assert Section.objects.get().body == TEXT


def test_no_text_gets_into_a_removed_section(cast):
    remove_section(cast.section, by=cast.regiocoordinator)
    with pytest.raises(PermissionDenied, match="uit het plan gehaald"):
        rewrite(cast.section, by=cast.ambtenaar, body=TEXT)


def written_events(plan):
    return history(plan).filter(verb=PlanVerb.SECTION_WRITTEN)


def test_writing_on_and_on_is_one_event_a_person_a_section_and_half_an_hour(cast):
    other = SectionFactory(plan=cast.plan, position=2)

    def write(section, by, words):
        rewrite(section, by=by, body=text(paragraph(words)))

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
def test_a_text_that_is_rewritten_beside_a_step_is_in_it_or_is_refused(cast):
    rewrite(cast.section, by=cast.ambtenaar, body=TEXT)
    late = text(paragraph("Op het laatste moment."))
    written, moved = at_once(
        partial(rewrite, cast.section, by=cast.ambtenaar, body=late),
        partial(move, cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE),
    )
    assert moved.status == Status.TER_CONSULTATIE
    assert isinstance(written, Section | PermissionDenied)
    assert Section.objects.get().body == (late if isinstance(written, Section) else TEXT)
