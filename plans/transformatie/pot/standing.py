"""How the national pot of transformatiemiddelen stands: what is there, what is reserved for whom, and what is free."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from plans.models.transformatie import Potmutatie, Potsoort

# What changes the pot comes one after the other: an arbitrary number that only this lock has.
POT_LOCK = 4220
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Pot:
    """The pot in euros. `reserved` is what is still set aside, by the key of its theme: only what is more than nothing.

    A plan has a right to what is free, and to what is reserved for its theme: nobody else may have that.
    """

    by_kind: dict[str, Decimal] = field(default_factory=dict)
    reserved: dict[int, Decimal] = field(default_factory=dict)

    @property
    def available(self) -> Decimal:
        return sum((amount for kind, amount in self.by_kind.items() if kind != Potsoort.RESERVERING), NOTHING)

    @property
    def free(self) -> Decimal:
        """What is available and reserved for no theme."""
        return self.available - sum(self.reserved.values(), NOTHING)

    @property
    def awarded(self) -> Decimal:
        """What plans got in the portal, less what of it came back."""
        return -self.by_kind.get(Potsoort.TOEKENNING, NOTHING) - self.by_kind.get(Potsoort.VRIJVAL, NOTHING)

    def reserved_for(self, theme_id: int | None) -> Decimal:
        return self.reserved.get(theme_id, NOTHING)

    def open_to(self, theme_id: int | None) -> Decimal:
        """Answer what a plan of this theme (or of none) can get."""
        return self.free + self.reserved_for(theme_id)


def hold_pot() -> None:
    """Let nobody else change the pot until this transaction is over. Whoever holds a plan as well takes that first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [POT_LOCK])


def standing() -> Pot:
    """Answer the pot as it stands now; one query."""
    by_kind: dict[str, Decimal] = {}
    reserved: dict[int, Decimal] = {}
    for kind, theme, amount in Potmutatie.objects.order_by().values_list("kind", "theme").annotate(total=Sum("amount")):
        by_kind[kind] = by_kind.get(kind, NOTHING) + amount
        if kind == Potsoort.RESERVERING and amount > 0:
            reserved[theme] = amount
    return Pot(by_kind, reserved)
