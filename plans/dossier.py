"""What plans gives to the dossier of a regioplan: what the plan is, and its chapters in order."""

from iza_portal.page.templatetags.page import long_date
from iza_portal.texts.chapters import Chapter
from iza_portal.texts.figures import tell_in, to_keep
from iza_portal.writing.pictures.showing import pictures_of
from iza_portal.writing.together.settling import settle
from plans.models import Regioplan, Status
from plans.outline import outline
from regions.dossier import about_region, participants, region_sources

ADOPTED = {Status.VASTGESTELD, Status.GEPUBLICEERD}


def about(plan: Regioplan) -> dict:
    """Answer what the cover, the colophon and the running headers say of `plan`, as JSON-able data."""
    return {
        **about_region(plan.region),
        "title": plan.title,
        "edition": plan.edition,
        "status": plan.get_status_display(),
        "is_concept": plan.status not in ADOPTED,
        "is_demonstration": plan.is_demonstration,
        "adopted_on": long_date(plan.adopted_on),
        "published_on": long_date(plan.published_at),
    }


def chapters(plan: Regioplan) -> list[Chapter]:
    """Answer the chapters: the sections of `plan` in their order, who takes part, and where the data come from."""
    entries = outline(plan)
    settle(entry.section for entry in entries)
    pictures = pictures_of([(entry.section.document_id, entry.section.body) for entry in entries])
    figures = tell_in(entry.section.body for entry in entries)
    result = [
        Chapter(
            key=f"onderdeel-{entry.section.pk}",
            number=entry.number,
            title=entry.section.title,
            template="plans/dossier/section.html",
            context={
                "body": entry.section.body,
                "is_empty": entry.section.is_empty,
                "pictures": own_pictures,
                "figures": to_keep(own_figures),
                "prefix": f"onderdeel-{entry.section.pk}-",
            },
        )
        for entry, own_pictures, own_figures in zip(entries, pictures, figures, strict=True)
    ]
    result.append(
        Chapter(
            key="deelnemers",
            number="",
            title="Deelnemende organisaties",
            template="plans/dossier/participants.html",
            context={"region": plan.region.name, "participants": participants(plan.region)},
        )
    )
    result.append(
        Chapter(
            key="bronnen",
            number="",
            title="Bronnen en zekerheid",
            template="plans/dossier/sources.html",
            context={"is_demonstration": plan.is_demonstration, "sources": region_sources(plan.region)},
        )
    )
    return result
