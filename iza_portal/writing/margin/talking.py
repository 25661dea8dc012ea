"""Talking in the margin of a text: beginning a thread, answering, settling it, opening it again."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.models import User
from iza_portal.writing.holding import Held, hold, hold_thread
from iza_portal.writing.margin import places
from iza_portal.writing.margin.ranges import Range, RangesRefused
from iza_portal.writing.margin.telling import tell_of_comment
from iza_portal.writing.models import Comment, Document, Thread, ThreadKind, ThreadState
from iza_portal.writing.together.exchange import change_document
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.verbs import MarginVerb

CLOSED = "Dit is al afgesloten. Heropen het om nog iets te zeggen."


@transaction.atomic
def start_thread(
    document: Document, *, by, words: str, ranges: Sequence[Range] = (), mentions: Iterable[User] = ()
) -> Thread:
    """Begin a talk about what `ranges` select, or without any about the whole text; answer the thread.

    `words` is what this person says; those of `mentions` who may see the text are told. The portal itself marks the piece,
    so that whoever may not write can talk too. Raises PermissionDenied with the reason, `places.PlaceMoved` where the text
    changed under the selection, and ValidationError where that cannot be marked.
    """
    held = hold(document.pk)
    held.ask_talking(by)
    thread = begin(held, ThreadKind.OPMERKING, by=by, ranges=ranges)
    say(held, thread, by=by, words=words, mentions=mentions)
    held.note(MarginVerb.COMMENTED, by=by)
    return thread


@transaction.atomic
def answer(thread: Thread, *, by, words: str, mentions: Iterable[User] = ()) -> Comment:
    """Say something in a thread that is open; answer the comment.

    Raises PermissionDenied with the reason, and ValidationError where somebody closed the thread meanwhile.
    """
    held, thread = hold_thread(thread)
    held.ask_talking(by)
    if thread.state != ThreadState.OPEN:
        raise ValidationError(CLOSED)
    comment = say(held, thread, by=by, words=words, mentions=mentions)
    held.note(MarginVerb.ANSWERED, by=by)
    return comment


@transaction.atomic
def close(thread: Thread, *, by) -> None:
    """Settle a talk; a proposal is withdrawn so, by who made it. Of a thread that is closed already, nothing changes."""
    held, thread = hold_thread(thread)
    held.ask_talking(by)
    if thread.kind == ThreadKind.VOORSTEL and thread.started_by_id != by.pk:
        raise PermissionDenied("Alleen wie een voorstel deed, kan het intrekken.")
    if thread.state != ThreadState.OPEN:
        return
    settle(thread, ThreadState.OPGELOST, by=by)
    held.note(MarginVerb.WITHDRAWN if thread.kind == ThreadKind.VOORSTEL else MarginVerb.CLOSED, by=by)


@transaction.atomic
def reopen(thread: Thread, *, by) -> None:
    """Open a thread again. Of one that is open already, nothing changes; what was taken over stands in the text.

    A proposal that was refused is opened again by who may write, one that was withdrawn by who made it.
    """
    held, thread = hold_thread(thread)
    held.ask_talking(by)
    if thread.state == ThreadState.OPEN:
        return
    if thread.state == ThreadState.OVERGENOMEN:
        raise ValidationError("Dit voorstel is overgenomen. Stel een nieuwe wijziging voor.")
    if thread.state == ThreadState.AFGEWEZEN:
        held.ask_writing(by)
    elif thread.kind == ThreadKind.VOORSTEL and thread.started_by_id != by.pk:
        raise PermissionDenied("Alleen wie een voorstel deed, kan het weer indienen.")
    thread.state = ThreadState.OPEN
    thread.closed_by = thread.closed_at = None
    thread.reason = ""
    thread.save(update_fields=["state", "closed_by", "closed_at", "reason"])
    held.note(MarginVerb.REOPENED, by=by)


def begin(held: Held, kind: ThreadKind, *, by, ranges: Sequence[Range], proposal: str = "") -> Thread:
    """Make a thread about what is selected, and mark that. For the operations of the margin, which hold the document.

    Raises `places.PlaceMoved`, and ValidationError where too much is selected or the document takes no more marks.
    """
    key = uuid4()
    quotes = [""]
    if ranges:
        try:
            change_document(
                held.document,
                by=by,
                change=lambda live: quotes.append(places.put(live.fragment, list(ranges), str(key))),
            )
        except RangesRefused as refused:
            raise ValidationError(str(refused)) from None
        except UpdateRefused as refused:
            raise ValidationError(refused.message) from None
    return Thread.objects.create(
        document=held.document,
        key=key,
        kind=kind,
        quote=quotes[-1],
        proposal=proposal,
        started_by=by,
        acting_for=by.hat,
    )


def say(held: Held, thread: Thread, *, by, words: str, mentions: Iterable[User]) -> Comment:
    """Add a comment to a thread and tell whom it concerns. For the operations of the margin, which hold the document."""
    comment = Comment.objects.create(thread=thread, author=by, acting_for=by.hat, text=words)
    mentioned = list(held.home.people(held.text).filter(pk__in=[person.pk for person in mentions]).order_by("pk"))
    comment.mentions.set(mentioned)
    tell_of_comment(held, comment, mentioned)
    return comment


def settle(thread: Thread, state: ThreadState, *, by, reason: str = "") -> None:
    """Close a thread whose row is locked. For the operations of the margin."""
    thread.state, thread.closed_by, thread.closed_at, thread.reason = state, by, timezone.now(), reason
    thread.save(update_fields=["state", "closed_by", "closed_at", "reason"])
