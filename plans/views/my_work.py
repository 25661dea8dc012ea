from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans import rules
from plans.adoption import moves_open_to
from plans.models import Regioplan, Section
from plans.workflow import Status
from regions.models import Region
from regions.roles import roles_of


@login_required
@require_safe
def my_work(request):
    """The regions, the plans and the sections of the person, and what waits for them."""
    regions = list(Region.objects.filter(pk__in={role.region_id for role in roles_of(request.user)}))
    plans = list(
        Regioplan.objects.visible_to(request.user)
        .filter(region__in=regions)
        .exclude(status=Status.GEPUBLICEERD)
        .select_related("region")
        .with_progress()
    )
    sections = (
        Section.objects.present()
        .filter(assignees=request.user, is_ready=False, plan__in=plans, plan__status=Status.CONCEPT)
        .select_related("plan__region")
        .defer("body", "search")
        .order_by("due_on", "plan", "position")
    )
    decisions = [(plan, moves) for plan in plans if (moves := moves_open_to(request.user, plan))]
    deciding = {plan.pk for plan, _ in decisions}
    context = {
        "regions": regions,
        "may_start_in": [region for region in regions if rules.may_start(request.user, region)],
        "plans": plans,
        "sections": sections,
        "decisions": decisions,
        "consultations": [plan for plan in plans if plan.status == Status.TER_CONSULTATIE and plan.pk not in deciding],
    }
    return render(request, "plans/my_work.html", context)
