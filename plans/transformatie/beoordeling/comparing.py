"""The two judgments on a submission side by side, what differs first."""

from typing import NamedTuple

from plans.models.transformatie import Beoordeling, Kadercriterium, Oordeel


class Compared(NamedTuple):
    """What the two market leaders find of one criterion, leader 1 first; None where one of them did not judge it."""

    criterion: Kadercriterium
    found: tuple[Oordeel | None, Oordeel | None]

    @property
    def differs(self) -> bool:
        first, second = self.found
        return (first and first.outcome) != (second and second.outcome)


def compare(criteria: list[Kadercriterium], judgments: list[Beoordeling]) -> list[Compared]:
    """Answer what the two find of each criterion: where they differ first, in the order of the framework.

    `judgments` are the two that `reading.judgments_of` answers once both are submitted.
    """
    by_criterion = [{oordeel.criterion_id: oordeel for oordeel in judgment.oordelen.all()} for judgment in judgments]
    rows = [Compared(each, tuple(found.get(each.pk) for found in by_criterion)) for each in criteria]
    return sorted(rows, key=lambda row: not row.differs)
