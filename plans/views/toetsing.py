from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from plans.toetsing import checking
from plans.toetsing.beside import beside, is_shown_beside
from plans.toetsing.computing import place_of
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
        results_of(plan), may_answer=may_answer, link_of=lambda result: place_of(plan, result), posted=posted
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


@require_safe
@never_cache
def check_beside(request, pk):
    """What is not in order now, for beside the text: a script asks it.

    Nothing (204) where it says what was `gezien`, and once the tafel agreed: then it says no more what the colleges see.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    plan = plan_inside(request.user, pk)
    if not is_shown_beside(request.user, plan):
        return HttpResponse(status=204)
    found = beside(plan)
    if request.GET.get("gezien") == found.mark:
        return HttpResponse(status=204)
    context = {
        "plan": plan,
        "found": found,
        "groups": [found.holding, found.warning],
        "may_answer": checking.may_answer(request.user, plan),
    }
    return render(request, "plans/toetsing/_found.html", context)
