"""What the portal counts of a plan in a quarter: milestones and money, as they were at its end."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal

from iza_portal.quarters import last_day
from iza_portal.rows import many

# What happened after the last day of the quarter is not yet there: a message that is written late tells the same.
_NUMBERS = """
    WITH mijlpaal AS (
        SELECT mijlpaal.id, mijlpaal.plan_id, coalesce(granted.due_on, mijlpaal.due_on) AS due_on, reached.day AS reached_on,
            EXISTS (
                SELECT FROM plans_mijlpaalbewijs bewijs WHERE bewijs.mijlpaal_id = mijlpaal.id
                    AND (bewijs.at AT TIME ZONE 'Europe/Amsterdam')::date <= %(last)s
                    AND (bewijs.decided_at IS NULL OR (bewijs.decided_at AT TIME ZONE 'Europe/Amsterdam')::date > %(last)s)
            ) AS is_waiting
        FROM plans_transformatiemijlpaal mijlpaal
        LEFT JOIN LATERAL (
            SELECT wijziging.due_on FROM plans_mijlpaalwijziging wijziging
            WHERE wijziging.mijlpaal_id = mijlpaal.id AND wijziging.is_granted
                AND (wijziging.decided_at AT TIME ZONE 'Europe/Amsterdam')::date <= %(last)s
            ORDER BY wijziging.number DESC LIMIT 1
        ) granted ON true
        LEFT JOIN LATERAL (
            SELECT (bewijs.decided_at AT TIME ZONE 'Europe/Amsterdam')::date AS day FROM plans_mijlpaalbewijs bewijs
            WHERE bewijs.mijlpaal_id = mijlpaal.id AND bewijs.outcome = 'behaald'
                AND (bewijs.decided_at AT TIME ZONE 'Europe/Amsterdam')::date <= %(last)s
        ) reached ON true
        WHERE mijlpaal.plan_id = ANY(%(plans)s::bigint[])
    ), counted AS (
        SELECT plan_id, count(*) AS milestones, count(reached_on) AS reached,
            count(*) FILTER (WHERE reached_on >= %(first)s) AS reached_now,
            count(*) FILTER (WHERE reached_on IS NULL AND NOT is_waiting AND due_on <= %(last)s) AS late,
            count(*) FILTER (WHERE reached_on IS NULL AND is_waiting) AS waiting
        FROM mijlpaal GROUP BY plan_id
    ), money AS (
        SELECT mijlpaal.plan_id, sum(bedrag.amount) AS asked,
            sum(bedrag.amount) FILTER (WHERE mijlpaal.due_on <= %(last)s) AS planned,
            sum(paid.amount) AS paid, sum(paid.amount_now) AS paid_now
        FROM mijlpaal
        JOIN plans_mijlpaalbedrag bedrag ON bedrag.mijlpaal_id = mijlpaal.id
        LEFT JOIN LATERAL (
            SELECT sum(betaling.amount) AS amount, sum(betaling.amount) FILTER (WHERE betaling.on >= %(first)s) AS amount_now
            FROM plans_betaling betaling WHERE betaling.bedrag_id = bedrag.id AND betaling.on <= %(last)s
        ) paid ON true
        GROUP BY mijlpaal.plan_id
    )
    SELECT plan_id, milestones, reached, reached_now, late, waiting,
        coalesce(asked, 0), coalesce(planned, 0), coalesce(paid, 0), coalesce(paid_now, 0)
    FROM counted LEFT JOIN money USING (plan_id)
"""


@dataclass(frozen=True)
class Numbers:
    """Milestones of a plan at the end of a quarter, and its money in euros.

    `reached_now` and `paid_now` are of the quarter itself. `late`: the last day is over and nothing was delivered that
    waits for a decision; that is `waiting`. `planned` is the money of all milestones that were due by then.
    """

    milestones: int = 0
    reached: int = 0
    reached_now: int = 0
    late: int = 0
    waiting: int = 0
    asked: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    paid_now: Decimal = Decimal(0)

    def kept(self) -> dict:
        """Answer the numbers as `Monitorbericht.numbers` keeps them: amounts as strings with two decimals."""
        return {name: f"{value:.2f}" if isinstance(value, Decimal) else value for name, value in asdict(self).items()}

    @classmethod
    def of_kept(cls, kept: dict) -> "Numbers":
        """Read what `kept` wrote; a number that an older message does not have is nothing."""
        known = {field.name: field.default for field in fields(cls)}
        return cls(**{name: type(default)(kept.get(name, default)) for name, default in known.items()})


def numbers_of_each(plans: Iterable[int], quarter: date) -> dict[int, Numbers]:
    """Answer the numbers of each of these plans, by its key, at the end of a quarter; one query."""
    plans = list(plans)
    rows = many(_NUMBERS, plans=plans, first=quarter, last=last_day(quarter)) if plans else []
    return dict.fromkeys(plans, Numbers()) | {plan: Numbers(*values) for plan, *values in rows}
