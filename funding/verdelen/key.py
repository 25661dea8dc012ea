"""The key by which a regional line is divided over the municipalities of the region."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Sum

from funding.grootboek.dividing import shares
from funding.grootboek.members import members_of
from funding.models import Beschikking, Budget
from regions.models import Municipality

#: The regeling whose amounts are the key: the SPUK IZA is divided as it is (domain: D2).
KEY_REGELING = "brede-spuk"
BY_BREDE_SPUK = "naar de brede SPUK van elke gemeente in {year}"
BY_INHABITANTS = "naar inwoners, want de brede SPUK van {year} is niet van alle gemeenten bekend"


class Key(NamedTuple):
    """What weighs how much: the municipalities of a year in their order, the weight of each, and what the weights are."""

    members: list[Municipality]
    weights: list[int]
    basis: str

    def divide(self, cents: int) -> dict[int, int]:
        """Answer the eurocents of each municipality, by its key in the database: together they are `cents`.

        Raises `ValidationError` where there is nobody to divide over.
        """
        if cents and not sum(self.weights):
            raise ValidationError({"cents": "Er zijn geen gemeenten om dit bedrag over te verdelen."})
        parts = shares(cents, self.weights)
        return {each.pk: part for each, part in zip(self.members, parts, strict=True)}


def key_of(budget: Budget, year: int) -> Key:
    """Answer the key for the money of a region in a year; two queries.

    It is what was granted to each as brede SPUK for the year, and where that is not known of all of them their inhabitants:
    euros and people are not added to each other.
    """
    members = list(members_of(budget.mandaatregio, year))
    granted = dict(
        Beschikking.objects.order_by()
        .filter(budget__regeling__code=KEY_REGELING, budget__municipality__in=members, year=year)
        .values_list("budget__municipality")
        .annotate(Sum("cents"))
    )
    if members and all(granted.get(each.pk, 0) > 0 for each in members):
        return Key(members, [granted[each.pk] for each in members], BY_BREDE_SPUK.format(year=year))
    return Key(members, [each.population for each in members], BY_INHABITANTS.format(year=year))
