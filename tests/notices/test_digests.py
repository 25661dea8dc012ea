from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from iza_portal.notices import digests, due
from iza_portal.notices.due import Due
from iza_portal.notices.models import Digest, Notice, NoticeKind
from iza_portal.notices.tasks import forget_notices, offer_digests, send_digest
from iza_portal.notices.telling import tell
from iza_portal.notices.wishes import change_wishes
from tests.at_once import at_once
from tests.factories import UserFactory

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TUESDAY = date(2026, 12, 1)


@pytest.fixture
def person(db):
    return UserFactory(name="Jansen & Zoon")


@pytest.fixture
def todo(monkeypatch):
    """What is due in the only room: a list to be filled."""
    found = []

    def source(day, person_id):
        return [each for each in found if each.on <= day and person_id in (None, each.person_id)]

    monkeypatch.setattr(due, "_sources", [source])
    return found


def has(person, on, thing="onderdeel:1", what="“Geld & zorg” in “Regioplan”"):
    return Due(person.pk, thing, what, "/plannen/1/", on)


def beat(day, hour=7, minute=30):
    """What beat and a worker do at this time: offer the digests of the day, and send them."""
    with time_machine.travel(datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM), tick=False):
        offer_digests()
        for pk in Digest.objects.filter(ended_at=None).values_list("pk", flat=True):
            send_digest(pk)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "sent"),
    [
        (TUESDAY, 7, 29, 0),
        (TUESDAY, 7, 30, 1),
        (TUESDAY, 23, 55, 1),
        (date(2026, 7, 7), 7, 30, 1),  # In summer time too.
        (date(2026, 12, 5), 12, 0, 0),  # A Saturday.
        (date(2026, 12, 6), 12, 0, 0),
    ],
)
def test_a_digest_goes_on_a_working_day_from_half_past_seven(no_broker, person, todo, day, hour, minute, sent):
    todo.append(has(person, day))
    beat(day, hour, minute)
    assert len(mail.outbox) == sent


def test_there_is_one_digest_a_day_with_all_that_is_to_be_said(no_broker, person, todo, settings):
    change_wishes(by=person, talk="dagelijks", reminders=True)
    said = {"kind": NoticeKind.GENOEMD, "sentence": "U bent genoemd bij “Wonen & zorg”.", "path": "/plannen/2/"}
    tell(person, key="a", **said)
    todo += [
        has(person, TUESDAY - timedelta(days=3), "onderdeel:1"),
        has(person, TUESDAY + timedelta(days=1), "thema:1", "“Jeugd” in “Regiobeeld”"),
        has(person, TUESDAY + timedelta(days=7), "punt:1", "een knelpunt bij “Jeugd”"),
        has(person, TUESDAY + timedelta(days=8), "punt:2", "te vroeg"),
    ]
    beat(TUESDAY)
    beat(TUESDAY, 7, 35)
    tell(person, key="b", **{**said, "sentence": "U bent genoemd bij “Later”."})
    todo.append(has(person, TUESDAY, "onderdeel:9"))
    beat(TUESDAY, 15)
    (letter,) = mail.outbox
    assert letter.subject == "Uw dagbericht van het IZA-portaal, 1 december 2026"
    parts = [
        "Goedendag Jansen & Zoon",
        "TE LAAT",
        "“Geld & zorg” in “Regioplan”, af op 28 november 2026 (3 dagen te laat)",
        f"{settings.PORTAL_URL}/plannen/1/",
        "VANDAAG OF MORGEN",
        "“Jeugd” in “Regiobeeld”, af op 2 december 2026 (nog 1 dag)",
        "BINNEN EEN WEEK",
        "een knelpunt bij “Jeugd”, af op 8 december 2026 (nog 7 dagen)",
        "NIEUW VOOR U",
        "U bent genoemd bij “Wonen & zorg”.",
        f"{settings.PORTAL_URL}/berichten/",
        f"{settings.PORTAL_URL}/profiel/berichten/",
    ]
    places = [letter.body.index(part) for part in parts]
    assert places == sorted(places)
    assert "te vroeg" not in letter.body
    beat(TUESDAY + timedelta(days=1))
    assert "“Later”" in mail.outbox[1].body
    assert "“Wonen & zorg”" not in mail.outbox[1].body


