"""The public summary of a plan while it is made: written, checked, published and withdrawn."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.page.forms import ReasonForm, VersionedForm
from plans.models.transformatie import Samenvatting
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.openbaar import summarising
from plans.transformatie.openbaar.forms import CheckForm, SummaryForm
from plans.transformatie.openbaar.prefilling import FIELDS

PAGE = "transformatieplan-summary"


def _plan(request, pk):
    plan = plan_or_404(request, pk)
    if not rules.may_see_summary(request.user, plan):
        raise Http404
    return plan


def _open(plan) -> Samenvatting:
    """Answer the summary that is worked on; 404 where there is none."""
    samenvatting = get_object_or_404(plan.samenvattingen.select_related("checked_by"), published_at=None)
    samenvatting.plan = plan
    return samenvatting


@login_required
@require_safe
def show_summary(request, pk):
    """The summary that is worked on, what came out before, and what is asked of whom."""
    plan = _plan(request, pk)
    summaries = list(plan.samenvattingen.select_related("checked_by", "published_by").order_by("-number"))
    at_work = next((each for each in summaries if each.published_at is None), None)
    published = [each for each in summaries if each.published_at is not None]
    may_publish = rules.may_publish(request.user, plan)
    if at_work:
        at_work.plan = plan
    context = {
        "plan": plan,
        "at_work": at_work,
        "fields": [(label, getattr(at_work, name)) for name, label in FIELDS.items()] if at_work else [],
        "published": published,
        "is_public": bool(published) and published[0].withdrawn_at is None,
        "may_summarise": rules.may_summarise(request.user, plan),
        "may_publish": may_publish,
        "obstacle": summarising.obstacle_to_publish(at_work, request.user) if at_work and may_publish else "",
        "current_page": PAGE,
    }
    return render(request, "plans/transformatie/openbaar/summary.html", context)


@login_required
@require_POST
def start_summary(request, pk):
    plan = _plan(request, pk)
    try:
        summarising.start(plan, by=request.user)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect(PAGE, pk=pk)
    messages.success(
        request, "Het portaal vulde de samenvatting in met wat al in het plan staat. Maak er uw tekst van."
    )
    return redirect("transformatieplan-summary-edit", pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_summary(request, pk):
    """Write the fields; what somebody else changed meanwhile is shown beside what was typed."""
    plan = _plan(request, pk)
    if not rules.may_summarise(request.user, plan):
        raise PermissionDenied
    samenvatting = _open(plan)
    initial = {name: getattr(samenvatting, name) for name in ("version", *FIELDS)}
    form, theirs = SummaryForm(posted(request), initial=initial), None
    if form.is_valid():
        try:
            summarising.change(samenvatting, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            theirs = [(label, getattr(outdated.current, name)) for name, label in FIELDS.items()]
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Bewaard. Controleer de samenvatting nu op wat niet openbaar mag zijn.")
            return redirect(PAGE, pk=pk)
    context = {"plan": plan, "form": form, "theirs": theirs, "current_page": PAGE}
    return render(request, "plans/transformatie/openbaar/edit.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_summary(request, pk):
    """Look at what the portal found, explain what may stay, and declare the rest."""
    plan = _plan(request, pk)
    if not rules.may_summarise(request.user, plan):
        raise PermissionDenied
    samenvatting = _open(plan)
    findings = summarising.findings_of(samenvatting)
    said = {f"why-{remark['key']}": remark["why"] for remark in samenvatting.remarks}
    form = CheckForm(posted(request), findings=findings, initial={"version": samenvatting.version, **said})
    is_outdated = False
    if form.is_valid():
        declared = {name: form.cleaned_data[name] for name in ("version", "no_business", "no_persons")}
        try:
            summarising.check(samenvatting, by=request.user, why=form.why, **declared)
        except OutdatedVersion as outdated:
            samenvatting, is_outdated = outdated.current, True
            reposted(form, version=samenvatting.version)
        except ValidationError as error:
            for field, errors in getattr(error, "error_dict", {None: error}).items():
                # Somebody who came to work on the plan a moment ago makes a finding that the form does not have yet.
                form.add_error(field if field in form.fields else None, errors)
        else:
            messages.success(
                request, "Gecontroleerd. De coördinerend verzekeraar kan de samenvatting nu openbaar maken."
            )
            return redirect(PAGE, pk=pk)
    context = {
        "plan": plan,
        "form": form,
        "rows": form.rows(),
        "fields": [(label, getattr(samenvatting, name)) for name, label in FIELDS.items()],
        "is_outdated": is_outdated,
        "current_page": PAGE,
    }
    return render(request, "plans/transformatie/openbaar/check.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish_summary(request, pk):
    """Ask whether the summary really goes out, as it stands, and let it go out."""
    plan = _plan(request, pk)
    if not rules.may_publish(request.user, plan):
        raise PermissionDenied
    samenvatting = _open(plan)
    form = VersionedForm(posted(request), initial={"version": samenvatting.version})
    if form.is_valid():
        try:
            summarising.publish(samenvatting, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            samenvatting = outdated.current
            reposted(form, version=samenvatting.version)
            form.add_error(
                None, "Iemand heeft de samenvatting intussen veranderd. Lees haar hieronder zoals zij nu is."
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De samenvatting is openbaar.")
            return redirect("transformatieplan-public", pk=pk)
    context = {
        "plan": plan,
        "form": form,
        "samenvatting": samenvatting,
        "fields": [(label, getattr(samenvatting, name)) for name, label in FIELDS.items()],
        "obstacle": "" if form.is_bound else summarising.obstacle_to_publish(samenvatting, request.user),
        "current_page": PAGE,
    }
    return render(request, "plans/transformatie/openbaar/publish.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_summary(request, pk, number):
    """Take what came out from its page, with the reason that everybody reads there."""
    plan = _plan(request, pk)
    if not rules.may_publish(request.user, plan):
        raise PermissionDenied
    samenvatting = get_object_or_404(plan.samenvattingen, number=number, published_at__isnull=False)
    samenvatting.plan = plan
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            summarising.withdraw(samenvatting, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "De samenvatting is niet meer openbaar.")
            return redirect(PAGE, pk=pk)
    context = {"plan": plan, "form": form, "samenvatting": samenvatting, "current_page": PAGE}
    return render(request, "plans/transformatie/openbaar/withdraw.html", context, status=422 if form.is_bound else 200)
