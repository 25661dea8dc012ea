"""The terms of consultations in the agenda of the people of their regions: by when parties react, and get their answer."""

from iza_portal.agenda.dates import Entry, Wanted
from iza_portal.rows import many
from plans.consultaties.rules import UNDER_WAY
from regions.agenda.regional import regions_wanted
from regions.agreements import Domein
from regions.roles import coordinated_by, roles_of
from regions.speaking import SPEAKING_FUNCTIONS

# Rows: which term, round, its number, plan, its title, region, its name, date, asked, done. Asked to react is who speaks for
# a party, and it is done where all of those said so.
_TERMS = """
    WITH round AS (
        SELECT round.*, plan.title, plan.region_id, region.short_name AS region
        FROM plans_consultatie round
        JOIN plans_regioplan plan ON plan.id = round.plan_id
        JOIN regions_region region ON region.id = plan.region_id
        WHERE plan.region_id = ANY(%(regions)s) AND (round.accounted_at IS NOT NULL OR plan.status = ANY(%(under_way)s))
    )
    SELECT 'reacties', round.id, number, plan_id, title, region_id, region, due_on, own.asked > 0,
        CASE WHEN own.asked > 0 THEN own.asked = own.done ELSE ended_at IS NOT NULL OR accounted_at IS NOT NULL END
    FROM round CROSS JOIN LATERAL (
        SELECT count(*) AS asked, count(done_at) AS done FROM plans_consultatiepartij party
        WHERE party.consultatie_id = round.id AND party.organisation_id = ANY(%(speaking)s)
    ) own
    WHERE due_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'antwoorden', id, number, plan_id, title, region_id, region, answer_due_on, region_id = ANY(%(coordinated)s),
        accounted_at IS NOT NULL
    FROM round WHERE answer_due_on BETWEEN %(first)s AND %(last)s
"""


def consultatie_dates(wanted: Wanted) -> list[Entry]:
    """Answer the terms of the consultations in the person's regions; one query, none for who has no region."""
    regions = regions_wanted(wanted)
    if not regions:
        return []
    roles = [role for role in roles_of(wanted.user) if role.function in SPEAKING_FUNCTIONS]
    values = {
        "regions": regions,
        "under_way": [status.value for status in UNDER_WAY],
        "speaking": sorted({role.organisation_id for role in roles}),
        "coordinated": coordinated_by(wanted.user),
        "first": wanted.first,
        "last": wanted.last,
    }
    return [_entry(*row) for row in many(_TERMS, **values)]


def _entry(term, pk, number, plan, title, region_id, region, on, asked, done) -> Entry:
    said = {"reacties": "Laatste dag om te reageren op", "antwoorden": "Laatste dag voor de antwoorden op reacties op"}
    return Entry(
        f"consultatie:{pk}:{term}",
        "consultatie",
        on,
        f"{said[term]} “{title}”",
        f"/plannen/{plan}/consultaties/{number}/",
        subjects=(Domein.B,),
        region_id=region_id,
        region=region,
        is_asked=asked,
        is_done=done,
    )
