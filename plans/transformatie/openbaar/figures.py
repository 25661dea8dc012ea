"""The quarterly figures of transformatieplannen: what came in, went through, was refused and waits, and how long it took.

All is counted in SQL, of submissions and of decisions that were sent; nothing of what one market leader finds is looked at.
What is counted of plans on which no decision was taken yet is told so that no single plan shows (see
`docs/decisions/0037-what-is-public-of-a-transformatieplan.md`).
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from iza_portal import quarters
from iza_portal.names import DutchOrder
from iza_portal.rows import many
from plans.models.transformatie import Partijrol, Sector
from plans.transformatie.termijnen import desk_on
from plans.transformatie.workflow import Stap

#: Below this a count of plans without a decision is not told, nought included, nor the days of so few decisions.
FEWEST = 3
#: Of a part of the country such counts are rounded to this, so that no count follows from the others.
ROUNDED_TO = 5

# When the decision on a submission was sent, and with which outcome. The preliminary one is not counted: it is shared with
# insurers and applicants alone. Of the last decision on a plan the days and the term are those of the whole assessment.
_DECIDED = """
    SELECT besluit.indiening_id, besluit.outcome, besluit.sent_at FROM plans_planbesluit besluit
    WHERE besluit.status = 'verzonden' AND besluit.step IN ('snelle_toets', 'definitief')
"""

# Each submission with its days without those on which the clock stood still, and whether it was decided within its term:
# the desk moves the term by the days that the clock stood still, so that is accounted for.
_SUBMISSIONS = f"""
    stops AS MATERIALIZED (
        SELECT step, stops_clock, daterange(from_on, lead(from_on) OVER (PARTITION BY step ORDER BY from_on)) AS period
        FROM plans_loketstand
    ),
    submissions AS (
        SELECT indiening.id, indiening.plan_id, indiening.step, indiening.coordinator_id, decided.outcome,
            (indiening.at AT TIME ZONE %(zone)s::text)::date AS came_on,
            (indiening.closed_at AT TIME ZONE %(zone)s::text)::date AS closed_on,
            (indiening.taken_back_at AT TIME ZONE %(zone)s::text)::date AS back_on,
            (decided.sent_at AT TIME ZONE %(zone)s::text)::date AS decided_on,
            indiening.due_on,
            (decided.sent_at AT TIME ZONE %(zone)s::text)::date - (indiening.at AT TIME ZONE %(zone)s::text)::date
            - coalesce((
                SELECT sum(upper(still) - lower(still)) FROM (
                    SELECT stops.period * daterange(
                        (indiening.at AT TIME ZONE %(zone)s::text)::date,
                        (greatest(decided.sent_at, indiening.at) AT TIME ZONE %(zone)s::text)::date
                    ) AS still
                    FROM stops WHERE stops.stops_clock AND stops.step = indiening.step
                ) overlap WHERE NOT isempty(still)
            ), 0) AS days
        FROM plans_indiening indiening LEFT JOIN ({_DECIDED}) decided ON decided.indiening_id = indiening.id
    )
"""  # noqa: S608 (nothing of a person is in it)

_COUNTS = """
    count(*) FILTER (WHERE outcome IN ('impactvol', 'goedkeuren')) AS through,
    count(*) FILTER (WHERE outcome IN ('aanvullen', 'aanpassen')) AS again,
    count(*) FILTER (WHERE outcome = 'niet_impactvol') AS refused
"""
_DAYS = """
    count(days) FILTER (WHERE {which}) AS decided,
    count(*) FILTER (WHERE {which} AND decided_on <= due_on) AS in_time,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE {which}) AS median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY days) FILTER (WHERE {which}) AS most
