"""The lines of the budget of a municipality: one for each onderdeel of its regeling."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q

from funding.grootboek.holding import held
from funding.models import Boeking, Budget, Budgetregel, Deel, Regelingonderdeel


def onderdelen_in(budget: Budget, year: int):
    """Answer the onderdelen of the regeling that have a budget in the year, in their order; one query."""
    return budget.regeling.onderdelen.filter(first_year__lte=year, last_year__gte=year)


def lines_with_money(budget: Budget, year: int, onderdelen: Iterable[Regelingonderdeel]):
    """Answer the lines that count in the year: of these onderdelen, of none, and others that have postings in it."""
    posted = Boeking.objects.filter(budget=budget, year=year, regel=OuterRef("pk"))
    lines = budget.regels.filter(Q(onderdeel__in=onderdelen) | Q(onderdeel=None) | Exists(posted))
    return lines.select_related("onderdeel", "municipality")


@transaction.atomic
def lines_of(budget: Budget, year: int) -> list[Budgetregel]:
    """Answer the lines of the year, those of onderdelen that had none made; holds the budget.

    It asks no right: an operation that did calls it. What ended before the year has a line only where money is on it.
    """
    budget = held(budget)
    onderdelen = list(onderdelen_in(budget, year))
    present = set(budget.regels.filter(onderdeel__in=onderdelen).values_list("onderdeel_id", flat=True))
    position = budget.regels.aggregate(last=Max("position"))["last"] or 0
    Budgetregel.objects.bulk_create(
        Budgetregel(
            budget=budget,
            position=position + place,
            title=onderdeel.title,
            part=Deel.LOKAAL,
            municipality=budget.municipality,
            onderdeel=onderdeel,
        )
        for place, onderdeel in enumerate((each for each in onderdelen if each.pk not in present), start=1)
    )
    return list(lines_with_money(budget, year, onderdelen))
