"""The digest: one mail a working day to whoever has something to hear, with what happened and what is due."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from iza_portal.accounts.mail import send
from iza_portal.notices.due import AHEAD, Due, due_by, stage
from iza_portal.notices.models import Digest, DigestDay, MailWishes, Notice, NoticeKind, Pace

#: In the time of the portal (Europe/Amsterdam), from Monday to Friday.
AT = time(7, 30)
SATURDAY = 5


def is_time(now: datetime) -> bool:
    """Answer whether the digests of this day may go out. A worker that was away at that time is late, not too late."""
    local = timezone.localtime(now)
    return local.weekday() < SATURDAY and local.time() >= AT


@transaction.atomic
def make_up(day: date) -> None:
    """Note who gets a digest on this day; done once a day, whoever asks."""
    _, is_first = DigestDay.objects.get_or_create(day=day)
    if not is_first:
        return
    _remind(day)
    people = Notice.objects.to_mail().filter(pace=Pace.DAGELIJKS).values_list("person", flat=True)
    Digest.objects.bulk_create(Digest(day_id=day, person_id=pk) for pk in sorted(set(people)))


def _remind(day: date) -> None:
    """Note the reminders for which it is time; of each stage of a date there is one."""
    unwilling = set(MailWishes.objects.filter(reminders=False).values_list("person", flat=True))
    Notice.objects.bulk_create(
        (
            Notice(
                person_id=due.person_id,
                kind=NoticeKind.TERMIJN,
                sentence=due.what,
                path=due.path,
                key=f"{due.key}:{stage(due.on, day)}",
                pace=Pace.DAGELIJKS,
            )
            for due in due_by(day + AHEAD)
            if due.person_id not in unwilling
        ),
        ignore_conflicts=True,
    )


@dataclass
class Contents:
    """What a digest says; what is due is in it once."""

    overdue: list[Due] = field(default_factory=list)
    today_or_tomorrow: list[Due] = field(default_factory=list)
    this_week: list[Due] = field(default_factory=list)
    later: list[Due] = field(default_factory=list)
    news: list[Notice] = field(default_factory=list)

    def __bool__(self):
        return bool(self.overdue or self.today_or_tomorrow or self.this_week or self.later or self.news)


@transaction.atomic
def send_one(digest_id: int, *, today: date) -> None:
    """Mail a digest; nothing where it was done, is of another day, or another worker is at it.

    The row is locked while the mail server is asked, and written after it took the mail. A worker that dies in between
    leaves a digest that is offered again: twice only where it dies between the server's answer and the commit, and then
    under the same Message-ID. Written before, a death would have cost the person the mail.
    """
    waiting = Digest.objects.filter(pk=digest_id, day=today, ended_at=None)
    digest = waiting.select_for_update(of=["self"], skip_locked=True, no_key=True).select_related("person").first()
    if digest is None:
        return
    notices = list(Notice.objects.to_mail().filter(person=digest.person, pace=Pace.DAGELIJKS).order_by("at", "pk"))
    news = [notice for notice in notices if notice.kind != NoticeKind.TERMIJN]
    reminders = {notice: notice.key.rpartition(":")[0] for notice in notices if notice.kind == NoticeKind.TERMIJN}
    dues = [due for due in due_by(today + AHEAD, digest.person_id) if due.key in reminders.values()]
    if contents := _contents(news, dues, today):
        links = {"portal": settings.PORTAL_URL, "wishes": settings.PORTAL_URL + reverse("notice-wishes")}
        about = {"user": digest.person, "day": today, "contents": contents}
        send("notices/mail/digest.txt", digest.person.email, name=f"dagbericht-{digest.pk}", **about, **links)
    digest.ended_at = timezone.now()
    digest.save(update_fields=["ended_at"])
    # What was done before the mail went is not taken for said: once it is to be done again, that is a reminder anew.
    said = {due.key for due in dues}
    gone = [notice.pk for notice, key in reminders.items() if key not in said]
    Notice.objects.filter(pk__in=gone).delete()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=digest.ended_at)


def _contents(news: list[Notice], dues: list[Due], day: date) -> Contents:
    tomorrow = day + timedelta(days=1)
    return Contents(
        overdue=[due for due in dues if due.on < day],
        today_or_tomorrow=[due for due in dues if day <= due.on <= tomorrow],
        this_week=[due for due in dues if tomorrow < due.on <= day + AHEAD],
        later=[due for due in dues if due.on > day + AHEAD],
        news=news,
    )
