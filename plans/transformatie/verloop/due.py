"""What is due of whom in transformatieplannen: decisions, answers to questions, and evidence of milestones."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from iza_portal.accounts.models import Function
from iza_portal.notices.due import Due
from iza_portal.rows import many
from plans.models.transformatie import Mijlpaaluitkomst, Partijrol
from plans.transformatie.rules import WRITING_FUNCTIONS
from plans.transformatie.workflow import Planstand

# Rows: kind, person, key, plan, title, date, what it is about. A decision is asked of who judges: those to whom it was
# assigned at a market leader, or all of its reviewers while it is assigned to nobody; not of who recused themselves or acts
# for a party of the plan, and not where the clock stands still.
_DUE = """
    WITH acting AS (
        SELECT membership.organisation_id, membership.function, membership.user_id AS person_id
        FROM accounts_membership membership
        JOIN accounts_user person ON person.id = membership.user_id AND person.is_active
        WHERE membership.ended_at IS NULL AND (%(person)s::bigint IS NULL OR person.id = %(person)s::bigint)
    ), desk AS (
        SELECT DISTINCT ON (step) step, stops_clock FROM plans_loketstand WHERE from_on <= %(today)s
        ORDER BY step, from_on DESC
    ), assigned AS (
        SELECT indiening_id, organisation_id, person_id FROM plans_toewijzing
        WHERE ended_at IS NULL AND recused_at IS NULL
    )
    SELECT DISTINCT 'besluit', acting.person_id, indiening.id, plan.id, plan.title, indiening.due_on, plan.status
    FROM plans_indiening indiening
    JOIN plans_transformatieplan plan ON plan.id = indiening.plan_id
    CROSS JOIN LATERAL (VALUES (indiening.leader_1_id), (indiening.leader_2_id)) leader (id)
    JOIN acting ON acting.organisation_id = leader.id AND acting.function = %(judging)s
    LEFT JOIN desk ON desk.step = indiening.step
    WHERE indiening.closed_at IS NULL AND indiening.due_on <= %(until)s AND desk.stops_clock IS NOT TRUE
        AND NOT EXISTS (
            SELECT FROM plans_toewijzing recused
            JOIN plans_indiening other ON other.id = recused.indiening_id AND other.plan_id = plan.id
            WHERE recused.person_id = acting.person_id AND recused.recused_at IS NOT NULL
        )
        AND NOT EXISTS (
            SELECT FROM plans_transformatiepartij partij
            JOIN acting own ON own.organisation_id = partij.organisation_id AND own.person_id = acting.person_id
            WHERE partij.plan_id = plan.id
        )
        AND (
            NOT EXISTS (
                SELECT FROM assigned WHERE assigned.indiening_id = indiening.id AND assigned.organisation_id = leader.id
            ) OR EXISTS (
                SELECT FROM assigned WHERE assigned.indiening_id = indiening.id AND assigned.organisation_id = leader.id
                    AND assigned.person_id = acting.person_id
            )
        )
    UNION ALL
    SELECT DISTINCT 'antwoord', acting.person_id, vraag.id, plan.id, plan.title, vraag.answer_due_on, asker.name
    FROM plans_vraag vraag
    JOIN plans_indiening indiening ON indiening.id = vraag.indiening_id AND indiening.closed_at IS NULL
    JOIN plans_transformatieplan plan ON plan.id = indiening.plan_id
    JOIN accounts_organisation asker ON asker.id = vraag.organisation_id
    JOIN plans_transformatiepartij partij ON partij.plan_id = plan.id AND partij.part = %(submits)s
    JOIN acting ON acting.organisation_id = partij.organisation_id AND acting.function = ANY(%(writing)s)
    WHERE vraag.answered_at IS NULL AND vraag.withdrawn_at IS NULL AND vraag.answer_due_on <= %(until)s
    UNION ALL
    SELECT DISTINCT 'mijlpaal', acting.person_id, mijlpaal.id, plan.id, plan.title, now.due_on, now.title
    FROM plans_transformatiemijlpaal mijlpaal
    JOIN plans_transformatieplan plan ON plan.id = mijlpaal.plan_id AND plan.status = %(carried_out)s
    JOIN plans_transformatiepartij partij ON partij.id = mijlpaal.partij_id AND partij.part = ANY(%(taking_part)s)
    JOIN acting ON acting.organisation_id = partij.organisation_id AND acting.function = ANY(%(writing)s)
    LEFT JOIN LATERAL (
        SELECT wijziging.due_on, wijziging.title FROM plans_mijlpaalwijziging wijziging
        WHERE wijziging.mijlpaal_id = mijlpaal.id AND wijziging.is_granted ORDER BY wijziging.number DESC LIMIT 1
    ) granted ON true
    CROSS JOIN LATERAL (
        SELECT COALESCE(granted.due_on, mijlpaal.due_on) AS due_on, COALESCE(granted.title, mijlpaal.title) AS title
    ) now
    WHERE now.due_on <= %(until)s AND NOT EXISTS (
        SELECT FROM plans_mijlpaalbewijs bewijs
        WHERE bewijs.mijlpaal_id = mijlpaal.id AND bewijs.outcome IN ('', %(reached)s)
    )
"""

_AWAITED = {
    Planstand.SNELLE_TOETS: "Het besluit over de snelle toets",
    Planstand.BEOORDELING: "Het voorgenomen besluit",
    Planstand.VOORGENOMEN: "Het definitieve besluit",
}


def transformatie_due(until: date, person_id: int | None) -> list[Due]:
    """Answer what is due in transformatieplannen, as `iza_portal.notices.due.Source` asks; one query."""
    return list(_dues(until, person_id))


def _dues(until: date, person_id: int | None) -> Iterator[Due]:
    values = {
        "until": until,
        "today": timezone.localdate(),
        "person": person_id,
        "judging": Function.BEOORDELAAR.value,
        "writing": sorted(function.value for function in WRITING_FUNCTIONS),
        "submits": Partijrol.INDIENER.value,
        "taking_part": [Partijrol.INDIENER.value, Partijrol.BETROKKEN.value],
        "carried_out": Planstand.UITVOERING.value,
        "reached": Mijlpaaluitkomst.BEHAALD.value,
    }
    for row, person, pk, plan, title, on, about in many(_DUE, **values):
        path = f"/transformatieplannen/{plan}/"
        match row:
            case "besluit":
                what, thing = f"{_AWAITED[about]} over “{title}”", f"transformatiebesluit:{pk}:{about}"
                yield Due(person, thing, what, f"{path}indieningen/{pk}/", on, "te besluiten uiterlijk")
            case "antwoord":
                what = f"Een antwoord op de vraag van {about} over “{title}”"
                yield Due(person, f"vraag:{pk}", what, f"{path}vragen/{pk}/", on, "graag uiterlijk")
            case "mijlpaal":
                what = f"Het bewijs bij de mijlpaal “{about}” van “{title}”"
                yield Due(person, f"transformatiemijlpaal:{pk}", what, f"{path}uitvoering/", on, "te leveren uiterlijk")
