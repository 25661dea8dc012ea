"""The queue: approved plans that ask money and have none yet, in the order in which they were approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from plans.models.transformatie import Potsoort, Thema, Transformatieplan
from plans.transformatie.pot.standing import NOTHING, Pot, standing
from plans.transformatie.workflow import Planstand


@dataclass(frozen=True)
class Place:
    """A plan in the queue: its `number`, from 1, what it asks, and what all plans `before` it ask together, in euros.

    `reserved` is what is set aside for its theme and `open_to_it` what it can get at most: that and what is free.
    """

    number: int
    plan: Transformatieplan
    theme: Thema | None
    amount: Decimal
    before: Decimal
    reserved: Decimal
    open_to_it: Decimal

    @property
    def has_reservation(self) -> bool:
        return self.reserved > 0

    @property
    def fits(self) -> bool:
        """Is there enough of the money that it has a right to?"""
        return self.amount <= self.open_to_it


def waiting():
    """Answer the plans in the queue, in its order."""
    plans = Transformatieplan.objects.filter(status=Planstand.WACHTRIJ, requested__isnull=False)
    return plans.exclude(potmutaties__kind=Potsoort.TOEKENNING).order_by("approved_at", "pk")


def queue(pot: Pot | None = None) -> list[Place]:
    """Answer the queue with, per plan, what is before it and whether it fits in `pot` (as it stands now)."""
    pot = pot or standing()
    places, before = [], NOTHING
    for number, plan in enumerate(waiting().select_related("theme").prefetch_related("regions"), start=1):
        places.append(_place(number, plan, before, pot))
        before += plan.requested
    return places


def place_of(plan: Transformatieplan) -> Place | None:
    """Answer the place of this plan, or None where it is not in the queue."""
    if not waiting().filter(pk=plan.pk).exists():
        return None
    ahead = _ahead_of(plan).aggregate(number=Count("pk"), amount=Sum("requested"))
    return _place(ahead["number"] + 1, plan, ahead["amount"] or NOTHING, standing())


def number_of(plan: Transformatieplan) -> int:
    """Answer which number a plan that waits has in the queue, from 1; one query."""
    return _ahead_of(plan).count() + 1


def _ahead_of(plan: Transformatieplan):
    earlier = Q(approved_at__lt=plan.approved_at) | Q(approved_at=plan.approved_at, pk__lt=plan.pk)
    return waiting().filter(earlier).order_by()


def next_in(places: Sequence[Place]) -> Place | None:
    """Answer whose turn it is: the first that fits. All that stand before it ask more than they have a right to now."""
    return next((place for place in places if place.fits), None)


def _place(number: int, plan: Transformatieplan, before: Decimal, pot: Pot) -> Place:
    return Place(
        number=number,
        plan=plan,
        theme=plan.theme,
        amount=plan.requested,
        before=before,
        reserved=pot.reserved_for(plan.theme_id),
        open_to_it=pot.open_to(plan.theme_id),
    )
