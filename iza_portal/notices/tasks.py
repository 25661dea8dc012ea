"""What a worker does for notices: the mail that is sent at once, the digests, and forgetting what is long over."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from smtplib import SMTPException

from celery import Task, shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from iza_portal.accounts.mail import MailNotSentError, send
from iza_portal.celery import send_promptly
from iza_portal.notices import digests
from iza_portal.notices.models import Digest, DigestDay, Notice, Pace

#: What a mail server refused for so long is not offered again; see docs/personal-data.md for the others.
OFFERED_FOR = timedelta(days=3)
KEPT_FOR = timedelta(days=90)
KEPT_UNREAD_FOR = timedelta(days=365)


def _mail(sending: Callable[[], None]) -> None:
    """Do what mails something; where the mail server fails, beat offers it again within minutes."""
    try:
        sending()
    except (SMTPException, OSError) as error:
        # The error's own words hold the address, and what a task fails of is logged.
        raise MailNotSentError(type(error).__name__) from None


@shared_task
def send_notice(notice_id: int) -> None:
    """Mail one notice to a person who wishes it at once."""
    _mail(lambda: _send_notice(notice_id))


@transaction.atomic
def _send_notice(notice_id: int) -> None:
    """Mail it; nothing where it was mailed or read, or another worker is at it. `digests.send_one` says why it is held."""
    waiting = Notice.objects.to_mail().filter(pk=notice_id, pace=Pace.DIRECT)
    notice = waiting.select_for_update(of=["self"], skip_locked=True, no_key=True).select_related("person").first()
    if notice is None:
        return
    links = {
        "link": settings.PORTAL_URL + reverse("notice", args=[notice.pk]),
        "wishes": settings.PORTAL_URL + reverse("notice-wishes"),
    }
    person = notice.person
    send("notices/mail/notice.txt", person.email, name=f"bericht-{notice.pk}", user=person, notice=notice, **links)
    notice.mailed_at = timezone.now()
    notice.save(update_fields=["mailed_at"])


@shared_task
def send_waiting_notices() -> None:
    """Offer again what no worker heard of, or what the mail server did not take."""
    now = timezone.now()
    waiting = Notice.objects.to_mail().filter(
        pace=Pace.DIRECT, at__lt=now - timedelta(minutes=5), at__gt=now - OFFERED_FOR
    )
    _offer(send_notice, waiting.order_by("at").values_list("pk", flat=True))


@shared_task
def offer_digests() -> None:
    """Make up the digests of today once it is time, and offer those that were not sent yet."""
    now = timezone.now()
    if not digests.is_time(now):
        return
    today = timezone.localdate(now)
    digests.make_up(today)
    _offer(send_digest, Digest.objects.filter(day=today, ended_at=None).values_list("pk", flat=True))


@shared_task
def send_digest(digest_id: int) -> None:
    """Mail one digest of today."""
    _mail(lambda: digests.send_one(digest_id, today=timezone.localdate()))


def _offer(task: Task, keys: Iterable[int]) -> None:
    for key in keys:
        # Each try costs a second where the broker is away.
        if not send_promptly(task, key):
            return


@shared_task
def forget_notices() -> None:
    """Delete what was read or mailed long ago, what nobody read in a year, and that there were digests."""
    now = timezone.now()
    over = Q(read_at__lt=now - KEPT_FOR) | Q(mailed_at__lt=now - KEPT_FOR) | Q(at__lt=now - KEPT_UNREAD_FOR)
    Notice.objects.filter(over).delete()
    DigestDay.objects.filter(day__lt=timezone.localdate(now - KEPT_FOR)).delete()
