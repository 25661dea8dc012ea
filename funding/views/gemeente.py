"""The brede SPUK of a municipality: per onderdeel what was planned and spent, and what would be left of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding import rules
from funding.finding import budget_or_404
from funding.gemeente.budgeting import BudgetedMeanwhile, set_budget
from funding.gemeente.forms import BegrotingForm
from funding.gemeente.lines import lines_of
from funding.gemeente.seen_in_time import outlook_of
from funding.gemeente.standing import chart_of, stands_of
from funding.grootboek.standing import Saldo, saldi_of
from funding.models import Budget, Handeling
from iza_portal.page.access import posted, reposted
from iza_portal.page.templatetags.page import euro


def _budget(request, pk) -> Budget:
    budget = budget_or_404(request, pk)
    if budget.municipality_id is None:
        raise Http404
    return budget


def _year(budget: Budget, said: str | None) -> int:
    """Answer the year that was asked for, or the one of today as far as the regeling has it."""
    years = budget.regeling.years
    if said and said.isascii() and said.isdigit() and int(said[:5]) in years:
        return int(said)
    return min(max(timezone.localdate().year, years[0]), years[-1])


@login_required
@require_safe
def show_onderdelen(request, pk):
    """How a year stands per onderdeel, and what of it may move to the next year or has to go back."""
    budget = _budget(request, pk)
    year = _year(budget, request.GET.get("jaar"))
    saldo = saldi_of(budget).get(year, Saldo())
    stands = stands_of(budget, year)
    acts = [Handeling.DOORSCHUIVING, Handeling.TERUGBETALING]
    context = {
        "budget": budget,
        "year": year,
        "years": budget.regeling.years,
        "saldo": saldo,
        "stands": stands,
        "has_lines": any(each.regel for each in stands),
        "chart": chart_of(stands, year),
        "outlook": outlook_of(budget, year, saldo, timezone.localdate()),
        "waiting": budget.opdrachten.filter(is_approved=None, year=year, act__in=acts),
        "may_enter": rules.keeps(request.user, budget),
        "current_page": "onderdelen",
    }
    return render(request, "funding/gemeente/onderdelen.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_begroting(request, pk, year):
    """Divide the money of a year over the onderdelen."""
    budget = _budget(request, pk)
    if year not in budget.regeling.years:
        raise Http404
    if not rules.keeps(request.user, budget):
        raise PermissionDenied
    stands = stands_of(budget, year)
    form, theirs = BegrotingForm(posted(request), stands=stands), []
    if form.is_valid():
        try:
            changed = _save(request, budget, year, form)
        except BudgetedMeanwhile:
            # Nothing that was typed is lost: what stands there now is shown above it, and counts as seen.
            stands = stands_of(budget, year)
            theirs = [(each.title, euro(each.saldo.verdeeld)) for each in stands]
            reposted(form, **{form.seen_of(each): each.saldo.verdeeld for each in stands})
        except _Refused as refused:
            form.refuse(refused.error, refused.lines)
        else:
            messages.success(request, _SAVED if changed else "Er was niets te wijzigen.")
            return redirect(f"/geld/budgetten/{budget.pk}/onderdelen/?jaar={year}")
    context = {
        "budget": budget,
        "year": year,
        "form": form,
        "theirs": theirs,
        "saldo": saldi_of(budget).get(year, Saldo()),
        "current_page": "onderdelen",
    }
    return render(request, "funding/gemeente/begroting.html", context, status=422 if form.is_bound else 200)


_SAVED = "De begroting is bewaard."


class _Refused(Exception):
    def __init__(self, error, lines):
        super().__init__(str(error))
        self.error, self.lines = error, lines


@transaction.atomic
def _save(request, budget, year, form):
    lines = lines_of(budget, year)
    amounts, seen = form.told(lines)
    try:
        return set_budget(budget, by=request.user, year=year, amounts=amounts, seen=seen)
    except ValidationError as error:
        raise _Refused(error, lines) from error
