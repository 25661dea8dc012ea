"""Deciding on a submission: one market leader proposes, the other confirms, the coördinerend verzekeraar sends.

There is no other way to a decision, so that none leaves that only one of them stands for. Each act holds the plan, then the
submission, then the decision, in this order: two acts in the same second come one after the other, and the second sees
what the first did.
"""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.hashing import hash_of
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models.transformatie import (
    Advies,
    Besluitstand,
    Besluitstap,
    Gelijkgerichtheid,
    Indiening,
    Planbesluit,
    Transformatieplan,
)
from plans.transformatie import moving, rules
from plans.transformatie.besluiten import letters, standing, telling
from plans.transformatie.besluiten.joint import joint
from plans.transformatie.kaders import criteria_of
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import APPROVED, Planstand

#: So long can the motivation of a decision be, in characters.
MOTIVATION_AT_MOST = 20_000
CLOSED = "Over deze indiening wordt niet meer besloten: zij is teruggenomen, of het besluit is al verzonden."


class Held(NamedTuple):
    """The rows that an act changes, each locked; `besluit` is None before there is one."""

    plan: Transformatieplan
    indiening: Indiening
    besluit: Planbesluit | None


def _held(indiening_pk: int, plan, besluit=None) -> Held:
    plan = moving.locked(plan)
    indiening = Indiening.objects.brief().select_for_update(no_key=True).get(pk=indiening_pk)
    indiening.plan = plan
    if besluit is not None:
        besluit = Planbesluit.objects.select_for_update(no_key=True).get(pk=besluit.pk)
        besluit.indiening = indiening
    return Held(plan, indiening, besluit)


def _check_open(held: Held, step: Besluitstap) -> None:
    now = standing.step_now(held.indiening)
    if now is None:
        raise ValidationError(CLOSED)
    if now != step:
        raise ValidationError(f"Het plan wacht nu op iets anders: het {now.label}.")


@transaction.atomic
def propose(indiening: Indiening, *, by, step, outcome, motivation: str, criteria: list[dict]) -> Planbesluit:
    """Propose the decision of `step` on the submission, for the market leader of `by`; the other one is to confirm it.

    `criteria` is a row `{"code", "outcome", "reason"}` for each criterion that is judged (`joint.joint`). Raises
    `PermissionDenied` for who does not judge it or recused themselves; `ValidationError` where it is too early or too
    late, where there is a proposal already, or at the field that is not right.
    """
    held = _held(indiening.pk, indiening.plan)
    leader = rules.judges_for(by, held.indiening)
    if leader is None:
        raise PermissionDenied
    step = Besluitstap(step)
    _check_open(held, step)
    if obstacle := standing.why_not_yet(held.indiening, step):
        raise ValidationError(obstacle)
    if standing.besluit_now(held.indiening, step) is not None:
        raise ValidationError("Er is intussen een besluit voorgesteld. Bekijk eerst dat voorstel.")
    if outcome not in standing.outcomes_of(step):
        raise ValidationError({"outcome": "Kies een uitkomst die bij deze stap hoort."})
    outcome = Advies(outcome)
    if obstacle := standing.why_not_approved(held.indiening, step, outcome):
        raise ValidationError({"outcome": obstacle})
    motivation = motivation.strip()
    if not motivation:
        raise ValidationError({"motivation": "Schrijf op waarom u dit samen besluit. De indieners lezen dit."})
    if len(motivation) > MOTIVATION_AT_MOST:
        raise ValidationError({"motivation": f"Gebruik ten hoogste {MOTIVATION_AT_MOST} tekens."})
    besluit = Planbesluit.objects.create(
        indiening=held.indiening,
        step=step,
        outcome=outcome,
        motivation=motivation,
        criteria=joint(criteria_of(held.indiening), criteria, outcome=outcome),
        proposed_by=by,
        proposed_for_id=leader,
        proposed_at=timezone.now(),
    )
    _record(TransformatieVerb.BESLUIT_PROPOSED, besluit, by)
    telling.tell_proposed(besluit, by=by)
    return besluit


@transaction.atomic
def confirm(besluit: Planbesluit, *, by, version: int) -> Planbesluit:
    """Confirm the proposal of the other market leader, as the person read it at `version`.

    Raises `PermissionDenied` for who may not, the person who proposed it included, whatever hat is on; `OutdatedVersion`
    where it changed meanwhile; `ValidationError` where it is no proposal (any more), or the plan was taken back.
    """
    held = _held(besluit.indiening_id, besluit.indiening.plan, besluit)
    besluit, leader = held.besluit, rules.judges_for(by, held.indiening)
    if leader is None or leader == besluit.proposed_for_id or by == besluit.proposed_by:
        raise PermissionDenied
    _check_version(besluit, version)
    _check_open(held, Besluitstap(besluit.step))
    if besluit.status != Besluitstand.VOORSTEL:
        raise ValidationError(f"Dit besluit is intussen {besluit.get_status_display()}.")
    if obstacle := standing.why_not_approved(held.indiening, besluit.step, besluit.outcome):
        raise ValidationError(obstacle)
    besluit.status = Besluitstand.BEVESTIGD
    besluit.confirmed_by, besluit.confirmed_for_id, besluit.confirmed_at = by, leader, timezone.now()
    _save(besluit)
    _record(TransformatieVerb.BESLUIT_CONFIRMED, besluit, by)
    telling.tell_confirmed(besluit, by=by)
    return besluit


