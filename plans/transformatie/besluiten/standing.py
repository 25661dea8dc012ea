"""Which decision a submission waits for now, and what stands in its way."""

from django.utils import timezone

from iza_portal.page.templatetags.page import long_date
from plans.models.transformatie import (
    ADVICE,
    Advies,
    Besluitstand,
    Besluitstap,
    Indiening,
    Planbesluit,
    Vraagfase,
)
from plans.transformatie.beoordeling.reading import both_submitted
from plans.transformatie.workflow import Planstand

#: In which state of the plan each decision is taken.
TAKEN_IN = {
    Planstand.SNELLE_TOETS: Besluitstap.SNELLE_TOETS,
    Planstand.BEOORDELING: Besluitstap.VOORGENOMEN,
    Planstand.VOORGENOMEN: Besluitstap.DEFINITIEF,
}
NOT_BOTH = "Een besluit kan pas als beide marktleiders hun beoordeling hebben ingediend."


def step_now(indiening: Indiening) -> Besluitstap | None:
    """Answer which decision the submission waits for; None once it was decided on or taken back."""
    if indiening.closed_at is not None:
        return None
    return TAKEN_IN.get(Planstand(indiening.plan.status))


def outcomes_of(step: Besluitstap) -> list[Advies]:
    """Answer what can be decided in this step."""
    return ADVICE["snelle_toets" if step == Besluitstap.SNELLE_TOETS else "beoordeling"]


def why_not_yet(indiening: Indiening, step: Besluitstap) -> str:
    """Answer why this decision cannot be proposed yet, as a sentence, or nothing."""
    return why_too_early(indiening, step) if both_submitted(indiening) else NOT_BOTH


def why_too_early(indiening: Indiening, step: Besluitstap) -> str:
    """Answer until when other insurers can still ask, where this decision waits for that, as a sentence, or nothing."""
    if step == Besluitstap.DEFINITIEF and timezone.localdate() <= indiening.questions_until:
        until = long_date(indiening.questions_until)
        return f"De vragenronde loopt tot en met {until}. Het definitieve besluit kan daarna."
    return ""


def unanswered(indiening: Indiening) -> int:
    """Answer how many questions of the question round have no answer; one query. They stand in the way of an approval.

    Not of *aanpassen*: applicants who leave a question open hold nobody up.
    """
    return indiening.vragen.filter(phase=Vraagfase.VRAGENRONDE, answered_at=None, withdrawn_at=None).count()


def why_not_approved(indiening: Indiening, step: Besluitstap, outcome: Advies) -> str:
    """Answer why the submission cannot be approved for good yet, as a sentence, or nothing."""
    if step != Besluitstap.DEFINITIEF or outcome != Advies.GOEDKEUREN:
        return ""
    waiting = unanswered(indiening)
    if not waiting:
        return ""
    what = "Eén vraag van de vragenronde is" if waiting == 1 else f"{waiting} vragen van de vragenronde zijn"
    return f"{what} nog niet beantwoord. Goedkeuren kan pas daarna; “aanpassen” kan wel."


def besluit_now(indiening: Indiening, step: Besluitstap) -> Planbesluit | None:
    """Answer the decision of this step that is proposed, confirmed or sent; None where there is none, or it was rejected."""
    return indiening.besluiten.filter(step=step).exclude(status=Besluitstand.AFGEWEZEN).first()
