"""The pages of a plan beside its text, for who may see how it is made."""

from dataclasses import dataclass

from plans import rules
from plans.models import Regioplan


@dataclass(frozen=True)
class PlanPage:
    """A page of a plan: the name of its address, which takes the plan's key, and its words."""

    name: str
    label: str


PAGES = (
    PlanPage("plan", "Tekst"),
    PlanPage("opgave-list", "Opgaven"),
    PlanPage("rode-draad", "Rode draad"),
    PlanPage("plan-check", "Toets"),
    PlanPage("plan-consultaties", "Consultatie"),
    PlanPage("plan-vaststelling", "Vaststelling"),
    PlanPage("plan-progress", "Voortgang"),
    PlanPage("plan-versions", "Versies"),
)


def pages_of(user, plan: Regioplan) -> tuple[PlanPage, ...]:
    """Answer the pages of the plan that this person is shown the way to, in their order; none for a mere reader."""
    return PAGES if rules.may_see_work(user, plan) else ()
