"""Bodies follow their documents: by themselves, and exactly where it matters."""

import gzip
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pycrdt import Doc, XmlElement, XmlFragment

from iza_portal.dossiers.making import request_dossier
from iza_portal.texts.building import paragraph, text
from iza_portal.writing.homes import home_of
from iza_portal.writing.models import Document
from iza_portal.writing.together.exchange import change_document, document_for, take_update
from iza_portal.writing.together.settling import QUIET, behind, settle, settle_for_good, settle_waiting
from plans.adoption import move
from plans.models import Section, Status
from regions.models import BeeldStatus, Cycle, Theme
from regions.regiobeelden import adoption as beeld_adoption
from regions.regiobeelden.checking import check
from regions.regiobeelden.cycles import close_cycle, open_cycle
from tests.at_once import at_once
from tests.factories import CriterionFactory, RegiobeeldFactory, SectionFactory, ThemeFactory
from tests.queries import queries_of
from tests.writing.clients import Window


@pytest.fixture
def theme(cast):
    beeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING, proposal="Samen.")
    return ThemeFactory(regiobeeld=beeld, position=1, title="Werk en inkomen")


def type_in(text, person, words):
    """Let somebody write words in a text, as a window does."""
    window = Window(document_for(text), person).open()
    window.write(words)
    assert window.send().status_code == 200
    return window


def test_the_text_follows_with_its_words_its_version_and_its_writer(cast):
    type_in(cast.section, cast.ambtenaar, "De eerste opgave.")
    type_in(cast.section, cast.ambtenaar_2, " En de tweede.")
    settle([cast.section])
    for section in (cast.section, Section.objects.get()):
        assert section.body == text(paragraph("De eerste opgave. En de tweede."))
        assert section.plain_text == "De eerste opgave. En de tweede."
        assert (section.version, section.edited_by) == (2, cast.ambtenaar_2)
        assert section.edited_at == section.document.updates.get(seq=2).at
    assert Document.objects.get().settled_seq == 2


def test_what_is_deleted_again_is_no_version(cast):
    window = type_in(cast.section, cast.ambtenaar, "Toch niet.")
    window.delete(0, 10)
    window.send()
    settle([cast.section])
    assert (cast.section.version, cast.section.edited_at) == (1, None)
    document = Document.objects.get()
    assert document.settled_seq == document.seq == 2


def test_settled_texts_cost_one_query_however_many(cast):
    sections = [cast.section, *(SectionFactory(plan=cast.plan, position=place) for place in range(2, 9))]
    for section in sections:
        type_in(section, cast.ambtenaar, "Tekst.")
    settle(sections)
    with CaptureQueriesContext(connection) as asked:
        settle(sections)
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        settle([SectionFactory(plan=cast.plan, position=9)])
    assert [query for query in asked if "writing_document" in query["sql"] and "SELECT" in query["sql"]] == []


def test_only_texts_that_are_behind_are_asked_for(cast):
    type_in(cast.section, cast.ambtenaar, "Tekst.")
    SectionFactory(plan=cast.plan, position=2)
    assert list(behind(Section.objects.all())) == [cast.section]
    settle(behind(Section.objects.all()))
    assert not behind(Section.objects.all()).exists()


def test_a_text_that_is_being_written_in_is_not_waited_for_long(cast):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        window = type_in(cast.section, cast.ambtenaar, "0")
        settle_waiting()
        assert Section.objects.get().plain_text == ""
        for turn in range(1, 9):
            clock.shift(timedelta(seconds=2))
            window.write(str(turn))
            window.send()
            settle_waiting()
        assert Section.objects.get().plain_text == "012345678"


def test_a_text_follows_when_its_writers_stop_for_a_moment(cast):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        type_in(cast.section, cast.ambtenaar, "Klaar.")
        clock.shift(QUIET)
        settle_waiting()
    assert Section.objects.get().plain_text == "Klaar."


