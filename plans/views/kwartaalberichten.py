"""The kwartaalberichten of a plan, quarter by quarter, and writing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.quarters import in_short, in_words
from plans.models import Kwartaalbericht
from plans.views.finding import plan_inside
from plans.voortgang import kwartalen
from plans.voortgang.followed import why_not_followed
from plans.voortgang.forms import BerichtForm
from plans.voortgang.measuring import opgaven_with_goals
from plans.voortgang.rules import may_account


def quarter_or_404(said: str):
    """Read the quarter of an address; 404 where it is none."""
    quarter = kwartalen.quarter_from(said)
    if quarter is None:
        raise Http404
    return quarter


@login_required
@require_safe
def show_quarter(request, pk, quarter=None):
    """What was told of each opgave in a quarter; without one the last that is over and not fixed, else the present one."""
    plan = plan_inside(request.user, pk)
    offered = kwartalen.quarters_of(plan.region_id, [plan.kind])
    if quarter is None:
        last = kwartalen.to_tell()
        is_asked = last in offered and not kwartalen.is_fixed(plan.region_id, last)
        shown = last if is_asked else offered[0]
    else:
        shown = quarter_or_404(quarter)
    opgaven = opgaven_with_goals([plan])
    berichten = kwartalen.berichten_of(opgaven, shown)
    reason = kwartalen.why_not_told(plan, shown)
    told = [(opgave, berichten.get(opgave.pk), not reason and may_account(request.user, opgave)) for opgave in opgaven]
    context = {
        "plan": plan,
        "why_not": reason,
        "is_followed": not why_not_followed(plan),
        "opgaven": told,
        "told": sum(bericht is not None for _, bericht, _ in told),
        "quarter": kwartalen.in_address(shown),
        "words": in_words(shown),
        "quarters": [(kwartalen.in_address(each), in_short(each), each == shown) for each in offered],
        "current_page": "plan-progress",
        "here": "plan-quarters",
    }
    return render(request, "plans/voortgang/quarter.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write_bericht(request, pk, opgave_pk, quarter):
    """Write the kwartaalbericht of an opgave; where somebody else wrote meanwhile, both are shown."""
    plan = plan_inside(request.user, pk)
    opgave = get_object_or_404(plan.opgaven.present().prefetch_related("partijen"), pk=opgave_pk)
    opgave.plan = plan
    if not may_account(request.user, opgave):
        raise PermissionDenied
    of = quarter_or_404(quarter)
    bericht = kwartalen.berichten_of([opgave], of).get(opgave.pk)
    form = BerichtForm(posted(request), initial=_initial(bericht))
    theirs = None
    if form.is_valid():
        try:
            kwartalen.write_bericht(opgave, by=request.user, quarter=of, **form.cleaned_data)
        except OutdatedVersion as outdated:
            now = outdated.current
            theirs = list(kwartalen.facts_of(now).items()) if now else [("kwartaalbericht", "")]
            reposted(form, version=now.version if now else 0)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Het kwartaalbericht is opgeslagen.")
            return redirect(f"{reverse('plan-quarter', args=[pk, quarter])}#opgave-{opgave.pk}")
    context = {
        "plan": plan,
        "opgave": opgave,
        "quarter": quarter,
        "words": in_words(of),
        "bericht": bericht,
        "form": form,
        "theirs": theirs,
        "why_not": kwartalen.why_not_told(plan, of),
    }
    return render(request, "plans/voortgang/bericht.html", context, status=422 if form.is_bound else 200)


def _initial(bericht: Kwartaalbericht | None) -> dict:
    if bericht is None:
        return {"version": 0}
    return {name: getattr(bericht, name) for name in ("version", "koers", "moved", "stuck", "needed")}
