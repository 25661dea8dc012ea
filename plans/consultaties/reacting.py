"""Reacting in a consultation: a party says what it thinks of the plan, place by place, and says when it is done."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.consultaties import rules, telling
from plans.consultaties.places import Place, places_of
from plans.consultaties.rounds import locked
from plans.models import Consultatie, ConsultatiePartij, Consultatiereactie
from plans.verbs import PlanVerb
from regions.models import Stance
from regions.reactions import check_words

ANSWERED = "Deze reactie is intussen beantwoord en kan niet meer veranderen."


def _held(consultatie, by) -> Consultatie:
    """Answer the round, locked, in which this person reacts for the organisation whose hat is on."""
    consultatie = locked(consultatie)
    if not rules.is_asked(by, consultatie):
        raise PermissionDenied
    if reason := rules.why_no_reaction(consultatie):
        raise ValidationError(reason)
    return consultatie


def _own(reactie, consultatie, by) -> Consultatiereactie:
    """Answer the reaction as it stands, of the own organisation."""
    reactie = consultatie.reacties.filter(pk=reactie.pk).first()
    if reactie is None:
        raise ValidationError("Deze reactie is intussen ingetrokken.")
    if reactie.organisation_id != by.hat.pk:
        raise PermissionDenied
    reactie.consultatie = consultatie
    return reactie


@transaction.atomic
def react(consultatie, place: Place, *, by, stance: str, text: str = "") -> Consultatiereactie:
    """Say for the organisation whose hat is on what it thinks of a place of the reading version.

    Raises `PermissionDenied` for who does not speak for a party that was asked, `ValidationError` where the term is over,
    the reading version has no such place, or words are missing: only to agree takes none.
    """
    consultatie = _held(consultatie, by)
    if place not in places_of(consultatie):
        raise ValidationError("Dit staat niet in de leesversie.")
    stance, text = Stance(stance), text.strip()
    check_words(stance, text)
    reactie = Consultatiereactie.objects.create(
        consultatie=consultatie,
        organisation=by.hat,
        about=place.about,
        key=place.key,
        place=place.number,
        title=place.title,
        stance=stance,
        text=text,
        by=by,
        at=timezone.now(),
    )
    _record(PlanVerb.REACTED, reactie, by)
    return reactie


@transaction.atomic
def change_reaction(reactie, *, by, version: int, stance: str, text: str = "") -> Consultatiereactie:
    """Change what the own organisation said, while it is not answered; the same again changes nothing.

    Raises what `react` raises, and `OutdatedVersion` where a colleague changed it since `version`.
    """
    consultatie = _held(reactie.consultatie, by)
    reactie = _own(reactie, consultatie, by)
    if reactie.handling:
        raise ValidationError(ANSWERED)
    if version != reactie.version:
        raise OutdatedVersion(reactie)
    stance, text = Stance(stance), text.strip()
    check_words(stance, text)
    if (reactie.stance, reactie.text) == (stance, text):
        return reactie
    reactie.stance, reactie.text, reactie.by, reactie.at = stance, text, by, timezone.now()
    reactie.version += 1
    reactie.save(update_fields=["stance", "text", "by", "at", "version"])
    _record(PlanVerb.REACTION_CHANGED, reactie, by)
    return reactie


@transaction.atomic
def withdraw(reactie, *, by) -> None:
    """Take back what the own organisation said, while it is not answered; nothing of its words is kept."""
    consultatie = _held(reactie.consultatie, by)
    reactie = _own(reactie, consultatie, by)
    if reactie.handling:
        raise ValidationError(ANSWERED)
    _record(PlanVerb.REACTION_WITHDRAWN, reactie, by)
    reactie.delete()


@transaction.atomic
def say_done(consultatie, *, by, is_done: bool) -> ConsultatiePartij:
    """Note that the reaction of the own organisation is complete, or not yet; without any remark that says there are none.

    The regiocoördinator is told when the last party is done. The same again changes nothing. Raises as `react` does.
    """
    consultatie = _held(consultatie, by)
    party = consultatie.asked.get(organisation=by.hat)
    if bool(party.done_at) == is_done:
        return party
    party.done_at, party.done_by = (timezone.now(), by) if is_done else (None, None)
    party.save(update_fields=["done_at", "done_by"])
    verb = PlanVerb.PARTY_DONE if is_done else PlanVerb.PARTY_NOT_DONE
    record(verb, consultatie.plan, by=by, detail=str(consultatie), part_id=consultatie.pk)
    if not consultatie.asked.filter(done_at=None).exists():
        telling.tell_all_done(consultatie, by=by)
    return party


def _record(verb, reactie, by) -> None:
    # The whole region reads the history of a plan; what a party said is for the writers.
    consultatie = reactie.consultatie
    record(verb, consultatie.plan, by=by, detail=str(consultatie), part_id=reactie.pk)


def facts_of(reactie: Consultatiereactie) -> dict:
    """Answer what a reaction says and how it was answered, by label."""
    return {
        "reactie": reactie.get_stance_display(),
        "toelichting": reactie.text,
        "afhandeling": reactie.get_handling_display(),
        "antwoord": reactie.answer,
    }
