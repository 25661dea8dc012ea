"""Holding what an act of judging changes: the plan, then the submission, then the judgment, always in this order."""

from collections.abc import Callable
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError

from plans.models.transformatie import Beoordeling, Beoordelingstand, Indiening, Transformatieplan
from plans.transformatie import moving

# Answers for which market leader a person acts on a submission, or None.
Right = Callable[..., int | None]

TAKEN_BACK = "De indieners hebben dit teruggenomen. Er wordt niet verder over geoordeeld."
DECIDED = "Over deze indiening is al besloten. Er wordt niet verder over geoordeeld."
SIGNED = "De beoordeling is ingediend. Er verandert niets meer aan."
WAITS = "De beoordeling ligt ter ondertekening. Wie tekent, kan haar terugsturen als er nog iets aan moet veranderen."


class Held(NamedTuple):
    """The rows of one act, each locked: two acts in the same second come one after the other."""

    plan: Transformatieplan
    indiening: Indiening
    judgment: Beoordeling


def held(indiening: Indiening, *, by, right: Right) -> Held:
    """Answer the submission, and the judgment on it of the insurer of `by`, as they are now and locked.

    `right` is `rules.judges_for` or `rules.signs_for`. It is asked once the rows are held: who stood back a second ago does
    nothing any more. Raises `PermissionDenied` for who may not.
    """
    plan = moving.locked(indiening.plan)
    rows = Indiening.objects.brief().select_related("kader")
    now = rows.select_for_update(of=["self"], no_key=True).get(pk=indiening.pk)
    now.plan = plan
    organisation_id = right(by, now)
    if organisation_id is None:
        raise PermissionDenied
    judgment = Beoordeling.objects.select_for_update(no_key=True).get(indiening=now, organisation=organisation_id)
    judgment.indiening = now
    return Held(plan, now, judgment)


def why_closed(indiening: Indiening) -> str:
    """Answer why the submission is not judged any more, as a sentence, or nothing."""
    if indiening.closed_at is None:
        return ""
    return TAKEN_BACK if indiening.taken_back_at else DECIDED


def why_not_drawn_up(judgment: Beoordeling) -> str:
    """Answer why nothing of the judgment can be changed now, as a sentence, or nothing."""
    if reason := why_closed(judgment.indiening):
        return reason
    return {Beoordelingstand.INGEDIEND: SIGNED, Beoordelingstand.TER_ONDERTEKENING: WAITS}.get(judgment.status, "")


def check_drawn_up(judgment: Beoordeling) -> None:
    """Raise `ValidationError` where nothing of the judgment can be changed now."""
    if reason := why_not_drawn_up(judgment):
        raise ValidationError(reason)
