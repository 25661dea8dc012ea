"""The check of a regioplan against the national criteria, RP-1 to RP-14.

What the portal can know it computes from the opgaven and the text, and says why; the rest the region answers with a reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery, TextChoices
from django.db.models.functions import JSONObject
from django.utils import timezone

from iza_portal.trail.recording import record
from plans import rules
from plans.models import Aandeel, Aard, Opgave, PlanAnswer, Regioplan, Status
from plans.opgaven.reading import opgaven_of
from plans.opgaven.smart import is_smart
from plans.verbs import PlanVerb
from regions.agreements import IzaOnderdeel
from regions.checking import Answer, Finding, Result, Verdict
from regions.models import Criterion, CriterionOf, Moment

#: More opgaven than this is a list and not a choice.
HANDFUL = 5
YES, NO, UNKNOWN = Verdict.VOLDOET, Verdict.VOLDOET_NIET, Verdict.ONBEKEND


class Mend(TextChoices):
    """Where a criterion is mended; the page makes a link of it."""

    OPGAVEN = "opgaven", "de opgaven"
    TEKST = "tekst", "de tekst"
    STATUS = "status", "de stappen van het plan"
    ANTWOORD = "antwoord", "uw antwoord"


class Facts:
    """What the computations look at, each asked when it is first needed."""

    def __init__(self, plan: Regioplan):
        self.plan = plan

    @cached_property
    def opgaven(self) -> list[Opgave]:
        return opgaven_of(self.plan)

    def sections_about(self, *words: str) -> str:
        """Name the sections with a text that have one of these words in it or in their title; nothing where none has."""
        about = Q()
        for word in words:
            about |= Q(title__icontains=word) | Q(plain_text__icontains=word)
        sections = self.plan.sections.present().exclude(plain_text="").filter(about).order_by("position")
        return ", ".join(f"“{title}”" for title in sections.values_list("title", flat=True))

    def without(self, holds: Callable[[Opgave], bool]) -> str:
        """Name the opgaven of which this does not hold; nothing where it holds of all."""
        return ", ".join(f"“{opgave}”" for opgave in self.opgaven if not holds(opgave))


def _each(facts: Facts, holds, all_well: str, lacking: str) -> Finding:
    if not facts.opgaven:
        return Finding(NO, "Het plan heeft nog geen opgaven.", is_certain=True)
    missing = facts.without(holds)
    return Finding(NO, f"{lacking}: {missing}.", is_certain=True) if missing else Finding(YES, all_well)


def few_and_traced(facts: Facts) -> Finding:
    traced = _each(
        facts,
        lambda opgave: opgave.knelpunten.all() or opgave.cijfers.all(),
        "Het plan heeft een handvol opgaven, alle herleid tot het regiobeeld.",
        "Nog niet herleid tot een knelpunt of cijfer",
    )
    count = len(facts.opgaven)
    if count <= HANDFUL:
        return traced
    many = f"Het plan heeft {count} opgaven: meer dan een handvol ({HANDFUL})."
    if traced.verdict == NO:
        return Finding(NO, f"{many} {traced.why}", is_certain=True)
    # How many a handful is, a region can argue; whether an opgave traces to the regiobeeld it cannot.
    return Finding(NO, f"{many} Zeg waarom dat nodig is.")


def has_parties_and_actions(facts: Facts) -> Finding:
    return _each(
        facts,
        lambda opgave: opgave.acties.all() and any(partij.part == Aandeel.TREKKER for partij in opgave.partijen.all()),
        "Elke opgave heeft een trekker en ten minste één actie.",
        "Nog zonder trekker of actie",
    )


def has_scale(facts: Facts) -> Finding:
    return _each(facts, lambda opgave: opgave.scale, "Van elke opgave staat de schaal er.", "Nog zonder schaal")


def is_measurable(facts: Facts) -> Finding:
    return _each(
        facts,
        lambda opgave: any(map(is_smart, opgave.doelen.all())),
        "Elke opgave heeft een doel dat specifiek, meetbaar en tijdgebonden is.",
        "Nog zonder zo’n doel",
    )


def shows_progress(facts: Facts) -> Finding:
    return _each(
        facts,
        lambda opgave: opgave.acties.all() and all(actie.mijlpalen.all() for actie in opgave.acties.all()),
        "Elke actie heeft mijlpalen. Het portaal laat zien hoe ver ze zijn.",
        "Zonder actie, of met een actie zonder mijlpalen",
    )


def is_assigned(facts: Facts) -> Finding:
    return _each(
        facts,
        lambda opgave: opgave.acties.all() and all(map(_is_assigned, opgave.acties.all())),
        "Elke actie en elke mijlpaal heeft een verantwoordelijke organisatie.",
        "Zonder actie, of met een actie of mijlpaal zonder verantwoordelijke",
    )


def _is_assigned(actie) -> bool:
    return bool(actie.organisation_id) and all(mijlpaal.organisation_id for mijlpaal in actie.mijlpalen.all())


def has_governance(facts: Facts) -> Finding:
    """That a text has the word does not say that the structure stands there: the region says so itself."""
    if not (sections := facts.sections_about("mandaat", "governance")):
        return Finding(NO, "Nergens in de tekst staat iets over “mandaat” of “governance”.")
    return Finding(
        UNKNOWN,
        f"Over mandaat of governance gaat: {sections}. Staan er het bestuurlijke en het ambtelijke mandaat in, en hoe het "
        "met het geld is geregeld?",
    )


#: What GALA asks of prevention, A to I, and where that is seen in an opgave.
_PREVENTION: tuple[tuple[str, Callable[[Opgave], object]], ...] = (
    ("A gezondheidsdoelen", lambda opgave: any(map(is_smart, opgave.doelen.all()))),
    ("B risicogroepen", lambda opgave: opgave.doelgroepen),
    ("C activiteiten", lambda opgave: opgave.acties.all()),
    ("D regionaal en lokaal", lambda opgave: opgave.scale),
    ("E verantwoordelijkheid", lambda opgave: opgave.acties.all() and all(map(_is_assigned, opgave.acties.all()))),
    ("F uitvoering", lambda opgave: any(actie.mijlpalen.all() for actie in opgave.acties.all())),
    ("G coördinatie", lambda opgave: any(partij.part == Aandeel.TREKKER for partij in opgave.partijen.all())),
    ("H evaluatie", lambda opgave: any(doel.start_on and doel.target_on for doel in opgave.doelen.all())),
    ("I financiën", lambda opgave: opgave.dekkingen.all()),
)


def is_preventive(facts: Facts) -> Finding:
    about = [each for each in facts.opgaven if each.ketenaanpakken or IzaOnderdeel.G in each.onderdelen]
    if not about:
        sections = facts.sections_about("preventie")
        tail = f" In de tekst gaat hierover: {sections}." if sections else ""
        return Finding(NO, f"Geen opgave noemt onderdeel G of een ketenaanpak van het GALA.{tail}")
    if lacking := [name for name, holds in _PREVENTION if not any(map(holds, about))]:
        return Finding(UNKNOWN, f"Bij de opgaven over preventie is nog niet te zien: {', '.join(lacking)}.")
    return Finding(YES, "In de opgaven over preventie staat iets van elk onderdeel, van A tot en met I.")


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


def asked(facts: Facts) -> Finding:
    return Finding(UNKNOWN, "Het portaal kan dit niet zelf bepalen.")


@dataclass(frozen=True)
class Rule:
    """How a criterion is computed, where it is mended, and whether an answer can count."""

    compute: Callable[[Facts], Finding]
    mend: Mend
    can_be_answered: bool = True


ASKED = Rule(asked, Mend.ANTWOORD)
RULES = {
    "RP-1": Rule(few_and_traced, Mend.OPGAVEN),
    "RP-2": Rule(has_parties_and_actions, Mend.OPGAVEN, can_be_answered=False),
    "RP-3": Rule(has_scale, Mend.OPGAVEN, can_be_answered=False),
    "RP-4": Rule(is_measurable, Mend.OPGAVEN, can_be_answered=False),
    "RP-5": Rule(shows_progress, Mend.OPGAVEN, can_be_answered=False),
    "RP-6": ASKED,
    "RP-7": Rule(is_assigned, Mend.OPGAVEN, can_be_answered=False),
    "RP-8": Rule(has_governance, Mend.TEKST),
    "RP-9": ASKED,
    "RP-10": Rule(is_preventive, Mend.OPGAVEN),
    "RP-11": Rule(came_out, Mend.STATUS, can_be_answered=False),
    "RP-12": ASKED,
    "RP-13": Rule(is_supplemented, Mend.ANTWOORD),
    "RP-14": Rule(is_renewed, Mend.ANTWOORD),
}


def check(plan: Regioplan) -> list[Result]:
    """Answer every criterion with what is found and answered of it, in a fixed number of queries."""
    answers = PlanAnswer.objects.filter(plan=plan, criterion=OuterRef("pk"))
    criteria = Criterion.objects.filter(of=CriterionOf.REGIOPLAN).annotate(
        answered=Subquery(answers.order_by().values(row=JSONObject(is_met="is_met", reason="reason")))
    )
    facts, results = Facts(plan), []
    for criterion in criteria:
        rule = RULES.get(criterion.code, ASKED)
        answer = Answer(**criterion.answered) if criterion.answered else None
        results.append(Result(criterion, rule.compute(facts), answer, rule.mend, rule.can_be_answered))
    return results


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
    rule = RULES.get(criterion.code, ASKED)
    is_asked = criterion.of == CriterionOf.REGIOPLAN and rule.can_be_answered
    if not is_asked or rule.compute(Facts(plan)).is_certain:
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
