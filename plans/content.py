"""The content of a plan as JSON-able data: everything that its public page, its dossier and its frozen version show.

Only what is meant to be public is in it: no owners, writers, reactions or talk. What was frozen is kept
(`Vaststellingsversie`) and never made anew.
"""

from iza_portal.texts.figures import tell_in, to_keep
from iza_portal.writing.pictures.showing import pictures_of
from iza_portal.writing.together.settling import settle
from plans.models import Actie, Dekking, Doel, Opgave, Regioplan
from plans.opgaven.reading import opgaven_of
from plans.opgaven.wording import in_dutch, said
from plans.outline import outline
from regions.dossier import about_region, participants, region_sources


def content_of(plan: Regioplan) -> dict:
    """Answer all of it: about, sections, opgaven, and what the dossier says of the region and its sources.

    The state is not in it: that goes on after it is frozen.
    """
    return {
        "about": about(plan),
        "sections": sections_of(plan),
        "opgaven": [opgave_data(number, opgave) for number, opgave in enumerate(opgaven_of(plan), start=1)],
        "region": about_region(plan.region),
        "participants": participants(plan.region),
        "region_sources": region_sources(plan.region),
    }


def about(plan: Regioplan) -> dict:
    """Answer what the plan is."""
    return {
        "title": plan.title,
        "kind": plan.kind,
        "edition": plan.edition,
        "version": plan.version,
        "aard": plan.aard,
        "is_demonstration": plan.is_demonstration,
    }


def sections_of(plan: Regioplan) -> list[dict]:
    """Answer the sections in their order: key, number, title, body (the tree), pictures and cited figures."""
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
            "is_empty": entry.section.is_empty,
            "body": entry.section.body,
            "pictures": own_pictures,
            "cited": to_keep(own_figures),
        }
        for entry, own_pictures, own_figures in zip(entries, pictures, figures, strict=True)
    ]


def opgave_data(number: int, opgave: Opgave) -> dict:
    """Answer an opgave that `opgaven_of` answered, with all below it, in words and in Dutch notation."""
    return {
        "key": str(opgave.key),
        "number": number,
        "title": opgave.title,
        "summary": opgave.summary,
        "scale": opgave.get_scale_display(),
        "subregion": opgave.subregion,
        "municipalities": sorted(each.name for each in opgave.municipalities.all()),
        "onderdelen": said(opgave, "onderdelen"),
        "doelgroepen": said(opgave, "doelgroepen"),
        "ketenaanpakken": said(opgave, "ketenaanpakken"),
        "knelpunten": sorted(point.title for point in opgave.knelpunten.all()),
        "cijfers": [cijfer.indicator.short_label for cijfer in opgave.cijfers.all()],
        "transformatieplannen": [
            {"title": each.title, "number": each.number, "url": each.url} for each in opgave.transformatieplannen.all()
        ],
        "partijen": [
            {"name": str(partij.organisation), "part": partij.get_part_display()} for partij in opgave.partijen.all()
        ],
        "doelen": [_doel(doel) for doel in opgave.doelen.all()],
        "acties": [_actie(actie) for actie in opgave.acties.all()],
        "dekkingen": [_dekking(dekking) for dekking in opgave.dekkingen.all()],
        "total": in_dutch(sum(dekking.amount for dekking in opgave.dekkingen.all())),
    }


def _doel(doel: Doel) -> dict:
    return {
        "key": str(doel.key),
        "title": doel.title,
        "measure": doel.measure or (doel.indicator.short_label if doel.indicator else ""),
        "unit": doel.counted_in,
        "start": said(doel, "start_value"),
        "start_on": said(doel, "start_on"),
        "target": said(doel, "target_value"),
        "target_on": said(doel, "target_on"),
    }


def _actie(actie: Actie) -> dict:
    return {
        "key": str(actie.key),
        "title": actie.title,
        "description": actie.description,
        "organisation": str(actie.organisation or ""),
        "doelen": [doel.title for doel in actie.doelen.all()],
        "mijlpalen": [
            {
                "key": str(mijlpaal.key),
                "quarter": said(mijlpaal, "quarter"),
                "activity": mijlpaal.activity,
                "organisation": str(mijlpaal.organisation or ""),
                "result": mijlpaal.result,
            }
            for mijlpaal in actie.mijlpalen.all()
        ],
    }


def _dekking(dekking: Dekking) -> dict:
    what_for = [str(each) for each in (dekking.actie, dekking.transformatieplan) if each]
    return {
        "stream": dekking.get_stream_display(),
        "year": dekking.year,
        "amount": said(dekking, "amount"),
        "what_for": "; ".join(what_for),
        "organisation": str(dekking.organisation or ""),
    }
