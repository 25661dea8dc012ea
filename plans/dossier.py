"""What plans gives to the dossier of a regioplan: what the plan is, and its chapters in order."""

from itertools import groupby
from operator import attrgetter

from iza_portal.accounts.models import Kind
from iza_portal.page.templatetags.page import long_date
from iza_portal.reference.sources import sources
from iza_portal.texts.chapters import Chapter
from plans.models import Regioplan, Status
from plans.outline import outline
from regions.models import Region, RegionRole

ADOPTED = {Status.VASTGESTELD, Status.GEPUBLICEERD}
KIND_ORDER = [kind.value for kind in Kind]
ROLE_ORDER = [role.value for role in RegionRole]


def about(plan: Regioplan) -> dict:
    """Answer what the cover, the colophon and the running headers say of `plan`, as JSON-able data."""
    region = plan.region
    return {
        "title": plan.title,
        "edition": plan.edition,
        "region": region.name,
        "region_short": region.short_name,
        "status": plan.get_status_display(),
        "is_concept": plan.status not in ADOPTED,
        "is_demonstration": plan.is_demonstration,
        "adopted_on": long_date(plan.adopted_on),
        "published_on": long_date(plan.published_at),
        "municipalities": [part["name"] for part in _participants(region) if part["kind"] == Kind.GEMEENTE],
        "tiles": [
            {"column": column, "row": row, "is_own": pk == region.pk}
            for pk, column, row in Region.objects.order_by("tile_row", "tile_column").values_list(
                "pk", "tile_column", "tile_row"
            )
        ],
    }


def chapters(plan: Regioplan) -> list[Chapter]:
    """Answer the chapters: the sections of `plan` in their order, who takes part, and where the data come from."""
    result = [
        Chapter(
            key=f"onderdeel-{entry.section.pk}",
            number=entry.number,
            title=entry.section.title,
            template="plans/dossier/section.html",
            context={"body": entry.section.body, "is_empty": entry.section.is_empty},
        )
        for entry in outline(plan)
    ]
    result.append(
        Chapter(
            key="deelnemers",
            number="",
            title="Deelnemende organisaties",
            template="plans/dossier/participants.html",
            context={"region": plan.region.name, "participants": _participants(plan.region)},
        )
    )
    result.append(
        Chapter(
            key="bronnen",
            number="",
            title="Bronnen en zekerheid",
            template="plans/dossier/sources.html",
            context={"is_demonstration": plan.is_demonstration, "sources": _sources(plan.region)},
        )
    )
    return result


def _participants(region: Region) -> list[dict]:
    """Answer the organisations that take part now, municipalities first, each with its roles and since when."""
    parts = sorted(
        region.participations.current().select_related("organisation").order_by("organisation", "organisation_id"),
        key=lambda part: KIND_ORDER.index(part.organisation.kind),
    )
    result = []
    for organisation, same in groupby(parts, key=attrgetter("organisation")):
        same = sorted(same, key=lambda part: ROLE_ORDER.index(part.role))
        result.append(
            {
                "name": organisation.name,
                "kind": organisation.kind,
                "kind_label": organisation.get_kind_display(),
                "roles": [part.get_role_display() for part in same],
                "since": min(part.started_on for part in same).year,
            }
        )
    return result


def _sources(region: Region) -> list[dict]:
    """Answer where the division into regions and the roles come from, each source once with what it is the source of."""
    parts = region.participations.current().select_related("organisation").order_by("organisation", "role")
    rows = [("De indeling in regio’s", region), *((part.organisation.name, part) for part in parts)]
    return [
        {
            "what": source.facts,
            "source": source.source,
            "peildatum": long_date(source.peildatum),
            "certainty": source.certainty.label,
            "note": source.certainty_note,
        }
        for source in sources(rows)
    ]
