"""The page of the zelftoets, and what of it stands beside a text while people write."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.kaders import kader_of
from plans.transformatie.views.aanvraag import work_or_404
from plans.transformatie.workflow import Stap
from plans.transformatie.zelftoets.beside import is_shown_beside, overview_of


def _step(request, plan) -> Stap:
    """Answer the step that is asked, or that the plan is in."""
    asked = request.GET.get("stap", "")
    return Stap(asked) if asked in Stap.values else plan.step


@login_required
@require_safe
def zelftoets(request, pk):
    """Every criterion of a step with what is missing, in groups; the full plan can be looked at before its time."""
    plan = work_or_404(request, pk)
    step = _step(request, plan)
    context = {
        "plan": plan,
        "step": step,
        "is_now": step == plan.step,
        "steps": Stap,
        "overview": overview_of(plan, step),
        "kader": kader_of(plan),
        "may_write": rules.may_write(request.user, plan),
        "current_page": "transformatieplan-zelftoets",
    }
    return render(request, "plans/transformatie/zelftoets/zelftoets.html", context)


@require_safe
@never_cache
def beside(request, pk):
    """What is not in order now, for beside a text: a script asks it.

    Nothing (204) where it says what was `gezien`, and where the plan is not written: then nothing can be mended.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    plan = plan_or_404(request, pk)
    if not is_shown_beside(request.user, plan):
        return HttpResponse(status=204)
    overview = overview_of(plan, plan.step)
    if request.GET.get("gezien") == overview.mark:
        return HttpResponse(status=204)
    context = {"plan": plan, "overview": overview, "may_write": rules.may_write(request.user, plan)}
    return render(request, "plans/transformatie/zelftoets/_found.html", context)
