"""The content of a plan as JSON-able data: everything that its public page, its dossier and its frozen version show.

No owners, writers, reactions or talk are in it. What the check said is kept as well, for who works on the plan: no page for
readers and no dossier shows that. What was frozen is kept (`Vaststellingsversie`) and never made anew.
"""

from collections import defaultdict

from iza_portal.texts.figures import tell_in, to_keep
from iza_portal.writing.pictures.showing import pictures_of
from iza_portal.writing.together.settling import settle
from plans.models import Actie, Dekking, Doel, Opgave, Regioplan
from plans.opgaven.reading import opgaven_of
from plans.opgaven.wording import in_dutch, said
from plans.outline import outline
from plans.toetsing.checking import check
from plans.werkagenda.content import aanpak_data, left_out_of
from regions.dossier import about_region, participants, region_sources
from regions.models import AreaFigure
from regions.regiobeelden.telling import told


def content_of(plan: Regioplan) -> dict:
    """Answer all of it: about, sections, opgaven, the check, and what the dossier says of the region and its sources.

    The state is not in it: that goes on after it is frozen.
    """
    opgaven = opgaven_of(plan)
    figures, in_format = _figures_of(plan, opgaven), aanpak_data(plan, opgaven)
    return {
        "about": about(plan),
        "sections": sections_of(plan),
        "opgaven": [
            opgave_data(number, each, figures[each.pk]) | in_format.get(each.pk, {})
            for number, each in enumerate(opgaven, start=1)
        ],
        **left_out_of(plan),
        "check": [result.as_data() for result in check(plan)],
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


def _figures_of(plan: Regioplan, opgaven: list[Opgave]) -> dict[int, list[str]]:
    """Answer of each opgave, by its key, what its figures say of the region now, each as a sentence; one query."""
    shown = {opgave.pk: [(cijfer.indicator, cijfer.year) for cijfer in opgave.cijfers.all()] for opgave in opgaven}
    indicators = {indicator.pk for pairs in shown.values() for indicator, _ in pairs}
    of_region = defaultdict(list)
    figures = AreaFigure.objects.filter(region=plan.region, indicator__in=indicators).order_by("year", "scenario")
    for indicator, year, status, value in figures.values_list("indicator", "year", "status", "value"):
        value = None if value is None else str(value)
        of_region[indicator].append({"year": year, "status": status, "value": value})
    return {
        opgave: [
            each["sentence"]
            for each in told(
                plan.region,
                [
                    {
                        "code": indicator.code,
                        "short_label": indicator.short_label,
                        "unit": indicator.unit,
                        "decimals": indicator.decimals,
                        "asked_year": year,
                        "of_region": of_region[indicator.pk],
                    }
                    for indicator, year in pairs
                ],
            )
        ]
        for opgave, pairs in shown.items()
    }


def opgave_data(number: int, opgave: Opgave, figures: list[str]) -> dict:
    """Answer an opgave that `opgaven_of` answered, with all below it, in words and in Dutch notation.

    `figures` are what its figures say at this moment.
    """
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
        "cijfers": figures,
        "transformatieplannen": [
            {"title": each.title, "number": each.number, "url": each.public_url}
            for each in opgave.transformatieplannen.all()
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
