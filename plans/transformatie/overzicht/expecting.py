"""What a plan asks of one person now: a sentence, and the one act that goes with it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from plans.models.transformatie import Transformatieonderdeel, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.gelijkgerichtheid.following import own_row
from plans.transformatie.werkbank.standing import Stand, standing_for
from plans.transformatie.workflow import APPROVED, CARRIED_OUT, JUDGED, MOVES, WRITABLE, Planstand, Stap

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
    if plan.status in APPROVED and _is_to_acknowledge(user, plan):
        said = f"{user.hat} heeft dit plan nog niet erkend. Leg vast hoe u het volgt."
        return Expected(said, "Erken het plan", url=reverse("transformatieplan-volgen", args=[plan.pk]))
    if plan.status in CARRIED_OUT:
        return None
    if plan.status == _P.WACHTRIJ:
        return OF_THE_POT if rules.awards_to(user, plan) else NOTHING
    if plan.status in WRITABLE:
        return _of_applicants(user, plan, writing) if writing else NOTHING
    return _while_judged(user, plan, waiting)


def _is_to_acknowledge(user, plan) -> bool:
    row = own_row(user, plan)
    return row is not None and row.acknowledged_at is None


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
    if rules.opens_the_workbench(user) and (found := _on_the_workbench(user, plan)):
        return found
    if waiting and rules.may_answer(user, plan):
        return Expected("U beantwoordt de vragen van de verzekeraars.", "Beantwoord de vragen", page="Vragen")
    return NOTHING


#: What is asked of who judges, by where the submission stands for their insurer, with the route where they go on.
_OF_JUDGES = {
    Stand.NIEMAND: ("U beoordeelt wat is ingediend, los van de andere marktleider.", "Beoordeel", "beoordelen"),
    Stand.BEZIG: ("U beoordeelt wat is ingediend, los van de andere marktleider.", "Beoordeel", "beoordelen"),
    Stand.BESPREKEN: (
        "De twee beoordelingen verschillen. Bespreek wat verschilt, en kom samen tot één besluit.",
        "Lees beide beoordelingen",
        "oordelen",
    ),
    Stand.VOORSTELLEN: (
        "U besluit nu samen met de andere marktleider: een van beide stelt het besluit voor.",
        "Naar het besluit",
        "transformatieplan-besluit",
    ),
    Stand.VOORGESTELD: (
        "Uw organisatie stelde een besluit voor. De andere marktleider bevestigt het of wijst het af.",
        "Bekijk het voorstel",
        "transformatieplan-besluit",
    ),
    Stand.BEVESTIGEN: (
        "De andere marktleider stelde een besluit voor. U bevestigt het, of u wijst het af.",
        "Bekijk het voorstel",
        "transformatieplan-besluit",
    ),
}


def _on_the_workbench(user, plan) -> Expected | None:
    """Answer what the plan asks of who judges, signs or follows for an insurer; nothing of it where they stand aside."""
    found = standing_for(user, timezone.localdate()).filter(plan=plan).values_list("pk", "stand").first()
    if found is None:
        return None
    indiening, stand = found
    where = [plan.pk, indiening]
    if stand == Stand.AFZIJDIG:
        return Expected("U beoordeelt dit plan niet mee. Van u wordt nu niets gevraagd.")
    if stand == Stand.TEKENEN:
        said = "De beoordeling van uw organisatie wacht op de handtekening van een tweede."
        return Expected(said, "Bekijk de beoordeling", url=reverse("beoordelen", args=where))
    if stand == Stand.VRAGEN:
        return _OF_FOLLOWERS if rules.follows_for(user, plan) is not None else None
    if rules.reviews_for(user, plan) is None:
        return None
    if stand in _OF_JUDGES:
        said, label, route = _OF_JUDGES[stand]
        return Expected(said, label, url=reverse(route, args=where))
    if stand == Stand.INGEDIEND:
        return Expected("Uw organisatie is klaar met beoordelen. Zijn beide marktleiders klaar, dan leest u beide.")
    if stand == Stand.VRAGENRONDE:
        return Expected("Na de vragen van andere verzekeraars besluit u samen met de andere marktleider.")
    return _to_send(user, plan, where)


_OF_FOLLOWERS = Expected(
    "U kunt vragen stellen over wat onduidelijk of niet compleet is. De marktleiders besluiten.",
    "Naar de vragen",
    page="Vragen",
)


def _to_send(user, plan, where: list[int]) -> Expected:
    if rules.coordinates(user, plan):
        said = "Het besluit is bevestigd. U verzendt het, als coördinerend verzekeraar."
    else:
        said = f"Het besluit is bevestigd. {plan.insurer} verzendt het."
    return Expected(said, "Naar het besluit", url=reverse("transformatieplan-besluit", args=where))
