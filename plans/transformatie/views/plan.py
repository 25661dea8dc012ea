"""The first page of a plan, withdrawing it, and what is asked of it as a whole."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.moves.views import ask_to_move
from iza_portal.page.fragments import asks_fragment, with_fragments
from plans.models import Opgave, Regioplan
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.gegevens.wording import impacts_of, relations_of
from plans.transformatie.indienen.reading import readable_of
from plans.transformatie.moving import moves_open_to, withdraw
from plans.transformatie.overzicht.expecting import expected_of, writing_of
from plans.transformatie.overzicht.own import own_plans
from plans.transformatie.pages import pages_of
from plans.transformatie.uitvoering.expected import briefs_of
from plans.transformatie.verloop.standing import standing_of
from plans.transformatie.vragen.reading import questions_of
from plans.transformatie.workflow import APPROVED, JUDGED, MOVES, WRITABLE, Planstand, Rol


@login_required
@require_safe
@with_fragments
def show_own(request):
    """The plans that the person writes or submits, and the way to begin one: a page, and what Mijn werk fetches."""
    template = "_own.html" if asks_fragment(request) else "own.html"
    context = {"rows": own_plans(request.user), "may_start": rules.may_start(request.user)}
    return render(request, f"plans/transformatie/overzicht/{template}", context)


@login_required
@require_safe
def show_plan(request, pk):
    """The first page of a plan: what is asked of the reader, with whom it is until when, and what it is in short.

    What was not submitted to the reader it does not show them (`rules.may_read_as_it_stands`): they read what was.
    """
    user, plan = request.user, plan_or_404(request, pk)
    works = rules.may_see_work(user, plan)
    shows_plan = rules.may_read_as_it_stands(user, plan)
    writing = writing_of(plan) if works and plan.status in WRITABLE else None
    indieningen = readable_of(user, plan) if plan.first_submitted_at else []
    questions = questions_of(user, plan) if plan.status in JUDGED else []
    waiting = sum(bool(vraag.takes_answer and not vraag.answer) for vraag in questions)
    expected = expected_of(user, plan, writing=writing, waiting=waiting)
    expected_url = _place_of(expected, user, plan)
    briefs = briefs_of(plan) if rules.may_see_execution(user, plan) else None
    context = {
        "plan": plan,
        "briefs": briefs,
        "expected": expected,
        "expected_url": expected_url,
        "standing": standing_of(user, plan, questions, indieningen, briefs),
        "indiening": indieningen[0] if indieningen else None,
        "writing": writing,
        "regions": plan.regions.order_by("name"),
        "may_see_work": works,
        # Of an approved plan what it asks is public.
        "shows_facts": shows_plan or plan.status in APPROVED,
        "shows_plan": shows_plan,
        "is_written": plan.status in WRITABLE,
        "impacts": impacts_of(plan),
        "relations": relations_of(plan),
        "links": _links(user, plan) if shows_plan else {},
        "may_write": rules.may_write(user, plan),
        "acts": [act for act in _acts(user, plan) if act[0] != expected_url],
        "current_page": "transformatieplan",
    }
    return render(request, "plans/transformatie/plan.html", context)


def _place_of(expected, user, plan) -> str:
    """Answer the address where what is expected is done, if the person is shown the way there."""
    if expected is None or not expected.label:
        return ""
    pages = {page.label: page.name for page in pages_of(user, plan)}
    return expected.url or (reverse(pages[expected.page], args=[plan.pk]) if expected.page in pages else "")


def _acts(user, plan) -> list[tuple[str, str]]:
    """Answer what the person can do besides what is expected, as addresses with their words."""
    acts = []
    for move in moves_open_to(user, plan):
        if move.target == Planstand.INGETROKKEN:
            acts.append((reverse("transformatieplan-withdraw", args=[plan.pk, plan.status]), move.label))
        elif move.source in JUDGED and Rol.INDIENER in move.who:
            acts.append((reverse("transformatieplan-terugnemen", args=[plan.pk]), move.label))
        elif move.target in JUDGED and Rol.INDIENER in move.who:
            acts.append((reverse("transformatieplan-indienen", args=[plan.pk]), move.label))
    if rules.may_number(user, plan):
        label = "Wijzig het landelijk nummer" if plan.number else "Geef het landelijk nummer"
        acts.append((reverse("transformatieplan-number", args=[plan.pk]), label))
    if rules.may_escalate(user, plan):
        url = reverse("transformatieplan-escalatie", args=[plan.pk])
        acts.append((url, "Leg het plan voor aan het bestuurlijk overleg"))
    return acts


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
