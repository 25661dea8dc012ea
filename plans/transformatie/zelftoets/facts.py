"""What the zelftoets looks at: the pieces of a plan, each asked once and only when a criterion looks at it."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from plans.models.transformatie import Kader, Partijrol, Transformatiepartij, Transformatieplan
from plans.transformatie.kaders import kader_on
from plans.transformatie.workflow import WRITABLE


@dataclass(frozen=True)
class Text:
    """A text of the plan without its words: only whether there are any weighs here."""

    code: str
    title: str
    is_mandatory: bool
    is_filled: bool


def kader_of(plan: Transformatieplan) -> Kader:
    """Answer the framework that counts for the plan: today's while it is written, else the one it was submitted under."""
    if plan.status not in WRITABLE:
        last = plan.indieningen.brief().select_related("kader").last()
        if last is not None:
            return last.kader
    return kader_on(timezone.localdate())


class Facts:
    """The pieces of a plan that the criteria look at, as they stand in the database now."""

    def __init__(self, plan: Transformatieplan):
        self.plan = plan

    @cached_property
    def kader(self) -> Kader:
        return kader_of(self.plan)

    @cached_property
    def texts(self) -> dict[str, Text]:
        """The texts of the plan by their code. One letter or figure makes a text: length says nothing of quality."""
        filled = ExpressionWrapper(Q(plain_text__regex=r"\w"), output_field=BooleanField())
        rows = self.plan.onderdelen.values_list("code", "title", "is_mandatory", filled)
        return {row[0]: Text(*row) for row in rows}

    def is_filled(self, code: str) -> bool:
        """Is there anything in this text?"""
        return code in self.texts and self.texts[code].is_filled

    @cached_property
    def parties(self) -> list[Transformatiepartij]:
        # Not those that were read along with the plan: whoever checks may just have changed one.
        return list(Transformatiepartij.objects.filter(plan=self.plan).select_related("organisation"))

    def parties_that(self, *parts: Partijrol) -> list[Transformatiepartij]:
        """Answer the parties that are one of these to the plan."""
        return [party for party in self.parties if party.part in parts]
