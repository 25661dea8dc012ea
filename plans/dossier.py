"""What plans gives to the dossier of a regioplan: what the plan is, and its chapters in order."""

from itertools import groupby

from django.utils import timezone

from iza_portal.accounts.models import Kind
from iza_portal.page.templatetags.page import long_date
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
        "published_on": long_date(plan.published_at and timezone.localtime(plan.published_at)),
        "municipalities": sorted(
            (part["name"] for part in _participants(region) if part["kind"] == Kind.GEMEENTE), key=str.casefold
        ),
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
    parts = region.participations.current().select_related("organisation")

    def place(part):
        return KIND_ORDER.index(part.organisation.kind), part.organisation.name.casefold(), part.organisation_id

    ordered = sorted(parts, key=lambda part: (*place(part), ROLE_ORDER.index(part.role)))
    result = []
    for _, same in groupby(ordered, key=place):
        same = list(same)
        organisation = same[0].organisation
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
    rows = [("De indeling in regio’s", region)]
    for part in region.participations.current().select_related("organisation").order_by("organisation__name", "role"):
        rows.append((part.organisation.name, part))
    sources: dict[tuple, list[str]] = {}
    for what, row in rows:
        named = sources.setdefault((row.source, row.peildatum, row.get_certainty_display(), row.certainty_note), [])
        if what not in named:
            named.append(what)
    return [
        {
            "what": named,
            "source": source,
            "peildatum": long_date(peildatum),
            "certainty": certainty,
            "note": note,
        }
        for (source, peildatum, certainty, note), named in sources.items()
    ]
