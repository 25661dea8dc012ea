"""How a criterion of a plan is computed, and where it is mended: what the checks of all kinds of plans share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse

from plans.models import PlanKind, Regioplan
from regions.checking import Finding, Verdict


class Mend(TextChoices):
    """Where a criterion is mended; the page makes a link of it."""

    OPGAVEN = "opgaven", "de opgaven"
    AANPAKKEN = "aanpakken", "de aanpakken"
    TEKST = "tekst", "de tekst"
    STATUS = "status", "de stappen van het plan"
    ANTWOORD = "antwoord", "uw antwoord"


def place_of(plan: Regioplan, result: dict) -> str:
    """Answer the address at which a criterion is mended; `result` as `Result.as_data`."""
    match result["mend"]:
        case Mend.OPGAVEN:
            return reverse("opgave-list", args=[plan.pk])
        case Mend.AANPAKKEN:
            return reverse("aanpakken", args=[plan.pk])
        case Mend.ANTWOORD:
            return f"{reverse('plan-check', args=[plan.pk])}#{result['code']}"
        case Mend.STATUS if plan.kind == PlanKind.WERKAGENDA:
            return reverse("plan-vaststelling", args=[plan.pk])
    return f"{plan.get_absolute_url()}#onderdelen"


def asked(facts: Any) -> Finding:
    """Answer what is found where the portal cannot know."""
    return Finding(Verdict.ONBEKEND, "Het portaal kan dit niet zelf bepalen.")


@dataclass(frozen=True)
class Rule:
    """How a criterion is computed, where it is mended, and whether an answer can count."""

    compute: Callable[[Any], Finding]
    mend: Mend
    can_be_answered: bool = True


ASKED = Rule(asked, Mend.ANTWOORD)
