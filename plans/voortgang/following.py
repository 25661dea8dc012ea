"""How far the milestones of an adopted plan are: noting it, and saying it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.page.templatetags.page import long_date
from iza_portal.quarters import last_day, quarter_of
from iza_portal.rows import many
from iza_portal.trail.recording import record
from plans.models import Mijlpaal, MijlpaalStand, Regioplan, Stand
from plans.papers import take_paper
from plans.vaststelling.rules import regions_noted_in
from plans.verbs import PlanVerb
from plans.voortgang.followed import EARLIEST, why_not_followed
from plans.workflow import IN_FORCE
from regions.roles import coordinates


class Voortgang(models.TextChoices):
    """Where a milestone stands today."""

    GEREED = "gereed", "gereed"
    OP_TIJD = "op_tijd", "op tijd"
    UITGESTELD = "uitgesteld", "uitgesteld"
    TE_LAAT = "te_laat", "te laat"
    VERVALLEN = "vervallen", "vervallen"


def progress_of(mijlpaal: Mijlpaal, today: date | None = None) -> Voortgang:
    """Answer where a milestone, that has its `stand` at hand, stands: late is what is open after its quarter."""
    stand = getattr(mijlpaal, "stand", None)
    today = today or timezone.localdate()
    return _progress(stand and stand.status, stand and stand.expected, mijlpaal.quarter, today)


def _progress(status: str | None, expected: date | None, quarter: date, today: date) -> Voortgang:
    if status == MijlpaalStand.GEREED:
        return Voortgang.GEREED
    if status == MijlpaalStand.VERVALLEN:
        return Voortgang.VERVALLEN
    expected = expected or quarter
    if last_day(expected) < today:
        return Voortgang.TE_LAAT
    return Voortgang.UITGESTELD if expected > quarter else Voortgang.OP_TIJD


@dataclass(frozen=True)
class Counts:
    """How many milestones stand where; what was dropped does not count in `total`."""

    gereed: int = 0
    op_tijd: int = 0
    uitgesteld: int = 0
    te_laat: int = 0
    vervallen: int = 0

    @property
    def total(self) -> int:
        return self.gereed + self.op_tijd + self.uitgesteld + self.te_laat

    @property
    def has_any(self) -> bool:
        """Is there a milestone at all, be it dropped?"""
        return bool(self.total or self.vervallen)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{each.value: getattr(self, each) + getattr(other, each) for each in Voortgang})


# Milestones that are the same in all that decides where they stand.
_ALIKE = """
    SELECT actie.opgave_id, stand.status, stand.expected, mijlpaal.quarter, count(*)
    FROM plans_mijlpaal mijlpaal
    JOIN plans_actie actie ON actie.id = mijlpaal.actie_id
    LEFT JOIN plans_stand stand ON stand.mijlpaal_id = mijlpaal.id
    WHERE actie.opgave_id = ANY(%s::bigint[])
    GROUP BY actie.opgave_id, stand.status, stand.expected, mijlpaal.quarter