"""
# How long what was sent back took is counted for the country alone: in a region it would show that such a plan is there.
_OF_ALL, _OF_FINAL = _DAYS.format(which="true"), _DAYS.format(which="outcome NOT IN ('aanvullen', 'aanpassen')")

_PER_QUARTER = f"""
    WITH {_SUBMISSIONS},
    seasons AS (
        SELECT quarter::date AS quarter, (quarter + interval '3 months')::date AS next, step
        FROM generate_series(
            (SELECT date_trunc('quarter', min(came_on)) FROM submissions), date_trunc('quarter', %(today)s::date),
            interval '3 months'
        ) quarter CROSS JOIN unnest(%(steps)s::text[]) step
    ),
    came AS (
        SELECT step, date_trunc('quarter', came_on)::date AS quarter, count(*) AS came,
            count(*) FILTER (WHERE closed_on IS NULL) AS is_open
        FROM submissions GROUP BY 1, 2
    ),
    closed AS (SELECT step, date_trunc('quarter', closed_on)::date AS quarter, count(*) AS closed,
            count(back_on) AS back
        FROM submissions WHERE closed_on IS NOT NULL GROUP BY 1, 2),
    decided AS (SELECT step, date_trunc('quarter', decided_on)::date AS quarter, {_COUNTS}, {_OF_ALL}
        FROM submissions WHERE decided_on IS NOT NULL GROUP BY 1, 2)
    SELECT step, quarter, coalesce(came, 0), coalesce(is_open, 0), coalesce(through, 0), coalesce(again, 0),
        coalesce(refused, 0), coalesce(back, 0),
        sum(coalesce(came, 0) - coalesce(closed, 0)) OVER (PARTITION BY step ORDER BY quarter)::int AS waiting,
        coalesce(decided, 0), coalesce(in_time, 0), median, most
    FROM seasons LEFT JOIN came USING (step, quarter) LEFT JOIN closed USING (step, quarter)
        LEFT JOIN decided USING (step, quarter)
    ORDER BY step DESC, quarter DESC
