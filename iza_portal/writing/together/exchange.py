"""Keeping a shared document: what windows send is taken in one order, and what they miss is answered.

Locks are taken in one order: the whole (`Home.hold`), the document, and the text where it is written.
"""

import gzip
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from iza_portal.rows import Columns, one
from iza_portal.texts.tree import empty_tree
from iza_portal.writing.homes import home_for, home_of
from iza_portal.writing.models import Document, JointText, Moment, MomentKind, Update, Writer
from iza_portal.writing.together import memory
from iza_portal.writing.together.live import LiveDocument
from iza_portal.writing.together.memory import AtHand
from iza_portal.writing.together.refusals import UpdateRefused, too_large
from iza_portal.writing.together.trees import document_bytes
from iza_portal.writing.together.wire import MOST_BYTES, read_kept

#: What is kept of one document. Months of writing in a section are less; who sends more than this means harm.
MOST_STORED_BYTES = 64_000_000
#: Under how many client ids people write in one document, and one person: each window that is opened and typed in is one.
MOST_WRITERS, MOST_WRITERS_OF_ONE = 20_000, 2_000
#: What one answer holds of what is new, in bytes before they are written as base64 and in updates.
MOST_ANSWERED_BYTES, MOST_ANSWERED = 700_000, 5_000
#: A document that is further behind than this is made anew, all in one go: that takes a hundredth of the time for each.
MOST_ONE_BY_ONE = 500
#: Who was noted in the trail so lately is not looked up again: a person who types sends twice a second.
NOTED = timedelta(minutes=1)


class Closed(PermissionDenied):
    """Nobody, or not this person, writes in the text now; the words say why."""


class Changes(NamedTuple):
    """What is new in a document: the `updates` in their order, as far as `seq`; with `has_more` that is not all."""

    seq: int
    updates: list[bytes]
    has_more: bool


class Taken(NamedTuple):
    """The text after an update was taken, with its whole and its document; `seq` is its number, None where it was known."""

    text: JointText
    seq: int | None


@transaction.atomic
def document_for(text: JointText) -> Document:
    """Answer the shared document of the text, made of its body where there is none yet, and known to the given instance.

    What the text says stays as it is.
    """
    if text.document_id:
        return text.document
    home = home_for(text)
    _share(home.whole(text))
    held = home.model.objects.select_for_update(no_key=True, of=("self",)).only("body", "document").get(pk=text.pk)
    if held.document_id is None:
        begin = document_bytes(held.body)
        held.document = Document.objects.create(kind=home.kind, snapshot=gzip.compress(begin, mtime=0))
        Writer.objects.bulk_create(
            Writer(document=held.document, client_id=section.client) for section in read_kept(begin).sections
        )
        held.save(update_fields=["document"])
        if held.body != empty_tree():
            # What stood there before anybody wrote in it together is where its history begins.
            Moment.objects.create(
                document=held.document, seq=0, kind=MomentKind.BEGIN, body=held.body, at=timezone.now()
            )
    text.document = held.document
    return text.document


