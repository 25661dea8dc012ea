"""Proposals to divide the money of a region: the kassier writes and books them, municipalities answer."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import rules
from funding.finding import budget_or_404
from funding.grootboek.standing import saldo_of
from funding.models import Antwoord, Budget, Deel, Verdeelregel, Verdeelvoorstel, Voorstelstand
from funding.verdelen import proposing
from funding.verdelen.forms import AnswerForm, ProposeForm, PutForm, RowForm, euros_of
from funding.verdelen.key import key_of
from funding.verdelen.reading import Party, lines_of, parties_of, proposals_of
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.page.forms import ReasonForm
from iza_portal.page.templatetags.page import euro
from regions.models import Municipality

PROPOSALS_ON_A_PAGE = 30
#: No row is changed so often.
MOST_VERSIONS = 10**6


def region_budget_or_404(request, pk: int) -> Budget:
    """Answer the budget of a region that the person may see: only such money is divided by proposals."""
    budget = budget_or_404(request, pk)
    if budget.mandaatregio_id is None:
        raise Http404
    return budget


def _voorstel(request, pk: int, voorstel_pk: int) -> Verdeelvoorstel:
    """Answer the proposal that the person may see; a concept is of the kassier alone, as no municipality was asked yet."""
    budget = region_budget_or_404(request, pk)
    voorstel = get_object_or_404(
        Verdeelvoorstel.objects.select_related("by", "boekstuk"), pk=voorstel_pk, budget=budget
    )
    voorstel.budget = budget
    if voorstel.put_at is None and not rules.reads_concepts(request.user, budget):
        raise Http404
    return voorstel


def _written(request, pk: int, voorstel_pk: int) -> Verdeelvoorstel:
    """Answer the proposal for who may write it, and while it is written."""
    voorstel = _voorstel(request, pk, voorstel_pk)
    if not rules.keeps(request.user, voorstel.budget):
        raise PermissionDenied
    return voorstel


@login_required
@require_safe
def show_proposals(request, pk):
    """The proposals of the budget, the newest first."""
    budget = region_budget_or_404(request, pk)
    proposals = proposals_of(budget)
    if not rules.reads_concepts(request.user, budget):
        proposals = proposals.exclude(put_at=None)
    page = Paginator(proposals, PROPOSALS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    rows = [
        (each, len(each.instemmingen.all()), sum(said.answer == Antwoord.AKKOORD for said in each.instemmingen.all()))
        for each in page
    ]
    context = {
        "budget": budget,
        "page_obj": page,
        "rows": rows,
        "may_propose": rules.keeps(request.user, budget),
        "current_page": "verdeling",
    }
    return render(request, "funding/verdelen/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, pk):
    """Begin a proposal for a year, as the money of it is divided now."""
    budget = region_budget_or_404(request, pk)
    if not rules.keeps(request.user, budget):
        raise PermissionDenied
    form = ProposeForm(posted(request), budget=budget)
    if form.is_valid():
        try:
            voorstel = proposing.propose(budget, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Het voorstel staat klaar. Het begint met de verdeling zoals die nu is.")
            return redirect(voorstel)
    context = {"budget": budget, "form": form, "current_page": "verdeling"}
    return render(request, "funding/verdelen/begin.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def show_proposal(request, pk, voorstel_pk):
    """A proposal with each line before and after it, the share of each municipality, and what they answered."""
    voorstel = _voorstel(request, pk, voorstel_pk)
    return _show(request, voorstel)


def _show(request, voorstel: Verdeelvoorstel, error: ValidationError | None = None):
    budget, status = voorstel.budget, voorstel.status
    lines = lines_of(voorstel)
    parties = parties_of(voorstel, lines)
    keeps = rules.keeps(request.user, budget)
    total, before = sum(line.after for line in lines), sum(line.before for line in lines)
    saldo = saldo_of(budget, voorstel.year)
    hat = getattr(request.user, "hat", None)
    own = next((each for each in parties if hat and each.municipality.organisation_id == hat.pk), None)
    context = {
        "budget": budget,
        "voorstel": voorstel,
        "lines": lines,
        "parties": parties,
        "own": own,
        "may_answer": own and own.said and rules.speaks_for(request.user, own.municipality),
        "before": before,
        "total": total,
        "difference": total - before,
        "available": saldo.beschikbaar,
        "left": saldo.beschikbaar - total,
        "may_write": keeps and status == Voorstelstand.CONCEPT,
        "may_book": keeps and status == Voorstelstand.VOORGELEGD,
        "all_agreed": bool(parties)
        and all(each.said is None or each.said.answer == Antwoord.AKKOORD for each in parties),
        "may_withdraw": keeps and status in proposing.OPEN,
        "refusal": error and error.messages,
        "current_page": "verdeling",
    }
    return render(request, "funding/verdelen/proposal.html", context, status=422 if error else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_row(request, pk, voorstel_pk, part):
    """Put a line in the proposal: a regional activity, or the local part of a municipality."""
    if part not in Deel.values:
        raise Http404
    return _row_form(request, _written(request, pk, voorstel_pk), Deel(part), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_row(request, pk, voorstel_pk, row_pk):
    """Change a line of the proposal; where somebody else did meanwhile, both are shown."""
    voorstel = _written(request, pk, voorstel_pk)
    row = get_object_or_404(voorstel.regels.select_related("regel__municipality"), pk=row_pk)
    return _row_form(request, voorstel, Deel(row.regel.part), row)


def _row_form(request, voorstel: Verdeelvoorstel, part: Deel, row: Verdeelregel | None):
    if voorstel.status != Voorstelstand.CONCEPT and request.method != "POST":
        messages.warning(request, f"Dit voorstel is {voorstel.get_status_display()}: de inhoud verandert niet meer.")
        return redirect(voorstel)
    key = key_of(voorstel.budget, voorstel.year)
    form = RowForm(
        posted(request),
        user=request.user,
        budget=voorstel.budget,
        key=key,
        part=part,
        row=row,
        initial=_initial(row),
    )
    theirs = None
    if form.is_valid():
        line = {"regel": row.regel} if row else {"part": part}
        try:
            proposing.set_row(voorstel, by=request.user, **line, **form.row_of())
        except OutdatedVersion as outdated:
            theirs = _facts_of(outdated.current)
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_refusals(error)
        else:
            messages.success(request, "De regel staat in het voorstel.")
            return redirect(voorstel)
    context = {
        "budget": voorstel.budget,
        "voorstel": voorstel,
        "row": row,
        # Not «part»: that is the part of the portal that one is in.
        "deel": part,
        "form": form,
        "theirs": theirs,
        "left": saldo_of(voorstel.budget, voorstel.year).beschikbaar
        - sum(each.cents for each in voorstel.regels.all()),
        "current_page": "verdeling",
    }
    return render(request, "funding/verdelen/row.html", context, status=422 if form.is_bound else 200)


def _initial(row: Verdeelregel | None) -> dict:
    if row is None:
        return {}
    said = {"title": row.name, "cents": euros_of(row.cents), "note": row.note, "version": row.version}
    return said | {"opgave_key": row.opgave or ""}


def _facts_of(row: Verdeelregel) -> list[tuple[str, str]]:
    parts = row.aandelen.select_related("municipality")
    return [
        ("Bedrag", euro(row.cents)),
        ("Toelichting", row.note),
        *((f"Aandeel {each.municipality}", euro(each.cents)) for each in parts),
    ]


@login_required
@require_POST
def remove_row(request, pk, voorstel_pk, row_pk):
    """Take a line out of the proposal."""
    voorstel = _written(request, pk, voorstel_pk)
    row = get_object_or_404(voorstel.regels.all(), pk=row_pk)
    row.voorstel = voorstel
    try:
        proposing.remove_row(row, by=request.user, version=_version_of(request))
    except OutdatedVersion:
        messages.warning(request, "Een collega wijzigde deze regel intussen. Kijk of hij nog steeds weg mag.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, "De regel is uit het voorstel gehaald.")
    return redirect(voorstel)


def _version_of(request) -> int:
    """Answer the version that the page of the person had; what is no version is older than all."""
    try:
        return forms.IntegerField(min_value=1, max_value=MOST_VERSIONS).clean(request.POST.get("version"))
    except ValidationError:
        return 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put(request, pk, voorstel_pk):
    """Put the proposal to the municipalities, with the day on which they are to have answered."""
    voorstel = _written(request, pk, voorstel_pk)
    form = PutForm(posted(request), initial={"version": voorstel.version})
    theirs = None
    if form.is_valid():
        try:
            proposing.put(voorstel, by=request.user, **form.cleaned_data)
        except OutdatedVersion as outdated:
            theirs = [("Bedrag van het voorstel", euro(sum(each.cents for each in outdated.current.regels.all())))]
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Het voorstel is voorgelegd. De gemeenten kregen een bericht.")
            return redirect(voorstel)
    elif voorstel.status != Voorstelstand.CONCEPT:
        messages.warning(request, f"Dit voorstel is {voorstel.get_status_display()}.")
        return redirect(voorstel)
    context = {
        "budget": voorstel.budget,
        "voorstel": voorstel,
        "members": key_of(voorstel.budget, voorstel.year).members,
        "form": form,
        "theirs": theirs,
        "current_page": "verdeling",
    }
    return render(request, "funding/verdelen/put.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_municipality(request, pk, voorstel_pk, municipality_pk):
    """What the proposal means for one municipality, line by line; who speaks for it answers here."""
    voorstel = _voorstel(request, pk, voorstel_pk)
    lines = lines_of(voorstel)
    party = next((each for each in parties_of(voorstel, lines) if each.municipality.pk == municipality_pk), None)
    stranger = ""
    if party is None:
        municipality = get_object_or_404(Municipality, pk=municipality_pk)
        if municipality.organisation_id not in {each.organisation_id for each in request.user.active_memberships}:
            raise Http404
        # Of a municipality that left: its people see the budget, and read why it is not asked.
        party, stranger = Party(municipality), proposing.not_a_member(voorstel, municipality)
    speaks = rules.speaks_for(request.user, party.municipality)
    if request.method == "POST" and not speaks:
        raise PermissionDenied
    said = party.said
    form = AnswerForm(posted(request), initial={"answer": said.answer, "reason": said.reason} if said else {})
    if form.is_valid():
        try:
            proposing.answer(voorstel, by=request.user, municipality=party.municipality, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Het antwoord van {party.municipality} is bewaard.")
            return redirect(request.path)
    context = {
        "budget": voorstel.budget,
        "voorstel": voorstel,
        "party": party,
        "stranger": stranger,
        "lines": [
            (line, share, share.after - share.before)
            for line in lines
            for share in line.shares
            if share.municipality.pk == municipality_pk
        ],
        "form": form,
        "may_answer": speaks and said and voorstel.status == Voorstelstand.VOORGELEGD,
        "current_page": "verdeling",
    }
    return render(request, "funding/verdelen/municipality.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def book(request, pk, voorstel_pk):
    """Book the proposal, once all municipalities agreed."""
    voorstel = _written(request, pk, voorstel_pk)
    try:
        proposing.book(voorstel, by=request.user)
    except ValidationError as error:
        return _show(request, _voorstel(request, pk, voorstel_pk), error)
    messages.success(request, f"Het voorstel is verwerkt: zo is het geld van {voorstel.year} nu verdeeld.")
    return redirect(voorstel)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk, voorstel_pk):
    """Withdraw the proposal, with the reason."""
    voorstel = _written(request, pk, voorstel_pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        try:
            proposing.withdraw(voorstel, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Het voorstel is ingetrokken. De verdeling blijft zoals die was.")
            return redirect("verdeling", pk=voorstel.budget_id)
    elif voorstel.status not in proposing.OPEN:
        messages.warning(request, f"Dit voorstel is {voorstel.get_status_display()}.")
        return redirect(voorstel)
    context = {"budget": voorstel.budget, "voorstel": voorstel, "form": form, "current_page": "verdeling"}
    return render(request, "funding/verdelen/withdraw.html", context, status=422 if form.is_bound else 200)
