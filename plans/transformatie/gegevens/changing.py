"""Changing what is asked of a plan as a whole, and giving it its national number."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.lines import on_one_line
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models import Regioplan
from plans.models.transformatie import Relatie, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.gegevens.wording import FIELDS, facts_of
from plans.transformatie.holding import hold_to_write
from plans.transformatie.insurers import deciding_region, find_insurers, said_of, use_found
from plans.transformatie.moving import locked
from plans.transformatie.verbs import TransformatieVerb

YEARS = range(2022, 2101)


def regioplannen_for(user, plan, regions: Iterable):
    """Answer the regioplannen that a plan can be linked to: of these regions, that this person may read, or the present."""
    readable = Regioplan.objects.visible_to(user).filter(region__in=regions)
    return (readable | Regioplan.objects.filter(pk=plan.regioplan_id)).distinct().select_related("region")


@transaction.atomic
def change_gegevens(plan, *, by, version: int, regions: Iterable, **fields) -> Transformatieplan:
    """Change the fields of `wording.FIELDS`, and the regions, of a plan that the person saw as it was at `version`.

    Other regions find the insurers anew, unless they were corrected by hand. Of the same again nothing is kept. Raises what
    `hold_to_write` raises, `OutdatedVersion`, and `ValidationError` at the field.
    """
    plan = hold_to_write(plan, by=by)
    if version != plan.version:
        raise OutdatedVersion(plan)
    regions, present = list(dict.fromkeys(regions)), set(plan.regions.all())
    before = facts_of(plan) | said_of(plan)
    if fields.keys() - set(FIELDS):
        raise TypeError(f"A plan has no {', '.join(sorted(fields.keys() - set(FIELDS)))}.")
    _check(plan, by, regions, fields)
    for name, value in fields.items():
        setattr(plan, name, on_one_line(value) if name == "title" else value)
    if set(regions) != present:
        if plan.region not in regions:
            plan.region = deciding_region(regions)
        if not plan.insurers_by_hand:
            use_found(plan, find_insurers(regions))
        plan.regions.set(regions)
    plan.full_clean()
    after = facts_of(plan) | said_of(plan)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return plan
    plan.version += 1
    plan.save()
    record(
        TransformatieVerb.GEGEVENS_CHANGED,
        plan,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return plan


def _check(plan, by, regions: list, fields: dict) -> None:
    """Say of what does not fit at which field that is; the rest is for the database."""
    if not regions:
        raise ValidationError({"regions": "Kies ten minste één regio."})
    starts_on, ends_on = fields.get("starts_on", plan.starts_on), fields.get("ends_on", plan.ends_on)
    for name, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if isinstance(day, date) and day.year not in YEARS:
            raise ValidationError({name: f"Kies een dag tussen {YEARS[0]} en {YEARS[-1]}."})
    if starts_on and ends_on and ends_on <= starts_on:
        raise ValidationError({"ends_on": "Kies een einddag na de begindag."})
    requested = fields.get("requested")
    if requested is not None and requested <= 0:
        raise ValidationError({"requested": "Vul een bedrag in dat hoger is dan nul, of laat het leeg."})
    relations = fields.get("relations", plan.relations)
    if Relatie.GEEN in relations and len(relations) > 1:
        raise ValidationError({"relations": "Kies “geen van deze” niet samen met een ander."})
    regioplan = fields.get("regioplan", plan.regioplan)
    if regioplan is None:
        return
    if regioplan.region not in regions:
        raise ValidationError({"regioplan": "Dit regioplan is niet van een van de gekozen regio’s."})
    if not regioplannen_for(by, plan, regions).filter(pk=regioplan.pk).exists():
        raise ValidationError({"regioplan": "U kunt dit regioplan niet lezen."})


@transaction.atomic
def give_number(plan, *, by, version: int, number: str) -> Transformatieplan:
    """Set the national number of a plan, for its coördinerend verzekeraar, once it was submitted; empty takes it away.

    Raises `PermissionDenied`, `OutdatedVersion`, and `ValidationError` where it is too long.
    """
    plan = locked(plan)
    if not rules.may_number(by, plan):
        raise PermissionDenied("Het landelijk nummer geeft de coördinerend verzekeraar, nadat het plan is ingediend.")
    if version != plan.version:
        raise OutdatedVersion(plan)
    before, plan.number = plan.number, on_one_line(number)
    plan.clean_fields(exclude=[field.name for field in plan._meta.fields if field.name != "number"])
    if before == plan.number:
        return plan
    plan.version += 1
    plan.save(update_fields=["number", "version"])
    record(TransformatieVerb.NUMBERED, plan, by=by, before={"nummer": before}, after={"nummer": plan.number})
    return plan
