"""Holding an application while it is changed, so that what happens to one comes one after the other."""

from django.core.exceptions import ValidationError

from funding.models import Aanvraagstand, SpukAanvraag
from plans.transformatie import moving

SUBMITTED = "Deze aanvraag is ingediend: er verandert niets meer aan."
GONE = "Deze aanvraag is intussen weggegooid."


def held(aanvraag: SpukAanvraag, *, with_plan: bool = False) -> SpukAanvraag:
    """Answer the application as it is now, its row locked; `with_plan` its plan first, whose municipalities it divides.

    Raises `ValidationError` where it is no longer there.
    """
    plan = moving.locked(aanvraag.plan) if with_plan else aanvraag.plan
    now = (
        SpukAanvraag.objects.select_for_update(of=["self"], no_key=True)
        .select_related("aanvrager", "overeenkomst")
        .defer("overeenkomst__content")
        .filter(pk=aanvraag.pk)
        .first()
    )
    if now is None:
        raise ValidationError(GONE)
    now.plan = plan
    return now


def writable(aanvraag: SpukAanvraag, *, with_plan: bool = False) -> SpukAanvraag:
    """As `held`, of one that was not handed in. Raises `ValidationError` of one that was."""
    aanvraag = held(aanvraag, with_plan=with_plan)
    if aanvraag.status != Aanvraagstand.CONCEPT:
        raise ValidationError(SUBMITTED)
    return aanvraag


def touch(aanvraag: SpukAanvraag, *fields: str) -> None:
    """Count a change of the application, and keep these fields of it."""
    aanvraag.version += 1
    aanvraag.save(update_fields=[*fields, "version"])
