import pytest
from django.db import DatabaseError, connection, transaction

from iza_portal.trail import verbs
from iza_portal.trail.recording import history, record
from plans.verbs import PlanVerb


@pytest.fixture
def event(cast):
    return record(PlanVerb.STARTED, cast.plan, by=cast.ambtenaar, detail="x" * 400, reason="omdat")


def test_an_event_knows_who_did_what_to_what_for_whom(cast, event):
    assert list(history(cast.plan)) == [event]
    assert (event.actor, event.acting_for.name, event.verb) == (cast.ambtenaar, "Ridderkerk", "regioplan.begonnen")
    assert len(event.detail) == 300


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_event SET reason = 'anders'",
        "DELETE FROM trail_event",
        "UPDATE trail_event SET actor_id = NULL",
    ],
)
def test_nobody_can_alter_the_trail(event, statement):
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    event.refresh_from_db()
    assert event.reason == "omdat"


def test_the_trail_cannot_be_emptied_outside_a_test_database_whatever_a_session_says(db):
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} RESET iza.test_database")
        cursor.execute("SET LOCAL iza.test_database = 'on'")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute("TRUNCATE trail_event")


def test_every_verb_has_a_phrase():
    assert verbs.phrase(PlanVerb.STARTED) == "begon het regioplan"
    with pytest.raises(KeyError):
        verbs.phrase("bestaat.niet")


def test_the_history_reads_as_sentences(cast, event, sign_in):
    record(PlanVerb.MOVED, cast.plan, by=cast.regiocoordinator, before={"status": "a"}, after={"status": "<b>"})
    text = sign_in(cast.ambtenaar).get(f"/plannen/{cast.plan.pk}/geschiedenis/").text
    assert "<strong>regiocoordinator</strong> (Gemeente Nissewaard) veranderde de status." in text
    assert "Status: a → &lt;b&gt;" in text


def test_the_history_names_writers_and_writes_dates_in_full(cast, sign_in):
    record(
        PlanVerb.SECTION_CHANGED,
        cast.plan,
        by=cast.regiocoordinator,
        detail="Geld",
        before={"af op": None, "schrijvers": []},
        after={"af op": "2026-12-06", "schrijvers": [cast.ambtenaar.pk]},
    )
    text = sign_in(cast.ambtenaar).get(f"/plannen/{cast.plan.pk}/geschiedenis/").text
    assert "Af op: geen → 6 december 2026" in text
    assert f"Schrijvers: geen → {cast.ambtenaar.name}" in text
