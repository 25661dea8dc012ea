"""Proposing a change of a text, which who may write there takes over or refuses."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction

from iza_portal.accounts.models import User
from iza_portal.writing.holding import hold, hold_thread
from iza_portal.writing.margin import places
from iza_portal.writing.margin.ranges import Range
from iza_portal.writing.margin.talking import begin, say, settle
from iza_portal.writing.margin.telling import tell_proposer
from iza_portal.writing.models import Document, Thread, ThreadKind, ThreadState
from iza_portal.writing.together.exchange import change_document
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.verbs import MarginVerb

JUDGED = "Dit voorstel is al afgesloten."
GONE = "De tekst waar dit voorstel over gaat, is weg. U kunt het voorstel alleen nog afwijzen."
TOO_MUCH = (
    "In het stuk is zoveel bij geschreven dat het voorstel er niet meer in past. Wijs het af of wijzig de tekst zelf."
)
CHANGED = "De tekst is zojuist gewijzigd. Bekijk het voorstel opnieuw."


@transaction.atomic
def propose(
    document: Document,
    *,
    by,
    ranges: Sequence[Range],
    proposal: str,
    words: str = "",
    mentions: Iterable[User] = (),
) -> Thread:
    """Propose that `proposal`, a line for each block, stands where `ranges` are; without words, that the piece goes.

    `words` say why, if anything. Raises PermissionDenied with the reason, ValidationError where nothing is selected or would
    change, and `places.PlaceMoved` where the text changed under the selection.
    """
    held = hold(document.pk)
    held.ask_talking(by)
    if not ranges:
        raise ValidationError("Selecteer eerst het stuk tekst waar uw voorstel over gaat.")
    proposal = tidy(proposal)
    thread = begin(held, ThreadKind.VOORSTEL, by=by, ranges=ranges, proposal=proposal)
    if tidy(thread.quote) == proposal:
        raise ValidationError("Uw voorstel is gelijk aan de tekst. Wijzig de woorden in het veld.")
    if words:
        say(held, thread, by=by, words=words, mentions=mentions)
    held.note(MarginVerb.PROPOSED, by=by)
    return thread


@transaction.atomic
def accept(thread: Thread, *, by, seen: str) -> None:
    """Put what is proposed in the place of the marked words, in one change by this person; tell who proposed it.

    `seen` is the `fingerprint` of the words that this person saw there. Raises PermissionDenied with the reason, and
    ValidationError where another judged it meanwhile, the piece is gone or another than was seen, or does not fit there.
    """
    held, thread = hold_thread(thread)
    held.ask_writing(by)
    _ask_open_proposal(thread)
    try:
        change_document(held.document, by=by, change=lambda live: _take_over(live, thread, seen))
    except UpdateRefused as refused:
        raise ValidationError(refused.message or "De tekst kan zo niet worden.") from refused
    settle(thread, ThreadState.OVERGENOMEN, by=by)
    held.home.note_writing(held.text, by=by)
    held.note(MarginVerb.ACCEPTED, by=by)
    tell_proposer(held, thread, "overgenomen", by=by)


@transaction.atomic
def refuse(thread: Thread, *, by, reason: str) -> None:
    """Leave the text as it is, for a reason that who proposed the change is told.

    Raises PermissionDenied with the reason, and ValidationError where another judged it meanwhile.
    """
    held, thread = hold_thread(thread)
    held.ask_writing(by)
    _ask_open_proposal(thread)
    settle(thread, ThreadState.AFGEWEZEN, by=by, reason=reason)
    held.note(MarginVerb.REFUSED, by=by, reason=reason)
    tell_proposer(held, thread, "afgewezen", by=by)


def tidy(proposal: str) -> str:
    """Answer what somebody typed as lines, each a block: without lines that are empty, and nothing where all are."""
    lines = proposal.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line for line in lines if line.strip())


def fingerprint(words: str) -> str:
    """Answer a mark of a wording, by which a form says which one its sender saw."""
    return sha256(words.encode()).hexdigest()[:16]


def _ask_open_proposal(thread: Thread) -> None:
    if thread.kind != ThreadKind.VOORSTEL:
        raise ValidationError("Dit is geen voorstel.")
    if thread.state != ThreadState.OPEN:
        raise ValidationError(JUDGED)


def _take_over(live, thread: Thread, seen: str) -> None:
    pieces = places.pieces_of(live.fragment).get(str(thread.key), [])
    if not pieces:
        raise ValidationError(GONE)
    if fingerprint(places.words_of(pieces)) != seen:
        raise ValidationError(CHANGED)
    if sum(len(piece.words) + len(piece.runs) for piece in pieces) > places.MOST_REPLACED:
        raise ValidationError(TOO_MUCH)
    places.replace(live.fragment, pieces, thread.proposal, str(thread.key))
