"""The opgaven of a plan: the list, one of them with all below it, and the forms in which they are written."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from plans import rules
from plans.models import Doel, Opgave, PlanKind
from plans.opgaven import editing, forms
from plans.opgaven.gaps import gaps_of
from plans.opgaven.overview import overview_of
from plans.opgaven.reading import opgaven_with_all
from plans.opgaven.rows import KINDS, MIJLPAAL, OPGAVE, PARTIJ, RowKind, kind_of
from plans.opgaven.smart import missing
from plans.opgaven.wording import facts_of
from plans.toetsing.checking import HANDFUL
from plans.views.finding import plan_inside
from plans.workflow import Status

STEPS = {"omhoog": -1, "omlaag": 1}


def _opgave(user, pk: int, opgave_pk: int) -> Opgave:
    plan = plan_inside(user, pk)
    opgave = get_object_or_404(plan.opgaven.prefetch_related("partijen"), pk=opgave_pk)
    opgave.plan = plan
    return opgave


def _writable(user, pk: int, opgave_pk: int) -> Opgave:
    opgave = _opgave(user, pk, opgave_pk)
    if opgave.position is None:
        raise Http404
    if reason := rules.why_opgave_not_writable(user, opgave):
        raise PermissionDenied(reason)
    return opgave


@login_required
@require_safe
def opgave_list(request, pk):
    """The opgaven in their order, each with what it has and what it lacks; a werkagenda has its aanpakken for them."""
    plan = plan_inside(request.user, pk)
    if plan.kind == PlanKind.WERKAGENDA:
        return redirect("aanpakken", pk=pk)
    opgaven = overview_of(plan)
    may_order = rules.may_order_opgaven(request.user, plan)
    context = {
        "plan": plan,
        "opgaven": opgaven,
        "may_order": may_order,
        "is_many": len(opgaven) > HANDFUL,
        "handful": HANDFUL,
        "removed": plan.opgaven.filter(position=None).order_by("title") if may_order else [],
        "current_page": "opgave-list",
    }
    return render(request, "plans/opgaven/list.html", context)


@login_required
@require_safe
def show_opgave(request, pk, opgave_pk):
    """One opgave with all below it, and what each person may do with it."""
    plan = plan_inside(request.user, pk)
    opgave = get_object_or_404(opgaven_with_all(plan.opgaven.filter(position__isnull=False)), pk=opgave_pk)
    opgave.plan = plan
    reason = rules.why_opgave_not_writable(request.user, opgave)
    context = {
        "plan": plan,
        "opgave": opgave,
        "obstacle": reason,
        "may_write": not reason,
        "may_order": rules.may_order_opgaven(request.user, plan),
        "is_concept": plan.status == Status.CONCEPT,
        "doelen": [(doel, missing(doel)) for doel in opgave.doelen.all()],
        "gaps": gaps_of(opgave),
        "current_page": "opgave-list",
    }
    return render(request, "plans/opgaven/opgave.html", context)


# --- Writing an opgave ---


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_opgave(request, pk):
    plan = plan_inside(request.user, pk)
    if reason := rules.why_no_opgave_added(request.user, plan):
        raise PermissionDenied(reason)
    form = forms.OpgaveForm(posted(request), plan=plan, initial={"version": 1})
    if form.is_valid():
        try:
            opgave = editing.add_opgave(plan, by=request.user, **_fields(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"De opgave “{opgave.title}” staat in het plan. Voeg nu de doelen en acties toe.")
            return redirect(opgave)
    context = {"plan": plan, "form": form, "back": reverse("opgave-list", args=[plan.pk])}
    return render(request, "plans/opgaven/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_opgave(request, pk, opgave_pk):
    """Change an opgave; one that somebody else changed meanwhile is shown beside what was typed, and nothing is lost."""
    opgave = _writable(request.user, pk, opgave_pk)
    initial = forms.initial_of(opgave, OPGAVE)
    initial["cijfers"] = list(opgave.cijfers.values_list("indicator", flat=True))
    form = forms.OpgaveForm(posted(request), plan=opgave.plan, opgave=opgave, initial=initial)
    return _change(request, opgave, opgave, form, form_page="plans/opgaven/form.html")


def _change(request, opgave, row, form, *, form_page: str):
    theirs = None
    if form.is_valid():
        try:
            changed = editing.change(row, by=request.user, version=form.cleaned_data["version"], **_fields(form))
        except OutdatedVersion as outdated:
            theirs = list(facts_of(outdated.current).items())
            # Whoever saves again has seen what stands now.
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Opgeslagen.")
            return redirect(f"{opgave.get_absolute_url()}{_place(changed)}")
    context = {
        "plan": opgave.plan,
        "opgave": opgave,
        "kind": kind_of(row),
        "row": row,
        "form": form,
        "theirs": theirs,
        "lacks": missing(row) if isinstance(row, Doel) else [],
        "back": f"{opgave.get_absolute_url()}{_place(row)}",
    }
    return render(request, form_page, context, status=422 if form.is_bound else 200)


def _fields(form) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _place(row) -> str:
    return "" if isinstance(row, Opgave) else f"#{kind_of(row).name}-{row.pk}"


# --- Writing the rows below one ---


def _kind(name: str) -> RowKind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _row(request, pk, opgave_pk, kind_name, row_pk):
    """Answer the opgave that this person may write, and a row below it; 404 where it is gone."""
    opgave = _writable(request.user, pk, opgave_pk)
    kind = _kind(kind_name)
    below = {"actie__opgave": opgave} if kind == MIJLPAAL else {"opgave": opgave}
    row = get_object_or_404(kind.model, pk=row_pk, **below)
    if kind == MIJLPAAL:
        row.actie.opgave = opgave
    else:
        row.opgave = opgave
    return opgave, row


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_row(request, pk, opgave_pk, kind):
    opgave, kind = _writable(request.user, pk, opgave_pk), _kind(kind)
    parent = opgave
    if kind == MIJLPAAL:
        said = request.GET.get("actie", "")
        parent = get_object_or_404(opgave.acties, pk=int(said) if said.isdecimal() and len(said) < 16 else 0)
        parent.opgave = opgave
    form = forms.form_of(kind, posted(request), opgave=opgave)
    if form.is_valid():
        try:
            row = editing.add_row(parent, kind, by=request.user, **_fields(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Toegevoegd.")
            return redirect(f"{opgave.get_absolute_url()}{_place(row)}")
    context = {
        "plan": opgave.plan,
        "opgave": opgave,
        "kind": kind,
        "parent": parent,
        "form": form,
        "lacks": [],
        "back": opgave.get_absolute_url(),
    }
    return render(request, "plans/opgaven/row.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_row(request, pk, opgave_pk, kind, row_pk):
    opgave, row = _row(request, pk, opgave_pk, kind, row_pk)
    if kind_of(row) == PARTIJ:
        # A part is taken away and another one given: it has nothing that can be changed.
        raise Http404
    form = forms.form_of(kind_of(row), posted(request), opgave=opgave, row=row)
    return _change(request, opgave, row, form, form_page="plans/opgaven/row.html")


@login_required
@require_POST
def check_doel(request, pk, opgave_pk):
    """What the goal that is being typed lacks, as a piece of the page; nothing is kept."""
    opgave = _writable(request.user, pk, opgave_pk)
    form = forms.DoelForm(request.POST, opgave=opgave)
    form.is_valid()
    typed = Doel(opgave=opgave, **{name: form.cleaned_data[name] for name in form.cleaned_data if name != "version"})
    if "title" not in form.cleaned_data:
        typed.title = request.POST.get("title", "")[:300]
    return render(request, "plans/opgaven/_lacks.html", {"lacks": missing(typed)})


# --- Order, taking out, putting back ---


def _act(request, back: str, operation, *arguments, said: str = "", **named):
    try:
        operation(*arguments, by=request.user, **named)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if said:
            messages.success(request, said)
    return redirect(back)


def _steps(request) -> tuple[str, int]:
    """Answer which way a row goes, and how far; more than one place where it was dragged."""
    direction = request.POST.get("richting", "")
    said = request.POST.get("plaatsen", "1")
    places = int(said) if said.isdecimal() and len(said) < 5 else 1
    return direction, STEPS.get(direction, 0) * places


@login_required
@require_POST
def move_opgave(request, pk, opgave_pk):
    opgave = _writable(request.user, pk, opgave_pk)
    direction, steps = _steps(request)
    back = reverse("opgave-list", args=[pk]) + (f"#{direction}-{opgave_pk}" if steps else "")
    return _act(request, back, editing.move, opgave, steps=steps)


@login_required
@require_POST
def remove_opgave(request, pk, opgave_pk):
    opgave = _writable(request.user, pk, opgave_pk)
    said = f"“{opgave.title}” is uit het plan gehaald. U kunt de opgave onderaan terugzetten."
    return _act(request, reverse("opgave-list", args=[pk]), editing.remove_opgave, opgave, said=said)


@login_required
@require_POST
def restore_opgave(request, pk, opgave_pk):
    opgave = _opgave(request.user, pk, opgave_pk)
    if not rules.may_order_opgaven(request.user, opgave.plan):
        raise PermissionDenied
    said = f"“{opgave.title}” staat weer onderaan in het plan."
    return _act(request, reverse("opgave-list", args=[pk]), editing.restore_opgave, opgave, said=said)


@login_required
@require_POST
def move_row(request, pk, opgave_pk, kind, row_pk):
    opgave, row = _row(request, pk, opgave_pk, kind, row_pk)
    direction, steps = _steps(request)
    place = f"#{direction}-{kind}-{row_pk}" if steps else ""
    return _act(request, f"{opgave.get_absolute_url()}{place}", editing.move, row, steps=steps)


@login_required
@require_POST
def remove_row(request, pk, opgave_pk, kind, row_pk):
    opgave, row = _row(request, pk, opgave_pk, kind, row_pk)
    return _act(request, opgave.get_absolute_url(), editing.remove_row, row, said="Weggehaald.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_transformatieplan(request, pk):
    """Name a transformatieplan that opgaven of the region refer to."""
    plan = plan_inside(request.user, pk)
    if reason := rules.why_no_opgave_added(request.user, plan):
        raise PermissionDenied(reason)
    form = forms.TransformatieplanForm(posted(request))
    if form.is_valid():
        try:
            named = editing.add_transformatieplan(plan, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"U kunt “{named.title}” nu kiezen bij een opgave.")
            return redirect("opgave-list", pk=plan.pk)
    context = {"plan": plan, "form": form, "back": reverse("opgave-list", args=[plan.pk])}
    return render(request, "plans/opgaven/transformatieplan.html", context, status=422 if form.is_bound else 200)
