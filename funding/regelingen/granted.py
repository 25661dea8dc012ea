"""What was granted out of each regeling: sums over the ledger, in eurocents. Nothing of it is kept."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from funding.models import Boeking, Boeksoort


class Granted(NamedTuple):
    """What was granted out of a regeling for a year, in eurocents: as `published`, and what later decisions changed.

    `receivers` is how many budgets got something. `published` is None where nothing was published.
    """

    year: int
    cents: int
    published: int | None
    receivers: int

    @property
    def change(self) -> Decimal:
        """What decisions that people noted added or took, in euros."""
        return (self.cents - (self.published or 0)) / Decimal(100)


def granted(**among) -> dict[int, list[Granted]]:
    """Answer what was granted for each year, by the key of the regeling; `among` narrows the budgets. One query."""
    rows = (
        Boeking.objects.filter(soort=Boeksoort.VERLENING, **{f"budget__{name}": value for name, value in among.items()})
        .order_by("budget__regeling", "year")
        .values_list("budget__regeling", "year")
        .annotate(
            total=Sum("cents"),
            published=Sum("cents", filter=Q(boekstuk__by=None)),
            receivers=Count("budget", distinct=True),
        )
    )
    found: dict[int, list[Granted]] = {}
    for regeling, *sums in rows:
        found.setdefault(regeling, []).append(Granted(*sums))
    return found
