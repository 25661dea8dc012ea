"""All that a transformatieplan says, as data that can be kept: what is submitted, and what is made of a plan later on.

No people are in it, no talk and no history. Amounts are strings in euros with two decimals, days are in ISO. The keys of
parts and tables are those that the criteria name (`Kadercriterium.parts`); a page gives each the id `deel-<key>`.
"""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from iza_portal.texts.figures import tell_in, to_keep
from iza_portal.writing.pictures.showing import pictures_of
from iza_portal.writing.together.settling import settle
from plans.models.transformatie import (
    Businesscaseregel,
    Impact,
    Mijlpaalbedrag,
    Relatie,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatiepartij,
    Transformatieplan,
)
from plans.transformatie.workflow import Stap

#: Which edition of this file made a content: what was kept is read for as long as the portal stands.
LAYOUT = 1

#: The pieces of a content that are no text, each by the key under which a page shows it, with its title.
TABLES = {
    "looptijd": "Looptijd en schaal",
    "partijen": "Partijen",
    "afspraken": "Afspraken",
    "businesscaseregels": "Businesscase in cijfers",
    "mijlpalen": "Mijlpalen en bedragen",
    "verklaringen": "Verklaringen",
}
#: Those that belong to the full plan alone.
_OF_THE_FULL_PLAN = {"afspraken", "businesscaseregels", "mijlpalen", "verklaringen"}


def content_of(plan: Transformatieplan) -> dict:
    """Answer all of the plan as it is now; in the step of the snelle toets only what is asked there.

    A fixed number of queries. The plan comes as it is in the database: one that is being submitted is locked.
    """
    is_full = plan.step == Stap.BEOORDELING
    parties = list(plan.partijen.select_related("organisation"))
    names = {party.pk: str(party) for party in parties}
    leaders = [str(each) for each in (plan.marktleider_1, plan.marktleider_2) if each]
    return {
        "layout": LAYOUT,
        "step": plan.step.value,
        "title": plan.title,
        "number": plan.number,
        "scale": plan.get_scale_display(),
        "theme": str(plan.theme or ""),
        "regions": [{"pk": region.pk, "name": region.name} for region in plan.regions.order_by("name")],
        "insurers": {
            "leaders": leaders,
            "coordinator": str(plan.insurer or ""),
            "reason": plan.insurers_reason,
        },
        "has_contacted_insurer": plan.has_contacted_insurer,
        "starts_on": _day(plan.starts_on),
        "ends_on": _day(plan.ends_on),
        "requested": _euros(plan.requested),
        "impacts": _coded(Impact, plan.impacts),
        "relations": _coded(Relatie, plan.relations),
        "regioplan": str(plan.regioplan or ""),
        "parties": [_party(party) for party in parties],
        "parts": _parts(plan, is_full=is_full),
        "afspraken": _afspraken(plan, names) if is_full else [],
        "businesscase": _businesscase(plan, names) if is_full else [],
        "mijlpalen": _mijlpalen(plan, names) if is_full else [],
        "verklaringen": _verklaringen(plan) if is_full else [],
    }


def places_of(content: dict) -> dict[str, str]:
    """Answer the places of a content by key, each with its title, in the order in which a page shows them.

    Those that insurers name in a question or a judgment; the page gives each the id `deel-<key>`.
    """
    is_full = content.get("step") == Stap.BEOORDELING
    tables = {key: title for key, title in TABLES.items() if is_full or key not in _OF_THE_FULL_PLAN}
    first = {key: tables.pop(key) for key in ("looptijd", "partijen")}
    return first | {part["code"]: part["title"] for part in content.get("parts", [])} | tables


def _parts(plan, *, is_full: bool) -> list[dict]:
    parts = plan.onderdelen.all() if is_full else plan.onderdelen.filter(step=Stap.SNELLE_TOETS)
    parts = list(parts)
    settle(parts)
    pictures = pictures_of([(part.document_id, part.body) for part in parts])
    figures = tell_in(part.body for part in parts)
    return [
        {
            "key": str(part.key),
            "code": part.code,
            "title": part.title,
            "step": part.step,
            "guidance": part.guidance,
            "is_mandatory": part.is_mandatory,
            "body": part.body,
            "is_empty": part.is_empty,
            "pictures": own_pictures,
            "cited": to_keep(own_figures),
        }
        for part, own_pictures, own_figures in zip(parts, pictures, figures, strict=True)
    ]


