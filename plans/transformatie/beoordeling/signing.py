"""How a judgment gets out of an insurer's own hands: one person draws it up with an advice, another one signs it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models.transformatie import Advies, Beoordeling, Beoordelingstand, Indiening
from plans.transformatie import rules
from plans.transformatie.beoordeling import telling
from plans.transformatie.beoordeling.advice import advice_on, obstacles
from plans.transformatie.beoordeling.holding import Held, check_drawn_up, held, why_closed
from plans.transformatie.beoordeling.reading import both_submitted
from plans.transformatie.kaders import criteria_of
from plans.transformatie.verbs import TransformatieVerb

#: So long can the motivation be, in characters.
MOTIVATION_AT_MOST = 20_000


@transaction.atomic
def advise(indiening: Indiening, *, by, version: int, advice: str, motivation: str) -> Beoordeling:
    """Keep what the insurer of `by` advises, as far as it is written; either can still be empty.

    Raises `PermissionDenied` for who does not judge the submission, `OutdatedVersion` where a colleague changed the
    judgment since `version`, and `ValidationError` where it is out of hand or the advice is none of this step.
    """
    return _advise(_drawn_up(indiening, by, version), by, advice, motivation)


@transaction.atomic
def hand_over(indiening: Indiening, *, by, version: int, advice: str, motivation: str) -> Beoordeling:
    """Keep the advice and lay the judgment before a second person, who signs it or sends it back.

    Raises what `advise` raises, and `ValidationError` with all that still stands in the way (`advice.obstacles`).
    """
    rows = _drawn_up(indiening, by, version)
    judgment = _advise(rows, by, advice, motivation)
    found = obstacles(criteria_of(rows.indiening), judgment.oordelen.all(), advice=advice, motivation=motivation)
    if found:
        raise ValidationError(found)
    judgment.status = Beoordelingstand.TER_ONDERTEKENING
    judgment.submitted_by, judgment.submitted_at = by, timezone.now()
    _save(judgment)
    record(TransformatieVerb.JUDGMENT_HANDED_OVER, judgment, by=by, after={"advies": judgment.get_advice_display()})
    telling.tell_to_sign(judgment, by=by)
    return judgment


@transaction.atomic
def sign(indiening: Indiening, *, by, version: int) -> Beoordeling:
    """Sign the judgment as the person read it at `version`: from then on it is submitted and nobody changes it.

    Where it is the second of the two, either market leader is told that both are in, and not before. Raises
    `PermissionDenied` for who does not sign for the insurer, the person who drew it up included; `OutdatedVersion` where it
    changed meanwhile; `ValidationError` where it does not wait for a signature.
    """
    rows = held(indiening, by=by, right=rules.signs_for)
    judgment = rows.judgment
    if judgment.submitted_by_id == by.pk:
        raise PermissionDenied
    _check_waits(rows, version)
    judgment.status = Beoordelingstand.INGEDIEND
    judgment.signed_by, judgment.signed_at = by, timezone.now()
    _save(judgment)
    record(TransformatieVerb.JUDGMENT_SIGNED, judgment, by=by, after={"advies": judgment.get_advice_display()})
    if both_submitted(rows.indiening):
        telling.tell_both_in(rows.indiening)
    return judgment


@transaction.atomic
def send_back(indiening: Indiening, *, by, version: int, reason: str) -> Beoordeling:
    """Send the judgment back to who draws it up, with the reason; who handed it over can take it back in this way.

    Raises what `sign` raises, but for the person who drew it up.
    """
    rows = held(indiening, by=by, right=rules.signs_for)
    _check_waits(rows, version)
    if not reason.strip():
        raise ValidationError({"reason": "Schrijf op waarom. Uw collega leest dit."})
    take_out_of_signing(rows.judgment, by=by, reason=reason.strip())
    telling.tell_sent_back(rows.judgment, by=by)
    return rows.judgment


def take_out_of_signing(judgment: Beoordeling, *, by, reason: str) -> None:
    """Let a judgment whose row is held, and that waits for a signature, be drawn up again."""
    judgment.status = Beoordelingstand.BEZIG
    _save(judgment)
    record(TransformatieVerb.JUDGMENT_SENT_BACK, judgment, by=by, reason=reason)


def facts_of(judgment: Beoordeling) -> dict:
    """Answer what is advised, by label: what a page shows of it, and what the history keeps."""
    return {"advies": judgment.get_advice_display(), "motivering": judgment.motivation}


def _drawn_up(indiening: Indiening, by, version: int) -> Held:
    rows = held(indiening, by=by, right=rules.judges_for)
    check_drawn_up(rows.judgment)
    if rows.judgment.version != version:
        raise OutdatedVersion(rows.judgment)
    return rows


def _advise(rows: Held, by, advice: str, motivation: str) -> Beoordeling:
    judgment = rows.judgment
    if advice and advice not in advice_on(rows.indiening):
        raise ValidationError({"advice": "Kies een advies dat bij deze stap hoort."})
    if len(motivation) > MOTIVATION_AT_MOST:
        raise ValidationError({"motivation": f"Gebruik ten hoogste {MOTIVATION_AT_MOST} tekens."})
    before = facts_of(judgment)
    judgment.advice, judgment.motivation = advice and Advies(advice), motivation.strip()
    after = facts_of(judgment)
    if before != after:
        _save(judgment)
        record(TransformatieVerb.ADVISED, judgment, by=by, before=before, after=after)
    return judgment


def _check_waits(rows: Held, version: int) -> None:
    if reason := why_closed(rows.indiening):
        raise ValidationError(reason)
    if rows.judgment.version != version:
        raise OutdatedVersion(rows.judgment)
    if rows.judgment.status != Beoordelingstand.TER_ONDERTEKENING:
        raise ValidationError(f"De beoordeling wacht niet op een handtekening: {rows.judgment.get_status_display()}.")


def _save(judgment: Beoordeling) -> None:
    judgment.version += 1
    judgment.save()
