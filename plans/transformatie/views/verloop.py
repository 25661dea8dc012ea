"""The course of a transformatieplan: where it is, who has it until when, and all that happened to it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iza_portal.trail.recording import history
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.indienen.reading import readable_of
from plans.transformatie.verloop.standing import standing_of
from plans.transformatie.verloop.timeline import timeline_of
from plans.transformatie.vragen.reading import questions_of

STEPS_ON_A_PAGE = 50


@login_required
@require_safe
def show_course(request, pk):
    """Where the plan is now, and what happened to it, as far as this person may see it; the last comes first."""
    plan = plan_or_404(request, pk)
    indieningen = readable_of(request.user, plan)
    questions = questions_of(request.user, plan)
    steps = timeline_of(request.user, plan, indieningen, questions)
    page = Paginator(steps, STEPS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "plan": plan,
        "standing": standing_of(request.user, plan, questions, indieningen),
        "page_obj": page,
        "indieningen": indieningen,
        "may_see_work": rules.may_see_work(request.user, plan),
        "current_page": "transformatieplan-verloop",
    }
    return render(request, "plans/transformatie/verloop/course.html", context)


@login_required
@require_safe
def show_history(request, pk):
    """Who did what to the plan, for who may see how it is made."""
    plan = plan_or_404(request, pk)
    if not rules.may_see_work(request.user, plan):
        raise Http404
    context = {"plan": plan, "events": history(plan), "current_page": "transformatieplan-verloop"}
    return render(request, "plans/transformatie/verloop/history.html", context)
