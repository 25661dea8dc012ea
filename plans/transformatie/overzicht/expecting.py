"""What a plan asks of one person now: a sentence, and the one act that goes with it."""

from dataclasses import dataclass

from django.urls import reverse

from plans.models.transformatie import Transformatieonderdeel, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.workflow import WRITABLE, Planstand, Stap

_P = Planstand


@dataclass(frozen=True)
class Expected:
    """What is asked of somebody, as a sentence; `label` are the words of the button to where it is done.

    That is at `url`, or on the page of the plan that the row above it calls `page`: who is not shown the way there gets no
    button.
    """

    sentence: str
    label: str = ""
    page: str = ""
    url: str = ""


@dataclass(frozen=True)
class Writing:
    """How far the texts of the present step are: how many are mandatory, and those of them that are still empty."""

    mandatory: int
    empty: list[Transformatieonderdeel]

    @property
    def written(self) -> int:
        return self.mandatory - len(self.empty)


def writing_of(plan: Transformatieplan) -> Writing:
    """Answer how far the texts are that are asked now; those of the snelle toets are a part of the full plan. One query."""
    steps = [Stap.SNELLE_TOETS] if plan.step == Stap.SNELLE_TOETS else list(Stap)
    parts = list(plan.onderdelen.filter(step__in=steps, is_mandatory=True).defer("body").order_by("position"))
    return Writing(len(parts), [part for part in parts if part.is_empty])


def expected_of(user, plan: Transformatieplan, writing: Writing | None) -> Expected:
    """Answer what the plan asks of this person now, under the hat that is on; `writing` where it is written now."""
    if plan.status in WRITABLE and writing is not None:
        return _of_applicants(user, plan, writing)
    if plan.status == _P.WACHTRIJ:
        if rules.awards(user):
            return Expected("U kent het geld toe zodra er ruimte is en dit plan vooraan staat.")
        return NOTHING
    if plan.status == _P.UITVOERING:
        return _in_execution(user, plan)
    return _of_insurers(user, plan)


NOTHING = Expected("Van u wordt nu niets gevraagd.")


def _of_applicants(user, plan, writing: Writing) -> Expected:
    speaks, writes = rules.speaks_for_lead(user, plan), rules.writes_for_party(user, plan)
    if writes and writing.empty:
        first, count = writing.empty[0], len(writing.empty)
        many = f"Er zijn nog {count} verplichte onderdelen leeg. Het eerste is “{first.title}”."
        one = f"Er is nog één verplicht onderdeel leeg: “{first.title}”."
        url = reverse("transformatieonderdeel-write", args=[plan.pk, first.code])
        return Expected(one if count == 1 else many, "Schrijf verder", url=url)
    if speaks and not writing.empty:
        said = (
            "De verplichte onderdelen zijn ingevuld. Kijk in de zelftoets wat nog ontbreekt, en dien het plan dan in."
        )
        return Expected(said, "Naar de zelftoets", page="Zelftoets")
    if writes:
        said = "De verplichte onderdelen zijn ingevuld. Kijk in de zelftoets wat nog ontbreekt. De trekker dient in."
        return Expected(said, "Naar de zelftoets", page="Zelftoets")
    if speaks:
        return Expected(
            "U kunt meelezen. Zijn de onderdelen ingevuld, dan dient u het plan in.", "Lees mee", page="Tekst"
        )
    if rules.may_talk(user, plan):
        return Expected("U leest mee en kunt opmerkingen plaatsen. De indieners schrijven.", "Lees mee", page="Tekst")
    return NOTHING


def _of_insurers(user, plan) -> Expected:
    judges = rules.reviews_for(user, plan) is not None
    if judges and plan.status in {_P.SNELLE_TOETS, _P.BEOORDELING}:
        said = "U beoordeelt wat is ingediend, los van de andere marktleider."
        return Expected(said, "Beoordeel", page="Beoordeling")
    if plan.status == _P.VOORGENOMEN:
        if judges:
            return Expected("U besluit samen met de andere marktleider.", "Naar de besluiten", page="Besluiten")
        if rules.follows_for(user, plan) is not None:
            said = "U kunt vragen stellen over wat onduidelijk of niet compleet is. De marktleiders besluiten."
            return Expected(said, "Naar de vragen", page="Vragen")
    if rules.may_answer(user, plan):
        return Expected("U hoeft nu niets te doen, behalve vragen beantwoorden als die er zijn.", page="Vragen")
    return NOTHING


def _in_execution(user, plan) -> Expected:
    if rules.coordinates(user, plan):
        said = "U beslist over de mijlpalen waarvan bewijs is geleverd."
    elif rules.may_answer(user, plan):
        said = "U levert het bewijs van uw mijlpalen, en meldt elk kwartaal hoe het gaat."
    else:
        return NOTHING
    return Expected(said, "Naar de uitvoering", page="Uitvoering")
