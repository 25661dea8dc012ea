from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from regions.models import Criterion, Regiobeeld
from regions.regiobeelden import checking, rules
from regions.regiobeelden.forms import AnswerForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request, pk):
    """The criteria: first what blocks, then what warns, then what is in order, with a form where an answer can count."""
    regiobeeld = get_object_or_404(Regiobeeld.objects.inside(request.user).select_related("region"), pk=pk)
    may_answer = rules.may_answer(request.user, regiobeeld)
    chosen = None
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        chosen = get_object_or_404(Criterion, code=request.POST.get("criterium", ""))
        form = AnswerForm(request.POST, auto_id=f"id_{chosen.pk}_%s")
        if form.is_valid():
            try:
                checking.answer_criterion(regiobeeld, chosen, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(f"{reverse('regiobeeld-check', args=[pk])}#{chosen.code}")
    blocking, warning, in_order = [], [], []
    for result in checking.results_of(regiobeeld):
        own = None
        if may_answer and result.can_be_answered:
            first = {"is_met": "ja" if result.answer.is_met else "nee", "reason": result.answer.reason} if result.answer else {}
            own = AnswerForm(initial=first, auto_id=f"id_{result.criterion.pk}_%s")
        if result.criterion == chosen:
            own = form
        found = blocking if result.blocks else in_order if result.verdict == checking.Verdict.VOLDOET else warning
        found.append((result, own))
    groups = [
        ("Dit moet nog in orde", "Deze criteria zijn verplicht.", blocking),
        ("Let hierop", "Deze criteria zijn niet verplicht.", warning),
        ("In orde", "", in_order),
    ]
    context = {"regiobeeld": regiobeeld, "groups": groups, "blocking_count": len(blocking), "may_answer": may_answer}
    return render(request, "regiobeelden/check.html", context, status=422 if chosen else 200)
