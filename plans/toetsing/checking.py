"""The check of a plan against the national criteria: of a regioplan RP-1 to RP-14, of a werkagenda see `werkagenda`.

What the portal can know it computes from the opgaven and the text, and says why; the rest the region answers with a reason.
"""

from functools import cached_property

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from iza_portal.trail.recording import record
from plans import rules
from plans.models import Aard, Opgave, PlanAnswer, PlanKind, Regioplan, Status
from plans.opgaven.gaps import Gaps, Lacking, count_gaps
from plans.toetsing import werkagenda
from plans.toetsing.computing import ASKED, Mend, Rule
from plans.verbs import PlanVerb
from regions.agreements import Ketenaanpak
from regions.checking import Answer, Finding, Result, Verdict
from regions.models import Criterion, CriterionOf, Moment

#: More opgaven than this is a list and not a choice.
HANDFUL = 5
YES, NO, UNKNOWN = Verdict.VOLDOET, Verdict.VOLDOET_NIET, Verdict.ONBEKEND


class Facts:
    """What the computations look at, each asked when it is first needed."""

    def __init__(self, plan: Regioplan):
        self.plan = plan

    @cached_property
    def opgaven(self) -> list[Opgave]:
        """Those that are in the plan, in their order, without what hangs below them."""
        return list(self.plan.opgaven.present())

    @cached_property
    def gaps(self) -> dict[int, Gaps]:
        """What each opgave lacks, by its key."""
        return count_gaps([opgave.pk for opgave in self.opgaven])

    @cached_property
    def written(self) -> list[str]:
        """The titles of the sections that have a text, in small letters."""
        sections = self.plan.sections.present().exclude(plain_text="").order_by("position")
        return [title.lower() for title in sections.values_list("title", flat=True)]


def _none_lacks(facts: Facts, these: tuple[Lacking, ...], all_well: str, lacking: str) -> Finding:
    """Find that no opgave lacks any of these, or name those that do."""
    if not facts.opgaven:
        return Finding(NO, "Het plan heeft nog geen opgaven.")
    named = [f"“{opgave}”" for opgave in facts.opgaven if any(each in facts.gaps[opgave.pk] for each in these)]
    return Finding(NO, f"{lacking}: {', '.join(named)}.") if named else Finding(YES, all_well)


def few_and_traced(facts: Facts) -> Finding:
    count = len(facts.opgaven)
    if count > HANDFUL:
        return Finding(NO, f"Het plan heeft {count} opgaven: meer dan een handvol ({HANDFUL}).")
    return _none_lacks(
        facts,
        (Lacking.HERLEIDING,),
        "Het plan heeft een handvol opgaven, alle herleid tot het regiobeeld.",
        "Nog niet herleid tot een knelpunt of cijfer",
    )


def has_parties_and_actions(facts: Facts) -> Finding:
    return _none_lacks(
        facts,
        (Lacking.TREKKER, Lacking.ACTIES),
        "Elke opgave heeft een trekker en ten minste één actie.",
        "Nog zonder trekker of actie",
    )


def has_scale(facts: Facts) -> Finding:
    return _none_lacks(facts, (Lacking.SCHAAL,), "Van elke opgave staat de schaal er.", "Nog zonder schaal")


def is_measurable(facts: Facts) -> Finding:
    return _none_lacks(
        facts,
        (Lacking.MEETBAAR_DOEL,),
        "Elke opgave heeft een doel dat specifiek, meetbaar en tijdgebonden is.",
        "Nog zonder zo’n doel",
    )


def shows_progress(facts: Facts) -> Finding:
    return _none_lacks(
        facts,
        (Lacking.ACTIES, Lacking.MIJLPALEN),
        "Elke actie heeft mijlpalen. Het portaal laat zien hoe ver ze zijn.",
        "Nog zonder mijlpalen bij elke actie",
    )


def is_assigned(facts: Facts) -> Finding:
    return _none_lacks(
        facts,
        (Lacking.ACTIES, Lacking.VERANTWOORDELIJKE),
        "Elke actie heeft een verantwoordelijke organisatie.",
        "Nog zonder acties, of met een actie zonder verantwoordelijke",
    )


