"""What every act in the execution of a plan begins with: its row locked, and its state looked at."""

from django.core.exceptions import ValidationError

from plans.models.transformatie import Transformatieplan
from plans.transformatie.moving import locked
from plans.transformatie.workflow import Planstand


def in_execution(plan_id: int) -> Transformatieplan:
    """Answer the plan as it is now, its row locked. Raises `ValidationError` where it is not carried out (any more)."""
    plan = locked(Transformatieplan(pk=plan_id))
    if plan.status != Planstand.UITVOERING:
        raise ValidationError(f"Dit kan alleen in de uitvoering. De stand is: {plan.get_status_display()}.")
    return plan
