"""Keeping texts as they were: after a burst of work, when somebody names them, before an older text is put back."""

from datetime import timedelta

import structlog
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from iza_portal.texts.check import check
from iza_portal.trail.recording import record
from iza_portal.writing.holding import Held, hold
from iza_portal.writing.models import Document, Moment, MomentKind, Update
from iza_portal.writing.together.compacting import LARGE
from iza_portal.writing.together.exchange import live_document
from iza_portal.writing.together.settling import UNREADABLE
from iza_portal.writing.verbs import HistoryVerb

log = structlog.get_logger(__name__)

#: A burst of work is over when nobody wrote for so long; of a longer one a moment is kept on the way.
PAUSE, LONGEST = timedelta(minutes=10), timedelta(minutes=60)


@transaction.atomic
def keep_named(document: Document, *, by, name: str) -> Moment:
    """Keep the text as it is now under a name that somebody gives it.

    Raises `PermissionDenied` with the reason where this person cannot write in the text now, and `ValidationError`.
    """
    held = hold(document.pk)
    held.ask_writing(by)
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": "Geef de versie een naam."})
    moment = keep(held, MomentKind.BENOEMD, by=by, name=name)
    record(HistoryVerb.TEXT_KEPT, held.whole, by=by, detail=held.title, part_id=held.text.pk, after={"naam": name})
    return moment


def keep(held: Held, kind: MomentKind, *, by=None, name: str = "") -> Moment:
    """Keep the held text as it is now; answer the last moment instead where that holds it and needs no other name.

    Raises `ValidationError` where the document cannot be read.
    """
    document = held.document
    body, seq = _body(document)
    last = last_moment(document)
    if last and last.body == body and not name:
        _kept(document, seq)
        return last
    since = Update.objects.filter(document=document, seq__gt=last.seq if last else 0, seq__lte=seq)
    moment = Moment.objects.create(
        document=document,
        seq=seq,
        kind=kind,
        name=name,
        body=body,
        began_at=since.order_by("seq").values_list("at", flat=True).first(),
        at=document.changed_at if kind == MomentKind.AUTOMATISCH else timezone.now(),
        by=by,
    )
    moment.writers.set(since.exclude(author=None).order_by().values_list("author", flat=True).distinct())
    _kept(document, seq)
    return moment


def last_moment(document: Document) -> Moment | None:
    """Answer how the text was kept last."""
    return document.moments.first()


def _body(document: Document) -> tuple[dict, int]:
    try:
        live, seq = live_document(document)
        body = live.tree()
        check(body)
    except UNREADABLE:
        log.exception("text_is_not_kept", document=document.pk)
        raise ValidationError("Deze tekst kan niet worden gelezen. Vraag de beheerder.") from None
    return body, seq


def _kept(document: Document, seq: int) -> None:
    Document.objects.filter(pk=document.pk, kept_seq__lt=seq).update(kept_seq=seq)


def keep_bursts() -> None:
    """Keep the texts in which a burst of work is over, or goes on for long or at length.

    A text that reads the same again is not kept.
    """
    now = timezone.now()
    first = Update.objects.filter(document=OuterRef("pk"), seq=OuterRef("kept_seq") + 1, at__lte=now - LONGEST)
    is_due = Q(changed_at__lte=now - PAUSE) | Exists(first) | Q(stored_bytes__gt=LARGE)
    waiting = Document.objects.filter(is_due, kept_seq__lt=F("seq"))
    for pk in waiting.order_by("changed_at").values_list("pk", flat=True):
        try:
            with transaction.atomic():
                keep(hold(pk), MomentKind.AUTOMATISCH)
        except ObjectDoesNotExist:
            # The text is gone with its whole.
            continue
        except (DatabaseError, ValidationError):
            # The others need not wait for what is wrong with this one.
            log.exception("text_is_not_kept", document=pk)
