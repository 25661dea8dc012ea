from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.transformatie.finding import plan_or_404


@login_required
@require_safe
def show_plan(request, pk):
    """The first page of a plan: where it stands, and what is asked of whom."""
    plan = plan_or_404(request, pk)
    return render(request, "plans/transformatie/plan.html", {"plan": plan, "current_page": "transformatieplan"})
