"""The pages of one transformatieplan, as the row of links above each of them shows them."""

from collections.abc import Callable
from typing import NamedTuple

from plans.models.transformatie import Transformatieplan
from plans.transformatie import rules
from plans.transformatie.workflow import Stap


class Page(NamedTuple):
    """A page of a plan: the name of its route, its name in the row, and the rule that says who is shown the way there."""

    name: str
    label: str
    may: Callable[..., bool]


def _may_see_full(user, plan) -> bool:
    """The rows are asked in the full plan: in the snelle toets the way there would only be in the way."""
    return plan.step == Stap.BEOORDELING and rules.may_see_work(user, plan)


PAGES: tuple[Page, ...] = (
    Page("transformatieplan", "Overzicht", rules.may_see),
    Page("transformatieplan-tekst", "Tekst", rules.may_see_work),
    Page("transformatiepartijen", "Partijen", rules.may_see_work),
    Page("transformatieplan-afspraken", "Afspraken", _may_see_full),
    Page("transformatieplan-businesscase", "Businesscase", _may_see_full),
    Page("transformatieplan-mijlpalen", "Mijlpalen", _may_see_full),
    Page("transformatieplan-zelftoets", "Zelftoets", rules.may_see_work),
    Page("transformatieplan-vragen", "Vragen", rules.may_read_questions),
    Page("transformatieplan-beoordeling", "Beoordeling", rules.reads_judgments),
    Page("transformatieplan-besluiten", "Besluiten", rules.may_read_letters),
    Page("transformatieplan-gelijkgerichtheid", "Gelijkgerichtheid", rules.may_see_following),
    Page("transformatie-uitvoering", "Uitvoering", rules.may_see_execution),
    Page("transformatie-monitoring", "Monitoring", rules.may_read_monitoring),
    Page("transformatieplan-verloop", "Verloop", rules.may_see),
)


def pages_of(user, plan: Transformatieplan) -> list[Page]:
    """Answer the pages of the plan that this person is shown the way to, in their order."""
    return [page for page in PAGES if page.may(user, plan)]
