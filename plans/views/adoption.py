from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from iza_portal.page.access import get_visible_or_404, posted
from plans import adoption, rules
from plans.forms import MoveForm
from plans.models import Regioplan
from plans.workflow import find_move


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move_plan(request, pk, source, target):
    """Say what a move means and ask to confirm it; `source` is the state in which the person saw the plan."""
    plan = get_visible_or_404(Regioplan.objects.select_related("region"), request.user, pk=pk)
    move = find_move(source, target)
    if move is None:
        raise Http404
    if plan.status != source:
        messages.warning(request, f"Dit plan is intussen “{plan.get_status_display()}”.")
        return redirect(plan)
    if not rules.may_move(request.user, plan, move):
        raise PermissionDenied
    form = MoveForm(posted(request), move=move)
    if form.is_valid():
        try:
            adoption.move(plan, by=request.user, source=source, target=target, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Het plan is nu “{move.target.label}”.")
            return redirect(plan)
    context = {"plan": plan, "move": move, "form": form}
    return render(request, "plans/move.html", context, status=422 if form.is_bound else 200)
