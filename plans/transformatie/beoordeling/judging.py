"""Saying what an insurer finds of one criterion, why, and where in the plan that shows."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models.transformatie import Indiening, Kadercriterium, Oordeel, Uitkomst
from plans.transformatie import rules
from plans.transformatie.beoordeling.holding import check_drawn_up, held
from plans.transformatie.kaders import criteria_of
from plans.transformatie.verbs import TransformatieVerb

#: So long can the reason of one criterion be, in characters.
REASON_AT_MOST = 4000


@transaction.atomic
def judge(
    indiening: Indiening,
    *,
    by,
    criterion: Kadercriterium,
    version: int,
    outcome: str,
    reason: str = "",
    place: str = "",
) -> Oordeel:
    """Keep what the insurer of `by` finds of the criterion; `version` is the one that the person saw, 0 for none yet.

    `place` is the code of a part of the plan, or empty. What stands there already is not kept again. Raises
    `PermissionDenied` for who does not judge the submission, `OutdatedVersion` with what stands there where a colleague
    kept something meanwhile, and `ValidationError`: the judgment is out of hand, or what is said is not right.
    """
    rows = held(indiening, by=by, right=rules.judges_for)
    if criterion not in criteria_of(rows.indiening):
        raise PermissionDenied
    now = Oordeel.objects.select_related("by").filter(beoordeling=rows.judgment, criterion=criterion).first()
    said = {"outcome": outcome, "reason": reason.strip(), "place": place}
    if now and said == {name: getattr(now, name) for name in said}:
        return now
    check_drawn_up(rows.judgment)
    if now and now.version != version:
        raise OutdatedVersion(now)
    oordeel = now or Oordeel(beoordeling=rows.judgment, criterion=criterion, version=0)
    before = facts_of(oordeel) if now else None
    for name, value in said.items():
        setattr(oordeel, name, value)
    oordeel.by, oordeel.at, oordeel.version = by, timezone.now(), oordeel.version + 1
    _check(oordeel)
    oordeel.save()
    record(
        TransformatieVerb.JUDGED,
        rows.judgment,
        by=by,
        detail=str(criterion),
        part_id=criterion.pk,
        before=before,
        after=facts_of(oordeel),
    )
    return oordeel


def _check(oordeel: Oordeel) -> None:
    if oordeel.outcome not in Uitkomst:
        raise ValidationError({"outcome": "Kies wat u van dit criterium vindt."})
    if oordeel.outcome != Uitkomst.VOLDOET and not oordeel.reason:
        raise ValidationError({"reason": "Schrijf op waarom. Alleen bij “voldoet” mag dit leeg blijven."})
    if len(oordeel.reason) > REASON_AT_MOST:
        raise ValidationError({"reason": f"Gebruik ten hoogste {REASON_AT_MOST} tekens."})
    oordeel.clean_fields(exclude=["beoordeling", "criterion", "by"])


def facts_of(oordeel: Oordeel) -> dict:
    """Answer what is found, by label: what a page shows of it, and what the history keeps."""
    return {
        "oordeel": oordeel.get_outcome_display(),
        "waarom": oordeel.reason,
        "plaats in het plan": oordeel.place,
    }
