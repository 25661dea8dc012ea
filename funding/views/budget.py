"""The first page of a budget: how its money stands (saldo), and the same as a table to take along."""

from functools import cache

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from funding.finding import budget_or_404
from funding.grootboek.standing import Saldo, line_saldi_of, saldi_of
from funding.machtigingen.reading import mandates_today
from funding.models import Budget, Budgetregel
from funding.saldo import reading
from funding.saldo.downloads import saldo_table
from iza_portal.rows import Columns, many
from iza_portal.sheets.writing import CONTENT_TYPES

LINES_ON_A_PAGE = 50


def _regels(budget: Budget) -> dict[int, Budgetregel]:
    """Answer the lines of the budget in their order, by key; one query."""
    columns = _columns()
    query = f"SELECT {columns.sql} FROM funding_budgetregel regel WHERE budget_id = %s ORDER BY position, id"  # noqa: S608
    regels = map(columns.made, many(query, budget.pk))
    return {each.pk: each for each in regels}


@cache
def _columns() -> Columns:
    return Columns(Budgetregel, "regel")


@login_required
@require_safe
def show_budget(request, pk):
    """How the money of the budget stands: per year, and of one year per line, per municipality and per part."""
    budget = budget_or_404(request, pk)
    saldi = saldi_of(budget)
    year = reading.year_shown(request.GET.get("jaar"), saldi)
    of_lines = line_saldi_of(budget, [year]) if year else {}
    regels = _regels(budget) if of_lines else {}
    lines = reading.lines_of(of_lines, regels, year)
    parts = reading.parts_of(budget, of_lines, regels) if budget.mandaatregio_id and lines else []
    page = Paginator(lines, LINES_ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "budget": budget,
        "saldi": saldi,
        "total": sum(saldi.values(), Saldo()),
        "year": year,
        "saldo": saldi.get(year),
        "chart": reading.chart_of(year, saldi[year]) if year else None,
        "page_obj": page,
        "lines_total": sum((line.saldo for line in lines), Saldo()),
        "municipalities": reading.by_municipality(parts),
        "deel": reading.by_part(lines) if budget.mandaatregio_id else [],
        "mandates": mandates_today(budget) if budget.mandaatregio_id else [],
        "current_page": "budget",
    }
    return render(request, "funding/saldo/saldo.html", context)


@login_required
@require_safe
@never_cache
def download(request, pk, form):
    """All years of the budget, with a row for each line and municipality."""
    budget = budget_or_404(request, pk)
    saldi = saldi_of(budget)
    parts = reading.parts_of(budget, line_saldi_of(budget, list(saldi)), _regels(budget))
    answer = HttpResponse(saldo_table(budget, saldi, parts, form), content_type=CONTENT_TYPES[form])
    name = f"saldo-{slugify(str(budget))}.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
