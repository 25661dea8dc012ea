"""The brede SPUK of a municipality: its onderdelen with plan against realisation, and its begroting."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding import rules
from funding.finding import budget_or_404
from funding.gemeente.budgeting import set_budget
from funding.gemeente.foreseeing import MARGIN, ending_of, lines_bind, rules_of
from funding.gemeente.forms import BudgetForm
from funding.gemeente.lines import lines_of
from funding.gemeente.reading import chart_of, year_of
from funding.grootboek.standing import Saldo, saldi_of
from funding.models import Budget
from funding.saldo.reading import year_shown
from iza_portal.page.access import posted


@login_required
@require_safe
def show_parts(request, pk):
    """The onderdelen of a year: plan against realisation, what threatens to be left, and what becomes of that."""
    budget = _of_municipality(request, pk)
    today = timezone.localdate()
    saldi = saldi_of(budget)
    of_regeling = budget.regeling.years
    years = sorted({*saldi, min(max(today.year, of_regeling[0]), of_regeling[-1])})
    year = year_shown(request.GET.get("jaar"), years)
    shown, rules_now = year_of(budget, year, today, saldi), rules_of(budget, year, today)
    context = {
        "budget": budget,
        "years": years,
        "year": year,
        "parts": shown.parts,
        "total": sum((part.saldo for part in shown.parts), Saldo()),
        "saldo": saldi.get(year, Saldo()),
        "whole": shown.whole,
        "behind": [part for part in shown.parts if part.outlook.is_behind],
        "ending": ending_of(budget, shown.whole, rules_now),
        "chart": chart_of(shown),
        "binds": lines_bind(rules_now),
        "margin": MARGIN,
        "keeps": rules.keeps(request.user, budget),
        "current_page": "onderdelen",
    }
    return render(request, "funding/gemeente/parts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_amounts(request, pk, year):
    """Budget a year: an amount for each onderdeel; where a colleague changed one meanwhile, both are shown."""
    budget = _of_municipality(request, pk)
    if not rules.keeps(request.user, budget):
        raise PermissionDenied
    if year not in budget.regeling.years:
        raise Http404
    saldi = saldi_of(budget)
    parts = year_of(budget, year, timezone.localdate(), saldi).parts
    form = BudgetForm(posted(request), parts=parts)
    address = f"{reverse('onderdelen', args=[budget.pk])}?jaar={year}"
    if form.is_valid() and _is_set(request, budget, year, form):
        messages.success(request, f"De begroting van {year} is bewaard.")
        return redirect(address)
    context = {
        "budget": budget,
        "year": year,
        "parts": parts,
        "form": form,
        "saldo": saldi.get(year, Saldo()),
        "back": address,
        "current_page": "onderdelen",
    }
    return render(request, "funding/gemeente/begroting.html", context, status=422 if form.is_bound else 200)


def _is_set(request, budget: Budget, year: int, form: BudgetForm) -> bool:
    """Make the lines that are missing and set what was typed on them, both or neither; answer whether."""
    names: dict[str, str] = {}
    try:
        with transaction.atomic():
            keys = {f"onderdeel_{line.onderdeel_id}": line.pk for line in lines_of(budget, year)}
            amounts, seen = form.amounts(), form.seen()
            keys |= {name: int(name.removeprefix("regel_")) for name in amounts if name.startswith("regel_")}
            names |= {f"regel_{keys[name]}": name for name in amounts}
            set_budget(
                budget,
                by=request.user,
                year=year,
                amounts={keys[name]: cents for name, cents in amounts.items()},
                seen={keys[name]: cents for name, cents in seen.items()},
            )
    except ValidationError as error:
        form.refuse(error, names)
        return False
    return True


def _of_municipality(request, pk: int) -> Budget:
    """Answer the budget of a municipality that the person may see; else 404."""
    budget = budget_or_404(request, pk)
    if budget.municipality_id is None:
        raise Http404
    return budget
