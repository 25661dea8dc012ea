"""The goals of a plan with what was measured of them, and measuring one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.sheets.writing import CONTENT_TYPES
from plans.models import Doel, Meting
from plans.opgaven.smart import missing
from plans.views.finding import plan_inside
from plans.voortgang import measuring
from plans.voortgang.course import chart_of, course_of
from plans.voortgang.downloads import measurements
from plans.voortgang.followed import why_not_followed
from plans.voortgang.forms import MetingForm
from plans.voortgang.rules import may_account


@login_required
@require_safe
def show_goals(request, pk):
    """Each goal with its course, drawn and as a table, and the way to measure it."""
    plan = plan_inside(request.user, pk)
    opgaven = measuring.opgaven_with_goals([plan])
    reason = why_not_followed(plan)
    metingen = measuring.metingen_of(doel for opgave in opgaven for doel in opgave.doelen.all())
    today = timezone.localdate()
    told = [
        (
            opgave,
            [_told(doel, metingen[doel.pk], today) for doel in opgave.doelen.all()],
            not reason and may_account(request.user, opgave),
        )
        for opgave in opgaven
    ]
    context = {"plan": plan, "why_not": reason, "opgaven": told, "current_page": "plan-progress", "here": "plan-goals"}
    return render(request, "plans/voortgang/goals.html", context)


@login_required
@require_safe
def download(request, pk, form):
    """The goals with what was measured of them, as CSV or XLSX."""
    plan = plan_inside(request.user, pk)
    answer = HttpResponse(measurements(plan, form), content_type=CONTENT_TYPES[form])
    name = f"{plan.region.slug}-{plan.kind}-{plan.edition}-metingen.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _told(doel: Doel, metingen: list[Meting], today) -> dict:
    course = course_of(doel, metingen, today)
    return {
        "doel": doel,
        "measure": doel.measure or (doel.indicator.short_label if doel.indicator else ""),
        "course": course,
        "metingen": metingen[::-1],
        "chart": chart_of(doel, metingen) if metingen else None,
        "is_measurable": not any(lack.field in ("measure", "unit") for lack in missing(doel)),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_meting(request, pk, doel_pk):
    """Note what was measured of a goal on a day."""
    plan, doel = _goal(request.user, pk, doel_pk)
    form = MetingForm(posted(request), unit=doel.counted_in, initial={"version": 0})
    if form.is_valid():
        said = dict(form.cleaned_data)
        del said["version"]
        if _done(form, lambda: measuring.add_meting(doel, by=request.user, **said)):
            messages.success(request, "De meting is vastgelegd.")
            return _back(doel)
    return _form(request, plan, doel, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_meting(request, pk, meting_pk):
    """Change a measurement; where somebody else changed it meanwhile, both are shown."""
    plan, meting, doel = _meting(request.user, pk, meting_pk)
    initial = {name: getattr(meting, name) for name in ("version", "on", "value", "source", "note")}
    form = MetingForm(posted(request), unit=doel.counted_in, initial=initial)
    theirs = None
    if form.is_valid():
        try:
            if _done(form, lambda: measuring.change_meting(meting, by=request.user, **form.cleaned_data)):
                messages.success(request, "De meting is gewijzigd.")
                return _back(doel)
        except OutdatedVersion as outdated:
            theirs = list(measuring.facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
    return _form(request, plan, doel, form, meting=meting, theirs=theirs)


@login_required
@require_POST
def remove_meting(request, pk, meting_pk):
    """Take a measurement away, as the person saw it."""
    _, meting, doel = _meting(request.user, pk, meting_pk)
    version = request.POST.get("version", "")
    try:
        measuring.remove_meting(
            meting, by=request.user, version=int(version) if version.isdecimal() and len(version) < 10 else 0
        )
    except OutdatedVersion:
        messages.error(request, "De meting is intussen gewijzigd. Kijk na of hij nog weg moet.")
        return redirect("meting-edit", pk=pk, meting_pk=meting_pk)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "De meting is weggehaald. In de geschiedenis van het plan blijft hij staan.")
    return _back(doel)


def _goal(user, pk, doel_pk):
    plan = plan_inside(user, pk)
    rows = Doel.objects.select_related("opgave", "indicator").prefetch_related("opgave__partijen")
    doel = get_object_or_404(rows, pk=doel_pk, opgave__plan=plan, opgave__position__isnull=False)
    doel.opgave.plan = plan
    if not may_account(user, doel.opgave):
        raise PermissionDenied
    return plan, doel


def _meting(user, pk, meting_pk):
    # One that was noted at an earlier version of the plan is changed where it is shown now.
    meting = get_object_or_404(Meting.objects.select_related("doel"), pk=meting_pk)
    now = get_object_or_404(Doel, key=meting.doel.key, opgave__plan=pk)
    plan, doel = _goal(user, pk, now.pk)
    meting.doel = doel
    return plan, meting, doel


def _done(form, act) -> bool:
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _back(doel):
    return redirect(f"{reverse('plan-goals', args=[doel.opgave.plan_id])}#doel-{doel.pk}")


def _form(request, plan, doel, form, *, meting=None, theirs=None):
    context = {
        "plan": plan,
        "doel": doel,
        "form": form,
        "meting": meting,
        "theirs": theirs,
        "why_not": why_not_followed(plan),
    }
    return render(request, "plans/voortgang/meting.html", context, status=422 if form.is_bound else 200)
