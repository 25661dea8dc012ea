"""The exchange of a shared document with the windows that have it open: binary and JSON, no pages."""

import base64
import json
import re
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, JsonResponse

from iza_portal.page.scripts import for_scripts
from iza_portal.page.templatetags.page import clock
from iza_portal.texts.schema import VERSION
from iza_portal.writing.homes import Home, home_of
from iza_portal.writing.models import Document, JointText
from iza_portal.writing.together.exchange import Changes, Closed, changes_since, take_update
from iza_portal.writing.together.presence import note_gone, present_in
from iza_portal.writing.together.refusals import UpdateRefused, malformed, too_large
from iza_portal.writing.together.wire import MOST_BYTES

#: What the editor says of its selection is a few numbers.
MOST_CURSOR = 1_000
#: Numbers that JavaScript, Yjs and the database all hold.
MOST_NUMBER = 2**53
_NUMBER = re.compile(r"\d{1,16}", re.ASCII)


@for_scripts("GET")
def begin(request, pk):
    """The document as it was compacted last, as one Yjs update; `X-Sequence` says up to which update."""
    text = _visible_text(request.user, pk)
    snapshot, seq = Document.objects.values_list("snapshot", "snapshot_seq").get(pk=text.document_id)
    response = HttpResponse(bytes(snapshot), content_type="application/octet-stream")
    if snapshot:
        response["Content-Encoding"] = "gzip"
    response["X-Sequence"] = seq
    response["Cache-Control"] = "no-store"
    return response


@for_scripts("GET", "POST")
def changes(request, pk):
    """What is new since the update `na` (GET), after taking what the window sends (POST)."""
    try:
        answer = _send(request, pk) if request.method == "POST" else _poll(request, pk)
    except Closed as closed:
        answer = JsonResponse({"code": "closed", "reason": str(closed)}, status=403)
    except UpdateRefused as refused:
        answer = JsonResponse(_refusal(refused), status=refused.status)
    answer["Cache-Control"] = "no-store"
    return answer


@for_scripts("POST")
def gone(request, pk):
    """The window `tab` is closed: nobody need see it among those who are there until it expires."""
    _visible_text(request.user, pk)
    try:
        note_gone(pk, by=request.user, tab=_number(request, "tab"))
    except UpdateRefused as refused:
        return JsonResponse(_refusal(refused), status=refused.status)
    return HttpResponse(status=204)


class Asked(NamedTuple):
    """What a window says of itself: up to which update it knows the document, its client id, and its cursor."""

    seq: int
    tab: int
    cursor: dict | None


def _asked(request) -> Asked:
    return Asked(_number(request, "na"), _number(request, "tab"), _cursor(request.GET.get("cursor", "")))


def _number(request, name: str) -> int:
    said = request.GET.get(name, "")
    if not _NUMBER.fullmatch(said) or int(said) >= MOST_NUMBER:
        raise UpdateRefused(422, "malformed", f"“{name}” moet een getal zijn.")
    return int(said)


def _cursor(said: str) -> dict | None:
    """Answer the two relative positions of Yjs that a cursor is; None where there is none."""
    if not said:
        return None
    try:
        cursor = json.loads(said) if len(said) <= MOST_CURSOR else None
    except (ValueError, RecursionError):
        cursor = None
    if isinstance(cursor, dict) and cursor.keys() == {"anchor", "head"} and all(map(_is_position, cursor.values())):
        return cursor
    raise UpdateRefused(422, "malformed", "“cursor” is geen plaats in een tekst.")


def _is_position(value) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"type", "tname", "item", "assoc"}:
        return False
    places = (value.get("type"), value.get("item"))
    return (
        all(place is None or _is_id(place) for place in places)
        and value.get("tname") in (None, "text")
        and (value.get("assoc") is None or _is_number(value["assoc"]))
    )


def _is_id(value) -> bool:
    return isinstance(value, dict) and value.keys() == {"client", "clock"} and all(map(_is_number, value.values()))


def _is_number(value) -> bool:
    return type(value) is int and -1 <= value < MOST_NUMBER


def _poll(request, pk: int) -> JsonResponse:
    text, asked = _visible_text(request.user, pk), _asked(request)
    reason = _home(pk).why_not_writable(request.user, text)
    return _answer(request, text, asked, changes_since(text.document, asked.seq), reason)


def _send(request, pk: int) -> JsonResponse:
    user, asked = request.user, _asked(request)
    if request.headers.get("X-Person") != str(user.pk):
        raise UpdateRefused(409, "person", "Er is nu iemand anders aangemeld.")
    if request.headers.get("X-Schema") != str(VERSION):
        raise UpdateRefused(409, "schema", "Het portaal is vernieuwd. Laad deze pagina opnieuw.")
    document = Document(pk=pk, kind=_home(pk).kind)
    try:
        taken = take_update(document, by=user, update=_posted(request))
    except ObjectDoesNotExist:
        raise Http404 from None
    except Closed:
        # Of what one may not see, it is not said that it is closed.
        _visible_text(user, pk)
        raise
    changes = changes_since(taken.text.document, asked.seq, own=taken.seq)
    return _answer(request, taken.text, asked, changes, reason="")


def _posted(request) -> bytes:
    """Answer the update; what is too large is refused before it is read."""
    if request.content_type != "application/octet-stream":
        raise malformed()
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise too_large("Deze wijziging is te groot om te bewaren. Voeg de tekst in delen in.")
    return request.body


def _answer(request, text: JointText, asked: Asked, changes: Changes, reason: str) -> JsonResponse:
    document, user = text.document, request.user
    return JsonResponse(
        {
            "seq": changes.seq,
            "updates": [base64.b64encode(update).decode() for update in changes.updates],
            "more": changes.has_more,
            "present": present_in(document, by=user, tab=asked.tab, cursor=asked.cursor),
            "writable": not reason,
            "reason": reason,
            "talkable": not home_of(document).why_not_open_to_talk(user, text),
            "margin": document.margin,
            "schema": VERSION,
            "saved_at": clock(document.changed_at) if document.changed_at else "",
        }
    )


def _refusal(refused: UpdateRefused) -> dict:
    told = {"code": refused.code, "message": refused.message}
    if refused.code == "gap":
        told["state"] = base64.b64encode(refused.state).decode()
    return told


def _visible_text(user, pk: int) -> JointText:
    """Answer the text of this document, with that and with its whole; 404 where the person may not see its making."""
    home = _home(pk)
    text = home.glance(pk)
    if text is None or not home.may_see(user, text):
        raise Http404
    return text


def _home(pk: int) -> Home:
    try:
        return home_of(Document(kind=_kind(pk)))
    except Document.DoesNotExist:
        raise Http404 from None


@lru_cache(maxsize=10_000)
def _kind(pk: int) -> str:
    """Answer what the document is of. That never changes, and each window asks it all the time."""
    return Document.objects.values_list("kind", flat=True).get(pk=pk)
