"""The two judgments beside each other, once both are in: where they differ, and what a joint proposal can begin with."""

from dataclasses import dataclass

from plans.models.transformatie import Beoordeling, Beoordelingstand, Indiening, Kadercriterium, Oordeel, Planbesluit
from plans.transformatie.beoordeling.reading import LEADERS, both_of
from plans.transformatie.kaders import criteria_of


@dataclass(frozen=True)
class Weighed:
    """A criterion with what either leader found of it (leader 1 first), and what both found in the preliminary decision."""

    criterion: Kadercriterium
    found: tuple[Oordeel | None, Oordeel | None]
    earlier: dict | None = None

    @property
    def is_agreed(self) -> bool:
        """Is there one outcome that both stand for already? Where there is not, it has to be chosen."""
        first, second = self.found
        return bool(self.earlier) or (first is not None and second is not None and first.outcome == second.outcome)

    @property
    def outcome(self) -> str:
        """The outcome that a proposal begins with; none where the two differ."""
        if self.earlier:
            return self.earlier["outcome"]
        return self.found[0].outcome if self.is_agreed else ""

    @property
    def reason(self) -> str:
        """The reason that a proposal begins with: those of both, each once."""
        if self.earlier:
            return self.earlier["reason"]
        return "\n\n".join(dict.fromkeys(each.reason for each in self.found if each and each.reason))


def both_judgments(indiening: Indiening) -> list[Beoordeling]:
    """Answer the two judgments with their `oordelen`, leader 1 first; none at all before both are submitted. Two queries.

    For who judges or signs for a leader (`rules.signs_for`); `beoordeling.reading` is for one judgment as well.
    """
    found = both_of(indiening)
    are_in = [judgment.status == Beoordelingstand.INGEDIEND for judgment in found]
    return found if len(found) == LEADERS and all(are_in) else []


def weighed(indiening: Indiening, judgments: list[Beoordeling], earlier: Planbesluit | None) -> list[Weighed]:
    """Answer each criterion that is judged, in order, with both judgments; `earlier` is the preliminary decision, if any.

    `judgments` are both, leader 1 first (`both_judgments`).
    """
    first, second = ({each.criterion_id: each for each in one.oordelen.all()} for one in judgments)
    before = {row["code"]: row for row in earlier.criteria} if earlier else {}
    return [
        Weighed(criterion, (first.get(criterion.pk), second.get(criterion.pk)), before.get(criterion.code))
        for criterion in criteria_of(indiening)
    ]


def outcome_of(judgments: list[Beoordeling], earlier: Planbesluit | None) -> str:
    """Answer the outcome that a proposal begins with: that of the preliminary decision, or the advice of both."""
    if earlier:
        return earlier.outcome
    advice = {judgment.advice for judgment in judgments}
    return advice.pop() if len(advice) == 1 else ""
