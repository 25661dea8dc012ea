"""What the zelftoets says of a criterion: whether it is in order, what is missing, and where that is mended."""

from dataclasses import dataclass

from django.db.models import TextChoices

from plans.models.transformatie import Kadercriterium
from plans.transformatie.zelftoets.places import Place


class Verdict(TextChoices):
    """What is found of a criterion. Whether it convinces is for the market leaders: a portal cannot judge a text."""

    VOLDAAN = "voldoet", "voldaan"
    NIET_VOLDAAN = "voldoet_niet", "niet voldaan"
    ZELF = "zelf", "zelf te beoordelen"
    NVT = "nvt", "niet van toepassing"
    INFORMATIE = "informatie", "ter informatie"


@dataclass(frozen=True)
class Lack:
    """Something that a criterion asks and the plan does not have, in a sentence, and where it is mended.

    `is_doubt`: the portal cannot see whether it is there, so that the applicants look for themselves and nothing is held up.
    """

    words: str
    place: Place
    is_doubt: bool = False


@dataclass(frozen=True)
class Finding:
    """What the zelftoets says of one criterion.

    `ask` is what the applicants judge themselves, as a question; `told` is what the portal counts and they look at.
    """

    criterion: Kadercriterium
    verdict: Verdict
    missing: tuple[Lack, ...] = ()
    ask: str = ""
    told: str = ""

    @property
    def holds_up(self) -> bool:
        """Does it stop the submission?"""
        return self.criterion.is_mandatory and self.verdict == Verdict.NIET_VOLDAAN

    @property
    def counts(self) -> bool:
        """Is it one of those that can be in order?"""
        return self.verdict not in {Verdict.NVT, Verdict.INFORMATIE}
