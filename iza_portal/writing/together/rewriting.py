"""Putting another text in the place of what stands, as one change among those of the people who write."""

from django.db import transaction

from iza_portal.texts.check import check
from iza_portal.writing.homes import Home, home_for
from iza_portal.writing.models import JointText
from iza_portal.writing.together.exchange import Closed, change_document, document_for
from iza_portal.writing.together.settling import settle


@transaction.atomic
def rewrite(text: JointText, *, by, body: dict) -> JointText:
    """Let the text say `body` from now on, as one change by this person; answer the text as it then stands.

    Windows that are open take it over like any other change, and blocks that stay the same stay what they were. Raises
    `TextRefused`, and `Closed` with the reason where this person cannot write now.
    """
    check(body)
    home = home_for(text)
    # Asked before a document is made, and again when the text is held.
    _require_writable(home, text, by)
    document = document_for(text)
    held = home.hold(document)
    _require_writable(home, held, by)
    before = document.seq
    document = change_document(document, by=by, change=lambda live: live.replace(body))
    if document.seq != before:
        home.note_writing(held, by=by)
    held.document = document
    settle([held])
    return held


def _require_writable(home: Home, text: JointText, by) -> None:
    if reason := home.why_not_writable(by, text):
        raise Closed(reason)
