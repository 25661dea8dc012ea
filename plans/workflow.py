"""The states of a regioplan and the one table of moves between them."""

from django.db import models

from iza_portal.accounts.choices import Function
from iza_portal.moves.table import Move, Table


class Status(models.TextChoices):
    """Where a regioplan stands (domain: sections B5 to B8)."""

    CONCEPT = "concept", "concept"
    TER_CONSULTATIE = "ter_consultatie", "ter consultatie"
    AKKOORD_TAFEL = "akkoord_tafel", "akkoord tafel"
    VASTGESTELD = "vastgesteld", "vastgesteld"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"


def has_text(plan) -> str:
    """Answer why the plan cannot go on, or nothing: a plan without any text is not shown to others."""
    return "" if plan.sections.present().exclude(plain_text="").exists() else "Er staat nog geen tekst in het plan."


FROZEN = "De tekst staat daarna vast: niemand kan er nog in schrijven, tenzij u het plan terugneemt."
REOPENED = "De schrijvers kunnen daarna weer verder in de tekst. Wat er staat, blijft staan."

# Every step of a regioplan is recorded by the regiocoördinator, whoever decided on it.
COORDINATOR = (Function.REGIOCOORDINATOR,)

MOVES = Table(
    [
        Move(Status.CONCEPT, Status.TER_CONSULTATIE, "Leg voor aan de deelnemers", FROZEN, COORDINATOR, guard=has_text),
        Move(
            Status.TER_CONSULTATIE,
            Status.AKKOORD_TAFEL,
            "Leg het akkoord van de regiotafel vast",
            "U legt vast dat de regiotafel met deze tekst akkoord ging. "
            "Daarna kunnen de colleges en besturen het vaststellen.",
            COORDINATOR,
        ),
        Move(
            Status.TER_CONSULTATIE,
            Status.CONCEPT,
            "Neem terug om aan te passen",
            REOPENED,
            COORDINATOR,
            needs_reason=True,
        ),
        Move(
            Status.AKKOORD_TAFEL,
            Status.VASTGESTELD,
            "Leg de vaststelling vast",
            "Het plan is daarmee vastgesteld. Deze tekst verandert dan niet meer; een wijziging komt in een nieuwe editie.",
            COORDINATOR,
            asks_date="Vastgesteld op",
            date_help="De dag waarop het laatste college of bestuur besloot.",
        ),
        Move(
            Status.AKKOORD_TAFEL,
            Status.CONCEPT,
            "Neem terug om aan te passen",
            REOPENED,
            COORDINATOR,
            needs_reason=True,
        ),
        Move(
            Status.VASTGESTELD,
            Status.GEPUBLICEERD,
            "Publiceer",
            "Iedereen kan het plan daarna lezen, ook zonder zich aan te melden. Dit kunt u niet terugdraaien.",
            COORDINATOR,
        ),
    ]
)


def as_markdown() -> str:
    """Answer the page in the docs: `python -m plans.workflow > docs/regioplan-states.md`."""
    return MOVES.as_markdown(of="regioplan", module="plans/workflow.py")


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201
