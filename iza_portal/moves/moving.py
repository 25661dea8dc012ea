"""What moving any document comes down to: the checks before its state is written, and the event after it."""

from collections.abc import Callable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.moves.table import Move, Table
from iza_portal.trail.models import Event
from iza_portal.trail.recording import record

# An app's rule: may this person make this move of this document? It is asked only where the document is at its source.
MayMove = Callable[..., bool]


def moves_open_to(user, document, *, moves: Table, may_move: MayMove) -> list[Move]:
    """Answer what this person can do with the document now: the buttons on its page."""
    return [move for move in moves if move.source == document.status and may_move(user, document, move)]


def check_move(
    document, *, moves: Table, may_move: MayMove, by, source, target, reason="", on: date | None = None
) -> Move:
    """Answer the move of `document`, whose row is locked, from `source`, the state in which the person saw it.

    Raises `PermissionDenied` for who may not, `ValidationError` where the document has moved meanwhile, the guard says no, a
    reason is missing, or the day is still to come.
    """
    move = moves.find(source, target)
    if move is None or document.status != source:
        raise ValidationError(f"De status is intussen “{document.get_status_display()}”. Ga terug en kijk opnieuw.")
    if not may_move(by, document, move):
        raise PermissionDenied
    if move.needs_reason and not reason.strip():
        raise ValidationError({"reason": "Schrijf op waarom. De schrijvers lezen dit in de geschiedenis."})
    if on and on > timezone.localdate():
        raise ValidationError({"on": "Deze dag moet nog komen. Leg het besluit vast als het genomen is."})
    if move.guard and (obstacle := move.guard(document)):
        raise ValidationError(obstacle)
    return move


def record_move(verb, document, move: Move, *, by, reason="", on: date | None = None) -> Event:
    """Append the move to the trail of the document; `on` is the day of the decision, where the move asks for one."""
    after = {"status": move.target.label}
    if move.asks_date:
        after["besloten op"] = on.isoformat()
    return record(verb, document, by=by, reason=reason.strip(), before={"status": move.source.label}, after=after)
