"""The consultation of the demonstration: what was asked of whom on a plan, what they said, and what was answered so far."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.demo.accounts import person
from plans.consultaties.answering import answer
from plans.consultaties.places import WHOLE, places_of
from plans.consultaties.reacting import react, say_done
from plans.consultaties.rounds import open_round
from plans.models import Consultatie, Regioplan
from regions.models import Handling, Stance


@dataclass(frozen=True)
class Said:
    """What somebody says of a section (by its title; without one of the plan as a whole), and what was answered to it."""

    who: str
    section: str
    stance: Stance
    text: str
    handling: Handling | None = None
    answer: str = ""


@dataclass(frozen=True)
class Consultation:
    """A round: what is asked of which organisations, in how many days, what they said, and who said that it was all."""

    question: str
    parties: tuple[str, ...]
    due_in: int
    answer_in: int
    said: tuple[Said, ...]
    done: tuple[str, ...] = ()


FLEVOLAND = Consultation(
    "Klopt wat er over uw organisatie staat, en kunt u zich eraan houden? Voor de demonstratie bedacht: deze vraag en de "
    "reacties erop.",
    ("Almere", "Lelystad", "Dronten", "Noordoostpolder", "Urk", "Zilveren Kruis (Achmea)"),
    due_in=12,
    answer_in=26,
    said=(
        Said(
            "beoordelaar.zilverenkruis",
            "Ambitie en opgaven",
            Stance.AANVULLING,
            "Zet bij valpreventie wie de ouderen uitnodigt. Nu staan er twee trekkers, en dat wordt in de praktijk geen.",
            Handling.OVERGENOMEN,
            "Wij zetten erbij dat de GGD uitnodigt en dat Zilveren Kruis de opvolging betaalt.",
        ),
        Said(
            "beoordelaar.zilverenkruis",
            "Geld",
            Stance.ONEENS,
            "De bedragen zijn van vóór de laatste brief. Reken ze opnieuw uit voordat de tafel erover praat.",
        ),
        Said("ambtenaar.almere", "", Stance.EENS, "Wij herkennen ons in de aanvulling."),
    ),
    done=("ambtenaar.almere",),
)


def consult(plan: Regioplan, wanted: Consultation, *, by) -> Consultatie:
    """Hold the round: `by`, the regiocoördinator, asks and answers."""
    today = timezone.localdate()
    here = Organisation.objects.filter(participations__region=plan.region, participations__ended_on=None)
    consultatie = open_round(
        plan,
        by=by,
        question=wanted.question,
        due_on=today + timedelta(days=wanted.due_in),
        answer_due_on=today + timedelta(days=wanted.answer_in),
        parties=here.filter(name__in=wanted.parties).distinct(),
    )
    places = places_of(consultatie)
    for said in wanted.said:
        place = next(each for each in places if each.title.endswith(said.section)) if said.section else WHOLE
        reactie = react(consultatie, place, by=person(said.who), stance=said.stance, text=said.text)
        if said.handling:
            answer(reactie, by=by, version=reactie.version, handling=said.handling, answer=said.answer)
    for who in wanted.done:
        say_done(consultatie, by=person(who), is_done=True)
    return consultatie
