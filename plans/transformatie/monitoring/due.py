"""When the messages on a quarter are due, and of whom: for who speaks for the lead of a plan."""

from datetime import date

from django.utils import timezone

from iza_portal.agenda.dates import Entry, Wanted
from iza_portal.notices.due import Due
from iza_portal.quarters import in_short, in_words, last_day, next_quarter, quarter_of
from iza_portal.rows import many
from plans.transformatie.monitoring.quarters import TERM, due_on
from plans.transformatie.rules import SUBMITTING_FUNCTIONS
from plans.transformatie.workflow import Planstand
from plans.voortgang.kwartalen import in_address
from regions.agreements import Domein

# Each plan that was carried out at the end of one of the quarters and still is, led by an organisation, with whether it was
# told of: what `quarters_of` answers of one plan, for all of them.
_ASKED = """
    SELECT asked.quarter, plan.id, plan.title, plan.region_id, region.short_name, lead.organisation_id,
        EXISTS (
            SELECT FROM plans_monitorbericht bericht
            WHERE bericht.plan_id = plan.id AND bericht.quarter = asked.quarter AND bericht.submitted_at IS NOT NULL
        ) AS is_told
    FROM plans_transformatieplan plan
    JOIN regions_region region ON region.id = plan.region_id
    JOIN plans_transformatiepartij lead ON lead.plan_id = plan.id AND lead.is_lead
    LEFT JOIN plans_potmutatie mutatie ON mutatie.plan_id = plan.id AND mutatie.kind = 'toekenning'
    LEFT JOIN plans_toekenning toekenning ON toekenning.mutatie_id = mutatie.id
    JOIN unnest(%(quarters)s::date[]) asked (quarter)
        ON (coalesce(toekenning.at, plan.approved_at) AT TIME ZONE 'Europe/Amsterdam')::date
            < asked.quarter + interval '3 months'
    WHERE plan.status = %(carried_out)s
"""
_DUE = f"""
    SELECT DISTINCT person.id, asked.id, asked.title FROM ({_ASKED}) asked
    JOIN accounts_membership membership ON membership.organisation_id = asked.organisation_id
        AND membership.ended_at IS NULL AND membership.function = ANY(%(speaking)s)
    JOIN accounts_user person ON person.id = membership.user_id AND person.is_active
    WHERE NOT asked.is_told AND (%(person)s::bigint IS NULL OR person.id = %(person)s::bigint)
"""  # noqa: S608 (nothing of a person is in it)
_DATES = f"""
    SELECT quarter, id, title, region_id, short_name, is_told FROM ({_ASKED}) asked
    WHERE organisation_id = ANY(%(own)s::bigint[])
"""  # noqa: S608 (nothing of a person is in it)


def monitoring_due(until: date, person_id: int | None) -> list[Due]:
    """Answer the messages on the last quarter that were not told, as `iza_portal.notices.due.Source` asks; one query."""
    quarter = next_quarter(quarter_of(timezone.localdate()), -1)
    on = due_on(quarter)
    if on > until:
        return []
    rows = many(
        _DUE,
        quarters=[quarter],
        carried_out=Planstand.UITVOERING.value,
        speaking=sorted(function.value for function in SUBMITTING_FUNCTIONS),
        person=person_id,
    )
    return [
        Due(
            person,
            f"monitorbericht:{plan}:{quarter.isoformat()}",
            f"Het monitorbericht over {in_short(quarter)} bij “{title}”",
            f"/transformatieplannen/{plan}/monitoring/{in_address(quarter)}/",
            on,
            "in te dienen uiterlijk",
        )
        for person, plan, title in rows
    ]


def monitoring_dates(wanted: Wanted) -> list[Entry]:
    """Answer the last days for the messages of plans that the person's organisations lead; one query, none for others.

    Of a quarter that is still to end as well, for a plan that is carried out now.
    """
    memberships = wanted.user.active_memberships if wanted.user.is_authenticated else []
    own = sorted({each.organisation_id for each in memberships if each.function in SUBMITTING_FUNCTIONS})
    if not own:
        return []
    first, last = quarter_of(wanted.first - TERM), quarter_of(wanted.last)
    quarters = [quarter := next_quarter(first, -1)]
    while quarter < last:
        quarters.append(quarter := next_quarter(quarter))
    quarters = [each for each in quarters if wanted.first <= due_on(each) <= wanted.last]
    if not quarters:
        return []
    today = timezone.localdate()
    return [
        Entry(
            f"monitorbericht:{plan}:{quarter.isoformat()}",
            "transformatie",
            due_on(quarter),
            f"Laatste dag voor het monitorbericht over het {in_words(quarter)} van “{title}”",
            f"/transformatieplannen/{plan}/monitoring/{_page_of(quarter, today)}",
            subjects=(Domein.B,),
            region_id=region_id,
            region=region,
            is_asked=True,
            is_done=is_told,
        )
        for quarter, plan, title, region_id, region, is_told in many(
            _DATES, quarters=quarters, own=own, carried_out=Planstand.UITVOERING.value
        )
    ]


def _page_of(quarter: date, today: date) -> str:
    """Answer where below the monitoring of a plan the message is written; that of a quarter that runs is not there yet."""
    return f"{in_address(quarter)}/" if last_day(quarter) < today else ""
