"""Holding a plan to write in it: what every act of the applicants begins with."""

from django.core.exceptions import PermissionDenied, ValidationError

from plans.models.transformatie import Transformatieplan
from plans.transformatie import rules
from plans.transformatie.moving import locked


def hold_to_write(plan, *, by) -> Transformatieplan:
    """Answer the plan as it is now, its row locked, for who writes in it.

    Raises `PermissionDenied` for who may not. That it was submitted meanwhile is a `ValidationError`: a form shows that with
    all that was typed.
    """
    plan = locked(plan)
    if not rules.writes_for_party(by, plan):
        raise PermissionDenied(rules.ONLY_WRITERS)
    if reason := rules.why_not_writable(by, plan):
        raise ValidationError(reason)
    return plan
