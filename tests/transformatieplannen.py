"""A transformatieplan that lacks nothing: its snelle toets, and all that the full plan asks besides."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from iza_portal.texts.building import paragraph, text
from iza_portal.texts.plain import to_search_text
from plans.models.transformatie import (
    Businesscaseregel,
    Commitment,
    Mijlpaalbedrag,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatieonderdeel,
    Verklaring,
    Verklaringsoort,
)
from plans.transformatie.starten.starting import template_parts

#: Texts that are no duty, and stand in the plan all the same.
ALSO_WRITTEN = {"impact_zorggebruik", "middelen", "mededinging"}


def words_of(code: str) -> str:
    """Answer what stands in the text of this place of the format."""
    return f"Ouderen wachten te lang, en dat verandert: {code}. Wij brengen wijkteams en huisartsen samen."


def write(plan, code: str, words: str) -> None:
    """Let the text at this place of the format say `words`, past the editor."""
    body = text(paragraph(words)) if words else text()
    plan.onderdelen.filter(code=code).update(body=body, plain_text=to_search_text(body))


def complete_snelle_toets(plan) -> None:
    """Give the plan all texts of the format, with words in those that it asks, and the facts of the snelle toets."""
    Transformatieonderdeel.objects.bulk_create(
        Transformatieonderdeel(plan=plan, position=position, **fields)
        for position, fields in enumerate(template_parts(), start=1)
    )
    for part in plan.onderdelen.all():
        if part.is_mandatory or part.code in ALSO_WRITTEN:
            write(plan, part.code, words_of(part.code))
    plan.impacts, plan.relations, plan.has_contacted_insurer = ["zorggebruik"], ["roaz_plan"], True
    plan.save()


def complete_full_plan(plan, *, by) -> SimpleNamespace:
    """Give the plan an agreement, two lines of the business case, a milestone with an amount, and what is declared.

    Answers these rows by name. Its lead is asked to have an organisation, and a second party submits along.
    """
    lead = plan.partijen.get(is_lead=True)
    partner = plan.partijen.filter(part="indiener", is_lead=False).first()
    plan.partijen.filter(part="indiener").update(commitment=Commitment.GETEKEND)
    plan.starts_on, plan.ends_on, plan.requested = date(2027, 1, 1), date(2029, 12, 31), Decimal("100000.50")
    plan.save()
    afspraak = Transformatieafspraak.objects.create(
        plan=plan,
        position=1,
        title="Minder opnames",
        how="Wijkteams gaan eerder langs.",
        measure="opnames van 75-plussers",
        unit="per jaar",
        start_value=Decimal(1200),
        start_on=date(2026, 1, 1),
        target_value=Decimal("900.5"),
        target_on=date(2029, 12, 31),
        partij=lead,
    )
    baten, kosten = (
        Businesscaseregel.objects.create(plan=plan, kind=kind, year=2028, title=title, amount=Decimal(amount), who=who)
        for kind, title, amount, who in (
            ("baten", "Minder ligdagen", 250000, "de samenleving"),
            ("kosten", "Wijkteams", 100000, "het zorgverzekeringsfonds"),
        )
    )
    mijlpaal = Transformatiemijlpaal.objects.create(
        plan=plan,
        position=1,
        kind="inspanning",
        title="Wijkteams werken",
        due_on=date(2027, 6, 30),
        evidence="Een verslag van het eerste half jaar.",
        partij=partner,
        afspraak=afspraak,
    )
    bedrag = Mijlpaalbedrag.objects.create(
        mijlpaal=mijlpaal, partij=partner, sector="wijkverpleging", costs="project", amount=plan.requested
    )
    Verklaring.objects.bulk_create(
        Verklaring(plan=plan, kind=kind, by=by, acting_for=lead.organisation, at=timezone.now())
        for kind in Verklaringsoort
    )
    return SimpleNamespace(afspraak=afspraak, baten=baten, kosten=kosten, mijlpaal=mijlpaal, bedrag=bedrag)
