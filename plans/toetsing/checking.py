"""The check of a plan against the national criteria for its kind: `regioplan` (RP-1 to RP-14), `werkagenda` (WA-1 to WA-11).

What the portal can know it computes from the opgaven and the text, and says why; the rest the region answers with a reason.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from iza_portal.trail.recording import record
from plans import rules
from plans.models import PlanAnswer, PlanKind, Regioplan, Status
from plans.toetsing import regioplan, werkagenda
from plans.toetsing.computing import ASKED, Rule
from plans.verbs import PlanVerb
from regions.checking import Answer, Result
from regions.models import Criterion, CriterionOf, Moment

#: What each kind of plan is checked by: the facts that are looked at, and the rules.
CHECKS = {
    PlanKind.REGIOPLAN: (regioplan.PlanFacts, regioplan.RULES),
    PlanKind.WERKAGENDA: (werkagenda.AgendaFacts, werkagenda.RULES),
}
Facts = regioplan.PlanFacts | werkagenda.AgendaFacts


def paper_of(plan: Regioplan) -> CriterionOf:
    """Answer of which paper the criteria are that a plan is checked by: that of its kind."""
    return CriterionOf(plan.kind)


def facts_of(plan: Regioplan) -> Facts:
    """Answer what the computations for a plan of this kind look at."""
    return CHECKS[plan.kind][0](plan)


def check(plan: Regioplan) -> list[Result]:
    """Answer every criterion for a plan of its kind with what is found and answered of it, in a fixed number of queries."""
    facts = facts_of(plan)
    return [result_of(criterion, facts) for criterion in criteria_for(plan)]


def criteria_for(plan: Regioplan) -> QuerySet[Criterion]:
    """Answer the criteria that a plan is checked by, in their order, each with what the region `answered`."""
    answers = PlanAnswer.objects.filter(plan=plan, criterion=OuterRef("pk"))
    return Criterion.objects.filter(of=paper_of(plan)).annotate(
        answered=Subquery(answers.order_by().values(row=JSONObject(is_met="is_met", reason="reason")))
    )


def result_of(criterion: Criterion, facts: Facts) -> Result:
    """Answer one of the `criteria_for` a plan with what is found of it; it asks only the facts that it looks at."""
    rule = _rule_of(criterion, facts.plan)
    answer = Answer(**criterion.answered) if criterion.answered else None
    return Result(criterion, rule.compute(facts), answer, rule.mend, rule.can_be_answered)


def _rule_of(criterion: Criterion, plan: Regioplan) -> Rule:
    return CHECKS[plan.kind][1].get(criterion.code, ASKED)


def obstacle_to_submit(plan: Regioplan) -> str:
    """Answer why the plan cannot be laid before the colleges, as a sentence that names the criteria, or nothing."""
    blocking = [
        f"{result.criterion}: {result.answer.reason if result.answer_counts else result.found.why}"
        for result in check(plan)
        if result.blocks and result.criterion.moment == Moment.INDIENEN
    ]
    return f"Nog niet in orde: {' '.join(blocking)}" if blocking else ""


def may_answer(user, plan: Regioplan) -> bool:
    """Say for the region whether a criterion is met: who writes in all of the plan, until the tafel agrees."""
    return plan.status in (Status.CONCEPT, Status.TER_CONSULTATIE) and rules.writes_everywhere(user, plan)


@transaction.atomic
def answer_criterion(plan, criterion, *, by, is_met: bool, reason: str) -> PlanAnswer:
    """Say for the region whether a criterion is met, and why; a second time changes the answer.

    Raises `PermissionDenied`, or a `ValidationError` where the portal knows better or the reason is missing.
    """
    plan = Regioplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if not may_answer(by, plan):
        raise PermissionDenied
    rule = _rule_of(criterion, plan)
    is_asked = criterion.of == paper_of(plan) and rule.can_be_answered
    if not is_asked or rule.compute(facts_of(plan)).is_certain:
        raise ValidationError("Dit criterium bepaalt het portaal zelf.")
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Schrijf op waarom. Iedereen die de toets leest, ziet dit."})
    answer, _ = PlanAnswer.objects.update_or_create(
        plan=plan,
        criterion=criterion,
        defaults={"is_met": is_met, "reason": reason, "by": by, "at": timezone.now()},
    )
    after = {"voldoet": is_met, "waarom": reason}
    record(PlanVerb.CRITERION_ANSWERED, plan, by=by, detail=str(criterion), part_id=answer.pk, after=after)
    return answer
