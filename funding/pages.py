"""The pages of one budget, as the row of links above each of them shows them."""

from collections.abc import Callable
from typing import NamedTuple

from funding.models import Budget


class Page(NamedTuple):
    """A page of a budget: the name of its route, its name in the row, and for which budgets it is."""

    name: str
    label: str
    of: Callable[[Budget], bool] = lambda budget: True


# In their order in the row.
PAGES: tuple[Page, ...] = (
    Page("onderdelen", "Onderdelen", lambda budget: budget.municipality_id is not None),
    Page("budget", "Saldo"),
    Page("verdeling", "Verdeling", lambda budget: budget.mandaatregio_id is not None),
    Page("verplichtingen", "Verplichtingen"),
    Page("boekingen", "Boekingen"),
    Page("opdrachten", "Opdrachten"),
    Page("inlezen", "Inlezen"),
    Page("draad", "Rode draad"),
    Page("beschikkingen", "Beschikkingen"),
    Page("budget-verantwoordingen", "Verantwoording"),
    Page("budget-geschiedenis", "Geschiedenis"),
)


def pages_of(budget: Budget) -> list[Page]:
    """Answer the pages of the budget: whoever may see it may see them all."""
    return [page for page in PAGES if page.of(budget)]
