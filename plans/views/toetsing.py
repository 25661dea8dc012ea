from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from plans.models import PlanKind
from plans.toetsing import checking
from plans.toetsing.computing import Mend
from plans.toetsing.reading import results_of
from plans.views.finding import plan_inside
from regions.criteria_page import groups_of, posted_answer
from regions.models import Moment


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request, pk):
    """The criteria: first what blocks, then what warns, then what is in order, with a form where an answer can count."""
    plan = plan_inside(request.user, pk)
    may_answer = checking.may_answer(request.user, plan)
    posted = None
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        posted = chosen, form = posted_answer(request, checking.paper_of(plan))
        if form.is_valid():
            try:
                checking.answer_criterion(plan, chosen, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(f"{reverse('plan-check', args=[pk])}#{chosen.code}")
    groups = groups_of(
        results_of(plan), may_answer=may_answer, link_of=lambda result: _link(plan, result), posted=posted
    )
    context = {
        "plan": plan,
        "groups": groups,
        # What is only asked before publishing holds the tafel back in nothing.
        "blocking_count": sum(result["moment"] == Moment.INDIENEN for result, _, _ in groups[0][2]),
        "may_answer": may_answer,
        "current_page": "plan-check",
    }
    return render(request, "plans/toetsing/check.html", context, status=422 if posted else 200)


def _link(plan, result: dict) -> str:
    match result["mend"]:
        case Mend.OPGAVEN:
            return reverse("opgave-list", args=[plan.pk])
        case Mend.AANPAKKEN:
            return reverse("aanpakken", args=[plan.pk])
        case Mend.STATUS if plan.kind == PlanKind.WERKAGENDA:
            return reverse("plan-vaststelling", args=[plan.pk])
    return plan.get_absolute_url()