def test_where_nothing_is_to_be_said_there_is_no_mail(no_broker, person, todo):
    for hour in (8, 9):
        beat(TUESDAY, hour)
    assert (mail.outbox, Digest.objects.count()) == ([], 0)


def test_a_date_is_reminded_of_in_the_week_before_on_its_eve_and_each_week_that_it_is_past(no_broker, person, todo):
    on = date(2026, 12, 16)  # A Wednesday.
    todo.append(has(person, on))
    reminded = []
    for days in range(-20, 30):
        before = len(mail.outbox)
        beat(on + timedelta(days=days))
        if len(mail.outbox) > before:
            reminded.append(days)
    assert reminded == [-7, -1, 1, 8, 15, 22, 29]


def test_what_would_fall_on_a_weekend_or_on_a_day_without_a_worker_comes_with_the_next_digest(no_broker, person, todo):
    todo.append(has(person, date(2026, 12, 13)))  # A Sunday: a week before is one, and the day before a Saturday.
    for day in (4, 7, 8, 10, 11, 14):
        beat(date(2026, 12, day))
    (week, over) = mail.outbox
    assert "(nog 6 dagen)" in week.body
    assert "(1 dag te laat)" in over.body


def test_a_date_that_is_moved_is_reminded_of_anew(no_broker, person, todo):
    todo.append(has(person, TUESDAY))
    beat(TUESDAY)
    todo[0] = has(person, TUESDAY + timedelta(days=2))
    beat(TUESDAY + timedelta(days=1))
    assert len(mail.outbox) == 2


def test_what_is_done_before_the_mail_goes_is_not_in_it_and_is_reminded_of_when_it_is_opened_again(
    no_broker, person, todo
):
    todo.append(has(person, TUESDAY - timedelta(days=1)))
    with time_machine.travel(datetime(2026, 12, 1, 8, tzinfo=AMSTERDAM), tick=False):
        digests.make_up(TUESDAY)
        done = todo.pop()
        digests.send_one(Digest.objects.get().pk, today=TUESDAY)
    assert mail.outbox == []
    todo.append(done)
    beat(TUESDAY + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_who_wants_no_reminders_gets_none(no_broker, person, todo):
    change_wishes(by=person, talk="direct", reminders=False)
    todo.append(has(person, TUESDAY))
    beat(TUESDAY)
    assert (mail.outbox, Notice.objects.count()) == ([], 0)


def test_an_account_that_was_closed_meanwhile_gets_no_digest(no_broker, person, todo):
    todo.append(has(person, TUESDAY))
    with time_machine.travel(datetime(2026, 12, 1, 8, tzinfo=AMSTERDAM), tick=False):
        digests.make_up(TUESDAY)
    person.is_active = False
    person.save()
    beat(TUESDAY)
    assert mail.outbox == []


def test_yesterdays_digest_that_the_mail_server_refused_goes_with_todays(no_broker, person, todo):
    todo.append(has(person, TUESDAY))
    with time_machine.travel(datetime(2026, 12, 1, 8, tzinfo=AMSTERDAM), tick=False):
        digests.make_up(TUESDAY)
    beat(TUESDAY + timedelta(days=1))
    (letter,) = mail.outbox
    assert letter.body.count("“Geld & zorg”") == 1
    assert "TE LAAT" in letter.body


@pytest.mark.django_db(transaction=True)
def test_workers_that_are_at_it_at_once_send_one(no_broker, todo):
    person = UserFactory()
    todo.append(has(person, timezone.localdate()))
    today = timezone.localdate()
    at_once(*[lambda: digests.make_up(today)] * 3)
    digest = Digest.objects.get()
    at_once(*[lambda: digests.send_one(digest.pk, today=today)] * 3)
    assert len(mail.outbox) == 1


def test_that_there_were_digests_is_forgotten(no_broker, person, todo):
    todo.append(has(person, TUESDAY))
    beat(TUESDAY)
    with time_machine.travel(datetime(2027, 3, 2, tzinfo=AMSTERDAM)):
        forget_notices()
    assert not Digest.objects.exists()
    assert not Notice.objects.exists()


def test_what_is_due_stands_on_one_line_whatever_a_title_holds(no_broker, person, todo):
    todo.append(has(person, TUESDAY, what="“Geld\n\nMeld u aan op elders.nl”"))
    beat(TUESDAY)
    assert "\n- “Geld Meld u aan op elders.nl”, af op" in mail.outbox[0].body
