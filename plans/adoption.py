"""Moving a regioplan through its states: the only place that writes a state."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.trail.recording import record
from plans import rules
from plans.models import Regioplan, Status
from plans.verbs import PlanVerb
from plans.workflow import MOVES, Move, find_move


def moves_open_to(user, plan) -> list[Move]:
    """Answer what this person can do with the plan now: the buttons on its page."""
    return [move for move in MOVES if rules.may_move(user, plan, move)]


@transaction.atomic
def move(plan, *, by, source, target, reason="", on=None) -> Regioplan:
    """Move the plan from `source`, the state in which the person saw it, to `target`; decided on the day `on`, or today.

    Raises `PermissionDenied` for who may not, `ValidationError` where the plan has moved meanwhile, the guard says no, a
    reason is missing, or the day is still to come.
    """
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    step = find_move(source, target)
    if step is None or plan.status != source:
        raise ValidationError(
            f"De status van dit plan is intussen “{plan.get_status_display()}”. Bekijk het plan opnieuw."
        )
    if not rules.may_move(by, plan, step):
        raise PermissionDenied
    if step.needs_reason and not reason.strip():
        raise ValidationError({"reason": "Schrijf op waarom. De schrijvers lezen dit in de geschiedenis."})
    today = timezone.localdate()
    if on and on > today:
        raise ValidationError({"on": "Deze dag moet nog komen. Leg het besluit vast als het genomen is."})
    if step.guard and (obstacle := step.guard(plan)):
        raise ValidationError(obstacle)
    plan.status = target
    if target == Status.VASTGESTELD:
        plan.adopted_on = on or today
    if target == Status.GEPUBLICEERD:
        plan.published_at = timezone.now()
    plan.save(update_fields=["status", "adopted_on", "published_at"])
    after = {"status": step.target.label}
    if step.asks_date:
        after["besloten op"] = plan.adopted_on.isoformat()
    record(PlanVerb.MOVED, plan, by=by, reason=reason.strip(), before={"status": step.source.label}, after=after)
    return plan
