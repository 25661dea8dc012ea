"""How an approved plan is carried out: its milestones with evidence, decisions and payments, and its end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from iza_portal.page.access import posted
from iza_portal.page.uploads import takes_file, too_large
from plans.models.transformatie import (
    Mijlpaalbedrag,
    Mijlpaalbewijs,
    Mijlpaalwijziging,
    Transformatieplan,
    Transformatiestuk,
)
from plans.papers import MOST_BYTES
from plans.transformatie import rules
from plans.transformatie.finding import plan_or_404
from plans.transformatie.uitvoering import changing, ending, evidence, paying
from plans.transformatie.uitvoering.forms import (
    ChangeDecisionForm,
    ChangeForm,
    DecisionForm,
    EvidenceForm,
    PaymentForm,
    StopForm,
)
from plans.transformatie.uitvoering.reading import Milestone, milestones_of
from plans.transformatie.uitvoering.totals import totals_of
from plans.transformatie.workflow import MOVES, Planstand

_HOME = "transformatie-uitvoering"


def _plan(request, pk: int) -> Transformatieplan:
    """Answer the plan of which this person may read the execution; 404 where there is none for them."""
    plan = plan_or_404(request, pk)
    if not rules.may_see_execution(request.user, plan):
        raise Http404
    return plan


@login_required
@require_safe
def show_execution(request, pk):
    """All milestones with what was delivered, decided and paid, and what is open."""
    plan = _plan(request, pk)
    milestones = milestones_of(plan)
    is_running = plan.status == Planstand.UITVOERING
    acts = is_running and rules.decides_on_execution(request.user, plan)
    context = {
        "plan": plan,
        "milestones": [(each, is_running and rules.delivers(request.user, plan, each.mijlpaal)) for each in milestones],
        "totals": totals_of(plan),
        "has_money": any(each.amounts for each in milestones),
        "is_running": is_running,
        "coordinates": acts,
        "obstacles": ending.obstacles(milestones) if acts else [],
        "current_page": _HOME,
    }
    return render(request, "plans/transformatie/uitvoering/uitvoering.html", context)


@login_required
@require_safe
@never_cache
def download_paper(request, pk, stuk_pk):
    """The evidence of a milestone, as a file to save: it is never shown by the portal itself."""
    plan = _plan(request, pk)
    # Other papers of the plan are with an application for money, which others see.
    evidence = Mijlpaalbewijs.objects.filter(mijlpaal__plan=plan).values("stuk")
    stuk = get_object_or_404(Transformatiestuk, pk=stuk_pk, plan=plan, pk__in=evidence)
    answer = HttpResponse(bytes(stuk.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stuk.name)
    answer["Content-Security-Policy"] = "sandbox"
    return answer


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def deliver_evidence(request, pk, mijlpaal_pk):
    """Deliver the evidence of a milestone."""
    plan = _plan(request, pk)
    milestone = _milestone(plan, mijlpaal_pk)
    if not rules.delivers(request.user, plan, milestone.mijlpaal):
        raise PermissionDenied
    if not request.POST and (said := _why_not_delivered(plan, milestone)):
        return _away(request, plan, milestone, said)
    form = EvidenceForm(posted(request), request.FILES if request.method == "POST" else None)
    if too_large(request):
        form.is_valid()
        form.add_error("paper", "Dit bestand is te groot. Stuur een PDF van ten hoogste 15 MB.")
    elif form.is_valid():
        text, upload = form.cleaned_data["text"], form.cleaned_data["paper"]
        if _done(form, evidence.deliver, milestone.mijlpaal, by=request.user, text=text, upload=upload):
            messages.success(request, "Het bewijs is geleverd. De coördinerend verzekeraar beslist.")
            return _back(plan, milestone)
    words = {
        "title": "Lever het bewijs",
        "submit": "Lever het bewijs",
        "consequence": f"{plan.insurer} beslist of de mijlpaal is behaald. Wat u levert, kunt u niet meer wijzigen.",
    }
    return _act(request, plan, milestone, form, **words, sends_file=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide_evidence(request, pk, bewijs_pk):
    """Decide on evidence whether its milestone was reached."""
    plan = _plan(request, pk)
    bewijs = get_object_or_404(Mijlpaalbewijs, pk=bewijs_pk, mijlpaal__plan=plan)
    milestone = _milestone(plan, bewijs.mijlpaal_id)
    bewijs = next(each for each in milestone.bewijzen if each.pk == bewijs.pk)
    if not rules.decides_on_execution(request.user, plan):
        raise PermissionDenied
    if not request.POST and (bewijs.outcome or plan.status != Planstand.UITVOERING):
        said = f"Hierover is beslist: {bewijs.get_outcome_display()}." if bewijs.outcome else _not_running(plan)
        return _away(request, plan, milestone, said)
    form = DecisionForm(posted(request))
    if form.is_valid() and _done(form, evidence.decide, bewijs, by=request.user, **form.cleaned_data):
        messages.success(request, "Het besluit is vastgelegd.")
        return _back(plan, milestone)
    words = {
        "title": "Beslis over het bewijs",
        "submit": "Leg het besluit vast",
        "consequence": "Is de mijlpaal behaald, dan kan er worden betaald. U kunt dit besluit niet terugdraaien.",
    }
    return _act(request, plan, milestone, form, **words, bewijs=bewijs)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_payment(request, pk, bedrag_pk):
    """Record a payment of what a party gets at a milestone, or set one right."""
    plan = _plan(request, pk)
    bedrag = get_object_or_404(Mijlpaalbedrag.objects.select_related("mijlpaal"), pk=bedrag_pk, mijlpaal__plan=plan)
    milestone = _milestone(plan, bedrag.mijlpaal_id)
    amount = next(each for each in milestone.amounts if each.bedrag.pk == bedrag.pk)
    if not rules.decides_on_execution(request.user, plan):
        raise PermissionDenied
    if not request.POST and (plan.status != Planstand.UITVOERING or not milestone.reached):
        return _away(request, plan, milestone, _not_running(plan) if milestone.reached else paying.NOT_REACHED)
    form = PaymentForm(posted(request), initial={"amount": amount.open or None})
    if form.is_valid() and _done(form, paying.pay, bedrag, by=request.user, **form.cleaned_data):
        messages.success(request, "De betaling is vastgelegd.")
        return _back(plan, milestone)
    words = {
        "title": "Leg een betaling vast",
        "submit": "Leg de betaling vast",
        "consequence": "Het portaal betaalt niets: u legt vast wat u hebt betaald. Een regel verdwijnt niet meer.",
    }
    return _act(request, plan, milestone, form, **words, amount=amount)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_change(request, pk, mijlpaal_pk):
    """Ask that a milestone reads otherwise."""
    plan = _plan(request, pk)
    milestone = _milestone(plan, mijlpaal_pk)
    if not rules.delivers(request.user, plan, milestone.mijlpaal):
        raise PermissionDenied
    if not request.POST and (said := _why_not_changed(plan, milestone)):
        return _away(request, plan, milestone, said)
    form = ChangeForm(posted(request), initial=vars(milestone.now))
    if form.is_valid() and _done(
        form, changing.request_change, milestone.mijlpaal, by=request.user, **form.cleaned_data
    ):
        messages.success(request, "Het verzoek is gedaan. De coördinerend verzekeraar beslist.")
        return _back(plan, milestone)
    words = {
        "title": "Vraag om een wijziging",
        "submit": "Vraag om deze wijziging",
        "consequence": f"{plan.insurer} beslist. Tot dan geldt de mijlpaal zoals hij is. Bedragen wijzigen zo niet.",
    }
    return _act(request, plan, milestone, form, **words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide_change(request, pk, wijziging_pk):
    """Grant or refuse the change of a milestone."""
    plan = _plan(request, pk)
    wijziging = get_object_or_404(Mijlpaalwijziging, pk=wijziging_pk, mijlpaal__plan=plan)
    milestone = _milestone(plan, wijziging.mijlpaal_id)
    wijziging = next(each for each in milestone.wijzigingen if each.pk == wijziging.pk)
    if not rules.decides_on_execution(request.user, plan):
        raise PermissionDenied
    if not request.POST and (wijziging.is_granted is not None or plan.status != Planstand.UITVOERING):
        said = _not_running(plan) if wijziging.is_granted is None else "Hierover is intussen beslist."
        return _away(request, plan, milestone, said)
    form = ChangeDecisionForm(posted(request))
    if form.is_valid() and _done(form, changing.decide_change, wijziging, by=request.user, **form.cleaned_data):
        messages.success(request, "Het besluit is vastgelegd.")
        return _back(plan, milestone)
    words = {
        "title": "Beslis over het verzoek",
        "submit": "Leg het besluit vast",
        "consequence": "De partij leest uw besluit. U kunt het niet terugdraaien.",
    }
    return _act(request, plan, milestone, form, **words, wijziging=wijziging)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request, pk):
    """Finish a plan of which all milestones were decided on."""
    return _end(request, pk, Planstand.AFGEROND)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, pk):
    """Stop the execution halfway."""
    return _end(request, pk, Planstand.GESTOPT)


def _end(request, pk: int, target: Planstand):
    plan = _plan(request, pk)
    if not rules.decides_on_execution(request.user, plan):
        raise PermissionDenied
    if not request.POST and plan.status != Planstand.UITVOERING:
        messages.warning(request, _not_running(plan))
        return redirect(_HOME, plan.pk)
    form = StopForm(posted(request)) if target == Planstand.GESTOPT else None
    errors = []
    if request.method == "POST" and (form is None or form.is_valid()):
        operation = ending.stop if form else ending.finish
        try:
            operation(plan, by=request.user, **(form.cleaned_data if form else {}))
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, f"De stand is nu “{target.label}”.")
            return redirect(_HOME, plan.pk)
    context = {
        "plan": plan,
        "move": MOVES.find(Planstand.UITVOERING, target),
        "form": form,
        "errors": errors,
        "obstacles": [] if form or errors else ending.obstacles(milestones_of(plan)),
        "totals": totals_of(plan),
        "current_page": _HOME,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "plans/transformatie/uitvoering/end.html", context, status=status)


def _milestone(plan: Transformatieplan, pk: int) -> Milestone:
    found = next((each for each in milestones_of(plan) if each.mijlpaal.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _not_running(plan: Transformatieplan) -> str:
    return f"Dit kan alleen in de uitvoering. De stand is: {plan.get_status_display()}."


def _why_not_delivered(plan: Transformatieplan, milestone: Milestone) -> str:
    if plan.status != Planstand.UITVOERING:
        return _not_running(plan)
    if milestone.reached:
        return evidence.REACHED
    return evidence.LOOKED_AT if milestone.waiting else ""


def _why_not_changed(plan: Transformatieplan, milestone: Milestone) -> str:
    if milestone.asked and plan.status == Planstand.UITVOERING:
        return changing.ASKED
    return _why_not_delivered(plan, milestone)


def _done(form, operation, *arguments, **named) -> bool:
    try:
        operation(*arguments, **named)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _place(plan: Transformatieplan, milestone: Milestone) -> str:
    return f"{reverse(_HOME, args=[plan.pk])}#mijlpaal-{milestone.mijlpaal.pk}"


def _back(plan: Transformatieplan, milestone: Milestone):
    return redirect(_place(plan, milestone))


def _away(request, plan: Transformatieplan, milestone: Milestone, said: str):
    """Lead who comes too late for an act to the milestone, with the reason."""
    messages.warning(request, said)
    return _back(plan, milestone)


def _act(request, plan: Transformatieplan, milestone: Milestone, form, **words):
    """Show the page of one act at a milestone: what it is about, what it means, and the form."""
    context = {
        "plan": plan,
        "milestone": milestone,
        "form": form,
        "back": _place(plan, milestone),
        "current_page": _HOME,
        **words,
    }
    status = 422 if form.is_bound else 200
    return render(request, "plans/transformatie/uitvoering/act.html", context, status=status)
