import socket
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from iza_portal.accounts import tasks
from iza_portal.accounts.mail import MailNotSentError
from iza_portal.accounts.models import Invitation
from iza_portal.page import health
from iza_portal.page.tasks import heartbeat
from tests.factories import UserFactory
from tests.processes import wait_until


@pytest.fixture
def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture
def dead_mail_server(settings, closed_port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port


def test_a_mail_server_that_is_away_is_tried_again_and_named_without_the_address(invited, dead_mail_server):
    with pytest.raises(MailNotSentError, match=r"^ConnectionRefusedError$") as failure:
        tasks.send_invitation(invited.pk)
    assert failure.value.__suppress_context__
    invited.refresh_from_db()
    assert (invited.mailed_at, invited.token_hash) == (None, None)


def test_a_mail_server_that_is_away_gives_no_error_page(cast, sign_in, dead_mail_server):
    answer = sign_in(cast.beheerder).post(
        f"/organisaties/{cast.beheerder.hat.pk}/uitnodigen/",
        {"email": "x@voorbeeld.nl", "function": "kassier"},
        follow=True,
    )
    assert answer.status_code == 200
    assert "De e-mail wordt nog verstuurd." in answer.text


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_undoes_nothing(cast, sign_in, client, no_broker):
    answer = sign_in(cast.beheerder).post(
        f"/organisaties/{cast.beheerder.hat.pk}/uitnodigen/", {"email": "x@voorbeeld.nl", "function": "kassier"}
    )
    assert answer.status_code == 302
    assert Invitation.objects.get().email == "x@voorbeeld.nl"
    assert client.post("/accounts/password/reset/", {"email": cast.ambtenaar.email}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_what_was_not_mailed_is_offered_again(no_broker, request):
    invited = request.getfixturevalue("invited")  # While the broker was away.
    request.getfixturevalue("worker_in_thread")
    tasks.send_waiting_invitations()
    cache.delete(health.HEARD)
    heartbeat.delay()
    wait_until(lambda: cache.get(health.HEARD))
    assert mail.outbox == []  # Too soon: a worker may be at it.
    Invitation.objects.filter(pk=invited.pk).update(sent_at=timezone.now() - timedelta(minutes=6))
    for _ in range(2):
        tasks.send_waiting_invitations()
    wait_until(lambda: Invitation.objects.get().mailed_at)
    assert [letter.to for letter in mail.outbox] == [["nieuw@voorbeeld.nl"]]


@pytest.mark.parametrize("notice", sorted(tasks.NOTICES))
def test_a_change_of_the_account_is_told_to_its_person(db, notice):
    person = UserFactory(name="Anna <b>")
    tasks.send_notice(person.pk, notice, timezone.now().isoformat())
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert letter.body.startswith("Goedendag Anna <b>,\n\n" + tasks.NOTICES[notice] + " Dat was vandaag ")
    assert "/accounts/password/reset/" in letter.body


@pytest.mark.django_db(transaction=True)
def test_changing_a_password_tells_so(client, worker_in_thread):
    person = UserFactory(password="vier losse woorden")
    client.force_login(person)
    new = {"password1": "een heel ander geheim", "password2": "een heel ander geheim"}
    client.post("/accounts/password/change/", new | {"oldpassword": "vier losse woorden"})
    wait_until(lambda: mail.outbox)
    assert "Uw wachtwoord is gewijzigd." in mail.outbox[0].body


def test_every_notice_of_allauth_has_its_words():
    """A new version of allauth that tells of something else is found here, not by a failing worker."""
    from pathlib import Path

    import allauth

    templates = Path(allauth.__file__).parent / "templates"
    told = {
        path.name.removesuffix("_message.txt")
        for path in templates.glob("*/email/*_message.txt")
        if 'extends "account/email/base_notification.txt"' in path.read_text()
    }
    not_ours = {"email_confirm", "email_changed", "email_deleted"}  # Addresses are not changed in the portal.
    assert told - not_ours <= set(tasks.NOTICES) | {"password_reset"}


def test_an_invitation_that_nobody_took_up_is_forgotten_in_time(invited):
    long_ago = timezone.now() - tasks.UNUSED_INVITATION_KEPT_FOR
    Invitation.objects.filter(pk=invited.pk).update(expires_at=long_ago + timedelta(hours=1))
    tasks.forget_invitations()
    assert Invitation.objects.filter(pk=invited.pk).exists()
    Invitation.objects.filter(pk=invited.pk).update(expires_at=long_ago - timedelta(hours=1))
    tasks.forget_invitations()
    assert not Invitation.objects.filter(pk=invited.pk).exists()
