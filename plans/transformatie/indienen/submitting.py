"""Submitting a transformatieplan for one of its two steps, and taking it back: what is kept, who judges it, and by when."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.hashing import hash_of
from iza_portal.moves.moving import check_move
from iza_portal.trail.recording import record
from iza_portal.writing.history.versions import keep_step
from iza_portal.writing.together.settling import behind, settle_for_good
from plans.models.transformatie import Indiening, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.beoordeling.opening import open_judgments
from plans.transformatie.content import content_of
from plans.transformatie.indienen import telling
from plans.transformatie.indienen.differences import differences
from plans.transformatie.kaders import kader_on
from plans.transformatie.loket.desk import why_closed
from plans.transformatie.moving import locked, step
from plans.transformatie.termijnen import last_day
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import JUDGED, MOVES, Planstand, Stap
from plans.transformatie.zelftoets.checking import obstacles

#: Where a plan goes to when it is submitted, by the state that it is in.
SUBMITTED_TO = {
    Planstand.CONCEPT: Planstand.SNELLE_TOETS,
    Planstand.AANVULLEN: Planstand.SNELLE_TOETS,
    Planstand.UITWERKEN: Planstand.BEOORDELING,
    Planstand.AANPASSEN: Planstand.BEOORDELING,
}
#: Where it goes to when it is taken back.
TAKEN_BACK_TO = {
    Planstand.SNELLE_TOETS: Planstand.CONCEPT,
    Planstand.BEOORDELING: Planstand.UITWERKEN,
    Planstand.VOORGENOMEN: Planstand.UITWERKEN,
}


def indiening_now(plan: Transformatieplan) -> Indiening | None:
    """Answer the submission of the plan that is being judged, without its content until that is asked; None without one."""
    found = plan.indieningen.brief().filter(closed_at=None)
    return found.select_related("leader_1", "leader_2", "coordinator", "kader").first()


def why_no_insurers(plan: Transformatieplan) -> str:
    """Answer what is wrong with who would judge the plan, as a sentence, or nothing."""
    if None in plan.leaders:
        return "Van dit plan zijn nog geen twee marktleiders bekend. Zij beoordelen het."
    if plan.insurer_id not in plan.leaders:
        return "De coördinerend verzekeraar is niet een van de twee marktleiders. Kies een van beide."
    return ""


def why_not_now(plan: Transformatieplan) -> list[str]:
    """Answer all that keeps the plan from being submitted for its step today, as sentences; the desk comes first."""
    of_desk = why_closed(plan.step, timezone.localdate())
    return [each for each in (of_desk, why_no_insurers(plan)) if each] + obstacles(plan, plan.step)


@transaction.atomic
def submit(plan, *, by, source) -> Indiening:
    """Submit the plan for its step: keep all that it says, and let its two market leaders judge that.

    `source` is the state in which the person saw it. What is kept is judged by the framework of today, within its term;
    what it says other than the last submission of the step is kept with it. The reviewers of both are told. Raises
    `PermissionDenied`, or `ValidationError` where the plan has moved meanwhile, a text cannot be read, or with all that
    keeps it from being submitted (`why_not_now`).
    """
    plan = locked(plan)
    target = SUBMITTED_TO.get(source)
    check_move(plan, moves=MOVES, may_move=rules.may_move, by=by, source=source, target=target)
    # Whoever writes waits for this lock now: what the texts say here is what is judged.
    settle_for_good(behind(plan.onderdelen.all()))
    if found := why_not_now(plan):
        raise ValidationError(found)
    indiening = _keep(plan, by=by, stap=JUDGED[target])
    keep_step(plan, by=by, step=target, name=f"De versie van {indiening}")
    step(plan, by=by, source=source, target=target)
    open_judgments(indiening)
    telling.tell_submitted(indiening, by=by)
    after = {"kader": str(indiening.kader), "kenmerk": indiening.content_hash, "besluit uiterlijk": _iso(indiening)}
    record(TransformatieVerb.SUBMITTED, plan, by=by, detail=str(indiening), part_id=indiening.pk, after=after)
    return indiening


def _keep(plan: Transformatieplan, *, by, stap: Stap) -> Indiening:
    now = timezone.now()
    content, kader = content_of(plan), kader_on(timezone.localdate(now))
    before = plan.indieningen.filter(step=stap).last()
    return Indiening.objects.create(
        plan=plan,
        step=stap,
        number=before.number + 1 if before else 1,
        kader=kader,
        content=content,
        content_hash=hash_of(content),
        differences=differences(before, content) if before else None,
        leader_1_id=plan.marktleider_1_id,
        leader_2_id=plan.marktleider_2_id,
        coordinator_id=plan.insurer_id,
        by=by,
        at=now,
        due_on=last_day(now, kader.weeks_snelle_toets if stap == Stap.SNELLE_TOETS else kader.weeks_voorgenomen),
    )


@transaction.atomic
def take_back(plan, *, by, source, reason) -> Indiening:
    """Take back what was submitted, with the reason, until the decision on it was sent; the applicants write on.

    What was submitted stays with who read it. The reviewers of both market leaders are told. Raises `PermissionDenied`, or
    `ValidationError` where the plan has moved meanwhile (a decision was sent, a colleague took it back) or the reason is
    missing.
    """
    plan = locked(plan)
    step(plan, by=by, source=source, target=TAKEN_BACK_TO.get(source), reason=reason)
    indiening = plan.indieningen.brief().select_for_update(no_key=True).get(closed_at=None)
    indiening.plan = plan
    indiening.taken_back_at = indiening.closed_at = timezone.now()
    indiening.save(update_fields=["taken_back_at", "closed_at"])
    telling.tell_taken_back(indiening, by=by)
    # On the submission itself as well, so that its page and the course of the plan can say why.
    record(TransformatieVerb.TAKEN_BACK, indiening, by=by, detail=str(indiening), reason=reason.strip())
    return indiening


def _iso(indiening: Indiening) -> str:
    return indiening.due_on.isoformat()
