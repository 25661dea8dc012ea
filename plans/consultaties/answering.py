"""Answering reactions: the writers say of each what they did with it, and why."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.consultaties import rules
from plans.consultaties.rounds import CLOSED, locked
from plans.models import Consultatiereactie
from plans.verbs import PlanVerb
from regions.models import Handling
from regions.reactions import check_answer


@transaction.atomic
def answer(reactie, *, by, version: int, handling: str, answer: str = "") -> Consultatiereactie:
    """Say what was done with a reaction, and why; until the round is accounted for that can be said anew.

    Raises `PermissionDenied`, `OutdatedVersion` where the party changed its reaction or somebody else answered it since
    `version`, or a `ValidationError` where the round is closed, the reaction was withdrawn, or the motive is missing: only
    an agreement takes none.
    """
    consultatie = locked(reactie.consultatie)
    if consultatie.accounted_at:
        raise ValidationError(CLOSED)
    if not rules.may_answer(by, consultatie):
        raise PermissionDenied
    reactie = consultatie.reacties.select_related("organisation").filter(pk=reactie.pk).first()
    if reactie is None:
        raise ValidationError("De partij heeft deze reactie intussen ingetrokken.")
    reactie.consultatie = consultatie
    if not rules.may_answer_of(by, consultatie, reactie.organisation_id):
        raise PermissionDenied(f"Een ander dan {reactie.organisation} beantwoordt deze reactie.")
    if version != reactie.version:
        raise OutdatedVersion(reactie)
    handling, answer = Handling(handling), answer.strip()
    check_answer(reactie.stance, answer)
    if (reactie.handling, reactie.answer) == (handling, answer):
        return reactie
    reactie.handling, reactie.answer = handling, answer
    reactie.answered_by, reactie.answered_at = by, timezone.now()
    reactie.version += 1
    reactie.save(update_fields=["handling", "answer", "answered_by", "answered_at", "version"])
    # Without its words: the whole region reads the history of a plan.
    record(PlanVerb.REACTION_ANSWERED, consultatie.plan, by=by, detail=str(consultatie), part_id=reactie.pk)
    return reactie
