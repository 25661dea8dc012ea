"""The mandates that municipalities give the kassier: who did, giving one with its decision, and ending it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from funding import rules
from funding.machtigingen import giving
from funding.machtigingen.forms import EndForm, GiveForm
from funding.machtigingen.reading import mandates_of
from funding.models import Machtiging
from funding.views.verdelen import region_budget_or_404
from iza_portal.page.access import posted
from iza_portal.page.uploads import takes_file, too_large
from plans.papers import MOST_BYTES
from regions.models import Municipality


@login_required
@require_safe
def show_mandates(request, pk):
    """Each municipality of the region with the mandates that it gave."""
    budget = region_budget_or_404(request, pk)
    rows = [(each, rules.speaks_for(request.user, each.municipality)) for each in mandates_of(budget)]
    may_give = next((each for each, speaks in rows if speaks and not each.is_holder and not each.is_open), None)
    context = {"budget": budget, "rows": rows, "may_give": may_give, "current_page": "verdeling"}
    return render(request, "funding/machtigingen/list.html", context)


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request, pk, municipality_pk):
    """Give the kassier a mandate, with the decision of the municipality as a PDF."""
    budget = region_budget_or_404(request, pk)
    municipality = get_object_or_404(Municipality.objects.select_related("organisation"), pk=municipality_pk)
    if not giving.was_member(budget, municipality):
        raise Http404
    if not rules.speaks_for(request.user, municipality):
        raise PermissionDenied
    form = GiveForm(posted(request), request.FILES if request.method == "POST" else None)
    if too_large(request):
        form.is_valid()
        form.add_error("paper", "Dit bestand is te groot. Stuur een PDF van ten hoogste 15 MB.")
    elif form.is_valid():
        said = form.cleaned_data
        try:
            giving.upload_and_give(budget, municipality, by=request.user, upload=said["paper"], from_on=said["from_on"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De machtiging van {municipality} staat erbij.")
            return redirect("machtigingen", pk=budget.pk)
    context = {"budget": budget, "municipality": municipality, "form": form, "current_page": "verdeling"}
    return render(request, "funding/machtigingen/give.html", context, status=422 if form.is_bound else 200)


def _machtiging(budget, machtiging_pk: int) -> Machtiging:
    found = budget.machtigingen.select_related("municipality").defer("stuk__content")
    machtiging = get_object_or_404(found, pk=machtiging_pk)
    machtiging.budget = budget
    return machtiging


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, pk, machtiging_pk):
    """Let a mandate end on a day."""
    budget = region_budget_or_404(request, pk)
    machtiging = _machtiging(budget, machtiging_pk)
    if not rules.speaks_for(request.user, machtiging.municipality):
        raise PermissionDenied
    form = EndForm(posted(request))
    if form.is_valid():
        try:
            giving.end(machtiging, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De machtiging van {machtiging.municipality} krijgt een einde.")
            return redirect("machtigingen", pk=budget.pk)
    context = {"budget": budget, "machtiging": machtiging, "form": form, "current_page": "verdeling"}
    return render(request, "funding/machtigingen/end.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
@never_cache
def download_decision(request, pk, machtiging_pk):
    """The decision of a mandate, as a file to save: it is never shown by the portal itself."""
    budget = region_budget_or_404(request, pk)
    paper = get_object_or_404(budget.machtigingen.select_related("stuk"), pk=machtiging_pk).stuk
    answer = HttpResponse(bytes(paper.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=paper.name)
    answer["Content-Security-Policy"] = "sandbox"
    return answer
