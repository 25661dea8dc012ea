"""Where a plan stands now, in a few sentences: who has it, until when, and what is asked of whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from iza_portal.page.templatetags.page import days_left, long_date
from plans.models.transformatie import Indiening, Transformatieplan, Vraag
from plans.transformatie import rules
from plans.transformatie.indienen.submitting import indiening_now
from plans.transformatie.termijnen import Termijn, term_of
from plans.transformatie.uitvoering.expected import Brief, briefs_of
from plans.transformatie.vragen.rules import readable_questions
from plans.transformatie.wachtrij.queue import number_of
from plans.transformatie.workflow import JUDGED, Planstand


@dataclass(frozen=True)
class Standing:
    """What is said of a plan: the `sentences`, and the term of the decision that it waits for, with what that is called."""

    sentences: list[str]
    termijn: Termijn | None = None
    awaited: str = ""


#: What is going on in the states in which no term runs, as a sentence.
_SAID = {
    Planstand.CONCEPT: "De indieners schrijven aan de snelle toets.",
    Planstand.AANVULLEN: "De marktleiders vroegen om aanvulling. De indieners vullen de snelle toets aan.",
    Planstand.NIET_IMPACTVOL: "De marktleiders vonden het plan niet impactvol. Afspraken met een verzekeraar apart kunnen.",
    Planstand.UITWERKEN: "De snelle toets is gehaald. De partijen werken het plan samen met de marktleiders uit.",
    Planstand.AANPASSEN: "De marktleiders vroegen om aanpassing. De indieners passen het plan aan.",
    Planstand.WACHTRIJ: "Het plan is definitief goedgekeurd en wacht op geld.",
    Planstand.UITVOERING: "Het plan is goedgekeurd en wordt uitgevoerd.",
    Planstand.AFGEROND: "Het plan is afgerond.",
    Planstand.GESTOPT: "De uitvoering van het plan is gestopt.",
    Planstand.INGETROKKEN: "De indieners trokken het plan in.",
}
#: What the market leaders do in the states in which they judge, and what is waited for.
_JUDGED = {
    Planstand.SNELLE_TOETS: ("beoordelen de snelle toets", "Besluit over de snelle toets"),
    Planstand.BEOORDELING: ("beoordelen het plan", "Voorgenomen besluit"),
    Planstand.VOORGENOMEN: ("namen een voorgenomen besluit", "Definitief besluit"),
}


def standing_of(
    user,
    plan: Transformatieplan,
    questions: list[Vraag] | None = None,
    indieningen: Iterable[Indiening] = (),
    briefs: list[Brief] | None = None,
) -> Standing:
    """Answer where the plan stands, as far as this person may see it; three queries at the most.

    Of a submission that they may not read they learn neither the term nor what was asked. `questions` are all that they read
    about the plan, `indieningen` the submissions, and `briefs` its milestones, where these are at hand.
    """
    if plan.status in JUDGED:
        indiening = next((each for each in indieningen if each.closed_at is None), None) or indiening_now(plan)
        if indiening is not None:
            return _judged(user, plan, indiening, questions)
    said = [_SAID.get(plan.status, plan.get_status_display().capitalize() + ".")]
    if plan.status == Planstand.UITVOERING and rules.may_see_execution(user, plan):
        said += _carried_out(briefs_of(plan) if briefs is None else briefs)
    if plan.status == Planstand.WACHTRIJ:
        said.append(f"Het staat op plek {number_of(plan)} in de wachtrij.")
    if plan.ended_at is not None:
        said.append(f"Dat was op {long_date(plan.ended_at)}.")
    return Standing(said)


def _judged(user, plan: Transformatieplan, indiening: Indiening, questions) -> Standing:
    doing, awaited = _JUDGED[plan.status]
    said = [f"{indiening.leader_1} en {indiening.leader_2} {doing}."]
    if not rules.may_read_indiening(user, plan, indiening):
        return Standing(said)
    if plan.status == Planstand.VOORGENOMEN:
        said.append(_question_round(indiening))
    until = term_of(indiening)
    said.append(_of_term(awaited, until))
    waiting = _waiting(user, plan, indiening, questions)
    return Standing([*said, *_open_questions(waiting, rules.may_answer(user, plan))], until, awaited)


def _question_round(indiening: Indiening) -> str:
    until = long_date(indiening.questions_until)
    if timezone.localdate() > indiening.questions_until:
        return f"De vragenronde voor de andere verzekeraars was tot en met {until}."
    return f"De andere verzekeraars kunnen vragen stellen tot en met {until}."


def _of_term(awaited: str, until: Termijn) -> str:
    if until.is_stopped:
        return "Het loket is dicht en de termijn staat stil. Zij loopt verder zodra het loket weer opengaat."
    return f"{awaited} uiterlijk {long_date(until.due_on)}, {days_left(until.due_on)}."


def _waiting(user, plan: Transformatieplan, indiening: Indiening, questions: list[Vraag] | None) -> int:
    """Answer how many questions about the submission wait for an answer, of those that this person reads."""
    if questions is None:
        found = readable_questions(user, plan)
        return found.filter(indiening=indiening, answered_at=None, withdrawn_at=None).count()
    of_this = [vraag for vraag in questions if vraag.indiening_id == indiening.pk]
    return sum(vraag.answered_at is None and vraag.withdrawn_at is None for vraag in of_this)


def _open_questions(waiting: int, may_answer: bool) -> list[str]:
    if not waiting:
        return []
    said = "1 vraag wacht" if waiting == 1 else f"{waiting} vragen wachten"
    return [f"{said} op {'uw antwoord' if may_answer else 'antwoord van de indieners'}."]


def _carried_out(milestones: list[Brief]) -> list[str]:
    if not milestones:
        return []
    waiting = [each for each in milestones if not each.is_reached]
    said = [f"Mijlpalen behaald: {len(milestones) - len(waiting)} van {len(milestones)}."]
    if waiting:
        first = waiting[0]
        said.append(f"De volgende is “{first.title}”, op {long_date(first.due_on)}, {days_left(first.due_on)}.")
    return said
