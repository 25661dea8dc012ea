from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from regions.criteria_page import groups_of, posted_answer
from regions.models import CriterionOf, Regiobeeld
from regions.regiobeelden import checking, rules
from regions.regiobeelden.checking import Mend


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request, pk):
    """The criteria: first what blocks, then what warns, then what is in order, with a form where an answer can count."""
    regiobeeld = get_object_or_404(Regiobeeld.objects.inside(request.user).select_related("region"), pk=pk)
    may_answer = rules.may_answer(request.user, regiobeeld)
    posted = None
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        posted = chosen, form = posted_answer(request, CriterionOf.REGIOBEELD)
        if form.is_valid():
            try:
                checking.answer_criterion(regiobeeld, chosen, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return redirect(f"{reverse('regiobeeld-check', args=[pk])}#{chosen.code}")
    may_arrange = rules.may_arrange(request.user, regiobeeld)

    def link_of(result: dict) -> str:
        if result["mend"] == Mend.BETROKKENEN:
            return reverse("regiobeeld-involvement", args=[pk])
        if result["mend"] == Mend.GEGEVENS and may_arrange:
            return reverse("regiobeeld-settings", args=[pk])
        return reverse("regiobeeld", args=[pk])

    groups = groups_of(checking.checked(regiobeeld), may_answer=may_answer, link_of=link_of, posted=posted)
    context = {
        "regiobeeld": regiobeeld,
        "groups": groups,
        "blocking_count": len(groups[0][2]),
        "may_answer": may_answer,
    }
    return render(request, "regiobeelden/check.html", context, status=422 if posted else 200)
