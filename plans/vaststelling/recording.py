"""Noting what a college, board or council decided on a plan."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.moves import moving
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.adoption import follow_besluiten
from plans.models import Besluit, BesluitStatus, Regioplan
from plans.papers import take_paper
from plans.vaststelling import rules
from plans.vaststelling.freezing import frozen_version
from plans.verbs import PlanVerb
from plans.workflow import BESLUIT_MOVES, IN_FORCE

SUPERSEDED = "Het plan is intussen teruggenomen. Over deze versie wordt niet meer besloten."


@transaction.atomic
def record_besluit(
    besluit, *, by, version: int, target, on: date | None = None, number="", remark="", upload=None
) -> Besluit:
    """Note that the decision is now `target`: on the agenda of `on`, or decided on it; today where no day is said.

    `remark` is the remark of a yes, the reason of a no, and why something is taken back; `upload` the decision as a PDF.
    The plan's own state follows. Raises `OutdatedVersion`, with the decision as it stands, where somebody else noted
    something since `version`; else what `iza_portal.moves.moving.check_move` and `plans.papers.take_paper` raise.
    """
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=besluit.versie.plan_id)
    besluit = _besluit(besluit.pk)
    besluit.versie.plan = plan
    if frozen_version(plan) != besluit.versie or plan.status not in IN_FORCE:
        raise ValidationError(SUPERSEDED)
    if version != besluit.version:
        raise OutdatedVersion(besluit)
    target = BesluitStatus(target)
    is_planned = target == BesluitStatus.GEAGENDEERD
    step = moving.check_move(
        besluit,
        moves=BESLUIT_MOVES,
        may_move=rules.may_record,
        by=by,
        source=besluit.status,
        target=target,
        reason=remark,
        on=None if is_planned else on,
    )
    before = facts_of(besluit)
    besluit.status = target
    if is_planned:
        if on is None:
            raise ValidationError({"on": "Vul in op welke dag het op de agenda staat."})
        besluit.agenda_on = on
    elif target == BesluitStatus.IN_VOORBEREIDING:
        besluit.agenda_on = besluit.decided_on = besluit.paper = None
        besluit.number = besluit.remark = ""
    else:
        day = on or timezone.localdate()
        if day.year < plan.edition - 1:
            raise ValidationError({"on": f"Deze dag ligt te ver vóór het plan van {plan.edition}."})
        besluit.decided_on, besluit.number, besluit.remark = day, number.strip(), remark.strip()
        besluit.paper = take_paper(plan.papers, by=by, upload=upload) if upload else None
    besluit.recorded_by, besluit.recorded_at = by, timezone.now()
    besluit.version += 1
    besluit.full_clean(exclude=["versie", "organisation", "recorded_by", "paper"], validate_unique=False)
    besluit.save()
    record(
        PlanVerb.BESLUIT_RECORDED,
        plan,
        by=by,
        detail=f"{besluit.organisation}, {besluit.get_orgaan_display()}",
        part_id=besluit.pk,
        reason=remark.strip() if step.needs_reason else "",
        before=before,
        after=facts_of(besluit),
    )
    follow_besluiten(plan)
    return besluit


def _besluit(pk: int) -> Besluit:
    # What the paper holds, nobody needs here.
    return Besluit.objects.select_related("organisation", "versie", "paper").defer("paper__content").get(pk=pk)


def facts_of(besluit: Besluit) -> dict:
    """Answer what is noted of a decision, by label: what a page shows, and what the history keeps."""
    return {
        "stand": besluit.get_status_display(),
        "op de agenda van": besluit.agenda_on and besluit.agenda_on.isoformat(),
        "besloten op": besluit.decided_on and besluit.decided_on.isoformat(),
        "besluitnummer": besluit.number,
        "opmerking of reden": besluit.remark,
        "stuk": besluit.paper.name if besluit.paper_id else "",
    }
