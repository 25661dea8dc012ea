"""The message of a plan on a quarter: begun with what the portal knows, kept as a draft, and then told for good."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import euros, long_date, moment
from iza_portal.quarters import in_short, last_day
from iza_portal.rows import many
from iza_portal.trail.recording import record
from plans.koers import Koers
from plans.models.transformatie import Monitorbericht, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.monitoring.numbers import numbers_of_each
from plans.transformatie.monitoring.quarters import why_not_told
from plans.transformatie.moving import locked
from plans.transformatie.verbs import TransformatieVerb

_REACHED = """
    SELECT coalesce(granted.title, mijlpaal.title), (bewijs.decided_at AT TIME ZONE 'Europe/Amsterdam')::date
    FROM plans_transformatiemijlpaal mijlpaal
    JOIN plans_mijlpaalbewijs bewijs ON bewijs.mijlpaal_id = mijlpaal.id AND bewijs.outcome = 'behaald'
    LEFT JOIN LATERAL (
        SELECT wijziging.title FROM plans_mijlpaalwijziging wijziging
        WHERE wijziging.mijlpaal_id = mijlpaal.id AND wijziging.is_granted ORDER BY wijziging.number DESC LIMIT 1
    ) granted ON true
    WHERE mijlpaal.plan_id = %s AND (bewijs.decided_at AT TIME ZONE 'Europe/Amsterdam')::date BETWEEN %s AND %s
    ORDER BY bewijs.decided_at, mijlpaal.position
"""


def prefilled(plan: Transformatieplan, quarter: date, before: Monitorbericht | None) -> dict:
    """Answer what the message on a quarter begins with; one query.

    What moved are the milestones that were reached; what is stuck and needed is as the last message, `before`, says. How it
    goes is asked anew each time.
    """
    reached = many(_REACHED, plan.pk, quarter, last_day(quarter))
    moved = "\n".join(f"Behaald op {long_date(day)}: {title}." for title, day in reached)
    last = {name: getattr(before, name) for name in ("stuck", "needed", "spent")} if before else {}
    return {"version": 0, "moved": moved} | last


@transaction.atomic
def write_bericht(
    plan,
    *,
    by,
    quarter: date,
    version: int,
    koers: str,
    moved: str = "",
    stuck: str = "",
    needed: str = "",
    spent: Decimal | None = None,
    is_told: bool = False,
) -> Monitorbericht:
    """Keep the message on a quarter as a draft, or tell it for good: then its numbers are counted and nothing changes.

    `version` is that of the draft that the person saw, 0 where there was none. `spent` is what the parties spent until now,
    in euros. Raises `OutdatedVersion`, with the draft, where somebody else wrote meanwhile; `ValidationError` at the field
    that does not fit, where it was told, or where this quarter is not told of; `PermissionDenied`.
    """
    plan = locked(plan)
    if not rules.speaks_for_lead(by, plan):
        raise PermissionDenied("Wie voor de trekker werkt, schrijft het monitorbericht.")
    if reason := why_not_told(plan, quarter):
        raise ValidationError(reason)
    bericht = Monitorbericht.objects.select_for_update().filter(plan=plan, quarter=quarter).first()
    if bericht and bericht.submitted_at:
        raise ValidationError(f"Dit bericht is ingediend, {moment(bericht.submitted_at)}. Het verandert niet meer.")
    if bericht and version != bericht.version:
        raise OutdatedVersion(bericht)
    bericht = bericht or Monitorbericht(plan=plan, quarter=quarter, version=0)
    bericht.koers, bericht.spent = Koers(koers), spent
    bericht.moved, bericht.stuck, bericht.needed = moved.strip(), stuck.strip(), needed.strip()
    _check(bericht, is_told=is_told)
    bericht.by, bericht.at = by, timezone.now()
    bericht.version += 1
    if is_told:
        bericht.submitted_at = bericht.at
        bericht.numbers = numbers_of_each([plan.pk], quarter)[plan.pk].kept()
    bericht.save()
    if is_told:
        detail = f"{in_short(quarter)}: {bericht.get_koers_display()}"
        record(TransformatieVerb.MONITORING_TOLD, plan, by=by, detail=detail, part_id=bericht.pk)
    else:
        # A draft is no business of those who see the course of the plan.
        record(TransformatieVerb.MONITORING_DRAFTED, bericht, by=by, detail=in_short(quarter))
    return bericht


def _check(bericht: Monitorbericht, *, is_told: bool) -> None:
    # A draft need not say yet what moved; the numbers are the portal's own.
    bericht.clean_fields(exclude=["plan", "by", "at", "moved", "numbers"])
    if bericht.koers != Koers.OP_KOERS and not bericht.stuck:
        raise ValidationError({"stuck": "Schrijf op wat er vastzit, want het plan is niet op koers."})
    if is_told and not bericht.moved:
        raise ValidationError({"moved": "Schrijf op wat er in beweging kwam. “Niets” is ook een antwoord."})
    if bericht.spent is not None and bericht.spent < 0:
        raise ValidationError({"spent": "Vul een bedrag in van nul of hoger."})


def facts_of(bericht: Monitorbericht) -> dict:
    """Answer what a message says, by label."""
    return {
        "hoe staat het ervoor": bericht.get_koers_display(),
        "wat kwam in beweging": bericht.moved,
        "wat zit vast": bericht.stuck,
        "wat is er nodig": bericht.needed,
        "besteed, tot nu toe": "" if bericht.spent is None else euros(bericht.spent),
    }
