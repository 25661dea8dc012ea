"""Money for tests of transformatieplannen: in the pot, and given to a plan past the operation that gives it."""

from datetime import date
from decimal import Decimal

from plans.models.transformatie import Potmutatie, Potsoort, Toekenning


def put_in_pot(
    amount, *, kind=Potsoort.BESCHIKBAAR, theme=None, on=date(2026, 1, 1), what="Voor de proef"
) -> Potmutatie:
    """Add a change to the pot, in whole euros, without looking at what is there."""
    return Potmutatie.objects.create(on=on, kind=kind, amount=Decimal(amount), what=what, theme=theme, source="test")


def awarded(plan, *, by, amount=1_000_000) -> Toekenning:
    """Note that the plan was given so many euros, whatever its state is."""
    mutatie = Potmutatie.objects.create(
        on=date(2026, 1, 2),
        kind=Potsoort.TOEKENNING,
        amount=-Decimal(amount),
        what=f"Toegekend: {plan}",
        plan=plan,
        source="test",
        by=by,
    )
    return Toekenning.objects.create(mutatie=mutatie, reason="Bovenaan de wachtrij.", numbers={}, by=by)