def _share(whole) -> None:
    """Let the whole stay as it is until the end of the transaction: others may do the same meanwhile."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(whole._meta.db_table)
        cursor.execute(f"SELECT FROM {table} WHERE id = %s FOR SHARE", [whole.pk])


def take_update(document: Document, *, by, update: bytes) -> Taken:
    """Take an update that this person's window sent, whole or not at all.

    One that is known already changes nothing. Raises `Closed` with the reason where this person cannot write now,
    `UpdateRefused`, and `ObjectDoesNotExist` where the text is gone.
    """
    is_outermost = not connection.in_atomic_block
    untouched = None
    try:
        with transaction.atomic():
            home = home_of(document)
            text = home.hold(document)
            if reason := home.why_not_writable(by, text):
                raise Closed(reason)
            text.document = document = _locked(document)
            at_hand = _up_to_date(document)
            untouched = at_hand
            _require_room(document, at_hand, update, by)
            became = at_hand.live.take(update, owners=at_hand.writers, person=by.pk)
            untouched = None
            if became.is_new:
                _append(document, at_hand, by, update)
                _enter_writers(document, at_hand, dict.fromkeys(became.new_clients, by))
                _note(home, text, at_hand, by)
            memory.put_back_when_kept(document.pk, at_hand)
    except UpdateRefused:
        # What was refused before it touched the document leaves it as the database has it.
        if is_outermost and untouched and not untouched.live.is_spoilt:
            memory.put_back(document.pk, untouched)
        raise
    return Taken(text, document.seq if became.is_new else None)


def change_document(document: Document, *, by, change: Callable[[LiveDocument], None]) -> Document:
    """Change the document as `change` does to the live one that it is given, as one update by this person (or the portal).

    Inside the caller's transaction, who asked the right and holds the whole (`Home.hold`). A change that changes nothing is
    no update. Raises `UpdateRefused` where the text would become one that may not be.
    """
    document = _locked(document)
    at_hand = _up_to_date(document)
    if update := at_hand.live.edit(change):
        _append(document, at_hand, by, update)
        if at_hand.live.client_id not in at_hand.writers:
            _enter_writers(document, at_hand, {at_hand.live.client_id: None})
    memory.put_back_when_kept(document.pk, at_hand)
    return document


def live_document(document: Document) -> tuple[LiveDocument, int]:
    """Answer the document as it is now, for reading only, and the number of its last update."""
    document = Document.objects.defer("snapshot").get(pk=document.pk)
    at_hand = _up_to_date(document)
    memory.put_back_when_kept(document.pk, at_hand)
    return at_hand.live, document.seq


def changes_since(document: Document, seq: int, *, own: int | None = None) -> Changes:
    """Answer what is new since the update `seq`, as the database has it now; without the update `own`, which the asker sent.

    `document` says how far it goes at least.
    """
    if seq == document.seq or seq + 1 == document.seq == own:
        return Changes(document.seq, [], has_more=False)
    # A window that knows more than the database is of before that was put back: it hears everything anew.
    rows = _rows_after(document, seq) if seq < document.seq else []
    if not rows or rows[0][0] != seq + 1:
        # The updates are not kept one by one any more; the snapshot holds them.
        snapshot, upto = Document.objects.values_list("snapshot", "snapshot_seq").get(pk=document.pk)
        return Changes(upto, [gzip.decompress(snapshot)], has_more=upto < document.seq)
    last = rows[-1][0]
    return Changes(last, [bytes(content) for number, content in rows if number != own], has_more=last < document.seq)


def _rows_after(document: Document, seq: int) -> list[tuple[int, bytes]]:
    # As many as fit in an answer, and one at least.
    query = """
        SELECT seq, content FROM (
            SELECT seq, content, sum(octet_length(content)) OVER (ORDER BY seq) - octet_length(content) AS before
            FROM writing_update WHERE document_id = %s AND seq > %s ORDER BY seq LIMIT %s
        ) AS row WHERE before < %s ORDER BY seq
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [document.pk, seq, MOST_ANSWERED, MOST_ANSWERED_BYTES])
        return cursor.fetchall()


def _locked(document: Document) -> Document:
    """Answer the document as it stands, with its row locked: who appends an update, or follows them, comes one by one."""
    row = one(f"SELECT {_columns().sql} FROM writing_document document WHERE id = %s FOR NO KEY UPDATE", document.pk)  # noqa: S608
    if row is None:
        raise Document.DoesNotExist
    return _columns().made(row)


@cache
def _columns() -> Columns:
    return Columns(Document, "document", without=("snapshot",))


def _up_to_date(document: Document) -> AtHand:
    """Take the document from memory and bring it up to `document.seq`, or make it."""
    at_hand = memory.take(document.pk)
    # One that is ahead is of a database that was put back.
    if at_hand is None or not 0 <= document.seq - at_hand.seq <= MOST_ONE_BY_ONE:
        return _made(document)
    if at_hand.seq < document.seq:
        updates = _updates_after(document, at_hand.seq)
        if len(updates) != document.seq - at_hand.seq:
            return _made(document)
        for update in updates:
            at_hand.live.apply(update)
            at_hand.size += len(update)
        at_hand.seq = document.seq
        _learn_writers(document, at_hand)
    return at_hand


