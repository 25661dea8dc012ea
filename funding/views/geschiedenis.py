"""Who did what to a budget, and to an application for the SPUK."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.events import events_of
from funding.finding import application_or_404, budget_or_404
from iza_portal.trail.recording import history


@login_required
@require_safe
def show_budget_history(request, pk):
    """Who did what to the budget, as far as this person may read it."""
    budget = budget_or_404(request, pk)
    context = {"budget": budget, "events": events_of(budget, request.user), "current_page": "budget-geschiedenis"}
    return render(request, "funding/geschiedenis.html", context)


@login_required
@require_safe
def show_application_history(request, pk, aanvraag_pk):
    """Who did what to the application, for who may read it with its papers."""
    aanvraag = application_or_404(request, pk, aanvraag_pk)
    context = {
        "plan": aanvraag.plan,
        "aanvraag": aanvraag,
        "events": history(aanvraag),
        "current_page": "spuk-aanvragen",
    }
    return render(request, "funding/spuk/geschiedenis.html", context)
