"""Moving a transformatieplan through its states: the only place that writes the state of one."""

from django.db import transaction
from django.utils import timezone

from iza_portal.moves import moving
from iza_portal.moves.table import Move
from plans.models.transformatie import Transformatieplan
from plans.transformatie import rules
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import APPROVED, ENDED, JUDGED, MOVES, Planstand


def locked(plan) -> Transformatieplan:
    """Answer the plan as it is now, its row locked: what happens to one plan comes one after the other."""
    return Transformatieplan.objects.select_for_update(no_key=True).get(pk=plan.pk)


def moves_open_to(user, plan) -> list[Move]:
    """Answer the moves that this person can make with the plan now."""
    return moving.moves_open_to(user, plan, moves=MOVES, may_move=rules.may_move)


def step(plan: Transformatieplan, *, by, source, target, reason="") -> Transformatieplan:
    """Write the state of `plan`, whose row is `locked`, inside the transaction of an operation that checked what that asks.

    Raises what `iza_portal.moves.moving.check_move` raises: who may not, or a plan that is no longer in `source`.
    """
    move = moving.check_move(
        plan, moves=MOVES, may_move=rules.may_move, by=by, source=source, target=target, reason=reason
    )
    now = timezone.now()
    plan.status = move.target
    if target in JUDGED and plan.first_submitted_at is None:
        plan.first_submitted_at = now
    if target == Planstand.VOORGENOMEN and plan.shared_at is None:
        plan.shared_at = now
    if target in APPROVED and plan.approved_at is None:
        plan.approved_at = now
    if target in ENDED:
        plan.ended_at = now
    plan.save(update_fields=["status", "first_submitted_at", "shared_at", "approved_at", "ended_at"])
    moving.record_move(TransformatieVerb.MOVED, plan, move, by=by, reason=reason)
    return plan


@transaction.atomic
def withdraw(plan, *, by, source, reason) -> Transformatieplan:
    """Withdraw the plan for good, for the applicants. Raises what `step` raises."""
    return step(locked(plan), by=by, source=source, target=Planstand.INGETROKKEN, reason=reason)
