"""What a plan asked, reached, was paid, still has open, and lost: counted in the database, in euros."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from iza_portal.rows import many
from plans.models.transformatie import Transformatieplan
from plans.transformatie.workflow import ENDED

_TOTALS = """
    SELECT mijlpaal.plan_id, sum(bedrag.amount),
        coalesce(sum(bedrag.amount) FILTER (WHERE EXISTS (
            SELECT FROM plans_mijlpaalbewijs bewijs
            WHERE bewijs.mijlpaal_id = mijlpaal.id AND bewijs.outcome = 'behaald'
        )), 0),
        coalesce(sum(paid.amount), 0)
    FROM plans_transformatiemijlpaal mijlpaal
    JOIN plans_mijlpaalbedrag bedrag ON bedrag.mijlpaal_id = mijlpaal.id
    LEFT JOIN LATERAL (
        SELECT sum(betaling.amount) AS amount FROM plans_betaling betaling WHERE betaling.bedrag_id = bedrag.id
    ) paid ON true
    WHERE mijlpaal.plan_id = ANY(%s::bigint[])
    GROUP BY mijlpaal.plan_id
"""


@dataclass(frozen=True)
class Totals:
    """The money of a plan in euros. What is not paid is `open` while it can still be paid, and `lapsed` afterwards."""

    asked: Decimal = Decimal(0)
    reached: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    open: Decimal = Decimal(0)
    lapsed: Decimal = Decimal(0)

    @property
    def to_pay(self) -> Decimal:
        """What was reached and not paid."""
        return self.reached - self.paid


def totals_of(plan: Transformatieplan) -> Totals:
    """Answer the totals of one plan; one query."""
    return totals_of_each([plan])[plan.pk]


def totals_of_each(plans: Iterable[Transformatieplan]) -> dict[int, Totals]:
    """Answer the totals of each plan, by its key; one query."""
    by_pk = {plan.pk: plan for plan in plans}
    totals = dict.fromkeys(by_pk, Totals())
    for pk, asked, reached, paid in many(_TOTALS, list(by_pk)):
        left = "lapsed" if by_pk[pk].status in ENDED else "open"
        totals[pk] = Totals(asked, reached, paid, **{left: asked - paid})
    return totals
