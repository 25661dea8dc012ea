"""Where a plan is: with whom, what they do now, and until when."""

from dataclasses import dataclass

from django.utils import timezone

from plans.models.transformatie import Indiening, Transformatieplan
from plans.transformatie.termijnen import Termijn, desk_on, termijn
from plans.transformatie.workflow import JUDGED, Planstand


@dataclass(frozen=True)
class Standing:
    """With whom a plan is and what they do, in words: `who` begins a sentence, `does` goes on with it.

    `termijn` is the term within which they decide; None where there is none.
    """

    who: str
    does: str
    termijn: Termijn | None = None


_P = Planstand
#: What those who have the plan do in each state; the names of the lead and of the insurers are filled in.
_DOES = {
    _P.CONCEPT: ("{lead}", "schrijft met de andere indieners aan de snelle toets"),
    _P.SNELLE_TOETS: ("{leaders}", "beoordelen de snelle toets"),
    _P.AANVULLEN: ("{lead}", "vult met de andere indieners de snelle toets aan"),
    _P.UITWERKEN: (
        "{lead}",
        "werkt het plan uit met de andere partijen en de marktleiders; daar staat geen termijn voor",
    ),
    _P.BEOORDELING: ("{leaders}", "beoordelen het plan"),
    _P.VOORGENOMEN: ("{leaders}", "hebben een voorgenomen besluit, en andere verzekeraars stellen nu vragen"),
    _P.AANPASSEN: ("{lead}", "past het plan met de andere indieners aan"),
    _P.WACHTRIJ: ("De landelijke partij", "kent het geld toe zodra er weer ruimte is, in de volgorde van de wachtrij"),
    _P.UITVOERING: ("{lead}", "voert het plan uit met de andere partijen; {coordinator} beslist over de mijlpalen"),
    _P.NIET_IMPACTVOL: (
        "{leaders}",
        "besloten dat het plan niet impactvol is; afspraken met een verzekeraar apart kunnen",
    ),
    _P.AFGEROND: ("{lead}", "rondde het plan af"),
    _P.GESTOPT: ("{coordinator}", "stopte de uitvoering"),
    _P.INGETROKKEN: ("{lead}", "trok het plan in"),
}


def words_of(plan: Transformatieplan, lead: str) -> tuple[str, str]:
    """Answer with whom the plan is, and what they do; it has its insurers, and `lead` is the name of its lead."""
    leaders = [str(each) for each in (plan.marktleider_1, plan.marktleider_2) if each]
    names = {
        "lead": lead or "De trekker",
        "leaders": " en ".join(leaders) or "De marktleiders",
        "coordinator": str(plan.insurer or "De coördinerend verzekeraar"),
    }
    who, does = _DOES[plan.status]
    return who.format(**names), does.format(**names)


def standing_of(plan: Transformatieplan) -> Standing:
    """Answer where the plan is, which has its parties and insurers. Two queries while it is judged, else none."""
    lead = next((str(party) for party in plan.partijen.all() if party.is_lead), "")
    who, does = words_of(plan, lead)
    if plan.status not in JUDGED:
        return Standing(who, does)
    indiening = Indiening.objects.brief().filter(plan=plan, closed_at=None).first()
    if indiening is None:
        return Standing(who, does)
    return Standing(who, does, termijn(indiening.due_on, desk_on(indiening.step, timezone.localdate())))
