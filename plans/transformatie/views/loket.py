"""The desk: whether plans can be submitted, since when and why, and opening or closing it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from plans.models.transformatie import Loketstand
from plans.transformatie import rules
from plans.transformatie.loket.desk import SUBMITTED, change_desk
from plans.transformatie.loket.forms import STATES, DeskForm
from plans.transformatie.workflow import Stap


@require_safe
def show_desk(request):
    """How the desk of each step stands now, what is announced, and all that it did, with the sources."""
    rows = list(Loketstand.objects.order_by("-from_on", "step"))
    context = {
        "steps": [_told(step, [row for row in rows if row.step == step]) for step in Stap],
        "rows": rows,
        "may_change": rules.keeps_the_desk(request.user),
        "current_page": "loket",
    }
    return render(request, "plans/transformatie/loket/desk.html", context)


def _told(step: Stap, rows: list[Loketstand]) -> dict:
    """Answer what is said of one step, of its rows from the last to the first."""
    today = timezone.localdate()
    begun = [row for row in rows if row.from_on <= today]
    return {
        "step": step,
        "what": SUBMITTED[step],
        "now": begun[0] if begun else None,
        "announced": [row for row in reversed(rows) if row.from_on > today],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request):
    """Open or close the desk of a step, from a day on."""
    if not rules.keeps_the_desk(request.user):
        raise PermissionDenied
    form = DeskForm(posted(request), initial={"step": request.GET.get("stap", "")})
    if form.is_valid():
        said = dict(form.cleaned_data)
        said["is_open"], said["stops_clock"], label = STATES[said.pop("state")]
        try:
            row = change_desk(by=request.user, **said)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Vastgelegd: {row.get_step_display()}, {label}.")
            return redirect("loket")
    context = {"form": form, "current_page": "loket"}
    return render(request, "plans/transformatie/loket/change.html", context, status=422 if form.is_bound else 200)
