"""The states of a regioplan and the one table of moves between them."""

from django.db import models

from iza_portal.accounts.choices import Function
from iza_portal.moves.table import Move, Table


class Status(models.TextChoices):
    """Where a regioplan stands (domain: sections B5 to B8).

    What each college and board decided stands in rows of its own (`BesluitStatus`); this follows from them.
    """

    CONCEPT = "concept", "concept"
    TER_CONSULTATIE = "ter_consultatie", "ter consultatie"
    AKKOORD_TAFEL = "akkoord_tafel", "akkoord tafel"
    VASTGESTELD = "vastgesteld", "vastgesteld"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"
    INGETROKKEN = "ingetrokken", "ingetrokken"


# From the agreement of the regiotafel on, what the colleges and boards decide about stays as it is.
FROZEN_STATES = [Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD, Status.INGETROKKEN]


# In which the colleges and boards decide, and the work is followed.
IN_FORCE = [Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD]


class BesluitStatus(models.TextChoices):
    """Where the decision of one college, board or council stands."""

    IN_VOORBEREIDING = "in_voorbereiding", "in voorbereiding"
    GEAGENDEERD = "geagendeerd", "geagendeerd"
    VASTGESTELD = "vastgesteld", "vastgesteld"
    MET_OPMERKING = "met_opmerking", "vastgesteld met opmerking"
    NIET_VASTGESTELD = "niet_vastgesteld", "niet vastgesteld"


# Those that count as a yes.
AGREED = [BesluitStatus.VASTGESTELD, BesluitStatus.MET_OPMERKING]


def has_text(plan) -> str:
    """Answer why the plan cannot go on, or nothing: a plan without any text is not shown to others."""
    return "" if plan.sections.present().exclude(plain_text="").exists() else "Er staat nog geen tekst in het plan."


FROZEN = "De tekst staat daarna vast: niemand kan er nog in schrijven, tenzij u het plan terugneemt."
REOPENED = "De schrijvers kunnen daarna weer verder in de tekst. Wat er staat, blijft staan."


class Mover(models.TextChoices):
    """Who makes a step without being a person."""

    PORTAAL = "portaal", "het portaal"


# The other steps of a regioplan are recorded by the regiocoördinator, whoever decided on them.
COORDINATOR = (Function.REGIOCOORDINATOR,)
PORTAAL = (Mover.PORTAAL,)

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
            "Vastgesteld door allen",
            "Het portaal zet deze stap zelf, zodra het laatste college of bestuur dat nodig is ja zei.",
            PORTAAL,
        ),
        Move(
            Status.VASTGESTELD,
            Status.AKKOORD_TAFEL,
            "Niet meer door allen vastgesteld",
            "Het portaal zet deze stap zelf, als een college of bestuur dat nodig is een vastgelegd ja terugneemt.",
            PORTAAL,
        ),
        Move(
            Status.AKKOORD_TAFEL,
            Status.GEPUBLICEERD,
            "Publiceer",
            "Iedereen kan het plan daarna lezen, ook zonder zich aan te melden. Op de pagina staat hoeveel colleges en "
            "besturen het hebben vastgesteld.",
            COORDINATOR,
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
            "Iedereen kan het plan daarna lezen, ook zonder zich aan te melden.",
            COORDINATOR,
        ),
        Move(
            Status.GEPUBLICEERD,
            Status.INGETROKKEN,
            "Trek het plan in",
            "Op het openbare adres staat daarna dat het plan is ingetrokken en waarom. Dit kunt u niet terugdraaien.",
            COORDINATOR,
            needs_reason=True,
        ),
    ]
)


class Recorder(models.TextChoices):
    """Who may note what an organisation decided."""

    EIGEN = "eigen", "wie voor de organisatie werkt"
    MANDAAT = "mandaat", "wie namens haar mag vastleggen (mandaat)"


RECORDERS = (Recorder.EIGEN, Recorder.MANDAAT)
_B = BesluitStatus
_DECIDED = "De dag van de vergadering waarin het besluit viel."


def _besluit_moves() -> list[Move]:
    moves = [
        Move(
            _B.IN_VOORBEREIDING,
            _B.GEAGENDEERD,
            "Zet op de agenda",
            "U legt vast wanneer het wordt besproken.",
            RECORDERS,
        ),
        Move(
            _B.GEAGENDEERD,
            _B.IN_VOORBEREIDING,
            "Haal van de agenda",
            "Het stuk gaat terug.",
            RECORDERS,
            needs_reason=True,
        ),
    ]
    for source in (_B.IN_VOORBEREIDING, _B.GEAGENDEERD):
        moves += [
            Move(
                source,
                _B.VASTGESTELD,
                "Leg vast: vastgesteld",
                "Het besluit telt mee.",
                RECORDERS,
                asks_date="Besloten op",
                date_help=_DECIDED,
            ),
            Move(
                source,
                _B.MET_OPMERKING,
                "Leg vast: vastgesteld met opmerking",
                "Het besluit telt mee. De opmerking staat erbij.",
                RECORDERS,
                needs_reason=True,
                asks_date="Besloten op",
                date_help=_DECIDED,
            ),
            Move(
                source,
                _B.NIET_VASTGESTELD,
                "Leg vast: niet vastgesteld",
                "Het plan is zo niet door iedereen vastgesteld. De reden staat erbij.",
                RECORDERS,
                needs_reason=True,
                asks_date="Besloten op",
                date_help=_DECIDED,
            ),
        ]
    # A body may decide anew on the same version, and a mistake in noting it can be set right; the trail keeps both.
    moves += [
        Move(
            source,
            _B.IN_VOORBEREIDING,
            "Neem het vastgelegde terug",
            "Wat was vastgelegd, telt niet meer mee. In de geschiedenis blijft het staan.",
            RECORDERS,
            needs_reason=True,
        )
        for source in (_B.VASTGESTELD, _B.MET_OPMERKING, _B.NIET_VASTGESTELD)
    ]
    return moves


#: The moves of one decision (`plans.models.Besluit`).
BESLUIT_MOVES = Table(_besluit_moves())


def as_markdown() -> str:
    """Answer the page in the docs: `python -m plans.workflow > docs/regioplan-states.md`."""
    of_plan = MOVES.as_markdown(of="regioplan", module="plans/workflow.py")
    return f"{of_plan}\n\n{BESLUIT_MOVES.as_markdown(of='besluit', module='plans/workflow.py')}"


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201