def _made(document: Document) -> AtHand:
    while True:
        snapshot, seq = Document.objects.values_list("snapshot", "snapshot_seq").get(pk=document.pk)
        updates = _updates_after(document, seq)
        # Between the two a newer snapshot may have taken the place of some.
        if len(updates) == max(document.seq - seq, 0):
            break
    updates = [gzip.decompress(snapshot), *updates]
    at_hand = AtHand(LiveDocument(updates, document.seq), document.seq, size=memory.OF_EACH + sum(map(len, updates)))
    _learn_writers(document, at_hand)
    return at_hand


def _updates_after(document: Document, seq: int) -> list[bytes]:
    rows = Update.objects.filter(document=document, seq__gt=seq, seq__lte=document.seq).order_by("seq")
    return [bytes(content) for content in rows.values_list("content", flat=True)]


def _learn_writers(document: Document, at_hand: AtHand) -> None:
    # Writers are added under the lock of the document, so their keys go up.
    rows = Writer.objects.filter(document=document, pk__gt=at_hand.last_writer).order_by("pk")
    for pk, client_id, person in rows.values_list("pk", "client_id", "person"):
        at_hand.writers[client_id] = person
        at_hand.last_writer = pk


def _require_room(document: Document, at_hand: AtHand, update: bytes, by) -> None:
    """Refuse what would let a document grow without end, whoever sends it."""
    if len(update) > MOST_BYTES:
        raise too_large("Deze wijziging is te groot om te bewaren. Voeg de tekst in delen in.")
    if document.stored_bytes + len(update) > MOST_STORED_BYTES:
        raise too_large("In deze tekst is in korte tijd te veel gewijzigd. Probeer het over een paar minuten nog eens.")
    writers = at_hand.writers
    # Nobody uses up the numbers of the others.
    is_full_for_one = len(writers) >= MOST_WRITERS_OF_ONE and (
        sum(person == by.pk for person in writers.values()) >= MOST_WRITERS_OF_ONE
    )
    if is_full_for_one or len(writers) >= MOST_WRITERS:
        raise too_large("In deze tekst is vanuit te veel vensters geschreven.")


def _append(document: Document, at_hand: AtHand, by, update: bytes) -> None:
    """Write the update, which the live document holds already, as the next one of the document, whose row is locked."""
    document.seq += 1
    document.changed_at = timezone.now()
    document.stored_bytes += len(update)
    # In one statement: who types asks this twice a second.
    query = """
        WITH appended AS (
            INSERT INTO writing_update (document_id, seq, content, author_id, at)
            VALUES (%(pk)s, %(seq)s, %(update)s, %(by)s, %(at)s)
        )
        UPDATE writing_document SET seq = %(seq)s, changed_at = %(at)s, stored_bytes = %(bytes)s WHERE id = %(pk)s
    """
    values = {"pk": document.pk, "seq": document.seq, "update": update, "by": by and by.pk}
    with connection.cursor() as cursor:
        cursor.execute(query, values | {"at": document.changed_at, "bytes": document.stored_bytes})
    at_hand.seq = document.seq
    at_hand.size += len(update)


def _enter_writers(document: Document, at_hand: AtHand, writers: dict) -> None:
    """Enter who writes under these client ids, None for the portal, so that nobody else does from now on."""
    for client_id, person in writers.items():
        row = Writer.objects.create(document=document, client_id=client_id, person=person)
        at_hand.writers[client_id] = person and person.pk
        at_hand.last_writer = row.pk


def _note(home, text: JointText, at_hand: AtHand, by) -> None:
    now = timezone.now()
    if (last := at_hand.noted.get(by.pk)) is None or not last <= now < last + NOTED:
        home.note_writing(text, by=by)
        at_hand.noted[by.pk] = now
