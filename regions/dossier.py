"""What regions gives to any dossier about a region: where it lies, who takes part, and where these data come from."""

from itertools import groupby
from operator import attrgetter

from iza_portal.accounts.models import Kind
from iza_portal.page.templatetags.page import long_date
from iza_portal.reference.sources import sources
from regions.models import Region, RegionRole

KIND_ORDER = [kind.value for kind in Kind]
ROLE_ORDER = [role.value for role in RegionRole]


def about_region(region: Region) -> dict:
    """Answer what the cover and the running headers say of `region`, as JSON-able data; part of a dossier's `about`."""
    return {
        "region": region.name,
        "region_short": region.short_name,
        "municipalities": [part["name"] for part in participants(region) if part["kind"] == Kind.GEMEENTE],
        "tiles": [
            {"column": column, "row": row, "is_own": pk == region.pk}
            for pk, column, row in Region.objects.order_by("tile_row", "tile_column").values_list(
                "pk", "tile_column", "tile_row"
            )
        ],
    }


def participants(region: Region) -> list[dict]:
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


def region_sources(region: Region) -> list[dict]:
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