@pytest.mark.django_db(transaction=True)
def test_a_text_that_cannot_follow_stays_as_it_was_and_holds_up_nobody(cast, sign_in):
    other = SectionFactory(plan=cast.plan, position=2)
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        type_in(cast.section, cast.ambtenaar, "Onleesbaar.")
        type_in(other, cast.ambtenaar, "Leesbaar.")
    # What was taken by an older schema, which allowed what this one does not.
    Document.objects.filter(pk=cast.section.document_id).update(snapshot=_foreign())
    at_once(settle_waiting)
    other.refresh_from_db()
    assert other.plain_text == "Leesbaar."
    assert Section.objects.get(pk=cast.section.pk).plain_text == ""
    (status,) = at_once(lambda: sign_in(cast.ambtenaar).get(cast.plan.get_absolute_url()).status_code)
    assert status == 200
    (outcome,) = at_once(partial(_settle_in_step, cast))
    assert isinstance(outcome, ValidationError)


def _settle_in_step(cast):
    with transaction.atomic():
        settle_for_good(behind(cast.plan.sections.all()))


def _foreign() -> bytes:
    doc = Doc()
    doc.get("text", type=XmlFragment).children.append(XmlElement("rocket"))
    return gzip.compress(doc.get_update())


# --- Where truth matters ---


def test_the_page_of_a_plan_shows_what_was_just_written(cast, sign_in):
    type_in(cast.section, cast.ambtenaar, "Zojuist geschreven.")
    client = sign_in(cast.bestuurder)
    assert "Zojuist geschreven." in client.get(cast.plan.get_absolute_url()).text
    type_in(cast.section, cast.ambtenaar, " Nog iets.")
    assert "Zojuist geschreven. Nog iets." in client.get(cast.plan.get_absolute_url()).text


def test_the_page_of_a_plan_stays_within_its_queries(cast, sign_in):
    for place in range(2, 31):
        type_in(SectionFactory(plan=cast.plan, position=place), cast.ambtenaar, "Tekst.")
    client = sign_in(cast.ambtenaar)
    client.get(cast.plan.get_absolute_url())
    assert len(queries_of(client, cast.plan.get_absolute_url())) <= 12


def test_a_dossier_holds_what_was_just_written(cast):
    type_in(cast.section, cast.ambtenaar, "Zojuist geschreven.")
    dossier = request_dossier(cast.plan, by=cast.regiocoordinator)
    assert "Zojuist geschreven." in str(dossier.content)


def test_a_step_of_a_plan_is_about_what_was_just_written(cast):
    type_in(cast.section, cast.ambtenaar, "Zojuist geschreven.")
    # Without it the guard would say that there is no text yet.
    plan = move(cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)
    assert plan.status == Status.TER_CONSULTATIE
    assert Section.objects.get().plain_text == "Zojuist geschreven."


def test_a_step_takes_along_what_was_taken_out(cast, theme):
    type_in(theme, cast.ambtenaar, "Eruit.")
    Theme.objects.filter(pk=theme.pk).update(position=None)
    kept = ThemeFactory(regiobeeld=theme.regiobeeld, position=1)
    type_in(kept, cast.ambtenaar, "Erin.")
    beeld_adoption.move(
        theme.regiobeeld, by=cast.regiocoordinator, source=BeeldStatus.VERRIJKING, target=BeeldStatus.LEESVERSIE
    )
    theme.refresh_from_db()
    assert theme.plain_text == "Eruit."


def test_an_adopted_regiobeeld_holds_what_was_written_last_and_is_left_alone(cast, theme):
    type_in(theme, cast.ambtenaar, "Voor altijd.")
    beeld = theme.regiobeeld
    for source, target in [("verrijking", "leesversie"), ("leesversie", "besproken"), ("besproken", "vastgesteld")]:
        beeld = beeld_adoption.move(beeld, by=cast.regiocoordinator, source=source, target=target)
    assert beeld.adopted.content["themes"][0]["plain_text"] == "Voor altijd."
    settle_waiting()
    assert document_for(Theme.objects.get()).seq == 1


