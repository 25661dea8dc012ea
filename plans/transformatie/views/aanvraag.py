"""The pages of the full plan in rows: agreements, business case, milestones with amounts, and what is declared.

Each is a page of its own, and works without JavaScript; with it, its forms open in place (`iza_portal.page.fragments`).
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
from plans.models.transformatie import Transformatieafspraak, Transformatieplan, Verklaringsoort
from plans.transformatie import rules
from plans.transformatie.aanvraag import declaring, editing, forms
from plans.transformatie.aanvraag.businesscase import businesscase_of
from plans.transformatie.aanvraag.geldregels import why_wrong_sum
from plans.transformatie.aanvraag.mijlpalen import mijlpalen_of
from plans.transformatie.aanvraag.rows import AFSPRAAK, BEDRAG, KINDS, MIJLPAAL, RowKind, kind_of
from plans.transformatie.aanvraag.smart import lacks_of
from plans.transformatie.aanvraag.wording import facts_of
from plans.transformatie.finding import plan_or_404
from plans.transformatie.workflow import WRITABLE

STEPS = {"omhoog": -1, "omlaag": 1}
#: The piece of a page that comes back whole after a change in place.
PIECE = "#ter-plekke"
FOLDER = "plans/transformatie/aanvraag"


def work_or_404(request, pk: int) -> Transformatieplan:
    """Answer the plan for who may see how it is made; others read what was submitted."""
    plan = plan_or_404(request, pk)
    if not rules.may_see_work(request.user, plan):
        raise Http404
    return plan


def _writable(request, pk: int) -> Transformatieplan:
    plan = work_or_404(request, pk)
    if reason := rules.why_not_writable(request.user, plan):
        raise PermissionDenied(reason)
    return plan


def _shown(request, plan, name: str, title: str, context: dict):
    """Answer a page of rows, or its piece to put in the place of the one that is there."""
    context |= {
        "plan": plan,
        "may_write": rules.may_write(request.user, plan),
        "is_written": plan.status in WRITABLE,
        "current_page": f"transformatieplan-{name}",
    }
    if not asks_fragment(request):
        return render(request, f"{FOLDER}/{name}.html", context)
    context |= {"piece": f"{FOLDER}/_{name}.html", "piece_title": f"{title}, {plan.title}"}
    response = render(request, "plans/opgaven/_swapped.html", context)
    response["HX-Retarget"] = PIECE
    return response


@login_required
@with_fragments
@require_safe
def afspraken(request, pk):
    """The agreements in their order, each with what it lacks to be SMART."""
    plan = work_or_404(request, pk)
    rows = plan.afspraken.select_related("indicator", "partij__organisation")
    context = {"afspraken": [(row, lacks_of(row)) for row in rows]}
    return _shown(request, plan, "afspraken", "Afspraken", context)


@login_required
@with_fragments
@require_safe
def businesscase(request, pk):
    """The business case: its lines, and what they come to per year and for each who pays or gains."""
    plan = work_or_404(request, pk)
    return _shown(request, plan, "businesscase", "Businesscase", {"case": businesscase_of(plan)})


@login_required
@with_fragments
@require_safe
def mijlpalen(request, pk):
    """The milestones with their amounts, how these are divided, and what is declared about the money."""
    plan = work_or_404(request, pk)
    found = mijlpalen_of(plan)
    context = {
        "found": found,
        "wrong_sum": why_wrong_sum(plan.requested, found.total),
        "declarations": _declarations(plan),
    }
    return _shown(request, plan, "mijlpalen", "Mijlpalen", context)


def _declarations(plan) -> list[tuple[Verklaringsoort, object]]:
    """Answer each declaration that there is, with who gave it where it was given."""
    given = {row.kind: row for row in plan.verklaringen.select_related("by", "acting_for")}
    return [(kind, given.get(kind)) for kind in Verklaringsoort]


# --- Writing a row ---


def _kind(name: str) -> RowKind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _row(request, pk, kind_name, row_pk):
    """Answer the plan that this person may write, and a row of it; 404 where it is gone or another plan's."""
    plan, kind = _writable(request, pk), _kind(kind_name)
    row = get_object_or_404(kind.model, pk=row_pk, **({"mijlpaal__plan": plan} if kind == BEDRAG else {"plan": plan}))
    return plan, row


def _parent(request, plan, kind: RowKind):
    if kind != BEDRAG:
        return plan
    said = request.GET.get("mijlpaal", "")
    return get_object_or_404(plan.mijlpalen, pk=int(said) if said.isdecimal() and len(said) < 16 else 0)


def _ids(request, name: str) -> str:
    """Answer how the fields of a form are named: more than one form is open at once where they open in place."""
    return f"{name}-%s" if asks_fragment(request) else "id_%s"


def _back(plan, kind: RowKind, row=None) -> str:
    return reverse(kind.page, args=[plan.pk]) + (f"#{kind.name}-{row.pk}" if row else "")


def _to(request, plan, row):
    """Go back to the page of the row after a save, to where it stands there."""
    kind = kind_of(row)
    if asks_fragment(request):
        return redirect(f"{reverse(kind.page, args=[plan.pk])}?bij={kind.name}-{row.pk}")
    return redirect(_back(plan, kind, row))


