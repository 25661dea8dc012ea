"""The messages of a plan on its quarters, and the overview of all plans for the people of their market leaders."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.quarters import in_short, in_words
from iza_portal.sheets.writing import CONTENT_TYPES
from plans.models.transformatie import Transformatieplan
from plans.models.transformatie.plannen import insurers_of
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.monitoring import overview, telling
from plans.transformatie.monitoring.downloads import overview as as_table
from plans.transformatie.monitoring.forms import MonitorForm
from plans.transformatie.monitoring.numbers import numbers_of_each
from plans.transformatie.monitoring.quarters import due_on, why_not_told
from plans.transformatie.monitoring.reading import quarters_told, told_before
from plans.views.kwartaalberichten import quarter_or_404
from plans.voortgang.kwartalen import in_address

PLANS_ON_A_PAGE = 50


def _plan(request, pk: int) -> Transformatieplan:
    """Answer the plan of which this person may read the monitoring; 404 where there is none for them."""
    plan = plan_or_404(request, pk)
    if not rules.may_read_monitoring(request.user, plan):
        raise Http404
    return plan


@login_required
@require_safe
def show_quarters(request, pk):
    """What was told of each quarter, the latest first."""
    plan = _plan(request, pk)
    context = {
        "plan": plan,
        "quarters": quarters_told(request.user, plan),
        "may_tell": not plan.ended_at and rules.speaks_for_lead(request.user, plan),
        "current_page": "transformatie-monitoring",
    }
    return render(request, "plans/transformatie/monitoring/monitoring.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_bericht(request, pk, quarter):
    """Write the message on a quarter: kept as a draft, or told; where somebody else wrote meanwhile, both are shown."""
    plan, of = _plan(request, pk), quarter_or_404(quarter)
    if not rules.speaks_for_lead(request.user, plan):
        raise PermissionDenied
    bericht = plan.monitorberichten.filter(quarter=of).first()
    reason = why_not_told(plan, of)
    if not request.POST and (reason or (bericht and bericht.submitted_at)):
        messages.warning(request, reason or "Dit bericht is ingediend. Het verandert niet meer.")
        return redirect("transformatie-monitoring", pk=pk)
    before = told_before(plan, of)
    names = ("version", "koers", "moved", "stuck", "needed", "spent")
    kept = {name: getattr(bericht, name) for name in names} if bericht else None
    form = MonitorForm(posted(request), initial=kept or telling.prefilled(plan, of, before))
    is_told, theirs = "dien-in" in request.POST, None
    if form.is_valid():
        said = {"by": request.user, "quarter": of, "is_told": is_told, **form.cleaned_data}
        try:
            telling.write_bericht(plan, **said)
        except OutdatedVersion as outdated:
            theirs = list(telling.facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Het bericht is ingediend." if is_told else "Het bericht is bewaard als concept.")
            return redirect("transformatie-monitoring", pk=pk)
    context = {
        "plan": plan,
        "words": in_words(of),
        "due_on": due_on(of),
        "numbers": numbers_of_each([plan.pk], of)[plan.pk],
        "before": before,
        "before_words": in_words(before.quarter) if before else "",
        "bericht": bericht,
        "form": form,
        "theirs": theirs,
        "current_page": "transformatie-monitoring",
    }
    status = 422 if form.is_bound else 200
    return render(request, "plans/transformatie/monitoring/bericht.html", context, status=status)


def _wanted(request):
    """Answer the quarter that is asked for, and the filter over the plans of this person in it."""
    if not rules.follows_monitoring(request.user):
        raise PermissionDenied
    offered = overview.quarters_offered()
    said = request.GET.get("kwartaal")
    quarter = quarter_or_404(said) if said else offered[0]
    if quarter > offered[0]:
        raise Http404
    return quarter, offered, overview.MonitoringFilter(request.GET, queryset=overview.led_by(request.user, quarter))


@login_required
@require_safe
def show_overview(request):
    """All plans of the market leader in a quarter: who told, how it goes, what is late, what was paid."""
    quarter, offered, plans = _wanted(request)
    page = Paginator(plans.qs, PLANS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    chosen = {name: value for name, value in request.GET.items() if value and name in plans.filters}
    context = {
        "filter": plans,
        "is_filtered": bool(chosen),
        "page_obj": page,
        "rows": overview.rows_of(page, quarter),
        "national": overview.national(quarter),
        "reads_for_insurer": bool(insurers_of(request.user)),
        "quarter": in_address(quarter),
        "words": in_words(quarter),
        "due_on": due_on(quarter),
        "quarters": [(in_address(each), in_short(each), each == quarter) for each in offered],
    }
    return render(request, "plans/transformatie/monitoring/overview.html", context)


@login_required
@require_safe
def download(request, form):
    """The overview with its filters, as CSV or XLSX."""
    quarter, _, plans = _wanted(request)
    content = as_table(overview.rows_of(plans.qs, quarter), quarter, form)
    answer = HttpResponse(content, content_type=CONTENT_TYPES[form])
    name = f"monitoring-transformatieplannen-{in_address(quarter)}.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
