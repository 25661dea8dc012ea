"""The desk of each step: whether plans can be submitted now, why not, and opening or closing it."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from plans.models.transformatie import Loketstand
from plans.transformatie import rules
from plans.transformatie.loket import clocks, telling
from plans.transformatie.termijnen import desk_on
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Stap

#: A day further ahead is more likely a slip of the pen, and nothing can come before it any more.
AHEAD = timedelta(days=366)
SUBMITTED = {Stap.SNELLE_TOETS: "een snelle toets", Stap.BEOORDELING: "een plan"}


def why_closed(step: Stap, day: date) -> str:
    """Answer why nothing can be submitted for `step` on `day`: since when, why, and who can all the same; or nothing."""
    desk = desk_on(step, day)
    if desk is None or desk.is_open:
        return ""
    said = [f"Sinds {long_date(desk.from_on)} kan niemand {SUBMITTED[Stap(step)]} indienen.", desk.reason]
    if desk.stops_clock:
        said.append("De termijnen van wat al is ingediend staan stil.")
    if desk.exception:
        said.append(f"Uitzondering: {desk.exception}")
    return " ".join(said)


@transaction.atomic
def change_desk(
    *, by, step: str, is_open: bool, stops_clock: bool, from_on: date, reason: str, exception: str = ""
) -> Loketstand:
    """Open or close the desk of `step` from the day `from_on` on, and tell whom it concerns.

    Where a clock that stood still runs again today, the terms move at once; on a later day the worker moves them
    (`clocks.run_on`). Raises `PermissionDenied` for who does not keep the desk, and `ValidationError` for a day that has
    been, that is more than a year ahead, or that is not after the last change that is known.
    """
    if not rules.keeps_the_desk(by):
        raise PermissionDenied
    clocks.hold_desk()
    reason, exception, today = reason.strip(), exception.strip(), timezone.localdate()
    last = Loketstand.objects.filter(step=step).order_by("from_on").last()
    if is_open and stops_clock:
        raise ValidationError({"stops_clock": "Als het loket open is, lopen de termijnen."})
    if from_on < today:
        raise ValidationError({"from_on": "Kies vandaag of een latere dag: wat al was, verandert niet meer."})
    if from_on > today + AHEAD:
        raise ValidationError({"from_on": "Kies een dag binnen een jaar."})
    if last and from_on <= last.from_on:
        since = long_date(last.from_on)
        raise ValidationError({"from_on": f"Vanaf {since} is er al een stand. Kies een dag daarna."})
    row = Loketstand(
        step=step,
        from_on=from_on,
        is_open=is_open,
        stops_clock=stops_clock,
        exception=exception,
        reason=reason,
        by=by,
        source=f"Vastgelegd in het portaal door {by.hat}",
    )
    row.full_clean()
    row.save()
    record(TransformatieVerb.DESK_CHANGED, row, by=by, reason=reason, after=_said(row))
    telling.tell_desk(row, by=by)
    clocks.run_on(today)
    return row


def _said(row: Loketstand) -> dict:
    return {
        "stap": row.get_step_display(),
        "vanaf": row.from_on.isoformat(),
        "loket": "open" if row.is_open else "dicht",
        "termijnen": "staan stil" if row.stops_clock else "lopen",
        "uitzondering": row.exception,
    }
