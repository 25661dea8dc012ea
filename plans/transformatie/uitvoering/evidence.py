"""The evidence of a milestone: a party delivers it, and the coördinerend verzekeraar decides whether it was reached."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.trail.recording import record
from plans.models.transformatie import Mijlpaalbewijs, Mijlpaaluitkomst, Transformatiemijlpaal
from plans.papers import take_paper
from plans.transformatie import rules
from plans.transformatie.uitvoering import telling
from plans.transformatie.uitvoering.guarding import in_execution
from plans.transformatie.uitvoering.reading import wording_of
from plans.transformatie.verbs import TransformatieVerb

REACHED = "De mijlpaal is al behaald."
LOOKED_AT = "Er ligt al bewijs bij deze mijlpaal dat de coördinerend verzekeraar nog bekijkt."


@transaction.atomic
def deliver(mijlpaal, *, by, text: str, upload=None) -> Mijlpaalbewijs:
    """Deliver the evidence of a milestone: what it shows, and a PDF where there is one.

    Raises `ValidationError` where the plan is not carried out, where the milestone was reached, where evidence of it is
    being looked at, and at the field for an empty text or a PDF that is not taken (`plans.papers`); `PermissionDenied`.
    """
    plan = in_execution(mijlpaal.plan_id)
    mijlpaal = Transformatiemijlpaal.objects.select_for_update(no_key=True).get(pk=mijlpaal.pk)
    if not rules.delivers(by, plan, mijlpaal):
        raise PermissionDenied("Wie werkt voor de partij die het bewijs levert, levert het hier.")
    earlier = list(mijlpaal.bewijzen.all())
    if any(each.outcome == Mijlpaaluitkomst.BEHAALD for each in earlier):
        raise ValidationError(REACHED)
    if any(not each.outcome for each in earlier):
        raise ValidationError(LOOKED_AT)
    if not text.strip():
        raise ValidationError({"text": "Schrijf op waaruit blijkt dat de mijlpaal is behaald."})
    bewijs = Mijlpaalbewijs.objects.create(
        mijlpaal=mijlpaal,
        number=len(earlier) + 1,
        text=text.strip(),
        stuk=take_paper(plan.stukken, by=by, upload=upload) if upload else None,
        organisation=by.hat,
        by=by,
        at=timezone.now(),
    )
    after = {"toelichting": bewijs.text, "stuk": bewijs.stuk.name if bewijs.stuk else ""}
    record(TransformatieVerb.EVIDENCE, plan, by=by, detail=_named(mijlpaal), part_id=mijlpaal.pk, after=after)
    telling.tell_delivered(bewijs, plan, by=by)
    return bewijs


@transaction.atomic
def decide(bewijs, *, by, outcome: str, reason: str = "") -> Mijlpaalbewijs:
    """Decide on evidence whether its milestone was reached, for the coördinerend verzekeraar. It is not taken back.

    Raises `ValidationError` where the plan is not carried out, where it was decided meanwhile, where a change of the
    milestone is asked and not decided on, and at `reason` for *niet behaald* without one; `PermissionDenied`.
    """
    plan = in_execution(bewijs.mijlpaal.plan_id)
    bewijs = Mijlpaalbewijs.objects.select_for_update(of=["self"]).select_related("mijlpaal").get(pk=bewijs.pk)
    if not rules.decides_on_execution(by, plan):
        raise PermissionDenied("De coördinerend verzekeraar beslist of een mijlpaal is behaald.")
    if bewijs.outcome:
        raise ValidationError(f"Hierover is intussen beslist: {bewijs.get_outcome_display()}.")
    if bewijs.mijlpaal.wijzigingen.filter(is_granted=None).exists():
        raise ValidationError("Beslis eerst over het verzoek om deze mijlpaal te wijzigen.")
    bewijs.outcome, bewijs.reason = Mijlpaaluitkomst(outcome), reason.strip()
    if bewijs.outcome == Mijlpaaluitkomst.NIET_BEHAALD and not bewijs.reason:
        raise ValidationError({"reason": "Schrijf op waarom de mijlpaal niet is behaald. De partij leest dit."})
    bewijs.decided_by, bewijs.decided_at = by, timezone.now()
    bewijs.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    record(
        TransformatieVerb.EVIDENCE_DECIDED,
        plan,
        by=by,
        detail=_named(bewijs.mijlpaal),
        part_id=bewijs.mijlpaal_id,
        reason=bewijs.reason,
        after={"besluit": bewijs.get_outcome_display()},
    )
    telling.tell_decided(bewijs, plan, by=by)
    return bewijs


def _named(mijlpaal: Transformatiemijlpaal) -> str:
    return f"mijlpaal “{wording_of(mijlpaal, mijlpaal.wijzigingen.all()).title}”"
