"""The first page of a budget: how its money stands (saldo)."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from funding.finding import budget_or_404
from funding.grootboek.standing import saldi_of


@login_required
@require_safe
def show_budget(request, pk):
    """How the money of the budget stands, per year."""
    budget = budget_or_404(request, pk)
    return render(request, "funding/budget.html", {"budget": budget, "saldi": saldi_of(budget)})
