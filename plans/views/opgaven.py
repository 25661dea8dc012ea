"""The opgaven of a plan: the list, one of them with all below it, and the forms in which they are written.

The forms are pages of their own, and open in place on the other two (`iza_portal.page.fragments`). After a save in place
the whole piece comes back as it is now; `bij` in its address names the row that was saved, where the focus goes.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.page.fragments import asks_fragment, with_fragments
from plans import rules
from plans.models import Doel, Opgave, PlanKind
from plans.opgaven import editing, forms
from plans.opgaven.gaps import gaps_of
from plans.opgaven.overview import overview_of
from plans.opgaven.reading import opgaven_with_all
from plans.opgaven.rows import KINDS, MIJLPAAL, OPGAVE, PARTIJ, RowKind, kind_of
from plans.opgaven.smart import missing
from plans.opgaven.wording import facts_of
from plans.toetsing.regioplan import HANDFUL
from plans.transformatie.rules import may_start as may_start_transformatieplan
from plans.views.finding import plan_inside
from plans.workflow import Status

STEPS = {"omhoog": -1, "omlaag": 1}
#: The piece of the list and of the page of one opgave that comes back whole after a change in place.
PIECE = "#ter-plekke"


def _shown(request, page: str, piece: str, piece_title: str, context: dict):
    """Answer the page, or its piece to put in the place of the one that is there."""
    if not asks_fragment(request):
        return render(request, page, context)
    response = render(request, "plans/opgaven/_swapped.html", context | {"piece": piece, "piece_title": piece_title})
    response["HX-Retarget"] = PIECE
    return response


def _to(request, url: str, row):
    """Go back to the list or the opgave at `url` after a save of `row`, to where it stands there."""
    name = f"{kind_of(row).name}-{row.pk}"
    if asks_fragment(request):
        return redirect(f"{url}?bij={name}")
    return redirect(url if isinstance(row, Opgave) and url == row.get_absolute_url() else f"{url}#{name}")


def _from_list(request) -> bool:
    """Was the form of an opgave opened in the list, and does one go back there?"""
    return request.GET.get("vanuit") == "lijst"


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
@with_fragments
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
    return _shown(request, "plans/opgaven/list.html", "plans/opgaven/_list.html", f"Opgaven, {plan.title}", context)


@login_required
@with_fragments
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
        "may_start_transformatieplan": may_start_transformatieplan(request.user),
        "current_page": "opgave-list",
    }
    title = f"{opgave.title}, {plan.title}"
    return _shown(request, "plans/opgaven/opgave.html", "plans/opgaven/_opgave.html", title, context)


# --- Writing an opgave ---


@login_required
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def add_opgave(request, pk):
    plan = plan_inside(request.user, pk)
    if reason := rules.why_no_opgave_added(request.user, plan):
        raise PermissionDenied(reason)
    form = forms.OpgaveForm(posted(request), plan=plan, initial={"version": 1}, auto_id=_ids(request, "nieuw-opgave"))
    if form.is_valid():
        try:
            opgave = editing.add_opgave(plan, by=request.user, **_fields(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"De {plan.noun} “{opgave.title}” staat in het plan. Voeg nu de doelen en acties toe."
            )
            at = reverse("opgave-list", args=[plan.pk]) if asks_fragment(request) else opgave.get_absolute_url()
            return _to(request, at, opgave)
    context = {"plan": plan, "form": form, "back": reverse("opgave-list", args=[plan.pk])}
    return _form(request, form, "plans/opgaven/form.html", "plans/opgaven/_form.html", context)


@login_required
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def edit_opgave(request, pk, opgave_pk):
    """Change an opgave; one that somebody else changed meanwhile is shown beside what was typed, and nothing is lost."""
    opgave = _writable(request.user, pk, opgave_pk)
    initial = forms.initial_of(opgave, OPGAVE)
    initial["cijfers"] = list(opgave.cijfers.values_list("indicator", flat=True))
    ids = _ids(request, f"opgave-{opgave.pk}")
    form = forms.OpgaveForm(posted(request), plan=opgave.plan, opgave=opgave, initial=initial, auto_id=ids)
    return _change(request, opgave, opgave, form, "plans/opgaven/form.html", "plans/opgaven/_form.html")


def _ids(request, name: str) -> str:
    """Answer how the fields of a form are named: more than one form is open at once where they open in place."""
    return f"{name}-%s" if asks_fragment(request) else "id_%s"


def _form(request, form, page: str, piece: str, context: dict):
    """Answer a form, as a page or in place; one that is refused with 422."""
    in_place = asks_fragment(request)
    context |= {"in_place": in_place, "here": request.get_full_path()}
    return render(request, piece if in_place else page, context, status=422 if form.is_bound else 200)


def _change(request, opgave, row, form, page: str, piece: str):
    theirs = None
    back = reverse("opgave-list", args=[opgave.plan_id]) if _from_list(request) else opgave.get_absolute_url()
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
            return _to(request, back, changed)
    context = {
        "plan": opgave.plan,
        "opgave": opgave,
        "kind": kind_of(row),
        "row": row,
        "form": form,
        "theirs": theirs,
        "lacks": missing(row) if isinstance(row, Doel) else [],
        "back": f"{back}#{kind_of(row).name}-{row.pk}",
    }
    return _form(request, form, page, piece, context)


def _fields(form) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


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
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def add_row(request, pk, opgave_pk, kind):
    opgave, kind = _writable(request.user, pk, opgave_pk), _kind(kind)
    parent = opgave
    if kind == MIJLPAAL:
        said = request.GET.get("actie", "")
        parent = get_object_or_404(opgave.acties, pk=int(said) if said.isdecimal() and len(said) < 16 else 0)
        parent.opgave = opgave
    below = f"-{parent.pk}" if kind == MIJLPAAL else ""
    form = forms.form_of(kind, posted(request), opgave=opgave, auto_id=_ids(request, f"nieuw-{kind.name}{below}"))
    if form.is_valid():
        try:
            row = editing.add_row(parent, kind, by=request.user, **_fields(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Toegevoegd.")
            return _to(request, opgave.get_absolute_url(), row)
    context = {
        "plan": opgave.plan,
        "opgave": opgave,
        "kind": kind,
        "parent": parent,
        "form": form,
        "lacks": [],
        "back": opgave.get_absolute_url(),
    }
    return _form(request, form, "plans/opgaven/row.html", "plans/opgaven/_row_form.html", context)


@login_required
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def edit_row(request, pk, opgave_pk, kind, row_pk):
    opgave, row = _row(request, pk, opgave_pk, kind, row_pk)
    if kind_of(row) == PARTIJ:
        # A part is taken away and another one given: it has nothing that can be changed.
        raise Http404
    form = forms.form_of(
        kind_of(row), posted(request), opgave=opgave, row=row, auto_id=_ids(request, f"{kind}-{row.pk}")
    )
    return _change(request, opgave, row, form, "plans/opgaven/row.html", "plans/opgaven/_row_form.html")


@login_required
@with_fragments
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


def _move(request, url: str, row, name: str):
    """Move a row, and go back to the button that did so; in place the page does not jump, so that its new place is said."""
    direction, steps = _steps(request)
    try:
        place = editing.move(row, by=request.user, steps=steps)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if asks_fragment(request):
            messages.success(request, f"“{row}” staat nu op plaats {place}.")
    return redirect(f"{url}#{direction}-{name}" if steps else url)


@login_required
@with_fragments
@require_POST
def move_opgave(request, pk, opgave_pk):
    opgave = _writable(request.user, pk, opgave_pk)
    return _move(request, reverse("opgave-list", args=[pk]), opgave, str(opgave_pk))


@login_required
@require_POST
def remove_opgave(request, pk, opgave_pk):
    opgave = _writable(request.user, pk, opgave_pk)
    said = f"“{opgave.title}” is uit het plan gehaald. U kunt de {opgave.plan.noun} onderaan terugzetten."
    return _act(request, reverse("opgave-list", args=[pk]), editing.remove_opgave, opgave, said=said)


@login_required
@with_fragments
@require_POST
def restore_opgave(request, pk, opgave_pk):
    opgave = _opgave(request.user, pk, opgave_pk)
    if not rules.may_order_opgaven(request.user, opgave.plan):
        raise PermissionDenied
    said = f"“{opgave.title}” staat weer onderaan in het plan."
    place = f"?bij=opgave-{opgave.pk}" if asks_fragment(request) else f"#opgave-{opgave.pk}"
    return _act(request, reverse("opgave-list", args=[pk]) + place, editing.restore_opgave, opgave, said=said)


@login_required
@with_fragments
@require_POST
def move_row(request, pk, opgave_pk, kind, row_pk):
    opgave, row = _row(request, pk, opgave_pk, kind, row_pk)
    return _move(request, opgave.get_absolute_url(), row, f"{kind}-{row_pk}")


@login_required
@with_fragments
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
