from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.page.access import get_visible_or_404, posted
from iza_portal.page.uploads import takes_file, too_large
from iza_portal.sheets.limits import LIMITS
from iza_portal.sheets.writing import as_csv
from iza_portal.trail.recording import history
from regions.figures import importing, rules
from regions.figures.forms import FileForm, LayoutForm, TableForm, WithdrawForm
from regions.figures.layouts import Layout
from regions.models import BatchState, FigureBatch, FigureFile, FigureSource, Indicator, Region

BATCHES_ON_A_PAGE = 25
REFUSALS_ON_A_PAGE = 200
REFUSAL_HEADINGS = ["Rij", "Kolom", "Reden"]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@takes_file(LIMITS.bytes)
def figure_batches(request):
    """The files that were read in, or those behind the figures of one indicator, with a form to hand one in for who may."""
    may_read_in = rules.may_read_in(request.user)
    if request.method == "POST" and not may_read_in:
        raise PermissionDenied
    form = None
    if may_read_in:
        regions = Region.objects.filter(pk__in=rules.regions_to_read_in_for(request.user))
        form = FileForm(
            posted(request),
            request.FILES or None if request.method == "POST" else None,
            regions=list(regions),
            is_national=rules.may_read_in_for_the_country(request.user),
            is_too_large=too_large(request),
        )
        if form.is_valid():
            told = form.cleaned_data
            file = told.pop("file")
            return redirect(importing.hand_in_file(file.read(), file.name, by=request.user, **told))
    visible = FigureBatch.objects.visible_to(request.user).select_related("organisation", "region")
    indicator = Indicator.objects.filter(code=request.GET.get("indicator", "").replace("\x00", "")).first()
    if indicator:
        visible = visible.behind(indicator)
    page = Paginator(visible.defer("table", "layout", "preview"), BATCHES_ON_A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page_obj": page,
        "indicator": indicator,
        "kept_days": importing.UNPROCESSED_KEPT_FOR,
        "sources": FigureSource.objects.filter(organisation=request.user.hat).values_list("name", flat=True)
        if form
        else [],
    }
    return render(request, "figures/import/list.html", context, status=422 if form and form.is_bound else 200)


@login_required
@require_safe
@never_cache
def figure_batch(request, pk):
    batch = _visible(request, pk)
    return render(request, "figures/import/batch.html", {**_shown(request, batch), "events": history(batch)})


@login_required
@require_safe
@never_cache
def figure_batch_state(request, pk):
    """The part of the page that changes while a worker is at it; the page asks for it every second until it is done."""
    batch = _visible(request, pk)
    return render(request, "figures/import/_state.html", {**_shown(request, batch), "is_fragment": True})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def figure_columns(request, pk):
    """What the columns of the file are: proposed, or as they were told before."""
    batch = _workable(request, pk)
    if not batch.layout or not batch.table or batch.state not in importing.BEFORE_PROCESSING:
        return redirect(batch)
    words = (batch.preview or {}).get("unknown_indicators", [])
    form = LayoutForm(
        posted(request),
        layout=Layout.from_json(batch.layout),
        indicators=list(Indicator.objects.all()),
        unknown_words=words + [word for word in batch.layout["words"] or {} if word not in words],
    )
    if form.is_valid():
        try:
            importing.lay_out(batch, by=request.user, layout=form.layout_told(), seen=form.cleaned_data["seen"])
        except ValidationError as error:
            form.add_error(None, error)
            if batch := FigureBatch.objects.filter(pk=pk).first():
                form.see(Layout.from_json(batch.layout))
            else:
                raise Http404 from None
        else:
            return redirect(batch)
    context = {
        "batch": batch,
        "form": form,
        "columns": form.rows(batch.table["samples"]),
        "table_form": _table_form(batch),
    }
    return render(request, "figures/import/columns.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def figure_table(request, pk):
    """Look for the columns on another sheet, or below another header."""
    batch = _workable(request, pk)
    if not batch.table:
        return redirect(batch)
    form = _table_form(batch, request.POST)
    if form.is_valid():
        try:
            return redirect(importing.look_elsewhere(batch, by=request.user, **form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "figures/import/table.html", {"batch": batch, "form": form}, status=422)


@login_required
@require_POST
def figure_process(request, pk):
    batch = _workable(request, pk)
    try:
        importing.start_processing(batch, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(batch)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figure_withdraw(request, pk):
    """Ask why, saying what it means, and take the figures back."""
    batch = _visible(request, pk)
    if not rules.may_withdraw(request.user, batch):
        raise PermissionDenied
    if not batch.counts:
        return redirect(batch)
    form = WithdrawForm(posted(request))
    if form.is_valid():
        try:
            return redirect(importing.start_withdrawing(batch, by=request.user, **form.cleaned_data))
        except ValidationError as error:
            form.add_error(None, error)
    context = {"batch": batch, "form": form}
    return render(request, "figures/import/withdraw.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def figure_discard(request, pk):
    batch = _workable(request, pk)
    try:
        importing.discard(batch, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(batch)
    messages.success(request, f"Het bestand “{batch.file_name}” is weggegooid.")
    return redirect("figure-batches")


@login_required
@require_POST
def figure_retry(request, pk):
    batch = _visible(request, pk)
    try:
        importing.try_again(batch, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(batch)


@login_required
@require_safe
def figure_refusals(request, pk):
    """All that was refused, as a CSV to work through."""
    batch = _visible(request, pk)
    refusals = FigureFile.objects.values_list("refusals", flat=True).get(batch=batch)
    content = as_csv(REFUSAL_HEADINGS, [["" if cell is None else cell for cell in refusal] for refusal in refusals])
    return HttpResponse(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="geweigerd-{batch.pk}.csv"'},
    )


def _visible(request, pk) -> FigureBatch:
    batches = FigureBatch.objects.select_related("organisation", "region", "requested_by")
    return get_visible_or_404(batches, request.user, pk=pk)


def _workable(request, pk) -> FigureBatch:
    batch = _visible(request, pk)
    if not rules.may_work_on(request.user, batch):
        raise PermissionDenied
    return batch


def _table_form(batch, data=None) -> TableForm:
    layout = batch.layout or {}
    initial = {name: layout.get(name) for name in ("sheet", "header_row", "header_rows")}
    if rows := batch.table["header_rows"]:
        initial = {**initial, "header_row": rows[0], "header_rows": len(rows)}
    return TableForm(data, sheets=batch.table["sheets"], initial=initial)


def _shown(request, batch) -> dict:
    refusals = []
    if batch.state == BatchState.GEWEIGERD:
        refusals = FigureFile.objects.values_list("refusals", flat=True).get(batch=batch)
    codes = (batch.preview or {}).get("indicators", [])
    return {
        "batch": batch,
        "indicators": Indicator.objects.filter(code__in=codes) if codes else [],
        "refusals": refusals[:REFUSALS_ON_A_PAGE],
        "kept_refusals": len(refusals),
        "kept_days": importing.UNPROCESSED_KEPT_FOR,
        "may_work_on": rules.may_work_on(request.user, batch),
        "may_withdraw": rules.may_withdraw(request.user, batch),
        "may_try_again": rules.may_try_again(request.user, batch),
    }
