import socket
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from iza_portal.accounts.mail import MailNotSentError
from regions.models import Cycle, CycleNotice
from regions.regiobeelden.cycles import close_cycle, open_cycle
from regions.tasks import send_cycle_notices, send_waiting_cycle_notices
from tests.factories import RegiobeeldFactory, ThemeFactory
from tests.processes import wait_until


def _open(cast):
    theme = ThemeFactory(regiobeeld=RegiobeeldFactory(region=cast.region, status="verrijking"))
    return open_cycle(
        theme.regiobeeld,
        by=cast.regiocoordinator,
        question="Klopt dit?",
        due_on=timezone.localdate(),
        parties=[cast.ambtenaar.hat, cast.regiocoordinator.hat],
    )


def test_whoever_speaks_for_a_party_is_mailed_once(cast, settings):
    cycle = _open(cast)
    for _ in range(2):
        send_cycle_notices(cycle.pk)
    # Not the kassier and the beheerder, and not who opened it.
    expected = {user.email for user in (cast.ambtenaar, cast.bestuurder, cast.ambtenaar_2)}
    assert {letter.to[0] for letter in mail.outbox} == expected
    assert len(mail.outbox) == 3
    letter = mail.outbox[0]
    assert letter.subject == f"Uw reactie wordt gevraagd: {cycle.regiobeeld}"
    assert "Klopt dit?" in letter.body
    assert f"{settings.PORTAL_URL}/regiobeelden/{cycle.regiobeeld_id}/cycli/1/reageren/" in letter.body


def test_nobody_is_mailed_of_a_cycle_that_is_closed(cast):
    cycle = _open(cast)
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    send_cycle_notices(cycle.pk)
    assert mail.outbox == []


def test_a_mail_server_that_is_away_is_tried_again_and_nobody_is_taken_for_mailed(cast, settings):
    cycle = _open(cast)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listener.getsockname()[1]
        with pytest.raises(MailNotSentError, match=r"^ConnectionRefusedError$") as failure:
            send_cycle_notices(cycle.pk)
    assert failure.value.__suppress_context__
    assert CycleNotice.objects.filter(mailed_at=None).count() == 3


@pytest.mark.django_db(transaction=True)
def test_what_was_not_mailed_is_offered_again(cast, no_broker, request):
    cycle = _open(cast)  # While the broker was away.
    request.getfixturevalue("worker_in_thread")
    send_waiting_cycle_notices()
    assert not CycleNotice.objects.exclude(mailed_at=None).exists()  # Too soon: a worker may be at it.
    Cycle.objects.filter(pk=cycle.pk).update(opened_at=timezone.now() - timedelta(minutes=6))
    for _ in range(2):
        send_waiting_cycle_notices()
    wait_until(lambda: not CycleNotice.objects.filter(mailed_at=None).exists())
    assert len(mail.outbox) == 3
