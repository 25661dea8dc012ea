"""What would be left of the pot if these plans got their money: reckoned beside the pot, and saved nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from plans.models.transformatie import Potsoort
from plans.transformatie.pot.standing import NOTHING, Pot
from plans.transformatie.wachtrij.queue import Place, next_in


@dataclass(frozen=True)
class Supposed:
    """What one plan would get, in euros, and what is `left` of the free money after it.

    A plan gets all that it asks or nothing: `short` is what lacks, and `waits_for` the chosen plan before it that got
    nothing and for which the money waits, although there is enough of it.
    """

    place: Place
    left: Decimal
    from_reservation: Decimal = NOTHING
    from_free: Decimal = NOTHING
    short: Decimal = NOTHING
    waits_for: Place | None = None

    @property
    def gets(self) -> bool:
        return not self.short and self.waits_for is None


@dataclass(frozen=True)
class Supposition:
    """What each chosen plan would get, in the order of the queue, and how the pot stands `before` and `after`."""

    rows: list[Supposed]
    before: Pot
    after: Pot

    @property
    def given(self) -> Decimal:
        return self.before.available - self.after.available


def suppose(pot: Pot, places: Iterable[Place]) -> Supposition:
    """Answer what happens to `pot` if these plans, in this order, are awarded one by one, as if no other plan waited.

    The rules are those of `wachtrij.awarding.award`: what is reserved for its theme goes first, and once a plan got nothing,
    a plan after it only gets what is reserved for its theme. It asks the database nothing and changes nothing.
    """
    before, rows, refused = pot, [], []
    for queued in places:
        theme = queued.plan.theme_id
        place = replace(queued, reserved=pot.reserved_for(theme), open_to_it=pot.open_to(theme))
        # What was refused stays so: after it, only reservations for other themes than its own are given away.
        if not place.fits:
            refused.append(place)
            rows.append(Supposed(place, left=pot.free, short=place.amount - place.open_to_it))
        elif next_in([*refused, place]) is not place:
            rows.append(Supposed(place, left=pot.free, waits_for=_first_before(place, refused)))
            refused.append(place)
        else:
            taken = min(place.reserved, place.amount)
            pot = _less(pot, place, taken)
            rows.append(Supposed(place, left=pot.free, from_reservation=taken, from_free=place.amount - taken))
    return Supposition(rows, before, pot)


def _first_before(place: Place, refused: list[Place]) -> Place:
    """Answer for which plan this one waits: one of its theme where the reservation is enough, or the top."""
    if place.amount <= place.reserved:
        return next(each for each in refused if each.theme == place.theme)
    return refused[0]


def _less(pot: Pot, place: Place, taken: Decimal) -> Pot:
    """Answer the pot after the award to `place`, of which `taken` goes off the reservation for its theme."""
    by_kind, reserved = dict(pot.by_kind), dict(pot.reserved)
    by_kind[Potsoort.TOEKENNING] = by_kind.get(Potsoort.TOEKENNING, NOTHING) - place.amount
    if taken:
        by_kind[Potsoort.RESERVERING] -= taken
        reserved[place.plan.theme_id] -= taken
    return Pot(by_kind, {theme: amount for theme, amount in reserved.items() if amount > 0})
