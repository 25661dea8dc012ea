"""The states of a regiobeeld, the one table of moves between them, and what is expected of whom in each state."""

from functools import partial
from typing import NamedTuple

from django.db import models

from iza_portal.moves.table import Move, Table


class BeeldStatus(models.TextChoices):
    """Where a regiobeeld stands (domain: sections A3 to A8). Herijking: adopted and public, a next edition is being made."""

    BASISBEELD = "basisbeeld", "basisbeeld ontvangen"
    PROCESVOORSTEL = "procesvoorstel", "procesvoorstel"
    VERRIJKING = "verrijking", "verrijking"
    LEESVERSIE = "leesversie", "leesversie"
    BESPROKEN = "besproken", "besproken aan tafel"
    VASTGESTELD = "vastgesteld", "vastgesteld"
    GEPUBLICEERD = "gepubliceerd", "gepubliceerd"
    HERIJKING = "herijking", "wordt herijkt"


#: The states in which the content can still be written.
OPEN = [BeeldStatus.BASISBEELD, BeeldStatus.PROCESVOORSTEL, BeeldStatus.VERRIJKING]
#: What is adopted never changes; a wish to change it is a next edition.
ADOPTED = [BeeldStatus.VASTGESTELD, BeeldStatus.GEPUBLICEERD, BeeldStatus.HERIJKING]
#: What everybody may read.
PUBLIC = [BeeldStatus.GEPUBLICEERD, BeeldStatus.HERIJKING]


class Mover(models.TextChoices):
    """Who makes moves; `regions.regiobeelden.rules` says what it takes to be one."""

    REGIOCOORDINATOR = "regiocoordinator", "regiocoördinator"
    MARKTLEIDER = "marktleider", "marktleider"
    COORDINERENDE_GEMEENTE = "coordinerende_gemeente", "coördinerende gemeente"


def has_proposal(regiobeeld) -> str:
    """Answer why the parties cannot be asked, or nothing: there has to be a procesvoorstel to agree on (IZA p. 45)."""
    return (
        ""
        if regiobeeld.proposal.strip()
        else "Schrijf eerst het procesvoorstel. Dat kan bij de gegevens van het beeld."
    )


def is_readable(regiobeeld) -> str:
    """Answer why there can be no leesversie, or nothing: no cycle may be open, and something has to be written."""
    if regiobeeld.cycles.filter(closed_at=None).exists():
        return "Er loopt nog een cyclus. Sluit die eerst af."
    if not regiobeeld.themes.present().exclude(plain_text="").exists():
        return "Er staat nog geen tekst in het beeld."
    return ""


def meets_criteria(regiobeeld, moment: str) -> str:
    """Answer which mandatory criterion for the `moment` is not met yet, and why, or nothing."""
    # Checking looks at models, which are made with this table.
    from regions.regiobeelden.checking import obstacles

    return " ".join(obstacles(regiobeeld, moment))


COORDINATOR = (Mover.REGIOCOORDINATOR,)
INITIATORS = (Mover.MARKTLEIDER, Mover.COORDINERENDE_GEMEENTE)
REOPENED = "De schrijvers kunnen daarna weer verder. Wat er staat, blijft staan."

MOVES = Table(
    [
        Move(
            BeeldStatus.BASISBEELD,
            BeeldStatus.PROCESVOORSTEL,
            "Leg het procesvoorstel voor",
            "Iedereen in de regio leest dan hoe u het beeld samen wilt maken, en wanneer.",
            INITIATORS,
            guard=has_proposal,
        ),
        Move(
            BeeldStatus.PROCESVOORSTEL,
            BeeldStatus.VERRIJKING,
            "Begin de verrijking",
            "U kunt daarna cycli openen en de partijen om een reactie vragen.",
            COORDINATOR,
        ),
        Move(
            BeeldStatus.VERRIJKING,
            BeeldStatus.LEESVERSIE,
            "Maak er de leesversie van",
            "Het beeld staat daarna vast: niemand kan er nog in schrijven, tenzij u het terugneemt.",
            COORDINATOR,
            guard=is_readable,
        ),
        Move(
            BeeldStatus.LEESVERSIE,
            BeeldStatus.BESPROKEN,
            "Leg de bespreking aan tafel vast",
            "U legt vast dat de regiotafel deze leesversie besprak. Daarna kunt u de vaststelling vastleggen.",
            COORDINATOR,
            asks_date="Besproken op",
            date_help="De dag waarop de regiotafel bijeenkwam.",
        ),
        Move(
            BeeldStatus.LEESVERSIE,
            BeeldStatus.VERRIJKING,
            "Neem terug om aan te passen",
            REOPENED,
            COORDINATOR,
            needs_reason=True,
        ),
        Move(
            BeeldStatus.BESPROKEN,
            BeeldStatus.VASTGESTELD,
            "Leg de vaststelling vast",
            "Het beeld, met de cijfers zoals zij nu zijn, verandert daarna nooit meer. "
            "Een wijziging komt in een nieuwe editie.",
            COORDINATOR,
            asks_date="Vastgesteld op",
            date_help="De dag waarop de partijen het beeld vaststelden.",
            guard=partial(meets_criteria, moment="vaststellen"),
        ),
        Move(
            BeeldStatus.BESPROKEN,
            BeeldStatus.VERRIJKING,
            "Neem terug om aan te passen",
            REOPENED,
            COORDINATOR,
            needs_reason=True,
        ),
        Move(
            BeeldStatus.VASTGESTELD,
            BeeldStatus.GEPUBLICEERD,
            "Publiceer",
            "Iedereen kan het beeld daarna lezen, ook zonder zich aan te melden. Dit kunt u niet terugdraaien.",
            (Mover.REGIOCOORDINATOR, Mover.MARKTLEIDER),
            asks_address="Adres op de landelijke site",
            guard=partial(meets_criteria, moment="publiceren"),
            address_help="Waar het beeld staat op zorgakkoorden.nl of dejuistezorgopdejuisteplek.nl.",
        ),
        Move(
            BeeldStatus.GEPUBLICEERD,
            BeeldStatus.HERIJKING,
            "Begin de herijking",
            "Er komt een nieuwe editie, die begint met wat er nu staat. Deze editie blijft openbaar en verandert niet.",
            (Mover.REGIOCOORDINATOR, *INITIATORS),
        ),
    ]
)


class Expected(NamedTuple):
    """What is expected now, and of whom."""

    what: str
    of: str


EXPECTED = {
    BeeldStatus.BASISBEELD: Expected(
        "een procesvoorstel: hoe maken de partijen dit beeld samen, en wanneer", "marktleider en coördinerende gemeente"
    ),
    BeeldStatus.PROCESVOORSTEL: Expected("de verrijking beginnen", "regiocoördinator"),
    BeeldStatus.VERRIJKING: Expected("schrijven en reageren", "de partijen in de regio"),
    BeeldStatus.LEESVERSIE: Expected("de leesversie bespreken aan de regiotafel", "de partijen in de regio"),
    BeeldStatus.BESPROKEN: Expected("het beeld vaststellen", "de partijen aan de regiotafel"),
    BeeldStatus.VASTGESTELD: Expected("het beeld publiceren", "regiocoördinator of marktleider"),
}


def as_markdown() -> str:
    """Answer the page in the docs: `python -m regions.regiobeelden.workflow > docs/regiobeeld-states.md`."""
    return MOVES.as_markdown(of="regiobeeld", module="regions/regiobeelden/workflow.py")


if __name__ == "__main__":
    print(as_markdown())  # noqa: T201
