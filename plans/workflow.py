"""The states of a regioplan and the one table of moves between them: from, to, who, guard.

The buttons on the plan's page, the trigger in the database and the page in the docs are made from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models


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


@dataclass(frozen=True)
class Move:
    """A move: the button's words, what it means, who may make it, what must hold, and what it asks for.

    `needs_reason`: why; `asks_date`: on which day it was decided, today where nothing is said.
    """

    source: Status
    target: Status
    label: str
    consequence: str
    who: str = "regiocoördinator"
    guard: Callable[..., str] | None = None
    needs_reason: bool = False
    asks_date: bool = False


FROZEN = "De tekst staat daarna vast: niemand kan er nog in schrijven, tenzij u het plan terugneemt."
REOPENED = "De schrijvers kunnen daarna weer verder in de tekst. Wat er staat, blijft staan."

MOVES = [
    Move(Status.CONCEPT, Status.TER_CONSULTATIE, "Leg voor aan de deelnemers", FROZEN, guard=has_text),
    Move(
        Status.TER_CONSULTATIE,
        Status.AKKOORD_TAFEL,
        "Leg het akkoord van de regiotafel vast",
        "U legt vast dat de regiotafel met deze tekst akkoord ging. Daarna kunnen de colleges en besturen het vaststellen.",
    ),
    Move(Status.TER_CONSULTATIE, Status.CONCEPT, "Neem terug om aan te passen", REOPENED, needs_reason=True),
    Move(
        Status.AKKOORD_TAFEL,
        Status.VASTGESTELD,
        "Leg de vaststelling vast",
        "Het plan is daarmee vastgesteld. Deze tekst verandert dan niet meer; een wijziging komt in een nieuwe editie.",
        asks_date=True,
    ),
    Move(Status.AKKOORD_TAFEL, Status.CONCEPT, "Neem terug om aan te passen", REOPENED, needs_reason=True),
    Move(
        Status.VASTGESTELD,
        Status.GEPUBLICEERD,
        "Publiceer",
        "Iedereen kan het plan daarna lezen, ook zonder zich aan te melden. Dit kunt u niet terugdraaien.",
    ),
]
LEGAL_MOVES = [(move.source.value, move.target.value) for move in MOVES]


def find_move(source: str, target: str) -> Move | None:
    return next((move for move in MOVES if (move.source, move.target) == (source, target)), None)


def as_markdown() -> str:
    """Answer the table of moves as the page in the docs shows it: `python -m plans.workflow > docs/regioplan-states.md`."""
    lines = [
        "# The states of a regioplan",
        "",
        "Made from `plans/workflow.py`; a test holds the two together.",
        "",
        "| From | To | Button | Who | Asks for | What it means |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for move in MOVES:
        asks = " and ".join(["the reason"] * move.needs_reason + ["the day"] * move.asks_date) or "nothing"
        lines.append(
            f"| {move.source.label} | {move.target.label} | {move.label} | {move.who} | {asks} | {move.consequence} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201
