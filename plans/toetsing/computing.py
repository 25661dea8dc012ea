"""How a criterion of a plan is computed, and where it is mended: what the checks of all kinds of plans share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from regions.checking import Finding, Verdict


class Mend(TextChoices):
    """Where a criterion is mended; the page makes a link of it."""

    OPGAVEN = "opgaven", "de opgaven"
    AANPAKKEN = "aanpakken", "de aanpakken"
    TEKST = "tekst", "de tekst"
    STATUS = "status", "de stappen van het plan"
    ANTWOORD = "antwoord", "uw antwoord"


def asked(facts: Any) -> Finding:
    """Answer what is found where the portal cannot know."""
    return Finding(Verdict.ONBEKEND, "Het portaal kan dit niet zelf bepalen.")


@dataclass(frozen=True)
class Rule:
    """How a criterion is computed, where it is mended, and whether an answer can count.

    `only_unknown`: an answer counts only where the portal cannot know, and not where it finds that something is missing.
    """

    compute: Callable[[Any], Finding]
    mend: Mend
    can_be_answered: bool = True
    only_unknown: bool = False

    def takes_answer(self, found: Finding) -> bool:
        """Can an answer of the region count beside what the portal found?"""
        return self.can_be_answered and not (self.only_unknown and found.verdict == Verdict.VOLDOET_NIET)


ASKED = Rule(asked, Mend.ANTWOORD)