def _party(party: Transformatiepartij) -> dict:
    return {
        "pk": party.pk,
        "name": str(party),
        "part": party.part,
        "part_label": party.get_part_display(),
        "sector": party.sector,
        "sector_label": party.get_sector_display(),
        "is_lead": party.is_lead,
        "carries_urgency": party.carries_urgency,
        "how": party.how,
        "commitment": party.commitment,
        "commitment_label": party.get_commitment_display(),
        "commitment_text": party.commitment_text,
        "has_msb": party.has_msb,
        "msb_commitment": party.msb_commitment if party.has_msb else "",
        "msb_commitment_label": party.get_msb_commitment_display() if party.has_msb else "",
    }


def _afspraken(plan, names: dict[int, str]) -> list[dict]:
    rows = plan.afspraken.select_related("indicator")
    return [_afspraak(number, row, names) for number, row in enumerate(rows, start=1)]


def _afspraak(number: int, row: Transformatieafspraak, names) -> dict:
    return {
        "key": str(row.key),
        "number": number,
        "title": row.title,
        "how": row.how,
        "indicator": row.indicator.short_label if row.indicator else "",
        "measure": row.measure,
        "unit": row.unit or (row.indicator.unit if row.indicator else ""),
        "start_value": _number(row.start_value),
        "start_on": _day(row.start_on),
        "target_value": _number(row.target_value),
        "target_on": _day(row.target_on),
        "partij": names.get(row.partij_id, ""),
    }


def _businesscase(plan, names: dict[int, str]) -> list[dict]:
    return [_regel(row, names) for row in plan.businesscase.all()]


def _regel(row: Businesscaseregel, names) -> dict:
    return {
        "key": str(row.key),
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "year": row.year,
        "title": row.title,
        "amount": _euros(row.amount),
        "who": names.get(row.partij_id, row.who),
        "is_structural": row.is_structural,
    }


def _mijlpalen(plan, names: dict[int, str]) -> list[dict]:
    rows = plan.mijlpalen.select_related("afspraak").prefetch_related("bedragen")
    return [_mijlpaal(number, row, names) for number, row in enumerate(rows, start=1)]


def _mijlpaal(number: int, row: Transformatiemijlpaal, names) -> dict:
    return {
        "key": str(row.key),
        "number": number,
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "title": row.title,
        "due_on": _day(row.due_on),
        "evidence": row.evidence,
        "partij": names.get(row.partij_id, ""),
        "afspraak": str(row.afspraak or ""),
        "amount": _euros(sum((each.amount for each in row.bedragen.all()), Decimal(0))),
        "bedragen": [_bedrag(each, names) for each in row.bedragen.all()],
    }


def _bedrag(row: Mijlpaalbedrag, names) -> dict:
    return {
        "key": str(row.key),
        "partij": names.get(row.partij_id, ""),
        "sector": row.sector,
        "sector_label": row.get_sector_display(),
        "costs": row.costs,
        "costs_label": row.get_costs_display(),
        "amount": _euros(row.amount),
    }


def _verklaringen(plan) -> list[dict]:
    return [
        {
            "kind": row.kind,
            "label": row.get_kind_display(),
            "note": row.note,
            "organisation": str(row.acting_for),
            "on": _day(timezone.localdate(row.at)),
        }
        for row in plan.verklaringen.select_related("acting_for")
    ]


def _coded(choices, values) -> list[dict]:
    """Answer what was chosen with what it is called, in the order of the choices, whatever the order of choosing."""
    return [{"code": each.value, "label": str(each.label)} for each in choices if each.value in values]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _euros(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _number(value: Decimal | None) -> str | None:
    """Write a value with as many decimals as it has."""
    if value is None:
        return None
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
