"""The first page of a plan, withdrawing it, and what is asked of it as a whole."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.moves.views import ask_to_move
from plans.models import Opgave, Regioplan
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.gegevens.wording import impacts_of, relations_of
from plans.transformatie.moving import moves_open_to, withdraw
from plans.transformatie.overzicht.expecting import expected_of, writing_of
from plans.transformatie.overzicht.standing import standing_of
from plans.transformatie.pages import pages_of
from plans.transformatie.workflow import MOVES, WRITABLE, Planstand


@login_required
@require_safe
def show_plan(request, pk):
    """The first page of a plan: what is asked of the reader, with whom it is until when, and what it is in short.

    While it is written, the page shows those who do not work on it only with whom it is: they read what was submitted.
    """
    user, plan = request.user, plan_or_404(request, pk)
    works = rules.may_see_work(user, plan)
    # What is written now is for who works on it; once it is submitted it stands still.
    is_still = plan.status not in WRITABLE
    shows_plan = works or (is_still and rules.may_read_submitted(user, plan))
    writing = writing_of(plan) if works and plan.status in WRITABLE else None
    expected = expected_of(user, plan, writing)
    places = {page.label: reverse(page.name, args=[plan.pk]) for page in pages_of(user, plan)}
    context = {
        "plan": plan,
        "expected": expected,
        "expected_url": expected.url or places.get(expected.page, ""),
        "standing": standing_of(plan),
        "writing": writing,
        "regions": plan.regions.order_by("name"),
        "may_see_work": works,
        "shows_facts": works or is_still,
        "shows_plan": shows_plan,
        "impacts": impacts_of(plan),
        "relations": relations_of(plan),
        "links": _links(user, plan) if shows_plan else {},
        "may_write": rules.may_write(user, plan),
        "may_number": rules.may_number(user, plan),
        "may_withdraw": any(move.target == Planstand.INGETROKKEN for move in moves_open_to(user, plan)),
        "current_page": "transformatieplan",
    }
    return render(request, "plans/transformatie/plan.html", context)


def _links(user, plan) -> dict:
    """Answer the regioplan and the opgave that the plan comes from, as far as this person may read them."""
    keys = [pk for pk in (plan.regioplan_id, plan.opgave_id and plan.opgave.plan_id) if pk]
    readable = Regioplan.objects.visible_to(user).in_bulk(keys) if keys else {}
    opgave: Opgave | None = plan.opgave
    return {
        "regioplan": readable.get(plan.regioplan_id),
        "opgave": opgave if opgave and opgave.plan_id in readable else None,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_plan(request, pk, source):
    """Withdraw the plan for good; `source` is the state in which the person saw it."""
    plan = plan_or_404(request, pk)
    return ask_to_move(
        request,
        plan,
        source,
        Planstand.INGETROKKEN,
        moves=MOVES,
        may_move=rules.may_move,
        move=_withdraw,
        template="plans/transformatie/move.html",
        context={"plan": plan},
    )


def _withdraw(plan, *, by, source, target, reason):
    return withdraw(plan, by=by, source=source, reason=reason)
