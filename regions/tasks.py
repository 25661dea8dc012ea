"""What a worker does for regions: mail about the cycles of regiobeelden, and work on files of figures."""

from datetime import timedelta
from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from iza_portal.accounts.mail import RETRIES, retried, send
from iza_portal.celery import send_promptly
from regions.figures import importing, storing, working
from regions.models import Cycle, CycleNotice


@shared_task(bind=True, max_retries=RETRIES)
def send_cycle_notices(self, cycle_id):
    """Mail everybody who is to hear of a cycle and was not mailed yet; one address that fails keeps none of the others."""
    failure = None
    for notice_id in CycleNotice.objects.filter(cycle=cycle_id, mailed_at=None).values_list("pk", flat=True):
        try:
            _send_notice(notice_id)
        except (SMTPException, OSError) as error:
            failure = error
    with retried(self):
        if failure:
            raise failure


@transaction.atomic
def _send_notice(notice_id: int) -> None:
    """Mail one person; nothing where it was done, the cycle is closed, or another worker is at it."""
    waiting = CycleNotice.objects.filter(pk=notice_id, mailed_at=None, cycle__closed_at=None, user__is_active=True)
    notice = waiting.select_for_update(of=["self"], skip_locked=True, no_key=True).first()
    if notice is None:
        return
    cycle = Cycle.objects.brief().select_related("regiobeeld").get(pk=notice.cycle_id)
    link = settings.PORTAL_URL + reverse("cycle-react", args=[cycle.regiobeeld_id, cycle.number])
    send("regiobeelden/mail/cycle.txt", notice.user.email, user=notice.user, cycle=cycle, link=link)
    notice.mailed_at = timezone.now()
    notice.save(update_fields=["mailed_at"])


@shared_task
def send_waiting_cycle_notices():
    """Offer again what no worker heard of, because the broker was away when a cycle was opened."""
    waiting = Cycle.objects.filter(
        closed_at=None,
        opened_at__lt=timezone.now() - timedelta(minutes=5),
        notices__mailed_at=None,
        notices__user__is_active=True,
    )
    for cycle_id in waiting.values_list("pk", flat=True).distinct()[:100]:
        send_promptly(send_cycle_notices, cycle_id)


@shared_task
@transaction.atomic
def follow_municipalities():
    """Make the figures of regions and the country anew on the day that a municipality begins to lie in another region."""
    storing.follow_municipalities(today=timezone.localdate())


@shared_task(soft_time_limit=working.TIME_LIMIT + 30, time_limit=working.TIME_LIMIT + 60)
def work_on_figures(batch_id: int) -> None:
    working.work_on(batch_id)


@shared_task
def discard_unprocessed_files() -> None:
    importing.discard_unprocessed()
