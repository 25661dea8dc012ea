"""What people wish to be mailed about, and when."""

from django.db import transaction

from iza_portal.accounts.models import User
from iza_portal.notices.models import MailWishes, Notice, NoticeKind, Pace
from iza_portal.notices.verbs import NoticeVerb
from iza_portal.trail.recording import record

TALK = {NoticeKind.GENOEMD, NoticeKind.REACTIE}


def wishes_of(person: User) -> MailWishes:
    """Answer what this person wishes; what they never said is as the model has it."""
    return MailWishes.objects.filter(person=person).first() or MailWishes(person=person)


def pace_for(person: User, kind: NoticeKind) -> Pace:
    """Answer when this person is mailed about something of this kind.

    What is given to somebody to do comes once a day: who hands out the parts of a plan does so ten at a time.
    """
    wishes = wishes_of(person)
    if kind in TALK:
        return Pace(wishes.talk)
    return Pace.DAGELIJKS if wishes.reminders else Pace.NIET


@transaction.atomic
def change_wishes(*, by: User, talk: str, reminders: bool) -> MailWishes:
    """Keep when this person is mailed from now on; what they wish no more and waits to be mailed is not mailed either."""
    # The person's own row keeps two windows of theirs from making two rows of wishes.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    wishes = wishes_of(by)
    before = _facts(wishes)
    wishes.talk, wishes.reminders = Pace(talk), reminders
    after = _facts(wishes)
    if before != after:
        wishes.save()
        waiting = Notice.objects.to_mail().filter(person=by)
        if wishes.talk == Pace.NIET:
            waiting.filter(kind__in=TALK).update(pace=Pace.NIET)
        if not wishes.reminders:
            waiting.exclude(kind__in=TALK).update(pace=Pace.NIET)
        record(NoticeVerb.WISHES_CHANGED, by, by=by, before=before, after=after)
    return wishes


def _facts(wishes: MailWishes) -> dict:
    return {"genoemd worden en antwoorden": Pace(wishes.talk).label, "herinneringen": wishes.reminders}
