"""The lines of a municipality's budget: one for each onderdeel of the regeling."""

from django.db import transaction

from funding.grootboek.holding import held
from funding.models import Budget, Budgetregel, Deel


@transaction.atomic
def lines_of(budget: Budget, year: int) -> list[Budgetregel]:
    """Answer the lines of the onderdelen that the regeling has in `year`, in their order; makes those that are missing.

    A line has no amount of its own: what is budgeted on it is a sum of postings (`funding.gemeente.budgeting`).
    """
    budget = held(budget)
    onderdelen = list(budget.regeling.onderdelen.filter(first_year__lte=year, last_year__gte=year).order_by("position"))
    found = {line.onderdeel_id: line for line in budget.regels.filter(onderdeel__in=onderdelen)}
    lines = []
    for onderdeel in onderdelen:
        line = found.get(onderdeel.pk) or Budgetregel.objects.create(
            budget=budget,
            onderdeel=onderdeel,
            position=onderdeel.position,
            title=onderdeel.title,
            part=Deel.LOKAAL,
            municipality=budget.municipality,
        )
        line.budget, line.onderdeel, line.municipality = budget, onderdeel, budget.municipality
        lines.append(line)
    return lines
