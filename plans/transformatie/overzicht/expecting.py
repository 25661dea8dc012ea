"""What a plan asks of one person now: a sentence, and the one act that goes with it."""

from dataclasses import dataclass

from django.urls import reverse

from plans.models.transformatie import Transformatieonderdeel, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.workflow import CARRIED_OUT, JUDGED, MOVES, WRITABLE, Planstand, Stap

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


def expected_of(user, plan: Transformatieplan, *, writing: Writing | None, waiting: int) -> Expected | None:
    """Answer what the plan asks of this person now, under the hat that is on; None where another room says that.

    `writing` is how far the texts are, where it is written now; `waiting` how many questions wait for an answer.
    """
    if plan.status in CARRIED_OUT:
        return None
    if plan.status == _P.WACHTRIJ:
        return OF_THE_POT if rules.awards_to(user, plan) else NOTHING
    if plan.status in WRITABLE:
        return _of_applicants(user, plan, writing) if writing else NOTHING
    return _while_judged(user, plan, waiting)


NOTHING = Expected("Van u wordt nu niets gevraagd.")
OF_THE_POT = Expected("U kent het geld toe zodra er ruimte is en dit plan vooraan staat.")


def _of_applicants(user, plan, writing: Writing) -> Expected:
    speaks, writes = rules.speaks_for_lead(user, plan), rules.writes_for_party(user, plan)
    if writes and writing.empty:
        first, count = writing.empty[0], len(writing.empty)
        many = f"Er zijn nog {count} verplichte onderdelen leeg. Het eerste is “{first.title}”."
        one = f"Er is nog één verplicht onderdeel leeg: “{first.title}”."
        url = reverse("transformatieonderdeel-write", args=[plan.pk, first.code])
        return Expected(one if count == 1 else many, "Schrijf verder", url=url)
    if speaks and not writing.empty:
        said = "De verplichte onderdelen hebben tekst. Kijk in de zelftoets wat nog ontbreekt, en dien dan in."
        move = next(move for move in MOVES if move.source == plan.status and move.target in JUDGED)
        return Expected(said, move.label, url=reverse("transformatieplan-indienen", args=[plan.pk]))
    if writes:
        said = "De verplichte onderdelen hebben tekst. Kijk in de zelftoets wat nog ontbreekt. De trekker dient in."
        return Expected(said, "Naar de zelftoets", page="Zelftoets")
    if speaks:
        said = "Er wordt nog geschreven. Als alles is ingevuld, kunt u het plan indienen."
        return Expected(said, "Lees mee", page="Tekst")
    if rules.may_talk(user, plan):
        return Expected("U leest mee en kunt opmerkingen plaatsen. De indieners schrijven.", "Lees mee", page="Tekst")
    return NOTHING


def _while_judged(user, plan, waiting: int) -> Expected:
    judges = rules.reviews_for(user, plan) is not None
    if judges and plan.status in {_P.SNELLE_TOETS, _P.BEOORDELING}:
        said = "U beoordeelt wat is ingediend, los van de andere marktleider."
        return Expected(said, "Beoordeel", page="Beoordeling")
    if judges and plan.status == _P.VOORGENOMEN:
        said = "U besluit samen met de andere marktleider, na de vragen van andere verzekeraars."
        return Expected(said, "Naar de besluiten", page="Besluiten")
    if plan.status == _P.VOORGENOMEN and rules.follows_for(user, plan) is not None:
        said = "U kunt vragen stellen over wat onduidelijk of niet compleet is. De marktleiders besluiten."
        return Expected(said, "Naar de vragen", page="Vragen")
    if waiting and rules.may_answer(user, plan):
        return Expected("U beantwoordt de vragen van de verzekeraars.", "Beantwoord de vragen", page="Vragen")
    return NOTHING
