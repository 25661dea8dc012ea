"""Whether a goal is specific, measurable and bound to a time, and in words what it lacks.

The NZa found that the goals of the first regioplannen were not (domain: B7). A goal may be kept unfinished: people write
down first what they want, and then how it is measured.
"""

import re
from dataclasses import dataclass

from django.db.models import TextChoices

from plans.models import Doel
from plans.models.transformatie import Transformatieafspraak

#: Words that say in which direction, and not how far.
_VAGUE = re.compile(
    r"\b(verbeter\w*|versterk\w*|bevorder\w*|vergro\w*|verminder\w*|stimuler\w*|inzetten op|zo (?:veel|goed) mogelijk"
    r"|meer|minder|beter\w*|streven naar|aandacht voor)\b",
    re.IGNORECASE,
)


class Aspect(TextChoices):
    """What a goal has to be."""

    SPECIFIEK = "specifiek", "specifiek"
    MEETBAAR = "meetbaar", "meetbaar"
    TIJDGEBONDEN = "tijdgebonden", "tijdgebonden"


@dataclass(frozen=True)
class Lack:
    """What a goal lacks, and how it gets it, in a sentence; `field` is where that is filled in."""

    aspect: Aspect
    field: str
    words: str


def missing(doel: Doel | Transformatieafspraak, *, called="het doel") -> list[Lack]:
    """Answer what the goal lacks to be specific, measurable and bound to a time; nothing where it is all three.

    `called` is what people call it, with its article. An agreement of a transformatieplan is measured as a goal is.
    """
    lacks = []
    if not doel.indicator_id and not doel.measure.strip():
        lacks.append(Lack(Aspect.SPECIFIEK, "measure", "Kies een indicator, of schrijf op wat u meet."))
    if (vague := _VAGUE.search(doel.title)) and doel.target_value is None and not re.search(r"\d", doel.title):
        words = f"“{vague[0]}” zegt niet hoeveel. Noem het getal, of vul de streefwaarde in."
        lacks.append(Lack(Aspect.SPECIFIEK, "title", words))
    if doel.start_value is None:
        lacks.append(Lack(Aspect.MEETBAAR, "start_value", "Vul in hoe het nu is: de startwaarde."))
    elif doel.start_on is None:
        lacks.append(Lack(Aspect.MEETBAAR, "start_on", "Vul in wanneer de startwaarde is gemeten."))
    if doel.target_value is None:
        lacks.append(Lack(Aspect.MEETBAAR, "target_value", "Vul in waar u wilt uitkomen: de streefwaarde."))
    if not doel.indicator_id and not doel.unit.strip():
        lacks.append(Lack(Aspect.MEETBAAR, "unit", "Vul de eenheid in, zoals %, mensen of weken."))
    if doel.target_on is None:
        lacks.append(Lack(Aspect.TIJDGEBONDEN, "target_on", f"Vul in wanneer {called} gehaald moet zijn."))
    return lacks


def is_smart(doel: Doel) -> bool:
    """Is the goal specific, measurable and bound to a time?"""
    return not missing(doel)
