"""The end of the execution of a plan: finished, or stopped halfway. What was not paid is free again."""

from django.core.exceptions import ValidationError
from django.db import transaction

from plans.models.transformatie import Transformatieplan
from plans.transformatie import moving
from plans.transformatie.uitvoering import telling
from plans.transformatie.uitvoering.reading import Milestone, milestones_of
from plans.transformatie.wachtrij.awarding import free, unspent
from plans.transformatie.workflow import Planstand


def obstacles(milestones: list[Milestone]) -> list[str]:
    """Answer why a plan with these milestones cannot be finished yet, as sentences."""
    undecided = sum(not each.bewijzen for each in milestones)
    waiting = sum(each.waiting is not None for each in milestones)
    asked = sum(each.asked is not None for each in milestones)
    said = [
        (undecided, "Bij {} is nog geen bewijs geleverd."),
        (waiting, "Bij {} ligt bewijs waarover nog niet is beslist."),
        (asked, "Bij {} ligt een verzoek om te wijzigen waarover nog niet is beslist."),
    ]
    return [sentence.format("1 mijlpaal" if n == 1 else f"{n} mijlpalen") for n, sentence in said if n]


@transaction.atomic
def finish(plan, *, by, source=Planstand.UITVOERING) -> Transformatieplan:
    """Finish a plan of which all milestones were decided on, for the coördinerend verzekeraar.

    What it was given and was not paid is free again. Raises what `plans.transformatie.moving.step` raises, and
    `ValidationError` for what is not decided.
    """
    plan = moving.step(moving.locked(plan), by=by, source=source, target=Planstand.AFGEROND)
    if said := obstacles(milestones_of(plan)):
        raise ValidationError(said)
    return _let_go(plan, by=by, reason="Het plan is afgerond, en dit is niet betaald.")


@transaction.atomic
def stop(plan, *, by, reason: str, source=Planstand.UITVOERING) -> Transformatieplan:
    """Stop the execution halfway, with the reason, for the coördinerend verzekeraar.

    What it was given and was not paid is free again. Raises what `plans.transformatie.moving.step` raises.
    """
    plan = moving.step(moving.locked(plan), by=by, source=source, target=Planstand.GESTOPT, reason=reason)
    return _let_go(plan, by=by, reason=reason)


def _let_go(plan: Transformatieplan, *, by, reason: str) -> Transformatieplan:
    if (left := unspent(plan)) > 0:
        free(plan, by=by, amount=left, reason=reason)
    telling.tell_ended(plan, left=left, by=by)
    return plan
