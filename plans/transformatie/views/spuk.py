"""What the application for the SPUK transformatiemiddelen takes from an approved plan, for its municipalities."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iza_portal.sheets.writing import CONTENT_TYPES
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.openbaar.spuk import application_of, as_workbook


def _plan(request, pk):
    plan = plan_or_404(request, pk)
    if not rules.may_see_spuk(request.user, plan):
        raise Http404
    return plan


@login_required
@require_safe
def show_spuk(request, pk):
    plan = _plan(request, pk)
    context = {"plan": plan, "made": application_of(plan), "current_page": "transformatieplan-spuk"}
    return render(request, "plans/transformatie/openbaar/spuk.html", context)


@login_required
@require_safe
def download_spuk(request, pk):
    plan = _plan(request, pk)
    headers = {"Content-Disposition": f'attachment; filename="spuk-transformatieplan-{plan.pk}.xlsx"'}
    content = as_workbook(plan, application_of(plan))
    return HttpResponse(content, content_type=CONTENT_TYPES["xlsx"], headers=headers)
