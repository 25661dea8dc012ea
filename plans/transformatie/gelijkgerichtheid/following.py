"""Gelijkgerichtheid: an insurer that did not judge a plan acknowledges it, and says how it follows (domain: C12)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.models import Event
from iza_portal.trail.recording import record
from plans.models.transformatie import Gelijkgerichtheid, Transformatieplan, Volgwijze
from plans.transformatie import moving, rules
from plans.transformatie.gelijkgerichtheid import telling
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import APPROVED

#: So long can it be said how an insurer follows, in characters.
HOW_AT_MOST = 4000


def own_row(user, plan: Transformatieplan) -> Gelijkgerichtheid | None:
    """Answer the row of the insurer whose hat is on, where this person acknowledges the plan for it; else None."""
    insurer = rules.follows_for(user, plan)
    return plan.gelijkgerichtheid.filter(organisation=insurer).first() if insurer else None


@transaction.atomic
def follow(row: Gelijkgerichtheid, *, by, version: int, follows, how: str = "") -> Gelijkgerichtheid:
    """Acknowledge the plan for an insurer and say how it follows, or say it otherwise than before; all who see it read it.

    Raises `PermissionDenied` for who does not act for that insurer; `OutdatedVersion`, with the row as it stands, where a
    colleague changed it since `version`; `ValidationError` at the field that is not right, or where the plan is no longer
    carried out.
    """
    plan = moving.locked(row.plan)
    row = (
        Gelijkgerichtheid.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .get(pk=row.pk)
    )
    row.plan = plan
    if rules.follows_for(by, plan) != row.organisation_id:
        raise PermissionDenied
    if plan.status not in APPROVED:
        raise ValidationError("Dit plan is niet meer goedgekeurd.")
    if row.version != version:
        raise OutdatedVersion(row)
    if follows not in Volgwijze:
        raise ValidationError({"follows": "Kies hoe uw organisatie het plan volgt."})
    how = how.strip()
    if len(how) > HOW_AT_MOST:
        raise ValidationError({"how": f"Gebruik ten hoogste {HOW_AT_MOST} tekens."})
    if follows == Volgwijze.DEELS and not how:
        raise ValidationError({"how": "Schrijf op wat u wel en niet volgt."})
    before = _facts(row) if row.acknowledged_at else None
    row.follows, row.how = Volgwijze(follows), how
    if row.acknowledged_at is None:
        row.acknowledged_by, row.acknowledged_at = by, timezone.now()
    if before == _facts(row):
        return row
    row.version += 1
    row.save()
    record(
        TransformatieVerb.FOLLOWED if before else TransformatieVerb.ACKNOWLEDGED,
        plan,
        by=by,
        detail=row.organisation.name,
        part_id=row.pk,
        before=before,
        after=_facts(row),
    )
    telling.tell_followed(row, by=by)
    return row


def _facts(row: Gelijkgerichtheid) -> dict:
    return {"volgt": row.get_follows_display(), "hoe": row.how}


def earlier_words(plan: Transformatieplan) -> QuerySet[Event]:
    """Answer what each insurer said of following the plan, the newest first: the history of all of them in one query."""
    verbs = [TransformatieVerb.ACKNOWLEDGED, TransformatieVerb.FOLLOWED]
    events = Event.objects.filter(subject_type=plan._meta.label_lower, subject_id=plan.pk, verb__in=verbs)
    return events.order_by("-at", "-pk")


def waiting_for(user) -> QuerySet[Gelijkgerichtheid]:
    """Answer the rows of the insurer whose hat is on, for who acts there: first what is to be acknowledged, oldest first."""
    if not rules.follows(user):
        return Gelijkgerichtheid.objects.none()
    rows = Gelijkgerichtheid.objects.filter(organisation=user.hat, plan__status__in=APPROVED)
    return rows.select_related("plan__region", "plan__insurer").order_by(
        F("acknowledged_at").asc(nulls_first=True), "plan__approved_at", "pk"
    )
