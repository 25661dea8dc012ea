import socket
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.mail import MailNotSentError
from iza_portal.notices.models import MailWishes, Notice, NoticeKind, Pace
from iza_portal.notices.tasks import forget_notices, send_notice, send_waiting_notices
from iza_portal.notices.telling import tell
from iza_portal.notices.wishes import change_wishes
from tests.at_once import at_once
from tests.factories import UserFactory
from tests.processes import wait_until

SAID = {"kind": NoticeKind.GENOEMD, "sentence": "U bent genoemd in een opmerking bij “Geld”.", "path": "/plannen/1/"}


@pytest.fixture
def person(db):
    return UserFactory()


def test_the_same_thing_is_told_once_and_each_thing_to_each_person(person):
    other = UserFactory()
    for somebody, key in [(person, "a"), (person, "a"), (person, "b"), (other, "a")]:
        tell(somebody, key=key, **SAID)
    assert [person.notices.count(), other.notices.count()] == [2, 1]


def test_nobody_is_told_what_they_did_and_who_may_not_sign_in_is_told_nothing(person):
    tell(person, key="a", by=person, **SAID)
    gone = UserFactory(is_active=False)
    tell(gone, key="a", **SAID)
    assert not Notice.objects.exists()
    tell(person, key="a", by=gone, **SAID)
    assert person.notices.count() == 1


@pytest.mark.parametrize("path", ["https://elders.nl/", "//elders.nl/", "/\\elders.nl/", "plannen/1/", ""])
def test_a_notice_leads_nowhere_but_into_the_portal(person, path):
    with pytest.raises(ValueError, match="a page of the portal"):
        tell(person, key="a", **{**SAID, "path": path})


def test_what_is_told_stands_on_one_line_whatever_a_title_holds(person):
    tell(person, key="a", **{**SAID, "sentence": "U bent genoemd bij “Geld\r\n\nMeld u aan op elders.nl\n”."})
    assert person.notices.get().sentence == "U bent genoemd bij “Geld Meld u aan op elders.nl ”."


def test_a_long_sentence_is_cut(person):
    tell(person, key="a", **{**SAID, "sentence": "é" * 600})
    assert person.notices.get().sentence == "é" * 499 + "…"


@pytest.mark.parametrize(
    ("kind", "wishes", "pace"),
    [
        (NoticeKind.GENOEMD, None, Pace.DIRECT),
        (NoticeKind.REACTIE, {"talk": "dagelijks", "reminders": True}, Pace.DAGELIJKS),
        (NoticeKind.GENOEMD, {"talk": "niet", "reminders": True}, Pace.NIET),
        (NoticeKind.TOEGEWEZEN, None, Pace.DAGELIJKS),
        (NoticeKind.TOEGEWEZEN, {"talk": "direct", "reminders": False}, Pace.NIET),
    ],
)
def test_when_it_is_mailed_follows_from_what_the_person_wishes(person, kind, wishes, pace):
    if wishes:
        change_wishes(by=person, **wishes)
    tell(person, key="a", **{**SAID, "kind": kind})
    assert person.notices.get().pace == pace


@pytest.mark.django_db(transaction=True)
def test_what_is_wished_at_once_is_mailed_once_and_only_when_it_is_kept(worker_in_thread, settings):
    person = UserFactory(name="Jansen & Zoon")
    with transaction.atomic():
        tell(person, key="a", **SAID)
        transaction.set_rollback(True)
    tell(person, key="b", **SAID)
    wait_until(lambda: Notice.objects.filter(mailed_at__isnull=False).exists())
    notice = Notice.objects.get()
    for _ in range(2):
        send_notice(notice.pk)
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert letter.subject == "U bent genoemd in een opmerking"
    assert "Goedendag Jansen & Zoon" in letter.body
    assert SAID["sentence"] in letter.body
    assert f"{settings.PORTAL_URL}/berichten/{notice.pk}/" in letter.body
    assert f"{settings.PORTAL_URL}/profiel/berichten/" in letter.body
    assert letter.extra_headers["Message-ID"].startswith(f"<bericht-{notice.pk}@")


def test_what_was_read_meanwhile_is_not_mailed(person):
    tell(person, key="a", **SAID)
    Notice.objects.update(read_at=timezone.now())
    send_notice(person.notices.get().pk)
    assert mail.outbox == []


def test_who_wants_no_mail_any_more_gets_none_of_what_waits(person):
    tell(person, key="a", **SAID)
    tell(person, key="b", **{**SAID, "kind": NoticeKind.TOEGEWEZEN})
    change_wishes(by=person, talk="niet", reminders=True)
    assert set(person.notices.values_list("key", "pace")) == {("a", "niet"), ("b", "dagelijks")}
    change_wishes(by=person, talk="direct", reminders=False)
    send_notice(person.notices.get(key="a").pk)
    assert mail.outbox == []
    assert not Notice.objects.to_mail().exists()


@pytest.mark.django_db(transaction=True)
def test_two_windows_make_one_row_of_wishes():
    person = UserFactory()
    at_once(*[lambda: change_wishes(by=person, talk="niet", reminders=False)] * 3)
    assert MailWishes.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_not_mailed_is_offered_again(no_broker, request):
    person = UserFactory()
    tell(person, key="a", **SAID)  # While the broker was away.
    change_wishes(by=UserFactory(), talk="niet", reminders=True)
    request.getfixturevalue("worker_in_thread")
    send_waiting_notices()
    Notice.objects.update(at=timezone.now() - timedelta(minutes=6))
    for _ in range(2):
        send_waiting_notices()
    wait_until(lambda: Notice.objects.filter(mailed_at__isnull=False).exists())
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_is_named_without_the_address_and_nobody_is_taken_for_mailed(person, settings):
    tell(person, key="a", **SAID)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listener.getsockname()[1]
        with pytest.raises(MailNotSentError, match=r"^ConnectionRefusedError$") as failure:
            send_notice(person.notices.get().pk)
    assert failure.value.__suppress_context__
    assert person.notices.get().mailed_at is None


def test_notices_are_forgotten_90_days_after_they_were_read_or_mailed(person):
    now = timezone.now()
    long, longer = now - timedelta(days=91), now - timedelta(days=366)
    for key, dates in {
        "read": {"read_at": long},
        "mailed": {"mailed_at": long},
        "never": {"at": longer},
        "unread": {"at": long},
        "just read": {"at": long, "read_at": now},
    }.items():
        tell(person, key=key, **SAID)
        Notice.objects.filter(key=key).update(**dates)
    forget_notices()
    assert set(person.notices.values_list("key", flat=True)) == {"unread", "just read"}
