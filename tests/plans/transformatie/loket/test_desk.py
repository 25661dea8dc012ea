"""Opening and closing the desk: who may, from which day on, and what is said of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.notices.models import Notice
from iza_portal.reference.loading import load
from iza_portal.trail.recording import history
from plans.models.transformatie import Loketstand
from plans.reference_data import DATA_SETS
from plans.transformatie.loket.desk import change_desk, why_closed
from plans.transformatie.workflow import Planstand, Stap
from tests.at_once import at_once
from tests.factories import IndieningFactory

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-26 10:00+01:00", tick=False)


def change(by, **said):
    values = {
        "step": Stap.SNELLE_TOETS,
        "is_open": False,
        "stops_clock": False,
        "from_on": TODAY,
        "reason": "Het geld is op.",
    }
    return change_desk(by=by, **{**values, **said})


@pytest.fixture
def published(db):
    for data_set in DATA_SETS:
        if data_set.model is Loketstand:
            load(data_set)


@pytest.mark.parametrize(
    ("step", "day", "said"),
    [
        (Stap.SNELLE_TOETS, date(2022, 12, 1), ""),
        (Stap.SNELLE_TOETS, date(2023, 2, 1), ""),
        (Stap.SNELLE_TOETS, date(2025, 6, 30), ""),
        (
            Stap.SNELLE_TOETS,
            date(2025, 7, 1),
            "Sinds 1 juli 2025 kan niemand een snelle toets indienen. Er was voor meer",
        ),
        (Stap.BEOORDELING, date(2026, 2, 23), ""),
        (Stap.BEOORDELING, date(2026, 2, 24), "Sinds 24 februari 2026 kan niemand een plan indienen."),
    ],
)
def test_why_the_desk_is_closed_is_said_of_any_day(published, step, day, said):
    assert why_closed(step, day).startswith(said)
    assert bool(why_closed(step, day)) == bool(said)


def test_the_sentence_tells_the_exception_and_that_terms_stand_still(published):
    assert "Uitzondering: Alleen een snelle toets die al was aangekondigd" in why_closed(Stap.SNELLE_TOETS, TODAY)
    assert "termijnen" not in why_closed(Stap.SNELLE_TOETS, TODAY)
    assert "De termijnen van wat al is ingediend staan stil." in why_closed(Stap.BEOORDELING, TODAY)


def test_who_keeps_the_desk_closes_it_from_a_day_on(company):
    tomorrow = TODAY + timedelta(days=1)
    row = change(company.loketbeheerder, from_on=tomorrow, exception="Wie zich vóór 1 november meldde.")
    assert not why_closed(Stap.SNELLE_TOETS, TODAY)
    assert "Wie zich vóór 1 november meldde." in why_closed(Stap.SNELLE_TOETS, tomorrow)
    assert not why_closed(Stap.BEOORDELING, tomorrow)
    [event] = history(row)
    assert (event.actor, event.reason, event.after["loket"]) == (company.loketbeheerder, "Het geld is op.", "dicht")


def test_nobody_else_changes_the_desk(company):
    for name, person in company.people.items():
        if name != "loketbeheerder":
            with pytest.raises(PermissionDenied):
                change(person)
    assert not Loketstand.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ({"from_on": date(2062, 11, 26)}, "from_on"),
        ({"from_on": date.max}, "from_on"),
        ({"reason": "  \n "}, "reason"),
        ({"is_open": True, "stops_clock": True}, "stops_clock"),
        ({"step": "derde"}, "step"),
        ({"exception": "x" * 301}, "exception"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(company, said, field):
    with pytest.raises(ValidationError) as refused:
        change(company.loketbeheerder, **said)
    assert field in refused.value.message_dict
    assert not Loketstand.objects.exists()


def test_nothing_comes_on_or_before_the_day_of_the_last_change(company):
    ahead = TODAY + timedelta(days=10)
    change(company.loketbeheerder, from_on=ahead)
    for day in (TODAY, ahead):
        with pytest.raises(ValidationError, match="Kies een dag daarna"):
            change(company.loketbeheerder, from_on=day, is_open=True)
    change(company.loketbeheerder, from_on=ahead, step=Stap.BEOORDELING)
    assert change(company.loketbeheerder, from_on=ahead + timedelta(days=1), is_open=True).is_open


def test_applicants_and_judging_leaders_are_told_and_nobody_else(company, put_in_state):
    plan = put_in_state(company.transformatieplan, Planstand.CONCEPT)
    change(company.loketbeheerder)
    told = {notice.person.name for notice in Notice.objects.select_related("person")}
    assert told == {"ambtenaar", "bestuurder", "zorgaanbieder"}
    assert Notice.objects.first().path == "/transformatieplannen/loket/"
    Notice.objects.all().delete()

    put_in_state(plan, Planstand.BEOORDELING, first_submitted_at=timezone.now())
    IndieningFactory(plan=plan, step=Stap.BEOORDELING)
    change(company.loketbeheerder, step=Stap.BEOORDELING, stops_clock=True)
    told = {notice.person.name for notice in Notice.objects.select_related("person")}
    leaders = {"beoordelaar 1", "beoordelaar 1b", "beoordelaar 2", "beoordelaar 2b"}
    assert told == {"ambtenaar", "bestuurder", "zorgaanbieder"} | leaders
    assert "staan dan stil" in Notice.objects.first().sentence


@pytest.mark.django_db(transaction=True)
def test_two_people_who_change_the_desk_at_once_do_not_both(company):
    acts = [lambda is_open=is_open: change(company.loketbeheerder, is_open=is_open) for is_open in (True, False)]
    results = at_once(*acts)
    assert sorted(type(result).__name__ for result in results) == ["Loketstand", "ValidationError"]
    assert Loketstand.objects.count() == 1
