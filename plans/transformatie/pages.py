"""The pages of one transformatieplan, as the row of links above each of them shows them."""

from collections.abc import Callable
from typing import NamedTuple

from plans.models.transformatie import Transformatieplan
from plans.transformatie import rules


class Page(NamedTuple):
    """A page of a plan: the name of its route, its name in the row, and the rule that says who is shown the way there."""

    name: str
    label: str
    may: Callable[..., bool]


PAGES: tuple[Page, ...] = (
    Page("transformatieplan", "Overzicht", rules.may_see),
    Page("transformatieplan-vragen", "Vragen", rules.may_read_questions),
    Page("transformatie-uitvoering", "Uitvoering", rules.may_see_execution),
    Page("transformatie-monitoring", "Monitoring", rules.may_read_monitoring),
    Page("transformatieplan-verloop", "Verloop", rules.may_see),
)


def pages_of(user, plan: Transformatieplan) -> list[Page]:
    """Answer the pages of the plan that this person is shown the way to, in their order."""
    return [page for page in PAGES if page.may(user, plan)]
