"""What people do with a file of postings: hand it in, have it booked by another person, or lay it aside.

The work itself is a worker's, see `funding.inlezen.working`.
"""

import hashlib
from pathlib import PurePath

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404

from funding import rules
from funding.grootboek.holding import held
from funding.grootboek.posting import check_by_two
from funding.models import Budget, Handeling, Inleesstand, Inleesstap, Inlezing
from funding.verbs import FundingVerb
from iza_portal.trail.recording import record
from iza_portal.work.offering import offer

#: In which a file can be laid aside: nothing was booked of it, and no worker is at it.
OPEN = {Inleesstand.GELEZEN, Inleesstand.GEWEIGERD, Inleesstand.MISLUKT}


@transaction.atomic
def hand_in_file(budget: Budget, *, by, content: bytes, file_name: str) -> Inlezing:
    """Keep a file and have it read. Raises `PermissionDenied`, and `ValidationError` for a file that was booked before."""
    budget = held(budget)
    if not rules.keeps(by, budget):
        raise PermissionDenied
    sha256 = hashlib.sha256(content).hexdigest()
    if budget.inlezingen.filter(sha256=sha256, state=Inleesstand.GEBOEKT).exists():
        raise ValidationError({"file": "Dit bestand is al geboekt."})
    inlezing = Inlezing(
        budget=budget,
        file_name=_name(file_name),
        content=content,
        sha256=sha256,
        by=by,
    )
    _ask(inlezing, Inleesstap.LEZEN, by)
    record(FundingVerb.HANDED_IN, budget, by=by, detail=inlezing.file_name, part_id=inlezing.pk)
    return inlezing


@transaction.atomic
def have_booked(inlezing: Inlezing, *, by) -> Inlezing:
    """Approve a file that a colleague handed in, and have a worker book it.

    Raises `PermissionDenied`, and `ValidationError` for who handed it in, and where it cannot be booked now.
    """
    budget, inlezing = _held(inlezing)
    if not rules.approves(by, budget):
        raise PermissionDenied
    check_by_two(Handeling.INLEZING, inlezing.by, by)
    if inlezing.step == Inleesstap.BOEKEN and (inlezing.is_under_way or inlezing.state == Inleesstand.GEBOEKT):
        # Whoever was first had it done.
        return inlezing
    if inlezing.state != Inleesstand.GELEZEN:
        raise ValidationError("Dit bestand kan nu niet worden geboekt.")
    inlezing.approved_by = by
    _ask(inlezing, Inleesstap.BOEKEN, by)
    return inlezing


@transaction.atomic
def try_again(inlezing: Inlezing, *, by) -> Inlezing:
    """Have a file read again whose work failed, or after something of the budget changed.

    Raises `PermissionDenied`, and `ValidationError` where it was booked, laid aside, or is being worked on.
    """
    budget, inlezing = _held(inlezing)
    if not (rules.keeps(by, budget) or rules.approves(by, budget)):
        raise PermissionDenied
    if inlezing.state not in OPEN:
        raise ValidationError("Dit bestand kan nu niet opnieuw worden gelezen.")
    inlezing.approved_by = None
    _ask(inlezing, Inleesstap.LEZEN, by)
    return inlezing


@transaction.atomic
def lay_aside(inlezing: Inlezing, *, by) -> Inlezing:
    """Lay a file aside of which nothing was booked; it is kept. Raises `PermissionDenied` and `ValidationError`."""
    budget, inlezing = _held(inlezing)
    if not (rules.keeps(by, budget) or rules.approves(by, budget)):
        raise PermissionDenied
    if inlezing.state not in OPEN:
        raise ValidationError("Dit bestand kan nu niet worden weggelegd.")
    inlezing.state, inlezing.rows = Inleesstand.INGETROKKEN, None
    inlezing.save(update_fields=["state", "rows"])
    record(FundingVerb.LAID_ASIDE, budget, by=by, detail=inlezing.file_name, part_id=inlezing.pk)
    return inlezing


def _name(said: str) -> str:
    plain = "".join(letter for letter in PurePath(said.replace("\\", "/")).name if letter.isprintable())
    return plain[:150] or "bestand"


def _held(inlezing: Inlezing) -> tuple[Budget, Inlezing]:
    budget = held(inlezing.budget)
    rows = Inlezing.objects.select_related("by").select_for_update(of=["self"], no_key=True)
    return budget, get_object_or_404(rows, budget=budget, pk=inlezing.pk)


def _ask(inlezing, step, by) -> None:
    inlezing.step = step
    inlezing.ask(by)
    inlezing.save()
    transaction.on_commit(lambda: offer(inlezing))
