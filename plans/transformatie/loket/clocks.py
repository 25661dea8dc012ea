"""Letting clocks run again: what was under way while they stood still gets back the days that it lost.

A stop begins with the first row of the desk with `stops_clock` and ends with the first one after it without. That the terms
were moved is an event of that last row, in the transaction that moves them: so it happens once, whoever comes first.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from iza_portal.trail.models import Event
from iza_portal.trail.recording import record
from plans.models.transformatie import Besluitstand, Indiening, Loketstand, Planbesluit, Transformatieplan
from plans.transformatie.loket import telling
from plans.transformatie.verbs import TransformatieVerb

# What happens to the desk comes one after the other: an arbitrary number that only this lock has.
DESK_LOCK = 4219


class Stop(NamedTuple):
    """A time in which the clock of a step stood still: from the day `begins` until the day of the row `ended_by`."""

    begins: date
    ended_by: Loketstand


def hold_desk() -> None:
    """Let nobody else change the desk, or let clocks run, until this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DESK_LOCK])


@transaction.atomic
def run_on(day: date) -> int:
    """Move the terms of each stop that ended on or before `day`, where that did not happen yet; answer how many moved."""
    hold_desk()
    ran = Event.objects.filter(verb=TransformatieVerb.CLOCK_RAN, subject_type=Loketstand._meta.label_lower).values_list(
        "subject_id", flat=True
    )
    ended = [stop for stop in _stops() if stop.ended_by.from_on <= day]
    ran = set(ran) if ended else set()
    return sum(_move_terms(stop) for stop in ended if stop.ended_by.pk not in ran)


def _stops() -> Iterator[Stop]:
    """Answer each stop that has an end, whether that has come or not."""
    begins: dict[str, date] = {}
    for row in Loketstand.objects.order_by("from_on"):
        if row.stops_clock:
            begins.setdefault(row.step, row.from_on)
        elif row.step in begins:
            yield Stop(begins.pop(row.step), row)


def _move_terms(stop: Stop) -> int:
    """Move the terms of what is open in the step. The plans are locked first: a decision on one waits, or was before."""
    step, until = stop.ended_by.step, stop.ended_by.from_on
    open_now = Indiening.objects.filter(step=step, closed_at=None)
    of_open = Transformatieplan.objects.filter(pk__in=open_now.values("plan")).order_by("pk")
    plans = {plan.pk: plan for plan in of_open.select_for_update(no_key=True)}
    moved = []
    for indiening in _with_begin(open_now.filter(plan__in=plans)):
        begins = max(stop.begins, timezone.localdate(indiening.term_began_at))
        lost = until - begins
        if lost > timedelta():
            moved.append(_move_term(indiening, plans[indiening.plan_id], begins, lost))
    Indiening.objects.bulk_update(moved, ["due_on", "questions_until"])
    record(TransformatieVerb.CLOCK_RAN, stop.ended_by, by=None, after={"termijnen verschoven": len(moved)})
    return len(moved)


def _with_begin(indieningen):
    """Add when the term that runs now began: with the decision that was sent last, else when it was submitted."""
    sent = Planbesluit.objects.filter(indiening=OuterRef("pk"), status=Besluitstand.VERZONDEN).order_by("-sent_at")
    began = Coalesce(Subquery(sent.values("sent_at")[:1]), F("at"))
    return indieningen.brief().annotate(term_began_at=began).select_for_update(no_key=True, of=["self"])


def _move_term(indiening: Indiening, plan: Transformatieplan, begins: date, lost: timedelta) -> Indiening:
    before = {"besluit uiterlijk": indiening.due_on.isoformat()}
    indiening.due_on += lost
    # A question round that was over when the clock stopped stays over.
    if indiening.questions_until and indiening.questions_until >= begins:
        indiening.questions_until += lost
    after = {"besluit uiterlijk": indiening.due_on.isoformat()}
    detail = f"{lost.days} dagen erbij" if lost.days > 1 else "1 dag erbij"
    record(TransformatieVerb.TERM_MOVED, plan, by=None, detail=detail, before=before, after=after)
    telling.tell_term(indiening, plan)
    return indiening
