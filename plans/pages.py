"""The pages of a plan beside its text: which there are, and who finds which."""

from collections.abc import Callable
from dataclasses import dataclass

from plans import rules
from plans.models import Regioplan


def _everybody(user, plan) -> bool:
    return True


@dataclass(frozen=True)
class PlanPage:
    """A page of a plan: the name of its address, which takes the plan's key, its words, and who is shown the way to it."""

    name: str
    label: str
    is_for: Callable[..., bool] = rules.may_see_work


PAGES = (
    PlanPage("plan", "Tekst", _everybody),
    PlanPage("opgave-list", "Opgaven"),
    PlanPage("rode-draad", "Rode draad"),
    PlanPage("plan-check", "Toets"),
    PlanPage("plan-vaststelling", "Vaststelling"),
    PlanPage("plan-progress", "Voortgang"),
    PlanPage("plan-versions", "Versies"),
)


def pages_of(user, plan: Regioplan) -> list[PlanPage]:
    """Answer the pages of the plan that this person is shown the way to, in their order."""
    return [page for page in PAGES if page.is_for(user, plan)]
