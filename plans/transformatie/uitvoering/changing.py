"""Changing a milestone of a plan in execution: a request of the party, and a decision of the coördinerend verzekeraar."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.lines import on_one_line
from iza_portal.page.templatetags.page import long_date
from iza_portal.trail.recording import record
from plans.models.transformatie import Mijlpaaluitkomst, Mijlpaalwijziging, Transformatiemijlpaal, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.kaders import kader_on
from plans.transformatie.uitvoering import telling
from plans.transformatie.uitvoering.evidence import LOOKED_AT, REACHED
from plans.transformatie.uitvoering.guarding import in_execution
from plans.transformatie.uitvoering.reading import Wording, wording_of
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Stap

ASKED = "Er ligt al een verzoek bij deze mijlpaal waarover nog niet is beslist."


def last_day_for(plan: Transformatieplan) -> date:
    """Answer the last day of the years that the plan has at most, by the framework that it was judged by (domain: C7).

    They begin where the plan begins; with its approval, where it names no day. Two queries at most.
    """
    approved_on = timezone.localdate(plan.approved_at)
    begin = plan.starts_on or approved_on
    judged = plan.indieningen.brief().filter(step=Stap.BEOORDELING).select_related("kader").last()
    kader = judged.kader if judged else kader_on(approved_on)
    year = begin.year + kader.years_at_most
    # A year that begins on 29 February ends on the 28th.
    return date(year, 2, 28) if (begin.month, begin.day) == (2, 29) else begin.replace(year=year)


@transaction.atomic
def request_change(mijlpaal, *, by, title: str, due_on: date, reason: str, evidence: str = "") -> Mijlpaalwijziging:
    """Ask that a milestone reads otherwise: its title, its last day, or what proves it. Amounts stay as they are.

    Raises `ValidationError` where the plan is not carried out, where the milestone was reached, where evidence or another
    request waits for a decision, where nothing differs, and at the field that does not fit; `PermissionDenied`.
    """
    plan = in_execution(mijlpaal.plan_id)
    mijlpaal = Transformatiemijlpaal.objects.select_for_update(no_key=True).get(pk=mijlpaal.pk)
    if not rules.delivers(by, plan, mijlpaal):
        raise PermissionDenied("Wie werkt voor de partij die het bewijs levert, vraagt om een wijziging.")
    outcomes = set(mijlpaal.bewijzen.values_list("outcome", flat=True))
    if Mijlpaaluitkomst.BEHAALD in outcomes:
        raise ValidationError(REACHED)
    if "" in outcomes:
        raise ValidationError(LOOKED_AT)
    earlier = list(mijlpaal.wijzigingen.all())
    if any(each.is_granted is None for each in earlier):
        raise ValidationError(ASKED)
    now = wording_of(mijlpaal, earlier)
    wijziging = Mijlpaalwijziging(
        mijlpaal=mijlpaal,
        number=len(earlier) + 1,
        title=on_one_line(title),
        due_on=due_on,
        evidence=evidence.strip(),
        reason=reason.strip(),
        organisation=by.hat,
        by=by,
        at=timezone.now(),
    )
    if not wijziging.reason:
        raise ValidationError({"reason": "Schrijf op waarom de mijlpaal anders moet."})
    wijziging.clean_fields(exclude=["mijlpaal", "organisation", "by", "is_granted"])
    if Wording(wijziging.title, due_on, wijziging.evidence) == now:
        raise ValidationError("Er is niets anders dan het nu is. Wijzig de mijlpaal, de dag of het bewijs.")
    if due_on != now.due_on:
        _check_day(plan, due_on)
    wijziging.save()
    record(
        TransformatieVerb.CHANGE_ASKED,
        plan,
        by=by,
        detail=f"mijlpaal “{now.title}”",
        part_id=mijlpaal.pk,
        reason=wijziging.reason,
        before=_facts(now),
        after=_facts(wijziging),
    )
    telling.tell_asked(wijziging, plan, by=by)
    return wijziging


def _check_day(plan: Transformatieplan, due_on: date) -> None:
    if due_on < timezone.localdate():
        raise ValidationError({"due_on": "Deze dag is voorbij. Kies vandaag of een latere dag."})
    if due_on > (last := last_day_for(plan)):
        raise ValidationError({"due_on": f"Het plan loopt uiterlijk tot en met {long_date(last)}."})


@transaction.atomic
def decide_change(wijziging, *, by, is_granted: bool, decision: str = "") -> Mijlpaalwijziging:
    """Grant or refuse the change of a milestone, for the coördinerend verzekeraar.

    Raises `ValidationError` where the plan is not carried out, where it was decided meanwhile, and at `decision` for a
    refusal without a reason; `PermissionDenied`.
    """
    plan = in_execution(wijziging.mijlpaal.plan_id)
    rows = Mijlpaalwijziging.objects.select_for_update(of=["self"]).select_related("mijlpaal")
    wijziging = rows.get(pk=wijziging.pk)
    if not rules.decides_on_execution(by, plan):
        raise PermissionDenied("De coördinerend verzekeraar beslist over een wijziging.")
    if wijziging.is_granted is not None:
        raise ValidationError(f"Hierover is intussen beslist: {'toegestaan' if wijziging.is_granted else 'geweigerd'}.")
    if not is_granted and not decision.strip():
        raise ValidationError({"decision": "Schrijf op waarom de mijlpaal niet wijzigt. De partij leest dit."})
    before = _facts(wording_of(wijziging.mijlpaal, wijziging.mijlpaal.wijzigingen.all()))
    wijziging.is_granted, wijziging.decision = is_granted, decision.strip()
    wijziging.decided_by, wijziging.decided_at = by, timezone.now()
    wijziging.save(update_fields=["is_granted", "decision", "decided_by", "decided_at"])
    record(
        TransformatieVerb.CHANGE_DECIDED,
        plan,
        by=by,
        detail=f"mijlpaal “{before['mijlpaal']}”",
        part_id=wijziging.mijlpaal_id,
        reason=wijziging.decision,
        before=before,
        after=_facts(wijziging) if is_granted else {"besluit": "niet toegestaan"},
    )
    telling.tell_change_decided(wijziging, plan, by=by)
    return wijziging


def _facts(wording: Wording | Mijlpaalwijziging) -> dict:
    return {
        "mijlpaal": wording.title,
        "te halen op": wording.due_on.isoformat(),
        "bewijs": wording.evidence,
    }
