"""The pages of one transformatieplan, as the row of links above each of them shows them."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from plans.models.transformatie import Transformatieplan
from plans.transformatie import rules
from plans.transformatie.workflow import JUDGED, WRITABLE, Planstand, Stap

#: From the first word to the decision: after that these pages say how the plan came about.
BEFORE_APPROVAL = [*WRITABLE, *JUDGED]


class Page(NamedTuple):
    """A page of a plan: the name of its route, its name in the row, and the rule that says who is shown the way there.

    It matters while the plan is in one of `stands`, and then stands in the row; in all others the overview has it.
    """

    name: str
    label: str
    may: Callable[..., bool]
    stands: Collection[Planstand] = Planstand


def _may_see_full(user, plan) -> bool:
    """The rows are asked in the full plan: in the snelle toets the way there would only be in the way."""
    return plan.step == Stap.BEOORDELING and rules.may_see_work(user, plan)


PAGES: tuple[Page, ...] = (
    Page("transformatieplan", "Overzicht", rules.may_see),
    Page("transformatieplan-tekst", "Tekst", rules.may_see_work, WRITABLE),
    Page("transformatiepartijen", "Partijen", rules.may_see_work, WRITABLE),
    Page("transformatieplan-afspraken", "Afspraken", _may_see_full, WRITABLE),
    Page("transformatieplan-businesscase", "Businesscase", _may_see_full, WRITABLE),
    Page("transformatieplan-mijlpalen", "Mijlpalen", _may_see_full, WRITABLE),
    Page("transformatieplan-zelftoets", "Zelftoets", rules.may_see_work, WRITABLE),
    Page("transformatieplan-vragen", "Vragen", rules.may_read_questions, BEFORE_APPROVAL),
    Page("transformatieplan-beoordeling", "Beoordeling", rules.reads_judgments, BEFORE_APPROVAL),
    Page("transformatieplan-besluiten", "Besluiten", rules.may_read_letters),
    Page("transformatieplan-gelijkgerichtheid", "Gelijkgerichtheid", rules.may_see_following),
    Page("transformatie-uitvoering", "Uitvoering", rules.may_see_execution),
    Page("transformatie-monitoring", "Monitoring", rules.may_read_monitoring),
    Page("transformatieplan-summary", "Samenvatting", rules.may_see_summary),
    Page("transformatieplan-verloop", "Verloop", rules.may_see),
)

#: Where somebody works on all plans under the hat that is on, or reads of all of them; each rule is one of a person alone.
WORK_PAGES: tuple[Page, ...] = (
    Page("werkbank", "Werkbank", rules.opens_the_workbench),
    Page("transformatieplannen-te-erkennen", "Te erkennen", rules.follows),
    Page("transformatie-monitoring-overview", "Monitoring", rules.follows_monitoring),
    Page("transformatieplan-escalaties", "Bestuurlijk overleg", rules.sees_the_pot),
    Page("wachtrij", "Wachtrij", rules.awards),
    Page("loket", "Loket", rules.keeps_the_desk),
)


def work_pages_of(user) -> list[Page]:
    """Answer where this person works on all plans, or reads of all of them; no query."""
    return [page for page in WORK_PAGES if page.may(user)]


def pages_of(user, plan: Transformatieplan) -> list[Page]:
    """Answer the pages of the plan that this person is shown the way to, in their order."""
    return [page for page in PAGES if page.may(user, plan)]


def row_of(user, plan: Transformatieplan, current: str) -> list[Page]:
    """Answer the pages that matter in the state of the plan, and the one that is open (`current`): the row above each."""
    return [page for page in pages_of(user, plan) if plan.status in page.stands or page.name == current]


def others_of(user, plan: Transformatieplan) -> list[Page]:
    """Answer the pages that are not in the row now: the overview shows the way there."""
    return [page for page in pages_of(user, plan) if plan.status not in page.stands]
