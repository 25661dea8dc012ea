"""The check of a regioplan against what the agreements ask of it, RP-1 to RP-14, by its opgaven and its text."""

from functools import cached_property

from django.db.models import Q

from plans.models import Aard, Opgave, Regioplan, Status
from plans.opgaven.gaps import Gaps, Lacking, count_gaps
from plans.toetsing.computing import ASKED, Mend, Rule
from regions.agreements import IzaOnderdeel
from regions.checking import Finding, Verdict

#: More opgaven than this is a list and not a choice.
HANDFUL = 5
YES, NO, UNKNOWN = Verdict.VOLDOET, Verdict.VOLDOET_NIET, Verdict.ONBEKEND


class PlanFacts:
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

    def lacks(self, opgave: Opgave, *these: Lacking) -> bool:
        """Does the opgave lack any of these?"""
        return any(each in self.gaps[opgave.pk] for each in these)

    def sections_about(self, *words: str) -> str:
        """Name the sections with a text that have one of these words in it or in their title; nothing where none has."""
        about = Q()
        for word in words:
            about |= Q(title__icontains=word) | Q(plain_text__icontains=word)
        sections = self.plan.sections.present().exclude(plain_text="").filter(about).order_by("position")
        return ", ".join(f"“{title}”" for title in sections.values_list("title", flat=True))


def _none_lacks(facts: PlanFacts, these: tuple[Lacking, ...], all_well: str, lacking: str) -> Finding:
    """Find that no opgave lacks any of these, or name those that do."""
    if not facts.opgaven:
        return Finding(NO, "Het plan heeft nog geen opgaven.", is_certain=True)
    named = ", ".join(f"“{opgave}”" for opgave in facts.opgaven if facts.lacks(opgave, *these))
    return Finding(NO, f"{lacking}: {named}.", is_certain=True) if named else Finding(YES, all_well)


def few_and_traced(facts: PlanFacts) -> Finding:
    traced = _none_lacks(
        facts,
        (Lacking.HERLEIDING,),
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


def has_parties_and_actions(facts: PlanFacts) -> Finding:
    return _none_lacks(
        facts,
        (Lacking.TREKKER, Lacking.ACTIES),
        "Elke opgave heeft een trekker en ten minste één actie.",
        "Nog zonder trekker of actie",
    )


def has_scale(facts: PlanFacts) -> Finding:
    return _none_lacks(facts, (Lacking.SCHAAL,), "Van elke opgave staat de schaal er.", "Nog zonder schaal")


def is_measurable(facts: PlanFacts) -> Finding:
    return _none_lacks(
        facts,
        (Lacking.MEETBAAR_DOEL,),
        "Elke opgave heeft een doel dat specifiek, meetbaar en tijdgebonden is.",
        "Nog zonder zo’n doel",
    )


def shows_progress(facts: PlanFacts) -> Finding:
    return _none_lacks(
        facts,
        (Lacking.ACTIES, Lacking.MIJLPALEN),
        "Elke actie heeft mijlpalen. Het portaal laat zien hoe ver ze zijn.",
        "Zonder actie, of met een actie zonder mijlpalen",
    )


#: What an opgave lacks in which it is not said who does what.
_UNASSIGNED = (Lacking.ACTIES, Lacking.VERANTWOORDELIJKE, Lacking.UITVOERDER)


def is_assigned(facts: PlanFacts) -> Finding:
    return _none_lacks(
        facts,
        _UNASSIGNED,
        "Elke actie en elke mijlpaal heeft een verantwoordelijke organisatie.",
        "Zonder actie, of met een actie of mijlpaal zonder verantwoordelijke",
    )


def has_governance(facts: PlanFacts) -> Finding:
    """That a text has the word does not say that the structure stands there: the region says so itself."""
    if not (sections := facts.sections_about("mandaat", "governance")):
        return Finding(NO, "Nergens in de tekst staat iets over “mandaat” of “governance”.")
    return Finding(
        UNKNOWN,
        f"Over mandaat of governance gaat: {sections}. Staan er het bestuurlijke en het ambtelijke mandaat in, en hoe het "
        "met het geld is geregeld?",
    )


#: What GALA asks of prevention, A to I, that is seen in what an opgave does not lack.
_PREVENTION = (
    ("A gezondheidsdoelen", (Lacking.MEETBAAR_DOEL,)),
    ("C activiteiten", (Lacking.ACTIES,)),
    ("D regionaal en lokaal", (Lacking.SCHAAL,)),
    ("E verantwoordelijkheid", _UNASSIGNED),
    ("F uitvoering", (Lacking.ACTIES, Lacking.MIJLPALEN)),
    ("G coördinatie", (Lacking.TREKKER,)),
    # A goal is measurable only with the days of its first and its last measurement.
    ("H evaluatie", (Lacking.MEETBAAR_DOEL,)),
    ("I financiën", (Lacking.GELD,)),
)


def is_preventive(facts: PlanFacts) -> Finding:
    about = [each for each in facts.opgaven if each.ketenaanpakken or IzaOnderdeel.G in each.onderdelen]
    if not about:
        sections = facts.sections_about("preventie")
        tail = f" In de tekst gaat hierover: {sections}." if sections else ""
        return Finding(NO, f"Geen opgave noemt onderdeel G of een ketenaanpak van het GALA.{tail}")
    lacking = [name for name, these in _PREVENTION if all(facts.lacks(opgave, *these) for opgave in about)]
    if not any(opgave.doelgroepen for opgave in about):
        lacking = sorted([*lacking, "B risicogroepen"])
    if lacking:
        return Finding(UNKNOWN, f"Bij de opgaven over preventie is nog niet te zien: {', '.join(lacking)}.")
    return Finding(YES, "In de opgaven over preventie staat iets van elk onderdeel, van A tot en met I.")


def came_out(facts: PlanFacts) -> Finding:
    plan = facts.plan
    if plan.edition > 2023:
        return Finding(YES, "Dit geldt voor de eerste plannen, van 2023.")
    is_out = plan.status == Status.GEPUBLICEERD
    return Finding(YES, "Het plan is gepubliceerd.") if is_out else Finding(NO, "Het plan is nog niet gepubliceerd.")


def is_supplemented(facts: PlanFacts) -> Finding:
    if facts.plan.edition < 2026:
        return Finding(YES, "Dit geldt voor plannen vanaf 2026.")
    return Finding(UNKNOWN, "Het portaal kan niet zien of deze gevolgen in het plan staan.")


def is_renewed(facts: PlanFacts) -> Finding:
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
