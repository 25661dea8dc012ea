from django.db import models

from iza_portal.trail.models import Event


def record(verb, subject: models.Model, *, by, detail="", part_id=None, reason="", before=None, after=None) -> Event:
    """Append one act to the trail of `subject`, inside the caller's transaction.

    `by` is the person, or None where the portal acts by itself; the organisation is the hat that the person has on.
    `detail` names the part of the subject (a section's title), `part_id` is its key; `before` and `after` hold what
    changed, as JSON.
    """
    return Event.objects.create(
        actor=by,
        acting_for=getattr(by, "hat", None),
        verb=str(verb),
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        detail=detail[:300],
        part_id=part_id,
        reason=reason,
        before=before,
        after=after,
    )


def history(subject: models.Model) -> models.QuerySet[Event]:
    """Answer the acts on `subject`, newest first. Whoever may see the subject may see them; the caller checks that."""
    return Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).select_related(
        "actor", "acting_for"
    )