def test_the_pages_of_a_regiobeeld_show_what_was_just_written(cast, theme, sign_in):
    client = sign_in(cast.ambtenaar)
    assert "Nog leeg" in client.get(theme.regiobeeld.get_absolute_url()).text
    type_in(theme, cast.ambtenaar, "Zojuist geschreven.")
    assert "Nog leeg" not in client.get(theme.regiobeeld.get_absolute_url()).text
    type_in(theme, cast.ambtenaar, " Nog iets.")
    assert "Zojuist geschreven. Nog iets." in client.get(theme.get_absolute_url()).text


def test_the_check_of_a_regiobeeld_knows_what_was_just_written(cast, theme):
    CriterionFactory(code="RB-7")
    assert check(theme.regiobeeld)[0].found.verdict == "voldoet_niet"
    type_in(theme, cast.ambtenaar, "Zojuist geschreven.")
    assert "Werk en inkomen" in check(theme.regiobeeld)[0].found.why


def test_who_reacts_in_a_cycle_reads_what_was_just_written(cast, theme, sign_in):
    cycle = _open_cycle(cast, theme.regiobeeld)
    type_in(theme, cast.ambtenaar, "Zojuist geschreven.")
    page = f"/regiobeelden/{theme.regiobeeld_id}/cycli/{cycle.number}/reageren/"
    assert "Zojuist geschreven." in sign_in(cast.bestuurder).get(page).text


def _open_cycle(cast, beeld) -> Cycle:
    due_on = timezone.localdate() + timedelta(days=5)
    return open_cycle(
        beeld, by=cast.regiocoordinator, question="Klopt het?", due_on=due_on, parties=[cast.ambtenaar.hat]
    )


def test_the_account_of_a_cycle_says_what_its_writers_changed(cast, theme):
    type_in(theme, cast.ambtenaar, "Ervoor.")
    cycle = _open_cycle(cast, theme.regiobeeld)
    assert cycle.before["themes"][0]["plain_text"] == "Ervoor."
    type_in(theme, cast.ambtenaar, " Erna.")
    closed = close_cycle(cycle, by=cast.regiocoordinator, account="Wij pasten de tekst aan.")
    assert closed.changes["themes"][0]["is_text_changed"]


@pytest.mark.django_db(transaction=True)
def test_settling_from_many_sides_while_people_write_neither_waits_for_ever_nor_goes_back(cast):
    section = cast.section
    document = document_for(section)
    windows = [Window(document, person).open() for person in (cast.ambtenaar, cast.ambtenaar_2)]

    def keep_writing(window):
        for turn in range(10):
            window.write(f"{turn}")
            assert window.send().status_code == 200

    def keep_settling():
        versions = []
        for _ in range(10):
            mine = Section.objects.get()
            settle([mine])
            versions.append(mine.version)
        return versions == sorted(versions)

    outcomes = at_once(*(partial(keep_writing, window) for window in windows), *[keep_settling] * 3)
    assert outcomes == [None, None, True, True, True]
    settle([section])
    windows[0].poll()
    assert section.plain_text == windows[0].words()[0]


def test_a_change_of_the_portal_is_settled_in_the_same_transaction(cast):
    type_in(cast.section, cast.ambtenaar, "Ervoor.")
    document = cast.section.document
    with transaction.atomic():
        home_of(document).hold(document)
        settle([cast.section])
        change_document(document, by=cast.ambtenaar_2, change=lambda live: live.replace(text(paragraph("Erna."))))
        settle([cast.section])
    assert (cast.section.plain_text, cast.section.version, cast.section.edited_by) == ("Erna.", 3, cast.ambtenaar_2)


def test_a_text_without_anything_new_is_not_written(cast):
    window = type_in(cast.section, cast.ambtenaar, "Een.")
    settle([cast.section])
    take_update(cast.section.document, by=cast.ambtenaar, update=window.doc.get_update())
    with CaptureQueriesContext(connection) as asked:
        settle([cast.section])
    assert not [query for query in asked if query["sql"].startswith("UPDATE")]
