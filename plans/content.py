"""The content of a plan as JSON-able data: everything that its public page, its dossier and its frozen version show.

Only what is meant to be public is in it: no owners, writers, reactions or talk. What was frozen is kept
(`Vaststellingsversie`) and never made anew.
"""

from iza_portal.texts.figures import tell_in, to_keep
from iza_portal.writing.pictures.showing import pictures_of
from iza_portal.writing.together.settling import settle
from plans.models import Regioplan
from plans.outline import outline
from regions.dossier import about_region, participants, region_sources


def content_of(plan: Regioplan) -> dict:
    """Answer all of it: about, sections, and what the dossier says of the region and its sources."""
    return {
        "about": about(plan),
        "sections": sections_of(plan),
        "region": about_region(plan.region),
        "participants": participants(plan.region),
        "region_sources": region_sources(plan.region),
    }


def about(plan: Regioplan) -> dict:
    """Answer what the head of the page says; days as ISO dates."""
    return {
        "title": plan.title,
        "kind": plan.kind,
        "edition": plan.edition,
        "version": plan.version,
        "aard": plan.aard,
        "is_demonstration": plan.is_demonstration,
    }


def sections_of(plan: Regioplan) -> list[dict]:
    """Answer the sections in their order: key, number, title, chapter, body (the tree), pictures and cited figures."""
    entries = outline(plan)
    settle(entry.section for entry in entries)
    pictures = pictures_of([(entry.section.document_id, entry.section.body) for entry in entries])
    figures = tell_in(entry.section.body for entry in entries)
    return [
        {
            "key": str(entry.section.key),
            "pk": entry.section.pk,
            "number": entry.number,
            "title": entry.section.title,
            "chapter": entry.section.chapter,
            "is_empty": entry.section.is_empty,
            "body": entry.section.body,
            "pictures": own_pictures,
            "cited": to_keep(own_figures),
        }
        for entry, own_pictures, own_figures in zip(entries, pictures, figures, strict=True)
    ]