@transaction.atomic
def reject(besluit: Planbesluit, *, by, version: int, reason: str) -> Planbesluit:
    """Take the decision off the table, with the reason, so that a next one can be proposed: either leader, until it is sent.

    The one that did not propose it does not agree; the one that did takes its proposal back. Raises as `confirm` does.
    """
    held = _held(besluit.indiening_id, besluit.indiening.plan, besluit)
    besluit, leader = held.besluit, rules.judges_for(by, held.indiening)
    if leader is None:
        raise PermissionDenied
    _check_version(besluit, version)
    _check_open(held, Besluitstap(besluit.step))
    if besluit.status not in {Besluitstand.VOORSTEL, Besluitstand.BEVESTIGD}:
        raise ValidationError(f"Dit besluit is intussen {besluit.get_status_display()}.")
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Schrijf op waarom. De andere marktleider leest dit."})
    besluit.status = Besluitstand.AFGEWEZEN
    besluit.rejected_by, besluit.rejected_for_id, besluit.rejected_at = by, leader, timezone.now()
    besluit.rejected_reason = reason
    _save(besluit)
    _record(TransformatieVerb.BESLUIT_REJECTED, besluit, by, reason=reason)
    telling.tell_rejected(besluit, by=by)
    return besluit


@transaction.atomic
def send(besluit: Planbesluit, *, by, version: int) -> Planbesluit:
    """Send the decision that both leaders confirmed, for the coördinerend verzekeraar: the plan moves, the letter is kept.

    A preliminary one opens the question round and sets its terms; all others close the submission. On approval each other
    insurer gets a row in which to acknowledge it. Raises `PermissionDenied` for who does not coordinate or recused
    themselves; `OutdatedVersion` where the decision changed meanwhile; `ValidationError` where it is not confirmed, was
    sent before, or the plan was taken back.
    """
    held = _held(besluit.indiening_id, besluit.indiening.plan, besluit)
    plan, indiening, besluit = held
    if rules.judges_for(by, indiening) != indiening.coordinator_id:
        raise PermissionDenied
    _check_version(besluit, version)
    step, outcome = Besluitstap(besluit.step), Advies(besluit.outcome)
    _check_open(held, step)
    if besluit.status != Besluitstand.BEVESTIGD:
        raise ValidationError("Versturen kan pas als beide marktleiders het besluit hebben bevestigd.")
    if obstacle := standing.why_not_approved(indiening, step, outcome):
        raise ValidationError(obstacle)
    now = timezone.now()
    today = timezone.localdate(now)
    besluit.status, besluit.sent_by, besluit.sent_at = Besluitstand.VERZONDEN, by, now
    besluit.content = letters.letter_of(besluit, on=today)
    besluit.content_hash = hash_of(besluit.content)
    _save(besluit)
    if step == Besluitstap.VOORGENOMEN:
        indiening.questions_until, indiening.due_on = letters.terms_of(indiening, today)
    else:
        indiening.closed_at = now
    indiening.save(update_fields=["questions_until", "due_on", "closed_at"])
    moving.step(plan, by=by, source=plan.status, target=target_of(plan, step, outcome))
    record(
        TransformatieVerb.BESLUIT_SENT,
        plan,
        by=by,
        detail=step.label,
        part_id=besluit.pk,
        after={"uitkomst": outcome.label, "kenmerk": besluit.content_hash},
    )
    if plan.status in APPROVED:
        _ask_to_follow(indiening)
    telling.tell_sent(besluit, by=by)
    return besluit


def target_of(plan: Transformatieplan, step: Besluitstap, outcome: Advies) -> Planstand:
    """Answer in which state the decision brings the plan; one that asks money waits for it in the queue."""
    if step == Besluitstap.VOORGENOMEN:
        return Planstand.VOORGENOMEN
    approved = Planstand.UITVOERING if plan.requested is None else Planstand.WACHTRIJ
    return {
        Advies.IMPACTVOL: Planstand.UITWERKEN,
        Advies.AANVULLEN: Planstand.AANVULLEN,
        Advies.NIET_IMPACTVOL: Planstand.NIET_IMPACTVOL,
        Advies.AANPASSEN: Planstand.AANPASSEN,
        Advies.GOEDKEUREN: approved,
    }[outcome]


def _ask_to_follow(indiening: Indiening) -> None:
    others = telling.other_insurers(indiening).values_list("pk", flat=True)
    Gelijkgerichtheid.objects.bulk_create(
        Gelijkgerichtheid(plan=indiening.plan, organisation_id=other) for other in others
    )


def _check_version(besluit: Planbesluit, version: int) -> None:
    if besluit.version != version:
        raise OutdatedVersion(besluit)


def _save(besluit: Planbesluit) -> None:
    besluit.version += 1
    besluit.save()


def _record(verb, besluit: Planbesluit, by, reason="") -> None:
    """Append an act to the trail of the decision itself: the plan's own is read by all who see the plan."""
    after = {"uitkomst": besluit.get_outcome_display()}
    record(verb, besluit, by=by, detail=besluit.get_step_display(), reason=reason, after=after)