"""


def counts_of_each(opgaven: list[int]) -> dict[int, Counts]:
    """Count the milestones of each opgave with one of these keys; one query, that answers how many are alike."""
    today, counts = timezone.localdate(), {opgave: Counter() for opgave in opgaven}
    for opgave, *said, count in many(_ALIKE, opgaven):
        counts[opgave][_progress(*said, today).value] += count
    return {opgave: Counts(**each) for opgave, each in counts.items()}


def noted_by(user, plan: Regioplan) -> tuple[bool, int | None]:
    """Answer whether this person notes every milestone of the plan, and for which organisation they do; no query more."""
    if plan.status not in IN_FORCE:
        return False, None
    own = user.hat.pk if plan.region_id in regions_noted_in(user) else None
    return coordinates(user, plan.region_id), own


def answers_for(mijlpaal: Mijlpaal) -> int | None:
    """Answer the key of the organisation that answers for a milestone: its own, or that of its action."""
    return mijlpaal.organisation_id or mijlpaal.actie.organisation_id


def may_note(user, plan: Regioplan, mijlpaal: Mijlpaal) -> bool:
    """Note how far a milestone is, once the tafel agreed to the plan.

    That is for who works for the organisation that answers for it (or for its action), and for the regiocoördinator.
    """
    everything, own = noted_by(user, plan)
    return everything or (own is not None and answers_for(mijlpaal) == own)


@transaction.atomic
def note(
    mijlpaal,
    *,
    by,
    version: int,
    status: str,
    done_on: date | None = None,
    expected: date | None = None,
    note: str = "",
    evidence_url: str = "",
    upload=None,
) -> Stand:
    """Note that a milestone is done (on a day, with evidence), still open (expected in a later quarter), or dropped.

    `version` is that of what the person saw noted before, 0 where nothing was. Raises `OutdatedVersion`, with what is noted,
    where somebody else noted something meanwhile; `ValidationError` at the field that does not fit, or where another version
    of the plan is followed; `PermissionDenied`.
    """
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=mijlpaal.actie.opgave.plan_id)
    mijlpaal = Mijlpaal.objects.select_related("actie__opgave", "stand").get(pk=mijlpaal.pk)
    if not may_note(by, plan, mijlpaal):
        raise PermissionDenied("Wie voor de verantwoordelijke organisatie werkt, legt de voortgang vast.")
    # What is noted at a version that nobody follows (any more) would be lost to who follows the other.
    if reason := why_not_followed(plan):
        raise ValidationError(reason)
    before = getattr(mijlpaal, "stand", None)
    if version != (before.version if before else 0):
        raise OutdatedVersion(before)
    stand = before or Stand(mijlpaal=mijlpaal, version=0)
    was = facts_of(before)
    status = MijlpaalStand(status)
    stand.status, stand.note, stand.evidence_url = status, note.strip(), evidence_url
    stand.done_on = (done_on or timezone.localdate()) if status == MijlpaalStand.GEREED else None
    stand.expected = expected if status == MijlpaalStand.OPEN else None
    _check(stand, has_evidence=bool(evidence_url or upload or stand.note or stand.paper_id))
    if upload:
        stand.paper = take_paper(plan.papers, by=by, upload=upload)
    if status != MijlpaalStand.GEREED:
        stand.paper = None
    stand.by, stand.at = by, timezone.now()
    stand.version += 1
    stand.full_clean(exclude=["mijlpaal", "by", "paper"], validate_unique=False, validate_constraints=False)
    stand.save()
    detail = f"mijlpaal “{mijlpaal.activity}” bij “{mijlpaal.actie.opgave}”"
    record(PlanVerb.MILESTONE_NOTED, plan, by=by, detail=detail, part_id=mijlpaal.pk, before=was, after=facts_of(stand))
    return stand


def _check(stand: Stand, *, has_evidence: bool) -> None:
    today = timezone.localdate()
    if stand.status == MijlpaalStand.GEREED:
        if stand.done_on > today:
            raise ValidationError({"done_on": "Deze dag moet nog komen. Leg de mijlpaal vast als hij gereed is."})
        if stand.done_on < EARLIEST:
            raise ValidationError({"done_on": f"Kies een dag vanaf {long_date(EARLIEST)}."})
        if not has_evidence:
            raise ValidationError(
                {"note": "Zeg waaruit blijkt dat het gereed is: een toelichting, een link of een PDF."}
            )
    if stand.status == MijlpaalStand.VERVALLEN and not stand.note:
        raise ValidationError({"note": "Schrijf op waarom deze mijlpaal vervalt."})
    if stand.expected and (stand.expected != quarter_of(stand.expected) or last_day(stand.expected) < today):
        raise ValidationError({"expected": "Kies dit kwartaal of een later."})


def facts_of(stand: Stand | None) -> dict:
    """Answer what is noted, by label."""
    if stand is None:
        return {"stand": str(MijlpaalStand.OPEN.label)}
    return {
        "stand": stand.get_status_display(),
        "gereed op": stand.done_on and stand.done_on.isoformat(),
        "nu verwacht in": stand.expected and stand.expected.isoformat(),
        "toelichting": stand.note,
        "bewijs op het web": stand.evidence_url,
        "bewijs als PDF": bool(stand.paper_id),
    }
