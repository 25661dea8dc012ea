"""Bringing the bodies of texts up to their shared documents: what is read, printed, searched and compared follows here."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from iza_portal.texts.check import TextRefused, TextUnreadable, check
from iza_portal.texts.plain import to_search_text
from iza_portal.writing.homes import home_of
from iza_portal.writing.models import Document, JointText, Update
from iza_portal.writing.together.exchange import live_document
from iza_portal.writing.together.refusals import UpdateRefused

log = structlog.get_logger(__name__)

#: A text follows by itself when nobody typed for so long, or when it is behind for so long while they go on.
QUIET, LONGEST = timedelta(seconds=3), timedelta(seconds=15)
#: What is raised of a document of which no text can be made.
UNREADABLE = (TextRefused, TextUnreadable, UpdateRefused)
#: What follows from the document, and is given to the texts that were handed in.
FOLLOWS = ["body", "plain_text", "version", "edited_at", "edited_by"]


def settle(texts: Iterable[JointText]) -> None:
    """Bring these texts up to their documents, and the given instances along; one query where they are.

    For whatever shows texts. Of a document that cannot be read the last body stays, and the log says so.
    """
    for text, document in _behind(texts):
        try:
            _follow(text, document)
        except UNREADABLE:
            log.exception("text_does_not_follow", document=document.pk)


def settle_for_good(texts: Iterable[JointText]) -> None:
    """Bring these texts up to their documents, for a decision about them: what cannot be read is a `ValidationError`.

    Inside the caller's transaction, who holds the whole, so that nobody writes in them any more.
    """
    for text, document in _behind(texts):
        try:
            _follow(text, document)
        except UNREADABLE:
            log.exception("text_does_not_follow", document=document.pk)
            raise ValidationError(f"De tekst van “{text}” kan niet worden gelezen. Vraag de beheerder.") from None


def behind(texts: QuerySet) -> QuerySet:
    """Answer those of the texts that are behind their documents: handed to `settle`, it asks nothing where none is."""
    return texts.filter(document__settled_seq__lt=F("document__seq"))


def settle_waiting() -> None:
    """Bring up all texts that nobody typed in for a moment, or that are behind for long."""
    now = timezone.now()
    first = Update.objects.filter(document=OuterRef("pk"), seq=OuterRef("settled_seq") + 1, at__lte=now - LONGEST)
    waiting = Document.objects.filter(Q(changed_at__lte=now - QUIET) | Exists(first), settled_seq__lt=F("seq"))
    for document in waiting.order_by("changed_at").defer("snapshot"):
        text = home_of(document).model.objects.defer(*FOLLOWS).filter(document=document).first()
        if text:
            try:
                settle([text])
            except DatabaseError:
                # The others need not wait for what is wrong with this one.
                log.exception("text_does_not_follow", document=document.pk)


def _behind(texts: Iterable[JointText]) -> list[tuple[JointText, Document]]:
    of_document = {text.document_id: text for text in texts if text.document_id}
    if not of_document:
        return []
    behind = Document.objects.filter(pk__in=of_document, settled_seq__lt=F("seq")).defer("snapshot").order_by("pk")
    return [(of_document[document.pk], document) for document in behind]


def _follow(text: JointText, document: Document) -> None:
    # The work is done before anything is locked: people go on writing meanwhile.
    live, seq = live_document(document)
    body = live.tree()
    check(body)
    plain_text = to_search_text(body)
    _write(document, seq, body, plain_text)
    text.refresh_from_db(fields=[name for name in FOLLOWS if name not in text.get_deferred_fields()])


@transaction.atomic
def _write(document: Document, seq: int, body: dict, plain_text: str) -> None:
    home = home_of(document)
    try:
        home.hold(document)
    except ObjectDoesNotExist:
        return
    document = Document.objects.select_for_update(no_key=True).defer("snapshot").get(pk=document.pk)
    if document.settled_seq >= seq:
        return
    text = home.model.objects.select_for_update(no_key=True, of=("self",)).only(*FOLLOWS).get(document=document)
    if text.body != body:
        last = Update.objects.only("author", "at").get(document=document, seq=seq)
        text.body, text.plain_text, text.version = body, plain_text, text.version + 1
        text.edited_at, text.edited_by_id = last.at, last.author_id
        text.save(update_fields=FOLLOWS)
    document.settled_seq = seq
    document.save(update_fields=["settled_seq"])
