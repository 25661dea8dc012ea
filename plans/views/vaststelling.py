"""The vaststelling of a plan: who decides, what each decided, and noting it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from iza_portal.moves.table import Move
from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import posted, reposted
from iza_portal.page.uploads import takes_file, too_large
from plans.models import Besluit, BesluitStatus, Paper
from plans.papers import MOST_BYTES
from plans.raadsbrief.rules import may_make_one
from plans.vaststelling import arranging, recording, rules
from plans.vaststelling.forms import AddBesluitForm, BesluitForm, TermForm
from plans.vaststelling.freezing import frozen_version
from plans.vaststelling.rows import besluiten_of
from plans.vaststelling.standing import agreed_on, standing_of
from plans.views.finding import plan_inside
from plans.voortgang.carrying import shows_paper
from plans.workflow import BESLUIT_MOVES, IN_FORCE, MOVES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_vaststelling(request, pk):
    """Each college and board with what it decided; the regiocoördinator says who decides, and by when."""
    plan = plan_inside(request.user, pk)
    may_arrange = rules.may_arrange(request.user, plan)
    if request.method == "POST" and not may_arrange:
        raise PermissionDenied
    adds, sets_term = "erbij-orgaan" in request.POST, "termijn-due_on" in request.POST
    add_form = AddBesluitForm(request.POST if adds else None, plan=plan)
    term_form = TermForm(request.POST if sets_term else None)
    if add_form.is_valid() and _done(add_form, arranging.add_besluit, plan, by=request.user, **add_form.cleaned_data):
        messages.success(request, "Het college of bestuur staat op de lijst.")
        return redirect("plan-vaststelling", pk=plan.pk)
    if term_form.is_valid() and _done(term_form, arranging.set_term, plan, by=request.user, **term_form.cleaned_data):
        messages.success(request, "De termijn staat erbij. Wie nog niet besloot, krijgt een herinnering.")
        return redirect("plan-vaststelling", pk=plan.pk)
    besluiten = besluiten_of(plan)
    versie = frozen_version(plan) if besluiten else None
    decided = [plan.adopted_on, plan.published_at, *(besluit.decided_on for besluit in besluiten)]
    noted = rules.recorders(request.user, plan.region_id) if besluiten else {}
    context = {
        "plan": plan,
        "versie": versie,
        "agreed_on": agreed_on(versie, decided) if versie else None,
        "standing": standing_of(plan),
        "besluiten": [(besluit, _open_to(noted.get(besluit.organisation_id), besluit)) for besluit in besluiten],
        "may_arrange": may_arrange,
        "may_make_letter": may_make_one(request.user, plan),
        "bound": arranging.bound_to_decide(plan) if may_arrange else set(),
        "add_form": add_form,
        "term_form": term_form,
        "current_page": "plan-vaststelling",
    }
    is_refused = add_form.errors or term_form.errors
    return render(request, "plans/vaststelling/vaststelling.html", context, status=422 if is_refused else 200)


def _open_to(who, besluit: Besluit) -> list[Move]:
    return [move for move in BESLUIT_MOVES if move.source == besluit.status and who in move.who]


def _done(form, operation, *arguments, **named) -> bool:
    try:
        operation(*arguments, **named)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _besluit(request, pk, besluit_pk) -> Besluit:
    """Answer the decision that this person may note; 404 where it is not decided on (any more)."""
    plan = plan_inside(request.user, pk)
    besluit = get_object_or_404(
        Besluit.objects.select_related("versie", "organisation"), pk=besluit_pk, versie__plan=plan
    )
    besluit.versie.plan = plan
    return besluit


@login_required
@takes_file(MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
def record_besluit(request, pk, besluit_pk, target):
    """Note a step of a decision; where somebody else noted something meanwhile, both are shown."""
    besluit = _besluit(request, pk, besluit_pk)
    if target not in BesluitStatus.values:
        raise Http404
    move = BESLUIT_MOVES.find(besluit.status, target)
    if rules.recorder(request.user, besluit) is None or besluit.versie.plan.status not in IN_FORCE:
        raise PermissionDenied
    target = BesluitStatus(target)
    data, files = posted(request), request.FILES if request.method == "POST" else None
    form = BesluitForm(data, files, target=target, initial={"version": besluit.version})
    theirs = None
    if too_large(request):
        form.is_valid()
        form.add_error("paper", "Dit bestand is te groot. Stuur een PDF van ten hoogste 15 MB.")
    elif form.is_valid():
        said = form.cleaned_data | {"upload": form.cleaned_data.get("paper")}
        said.pop("paper", None)
        try:
            recording.record_besluit(besluit, by=request.user, target=target, **said)
        except OutdatedVersion as outdated:
            theirs = list(recording.facts_of(outdated.current).items())
            reposted(form, version=outdated.current.version)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Vastgelegd: {besluit.organisation}, {target.label}.")
            return redirect("plan-vaststelling", pk=pk)
    elif move is None:
        messages.warning(request, f"De stand is intussen “{besluit.get_status_display()}”.")
        return redirect("plan-vaststelling", pk=pk)
    context = {
        "plan": besluit.versie.plan,
        "besluit": besluit,
        "target": target,
        "label": move.label if move else target.label,
        "consequence": move.consequence if move else "",
        "form": form,
        "theirs": theirs,
    }
    return render(request, "plans/vaststelling/record.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def remove_besluit(request, pk, besluit_pk):
    besluit = _besluit(request, pk, besluit_pk)
    try:
        arranging.remove_besluit(besluit, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"{besluit.organisation} staat niet meer op de lijst.")
    return redirect("plan-vaststelling", pk=pk)


@login_required
@require_safe
@never_cache
def download_paper(request, pk, paper_pk):
    """A paper of the plan, as a file to save: it is never shown by the portal itself."""
    plan = plan_inside(request.user, pk)
    paper = get_object_or_404(Paper.objects.filter(shows_paper(plan)), pk=paper_pk)
    answer = HttpResponse(bytes(paper.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=paper.name)
    answer["Content-Security-Policy"] = "sandbox"
    return answer


@require_safe
def who_may_what(request):
    """The states of a plan and of a decision, and who may make which step: the tables themselves."""
    context = {"tables": [("Een regioplan", MOVES), ("Het besluit van een college of bestuur", BESLUIT_MOVES)]}
    return render(request, "plans/vaststelling/who.html", context)
