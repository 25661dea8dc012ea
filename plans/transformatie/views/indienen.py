"""Submitting a transformatieplan, taking it back, and reading what was submitted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import history
from iza_portal.writing.together.settling import behind, settle
from plans.models.transformatie import Indiening
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.indienen import submitting
from plans.transformatie.indienen.forms import SubmitForm, TakeBackForm
from plans.transformatie.indienen.reading import (
    ask_url,
    changes_of,
    drawn_places,
    readable_of,
    shows_changes,
    with_questions,
)
from plans.transformatie.kaders import kader_on
from plans.transformatie.loket.desk import why_closed
from plans.transformatie.termijnen import last_day, term_of
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.vragen.reading import by_place, questions_of
from plans.transformatie.workflow import MOVES, Stap
from plans.transformatie.zelftoets.checking import check


def _plan_of_party(request, pk: int):
    plan = plan_or_404(request, pk)
    if not rules.of_party(request.user, plan):
        raise Http404
    return plan


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit_plan(request, pk):
    """What happens when the plan is submitted now, what stands in the way, and the button for who speaks for the lead."""
    plan = _plan_of_party(request, pk)
    may_submit = rules.speaks_for_lead(request.user, plan)
    if request.method == "POST" and not may_submit:
        raise PermissionDenied
    form = SubmitForm(posted(request), initial={"source": plan.status})
    if form.is_valid():
        try:
            indiening = submitting.submit(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            until = long_date(indiening.due_on)
            messages.success(request, f"Het plan is ingediend. De verzekeraars besluiten uiterlijk {until}.")
            return redirect(indiening)
    if form.is_bound:
        plan = _plan_of_party(request, pk)
    context = {"plan": plan, "form": form, "may_submit": may_submit, "current_page": "transformatieplan-indienen"}
    template = "plans/transformatie/indienen/submit.html"
    return render(request, template, context | _before(plan), status=422 if form.is_bound else 200)


def _before(plan) -> dict:
    """Answer what a person reads before they submit: the move, the judges and their term, the desk, and the obstacles."""
    target = submitting.SUBMITTED_TO.get(plan.status)
    if target is None:
        return {"move": None, "now": submitting.indiening_now(plan)}
    today = timezone.localdate()
    kader = kader_on(today)
    is_first_step = plan.step == Stap.SNELLE_TOETS
    weeks = kader.weeks_snelle_toets if is_first_step else kader.weeks_voorgenomen
    settle(behind(plan.onderdelen.all()))
    closed = why_closed(plan.step, today)
    no_insurers = submitting.why_no_insurers(plan)
    lacks = [
        (finding.criterion, lack)
        for finding in check(plan, plan.step)
        if finding.holds_up
        for lack in finding.missing
        if not lack.is_doubt
    ]
    return {
        "move": MOVES.find(plan.status, target),
        "kader": kader,
        "weeks": weeks,
        "due_on": last_day(today, weeks),
        "closed": closed,
        "no_insurers": no_insurers,
        "lacks": lacks,
        "is_ready": not (closed or no_insurers or lacks),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_plan(request, pk):
    """Take back what was submitted, with the reason, until the decision on it was sent."""
    plan = plan_or_404(request, pk)
    if not rules.speaks_for_lead(request.user, plan):
        raise PermissionDenied
    form = TakeBackForm(posted(request), initial={"source": plan.status})
    if form.is_valid():
        try:
            submitting.take_back(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "U hebt het plan teruggenomen. U kunt weer verder schrijven.")
            return redirect(plan)
    if form.is_bound:
        plan = plan_or_404(request, pk)
    indiening = submitting.indiening_now(plan)
    if indiening is None and not form.is_bound:
        messages.warning(request, f"Er is nu niets om terug te nemen. De stand is: {plan.get_status_display()}.")
        return redirect(plan)
    context = {"plan": plan, "indiening": indiening, "form": form, "current_page": "transformatieplan"}
    template = "plans/transformatie/indienen/take_back.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def show_indiening(request, pk, indiening_pk):
    """A submission as it was: place by place, with what is other than before, and the questions beside it."""
    plan = plan_or_404(request, pk)
    found = plan.indieningen.select_related("leader_1", "leader_2", "coordinator", "kader")
    indiening = get_object_or_404(found, pk=indiening_pk)
    indiening.plan = plan
    readable = readable_of(request.user, plan)
    if indiening not in readable:
        raise Http404
    is_marked = shows_changes(indiening, readable)
    questions = by_place(questions_of(request.user, plan, indiening))
    url = ask_url(request.user, plan, indiening)
    context = {
        "plan": plan,
        "indiening": indiening,
        "places": with_questions(drawn_places(indiening, is_marked=is_marked), questions, url),
        "general": questions.get("", []),
        "ask_url": url,
        "changes": changes_of(indiening) if is_marked else [],
        "is_marked": is_marked,
        "termijn": term_of(indiening),
        "taken_back": _taken_back(indiening),
        "may_take_back": indiening.closed_at is None and rules.speaks_for_lead(request.user, plan),
        "others": [each for each in readable if each != indiening],
        "current_page": "transformatieplan-verloop",
    }
    return render(request, "plans/transformatie/indienen/indiening.html", context)


def _taken_back(indiening: Indiening):
    """Answer the act by which it was taken back, with the reason; None where it was not."""
    if indiening.taken_back_at is None:
        return None
    return history(indiening).filter(verb=TransformatieVerb.TAKEN_BACK).first()
