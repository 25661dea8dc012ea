"""Beginning a transformatieplan: alone, from an opgave, or across regions."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.lines import on_one_line
from iza_portal.trail.recording import record
from plans.models import Aandeel, Opgave, PlanKind, Regioplan
from plans.models.transformatie import (
    Partijrol,
    Relatie,
    Transformatieonderdeel,
    Transformatiepartij,
    Transformatieplan,
)
from plans.transformatie import rules
from plans.transformatie.insurers import deciding_region, find_insurers, said_of, use_found
from plans.transformatie.partijen.sectors import sector_of
from plans.transformatie.verbs import TransformatieVerb

TEMPLATE = Path(__file__).parents[2] / "data" / "transformatieplan_template.csv"
NOT_STARTED = (
    "Een transformatieplan begint u namens een gemeente, zorgaanbieder, GGD, openbaar lichaam of vertegenwoordiging van "
    "inwoners of patiënten. Een zorgverzekeraar beoordeelt plannen en begint er dus geen."
)
OF_OPGAVE = {Aandeel.TREKKER: Partijrol.INDIENER}


@cache
def template_parts() -> tuple[dict, ...]:
    """Answer the texts of a plan in the order of the national format: step, code, title, whether mandatory, guidance."""
    with TEMPLATE.open(encoding="utf-8", newline="") as file:
        return tuple(
            {
                "step": row["step"],
                "code": row["code"],
                "title": row["title"],
                "is_mandatory": row["is_mandatory"] == "ja",
                "guidance": row["guidance"],
            }
            for row in csv.DictReader(file)
        )


def opgaven_to_start_from(user):
    """Answer the opgaven from which this person can begin a plan: of the plans that they may read."""
    readable = Regioplan.objects.visible_to(user)
    return Opgave.objects.present().filter(plan__in=readable).select_related("plan__region")


def parties_of(opgave) -> dict:
    """Answer the organisations of an opgave that become parties of a plan, each with what it becomes there.

    Whose kind cannot submit a plan is involved; insurers and national parties take no part.
    """
    parts: dict = {}
    for partij in opgave.partijen.select_related("organisation"):
        organisation = partij.organisation
        if organisation.kind not in rules.PARTY_KINDS:
            continue
        part = OF_OPGAVE.get(partij.part, Partijrol.BETROKKEN)
        if organisation.kind not in rules.STARTING_KINDS:
            part = Partijrol.BETROKKEN
        if parts.get(organisation) != Partijrol.INDIENER:
            parts[organisation] = part
    return parts


@transaction.atomic
def start(*, by, title, regions: Iterable, scale, theme=None, opgave=None) -> Transformatieplan:
    """Begin a plan with the organisation whose hat is on as its lead, all texts of the national format, and its insurers.

    From an `opgave`, which is in one of the regions, its parties come along, and so does the link to its plan. Raises
    `PermissionDenied` for who begins none or may not read the opgave, and `ValidationError` at the field.
    """
    if not rules.may_start(by):
        raise PermissionDenied(NOT_STARTED)
    if opgave is not None and not opgaven_to_start_from(by).filter(pk=opgave.pk).exists():
        raise PermissionDenied("U kunt deze opgave niet lezen.")
    regions = list(dict.fromkeys(regions))
    if not regions:
        raise ValidationError({"regions": "Kies ten minste één regio."})
    if opgave is not None and opgave.plan.region not in regions:
        raise ValidationError({"regions": f"De opgave hoort bij {opgave.plan.region}: kies die regio ook."})
    plan = Transformatieplan(
        region=opgave.plan.region if opgave else deciding_region(regions),
        title=on_one_line(title),
        scale=scale,
        theme=theme,
        opgave=opgave,
        regioplan=opgave and opgave.plan,
        relations=[Relatie.REGIOPLAN] if opgave and opgave.plan.kind == PlanKind.REGIOPLAN else [],
    )
    use_found(plan, find_insurers(regions))
    plan.full_clean()
    plan.save()
    plan.regions.set(regions)
    Transformatieonderdeel.objects.bulk_create(
        Transformatieonderdeel(plan=plan, position=position, **fields)
        for position, fields in enumerate(template_parts(), start=1)
    )
    parties = (parties_of(opgave) if opgave else {}) | {by.hat: Partijrol.INDIENER}
    Transformatiepartij.objects.bulk_create(
        Transformatiepartij(
            plan=plan,
            organisation=organisation,
            part=part,
            sector=sector_of(organisation.kind),
            is_lead=organisation == by.hat,
        )
        for organisation, part in parties.items()
    )
    after = {"titel": plan.title, "regio’s": ", ".join(map(str, regions)), "opgave": str(opgave or "")}
    record(TransformatieVerb.STARTED, plan, by=by, after={k: v for k, v in (after | said_of(plan)).items() if v})
    return plan