def _fields(form) -> dict:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _form(request, plan, kind: RowKind, form, **context):
    """Answer a form, as a page or in place; one that is refused with 422."""
    in_place = asks_fragment(request)
    context |= {
        "plan": plan,
        "kind": kind,
        "form": form,
        "in_place": in_place,
        "here": request.get_full_path(),
        "current_page": kind.page,
    }
    page = f"{FOLDER}/_row_form.html" if in_place else f"{FOLDER}/row.html"
    return render(request, page, context, status=422 if form.is_bound else 200)


@login_required
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def add_row(request, pk, kind):
    """Add a row; an amount below the milestone that the address names."""
    plan, kind = _writable(request, pk), _kind(kind)
    parent = _parent(request, plan, kind)
    below = f"-{parent.pk}" if kind == BEDRAG else ""
    form = forms.form_of(kind, posted(request), plan=plan, auto_id=_ids(request, f"nieuw-{kind.name}{below}"))
    if form.is_valid():
        try:
            row = editing.add_row(parent, kind, by=request.user, **_fields(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Toegevoegd.")
            return _to(request, plan, row)
    return _form(request, plan, kind, form, parent=parent, back=_back(plan, kind))


@login_required
@with_fragments
@require_http_methods(["GET", "HEAD", "POST"])
def edit_row(request, pk, kind, row_pk):
    """Change a row; one that somebody else changed meanwhile is shown beside what was typed, and nothing is lost."""
    plan, row = _row(request, pk, kind, row_pk)
    kind, theirs = kind_of(row), None
    form = forms.form_of(kind, posted(request), plan=plan, row=row, auto_id=_ids(request, f"{kind.name}-{row.pk}"))
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
            return _to(request, plan, changed)
    lacks = lacks_of(row) if kind == AFSPRAAK else []
    return _form(request, plan, kind, form, row=row, theirs=theirs, lacks=lacks, back=_back(plan, kind, row))


@login_required
@with_fragments
@require_POST
def check_afspraak(request, pk):
    """What the agreement that is being typed lacks, as a piece of the page; nothing is kept."""
    plan = _writable(request, pk)
    form = forms.form_of(AFSPRAAK, request.POST, plan=plan)
    form.is_valid()
    typed = Transformatieafspraak(plan=plan, **_fields(form))
    if "title" not in form.cleaned_data:
        typed.title = request.POST.get("title", "")[:300]
    return render(request, f"{FOLDER}/_lacks.html", {"lacks": lacks_of(typed)})


# --- Order, taking away, declaring ---


def _act(request, back: str, operation, *arguments, said: str = "", **named):
    try:
        operation(*arguments, by=request.user, **named)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if said:
            messages.success(request, said)
    return redirect(back)


@login_required
@with_fragments
@require_POST
def move_row(request, pk, kind, row_pk):
    """Move a row, and go back to the button that did so; in place the page does not jump, so its new place is said."""
    plan, row = _row(request, pk, kind, row_pk)
    back = reverse(kind_of(row).page, args=[plan.pk])
    direction, said = request.POST.get("richting", ""), request.POST.get("plaatsen", "1")
    steps = STEPS.get(direction, 0) * (int(said) if said.isdecimal() and len(said) < 5 else 1)
    try:
        place = editing.move(row, by=request.user, steps=steps)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if asks_fragment(request):
            messages.success(request, f"“{row}” staat nu op plaats {place}.")
    return redirect(f"{back}#{direction}-{kind}-{row_pk}" if steps else back)


@login_required
@with_fragments
@require_POST
def remove_row(request, pk, kind, row_pk):
    """Remove a row; what stands in the way is said on its page."""
    plan, row = _row(request, pk, kind, row_pk)
    return _act(request, _back(plan, kind_of(row)), editing.remove_row, row, said="Weggehaald.")


@login_required
@with_fragments
@require_POST
def ask_total(request, pk):
    """Let the plan ask the sum of its milestones."""
    plan = _writable(request, pk)
    said = "Het gevraagde bedrag is nu gelijk aan de som van de mijlpalen."
    return _act(request, _back(plan, MIJLPAAL), editing.ask_total, plan, said=said)


def _declared(kind: str) -> Verklaringsoort:
    if kind not in Verklaringsoort:
        raise Http404
    return Verklaringsoort(kind)


@login_required
@with_fragments
@require_POST
def declare(request, pk, verklaring):
    """Give a declaration for the organisation whose hat is on, with a note or without."""
    plan, kind = _writable(request, pk), _declared(verklaring)
    form = forms.VerklaringForm(request.POST)
    back = f"{_back(plan, MIJLPAAL)}#verklaring-{kind}"
    if not form.is_valid():
        messages.error(request, f"Niet opgeslagen. Toelichting: {form.errors['note'][0]}")
        return redirect(back)
    return _act(request, back, declaring.declare, plan, kind, note=form.cleaned_data["note"], said="Verklaard.")


@login_required
@with_fragments
@require_POST
def take_declaration_back(request, pk, verklaring):
    """Take a declaration back, whoever of the applicants gave it."""
    plan, kind = _writable(request, pk), _declared(verklaring)
    back = f"{_back(plan, MIJLPAAL)}#verklaring-{kind}"
    return _act(request, back, declaring.take_back, plan, kind, said="Teruggenomen.")
