"""Obligations, what was spent, and the postings with their papers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from funding import rules
from funding.boeken import reading
from funding.boeken.forms import AmendForm, LineSpendingForm, ObligationForm, SpendingForm
from funding.boeken.obliging import amend, oblige
from funding.boeken.opdrachten import CORRECTABLE, may_correct
from funding.boeken.spending import spend
from funding.finding import budget_or_404
from funding.grootboek.standing import Saldo, obligation_saldi_in_years
from funding.models import Boekstuk, Budget, Geldstuk, Inlezing, Verplichting
from iza_portal.page.access import posted
from iza_portal.page.uploads import takes_file, too_large
from iza_portal.sheets.writing import CONTENT_TYPES
from plans.papers import MOST_BYTES, take_paper

ROWS_ON_A_PAGE = 50
TOO_LARGE = f"Dit bestand is te groot. Stuur een PDF van ten hoogste {MOST_BYTES // 1_000_000} MB."


def is_whole(request, form) -> bool:
    """Is the form posted and filled in rightly, and was the file that came with it not thrown away for its size?"""
    if not form.is_bound:
        return False
    whole = form.is_valid()
    if too_large(request):
        form.add_error("paper", TOO_LARGE)
        return False
    return whole


def carried_out(request, form, budget: Budget, operation, subject, names=(), **named) -> bool:
    """Keep the document that came with a whole form and carry out the operation, both or neither; answer whether.

    `names` are the fields that the operation takes by their own names. What is refused stands in the form. The operation
    asks the right itself; the view asked it before the file was looked at.
    """
    told = form.cleaned_data
    try:
        with transaction.atomic():
            stuk = take_paper(budget.stukken, by=request.user, upload=told["paper"]) if told["paper"] else None
            operation(
                subject, by=request.user, on=told["on"], stuk=stuk, **{name: told[name] for name in names}, **named
            )
    except ValidationError as error:
        form.refuse(error)
        return False
    return True


def files_of(request):
    """Answer the files of a posted form, or None."""
    return request.FILES if request.method == "POST" else None


def show_act(request, budget: Budget, form, **words):
    """Show the page of one act: `title`, `lead`, `facts`, `consequence`, `submit`, `back`, `current_page`."""
    status = 422 if form.is_bound else 200
    return render(request, "funding/boeken/act.html", {"budget": budget, "form": form, **words}, status=status)


def obligation_or_404(budget: Budget, pk: int) -> Verplichting:
    """Answer the obligation of this budget; else 404."""
    found = get_object_or_404(
        Verplichting.objects.select_related("regel__municipality", "stuk", "by"), pk=pk, regel__budget=budget
    )
    found.regel.budget = budget
    return found


@login_required
@require_safe
def show_obligations(request, pk):
    """The obligations of a budget, with what was paid and spent under each."""
    budget = budget_or_404(request, pk)
    asked = reading.ObligationFilter(request.GET, budget=budget)
    page = Paginator(asked.found, ROWS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    totals = reading.totals_of(page)
    context = {
        "budget": budget,
        "filter": asked,
        "is_filtered": any(request.GET.get(name) for name in asked.filters),
        "page_obj": page,
        "rows": [(each, totals[each.pk]) for each in page],
        "may_enter": reading.lines_to_enter_on(request.user, budget).exists(),
        "keeps": rules.keeps(request.user, budget),
        "current_page": "verplichtingen",
    }
    return render(request, "funding/boeken/obligations.html", context, status=200 if asked.is_valid() else 422)


@login_required
@require_safe
def show_obligation(request, pk, verplichting_pk):
    """One obligation: year by year what was obliged, paid and spent, and its postings."""
    budget = budget_or_404(request, pk)
    verplichting = obligation_or_404(budget, verplichting_pk)
    waiting = verplichting.opdrachten.filter(is_approved=None).select_related("by").order_by("-pk")
    (sums,) = reading.totals_of([verplichting]).values()
    years = obligation_saldi_in_years(verplichting)
    postings = reading.postings_of(budget).filter(verplichting=verplichting)
    context = {
        "budget": budget,
        "verplichting": verplichting,
        "years": years,
        "total": sum(years.values(), Saldo()),
        "waiting": waiting,
        "page_obj": Paginator(postings, ROWS_ON_A_PAGE).get_page(request.GET.get("pagina")),
        "may_enter": rules.enters_on(request.user, verplichting.regel),
        "may_pay": rules.keeps(request.user, budget) and sums["te_betalen"] > 0,
        "current_page": "verplichtingen",
    }
    return render(request, "funding/boeken/obligation.html", context)


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def enter_obligation(request, pk):
    """Note an obligation that was entered into."""
    budget = budget_or_404(request, pk)
    lines = reading.lines_to_enter_on(request.user, budget)
    if not lines.exists() and not rules.keeps(request.user, budget):
        raise PermissionDenied
    initial = {"regel": request.GET.get("regel", "")[:20]}
    form = ObligationForm(posted(request), files_of(request), budget=budget, lines=lines, initial=initial)
    if is_whole(request, form):
        regel, names = form.cleaned_data["regel"], ("number", "title", "counterparty")
        if carried_out(request, form, budget, oblige, regel, names, amounts=form.amounts()):
            messages.success(request, f"Verplichting {form.cleaned_data['number']} is geboekt.")
            return redirect("verplichtingen", budget.pk)
    words = {
        "title": "Leg een verplichting vast",
        "lead": "Wat is afgesproken te betalen aan een organisatie, per jaar. Het bedrag gaat van de regel af.",
        "submit": "Leg deze verplichting vast",
        "back": reverse("verplichtingen", args=[budget.pk]),
        "current_page": "verplichtingen",
        "has_lines": lines.exists(),
    }
    return show_act(request, budget, form, **words)


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def amend_obligation(request, pk, verplichting_pk):
    """Raise or lower an obligation for a year."""
    budget = budget_or_404(request, pk)
    verplichting = obligation_or_404(budget, verplichting_pk)
    if not rules.enters_on(request.user, verplichting.regel):
        raise PermissionDenied
    form = AmendForm(posted(request), files_of(request), budget=budget)
    names = ("year", "cents", "text")
    if is_whole(request, form) and carried_out(request, form, budget, amend, verplichting, names):
        messages.success(request, "De verandering is geboekt.")
        return redirect("verplichting", budget.pk, verplichting.pk)
    return show_act(
        request,
        budget,
        form,
        title="Verander het bedrag",
        submit="Boek deze verandering",
        **about_obligation(budget, verplichting),
    )


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def spend_under_obligation(request, pk, verplichting_pk):
    """Register what was spent under an obligation."""
    budget = budget_or_404(request, pk)
    verplichting = obligation_or_404(budget, verplichting_pk)
    if not rules.enters_on(request.user, verplichting.regel):
        raise PermissionDenied
    form = SpendingForm(posted(request), files_of(request), budget=budget)
    if is_whole(request, form) and carried_out(
        request, form, budget, spend, verplichting.regel, ("year", "cents", "text"), verplichting=verplichting
    ):
        messages.success(request, "De besteding is geboekt.")
        return redirect("verplichting", budget.pk, verplichting.pk)
    return show_act(
        request,
        budget,
        form,
        title="Registreer een besteding",
        consequence="Een besteding telt mee in de verantwoording (SiSa), ook als zij nog niet is betaald.",
        submit="Boek deze besteding",
        **about_obligation(budget, verplichting),
    )


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def spend_on_line(request, pk):
    """Register what was spent on a line without an obligation."""
    budget = budget_or_404(request, pk)
    lines = reading.lines_to_enter_on(request.user, budget)
    if not lines.exists() and not rules.keeps(request.user, budget):
        raise PermissionDenied
    initial = {"regel": request.GET.get("regel", "")[:20], "year": request.GET.get("jaar", "")[:4]}
    form = LineSpendingForm(posted(request), files_of(request), budget=budget, lines=lines, initial=initial)
    # What was typed is never thrown away: a post goes on, and the ledger says what it does not take.
    if request.method != "POST" and (ended := form.ended_onderdeel()):
        messages.warning(
            request,
            f"Het onderdeel “{ended.title}” eindigde in {ended.last_year}. Over later jaren boekt u er niets op.",
        )
        return redirect(f"{reverse('onderdelen', args=[budget.pk])}?jaar={ended.last_year}")
    if is_whole(request, form) and carried_out(
        request, form, budget, spend, form.cleaned_data["regel"], ("year", "cents", "text")
    ):
        messages.success(request, "De besteding is geboekt.")
        return redirect("boekingen", budget.pk)
    words = {
        "title": "Registreer een besteding",
        "lead": "Voor wat u besteedde zonder verplichting. Hoort het bij een verplichting, begin dan daar.",
        "consequence": "Een besteding telt mee in de verantwoording (SiSa), ook als zij nog niet is betaald.",
        "submit": "Boek deze besteding",
        "back": reverse("boekingen", args=[budget.pk]),
        "current_page": "boekingen",
        "has_lines": lines.exists(),
    }
    return show_act(request, budget, form, **words)


def about_obligation(budget: Budget, verplichting: Verplichting) -> dict:
    """Answer the words of a page about an obligation: what it is, and what is left of it."""
    (sums,) = reading.totals_of([verplichting]).values()
    return {
        "lead": f"Verplichting {verplichting.number}: {verplichting.title}",
        "facts": [
            ("Organisatie", verplichting.counterparty),
            ("Regel", verplichting.regel.title),
        ],
        "sums": sums,
        "back": reverse("verplichting", args=[budget.pk, verplichting.pk]),
        "current_page": "verplichtingen",
    }


@login_required
@require_safe
def show_postings(request, pk):
    """The postings of a budget, the latest first."""
    budget = budget_or_404(request, pk)
    asked = reading.PostingFilter(request.GET, budget=budget)
    found = asked.found
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    is_filtered = any(request.GET.get(name) for name in asked.filters)
    # Sums of different kinds together say nothing.
    is_of_one_kind = bool(asked.form.cleaned_data.get("soort"))
    total = found.aggregate(sum=Sum("cents"))["sum"] if is_of_one_kind and page.object_list else None
    context = {
        "budget": budget,
        "filter": asked,
        "is_filtered": is_filtered,
        "page_obj": page,
        "total": total,
        "may_enter": reading.lines_to_enter_on(request.user, budget).exists(),
        "current_page": "boekingen",
    }
    return render(request, "funding/boeken/postings.html", context, status=200 if asked.is_valid() else 422)


@login_required
@require_safe
@never_cache
def download_postings(request, pk, form):
    """The postings with their filters, as CSV or XLSX; where a filter cannot be, the page that says so."""
    budget = budget_or_404(request, pk)
    asked = reading.PostingFilter(request.GET, budget=budget)
    if not asked.is_valid():
        return redirect(f"{reverse('boekingen', args=[budget.pk])}?{request.GET.urlencode()}")
    content = reading.as_table(asked.qs, form, title=f"Boekingen {budget}")
    answer = HttpResponse(content, content_type=CONTENT_TYPES[form])
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"boekingen-{budget.pk}.{form}"
    )
    return answer


@login_required
@require_safe
def show_boekstuk(request, pk, boekstuk_pk):
    """One act in the ledger: its postings, who entered and approved it, and its paper."""
    budget = budget_or_404(request, pk)
    boekstuk = get_object_or_404(
        Boekstuk.objects.select_related("by", "approved_by", "stuk"), pk=boekstuk_pk, budget=budget
    )
    postings = (
        reading.postings_of(budget).select_related("regel__municipality").filter(boekstuk=boekstuk).order_by("pk")
    )
    page = Paginator(postings, ROWS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "budget": budget,
        "boekstuk": boekstuk,
        "page_obj": page,
        "rows": [(each, _is_correctable(request.user, budget, each)) for each in page],
        "inlezing": Inlezing.objects.filter(boekstuk=boekstuk).only("pk", "budget", "file_name").first(),
        "opdracht": getattr(boekstuk, "opdracht", None),
        "current_page": "boekingen",
    }
    return render(request, "funding/boeken/boekstuk.html", context)


def _is_correctable(user, budget, boeking) -> bool:
    if boeking.corrects_id or boeking.soort not in CORRECTABLE:
        return False
    boeking.budget = budget
    if boeking.regel:
        boeking.regel.budget = budget
    return may_correct(user, boeking, boeking.regel)


@login_required
@require_safe
@never_cache
def download_paper(request, pk, stuk_pk):
    """A document of the budget, as a file to save: it is never shown by the portal itself."""
    budget = budget_or_404(request, pk)
    stuk = get_object_or_404(Geldstuk, pk=stuk_pk, budget=budget)
    answer = HttpResponse(bytes(stuk.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stuk.name)
    answer["Content-Security-Policy"] = "sandbox"
    return answer
