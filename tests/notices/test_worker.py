"""A real worker, a real broker and a mail server, and a worker that dies while it mails."""

from datetime import timedelta

import pytest
from django.utils import timezone

from iza_portal.notices.digests import make_up
from iza_portal.notices.models import Digest, Notice, NoticeKind
from iza_portal.notices.tasks import send_digest
from iza_portal.notices.telling import tell
from iza_portal.notices.wishes import change_wishes
from tests.factories import UserFactory
from tests.mail_server import MailServer
from tests.processes import Worker, wait_until

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"kind": NoticeKind.GENOEMD, "sentence": "U bent genoemd bij “Geld”.", "path": "/plannen/1/"}


@pytest.fixture
def mail_server():
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def mailing_worker(transactional_db, monkeypatch, mail_server, real_broker, at_real_broker):
    monkeypatch.setenv("TEST_MAIL_PORT", str(mail_server.port))
    worker = Worker(real_broker.folder, real_broker.url, "tests.notices.mail_settings")
    worker.start()
    yield worker
    worker.kill()


def _dies_while_it_mails(worker, mail_server, begin):
    """Kill the worker when the mail server has the mail and did not answer yet; answer what that took."""
    mail_server.is_patient.clear()
    begin()
    assert mail_server.is_offered.wait(60)
    worker.kill()
    mail_server.is_patient.set()
    wait_until(lambda: mail_server.taken)
    return mail_server.taken.pop()


def test_a_worker_that_dies_while_it_mails_leaves_the_mail_to_the_next(mailing_worker, mail_server):
    person = UserFactory()
    first = _dies_while_it_mails(mailing_worker, mail_server, lambda: tell(person, key="a", **SAID))
    assert Notice.objects.get().mailed_at is None
    Notice.objects.update(at=timezone.now() - timedelta(minutes=6))
    mailing_worker.start()
    wait_until(lambda: Notice.objects.get().mailed_at)
    tell(person, key="b", **{**SAID, "sentence": "Nog een."})
    wait_until(lambda: len(mail_server.taken) == 2)
    again, other = mail_server.taken
    assert again["To"] == person.email
    # Nothing had been answered, so it is said again, under the same name.
    assert (again["Message-ID"], again.get_content()) == (first["Message-ID"], first.get_content())
    assert "Nog een." in other.get_content()
    assert other["Message-ID"] != again["Message-ID"]


def test_a_digest_that_a_dead_worker_left_is_sent_by_the_next_once(mailing_worker, mail_server):
    person = UserFactory()
    change_wishes(by=person, talk="dagelijks", reminders=True)
    tell(person, key="a", **SAID)
    make_up(timezone.localdate())
    digest = Digest.objects.get()
    first = _dies_while_it_mails(mailing_worker, mail_server, lambda: send_digest.delay(digest.pk))
    assert Digest.objects.get().ended_at is None
    mailing_worker.start()
    for _ in range(3):
        send_digest.delay(digest.pk)
    wait_until(lambda: Digest.objects.get().ended_at)
    tell(UserFactory(), key="b", **SAID)  # The worker takes this one last.
    wait_until(lambda: len(mail_server.taken) >= 2)
    assert [letter["To"] for letter in mail_server.taken].count(person.email) == 1
    assert mail_server.taken[0]["Message-ID"] == first["Message-ID"]
    assert Notice.objects.get(person=person).mailed_at == Digest.objects.get().ended_at
