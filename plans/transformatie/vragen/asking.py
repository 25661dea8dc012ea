"""Asking the applicants about what was submitted, taking a question back, and answering it in its place."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models.transformatie import Indiening, Vraag
from plans.transformatie import rules as plan_rules
from plans.transformatie.content import places_of
from plans.transformatie.moving import locked
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.vragen import rules, telling
from plans.transformatie.vragen.forms import MOST_CHARACTERS


def _held(indiening) -> Indiening:
    """Answer the submission with its plan, both locked: what is asked about a plan comes one after the other."""
    plan = locked(indiening.plan)
    indiening = Indiening.objects.select_for_update(no_key=True).get(pk=indiening.pk, plan=plan)
    indiening.plan = plan
    return indiening


@transaction.atomic
def ask(indiening, *, by, text: str, place: str = "", answer_due_on: date | None = None) -> Vraag:
    """Ask the applicants something, for the insurer whose hat is on, about a place of the submission or all of it.

    They are told. Raises `PermissionDenied` for who does not ask in this phase, and `ValidationError` where asking is over,
    there is no such place, the words are missing or too many, or the day of the answer has passed.
    """
    indiening = _held(indiening)
    plan = indiening.plan
    if reason := rules.why_not_asked(plan, indiening):
        raise ValidationError(reason)
    if (organisation := rules.asks_for(by, plan, indiening)) is None:
        raise PermissionDenied
    text = _checked(text, "text", "Schrijf op wat u vraagt.")
    if place and place not in places_of(indiening.content):
        raise ValidationError({"place": "Dit onderdeel staat niet in wat is ingediend."})
    if answer_due_on and answer_due_on < timezone.localdate():
        raise ValidationError({"answer_due_on": "Deze dag is al voorbij."})
    vraag = Vraag.objects.create(
        indiening=indiening,
        organisation_id=organisation,
        phase=rules.phase_of(plan),
        place=place,
        text=text,
        by=by,
        at=timezone.now(),
        answer_due_on=answer_due_on,
    )
    telling.tell_asked(vraag, by=by)
    _record(TransformatieVerb.ASKED, vraag, by)
    return vraag


@transaction.atomic
def withdraw(vraag, *, by) -> Vraag:
    """Take a question of the own insurer back while it has no answer; a second time changes nothing.

    Raises `PermissionDenied`, or `ValidationError` where it was answered, or nothing is asked any more.
    """
    vraag = _held_question(vraag)
    if not rules.is_of_asker(by, vraag):
        raise PermissionDenied
    if vraag.withdrawn_at is not None:
        return vraag
    if vraag.answered_at is not None:
        raise ValidationError("Deze vraag is intussen beantwoord. U kunt haar niet meer intrekken.")
    if vraag.indiening.closed_at is not None:
        raise ValidationError(rules.why_not_asked(vraag.indiening.plan, vraag.indiening))
    vraag.withdrawn_at = timezone.now()
    vraag.version += 1
    vraag.save(update_fields=["withdrawn_at", "version"])
    _record(TransformatieVerb.QUESTION_WITHDRAWN, vraag, by)
    return vraag


@transaction.atomic
def answer(vraag, *, by, version: int, answer: str) -> Vraag:
    """Answer a question for the applicants, or answer it anew, as long as the submission is open; the askers are told.

    Raises `PermissionDenied` for who does not submit the plan along, `OutdatedVersion` where a colleague answered or the
    insurer took the question back since `version`, and `ValidationError` where it takes no answer or the words are missing.
    """
    vraag = _held_question(vraag)
    if not plan_rules.may_answer(by, vraag.indiening.plan):
        raise PermissionDenied
    if reason := rules.why_not_answered(vraag):
        raise ValidationError(reason)
    if version != vraag.version:
        raise OutdatedVersion(vraag)
    answer = _checked(answer, "answer", "Schrijf uw antwoord op.")
    if vraag.answer == answer:
        return vraag
    vraag.answer, vraag.answered_by, vraag.answered_at = answer, by, timezone.now()
    vraag.version += 1
    vraag.save(update_fields=["answer", "answered_by", "answered_at", "version"])
    telling.tell_answered(vraag, by=by)
    _record(TransformatieVerb.ANSWERED, vraag, by)
    return vraag


def _held_question(vraag) -> Vraag:
    indiening = _held(vraag.indiening)
    vraag = Vraag.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=vraag.pk)
    vraag.indiening = indiening
    return vraag


def _checked(words: str, field: str, missing: str) -> str:
    words = words.strip()
    if not words:
        raise ValidationError({field: missing})
    if len(words) > MOST_CHARACTERS:
        raise ValidationError({field: f"Gebruik ten hoogste {MOST_CHARACTERS} tekens."})
    return words


def _record(verb, vraag: Vraag, by) -> None:
    # On the question itself: who sees the history of the plan need not see what one insurer asked.
    record(verb, vraag, by=by, detail=str(vraag.indiening), part_id=vraag.indiening_id)
