"""The dates of a region in the agenda of its people: those that it set, and those of its regiobeelden."""

from iza_portal.agenda.dates import Entry, Wanted
from iza_portal.rows import many
from regions.agenda.audience import audiences_in, names_of
from regions.agreements import Domein
from regions.regiobeelden.workflow import OPEN
from regions.roles import coordinated_by, roles_of
from regions.speaking import SPEAKING_FUNCTIONS

# Django would write this anew for each reader, and each page of «Mijn werk» asks it.
_DATES = """
    SELECT dated.id, dated.region_id, region.short_name, region.slug, dated."on", dated.starts_at, dated.ends_at, dated.what,
        dated.place, dated.note, dated.domeinen, dated.audience, dated.is_provisional
    FROM regions_regiodatum dated JOIN regions_region region ON region.id = dated.region_id
    WHERE dated.region_id = ANY(%s) AND dated."on" BETWEEN %s AND %s
"""

# Four kinds of rows of one shape: kind, key, region, its name, date, title, title of the whole, path, asked, done.
_BEELDEN = """
    WITH beeld AS (
        SELECT beeld.id, beeld.title, beeld.status, beeld.due_on, beeld.region_id, region.short_name AS region,
            beeld.status = ANY(%(open)s) AS is_open
        FROM regions_regiobeeld beeld JOIN regions_region region ON region.id = beeld.region_id
        WHERE beeld.region_id = ANY(%(regions)s)
    )
    SELECT 'regiobeeld', beeld.id, beeld.region_id, beeld.region, beeld.due_on, beeld.title, '',
        '/regiobeelden/' || beeld.id || '/', beeld.region_id = ANY(%(coordinated)s), NOT beeld.is_open
    FROM beeld WHERE beeld.due_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'cyclus', cycle.id, beeld.region_id, beeld.region, cycle.due_on, beeld.title, cycle.number::text,
        '/regiobeelden/' || beeld.id || '/cycli/' || cycle.number || '/', own.id IS NOT NULL,
        cycle.closed_at IS NOT NULL OR (own.id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM regions_cycle_parties party, regions_theme theme
            WHERE party.cycle_id = cycle.id AND party.organisation_id = ANY(%(speaking)s)
                AND theme.regiobeeld_id = beeld.id AND theme.position IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM regions_reaction reaction WHERE reaction.cycle_id = cycle.id
                        AND reaction.theme_id = theme.id AND reaction.organisation_id = party.organisation_id
                )
        ))
    FROM beeld JOIN regions_cycle cycle ON cycle.regiobeeld_id = beeld.id
    LEFT JOIN LATERAL (
        SELECT party.id FROM regions_cycle_parties party
        WHERE party.cycle_id = cycle.id AND party.organisation_id = ANY(%(speaking)s) LIMIT 1
    ) own ON true
    WHERE cycle.due_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'thema', theme.id, beeld.region_id, beeld.region, theme.due_on, theme.title, beeld.title,
        '/regiobeelden/' || beeld.id || '/themas/' || theme.id || '/', true, theme.is_ready OR NOT beeld.is_open
    FROM beeld JOIN regions_theme theme ON theme.regiobeeld_id = beeld.id
    WHERE theme.owner_id = %(person)s AND theme.position IS NOT NULL AND theme.due_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'punt', point.id, beeld.region_id, beeld.region, point.due_on, point.title, beeld.title,
        '/regiobeelden/' || beeld.id || '/themas/' || theme.id || '/#punt-' || point.id, true,
        point.is_ready OR NOT beeld.is_open
    FROM beeld JOIN regions_theme theme ON theme.regiobeeld_id = beeld.id
    JOIN regions_point point ON point.theme_id = theme.id
    WHERE point.owner_id = %(person)s AND theme.position IS NOT NULL AND point.due_on BETWEEN %(first)s AND %(last)s
"""


def regions_wanted(wanted: Wanted) -> list[int]:
    """Answer the regions of which this person sees the work, of those that are wanted; no query more."""
    regions = {role.region_id for role in roles_of(wanted.user)}
    return sorted(regions if wanted.region_id is None else regions & {wanted.region_id})


def region_dates(wanted: Wanted) -> list[Entry]:
    """Answer the dates that the regions set, for their people; one query, none for who has no region."""
    regions = regions_wanted(wanted)
    if not regions:
        return []
    asked = audiences_in(wanted.user)
    return [_set(asked, *row) for row in many(_DATES, regions, wanted.first, wanted.last)]


def _set(
    asked, pk, region_id, region, slug, on, starts_at, ends_at, what, place, note, domeinen, audience, provisional
):
    return Entry(
        f"regiodatum:{pk}",
        "regio",
        on,
        what,
        f"/regios/{slug}/datums/#datum-{pk}",
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        whose=names_of(audience),
        note=note,
        subjects=tuple(Domein(code) for code in domeinen),
        region_id=region_id,
        region=region,
        is_asked=not audience or bool(asked[region_id] & set(audience)),
        is_provisional=provisional,
    )


_SAID = {
    "regiobeeld": ("regiobeeld", "Laatste dag voor “{}”"),
    "cyclus": ("regiobeeld", "Laatste dag om te reageren in cyclus {1} van “{0}”"),
    "thema": ("werk", "Laatste dag voor thema “{}” in “{}”"),
    "punt": ("werk", "Laatste dag voor “{}” in “{}”"),
}


def beeld_dates(wanted: Wanted) -> list[Entry]:
    """Answer the dates of the regiobeelden of the person's regions, and of what they own in them; one query."""
    regions = regions_wanted(wanted)
    if not regions:
        return []
    roles = roles_of(wanted.user)
    values = {
        "regions": regions,
        "open": list(OPEN),
        "coordinated": coordinated_by(wanted.user),
        "speaking": sorted({role.organisation_id for role in roles if role.function in SPEAKING_FUNCTIONS}),
        "person": wanted.user.pk,
        "first": wanted.first,
        "last": wanted.last,
    }
    return [_of_beeld(*row) for row in many(_BEELDEN, **values)]


def _of_beeld(row, pk, region_id, region, on, title, whole, path, asked, done):
    kind, said = _SAID[row]
    return Entry(
        f"{row}:{pk}",
        kind,
        on,
        said.format(title, whole),
        path,
        subjects=(Domein.B,),
        region_id=region_id,
        region=region,
        is_asked=asked,
        is_done=done,
    )
