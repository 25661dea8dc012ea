from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.opgaven.overview import overview_of
from plans.opgaven.thread import threads_of
from plans.views.finding import plan_inside
from plans.views.opening import opened


@login_required
@require_safe
def show_thread(request, pk):
    """The thread from each opgave to its money, and every place where it breaks; many opgaven are opened one by one."""
    plan = plan_inside(request.user, pk)
    told = overview_of(plan)
    threads = threads_of(opened(request, [glance.opgave.pk for glance in told]), plan.noun)
    context = {
        "plan": plan,
        "told": [(glance, threads.get(glance.opgave.pk)) for glance in told],
        "is_folded": len(threads) < len(told),
        "gap_count": sum(len(glance.gaps) for glance in told),
        "current_page": "rode-draad",
    }
    return render(request, "plans/opgaven/rode_draad.html", context)
