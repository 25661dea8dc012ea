"""Which quarters are told of at a transformatieplan, and by when."""

from datetime import date, timedelta

from django.utils import timezone

from iza_portal.quarters import in_words, last_day, next_quarter, quarter_of
from plans.models.transformatie import Transformatieplan
from plans.transformatie.brought import awarded_at
from plans.transformatie.workflow import CARRIED_OUT

#: So long after the end of a quarter its message is due. That each quarter is told of was agreed (domain: C17; IZA
#: p.102); the number of weeks is the portal's own, so that the market leaders have it before the country counts.
TERM = timedelta(weeks=4)


def due_on(quarter: date) -> date:
    """Answer the last day for the message on a quarter."""
    return last_day(quarter) + TERM


def begun_on(plan: Transformatieplan) -> date | None:
    """Answer the day that the execution began: that of the money, or of the approval where none was asked.

    One query at most.
    """
    if plan.status not in CARRIED_OUT:
        return None
    return timezone.localdate(awarded_at(plan) or plan.approved_at)


def quarters_of(plan: Transformatieplan) -> list[date]:
    """Answer the quarters that the plan tells of, the latest first: those that ended while it was carried out.

    One query at most.
    """
    begin = begun_on(plan)
    if begin is None:
        return []
    end = timezone.localdate(plan.ended_at) if plan.ended_at else timezone.localdate()
    quarter, quarters = quarter_of(begin), []
    while last_day(quarter) < end:
        quarters.append(quarter)
        quarter = next_quarter(quarter)
    return quarters[::-1]


def why_not_told(plan: Transformatieplan, quarter: date) -> str:
    """Answer why nothing is told of this quarter, as a sentence, or nothing. One query at most."""
    if plan.status not in CARRIED_OUT or plan.ended_at:
        return f"Er volgt geen monitoring (meer). De stand is: {plan.get_status_display()}."
    if quarter in quarters_of(plan):
        return ""
    if last_day(quarter) >= timezone.localdate():
        return f"Het {in_words(quarter)} is nog niet voorbij."
    return f"In het {in_words(quarter)} was het plan nog niet in uitvoering."