"""  # noqa: S608 (nothing of a person is in it)

# Below what a submission counts, for each way to divide them: a plan of two regions counts in both.
_DIVIDED = {
    "regio": f"""
        SELECT s.id, region.name, region.id AS part, {DutchOrder.as_written("region.name")} AS place
        FROM submissions s JOIN (
            SELECT id AS plan_id, region_id FROM plans_transformatieplan
            UNION SELECT transformatieplan_id, region_id FROM plans_transformatieplan_regions
        ) concerned ON concerned.plan_id = s.plan_id JOIN regions_region region ON region.id = concerned.region_id
    """,  # noqa: S608 (nothing of a person is in it)
    "sector": """
        SELECT DISTINCT s.id, party.sector AS name, 0::bigint AS part, party.sector AS place FROM submissions s
        JOIN plans_transformatiepartij party ON party.plan_id = s.plan_id AND party.part = %(submits)s
    """,
    "thema": """
        SELECT s.id, coalesce(theme.title, 'zonder thema') AS name, coalesce(theme.id, 0) AS part,
            to_char(coalesce(theme.position, 32767), '00000') AS place
        FROM submissions s JOIN plans_transformatieplan plan ON plan.id = s.plan_id
        LEFT JOIN plans_thema theme ON theme.id = plan.theme_id
    """,
    "verzekeraar": f"""
        SELECT s.id, insurer.name, insurer.id AS part, {DutchOrder.as_written("insurer.name")} AS place
        FROM submissions s JOIN accounts_organisation insurer ON insurer.id = s.coordinator_id
    """,  # noqa: S608 (nothing of a person is in it)
}  # fmt: skip


def _per_part() -> str:
    divided = " UNION ALL ".join(
        f"SELECT '{name}' AS division, * FROM ({query}) {name}"  # noqa: S608 (nothing of a person is in it)
        for name, query in _DIVIDED.items()
    )
    return f"""
        WITH {_SUBMISSIONS}, divided AS ({divided})
        SELECT divided.division, divided.name, s.step, {_COUNTS}, {_OF_FINAL},
            count(*) FILTER (WHERE closed_on IS NULL) AS waiting,
            count(*) FILTER (
                WHERE closed_on IS NULL AND due_on < %(today)s::date AND s.step <> ALL(%(stopped)s::text[])
            ) AS late
        FROM divided JOIN submissions s ON s.id = divided.id
        GROUP BY divided.division, divided.name, divided.part, divided.place, s.step
        -- A row of which nothing can be told would tell that there is a plan.
        HAVING count(*) FILTER (WHERE outcome NOT IN ('aanvullen', 'aanpassen')) > 0
            OR count(*) FILTER (WHERE outcome IN ('aanvullen', 'aanpassen')) >= %(fewest)s
            OR count(*) FILTER (WHERE closed_on IS NULL) >= %(fewest)s
        ORDER BY divided.division, divided.place, s.step DESC
    """  # noqa: S608 (nothing of a person is in it)


@dataclass(frozen=True)
class Quarter:
    """What happened in one step in a quarter. A count that is None is of too few plans to be told; days are whole days."""

    step: Stap
    quarter: date
    came: int | None
    through: int
    again: int
    refused: int
    back: int
    waiting: int | None
    decided: int
    in_time: int
    median: int | None
    most: int | None

    @property
    def name(self) -> str:
        return quarters.in_short(self.quarter)


@dataclass(frozen=True)
class Part:
    """What was decided of a region, sector, theme or insurer, in one step, and about how much waits and is late.

    `decided` are the decisions that the days and the term are of: those that ended the step. A count that is None is of too
    few plans to be told; one of plans on which nothing final was decided yet is rounded.
    """

    name: str
    step: Stap
    through: int
    again: int | None
    refused: int
    decided: int | None
    in_time: int | None
    median: int | None
    most: int | None
    waiting: int | None
    late: int | None


@dataclass(frozen=True)
class Figures:
    """All figures, as of `on`: by quarter, the last first, and by each division the parts in their order."""

    on: date
    quarters: list[Quarter]
    divisions: dict[str, list[Part]]

    def of_step(self, step: Stap) -> list[Quarter]:
        """Answer the quarters of one step, the last first."""
        return [each for each in self.quarters if each.step == step]


def figures_on(today: date) -> Figures:
    """Count everything, as of `today`; four queries, whatever there is."""
    given = {
        "zone": timezone.get_default_timezone_name(),
        "today": today,
        "steps": list(Stap.values),
        "stopped": [step.value for step in Stap if (desk := desk_on(step, today)) and desk.stops_clock],
        "submits": Partijrol.INDIENER.value,
        "fewest": FEWEST,
    }
    divisions = {name: [] for name in _DIVIDED}
    for division, *row in many(_per_part(), **given):
        divisions[division].append(_part(division, row))
    return Figures(today, [_quarter(row) for row in many(_PER_QUARTER, **given)], divisions)


def _quarter(row: tuple) -> Quarter:
    step, quarter, came, is_open, through, again, refused, back, waiting, decided, in_time, median, most = row
    return Quarter(
        step=Stap(step),
        quarter=quarter,
        came=None if is_open and came < FEWEST else came,
        through=through,
        again=again,
        refused=refused,
        back=back,
        waiting=told(waiting),
        decided=decided,
        in_time=in_time,
        median=_whole(median),
        most=_whole(most),
    )


def _part(division: str, row: list) -> Part:
    name, step, through, again, refused, decided, in_time, median, most, waiting, late = row
    is_told = decided >= FEWEST
    return Part(
        name=Sector(name).label if division == "sector" else name,
        step=Stap(step),
        through=through,
        again=told(again, rounded=True),
        refused=refused,
        decided=decided if is_told else None,
        in_time=in_time if is_told else None,
        median=_whole(median) if is_told else None,
        most=_whole(most) if is_told else None,
        waiting=told(waiting, rounded=True),
        late=told(late, rounded=True),
    )


def told(count: int, *, rounded: bool = False) -> int | None:
    """Answer a count of plans without a decision as it can be told; None below `FEWEST`, also where there are none."""
    if count < FEWEST:
        return None
    return ROUNDED_TO * max(1, round(count / ROUNDED_TO)) if rounded else count


def _whole(days: float | None) -> int | None:
    return None if days is None else round(days)
