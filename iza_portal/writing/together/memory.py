"""Documents that this process has at hand, so that an update need not read again all that was ever written.

What is at hand is only a copy of what the database keeps, and never runs ahead of it: whoever uses one takes it away, and
puts it back when the transaction is kept. After any failure it is simply gone, and is made anew from the database.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from iza_portal.writing.together.live import LiveDocument

#: What one thread keeps, counted in bytes of what the documents were made of; in memory it is ten to twenty-five times that.
MOST_BYTES = 4_000_000
#: What each document counts for besides, however small it is.
OF_EACH = 2_000


@dataclass
class AtHand:
    """A document as far as the update `seq`, with who writes under which client id (`writers`, up to the row `last_writer`).

    `size` is the bytes of all that it was made of, with `OF_EACH`; `noted` when the trail was last asked about a person.
    """

    live: LiveDocument
    seq: int
    size: int
    writers: dict[int, int | None] = field(default_factory=dict)
    last_writer: int = 0
    noted: dict[int, datetime] = field(default_factory=dict)


class _Shelf(threading.local):
    """Of one thread: what pycrdt makes is used by the thread that made it."""

    def __init__(self):
        self.documents: OrderedDict[int, AtHand] = OrderedDict()
        self.size = 0


_shelf = _Shelf()


def take(pk: int) -> AtHand | None:
    """Take the document with this key away, where it is at hand: nobody else uses it until it is put back."""
    document = _shelf.documents.pop(pk, None)
    if document:
        _shelf.size -= document.size
    return document


def put_back_when_kept(pk: int, document: AtHand) -> None:
    """Have the document at hand again when the transaction is kept; where it is not, or there was a failure, it is gone."""
    transaction.on_commit(lambda: put_back(pk, document))


def put_back(pk: int, document: AtHand) -> None:
    """Have the document at hand again, which holds nothing but what is kept; the ones not used longest make room."""
    take(pk)
    _shelf.documents[pk] = document
    _shelf.size += document.size
    while _shelf.size > MOST_BYTES and len(_shelf.documents) > 1:
        _, gone = _shelf.documents.popitem(last=False)
        _shelf.size -= gone.size


def forget_all() -> None:
    """Have nothing at hand any more, as after a restart."""
    _shelf.documents.clear()
    _shelf.size = 0
