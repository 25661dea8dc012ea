"""The dates of transformatieplannen in the agenda of who has to do with them: decisions, answers, questions, milestones."""

from iza_portal.accounts.models import Function, Kind
from iza_portal.agenda.dates import Entry, Wanted
from iza_portal.rows import many
from plans.models.transformatie import Mijlpaaluitkomst, Partijrol
from plans.models.transformatie.plannen import insurers_of
from plans.transformatie.rules import WRITING_FUNCTIONS
from plans.transformatie.workflow import Planstand
from regions.agreements import Domein

# Rows of one shape: kind, key, plan, its title, region, its name, date, what it is about, asked, done. Of submissions that
# are open, each to who reads it: its parties, its market leaders (but for who recused themselves), and in the question round
# the other insurers. Of milestones, those of the party that delivers.
_DATES = """
    WITH open AS (
        SELECT indiening.*, plan.title, plan.status, plan.region_id, region.short_name AS region,
            EXISTS (
                SELECT FROM plans_transformatiepartij partij WHERE partij.plan_id = plan.id
                    AND partij.organisation_id = ANY(%(own)s) AND partij.part = ANY(%(taking_part)s)
            ) AS is_of_party,
            EXISTS (
                SELECT FROM plans_transformatiepartij partij WHERE partij.plan_id = plan.id
                    AND partij.organisation_id = ANY(%(writing)s) AND partij.part = %(submits)s
            ) AS is_answerer,
            (indiening.leader_1_id = ANY(%(insurers)s) OR indiening.leader_2_id = ANY(%(insurers)s)) AS is_of_leader,
            (indiening.leader_1_id = ANY(%(reviewing)s) OR indiening.leader_2_id = ANY(%(reviewing)s)) AS is_reviewer,
            EXISTS (
                SELECT FROM plans_toewijzing toewijzing
                JOIN plans_indiening other ON other.id = toewijzing.indiening_id AND other.plan_id = plan.id
                WHERE toewijzing.person_id = %(person)s AND toewijzing.recused_at IS NOT NULL
            ) AS is_recused
        FROM plans_indiening indiening
        JOIN plans_transformatieplan plan ON plan.id = indiening.plan_id
        JOIN regions_region region ON region.id = plan.region_id
        WHERE indiening.closed_at IS NULL
    )
    SELECT 'besluit', id, plan_id, title, region_id, region, due_on, status, is_reviewer AND NOT is_recused, false
    FROM open WHERE due_on BETWEEN %(first)s AND %(last)s AND (is_of_party OR (is_of_leader AND NOT is_recused))
    UNION ALL
    SELECT 'vragenronde', id, plan_id, title, region_id, region, questions_until, '',
        cardinality(%(reviewing)s::bigint[]) > 0 AND NOT is_of_leader, NULL
    FROM open WHERE status = %(round)s AND questions_until BETWEEN %(first)s AND %(last)s
        AND (is_of_party OR cardinality(%(insurers)s::bigint[]) > 0)
    UNION ALL
    SELECT 'antwoord', vraag.id, plan_id, title, region_id, region, answer_due_on, organisation.name, is_answerer, false
    FROM open
    JOIN plans_vraag vraag ON vraag.indiening_id = open.id
    JOIN accounts_organisation organisation ON organisation.id = vraag.organisation_id
    WHERE is_of_party AND answered_at IS NULL AND withdrawn_at IS NULL
        AND answer_due_on BETWEEN %(first)s AND %(last)s
    UNION ALL
    SELECT 'mijlpaal', mijlpaal.id, plan.id, plan.title, plan.region_id, region.short_name, now.due_on, now.title,
        partij.organisation_id = ANY(%(writing)s), EXISTS (
            SELECT FROM plans_mijlpaalbewijs bewijs
            WHERE bewijs.mijlpaal_id = mijlpaal.id AND bewijs.outcome IN ('', %(reached)s)
        )
    FROM plans_transformatieplan plan
    JOIN regions_region region ON region.id = plan.region_id
    JOIN plans_transformatiemijlpaal mijlpaal ON mijlpaal.plan_id = plan.id
    JOIN plans_transformatiepartij partij ON partij.id = mijlpaal.partij_id
    LEFT JOIN LATERAL (
        SELECT wijziging.due_on, wijziging.title FROM plans_mijlpaalwijziging wijziging
        WHERE wijziging.mijlpaal_id = mijlpaal.id AND wijziging.is_granted ORDER BY wijziging.number DESC LIMIT 1
    ) granted ON true
    CROSS JOIN LATERAL (
        SELECT COALESCE(granted.due_on, mijlpaal.due_on) AS due_on, COALESCE(granted.title, mijlpaal.title) AS title
    ) now
    WHERE plan.status = %(carried_out)s AND partij.organisation_id = ANY(%(own)s)
        AND partij.part = ANY(%(taking_part)s) AND now.due_on BETWEEN %(first)s AND %(last)s
"""


def transformatie_dates(wanted: Wanted) -> list[Entry]:
    """Answer the dates of the plans with which the person has to do; one query, none for who acts for nobody."""
    user = wanted.user
    if not user.is_authenticated or not user.active_memberships:
        return []
    memberships = user.active_memberships
    values = {
        "own": sorted({each.organisation_id for each in memberships}),
        "writing": sorted({each.organisation_id for each in memberships if each.function in WRITING_FUNCTIONS}),
        "insurers": sorted(insurers_of(user)),
        "reviewing": sorted(
            {
                each.organisation_id
                for each in memberships
                if each.function == Function.BEOORDELAAR and each.organisation.kind == Kind.ZORGVERZEKERAAR
            }
        ),
        "person": user.pk,
        "taking_part": [Partijrol.INDIENER.value, Partijrol.BETROKKEN.value],
        "submits": Partijrol.INDIENER.value,
        "round": Planstand.VOORGENOMEN.value,
        "carried_out": Planstand.UITVOERING.value,
        "reached": Mijlpaaluitkomst.BEHAALD.value,
        "first": wanted.first,
        "last": wanted.last,
    }
    return [_entry(*row) for row in many(_DATES, **values)]


_AWAITED = {
    Planstand.SNELLE_TOETS: "het besluit over de snelle toets",
    Planstand.BEOORDELING: "het voorgenomen besluit",
    Planstand.VOORGENOMEN: "het definitieve besluit",
}


def _entry(row, pk, plan, title, region_id, region, on, about, asked, done) -> Entry:
    what, path = _said(row, pk, title, about)
    return Entry(
        f"transformatie-{row}:{pk}",
        "transformatie",
        on,
        what,
        f"/transformatieplannen/{plan}/{path}",
        subjects=(Domein.B,),
        region_id=region_id,
        region=region,
        is_asked=asked,
        is_done=done,
    )


def _said(row: str, pk: int, title: str, about: str) -> tuple[str, str]:
    """Answer what a row says, and where in the plan it is."""
    match row:
        case "besluit":
            return f"Laatste dag voor {_AWAITED[about]} over “{title}”", f"indieningen/{pk}/"
        case "vragenronde":
            return f"Laatste dag voor vragen van andere verzekeraars over “{title}”", "vragen/"
        case "antwoord":
            return f"Antwoord gevraagd door {about} over “{title}”", f"vragen/{pk}/"
    return f"Mijlpaal “{about}” van “{title}”", "uitvoering/"
