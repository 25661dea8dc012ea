from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from iza_portal.trail.recording import history
from iza_portal.writing.history.moments import keep_bursts, keep_named
from iza_portal.writing.models import Document, Moment
from iza_portal.writing.together.exchange import document_for
from iza_portal.writing.verbs import HistoryVerb
from tests.factories import SectionFactory

NOW = datetime(2026, 11, 20, 13, 0, tzinfo=timezone.get_fixed_timezone(60))


@pytest.fixture(autouse=True)
def at_one_o_clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_the_history_of_a_text_begins_with_what_stood_there(document, kept):
    assert kept() == [("begin", "De gemeenten kiezen samen.", [])]


def test_an_empty_text_begins_without_a_moment(cast):
    assert not document_for(SectionFactory(plan=cast.plan)).moments.exists()


def test_a_burst_of_work_is_kept_when_it_is_over(cast, document, write, kept, time_machine):
    write(" Ook nu.", cast.ambtenaar)
    time_machine.move_to(NOW + timedelta(minutes=5), tick=False)
    write(" En straks.", cast.ambtenaar_2)
    time_machine.move_to(NOW + timedelta(minutes=14), tick=False)
    keep_bursts()
    assert len(kept()) == 1
    time_machine.move_to(NOW + timedelta(minutes=15), tick=False)
    keep_bursts()
    assert kept()[1:] == [
        ("automatisch", "De gemeenten kiezen samen. Ook nu. En straks.", ["ambtenaar", "ambtenaar 2"])
    ]
    moment = Moment.objects.first()
    # The times are those of the work, not of the keeping.
    assert (moment.began_at, moment.at) == (NOW, NOW + timedelta(minutes=5))
    keep_bursts()
    assert len(kept()) == 2


def test_of_a_burst_that_goes_on_a_moment_is_kept_on_the_way(cast, write, kept, time_machine):
    for minutes in range(0, 66, 5):
        time_machine.move_to(NOW + timedelta(minutes=minutes), tick=False)
        write(f" {minutes}", cast.ambtenaar)
        keep_bursts()
    assert [kind for kind, *_ in kept()] == ["begin", "automatisch"]
    assert kept()[1][1].endswith(" 55 60")


def test_a_text_that_reads_the_same_again_is_not_kept(cast, document, write, kept, time_machine):
    from tests.writing.clients import Window

    window = Window(document, cast.ambtenaar).open()
    window.write("x", at=0)
    window.send()
    window.delete(0, 1)
    window.send()
    time_machine.move_to(NOW + timedelta(minutes=20), tick=False)
    keep_bursts()
    assert len(kept()) == 1
    document.refresh_from_db()
    # It is not looked at again and again.
    assert document.kept_seq == document.seq


def test_who_wrote_is_told_of_each_moment_alone(cast, document, write, kept, time_machine):
    write(" Eerst.", cast.ambtenaar)
    keep_named(document, by=cast.kassier, name="Voor de tafel")
    write(" Dan.", cast.ambtenaar_2)
    time_machine.move_to(NOW + timedelta(minutes=20), tick=False)
    keep_bursts()
    assert [(kind, writers) for kind, _, writers in kept()[1:]] == [
        ("benoemd", ["ambtenaar"]),
        ("automatisch", ["ambtenaar 2"]),
    ]


def test_somebody_keeps_a_text_under_a_name(cast, document, section):
    moment = keep_named(document, by=cast.ambtenaar, name="  Voor   de tafel ")
    assert (moment.name, moment.by, moment.kind) == ("Voor de tafel", cast.ambtenaar, "benoemd")
    event = history(cast.plan).first()
    assert (event.verb, event.detail, event.part_id) == (HistoryVerb.TEXT_KEPT, "1 Inleiding", section.pk)
    with pytest.raises(ValidationError):
        keep_named(document, by=cast.ambtenaar, name=" ")


@pytest.mark.parametrize("who", ["bestuurder", "beoordelaar_1", "andere_ambtenaar", "portaalbeheerder"])
def test_who_does_not_write_in_a_text_keeps_no_version_of_it(cast, document, who):
    with pytest.raises(PermissionDenied):
        keep_named(document, by=cast.people[who], name="Mijn versie")


def test_of_a_plan_that_is_closed_nobody_names_a_version(cast, document):
    type(cast.plan).objects.filter(pk=cast.plan.pk).update(status="ter_consultatie")
    with pytest.raises(PermissionDenied, match="geen concept meer"):
        keep_named(document, by=cast.ambtenaar, name="Te laat")


def test_what_cannot_be_read_does_not_stop_the_others(cast, document, write, kept, time_machine):
    broken = document_for(SectionFactory(plan=cast.plan))
    Document.objects.filter(pk=broken.pk).update(seq=1, changed_at=NOW - timedelta(hours=1))
    write(" Wel.", cast.ambtenaar)
    time_machine.move_to(NOW + timedelta(minutes=20), tick=False)
    with transaction.atomic():
        connection.cursor().execute(
            "INSERT INTO writing_update (document_id, seq, content, at) VALUES (%s, 1, 'x', now())", [broken.pk]
        )
    keep_bursts()
    assert kept()[-1][0] == "automatisch"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE writing_moment SET name = 'anders'",
        "DELETE FROM writing_moment",
        "UPDATE writing_moment_writers SET user_id = user_id",
        "DELETE FROM writing_moment_writers",
    ],
)
def test_the_history_is_kept_for_good(cast, document, write, statement):
    write(" Ook nu.", cast.ambtenaar)
    keep_named(document, by=cast.ambtenaar, name="Voor de tafel")
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        connection.cursor().execute(statement)
