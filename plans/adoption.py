"""Moving a regioplan through its states: the only place that writes the state of one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.moves import moving
from iza_portal.moves.table import Move
from iza_portal.writing.history.versions import keep_step
from iza_portal.writing.together.settling import behind, settle_for_good
from plans import rules
from plans.consultaties.rounds import obstacle_to_agree
from plans.models import Regioplan, Status
from plans.toetsing.checking import obstacle_to_submit
from plans.vaststelling.freezing import freeze
from plans.vaststelling.rows import open_besluiten
from plans.vaststelling.standing import standing_of
from plans.verbs import PlanVerb
from plans.voortgang.carrying import carry_over
from plans.workflow import MOVES

#: The steps at which the texts are kept as they then were, and what that version is called.
KEPT = {
    Status.TER_CONSULTATIE: "De versie die aan de deelnemers is voorgelegd",
    Status.AKKOORD_TAFEL: "De versie waarmee de regiotafel akkoord ging",
    Status.VASTGESTELD: "De versie die de colleges vaststelden",
}


def moves_open_to(user, plan) -> list[Move]:
    """Answer what this person can do with the plan now: the buttons on its page."""
    return moving.moves_open_to(user, plan, moves=MOVES, may_move=rules.may_move)


@transaction.atomic
def move(plan, *, by, source, target, reason="", on=None) -> Regioplan:
    """Move the plan from `source`, the state in which the person saw it, to `target`; decided on the day `on`, or today.

    Raises what `iza_portal.moves.moving.check_move` raises.
    """
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    # Whoever writes waits for this lock now: what the texts say here is what the step is about.
    settle_for_good(behind(plan.sections.defer("search")))
    step = moving.check_move(
        plan, moves=MOVES, may_move=rules.may_move, by=by, source=source, target=target, reason=reason, on=on
    )
    if target in KEPT:
        keep_step(plan, by=by, step=target, name=KEPT[target])
    match target:
        case Status.AKKOORD_TAFEL:
            if obstacle := obstacle_to_agree(plan) or obstacle_to_submit(plan):
                raise ValidationError(obstacle)
            open_besluiten(freeze(plan))
            carry_over(plan)
        case Status.GEPUBLICEERD:
            plan.published_at = timezone.now()
            # Where not all adopted it yet, people went on with the version before it until now.
            carry_over(plan)
        case Status.INGETROKKEN:
            plan.withdrawn_at, plan.withdrawal_reason = timezone.now(), reason.strip()
    plan.status = target
    plan.save(update_fields=["status", "adopted_on", "published_at", "withdrawn_at", "withdrawal_reason"])
    moving.record_move(PlanVerb.MOVED, plan, step, by=by, reason=reason)
    return plan


@transaction.atomic
def follow_besluiten(plan) -> Regioplan:
    """Let the state of the plan say what its colleges and boards decided: the portal's own steps.

    A plan that is published stays so; whether all adopted it shows by `adopted_on`, the day of the last decision.
    """
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    standing = standing_of(plan)
    day = standing.last_day if standing.is_adopted else None
    target = {
        (Status.AKKOORD_TAFEL, True): Status.VASTGESTELD,
        (Status.VASTGESTELD, False): Status.AKKOORD_TAFEL,
    }.get((plan.status, standing.is_adopted), plan.status)
    if (target, day) == (plan.status, plan.adopted_on):
        return plan
    before, plan.status, plan.adopted_on = plan.status, target, day
    if target == Status.VASTGESTELD != before:
        keep_step(plan, by=None, step=target, name=KEPT[target])
        # Until now people went on with the version before it, and noted there.
        carry_over(plan)
    plan.save(update_fields=["status", "adopted_on"])
    if step := MOVES.find(before, target):
        moving.record_move(PlanVerb.MOVED, plan, step, by=None)
    return plan
