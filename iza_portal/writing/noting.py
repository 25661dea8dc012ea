"""Noting in a trail that somebody wrote."""

from datetime import timedelta

from django.utils import timezone

from iza_portal.trail.recording import history, record
from iza_portal.writing.models import JointText

#: What one person writes in one text within this time of the last noted writing is the same act in the trail.
WRITING_BURST = timedelta(minutes=30)


def note_writing(verb, subject, text: JointText, *, by) -> None:
    """Note the writing in the trail of `subject`, unless this person's last note of this text is fresh.

    A browser sends as its writer goes on and would flood the trail: one event for each `WRITING_BURST` is enough.
    """
    since = timezone.now() - WRITING_BURST
    if not history(subject).filter(actor=by, verb=verb, part_id=text.pk, at__gt=since).exists():
        record(verb, subject, by=by, detail=str(text), part_id=text.pk)
