"""Private notes of reviewers. They leave no trace in the history: what somebody jots down for themselves is no act."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.models import User
from iza_portal.rows import Columns, many
from plans.models.transformatie import Indiening, Kadercriterium, Notitie
from plans.transformatie import rules
from plans.transformatie.kaders import criteria_of

#: So long can a note be, in characters.
AT_MOST = 4000


def notes_for(indiening: Indiening, user, organisation_id: int) -> list[Notitie]:
    """Answer the notes of this person for the insurer, and those that its others share; one query.

    `organisation_id` is what `rules.signs_for` answers.
    """
    notes = []
    for values in many(_NOTES, indiening.pk, organisation_id, user.pk):
        note = _NOTE.made(values[: _NOTE.count])
        note.by = _PERSON.made(values[_NOTE.count :])
        notes.append(note)
    return notes


_NOTE, _PERSON = Columns(Notitie, "note"), Columns(User, "person")
_NOTES = f"""
    SELECT {_NOTE.sql}, {_PERSON.sql} FROM plans_notitie note JOIN accounts_user person ON person.id = note.by_id
    WHERE note.indiening_id = %s AND note.organisation_id = %s AND (note.by_id = %s OR note.is_shared)
    ORDER BY note.at, note.id
"""  # noqa: S608 (nothing of a person is in it)


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
