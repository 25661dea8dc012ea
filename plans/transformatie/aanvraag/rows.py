"""The kinds of rows in which the applicants fill in the full plan, and what each of them has that people write."""

from dataclasses import dataclass

from django.db.models import Model

from plans.models.transformatie import (
    Businesscaseregel,
    Mijlpaalbedrag,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatieplan,
)


@dataclass(frozen=True)
class RowKind:
    """A kind of row: its model, what it hangs below, the route of the page that shows it, and its fields as people fill in.

    `called` is what people call it, with its article. `is_ordered`: people put them in order by hand.
    """

    name: str
    model: type[Model]
    parent: str
    page: str
    called: str
    fields: tuple[str, ...]
    is_ordered: bool = False

    @property
    def noun(self) -> str:
        return self.called.split(maxsplit=1)[1]


AFSPRAAK = RowKind(
    "afspraak",
    Transformatieafspraak,
    "plan",
    "transformatieplan-afspraken",
    "de afspraak",
    (
        "title",
        "how",
        "indicator",
        "measure",
        "unit",
        "start_value",
        "start_on",
        "target_value",
        "target_on",
        "partij",
    ),
    is_ordered=True,
)
REGEL = RowKind(
    "regel",
    Businesscaseregel,
    "plan",
    "transformatieplan-businesscase",
    "de regel",
    ("kind", "year", "title", "amount", "partij", "who", "is_structural"),
)
MIJLPAAL = RowKind(
    "mijlpaal",
    Transformatiemijlpaal,
    "plan",
    "transformatieplan-mijlpalen",
    "de mijlpaal",
    ("kind", "title", "due_on", "evidence", "partij", "afspraak"),
    is_ordered=True,
)
BEDRAG = RowKind(
    "bedrag",
    Mijlpaalbedrag,
    "mijlpaal",
    "transformatieplan-mijlpalen",
    "het bedrag",
    ("partij", "sector", "costs", "amount"),
)

KINDS = {kind.name: kind for kind in (AFSPRAAK, REGEL, MIJLPAAL, BEDRAG)}


def kind_of(row: Model) -> RowKind:
    """Answer of which kind a row is."""
    return next(kind for kind in KINDS.values() if isinstance(row, kind.model))


def plan_of(row: Model) -> Transformatieplan:
    """Answer the plan that the row hangs below."""
    return row.mijlpaal.plan if isinstance(row, Mijlpaalbedrag) else row.plan
