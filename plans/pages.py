"""The pages of a plan beside its text, for who may see how it is made."""

from dataclasses import dataclass

from plans import rules
from plans.models import PlanKind, Regioplan

OPGAVEN = "opgave-list"


@dataclass(frozen=True)
class PlanPage:
    """A page of a plan: the name of its address, which takes the plan's key, and its words."""

    name: str
    label: str


#: The page of a werkagenda in the place of its opgaven.
AANPAKKEN = PlanPage("aanpakken", "Aanpakken")
PAGES = (
    PlanPage("plan", "Tekst"),
    PlanPage(OPGAVEN, "Opgaven"),
    PlanPage("rode-draad", "Rode draad"),
    PlanPage("plan-check", "Toets"),
    PlanPage("plan-consultaties", "Consultatie"),
    PlanPage("plan-vaststelling", "Vaststelling"),
    PlanPage("plan-progress", "Voortgang"),
    PlanPage("plan-versions", "Versies"),
)


def pages_of(user, plan: Regioplan) -> tuple[PlanPage, ...]:
    """Answer the pages of the plan that this person is shown the way to, in their order; none for a mere reader."""
    if not rules.may_see_work(user, plan):
        return ()
    if plan.kind != PlanKind.WERKAGENDA:
        return PAGES
    return tuple(AANPAKKEN if page.name == OPGAVEN else page for page in PAGES)


def shown_as(plan: Regioplan, name: str) -> str:
    """Answer the name of the page in the row for the page of this name: a werkagenda has its aanpakken for opgaven."""
    return AANPAKKEN.name if plan.kind == PlanKind.WERKAGENDA and name == OPGAVEN else name
