"""The terms within which insurers decide, in whole days of Amsterdam, so that no summer time bends them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from iza_portal.rows import Columns, one
from plans.models.transformatie import Indiening, Loketstand
from plans.transformatie.workflow import Stap


def last_day(begin: date | datetime, weeks: int) -> date:
    """Answer the last day of a term of so many weeks that begins on the day (in Amsterdam) of `begin`."""
    day = timezone.localdate(begin) if isinstance(begin, datetime) else begin
    return day + timedelta(weeks=weeks)


def desk_on(step: Stap, day: date) -> Loketstand | None:
    """Answer how the desk stands for `step` on `day`; None before anything was said of it: then it is open."""
    found = one(_DESK_ON, str(step), day)
    return _DESK.made(found) if found else None


_DESK = Columns(Loketstand, "desk")
_DESK_ON = f"""
    SELECT {_DESK.sql} FROM plans_loketstand desk WHERE step = %s AND from_on <= %s ORDER BY from_on DESC LIMIT 1
"""  # noqa: S608 (nothing of a person is in it)


@dataclass(frozen=True)
class Termijn:
    """A term as people see it: its last day, the days left (negative: overdue), and whether the clock stands still."""

    due_on: date
    days_left: int
    is_stopped: bool

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0 and not self.is_stopped


def with_clock(indieningen: QuerySet[Indiening]) -> QuerySet[Indiening]:
    """Add to each submission whether the clock of its step stands still today, for `term_of`."""
    desk = Loketstand.objects.filter(step=OuterRef("step"), from_on__lte=timezone.localdate()).order_by("-from_on")
    stops = Coalesce(Subquery(desk.values("stops_clock")[:1]), False, output_field=BooleanField())
    return indieningen.annotate(stops_clock=stops)


def term_of(indiening: Indiening) -> Termijn | None:
    """Answer the term of the decision that a submission waits for; None once it was decided on.

    One query, or none where the submission comes `with_clock`.
    """
    if indiening.closed_at is not None:
        return None
    if "stops_clock" in vars(indiening):
        return Termijn(indiening.due_on, (indiening.due_on - timezone.localdate()).days, indiening.stops_clock)
    return termijn(indiening.due_on, desk_on(Stap(indiening.step), timezone.localdate()))


def termijn(due_on: date, desk: Loketstand | None) -> Termijn:
    """Answer the term that ends on `due_on`, with the desk of its step as it stands today.

    `Indiening.due_on` is moved by the days that the clock stood still, when it runs again (`plans.transformatie.loket`).
    """
    stopped = desk is not None and desk.stops_clock
    return Termijn(due_on, (due_on - timezone.localdate()).days, stopped)
