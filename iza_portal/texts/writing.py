"""Writing in a text: it is kept as its writer goes on, guarded by a version."""

from datetime import timedelta

from django.utils import timezone

from iza_portal.texts.check import check
from iza_portal.texts.models import VersionedText
from iza_portal.texts.plain import to_search_text
from iza_portal.trail.recording import history, record

#: Saves of one person in one text within this time of the last noted one are the same act in the trail.
WRITING_BURST = timedelta(minutes=30)


class OutdatedVersion(Exception):
    """A save on an older version than the text has: `current` is the text as it stands."""

    def __init__(self, current: VersionedText):
        super().__init__(f"{current._meta.label_lower} {current.pk} is at version {current.version}")
        self.current = current


def write(text: VersionedText, *, by, body, version: int) -> bool:
    """Keep `body`, written on `version`, as the text, whose row is locked; answer whether it is another than it was.

    Sending the same text again is no new save, whatever version it names: a browser that missed the answer asks again.
    Raises `TextRefused`, and `OutdatedVersion` when another text was saved meanwhile.
    """
    check(body)
    if body == text.body:
        return False
    if version != text.version:
        raise OutdatedVersion(text)
    text.body = body
    text.plain_text = to_search_text(body)
    text.version += 1
    text.edited_at = timezone.now()
    text.edited_by = by
    text.save(update_fields=["body", "plain_text", "version", "edited_at", "edited_by"])
    return True


def note_writing(verb, subject, text: VersionedText, *, by) -> None:
    """Note the writing in the trail of `subject`, unless this person's last note of this text is fresh.

    A browser saves as its writer goes on and would flood the trail: one event for each `WRITING_BURST` is enough.
    """
    since = text.edited_at - WRITING_BURST
    if not history(subject).filter(actor=by, verb=verb, part_id=text.pk, at__gt=since).exists():
        record(verb, subject, by=by, detail=str(text), part_id=text.pk)
