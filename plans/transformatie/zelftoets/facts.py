"""What the zelftoets looks at: the pieces of a plan, each asked once and only when a criterion looks at it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper, Q

from plans.models.transformatie import (
    Businesscaseregel,
    Kader,
    Mijlpaalbedrag,
    Partijrol,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatiepartij,
    Transformatieplan,
)
from plans.transformatie.kaders import kader_of


@dataclass(frozen=True)
class Text:
    """A text of the plan without its words: only whether there are any weighs here."""

    code: str
    title: str
    is_mandatory: bool
    is_filled: bool


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

    @cached_property
    def afspraken(self) -> list[Transformatieafspraak]:
        return list(self.plan.afspraken.defer("how"))

    @cached_property
    def lines(self) -> list[Businesscaseregel]:
        """The lines of the business case."""
        return list(self.plan.businesscase.all())

    @cached_property
    def mijlpalen(self) -> list[Transformatiemijlpaal]:
        """The milestones, each with its amounts at hand."""
        return list(self.plan.mijlpalen.prefetch_related("bedragen"))

    @cached_property
    def bedragen(self) -> list[Mijlpaalbedrag]:
        return [bedrag for mijlpaal in self.mijlpalen for bedrag in mijlpaal.bedragen.all()]

    @property
    def total(self) -> Decimal:
        """The sum of all amounts, in euros."""
        return sum((bedrag.amount for bedrag in self.bedragen), Decimal(0))

    @property
    def asks_money(self) -> bool:
        """Is money asked, or said at a milestone although nobody filled in that it is asked?"""
        return self.plan.requested is not None or bool(self.bedragen)

    @cached_property
    def declared(self) -> set[str]:
        """The kinds of what was declared."""
        return set(self.plan.verklaringen.values_list("kind", flat=True))
