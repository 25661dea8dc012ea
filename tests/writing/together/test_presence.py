"""Who has a text open, and where: said by the portal, of whom it knows who they are."""

import json
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.utils import timezone

from iza_portal.writing.models import Presence
from iza_portal.writing.together.exchange import document_for
from iza_portal.writing.together.presence import EXPIRES, MOST_OF_ONE, SIGN_OF_LIFE, forget_windows, present_in
from plans.adoption import move
from plans.models import Status
from tests.at_once import at_once
from tests.factories import MembershipFactory, OrganisationFactory, SectionFactory
from tests.writing.clients import Window

CURSOR = {"anchor": {"type": None, "tname": "text", "item": {"client": 5, "clock": 2}, "assoc": 0}, "head": {}}


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def test_each_sees_who_else_is_there_with_organisation_and_cursor(cast, document, clock):
    first = Window(document, cast.ambtenaar).open()
    second = Window(document, cast.ambtenaar_2)
    second.cursor = json.dumps(CURSOR)
    second.open()
    seen = {each["tab"]: each for each in first.poll()["present"]}
    assert seen == {
        first.tab: {
            "tab": first.tab,
            "name": "ambtenaar",
            "organisation": "Gemeente Ridderkerk",
            "cursor": None,
            "me": True,
        },
        second.tab: {
            "tab": second.tab,
            "name": "ambtenaar 2",
            "organisation": "Gemeente Nissewaard",
            "cursor": CURSOR,
            "me": False,
        },
    }


def test_a_window_of_which_nothing_is_heard_is_gone_after_a_while(cast, document, clock):
    first, second = Window(document, cast.ambtenaar).open(), Window(document, cast.ambtenaar_2).open()
    for _ in range(4):
        clock.shift(EXPIRES / 4)
        names = [each["name"] for each in first.poll()["present"]]
    assert names == ["ambtenaar"]
    assert {each["name"] for each in second.poll()["present"]} == {"ambtenaar", "ambtenaar 2"}


def test_it_is_written_when_the_cursor_moves_or_as_a_sign_of_life(cast, document, clock):
    window = Window(document, cast.ambtenaar).open()
    began = Presence.objects.get().seen_at
    clock.shift(SIGN_OF_LIFE / 2)
    window.poll()
    assert Presence.objects.get().seen_at == began
    window.cursor = json.dumps(CURSOR)
    window.poll()
    assert (Presence.objects.get().seen_at, Presence.objects.get().cursor) == (timezone.now(), CURSOR)
    clock.shift(SIGN_OF_LIFE)
    window.poll()
    assert Presence.objects.get().seen_at == timezone.now()
    window.cursor = ""
    window.poll()
    assert Presence.objects.get().cursor is None


def test_the_organisation_is_the_hat_that_is_on(cast, document, sign_in):
    other = OrganisationFactory(name="Barendrecht")
    MembershipFactory(user=cast.ambtenaar, organisation=other)
    client = sign_in(cast.ambtenaar)
    window = Window(document, cast.ambtenaar, client=client).open()
    client.post("/hoed/", {"organisatie": other.pk, "hat": other.pk, "next": "/"})
    session = client.session
    session["hat"] = other.pk
    session.save()
    assert [each["organisation"] for each in window.poll()["present"]] == ["Gemeente Barendrecht"]


def test_nobody_is_there_as_another(cast, document, clock):
    first = Window(document, cast.ambtenaar).open()
    forger = Window(document, cast.ambtenaar_2, client_id=first.tab)
    forger.cursor = json.dumps(CURSOR)
    forger.open()
    (seen,) = first.poll()["present"]
    assert (seen["name"], seen["cursor"]) == ("ambtenaar", None)
    # A number that nobody has any more is anybody's.
    clock.shift(EXPIRES)
    forger.poll()
    assert Presence.objects.get().person == cast.ambtenaar_2


def test_one_person_does_not_fill_the_page_with_windows(cast, document, clock):
    for _ in range(MOST_OF_ONE + 3):
        Window(document, cast.ambtenaar).open()
    window = Window(document, cast.ambtenaar_2).open()
    assert len(window.answer["present"]) == MOST_OF_ONE + 1


@pytest.mark.django_db(transaction=True)
def test_a_window_that_asks_twice_at_once_is_there_once(cast, document):
    ask = partial(present_in, document, by=cast.ambtenaar, tab=7, cursor=None)
    outcomes = at_once(*[ask] * 6)
    assert all(isinstance(outcome, list) for outcome in outcomes)
    assert Presence.objects.count() == 1


def test_one_is_present_in_a_text_that_is_closed(cast, document):
    window = Window(document, cast.ambtenaar).open()
    window.write("Klaar.")
    window.send()
    move(cast.plan, by=cast.regiocoordinator, source=Status.CONCEPT, target=Status.TER_CONSULTATIE)
    assert [each["name"] for each in window.poll()["present"]] == ["ambtenaar"]
    assert Window(document, cast.bestuurder).open().answer["writable"] is False


def test_one_is_present_in_the_text_that_one_has_open_and_in_no_other(cast, document):
    other = document_for(SectionFactory(plan=cast.plan, position=2))
    Window(document, cast.ambtenaar).open()
    assert [each["name"] for each in Window(other, cast.ambtenaar_2).open().answer["present"]] == ["ambtenaar 2"]


def test_a_window_that_says_that_it_is_closed_is_gone_at_once_and_no_other(cast, document, sign_in):
    first, second = Window(document, cast.ambtenaar).open(), Window(document, cast.ambtenaar_2).open()
    client = sign_in(cast.ambtenaar)
    url = f"{document.get_absolute_url()}weg/"
    assert client.post(f"{url}?tab={second.tab}").status_code == 204
    assert client.post(f"{url}?tab=x").status_code == 422
    assert {each["tab"] for each in second.poll()["present"]} == {first.tab, second.tab}
    assert client.post(f"{url}?tab={first.tab}").status_code == 204
    assert [each["tab"] for each in second.poll()["present"]] == [second.tab]


def test_windows_are_forgotten(cast, document, clock):
    Window(document, cast.ambtenaar).open()
    clock.shift(EXPIRES / 2)
    window = Window(document, cast.ambtenaar_2).open()
    clock.shift(EXPIRES / 2 + timedelta(seconds=1))
    forget_windows()
    assert Presence.objects.get().client_id == window.tab