def has_governance(facts: Facts) -> Finding:
    if any("mandaat" in title or "governance" in title for title in facts.written):
        return Finding(YES, "Er is een onderdeel over de samenwerking en het mandaat.")
    return Finding(UNKNOWN, "Er is geen geschreven onderdeel met “mandaat” of “governance” in de titel.")


def is_preventive(facts: Facts) -> Finding:
    named = {each for opgave in facts.opgaven for each in opgave.ketenaanpakken}
    rest = ", ".join(str(each.label) for each in Ketenaanpak if each not in named)
    if not any("preventie" in title for title in facts.written):
        return Finding(NO, "Er is geen geschreven onderdeel met “preventie” in de titel.")
    tail = f"Geen opgave noemt: {rest}." if rest else "De opgaven noemen alle vijf de ketenaanpakken."
    return Finding(UNKNOWN, f"Er is een onderdeel over preventie. {tail} Loop A tot en met I na.")


def came_out(facts: Facts) -> Finding:
    plan = facts.plan
    if plan.edition > 2023:
        return Finding(YES, "Dit geldt voor de eerste plannen, van 2023.")
    is_out = plan.status == Status.GEPUBLICEERD
    return Finding(YES, "Het plan is gepubliceerd.") if is_out else Finding(NO, "Het plan is nog niet gepubliceerd.")


def is_supplemented(facts: Facts) -> Finding:
    if facts.plan.edition < 2026:
        return Finding(YES, "Dit geldt voor plannen vanaf 2026.")
    return Finding(UNKNOWN, "Het portaal kan niet zien of deze gevolgen in het plan staan.")


def is_renewed(facts: Facts) -> Finding:
    if facts.plan.edition < 2028:
        return Finding(YES, "De herijking is in 2028.")
    if facts.plan.aard == Aard.HERIJKING:
        return Finding(YES, "Dit is een herijking.")
    return Finding(UNKNOWN, "Dit plan is geen herijking van een eerder plan.")


RULES = {
    "RP-1": Rule(few_and_traced, Mend.OPGAVEN),
    "RP-2": Rule(has_parties_and_actions, Mend.OPGAVEN, can_be_answered=False),
    "RP-3": Rule(has_scale, Mend.OPGAVEN, can_be_answered=False),
    "RP-4": Rule(is_measurable, Mend.OPGAVEN, can_be_answered=False),
    "RP-5": Rule(shows_progress, Mend.OPGAVEN),
    "RP-6": ASKED,
    "RP-7": Rule(is_assigned, Mend.OPGAVEN, can_be_answered=False),
    "RP-8": Rule(has_governance, Mend.TEKST),
    "RP-9": ASKED,
    "RP-10": Rule(is_preventive, Mend.TEKST),
    "RP-11": Rule(came_out, Mend.STATUS, can_be_answered=False),
    "RP-12": ASKED,
    "RP-13": Rule(is_supplemented, Mend.ANTWOORD),
    "RP-14": Rule(is_renewed, Mend.ANTWOORD),
}


#: What each kind of plan is checked by: the facts that are looked at, and the rules.
CHECKS = {PlanKind.REGIOPLAN: (Facts, RULES), PlanKind.WERKAGENDA: (werkagenda.AgendaFacts, werkagenda.RULES)}


def paper_of(plan: Regioplan) -> CriterionOf:
    """Answer of which paper the criteria are that a plan is checked by: that of its kind."""
    return CriterionOf(plan.kind)


def facts_of(plan: Regioplan) -> Facts | werkagenda.AgendaFacts:
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


def result_of(criterion: Criterion, facts: Facts | werkagenda.AgendaFacts) -> Result:
    """Answer one of the `criteria_for` a plan with what is found of it; it asks only the facts that it looks at."""
    rule = _rule_of(criterion, facts.plan)
    answer = Answer(**criterion.answered) if criterion.answered else None
    found = rule.compute(facts)
    return Result(criterion, found, answer, rule.mend, rule.takes_answer(found))


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
    if criterion.of != paper_of(plan) or not rule.takes_answer(rule.compute(facts_of(plan))):
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
