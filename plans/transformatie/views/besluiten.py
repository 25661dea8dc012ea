"""Deciding together: the differences, the proposal, what the other market leader still has to do, and sending."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.access import reposted
from plans.letter import blocks_of
from plans.models.transformatie import Besluitstand, Besluitstap, Indiening, Planbesluit
from plans.transformatie import rules
from plans.transformatie.besluiten import deciding, letters, standing
from plans.transformatie.besluiten.forms import ActForm, ProposalForm, RejectForm
from plans.transformatie.besluiten.weighing import both_judgments, outcome_of, weighed
from plans.transformatie.finding import plan_or_404
from plans.transformatie.termijnen import term_of

CHANGED = "Dit is intussen veranderd. Hieronder ziet u hoe het er nu voor staat; uw handeling is niet uitgevoerd."


@dataclass
class Desk:
    """What the page of deciding is about: the submission, the decision that it waits for, and for whom somebody reads."""

    indiening: Indiening
    leader: int
    step: Besluitstap | None
    rows: list[Planbesluit]

    @property
    def is_coordinating(self) -> bool:
        """Does this person read for the coördinerend verzekeraar, which sends?"""
        return self.leader == self.indiening.coordinator_id

    @property
    def besluit(self) -> Planbesluit | None:
        """The decision of the step that is under way or sent last."""
        live = [row for row in self.rows if row.status != Besluitstand.AFGEWEZEN]
        if self.step is None:
            return live[-1] if live else None
        return next((row for row in live if row.step == self.step), None)

    @property
    def preliminary(self) -> Planbesluit | None:
        """The preliminary decision that was sent."""
        sent = (row for row in self.rows if row.status == Besluitstand.VERZONDEN)
        return next((row for row in sent if row.step == Besluitstap.VOORGENOMEN), None)


def _desk(request, pk: int, indiening_pk: int) -> Desk:
    """Answer what this person decides on; 404 for who does not see the plan, 403 for who does not judge it."""
    plan = plan_or_404(request, pk)
    rows = plan.indieningen.brief().select_related("kader", "leader_1", "leader_2", "coordinator")
    indiening = get_object_or_404(rows, pk=indiening_pk)
    indiening.plan = plan
    leader = rules.signs_for(request.user, indiening)
    if leader is None:
        raise PermissionDenied
    besluiten = list(
        indiening.besluiten.select_related(
            "proposed_by", "proposed_for", "confirmed_by", "confirmed_for", "rejected_by", "rejected_for", "sent_by"
        )
    )
    for besluit in besluiten:
        besluit.indiening = indiening
    return Desk(indiening, leader, standing.step_now(indiening), besluiten)


def _page(request, desk: Desk, *, form=None, reject_form=None, changed="", wrote="") -> HttpResponse:
    """Render the page as it stands now; `form` or `reject_form` is what was refused, `changed` why nothing was done.

    `wrote` is the reason that somebody typed for what is no more.
    """
    indiening, besluit, step = desk.indiening, desk.besluit, desk.step
    context = {
        "plan": indiening.plan,
        "indiening": indiening,
        "termijn": term_of(indiening),
        "step": step,
        "besluit": besluit,
        "rejected": [row for row in desk.rows if row.status == Besluitstand.AFGEWEZEN],
        "leader": desk.leader,
        "may_decide": rules.reviews_for(request.user, indiening.plan) is not None,
        "is_coordinator": desk.is_coordinating,
        "changed": changed,
        "wrote": wrote,
        "form": form,
        "reject_form": reject_form,
        "current_page": "transformatieplan-besluiten",
    }
    if step is not None and besluit is None:
        judgments = both_judgments(indiening)
        context["obstacle"] = standing.why_too_early(indiening, step) if judgments else standing.NOT_BOTH
        if not context["obstacle"]:
            context |= {"judgments": judgments, "preliminary": desk.preliminary}
            context |= {"form": form or _form(desk, judgments), "unanswered": _unanswered(indiening, step)}
    elif step is not None and besluit.status == Besluitstand.BEVESTIGD:
        today = timezone.localdate()
        context["letter"] = letters.as_letter(letters.letter_of(besluit, on=today))
    elif step is not None:
        context["motivation"] = blocks_of(besluit.motivation)
    if step is not None and besluit is not None and reject_form is None:
        context["reject_form"] = RejectForm(initial={"version": besluit.version})
    is_refused = changed or any(each is not None and each.is_bound for each in (form, reject_form))
    template = "plans/transformatie/besluiten/deciding.html"
    return render(request, template, context, status=422 if is_refused else 200)


def _unanswered(indiening: Indiening, step: Besluitstap) -> int:
    return standing.unanswered(indiening) if step == Besluitstap.DEFINITIEF else 0


def _form(desk: Desk, judgments, data=None) -> ProposalForm:
    preliminary = desk.preliminary
    initial = {
        "step": desk.step,
        "outcome": outcome_of(judgments, preliminary),
        "motivation": preliminary.motivation if preliminary else "",
    }
    return ProposalForm(
        data,
        outcomes=standing.outcomes_of(desk.step),
        weighed=weighed(desk.indiening, judgments, preliminary),
        initial=initial,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, pk, indiening_pk):
    """The page on which the two leaders decide; its form proposes a decision."""
    desk = _desk(request, pk, indiening_pk)
    if request.method != "POST":
        return _page(request, desk)
    if rules.judges_for(request.user, desk.indiening) is None:
        raise PermissionDenied
    judgments = both_judgments(desk.indiening)
    if desk.step is None or not judgments:
        return _page(request, desk, changed=CHANGED)
    form = _form(desk, judgments, request.POST)
    if form.is_valid():
        try:
            deciding.propose(desk.indiening, by=request.user, **form.said)
        except ValidationError as error:
            form.add_error(None, error)
            desk = _desk(request, pk, indiening_pk)
        else:
            messages.success(request, "Het voorstel staat klaar. De andere marktleider krijgt er bericht van.")
            return redirect("transformatieplan-besluit", pk, indiening_pk)
    # Where something else is asked now, what was typed is shown beside it.
    is_overtaken = desk.besluit is not None or desk.step != request.POST.get("step")
    return _page(request, desk, form=form, changed=CHANGED if is_overtaken else "")


def _besluit(desk: Desk, besluit_pk: int) -> Planbesluit:
    found = next((row for row in desk.rows if row.pk == besluit_pk), None)
    if found is None:
        raise Http404
    return found


def _act(request, pk, indiening_pk, besluit_pk, *, form_class, operation, done: str, may=None):
    """Do one act on a decision, as the person saw it; where it changed meanwhile the page says so and nothing is done.

    `may` says for which leader that act is at all, given the page and the decision.
    """
    desk = _desk(request, pk, indiening_pk)
    besluit, form = _besluit(desk, besluit_pk), form_class(request.POST)
    if may is not None and not may(desk, besluit):
        raise PermissionDenied
    if form.is_valid():
        try:
            operation(besluit, by=request.user, **form.cleaned_data)
        except OutdatedVersion:
            return _overtaken(request, _desk(request, pk, indiening_pk), form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect("transformatieplan-besluit", pk, indiening_pk)
    elif rules.judges_for(request.user, desk.indiening) is None:
        raise PermissionDenied
    desk = _desk(request, pk, indiening_pk)
    if form_class is RejectForm and desk.step is not None:
        return _page(request, desk, reject_form=form)
    return _page(request, desk, changed=" ".join(form.non_field_errors()) or CHANGED)


def _overtaken(request, desk: Desk, form) -> HttpResponse:
    """Say that nothing was done; a reason that was typed stands in the form of what is on the table now."""
    if not isinstance(form, RejectForm) or desk.step is None or desk.besluit is None:
        return _page(request, desk, changed=CHANGED, wrote=form.cleaned_data.get("reason", ""))
    reposted(form, version=desk.besluit.version)
    return _page(request, desk, reject_form=form, changed=CHANGED)


@login_required
@require_POST
def confirm(request, pk, indiening_pk, besluit_pk):
    """Confirm the proposal of the other leader."""
    done = "U hebt het besluit bevestigd. De coördinerend verzekeraar kan het nu verzenden."
    acts = {"form_class": ActForm, "operation": deciding.confirm, "done": done}
    return _act(request, pk, indiening_pk, besluit_pk, **acts, may=lambda desk, it: desk.leader != it.proposed_for_id)


@login_required
@require_POST
def reject(request, pk, indiening_pk, besluit_pk):
    """Take a decision off the table, with the reason."""
    done = "Het besluit is van de baan. De andere marktleider leest waarom. U kunt samen een nieuw voorstel maken."
    return _act(request, pk, indiening_pk, besluit_pk, form_class=RejectForm, operation=deciding.reject, done=done)


@login_required
@require_POST
def send(request, pk, indiening_pk, besluit_pk):
    """Send the decision, for the coördinerend verzekeraar."""
    done = "Het besluit is verzonden. De indieners krijgen bericht, en de brief staat bij de besluiten."
    acts = {"form_class": ActForm, "operation": deciding.send, "done": done}
    return _act(request, pk, indiening_pk, besluit_pk, **acts, may=lambda desk, it: desk.is_coordinating)
