from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
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
        chosen = next((each for each in Criterion.objects.all() if each.code == request.POST.get("criterium")), None)
        if chosen is None:
            raise Http404
        form = AnswerForm(request.POST, auto_id=f"id_{chosen.code}_%s")
        if form.is_valid():
            try:
                checking.answer_criterion(regiobeeld, chosen, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(f"{reverse('regiobeeld-check', args=[pk])}#{chosen.code}")
    blocking, warning, in_order = [], [], []
    for result in checking.checked(regiobeeld):
        own = None
        if chosen and result["code"] == chosen.code:
            own = form
        elif may_answer and result["can_be_answered"]:
            answer = result["answer"]
            first = {"is_met": "ja" if answer["is_met"] else "nee", "reason": answer["reason"]} if answer else {}
            own = AnswerForm(initial=first, auto_id=f"id_{result['code']}_%s")
        met = result["verdict"] == checking.Verdict.VOLDOET
        (in_order if met else blocking if result["blocks"] else warning).append((result, own))
    groups = [
        ("Dit moet nog in orde", "Deze criteria zijn verplicht.", blocking),
        ("Let hierop", "Deze criteria zijn niet verplicht.", warning),
        ("In orde", "", in_order),
    ]
    context = {
        "regiobeeld": regiobeeld,
        "groups": groups,
        "blocking_count": len(blocking),
        "may_answer": may_answer,
        "may_arrange": rules.may_arrange(request.user, regiobeeld),
    }
    return render(request, "regiobeelden/check.html", context, status=422 if chosen else 200)
