"""Escalating: a plan goes to the bestuurlijk overleg with a question and its whole course, and the outcome is noted.

The state of the plan does not change by it, and no term stands still: the overleg has no place in the framework, and what
it finds is carried out by who decides on the plan. The outcome is noted by the bestuurder of the national party, and not by
the coördinerend verzekeraar: that one is a party to most of what is escalated.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.hashing import hash_of
from iza_portal.trail.recording import record
from plans.models.transformatie import Escalatie, Transformatieplan
from plans.transformatie import moving, rules
from plans.transformatie.escalatie import telling
from plans.transformatie.escalatie.course import course_of
from plans.transformatie.verbs import TransformatieVerb

#: So long can a question to the bestuurlijk overleg be, and its outcome, in characters.
QUESTION_AT_MOST = OUTCOME_AT_MOST = 4000
ALREADY = "Dit plan ligt al bij het bestuurlijk overleg. Een nieuwe vraag kan als de uitkomst daarvan is vastgelegd."


def open_escalation(plan: Transformatieplan) -> Escalatie | None:
    """Answer the escalation of the plan of which there is no outcome yet; one query."""
    return plan.escalaties.defer("content").filter(closed_at=None).first()


@transaction.atomic
def escalate(plan: Transformatieplan, *, by, question: str) -> Escalatie:
    """Bring the plan to the bestuurlijk overleg with a question; its course is kept as it is now.

    Raises `PermissionDenied` for who may not, a reviewer who recused themselves included; `ValidationError` where one is
    open already, or at the question.
    """
    plan = moving.locked(plan)
    if not rules.may_escalate(by, plan) or _recused(by, plan):
        raise PermissionDenied
    if open_escalation(plan):
        raise ValidationError(ALREADY)
    question = question.strip()
    if not question:
        raise ValidationError({"question": "Schrijf op wat u het bestuurlijk overleg vraagt."})
    if len(question) > QUESTION_AT_MOST:
        raise ValidationError({"question": f"Gebruik ten hoogste {QUESTION_AT_MOST} tekens."})
    number = plan.escalaties.count() + 1
    content = course_of(plan, question=question, organisation=str(by.hat), number=number)
    escalatie = Escalatie.objects.create(
        plan=plan,
        number=number,
        organisation=by.hat,
        question=question,
        content=content,
        content_hash=hash_of(content),
        by=by,
        at=timezone.now(),
    )
    after = {"vraag": question, "kenmerk": escalatie.content_hash}
    record(TransformatieVerb.ESCALATED, plan, by=by, detail=str(escalatie), part_id=escalatie.pk, after=after)
    telling.tell_escalated(escalatie, by=by)
    return escalatie


def _recused(user, plan: Transformatieplan) -> bool:
    last = plan.indieningen.brief().order_by("-at", "-pk").first()
    return last is not None and rules.recused(user, last)


@transaction.atomic
def close(escalatie: Escalatie, *, by, outcome: str) -> Escalatie:
    """Note what the bestuurlijk overleg found; from then on it is no longer open.

    Raises `PermissionDenied` for who does not keep the desk; `ValidationError` where it was noted before, or without words.
    """
    plan = moving.locked(escalatie.plan)
    escalatie = Escalatie.objects.select_for_update(no_key=True).defer("content").get(pk=escalatie.pk)
    escalatie.plan = plan
    if not rules.keeps_the_desk(by):
        raise PermissionDenied
    if escalatie.closed_at:
        raise ValidationError("De uitkomst is intussen al vastgelegd. Lees haar hieronder.")
    outcome = outcome.strip()
    if not outcome:
        raise ValidationError({"outcome": "Schrijf op wat het bestuurlijk overleg heeft besloten of geadviseerd."})
    if len(outcome) > OUTCOME_AT_MOST:
        raise ValidationError({"outcome": f"Gebruik ten hoogste {OUTCOME_AT_MOST} tekens."})
    escalatie.outcome, escalatie.closed_by, escalatie.closed_at = outcome, by, timezone.now()
    escalatie.save(update_fields=["outcome", "closed_by", "closed_at"])
    after = {"uitkomst": outcome}
    record(TransformatieVerb.ESCALATION_CLOSED, plan, by=by, detail=str(escalatie), part_id=escalatie.pk, after=after)
    telling.tell_closed(escalatie, by=by)
    return escalatie
