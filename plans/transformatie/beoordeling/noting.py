"""Private notes of reviewers. They leave no trace in the history: what somebody jots down for themselves is no act."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from plans.models.transformatie import Indiening, Kadercriterium, Notitie
from plans.transformatie import rules
from plans.transformatie.kaders import criteria_of

#: So long can a note be, in characters.
AT_MOST = 4000


def notes_for(indiening: Indiening, user, organisation_id: int) -> list[Notitie]:
    """Answer the notes of this person for the insurer, and those that its others share; one query.

    `organisation_id` is what `rules.signs_for` answers.
    """
    own = Notitie.objects.filter(indiening=indiening, organisation=organisation_id)
    return list(own.filter(Q(by=user) | Q(is_shared=True)).select_related("by"))


@transaction.atomic
def add_note(
    indiening: Indiening, *, by, text: str, is_shared: bool = False, criterion: Kadercriterium | None = None
) -> Notitie:
    """Keep a note on the submission, or on one criterion. Raises `PermissionDenied` for who does not judge or sign it."""
    organisation = rules.signs_for(by, indiening)
    if organisation is None or (criterion is not None and criterion not in criteria_of(indiening)):
        raise PermissionDenied
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Schrijf de notitie op."})
    if len(text) > AT_MOST:
        raise ValidationError({"text": f"Gebruik ten hoogste {AT_MOST} tekens."})
    return Notitie.objects.create(
        indiening=indiening,
        organisation_id=organisation,
        criterion=criterion,
        text=text,
        is_shared=is_shared,
        by=by,
        at=timezone.now(),
    )


@transaction.atomic
def remove_note(notitie: Notitie, *, by) -> None:
    """Delete an own note. Raises `PermissionDenied` for that of somebody else, and for who does not judge any more."""
    if notitie.by_id != by.pk or rules.signs_for(by, notitie.indiening) != notitie.organisation_id:
        raise PermissionDenied
    notitie.delete()
