"""What plans gives to the dossier of a regioplan: what the plan is, and its chapters in order."""

from django.utils.text import capfirst

from iza_portal.page.templatetags.page import long_date
from iza_portal.texts.chapters import Chapter
from plans.content import content_of
from plans.models import PlanKind, Regioplan, Status, Vaststellingsversie
from plans.vaststelling.freezing import frozen_content
from regions.dossier import about_region

ADOPTED = {Status.VASTGESTELD, Status.GEPUBLICEERD, Status.INGETROKKEN}


def about(plan: Regioplan) -> dict:
    """Answer what the cover, the colophon and the running headers say of `plan`, as JSON-able data."""
    return {
        **about_region(plan.region),
        **_paper(plan),
        "title": plan.title,
        "edition": plan.edition,
        "status": plan.get_status_display(),
        "is_concept": plan.status not in ADOPTED,
        "is_demonstration": plan.is_demonstration,
        "adopted_on": long_date(plan.adopted_on),
        "published_on": long_date(plan.published_at),
    }


def _paper(plan: Regioplan) -> dict:
    """Answer what the cover calls the plan, where it is no regioplan."""
    return {} if plan.kind == PlanKind.REGIOPLAN else {"paper": capfirst(plan.get_kind_display())}


def about_frozen(plan: Regioplan, versie: Vaststellingsversie) -> dict:
    """Answer what the PDF of a frozen plan says of it: nothing that came after the freezing."""
    return {
        **versie.content["region"],
        **_paper(plan),
        "title": versie.content["about"]["title"],
        "edition": plan.edition,
        "status": "versie voor vaststelling",
        "is_concept": False,
        "is_demonstration": versie.content["about"]["is_demonstration"],
        "adopted_on": "",
        "published_on": "",
    }


def chapters(plan: Regioplan) -> list[Chapter]:
    """Answer the chapters: the sections of `plan` in their order, its opgaven, who takes part, where the data come from.

    Of a plan that colleges decide on everything comes from what was kept for them (`frozen_version`).
    """
    return chapters_of(frozen_content(plan) or content_of(plan))


def chapters_of(content: dict) -> list[Chapter]:
    """Answer the chapters of a content, as `plans.content.content_of` answers one."""
    result = [
        Chapter(
            key=f"onderdeel-{section['pk']}",
            number=section["number"],
            title=section["title"],
            template="plans/dossier/section.html",
            context={
                "body": section["body"],
                "is_empty": section["is_empty"],
                "pictures": section["pictures"],
                "figures": section["cited"],
                "prefix": f"onderdeel-{section['pk']}-",
            },
        )
        for section in content["sections"]
    ]
    is_werkagenda = content["about"]["kind"] == PlanKind.WERKAGENDA
    if content["opgaven"]:
        context = {"opgaven": content["opgaven"]} | ({"left_out": content["left_out"]} if is_werkagenda else {})
        title = "Aanpakken, doelen en mijlpalen" if is_werkagenda else "Opgaven, doelen en mijlpalen"
        result.append(Chapter("opgaven", "", title, "plans/dossier/opgaven.html", context))
    is_demonstration = content["about"]["is_demonstration"]
    result.append(
        Chapter(
            key="deelnemers",
            number="",
            title="Deelnemende organisaties",
            template="plans/dossier/participants.html",
            context={"region": content["region"]["region"], "participants": content["participants"]},
        )
    )
    result.append(
        Chapter(
            key="bronnen",
            number="",
            title="Bronnen en zekerheid",
            template="plans/dossier/sources.html",
            context={"is_demonstration": is_demonstration, "sources": content["region_sources"]},
        )
    )
    return result
