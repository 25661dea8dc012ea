"""Dividing submissions over the reviewers of an insurer, and standing back from one."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, CharField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from iza_portal.trail.recording import record
from plans.models.transformatie import Beoordeling, Beoordelingstand, Indiening, Toewijzing, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.beoordeling import signing, telling
from plans.transformatie.beoordeling.holding import Held, held, why_closed
from plans.transformatie.beoordeling.people import people_left
from plans.transformatie.verbs import TransformatieVerb

#: So long can the reason of standing back be, in characters.
REASON_AT_MOST = 2000


def assigned_now(indiening: Indiening, organisation_id: int) -> Toewijzing | None:
    """Answer to whom the insurer has assigned the submission, or None; one query."""
    rows = Toewijzing.objects.select_related("person").filter(indiening=indiening, organisation=organisation_id)
    return rows.filter(ended_at=None, recused_at=None).first()


def with_reviewer(judgments: QuerySet[Beoordeling]) -> QuerySet[Beoordeling]:
    """Add who has each judgment in hand, or None: `reviewer` is their key, `reviewer_name` their name."""
    return judgments.annotate(
        reviewer=RawSQL(f"(SELECT person.id {_IN_HAND})", (), BigIntegerField()),  # noqa: S611 (it is ours)
        reviewer_name=RawSQL(f"(SELECT person.name {_IN_HAND})", (), CharField()),  # noqa: S611 (it is ours)
    )


# For Django it would take longer to write than for PostgreSQL to answer.
_IN_HAND = """
    FROM plans_toewijzing hand JOIN accounts_user person ON person.id = hand.person_id
    WHERE hand.indiening_id = plans_beoordeling.indiening_id AND hand.organisation_id = plans_beoordeling.organisation_id
        AND hand.ended_at IS NULL AND hand.recused_at IS NULL
"""


@transaction.atomic
def assign(indiening: Indiening, *, by, person, instead_of: int | None) -> Toewijzing:
    """Assign the submission to a reviewer of the insurer of `by`, in the place of who had it: each reviewer there divides.

    `instead_of` is the key of the person who had it as `by` saw it. Raises `PermissionDenied` for who does not judge the
    submission; `ValidationError` where it is not judged any more, somebody else has it meanwhile, or `person` cannot judge.
    """
    rows = held(indiening, by=by, right=rules.judges_for)
    if reason := why_closed(rows.indiening):
        raise ValidationError(reason)
    now = assigned_now(rows.indiening, rows.judgment.organisation_id)
    if now and now.person_id == person.pk:
        return now
    if (now and now.person_id) != instead_of:
        has = f"{now.person} heeft" if now else "Niemand heeft"
        raise ValidationError(f"{has} dit nu: de verdeling is intussen gewijzigd. Kijk opnieuw.")
    if not people_left(rows.indiening, rows.judgment.organisation_id, rules.JUDGING_FUNCTIONS).filter(pk=person.pk):
        raise ValidationError({"person": "Deze persoon kan dit niet beoordelen. Kies een andere beoordelaar."})
    if now:
        _end(now)
    toewijzing = Toewijzing.objects.create(
        indiening=rows.indiening,
        organisation_id=rows.judgment.organisation_id,
        person=person,
        by=by,
        at=timezone.now(),
    )
    _record_assigned(rows, by=by, now=now, person=person)
    telling.tell_assigned(toewijzing, by=by)
    return toewijzing


@transaction.atomic
def recuse(indiening: Indiening, *, by, reason: str) -> Toewijzing:
    """Let `by` stand back from judging the plan, with the reason, for good; whether or not it was assigned to them.

    A judgment that they laid before a second person is drawn up again, for it would rest on them. Raises `PermissionDenied`
    for who does not judge or sign the submission, `ValidationError` without a reason.
    """
    rows = held(indiening, by=by, right=rules.signs_for)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Schrijf op waarom. Uw collega’s lezen dit."})
    if len(reason) > REASON_AT_MOST:
        raise ValidationError({"reason": f"Gebruik ten hoogste {REASON_AT_MOST} tekens."})
    own = {"indiening": rows.indiening, "organisation_id": rows.judgment.organisation_id, "person": by}
    now = timezone.now()
    toewijzing = Toewijzing.objects.filter(**own, ended_at=None).first() or Toewijzing(**own, by=by, at=now)
    toewijzing.recused_at, toewijzing.recusal_reason = now, reason
    toewijzing.save()
    record(TransformatieVerb.RECUSED, rows.judgment, by=by, reason=reason)
    _let_go(rows.plan, by, now)
    return toewijzing


def _let_go(plan: Transformatieplan, by, now: datetime) -> None:
    """End what somebody who stands back still has in hand of the plan: they may do so at an earlier submission of it."""
    in_hand = Toewijzing.objects.filter(indiening__plan=plan, person=by, ended_at=None, recused_at=None)
    in_hand.update(ended_at=now)
    waiting = Beoordeling.objects.filter(indiening__plan=plan, indiening__closed_at=None, submitted_by=by)
    waiting = waiting.filter(status=Beoordelingstand.TER_ONDERTEKENING)
    for judgment in waiting.select_for_update(no_key=True, of=["self"]):
        signing.take_out_of_signing(judgment, by=by, reason="Wie de beoordeling opstelde, trok zich terug.")


@transaction.atomic
def divide(chosen: dict[Indiening, int | None], *, by, person) -> list[str]:
    """Assign several submissions to one reviewer; answer what could not be, each as a sentence with the name of the plan.

    `chosen` gives for each the key of the person who had it as `by` saw it (`assign`).
    """
    refused = []
    # Always in one order, so that two people who divide at once never wait for each other.
    for indiening in sorted(chosen, key=lambda each: each.plan_id):
        try:
            assign(indiening, by=by, person=person, instead_of=chosen[indiening])
        except ValidationError as error:
            refused.append(f"“{indiening.plan}”: {error.messages[0]}")
        except PermissionDenied:
            refused.append(f"“{indiening.plan}”: u beoordeelt dit plan niet.")
    return refused


def _end(toewijzing: Toewijzing) -> None:
    toewijzing.ended_at = timezone.now()
    toewijzing.save(update_fields=["ended_at"])


def _record_assigned(rows: Held, *, by, now: Toewijzing | None, person) -> None:
    # A name is no part of the trail; the page of the history looks it up.
    record(
        TransformatieVerb.ASSIGNED,
        rows.judgment,
        by=by,
        before={"people": [now.person_id]} if now else None,
        after={"people": [person.pk]},
    )
