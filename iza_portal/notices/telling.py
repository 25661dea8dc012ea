"""Telling a person something: kept as a row, and mailed when they wish it."""

from django.db import transaction

from iza_portal.accounts.models import User
from iza_portal.accounts.tasks import later
from iza_portal.notices.models import Notice, NoticeKind, Pace
from iza_portal.notices.tasks import send_notice
from iza_portal.notices.wishes import pace_for

SENTENCE = Notice._meta.get_field("sentence").max_length


@transaction.atomic
def tell(person: User, *, kind: NoticeKind, sentence: str, path: str, key: str, by: User | None = None) -> None:
    """Tell `person` something once: the same `key` again does nothing.

    `sentence` holds no text of a document and nobody's name; what is too long of it is cut. `path` is where it is in the
    portal. Whoever calls has made sure that the person may see what stands there. Nobody is told what they did themselves
    (`by`), and who may not sign in is told nothing. It is mailed after the transaction, at once or in the next digest.
    """
    if not path.startswith("/") or path.startswith(("//", "/\\")):
        raise ValueError("a notice leads to a page of the portal")
    if not person.is_active or (by is not None and by.pk == person.pk):
        return
    # A title can hold a new line, and in a mail one could say anything behind it.
    sentence = " ".join(sentence.split())
    if len(sentence) > SENTENCE:
        sentence = f"{sentence[: SENTENCE - 1]}…"
    pace = pace_for(person, kind)
    said = {"kind": kind, "sentence": sentence, "path": path, "pace": pace}
    notice, is_new = Notice.objects.get_or_create(person=person, key=key, defaults=said)
    if is_new and pace == Pace.DIRECT:
        later(send_notice, notice.pk)
