"""The desk where plans come in: open or closed for each of the two steps, from a day on."""

from datetime import date

from plans.transformatie.termijnen import desk_on
from plans.transformatie.workflow import Stap


def why_closed(step: Stap, day: date) -> str:
    """Answer why nothing can be submitted for `step` on `day`, as a sentence, or nothing."""
    desk = desk_on(step, day)
    return "" if desk is None or desk.is_open else desk.reason
