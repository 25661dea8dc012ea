"""What the applicants declare because no portal can compute it: giving a declaration, and taking it back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.trail.recording import record
from plans.models.transformatie import Verklaring, Verklaringsoort
from plans.transformatie.holding import hold_to_write
from plans.transformatie.verbs import TransformatieVerb

NOTE = 2000


@transaction.atomic
def declare(plan, kind: str, *, by, note: str = "") -> Verklaring:
    """Declare something for the plan, for the organisation whose hat is on; a second time the first one stands.

    Raises what `hold_to_write` raises, and `ValidationError` for what is no declaration or a note that is too long.
    """
    plan = hold_to_write(plan, by=by)
    if kind not in Verklaringsoort:
        raise ValidationError("Deze verklaring bestaat niet.")
    if len(note) > NOTE:
        raise ValidationError({"note": f"Schrijf ten hoogste {NOTE} tekens."})
    if given := plan.verklaringen.filter(kind=kind).first():
        return given
    verklaring = Verklaring.objects.create(
        plan=plan, kind=kind, note=note.strip(), by=by, acting_for=by.hat, at=timezone.now()
    )
    after = {"toelichting": verklaring.note} if verklaring.note else None
    record(
        TransformatieVerb.DECLARED,
        plan,
        by=by,
        detail=verklaring.get_kind_display(),
        part_id=verklaring.pk,
        after=after,
    )
    return verklaring


@transaction.atomic
def take_back(plan, kind: str, *, by) -> None:
    """Take a declaration back; one that is not there is taken back already. Raises what `hold_to_write` raises."""
    plan = hold_to_write(plan, by=by)
    given = plan.verklaringen.filter(kind=kind).first()
    if given is None:
        return
    record(
        TransformatieVerb.DECLARATION_TAKEN_BACK,
        plan,
        by=by,
        detail=given.get_kind_display(),
        part_id=given.pk,
        before={"toelichting": given.note} if given.note else None,
    )
    given.delete()
