"""The numbers on which an award rests, kept as they then were: as JSON, with amounts as strings of two decimals."""

from collections.abc import Sequence
from decimal import Decimal

from plans.models.transformatie import Thema
from plans.transformatie.pot.standing import Pot
from plans.transformatie.wachtrij.queue import Place

_AMOUNTS = ("amount", "available", "free", "from_reservation", "open_to_it")


def kept(place: Place, places: Sequence[Place], pot: Pot) -> dict:
    """Answer the numbers of the award to `place` out of `pot`, with the queue as it stands, as JSON."""
    themes = Thema.objects.in_bulk(pot.reserved)
    return {
        "amount": _said(place.amount),
        "number": place.number,
        "available": _said(pot.available),
        "free": _said(pot.free),
        "reserved": {str(themes[theme]): _said(amount) for theme, amount in pot.reserved.items()},
        "from_reservation": _said(min(place.reserved, place.amount)),
        "passed": [each.plan.pk for each in places[: place.number - 1]],
        "queue": [
            {
                "number": each.number,
                "plan": each.plan.pk,
                "title": each.plan.title,
                "theme": str(each.theme or ""),
                "amount": _said(each.amount),
                "open_to_it": _said(each.open_to_it),
                "approved_at": each.plan.approved_at.isoformat(),
            }
            for each in places
        ],
    }


def told(numbers: dict) -> dict:
    """Answer what was `kept`, with its amounts as numbers."""
    return {
        **_in_euros(numbers),
        "reserved": [(theme, Decimal(amount)) for theme, amount in numbers.get("reserved", {}).items()],
        "queue": [_in_euros(each) for each in numbers.get("queue", [])],
    }


def _in_euros(numbers: dict) -> dict:
    return {name: Decimal(value) if name in _AMOUNTS else value for name, value in numbers.items()}


def _said(amount: Decimal) -> str:
    return f"{amount:.2f}"
