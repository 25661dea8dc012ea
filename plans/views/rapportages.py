"""The reports of a region on quarters: what is told now, what was fixed, and its PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.hashing import hash_of
from iza_portal.page.access import posted, reposted
from iza_portal.quarters import in_short, in_words, last_day
from plans.models import Kwartaalrapportage, KwartaalrapportagePdf
from plans.views.kwartaalberichten import quarter_or_404
from plans.voortgang import fixing, kwartalen, rapportage, rules
from plans.voortgang.forms import ReportForm
from regions.models import Region


def _region(user, slug: str) -> Region:
    region = get_object_or_404(Region, slug=slug)
    if not rules.may_see_reports(user, region.pk):
        raise Http404
    return region


def _report(user, pk: int) -> Kwartaalrapportage:
    report = get_object_or_404(Kwartaalrapportage.objects.select_related("region"), pk=pk)
    if not rules.may_see_reports(user, report.region_id):
        raise Http404
    return report


@login_required
@require_safe
def show_reports(request, slug):
    """The quarters of a region: what is fixed, what is asked for, and the quarter that runs."""
    region = _region(request.user, slug)
    fixed = {}
    rows = region.kwartaalrapportages.defer("content").select_related("pdf").defer("content", "pdf__content")
    for report in rows.order_by("-quarter", "-number"):
        fixed.setdefault(report.quarter, []).append(report)
    quarters = sorted({*kwartalen.quarters_of(region.pk), *fixed}, reverse=True)
    context = {
        "region": region,
        "may_fix": rules.may_fix(request.user, region.pk),
        "quarters": [
            {
                "address": kwartalen.in_address(quarter),
                "short": in_short(quarter),
                "words": in_words(quarter),
                "ended": kwartalen.ended(quarter),
                "due_on": last_day(quarter) + kwartalen.REPORT_TERM,
                "reports": fixed.get(quarter, []),
            }
            for quarter in quarters
        ],
    }
    return render(request, "plans/voortgang/reports.html", context)


@login_required
@require_safe
def show_quarter_report(request, slug, quarter):
    """The report on a quarter: what was fixed last, or how it stands now."""
    region, of = _region(request.user, slug), quarter_or_404(quarter)
    if report := region.kwartaalrapportages.filter(quarter=of).order_by("-number").first():
        return redirect(report)
    if of not in kwartalen.quarters_of(region.pk):
        raise Http404
    context = {
        "region": region,
        "quarter": quarter,
        "report": rapportage.content_of(region, of),
        "ended": kwartalen.ended(of),
        "last_day": last_day(of),
        "due_on": last_day(of) + kwartalen.REPORT_TERM,
        "may_fix": rules.may_fix(request.user, region.pk),
        "heading": 3,
        "below": 4,
    }
    return render(request, "plans/voortgang/report.html", context)


@login_required
@require_safe
def show_report(request, pk):
    """A report as it was fixed, and what set it right since."""
    fixed = _report(request.user, pk)
    others = fixed.region.kwartaalrapportages.filter(quarter=fixed.quarter).defer("content").order_by("number")
    context = {
        "region": fixed.region,
        "fixed": fixed,
        "quarter": kwartalen.in_address(fixed.quarter),
        "report": fixed.content,
        "others": [other for other in others if other.pk != fixed.pk],
        "is_superseded": any(other.number > fixed.number for other in others),
        "pdf": KwartaalrapportagePdf.objects.filter(rapportage=fixed).only("sha256").first(),
        "may_fix": rules.may_fix(request.user, fixed.region_id),
        "heading": 3,
        "below": 4,
    }
    return render(request, "plans/voortgang/report.html", context)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def report_pdf(request, pk):
    """The PDF of a report, once a worker made it; before that the way back to its page."""
    report = _report(request.user, pk)
    pdf = KwartaalrapportagePdf.objects.filter(rapportage=report).first()
    if pdf is None:
        messages.info(request, "De PDF wordt nog gemaakt. Probeer het over een minuut opnieuw.")
        return redirect(report)
    answer = HttpResponse(bytes(pdf.content), content_type="application/pdf")
    number = f"-{report.number}" if report.number > 1 else ""
    name = f"{report.region.slug}-kwartaalrapportage-{kwartalen.in_address(report.quarter)}{number}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fix_report(request, slug, quarter):
    """Fix the report on a quarter as it was read, or set the one that was fixed right by a next."""
    region, of = _region(request.user, slug), quarter_or_404(quarter)
    if not rules.may_fix(request.user, region.pk):
        raise PermissionDenied
    if not kwartalen.ended(of):
        raise Http404
    earlier = region.kwartaalrapportages.filter(quarter=of).order_by("-number").first()
    if earlier is None and of not in kwartalen.quarters_of(region.pk):
        raise Http404
    draft = rapportage.content_of(region, of)
    now = {"after": earlier.number if earlier else 0, "seen": hash_of(draft)}
    initial = now | {"summary": earlier.content["summary"] if earlier else ""}
    form = ReportForm(posted(request), is_correction=bool(earlier), initial=initial)
    if form.is_valid():
        try:
            report = fixing.fix_report(region, by=request.user, quarter=of, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            reposted(form, **now)
        else:
            messages.success(request, "De rapportage is vastgelegd. De PDF wordt nu gemaakt.")
            return redirect(report)
    context = {
        "region": region,
        "quarter": quarter,
        "words": in_words(of),
        "earlier": earlier,
        "form": form,
        "untold": draft["proces"]["koersen"]["zonder"],
        "draft": draft,
    }
    return render(request, "plans/voortgang/fix.html", context, status=422 if form.is_bound else 200)
