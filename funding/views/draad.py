"""The rode draad of money: per region from opgave to euro, per budget from line to opgave and goals, and tying the two."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding import rules
from funding.draad.forms import TieForm
from funding.draad.regions_of import budgets_of, plans_of, regions_of
from funding.draad.thread import Sums, money_of, money_per_stream, sums_per_line, untied_lines, with_budget
from funding.draad.tying import opgaven_for, tie
from funding.finding import budget_or_404
from funding.verdelen.lines import lines_known_to
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import get_visible_or_404, posted, reposted
from iza_portal.page.fragments import asks_fragment, with_fragments
from plans.models import Opgave, Regioplan
from plans.rules import may_see_work
from plans.voortgang.course import course_of
from plans.voortgang.measuring import metingen_of, opgaven_with_goals
from plans.workflow import IN_FORCE
from regions.models import Region
from regions.roles import roles_in

ROWS_ON_A_PAGE = 30


@login_required
@require_safe
def show_region(request, slug):
    """Per opgave of the plans of a region what is asked, budgeted, obliged and spent, and where the thread breaks."""
    region = get_object_or_404(Region, slug=slug)
    plans = plans_of([region], request.user)
    budgets = budgets_of(region, request.user)
    inside = inside_of(plans, request.user)
    if not inside and not budgets.exists():
        raise Http404
    opgaven = list(Opgave.objects.filter(plan__in=plans, position__isnull=False).select_related("plan"))
    place = {plan.pk: place for place, plan in enumerate(plans)}
    opgaven.sort(key=lambda opgave: (place[opgave.plan_id], opgave.position))
    told = money_of(opgaven, request.user)
    context = {
        "region": region,
        "plans": plans,
        "told": told,
        "inside": inside,
        "unpaid": [each for each in told if each.unpaid],
        "untied": untied_lines(budgets, opgaven),
    }
    return render(request, "funding/draad/region.html", context)


@with_fragments
@require_safe
def show_plan(request, pk):
    """Per stream what the opgaven of a regioplan or werkagenda ask, and what lines that the reader may see have.

    It comes into the page of the plan, and is a page without scripts.
    """
    plan = get_visible_or_404(Regioplan.objects.select_related("region"), request.user, pk=pk)
    budgets = [budget.pk for budget in budgets_of(plan.region, request.user)]
    rows, total = money_per_stream(plan, budgets), Sums()
    for _, sums in rows:
        total.add(sums)
    works_here = bool(roles_in(request.user, plan.region_id))
    context = {
        "plan": plan,
        "rows": rows,
        "total": total,
        "sees_lines": bool(budgets),
        "is_shown": bool(rows) or may_see_work(request.user, plan),
        "leads_on": bool(budgets) or (works_here and plan.status in IN_FORCE),
    }
    name = "_plan_money" if asks_fragment(request) else "plan"
    return render(request, f"funding/draad/{name}.html", context)


@login_required
@require_safe
def show_lines(request, pk):
    """Per line of a budget the opgave that it pays for, and how far the goals of that are."""
    budget = budget_or_404(request, pk)
    plans, known = plans_of(regions_of(budget), request.user), lines_known_to(request.user, budget)
    page = Paginator(with_budget(known), ROWS_ON_A_PAGE).get_page(_page_asked(request, known))
    lines = list(page)
    wanted = {line.opgave_key for line in lines if line.opgave_key}
    opgaven = {opgave.key: opgave for opgave in opgaven_with_goals(plans) if opgave.key in wanted}
    goals = _goals_of(opgaven.values())
    sums = sums_per_line(lines)
    keeps = rules.keeps(request.user, budget)
    rows = [
        (
            line,
            _together(sums[line.pk]),
            opgaven.get(line.opgave_key),
            goals.get(line.opgave_key, []),
            keeps or (bool(line.municipality) and rules.works_for(request.user, line.municipality)),
        )
        for line in lines
    ]
    context = {
        "budget": budget,
        "page_obj": page,
        "rows": rows,
        "inside": inside_of(plans, request.user),
        "follows": bool(plans),
        "regions": sorted({plan.region.slug: plan.region for plan in plans}.values(), key=str),
        "current_page": "draad",
    }
    return render(request, "funding/draad/lines.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tie_opgave(request, pk, regel_pk):
    """Say which opgave a line of a budget pays for."""
    budget = budget_or_404(request, pk)
    regel = get_object_or_404(lines_known_to(request.user, budget).select_related("municipality"), pk=regel_pk)
    regel.budget = budget
    if not rules.enters_on(request.user, regel):
        raise PermissionDenied
    opgaven = list(opgaven_for(budget, request.user))
    form, theirs = TieForm(posted(request), regel=regel, opgaven=opgaven), []
    if form.is_valid():
        told = form.cleaned_data
        try:
            tie(regel, by=request.user, version=told["version"], opgave_key=told["opgave"])
        except OutdatedVersion as outdated:
            names = {opgave.key: opgave.title for opgave in opgaven}
            theirs = [("Waarvoor dit geld is", names.get(outdated.current.opgave_key, "Geen opgave"))]
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "De regel is bewaard.")
            return redirect("draad", budget.pk)
    context = {"budget": budget, "regel": regel, "form": form, "theirs": theirs, "current_page": "draad"}
    return render(request, "funding/draad/tie.html", context, status=422 if form.is_bound else 200)


def inside_of(plans, user) -> set[int]:
    """Answer the keys of those of these plans of which this person may see the work, and so open an opgave; one query."""
    found = Regioplan.objects.inside(user).filter(pk__in=[plan.pk for plan in plans])
    return set(found.values_list("pk", flat=True))


def _page_asked(request, lines):
    """Answer the number of the page that was asked for, or of the one on which the line `regel` stands."""
    asked = request.GET.get("regel", "")
    if not (asked.isascii() and asked.isdigit()):
        return request.GET.get("pagina")
    pks = [str(pk) for pk in lines.values_list("pk", flat=True)]
    return pks.index(asked) // ROWS_ON_A_PAGE + 1 if asked in pks else 1


def _goals_of(opgaven) -> dict:
    opgaven = list(opgaven)
    metingen = metingen_of([doel for opgave in opgaven for doel in opgave.doelen.all()])
    today = timezone.localdate()
    return {
        opgave.key: [(doel, course_of(doel, metingen[doel.pk], today)) for doel in opgave.doelen.all()]
        for opgave in opgaven
    }


def _together(per_year: dict[int, Sums]) -> Sums:
    total = Sums()
    for sums in per_year.values():
        total.add(sums)
    return total
