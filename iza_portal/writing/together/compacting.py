"""Compacting documents: a snapshot takes the place of the updates before it, so that a text of years opens at once."""

import gzip
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Length
from django.utils import timezone

from iza_portal.writing.models import Document, Update
from iza_portal.writing.together.exchange import MOST_STORED_BYTES, live_document

#: A document is compacted when its snapshot is so many updates behind: so many a window reads one by one at most.
BEHIND = 200
#: Updates stay beside the snapshot that holds them, so that it can be told who wrote what, and that a snapshot with a fault
#: can be made anew. By then the moments of the history tell it.
KEPT = timedelta(days=90)
#: Of a document of which more bytes are kept, updates do not stay beside the snapshot once a moment tells of them: so that
#: nobody fills it up, and closes it for the others.
LARGE = MOST_STORED_BYTES // 4


def compact_grown() -> None:
    """Compact the documents in which much was written since they were compacted."""
    for document in Document.objects.filter(seq__gte=F("snapshot_seq") + BEHIND).defer("snapshot").order_by("pk"):
        compact(document)


def make_room() -> None:
    """Delete at once the updates of documents that are large which their snapshot holds and of which a moment was kept."""
    for document in Document.objects.filter(stored_bytes__gt=LARGE).defer("snapshot").order_by("pk"):
        compact(document)
        forget_updates(document, before=timezone.now())


def compact_old() -> None:
    """Compact what nobody writes in any more, and delete the updates that snapshots hold for `KEPT`."""
    before = timezone.now() - KEPT
    for document in Document.objects.filter(seq__gt=F("snapshot_seq"), changed_at__lt=before).defer("snapshot"):
        compact(document)
    old = Update.objects.filter(at__lt=before, seq__lte=F("document__snapshot_seq"))
    for document in Document.objects.filter(pk__in=old.values("document")).defer("snapshot").order_by("pk"):
        forget_updates(document, before=before)


def compact(document: Document) -> None:
    """Have the snapshot hold all that is written by now. People go on writing meanwhile."""
    live, seq = live_document(document)
    snapshot = gzip.compress(live.snapshot(), mtime=0)
    # Never back: another worker may have gone further.
    Document.objects.filter(pk=document.pk, snapshot_seq__lt=seq).update(snapshot=snapshot, snapshot_seq=seq)


@transaction.atomic
def forget_updates(document: Document, *, before) -> None:
    """Delete the updates of before that moment that the snapshot holds, and that text and history followed."""
    document = Document.objects.select_for_update(no_key=True).defer("snapshot").get(pk=document.pk)
    # The last one says who wrote the text last.
    held = min(document.snapshot_seq, document.settled_seq, document.kept_seq, document.seq - 1)
    rows = Update.objects.filter(document=document, seq__lte=held, at__lt=before)
    size = rows.aggregate(size=Sum(Length("content")))["size"] or 0
    rows.delete()
    document.stored_bytes -= size
    document.save(update_fields=["stored_bytes"])
