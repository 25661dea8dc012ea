from django.shortcuts import get_object_or_404

from plans.models import Regioplan


def plan_inside(user, pk: int) -> Regioplan:
    """Answer the plan to somebody who may see its making; 404 for everybody else."""
    return get_object_or_404(Regioplan.objects.inside(user).select_related("region"), pk=pk)
