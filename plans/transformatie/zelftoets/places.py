"""Where in a transformatieplan the applicants mend what a criterion misses."""

from dataclasses import dataclass

from django.urls import reverse

from plans.models.transformatie import Transformatieplan
from plans.transformatie.aanvraag.rows import AFSPRAAK, BEDRAG, MIJLPAAL, REGEL, RowKind

#: What people call the page of the rows of a kind.
PAGES = {AFSPRAAK: "de afspraken", REGEL: "de businesscase", MIJLPAAL: "de mijlpalen", BEDRAG: "de mijlpalen"}


@dataclass(frozen=True)
class Place:
    """A page of a plan, by the name and arguments of its route, and a spot on it; `words` say where the link leads."""

    route: str
    args: tuple
    words: str
    anchor: str = ""

    @property
    def url(self) -> str:
        return reverse(self.route, args=self.args) + (f"#{self.anchor}" if self.anchor else "")


def details(plan: Transformatieplan) -> Place:
    """The facts of the plan itself: impacts, relations, begin and end, the money that is asked."""
    return Place("transformatieplan-gegevens", (plan.pk,), "de gegevens van het plan")


def text(plan: Transformatieplan, code: str) -> Place:
    """A text of the plan, by its place in the format."""
    return Place("transformatieonderdeel-write", (plan.pk, code), "de tekst")


def texts(plan: Transformatieplan) -> Place:
    """All texts of the plan."""
    return Place("transformatieplan-tekst", (plan.pk,), "de tekst")


def parties(plan: Transformatieplan) -> Place:
    """The parties of the plan."""
    return Place("transformatiepartijen", (plan.pk,), "de partijen")


def row(plan: Transformatieplan, kind: RowKind, pk: int | None = None) -> Place:
    """The page of the rows of a kind, at one of them where it is named."""
    return Place(kind.page, (plan.pk,), PAGES[kind], f"{kind.name}-{pk}" if pk else "")


def declarations(plan: Transformatieplan) -> Place:
    """What the applicants declare."""
    return Place(MIJLPAAL.page, (plan.pk,), "de verklaringen", "verklaringen")
