"""What binds: entering it, and approving or refusing what a colleague entered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import rules
from funding.boeken import opdrachten, reading
from funding.boeken.forms import CorrectionForm, MovedForm, PaymentForm
from funding.finding import budget_or_404
from funding.grootboek.standing import saldi_of
from funding.models import Boeking, Budget, Opdracht
from funding.views.boeken import (
    about_obligation,
    carried_out,
    files_of,
    is_whole,
    obligation_or_404,
    show_act,
)
from iza_portal.page.access import posted
from iza_portal.page.forms import ReasonForm
from iza_portal.page.templatetags.page import euro
from iza_portal.page.uploads import takes_file
from plans.papers import MOST_BYTES

ROWS_ON_A_PAGE = 50
_BOOKED_LATER = (
    "Dit wordt pas geboekt als een collega het goedkeurt. Tot dan is het bedrag niet voor iets anders te gebruiken."
)
_ALL_PAID = "Op deze verplichting is niets meer te betalen. Wordt het meer, verander dan eerst het bedrag."
_ALL_WAITS = "Op deze verplichting is niets meer te betalen: wat nog over was, wacht op goedkeuring."
_ENTERED = "Dit wacht nu op de goedkeuring van een collega."
_STANDS = {
    "wacht": {"is_approved": None},
    "goedgekeurd": {"is_approved": True},
    "niet-doorgegaan": {"is_approved": False},
}


@login_required
@require_safe
def show_opdrachten(request, pk):
    """What was entered for approval: what waits first, then what was decided."""
    budget = budget_or_404(request, pk)
    chosen = request.GET.get("stand", "wacht")
    stand = chosen if chosen in _STANDS else "wacht"
    found = budget.opdrachten.filter(**_STANDS[stand]).select_related("by", "regel", "verplichting", "decided_by")
    context = {
        "budget": budget,
        "stand": stand,
        "stands": [
            ("wacht", "Wacht op goedkeuring"),
            ("goedgekeurd", "Goedgekeurd"),
            ("niet-doorgegaan", "Niet doorgegaan"),
        ],
        "page_obj": Paginator(found.order_by("-pk"), ROWS_ON_A_PAGE).get_page(request.GET.get("pagina")),
        "may_enter": rules.keeps(request.user, budget),
        "may_approve": rules.approves(request.user, budget),
        "current_page": "opdrachten",
    }
    return render(request, "funding/boeken/opdrachten.html", context)


@login_required
@require_safe
def show_opdracht(request, pk, opdracht_pk):
    """One thing that was entered for approval."""
    budget = budget_or_404(request, pk)
    return _show(request, budget, _opdracht(budget, opdracht_pk))


@login_required
@require_POST
def approve(request, pk, opdracht_pk):
    """Approve what a colleague entered."""
    budget = budget_or_404(request, pk)
    opdracht = _opdracht(budget, opdracht_pk)
    try:
        boekstuk = opdrachten.approve(opdracht, by=request.user)
    except ValidationError as error:
        return _show(request, budget, _opdracht(budget, opdracht_pk), refused=error.messages)
    messages.success(request, f"Goedgekeurd en geboekt als boekstuk {boekstuk.pk}.")
    return redirect("opdracht", budget.pk, opdracht.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request, pk, opdracht_pk):
    """Refuse what a colleague entered, or take back one's own, with the reason."""
    budget = budget_or_404(request, pk)
    opdracht = _opdracht(budget, opdracht_pk)
    is_own = opdrachten.may_take_back(request.user, opdracht)
    if not (is_own or rules.approves(request.user, budget)):
        raise PermissionDenied
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            opdrachten.refuse(opdracht, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Dit gaat niet door. Er is niets geboekt.")
            return redirect("opdracht", budget.pk, opdracht.pk)
    elif opdracht.is_approved is not None and not form.is_bound:
        messages.warning(request, "Hierover is al besloten.")
        return redirect("opdracht", budget.pk, opdracht.pk)
    words = {
        "title": "Neem dit terug" if is_own else "Keur dit niet goed",
        "lead": f"{opdracht.text}: {opdracht.get_act_display()} van {euro(opdracht.cents)} over {opdracht.year}.",
        "consequence": "Er wordt niets geboekt. Uw reden blijft erbij staan.",
        "submit": "Neem terug" if is_own else "Keur niet goed",
        "back": reverse("opdracht", args=[budget.pk, opdracht.pk]),
        "current_page": "opdrachten",
    }
    return show_act(request, budget, form, **words)


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_payment(request, pk, verplichting_pk):
    """Enter a payment under an obligation."""
    budget = budget_or_404(request, pk)
    verplichting = obligation_or_404(budget, verplichting_pk)
    if not rules.keeps(request.user, budget):
        raise PermissionDenied
    (sums,) = reading.totals_of([verplichting]).values()
    # What was typed is never thrown away: a post goes on, and the operation says what is left.
    if request.method != "POST" and sums["te_betalen"] <= 0:
        messages.warning(request, _ALL_WAITS if sums["wacht"] else _ALL_PAID)
        return redirect("verplichting", budget.pk, verplichting.pk)
    form = PaymentForm(posted(request), files_of(request), budget=budget)
    operation, names = opdrachten.enter_payment, ("year", "cents", "text")
    if is_whole(request, form) and carried_out(request, form, budget, operation, verplichting, names):
        messages.success(request, _ENTERED)
        return redirect("verplichting", budget.pk, verplichting.pk)
    return show_act(
        request,
        budget,
        form,
        title="Voer een betaling in",
        consequence=_BOOKED_LATER,
        submit="Vraag goedkeuring",
        **about_obligation(budget, verplichting),
    )


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_correction(request, pk, boeking_pk):
    """Enter a correction on a posting."""
    budget = budget_or_404(request, pk)
    boeking = get_object_or_404(
        Boeking.objects.select_related("regel__municipality", "verplichting"), pk=boeking_pk, budget=budget
    )
    boeking.budget = budget
    if boeking.regel:
        boeking.regel.budget = budget
    if not opdrachten.may_correct(request.user, boeking, boeking.regel):
        raise PermissionDenied
    form = CorrectionForm(posted(request), files_of(request))
    operation, names = opdrachten.enter_correction, ("cents", "reason")
    if is_whole(request, form) and carried_out(request, form, budget, operation, boeking, names):
        messages.success(request, _ENTERED)
        return redirect("opdrachten", budget.pk)
    facts = [
        ("Boeking", f"{boeking.get_soort_display().capitalize()} over {boeking.year}, geboekt in {boeking.book_year}"),
        ("Bedrag", euro(boeking.cents)),
        ("Regel", boeking.regel.title if boeking.regel else "–"),
        ("Omschrijving", boeking.text or "–"),
    ]
    return show_act(
        request,
        budget,
        form,
        title="Corrigeer een boeking",
        lead="De boeking zelf blijft staan. U boekt het verschil erbij of eraf.",
        facts=facts,
        consequence=_BOOKED_LATER,
        submit="Vraag goedkeuring",
        back=reverse("boekstuk", args=[budget.pk, boeking.boekstuk_id]),
        current_page="boekingen",
    )


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_refund(request, pk):
    """Enter that money goes back to who gave it."""
    words = {
        "title": "Voer een terugbetaling in",
        "lead": "Geld van een jaar dat teruggaat naar wie het gaf.",
    }
    return _moved(request, pk, opdrachten.enter_refund, words)


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_carry_over(request, pk):
    """Enter that money moves to the next year."""
    words = {
        "title": "Schuif geld door naar het volgende jaar",
        "lead": "Geld van een jaar dat meegaat, zover de regeling dat toelaat. Daar is het opnieuw te verdelen.",
    }
    return _moved(request, pk, opdrachten.enter_carry_over, words)


def _moved(request, pk, operation, words):
    budget = budget_or_404(request, pk)
    if not rules.keeps(request.user, budget):
        raise PermissionDenied
    form = MovedForm(posted(request), files_of(request), budget=budget, asked=request.GET)
    names = [name for name in ("year", "cents", "regel", "reason") if name in form.fields]
    if is_whole(request, form) and carried_out(request, form, budget, operation, budget, names):
        messages.success(request, _ENTERED)
        return redirect("opdrachten", budget.pk)
    facts = [(f"Niet verdeeld over {year}", euro(saldo.te_verdelen)) for year, saldo in saldi_of(budget).items()]
    return show_act(
        request,
        budget,
        form,
        facts=facts,
        consequence=_BOOKED_LATER,
        submit="Vraag goedkeuring",
        back=reverse("opdrachten", args=[budget.pk]),
        current_page="opdrachten",
        **words,
    )


def _opdracht(budget: Budget, pk: int) -> Opdracht:
    rows = Opdracht.objects.select_related("by", "decided_by", "regel", "verplichting", "corrects", "stuk")
    return get_object_or_404(rows, pk=pk, budget=budget)


def _show(request, budget, opdracht, refused=()):
    is_open = opdracht.is_approved is None
    is_own = opdrachten.may_take_back(request.user, opdracht)
    approves = rules.approves(request.user, budget)
    context = {
        "budget": budget,
        "opdracht": opdracht,
        "refused": refused,
        "may_approve": is_open and approves and not is_own,
        "may_refuse": is_open and (approves or is_own),
        "is_own": is_own,
        "current_page": "opdrachten",
    }
    return render(request, "funding/boeken/opdracht.html", context, status=422 if refused else 200)
