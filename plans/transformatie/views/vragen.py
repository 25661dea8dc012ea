"""Questions of insurers about what was submitted: asking, answering in place, and reading them back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from plans.models.transformatie import Indiening, Transformatieplan, Vraag
from plans.transformatie import rules as plan_rules
from plans.transformatie.content import places_of
from plans.transformatie.finding import plan_or_404
from plans.transformatie.indienen.reading import drawn_places, readable_of
from plans.transformatie.indienen.submitting import indiening_now
from plans.transformatie.vragen import asking, rules
from plans.transformatie.vragen.forms import AnswerForm, AskForm
from plans.transformatie.vragen.reading import questions_of


def _readable_plan(request, pk: int) -> Transformatieplan:
    plan = plan_or_404(request, pk)
    if not plan_rules.may_read_submitted(request.user, plan):
        raise Http404
    return plan


@login_required
@require_safe
def list_questions(request, pk):
    """All questions about the plan that this person reads, by submission, the last first."""
    plan = _readable_plan(request, pk)
    indieningen = readable_of(request.user, plan)
    of_each: dict[int, list[Vraag]] = {}
    for vraag in questions_of(request.user, plan):
        of_each.setdefault(vraag.indiening_id, []).append(vraag)
    titles = _titles(indieningen, of_each)
    for vraag in (vraag for questions in of_each.values() for vraag in questions):
        vraag.title = titles[vraag.indiening_id].get(vraag.place, "")
    now = next((each for each in indieningen if each.closed_at is None), None)
    context = {
        "plan": plan,
        "rounds": [(each, of_each[each.pk]) for each in indieningen if each.pk in of_each],
        "now": now,
        "may_ask": _may_ask(request.user, plan, now),
        "is_party": plan_rules.of_party(request.user, plan),
        "current_page": "transformatieplan-vragen",
    }
    return render(request, "plans/transformatie/vragen/list.html", context)


def _titles(indieningen: list[Indiening], of_each: dict) -> dict[int, dict[str, str]]:
    """Answer the titles of the places of those submissions about which something was asked; one query."""
    asked = [each.pk for each in indieningen if each.pk in of_each]
    contents = Indiening.objects.filter(pk__in=asked).values_list("pk", "content") if asked else []
    return {pk: places_of(content) for pk, content in contents}


def _may_ask(user, plan, indiening: Indiening | None) -> bool:
    if indiening is None or rules.why_not_asked(plan, indiening):
        return False
    return rules.asks_for(user, plan, indiening) is not None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_question(request, pk):
    """Ask the applicants something for the insurer whose hat is on, about the place that the address names with `deel`."""
    plan = _readable_plan(request, pk)
    indiening = _asked_about(request, plan)
    places = places_of(indiening.content)
    form = AskForm(posted(request), places=places, initial={"place": request.GET.get("deel", "")})
    if form.is_valid():
        try:
            vraag = asking.ask(indiening, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Uw vraag is gesteld. De indieners krijgen bericht.")
            return _in_place(vraag)
    chosen = form["place"].value()
    context = {
        "plan": plan,
        "indiening": indiening,
        "form": form,
        "place": next((each for each in _drawn(indiening) if each.key == chosen), None),
        "why_not": rules.why_not_asked(plan, indiening),
        "current_page": "transformatieplan-vragen",
    }
    return render(request, "plans/transformatie/vragen/ask.html", context, status=422 if form.is_bound else 200)


def _asked_about(request, plan: Transformatieplan) -> Indiening:
    """Answer the submission that a question is about now, for who asks; one that was closed while they typed, for a post."""
    indiening = indiening_now(plan)
    if indiening is None and request.method == "POST":
        indiening = next(iter(readable_of(request.user, plan)), None)
        if indiening is None:
            raise Http404
        return indiening
    if indiening is None:
        raise Http404
    if rules.asks_for(request.user, plan, indiening) is None:
        raise PermissionDenied
    return indiening


def _drawn(indiening: Indiening) -> list:
    return drawn_places(indiening, is_marked=False)


def _in_place(vraag: Vraag):
    """Go to the question where it stands: beside the part that it is about."""
    address = reverse("transformatieplan-indiening", args=[vraag.indiening.plan_id, vraag.indiening_id])
    return redirect(f"{address}#vraag-{vraag.pk}")


def _question(request, pk: int, vraag_pk: int) -> Vraag:
    plan = _readable_plan(request, pk)
    readable = rules.readable_questions(request.user, plan).select_related("organisation", "indiening")
    vraag = get_object_or_404(readable, pk=vraag_pk)
    vraag.indiening.plan = plan
    return vraag


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_question(request, pk, vraag_pk):
    """A question with what stands in its place, and the answer; who answers for the applicants does so here."""
    vraag = _question(request, pk, vraag_pk)
    plan = vraag.indiening.plan
    if request.method == "POST" and not plan_rules.may_answer(request.user, plan):
        raise PermissionDenied
    form = AnswerForm(posted(request), initial={"version": vraag.version, "answer": vraag.answer})
    theirs = None
    if form.is_valid():
        try:
            asking.answer(vraag, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            theirs = [("Het antwoord", outdated.current.answer), ("Gegeven op", outdated.current.answered_at)]
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Uw antwoord is bewaard. De verzekeraar krijgt bericht.")
            return _in_place(vraag)
    why_not = rules.why_not_answered(vraag)
    context = {
        "plan": plan,
        "indiening": vraag.indiening,
        "vraag": vraag,
        "reads_words": rules.reads_words(request.user, vraag),
        "place": next((each for each in _drawn(vraag.indiening) if each.key == vraag.place), None),
        "form": form,
        "shows_form": form.is_bound or (plan_rules.may_answer(request.user, plan) and not why_not),
        "why_not": why_not,
        "is_settled": vraag.answered_at is not None and not form.is_bound,
        "may_withdraw": rules.may_withdraw(request.user, vraag),
        "theirs": theirs,
        "current_page": "transformatieplan-vragen",
    }
    return render(request, "plans/transformatie/vragen/question.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def withdraw_question(request, pk, vraag_pk):
    """Take a question of the own insurer back, while it has no answer."""
    vraag = _question(request, pk, vraag_pk)
    try:
        asking.withdraw(vraag, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "Uw vraag is ingetrokken.")
    return redirect("transformatieplan-vraag", pk=pk, vraag_pk=vraag_pk)
