"""The terms within which insurers decide, in whole days of Amsterdam, so that no summer time bends them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from plans.models.transformatie import Loketstand
from plans.transformatie.workflow import Stap


def last_day(begin: date | datetime, weeks: int) -> date:
    """Answer the last day of a term of so many weeks that begins on the day (in Amsterdam) of `begin`."""
    day = timezone.localdate(begin) if isinstance(begin, datetime) else begin
    return day + timedelta(weeks=weeks)


def desk_on(step: Stap, day: date) -> Loketstand | None:
    """Answer how the desk stands for `step` on `day`; None before anything was said of it: then it is open."""
    return Loketstand.objects.filter(step=step, from_on__lte=day).order_by("from_on").last()


@dataclass(frozen=True)
class Termijn:
    """A term as people see it: its last day, the days left (negative: overdue), and whether the clock stands still."""

    due_on: date
    days_left: int
    is_stopped: bool

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0 and not self.is_stopped


def termijn(due_on: date, desk: Loketstand | None) -> Termijn:
    """Answer the term that ends on `due_on`, with the desk of its step as it stands today.

    `Indiening.due_on` is moved by the days that the clock stood still, when it runs again (`plans.transformatie.loket`).
    """
    stopped = desk is not None and desk.stops_clock
    return Termijn(due_on, (due_on - timezone.localdate()).days, stopped)
