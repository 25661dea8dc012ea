"""How the money of a year is divided now: per line and municipality, as sums over the ledger."""

from funding.models import Budget
from iza_portal.rows import many

_DIVIDED = """
    SELECT regel_id, municipality_id, sum(cents)::bigint FROM funding_boeking
    WHERE budget_id = %s AND year = %s AND soort = 'verdeling'
    GROUP BY regel_id, municipality_id HAVING sum(cents) <> 0
"""


def divided_now(budget: Budget, year: int) -> dict[tuple[int, int | None], int]:
    """Answer the eurocents of each line and municipality, those that are not nothing; one query."""
    return {(regel, municipality): cents for regel, municipality, cents in many(_DIVIDED, budget.pk, year)}
