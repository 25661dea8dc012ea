"""The decisions on the grants of a budget: what came when, with its paper, and noting one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from funding import rules
from funding.beschikkingen.forms import BeschikkingForm
from funding.beschikkingen.history import granted_years
from funding.beschikkingen.registering import register
from funding.finding import budget_or_404
from funding.models import Beschikking
from iza_portal.page.access import posted
from iza_portal.page.uploads import takes_file, too_large
from plans.papers import MOST_BYTES


@login_required
@require_safe
def show_decisions(request, pk):
    """What was granted for each year, by which decisions."""
    budget = budget_or_404(request, pk)
    years = granted_years(budget)
    context = {
        "budget": budget,
        "years": years,
        "cents": sum(each.cents for each in years),
        "unknown": [year for year in budget.regeling.years if year not in {each.year for each in years}],
        "may_register": rules.keeps(request.user, budget),
        "current_page": "beschikkingen",
    }
    return render(request, "funding/beschikkingen/list.html", context)


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def register_decision(request, pk):
    """Note a decision that came in."""
    budget = budget_or_404(request, pk)
    if not rules.keeps(request.user, budget):
        raise PermissionDenied
    form = BeschikkingForm(posted(request), request.FILES if request.method == "POST" else None, budget=budget)
    if too_large(request):
        form.is_valid()
        form.add_error("paper", "Dit bestand is te groot. Stuur een PDF van ten hoogste 15 MB.")
    elif form.is_valid():
        try:
            register(budget, by=request.user, **form.decision())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De beschikking staat erbij en is geboekt.")
            return redirect("beschikkingen", budget.pk)
    context = {"budget": budget, "form": form, "years": granted_years(budget), "current_page": "beschikkingen"}
    return render(request, "funding/beschikkingen/new.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
@never_cache
def download_decision(request, pk, beschikking_pk):
    """The paper of a decision, as a file to save: it is never shown by the portal itself."""
    budget = budget_or_404(request, pk)
    decision = get_object_or_404(
        Beschikking.objects.select_related("stuk"), pk=beschikking_pk, budget=budget, stuk__isnull=False
    )
    answer = HttpResponse(bytes(decision.stuk.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=decision.stuk.name)
    answer["Content-Security-Policy"] = "sandbox"
    return answer
