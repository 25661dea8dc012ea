"""The address at which somebody's own calendar reads along: secret, revocable, and never more than the person may see."""

import hashlib
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone
from icalendar import Calendar

from iza_portal.accounts.models import Membership
from iza_portal.accounts.people import set_active
from iza_portal.agenda import views
from iza_portal.agenda.feeds import choose_scope, feed_of, make_feed, revoke_feed
from iza_portal.agenda.models import Feed
from iza_portal.trail.recording import history
from tests.at_once import at_once
from tests.factories import RegiodatumFactory, TermijnFactory
from tests.queries import queries_of

NOW = datetime(2026, 11, 26, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def read(client):
    """Answer a function that reads a feed as a calendar does, without signing in."""
    return lambda key, **headers: client.get(f"/agenda/{key}.ics", headers=headers)


def events(answer) -> dict:
    assert answer.status_code == 200, answer.status_code
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_calendar_reads_what_is_asked_of_the_person(cast, read):
    TermijnFactory(what="Vraag de SPUK aan", on=date(2027, 3, 31), source="art. 6")
    TermijnFactory(what="Voor een ander", audience=["aanbieders"])
    RegiodatumFactory(
        region=cast.region,
        what="Regiotafel",
        on=date(2027, 1, 20),
        starts_at=time(9, 30),
        ends_at=time(11),
        place="Barendrecht",
    )
    answer = read(make_feed(by=cast.ambtenaar, scope="gevraagd"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\nX-PUBLISHED-TTL:PT6H\r\n" in answer.content
    found = events(answer)
    assert set(found) == {"Vraag de SPUK aan", "Regiotafel"}
    spuk, tafel = found["Vraag de SPUK aan"], found["Regiotafel"]
    assert (spuk["DTSTART"].dt, spuk["DTEND"].dt) == (date(2027, 3, 31), date(2027, 4, 1))
    assert (spuk["TRANSP"], spuk["STATUS"]) == ("TRANSPARENT", "CONFIRMED")
    assert "art. 6" in spuk["DESCRIPTION"]
    assert spuk["DTSTAMP"].dt == spuk["LAST-MODIFIED"].dt == NOW
    # Half past nine here is half past eight in UTC in winter.
    assert tafel["DTSTART"].dt == datetime(2027, 1, 20, 8, 30, tzinfo=tafel["DTSTART"].dt.tzinfo)
    assert tafel["DTSTART"].dt.utcoffset() == timedelta(0)
    assert (tafel["LOCATION"], tafel["TRANSP"]) == ("Barendrecht", "TRANSPARENT")
    assert str(tafel["URL"]).endswith(f"/regios/zhe-bar/datums/#datum-{cast.region.dates.get().pk}")


def test_all_of_the_agenda_when_the_person_wishes_so_at_the_same_address(cast, read):
    TermijnFactory(what="Voor een ander", audience=["aanbieders"])
    key = make_feed(by=cast.ambtenaar, scope="gevraagd")
    assert not events(read(key))
    choose_scope(by=cast.ambtenaar, scope="alles")
    assert set(events(read(key))) == {"Voor een ander"}


def test_what_is_not_sure_is_said_in_the_calendar(cast, read):
    TermijnFactory(what="Ergens in het kwartaal", precision="kwartaal")
    RegiodatumFactory(region=cast.region, what="Misschien", is_provisional=True)
    found = events(read(make_feed(by=cast.ambtenaar, scope="gevraagd")))
    assert found["Ergens in het kwartaal (Q1 2027)"]["STATUS"] == "TENTATIVE"
    assert "Bekend is: Q1 2027." in found["Ergens in het kwartaal (Q1 2027)"]["DESCRIPTION"]
    assert "Deze datum is voorlopig." in found["Misschien"]["DESCRIPTION"]


def test_the_database_keeps_the_hash_alone(cast):
    key = make_feed(by=cast.ambtenaar, scope="alles")
    assert len(key) >= 43
    kept = Feed.objects.values().get()
    assert kept["key_hash"] == hashlib.sha256(key.encode()).hexdigest()
    assert key not in str(kept)
    assert key not in str(list(history(cast.ambtenaar).values()))


def test_rights_are_asked_each_time_it_is_read(cast, read):
    RegiodatumFactory(region=cast.region, what="Regiotafel")
    key = make_feed(by=cast.ambtenaar, scope="alles")
    assert set(events(read(key))) == {"Regiotafel"}
    Membership.objects.filter(user=cast.ambtenaar).update(ended_at=timezone.now())
    assert not events(read(key))


def test_a_new_address_kills_the_old_one_and_revoking_kills_both(cast, read):
    old = make_feed(by=cast.ambtenaar, scope="alles")
    new = make_feed(by=cast.ambtenaar, scope="alles")
    assert [read(key).status_code for key in (old, new)] == [410, 200]
    assert revoke_feed(by=cast.ambtenaar)
    assert not revoke_feed(by=cast.ambtenaar)
    answer = read(new)
    assert answer.status_code == 410
    assert "Dit adres is ingetrokken" in answer.text
    assert feed_of(cast.ambtenaar) is None
    verbs = [event.verb for event in history(cast.ambtenaar)]
    assert verbs == ["agenda.adres_ingetrokken", "agenda.adres_gemaakt", "agenda.adres_gemaakt"]


@pytest.mark.parametrize("key", ["x", "a" * 43, "%00", "..%2f..%2fetc", "é", "a" * 2000])
def test_what_never_was_an_address_is_not_there(db, read, key):
    assert read(key).status_code == 404


def test_a_closed_account_has_no_feed_until_it_is_opened_again(cast, read):
    key = make_feed(by=cast.ambtenaar, scope="alles")
    set_active(cast.ambtenaar, False, by=cast.portaalbeheerder, reason="Weg")
    assert read(key).status_code == 404
    set_active(cast.ambtenaar, True, by=cast.portaalbeheerder, reason="Terug")
    assert read(key).status_code == 200


def test_the_same_dates_give_the_same_bytes_and_what_changed_is_marked(cast, read):
    moved, kept = (RegiodatumFactory(region=cast.region, what=what) for what in ("Beweegt", "Blijft"))
    key = make_feed(by=cast.ambtenaar, scope="alles")
    first = read(key)
    before = events(first)
    assert read(key, if_none_match=first["ETag"]).status_code == 304
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        assert read(key).content == first.content
        moved.on = date(2027, 5, 1)
        moved.save()
        again = read(key, if_none_match=first["ETag"])
        assert again["ETag"] != first["ETag"]
        after = events(again)
    assert after["Beweegt"]["UID"] == before["Beweegt"]["UID"]
    assert after["Beweegt"]["DTSTART"].dt == date(2027, 5, 1)
    assert after["Beweegt"]["LAST-MODIFIED"].dt == NOW + timedelta(hours=3)
    assert after["Blijft"]["LAST-MODIFIED"].dt == NOW
    kept.delete()
    assert set(events(read(key))) == {"Beweegt"}
    assert len(Feed.objects.get().stamps) == 1


@pytest.mark.parametrize(
    "words",
    [
        "Regiotafel\r\nEND:VEVENT\r\nBEGIN:VEVENT",
        "Tafel\nATTENDEE:mailto:iemand@voorbeeld.nl",
        "Tafel;VALUE=URI:javascript:alert(1),\\n",
        "Tafel\x00\x07\x1b[31m\u202etxt.exe\u2028X-EVIL:1",
        "😀" * 90,
        "é" * 200,
    ],
)
def test_what_people_typed_is_words_and_nothing_else(cast, read, words):
    RegiodatumFactory(region=cast.region, what="Gewoon")
    # By a path that does not check, as a loaded file would be.
    cast.region.dates.update(
        what=words.replace("\x00", ""), place=words.replace("\x00", ""), note=words.replace("\x00", "")
    )
    answer = read(make_feed(by=cast.ambtenaar, scope="alles"))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert not {"ATTENDEE", "X-EVIL"} & set(event)
    said = str(event["SUMMARY"])
    assert said.isprintable()
    assert words.split("\r")[0].split("\n")[0].split("\x00")[0] in said
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_reading_is_noted_once_a_day(cast, read):
    key = make_feed(by=cast.ambtenaar, scope="alles")
    assert feed_of(cast.ambtenaar).read_on is None
    read(key)
    assert feed_of(cast.ambtenaar).read_on == NOW.date()
    with time_machine.travel(NOW + timedelta(days=1)):
        read(key)
        assert feed_of(cast.ambtenaar).read_on == NOW.date() + timedelta(days=1)


@pytest.mark.usefixtures("_few")
def test_an_address_that_is_read_all_the_time_is_told_to_wait(cast, read):
    key, other = (make_feed(by=user, scope="alles") for user in (cast.ambtenaar, cast.kassier))
    assert [read(key).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = read(key)
    assert answer["Retry-After"] == "600"
    assert read(other).status_code == 200
    assert [read("gok").status_code for _ in range(4)] == [404, 404, 404, 429]
    assert read(other).status_code == 200


@pytest.fixture
def _few(db, monkeypatch):
    caches["default"].clear()
    for limit in views.LIMITS:
        monkeypatch.setitem(views.LIMITS, limit, views.LIMITS[limit].replace("30/", "3/"))


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_make_an_address_at_once_leave_one(cast):
    results = at_once(*[lambda: make_feed(by=cast.ambtenaar, scope="alles")] * 2)
    assert all(isinstance(result, str) for result in results)
    assert Feed.objects.filter(revoked_at=None).count() == 1
    assert Feed.objects.count() == 2


def test_the_page_shows_an_address_once(cast, sign_in):
    client = sign_in(cast.ambtenaar)
    assert "Maak een adres" in client.get("/agenda/abonnement/").text
    assert client.post("/agenda/abonnement/", {"scope": "veel"}).status_code == 422
    assert client.post("/agenda/abonnement/", {}).status_code == 422
    assert not Feed.objects.exists()
    assert client.post("/agenda/abonnement/", {"scope": "alles"}).status_code == 302
    answer = client.get("/agenda/abonnement/")
    address = answer.text.partition('value="http')[2].partition('"')[0]
    assert "no-store" in answer["Cache-Control"]
    assert sign_in(None).get("/agenda/" + address.partition("/agenda/")[2]).status_code == 200
    assert ".ics" not in client.get("/agenda/abonnement/").text
    assert client.post("/agenda/abonnement/keuze/", {"scope": "gevraagd"}).status_code == 302
    assert feed_of(cast.ambtenaar).scope == "gevraagd"
    assert client.post("/agenda/abonnement/keuze/", {"scope": "niets"}).status_code == 302
    assert client.post("/agenda/abonnement/intrekken/").status_code == 302
    assert feed_of(cast.ambtenaar) is None


def test_nobody_elses_feed_is_touched(cast, sign_in):
    make_feed(by=cast.ambtenaar, scope="alles")
    client = sign_in(cast.kassier)
    client.post("/agenda/abonnement/intrekken/")
    client.post("/agenda/abonnement/keuze/", {"scope": "gevraagd"})
    client.post("/agenda/abonnement/", {"scope": "gevraagd"})
    assert feed_of(cast.ambtenaar).scope == "alles"


def test_it_asks_the_database_as_often_for_thirty_dates_as_for_one(cast, client):
    key = make_feed(by=cast.ambtenaar, scope="alles")

    def queries():
        caches["fragments"].clear()
        caches["default"].clear()
        return len(queries_of(client, f"/agenda/{key}.ics"))

    RegiodatumFactory(region=cast.region)
    TermijnFactory()
    one = queries()
    RegiodatumFactory.create_batch(29, region=cast.region)
    TermijnFactory.create_batch(29)
    assert queries() == one


def test_an_ordinary_request_changes_nothing_by_another_method(cast, client):
    key = make_feed(by=cast.ambtenaar, scope="alles")
    assert client.post(f"/agenda/{key}.ics").status_code == 405
    assert client.head(f"/agenda/{key}.ics").status_code == 200
