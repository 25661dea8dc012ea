"""The decisions on a plan that were sent: their list, each letter, and its PDF."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from plans.models.transformatie import Indiening, Planbesluit, PlanbesluitPdf, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.besluiten import reading
from plans.transformatie.besluiten.letters import as_letter
from plans.transformatie.escalatie.reading import escalaties_of
from plans.transformatie.finding import plan_or_404
from plans.transformatie.indienen.submitting import indiening_now
from plans.transformatie.termijnen import term_of


def _plan(request, pk: int) -> Transformatieplan:
    plan = plan_or_404(request, pk)
    if not rules.may_read_letters(request.user, plan):
        raise Http404
    return plan


def _letter(request, pk: int, besluit_pk: int) -> Planbesluit:
    plan = _plan(request, pk)
    besluit = get_object_or_404(reading.letters_for(request.user, plan), pk=besluit_pk)
    besluit.indiening.plan = plan
    return besluit


@login_required
@require_safe
def show_besluiten(request, pk):
    """The decisions that were sent, the newest first, and until when the next one is, for who reads what it is about."""
    plan = _plan(request, pk)
    indiening = indiening_now(plan)
    if indiening is not None and not rules.may_read_indiening(request.user, plan, indiening):
        indiening = None
    escalaties = list(escalaties_of(request.user, plan))
    context = {
        "plan": plan,
        "besluiten": reading.letters_for(request.user, plan).defer("content", "criteria"),
        "indiening": indiening,
        "termijn": indiening and term_of(indiening),
        "may_decide": indiening is not None and _decides(request.user, indiening),
        "escalaties": escalaties,
        "may_escalate": rules.may_escalate(request.user, plan) and all(each.closed_at for each in escalaties),
        "current_page": "transformatieplan-besluiten",
    }
    return render(request, "plans/transformatie/besluiten/list.html", context)


def _decides(user, indiening: Indiening) -> bool:
    return rules.signs_for(user, indiening) is not None


@login_required
@require_safe
def show_letter(request, pk, besluit_pk):
    """A letter as it was sent."""
    besluit = _letter(request, pk, besluit_pk)
    context = {
        "plan": besluit.indiening.plan,
        "besluit": besluit,
        "letter": as_letter(besluit.content, besluit.content_hash),
        "pdf": PlanbesluitPdf.objects.filter(besluit=besluit).only("sha256").first(),
        "current_page": "transformatieplan-besluiten",
    }
    return render(request, "plans/transformatie/besluiten/letter.html", context)


@login_required
@require_safe
@cache_control(private=True, no_cache=True)
def letter_pdf(request, pk, besluit_pk):
    """The PDF of a letter, once a worker made it; before that the way back to its page."""
    besluit = _letter(request, pk, besluit_pk)
    pdf = PlanbesluitPdf.objects.filter(besluit=besluit).first()
    if pdf is None:
        messages.info(request, "De PDF wordt nog gemaakt. Probeer het over een minuut opnieuw.")
        return redirect(besluit)
    answer = HttpResponse(bytes(pdf.content), content_type="application/pdf")
    title = slugify(besluit.indiening.plan.title)[:60] or "transformatieplan"
    name = f"{title}-{besluit.step.replace('_', '-')}-{besluit.content['day']}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
