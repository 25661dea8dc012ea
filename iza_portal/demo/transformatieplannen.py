"""The transformatieplannen of the demonstration, made, judged and carried out by its people through the portal's own operations."""

from dataclasses import dataclass
from decimal import Decimal

from plans.transformatie.workflow import Planstand

MADE_UP = "Voor de demonstratie bedacht."
#: Who judges for an insurer, and who signs.
REVIEWERS = {
    "Zilveren Kruis (Achmea)": ("beoordelaar.zilverenkruis", "tweede.zilverenkruis"),
    "VGZ": ("beoordelaar.vgz", "tweede.vgz"),
    "CZ": ("beoordelaar.cz", "tweede.cz"),
}


@dataclass(frozen=True)
class Wanted:
    """A plan: its texts and rows are in `content`, `writer` writes and submits it, and it comes as far as `stand`."""

    name: str
    writer: str
    stand: Planstand


WANTED = [
    Wanted("almere", "ambtenaar.almere", Planstand.UITVOERING),
    Wanted("maasvallei", "ambtenaar.landvancuijk", Planstand.VOORGENOMEN),
    Wanted("midden-holland", "ambtenaar.gouda", Planstand.BEOORDELING),
]


@dataclass(frozen=True)
class Waiting:
    """A plan in the queue of which number and name are published, and nothing else: the rest is as in another plan."""

    number: str
    title: str
    requested: Decimal


# Published in the public list of the queue (icthealth.nl, 24 February 2026).
QUEUE = [
    Waiting("287", "Regionale vervolgzorg", Decimal(6_500_000)),
    Waiting("152", "Bevorderen van zelfredzaamheid in de keten", Decimal(4_200_000)),
]
