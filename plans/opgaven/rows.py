"""The kinds of rows below an opgave, and what each of them has that people write."""

from dataclasses import dataclass

from django.db.models import Model

from plans.models import Actie, Dekking, Doel, Mijlpaal, Opgave, Partij


@dataclass(frozen=True)
class RowKind:
    """A kind of row: its model, the name of the row that it hangs below, and its fields as people fill them in.

    `fields` are columns, `many` the relations that are filled in as lists. `is_ordered`: people put them in order by hand.
    """

    name: str
    model: type[Model]
    parent: str
    fields: tuple[str, ...]
    many: tuple[str, ...] = ()
    is_ordered: bool = False

    @property
    def noun(self) -> str:
        return self.model._meta.verbose_name


DOEL = RowKind(
    "doel",
    Doel,
    "opgave",
    (
        "title",
        "indicator",
        "measure",
        "unit",
        "start_value",
        "start_on",
        "target_value",
        "target_on",
    ),
    is_ordered=True,
)
ACTIE = RowKind("actie", Actie, "opgave", ("title", "description", "organisation"), ("doelen",), is_ordered=True)
MIJLPAAL = RowKind("mijlpaal", Mijlpaal, "actie", ("quarter", "activity", "organisation", "result"))
DEKKING = RowKind(
    "dekking", Dekking, "opgave", ("stream", "year", "amount", "actie", "transformatieplan", "organisation")
)
PARTIJ = RowKind("partij", Partij, "opgave", ("organisation", "part"))

KINDS = {kind.name: kind for kind in (DOEL, ACTIE, MIJLPAAL, DEKKING, PARTIJ)}

#: An opgave itself, which hangs below its plan.
OPGAVE = RowKind(
    "opgave",
    Opgave,
    "plan",
    ("title", "summary", "scale", "subregion", "onderdelen", "doelgroepen", "ketenaanpakken"),
    ("municipalities", "knelpunten", "transformatieplannen"),
    is_ordered=True,
)


def kind_of(row: Model) -> RowKind:
    """Answer of which kind a row is."""
    return next(kind for kind in (OPGAVE, *KINDS.values()) if isinstance(row, kind.model))


def opgave_of(row: Model) -> Opgave:
    """Answer the opgave that the row is, or hangs below."""
    if isinstance(row, Opgave):
        return row
    return row.actie.opgave if isinstance(row, Mijlpaal) else row.opgave
