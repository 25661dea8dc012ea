"""Reading in a file of postings of a financial system."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from funding import rules
from funding.finding import budget_or_404
from funding.inlezen import importing
from funding.inlezen.reading import HEADINGS
from funding.models import Budget, Inlezing
from iza_portal.page.access import get_visible_or_404, posted
from iza_portal.page.uploads import takes_file, too_large
from iza_portal.sheets.limits import LIMITS
from iza_portal.sheets.writing import CONTENT_TYPES, as_csv

FILES_ON_A_PAGE = 25


class FileForm(forms.Form):
    """A file of postings."""

    file = forms.FileField(
        label="Bestand (CSV of Excel)",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        help_text=f"Ten hoogste {LIMITS.bytes // 1_000_000} MB. Zet er geen namen van personen in.",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@takes_file(LIMITS.bytes)
def show_files(request, pk):
    """The files that were read into a budget, with a form to hand one in for who keeps it."""
    budget = budget_or_404(request, pk)
    may_hand_in = rules.keeps(request.user, budget)
    if request.method == "POST" and not may_hand_in:
        raise PermissionDenied
    form = FileForm(posted(request), request.FILES if request.method == "POST" else None) if may_hand_in else None
    if form and too_large(request):
        form.is_valid()
        form.add_error("file", f"Dit bestand is te groot: er past {LIMITS.bytes // 1_000_000} MB.")
    elif form and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            inlezing = importing.hand_in_file(budget, by=request.user, content=file.read(), file_name=file.name)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("inlezing", budget.pk, inlezing.pk)
    found = budget.inlezingen.visible_to(request.user).select_related("by").defer("content", "rows", "preview")
    context = {
        "budget": budget,
        "form": form,
        "sees_all": rules.approves(request.user, budget) or rules.keeps(request.user, budget),
        "page_obj": Paginator(found, FILES_ON_A_PAGE).get_page(request.GET.get("pagina")),
        "current_page": "inlezen",
    }
    return render(request, "funding/inlezen/files.html", context, status=422 if form and form.is_bound else 200)


@login_required
@require_safe
def download_template(request, pk):
    """An empty file with the headings."""
    budget = budget_or_404(request, pk)
    content = as_csv(HEADINGS, [])
    answer = HttpResponse(content, content_type=CONTENT_TYPES["csv"])
    name = f"boekingen-{budget.pk}-sjabloon.csv"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


@login_required
@require_safe
@never_cache
def show_file(request, pk, inlezing_pk):
    """One file: what is wrong with it, what booking it comes down to, or what was booked of it."""
    budget = budget_or_404(request, pk)
    return render(
        request, "funding/inlezen/file.html", _shown(request, budget, _inlezing(request, budget, inlezing_pk))
    )


@login_required
@require_safe
@never_cache
def show_state(request, pk, inlezing_pk):
    """The part of the page that changes while a worker is at it; the page asks for it every second until it is done."""
    budget = budget_or_404(request, pk)
    context = _shown(request, budget, _inlezing(request, budget, inlezing_pk))
    return render(request, "funding/inlezen/_state.html", context | {"is_fragment": True})


@login_required
@require_safe
@never_cache
def download_file(request, pk, inlezing_pk):
    """The file as it came, to save: the portal itself never shows it."""
    budget = budget_or_404(request, pk)
    inlezing = get_visible_or_404(budget.inlezingen, request.user, pk=inlezing_pk)
    answer = HttpResponse(bytes(inlezing.content), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=inlezing.file_name)
    answer["Content-Security-Policy"] = "sandbox"
    return answer


@login_required
@require_POST
def book_file(request, pk, inlezing_pk):
    """Have a file booked that a colleague handed in."""
    return _acted(request, pk, inlezing_pk, importing.have_booked)


@login_required
@require_POST
def lay_aside(request, pk, inlezing_pk):
    """Lay a file aside that is not to be booked."""
    return _acted(request, pk, inlezing_pk, importing.lay_aside)


@login_required
@require_POST
def read_again(request, pk, inlezing_pk):
    """Have a file read once more."""
    return _acted(request, pk, inlezing_pk, importing.try_again)


def _acted(request, pk, inlezing_pk, operation):
    budget = budget_or_404(request, pk)
    inlezing = _inlezing(request, budget, inlezing_pk)
    try:
        operation(inlezing, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("inlezing", budget.pk, inlezing.pk)


def _inlezing(request, budget: Budget, pk: int) -> Inlezing:
    """Answer the file of this budget that the person may read, without its content; else 404."""
    found = budget.inlezingen.select_related("by", "approved_by").defer("content", "rows")
    return get_visible_or_404(found, request.user, pk=pk)


def _shown(request, budget, inlezing) -> dict:
    approves, is_own = rules.approves(request.user, budget), inlezing.by_id == request.user.pk
    works = approves or rules.keeps(request.user, budget)
    return {
        "budget": budget,
        "inlezing": inlezing,
        "preview": inlezing.preview or {},
        "may_book": inlezing.state == "gelezen" and approves and not is_own,
        "waits_for_another": inlezing.state == "gelezen" and is_own,
        "may_work_on": works and inlezing.state in importing.OPEN,
        "current_page": "inlezen",
    }
