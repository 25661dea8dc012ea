"""Measuring the goals of a plan that is followed: a value on a day, with its source."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Prefetch
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from plans.models import Doel, Meting, Opgave, Partij, Regioplan
from plans.opgaven.wording import in_dutch, with_unit
from plans.verbs import PlanVerb
from plans.voortgang.followed import EARLIEST, why_not_followed
from plans.voortgang.rules import may_account

GONE = "Dit is intussen weggehaald."
_UNCHECKED = ["doel", "by"]


def metingen_of(doelen: Iterable[Doel], until: date | None = None) -> dict[int, list[Meting]]:
    """Answer of each goal, by its pk, what was measured (until a day, that day included), earliest first; one query.

    What was noted at the same goal in another version of the plan counts as well, where it counts the same thing. Of two
    on one day the one that was noted last.
    """
    doelen = list(doelen)
    rows = Meting.objects.filter(doel__key__in=[doel.key for doel in doelen])
    if until:
        rows = rows.filter(on__lte=until)
    rows = rows.annotate(key=F("doel__key"), indicator=F("doel__indicator"))
    found = defaultdict(dict)
    for meting in rows.order_by("on", "at"):
        found[meting.key, meting.unit, meting.indicator][meting.on] = meting
    return {doel.pk: list(found[doel.key, doel.counted_in, doel.indicator_id].values()) for doel in doelen}


def _hold(doel: Doel, by) -> tuple[Regioplan, Doel]:
    """Answer the plan, held, and the goal as it stands; who may not measure it is refused with the reason."""
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=doel.opgave.plan_id)
    found = (
        Doel.objects.select_related("opgave", "indicator").filter(pk=doel.pk, opgave__position__isnull=False).first()
    )
    if found is None:
        raise ValidationError(GONE)
    found.opgave.plan = plan
    if not may_account(by, found.opgave):
        raise PermissionDenied("De trekkers van de opgave en de ambtenaren van de gemeenten meten de doelen.")
    if reason := why_not_followed(plan):
        raise ValidationError(reason)
    return plan, found


@transaction.atomic
def add_meting(doel, *, by, on: date, value: Decimal, source: str, note: str = "") -> Meting:
    """Note what was measured of a goal on a day. Raises `ValidationError` at the field that does not fit."""
    plan, doel = _hold(doel, by)
    meting = Meting(doel=doel, on=on, value=value, source=source.strip(), note=note.strip())
    return _keep(PlanVerb.METING_ADDED, plan, meting, by=by)


@transaction.atomic
def change_meting(meting, *, by, version: int, on: date, value: Decimal, source: str, note: str = "") -> Meting:
    """Change a measurement that the person saw as it was at `version`.

    Raises `OutdatedVersion`, with it as it stands, where somebody else changed it meanwhile.
    """
    plan, meting = _hold_meting(meting, by, version)
    before = facts_of(meting)
    meting.on, meting.value, meting.source, meting.note = on, value, source.strip(), note.strip()
    meting.version += 1
    return _keep(PlanVerb.METING_CHANGED, plan, meting, by=by, before=before)


@transaction.atomic
def remove_meting(meting, *, by, version: int) -> None:
    """Take away a measurement that the person saw as it was at `version`; the history of the plan keeps it."""
    plan, meting = _hold_meting(meting, by, version)
    record(
        PlanVerb.METING_REMOVED, plan, by=by, detail=meting.doel.title, part_id=meting.doel_id, before=facts_of(meting)
    )
    meting.delete()


def _hold_meting(meting: Meting, by, version: int) -> tuple[Regioplan, Meting]:
    plan, doel = _hold(meting.doel, by)
    found = Meting.objects.filter(pk=meting.pk).first()
    if found is None:
        raise ValidationError(GONE)
    found.doel = doel
    if version != found.version:
        raise OutdatedVersion(found)
    return plan, found


def _keep(verb, plan: Regioplan, meting: Meting, *, by, before: dict | None = None) -> Meting:
    doel = meting.doel
    if meting.on < EARLIEST:
        raise ValidationError({"on": f"Kies een dag vanaf {long_date(EARLIEST)}."})
    if meting.on > timezone.localdate():
        raise ValidationError({"on": "Deze dag moet nog komen."})
    if doel.start_on and meting.on <= doel.start_on:
        raise ValidationError({"on": f"De startwaarde is gemeten op {long_date(doel.start_on)}. Kies een latere dag."})
    # What was counted otherwise in an earlier version of the plan is not shown here, and not in the way.
    alike = {"doel__key": doel.key, "doel__indicator": doel.indicator_id, "unit": doel.counted_in}
    others = Meting.objects.filter(**alike, on=meting.on).exclude(pk=meting.pk)
    if others.exists():
        raise ValidationError({"on": "Van deze dag is al een meting vastgelegd. Wijzig die."})
    meting.unit, meting.by, meting.at = doel.counted_in, by, timezone.now()
    meting.full_clean(exclude=_UNCHECKED)
    meting.save()
    record(verb, plan, by=by, detail=doel.title, part_id=doel.pk, before=before, after=facts_of(meting))
    return meting


def facts_of(meting: Meting) -> dict:
    """Answer what a measurement says, by label: what a page shows, and what the history keeps."""
    return {
        "gemeten op": long_date(meting.on),
        "waarde": with_unit(in_dutch(meting.value), meting.doel.counted_in),
        "bron": meting.source,
        "toelichting": meting.note,
    }


def opgaven_with_goals(plans: list[Regioplan]) -> list[Opgave]:
    """Answer the opgaven of these plans, plan by plan, each with its `plan`, `doelen` and `partijen`; four queries."""
    place = {plan.pk: (place, plan) for place, plan in enumerate(plans)}
    rows = Opgave.objects.filter(plan__in=plans, position__isnull=False).prefetch_related(
        Prefetch("doelen", Doel.objects.select_related("indicator").order_by("position", "pk")),
        Prefetch("partijen", Partij.objects.select_related("organisation").order_by("pk")),
    )
    opgaven = sorted(rows, key=lambda opgave: (place[opgave.plan_id][0], opgave.position))
    for opgave in opgaven:
        opgave.plan = place[opgave.plan_id][1]
    return opgaven
