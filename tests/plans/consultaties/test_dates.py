"""The terms of a consultation in the agenda: whom they ask, and when they are done."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from iza_portal.agenda.dates import Wanted, dates_of
from plans.consultaties.reacting import say_done
from plans.consultaties.rounds import account_for, change_round

FIRST, LAST = date(2020, 1, 1), date(2100, 1, 1)


def seen_by(user):
    entries = [each for each in dates_of(Wanted(user, FIRST, LAST)) if each.kind == "consultatie"]
    return {entry.thing.rpartition(":")[2]: entry for entry in entries}


@pytest.fixture
def answered_by(asked, in_consultation):
    """The round with a day by which the parties get their answer."""
    day = timezone.localdate() + timedelta(days=30)
    by = in_consultation.regiocoordinator
    return change_round(asked, by=by, version=asked.version, due_on=asked.due_on, answer_due_on=day)


def test_a_party_is_asked_to_react_until_it_is_done(answered_by, in_consultation, sign_in):
    cast = in_consultation
    entry = seen_by(cast.ambtenaar)["reacties"]
    assert (entry.on, entry.is_asked, entry.is_done) == (answered_by.due_on, True, False)
    assert sign_in(cast.ambtenaar).get(entry.path).status_code == 200
    say_done(answered_by, by=cast.ambtenaar, is_done=True)
    assert seen_by(cast.ambtenaar)["reacties"].is_done
    assert not seen_by(cast.beoordelaar_1)["reacties"].is_done


def test_who_was_not_asked_sees_the_term_and_the_coordinator_is_asked_for_the_answers(answered_by, in_consultation):
    cast = in_consultation
    assert not seen_by(cast.ambtenaar_2)["reacties"].is_asked
    assert {name: entry.is_asked for name, entry in seen_by(cast.regiocoordinator).items()} == {
        "reacties": False,
        "antwoorden": True,
    }
    for party in (cast.ambtenaar, cast.beoordelaar_1, cast.zorgaanbieder):
        say_done(answered_by, by=party, is_done=True)
    account_for(answered_by, by=cast.regiocoordinator, account="Niemand had opmerkingen.")
    assert all(entry.is_done for entry in seen_by(cast.regiocoordinator).values())


@pytest.mark.parametrize("name", ["andere_ambtenaar", "andere_regiocoordinator", "buitenstaander", "portaalbeheerder"])
def test_who_is_outside_the_region_sees_no_term(answered_by, in_consultation, name):
    assert not seen_by(in_consultation.people[name])
