"""A transformatieplan that lacks nothing, in either step."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from iza_portal.accounts.models import Kind
from iza_portal.texts.building import paragraph, text
from iza_portal.texts.plain import to_search_text
from plans.models.transformatie import (
    Businesscaseregel,
    Commitment,
    Mijlpaalbedrag,
    Partijrol,
    Sector,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatieonderdeel,
    Verklaring,
    Verklaringsoort,
)
from plans.transformatie.starten.starting import template_parts
from tests.factories import OrganisationFactory, TransformatiepartijFactory

AMOUNT = Decimal("100000.50")


def complete(plan, *, by) -> None:
    """Give `plan`, which is written, all that both steps ask: texts, parties, agreements, milestones, money."""
    body = text(paragraph("Ouderen wonen langer thuis, en dat werkt voor iedereen."))
    Transformatieonderdeel.objects.bulk_create(
        Transformatieonderdeel(plan=plan, position=position, body=body, plain_text=to_search_text(body), **fields)
        for position, fields in enumerate(template_parts(), start=1)
    )
    plan.impacts, plan.relations, plan.has_contacted_insurer = ["zorggebruik"], ["roaz_plan"], True
    plan.requested, plan.starts_on, plan.ends_on = AMOUNT, date(2026, 1, 1), date(2029, 12, 31)
    plan.save()
    plan.partijen.filter(part=Partijrol.INDIENER).update(carries_urgency=True, commitment=Commitment.GETEKEND)
    TransformatiepartijFactory(
        plan=plan,
        organisation=OrganisationFactory(kind=Kind.BURGERS, name="Zorgbelang"),
        part=Partijrol.BETROKKEN,
        sector=Sector.ANDERS,
    )
    lead = plan.partijen.get(is_lead=True)
    Transformatieafspraak.objects.create(
        plan=plan,
        position=1,
        title="Minder opnames van ouderen",
        how="De wijkverpleging komt eerder.",
        measure="opnames van 75-plussers",
        unit="per jaar",
        start_value=1200,
        start_on=date(2025, 12, 31),
        target_value=900,
        target_on=date(2029, 6, 30),
        partij=lead,
    )
    Businesscaseregel.objects.create(
        plan=plan, kind="kosten", year=2026, title="Opbouw", amount=Decimal(100000), partij=lead
    )
    Businesscaseregel.objects.create(
        plan=plan, kind="baten", year=2029, title="Minder opnames", amount=Decimal(250000), who="de samenleving"
    )
    mijlpaal = Transformatiemijlpaal.objects.create(
        plan=plan,
        position=1,
        kind="inspanning",
        title="Wijkteams werken",
        due_on=date(2027, 6, 30),
        evidence="Een lijst van teams.",
        partij=lead,
    )
    Mijlpaalbedrag.objects.create(
        mijlpaal=mijlpaal, partij=lead, sector=Sector.SOCIAAL_DOMEIN, costs="project", amount=AMOUNT
    )
    Verklaring.objects.bulk_create(
        Verklaring(plan=plan, kind=kind, by=by, acting_for=lead.organisation, at=timezone.now())
        for kind in Verklaringsoort
    )
