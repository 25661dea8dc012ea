"""The check as it stands beside a text that people are writing: what is not in order now, and where each is mended."""

from dataclasses import dataclass

from iza_portal.hashing import hash_of
from iza_portal.writing.together.settling import settle
from plans import rules
from plans.models import Regioplan, Status
from plans.toetsing.checking import check
from plans.toetsing.computing import place_of
from regions.checking import Verdict
from regions.models import Moment


@dataclass(frozen=True)
class Beside:
    """What is not in order: what holds the tafel back, and what to look at. `mark` is another when either says another."""

    holding: list[dict]
    warning: list[dict]
    mark: str


def is_shown_beside(user, plan: Regioplan) -> bool:
    """Is the check of use beside the text: to who may see the work, while it can still be mended?"""
    return plan.status in (Status.CONCEPT, Status.TER_CONSULTATIE) and rules.may_see_work(user, plan)


def beside(plan: Regioplan) -> Beside:
    """Answer what is not in order now, with what was typed a moment ago; each as `Result.as_data`, with its `place`."""
    settle(plan.sections.present().defer("search", "body"))
    found = [result.as_data() for result in check(plan) if result.verdict != Verdict.VOLDOET]
    for each in found:
        each["place"] = place_of(plan, each)
    holding = [each for each in found if each["blocks"] and each["moment"] == Moment.INDIENEN]
    return Beside(holding, [each for each in found if each not in holding], hash_of({"found": found})[:16])
