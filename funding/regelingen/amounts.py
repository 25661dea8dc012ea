"""What was granted to each region and municipality, for everybody: found by name, and summed over the ledger."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from funding.models import Boeking, Boeksoort, Budget, Ontvanger, Regeling
from funding.rules import MEMBERSHIP
from regions.models import Indeling
from regions.search import search_field

#: The schemes of which the receivers are public as such; what plans got stands with the plans.
LISTED = [Ontvanger.MANDAATREGIO, Ontvanger.GEMEENTE]


class AmountsForm(forms.Form):
    """Of which regeling the amounts are shown, and of whom."""

    regeling = forms.ChoiceField(label="Regeling", required=False)
    zoek = forms.CharField(label="Regio of gemeente", required=False, max_length=100, widget=search_field())

    def __init__(self, *args, regelingen: Collection[Regeling], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["regeling"].choices = [(each.code, each.short_title) for each in regelingen]


def receivers(regeling: Regeling, *, search: str = "") -> QuerySet[Budget]:
    """Answer the budgets of a regeling by the name of who gets them; a region is found by its municipalities too."""
    of = "mandaatregio" if regeling.receivers == Ontvanger.MANDAATREGIO else "municipality"
    found = regeling.budgetten.filter(**{f"{of}__isnull": False}).select_related(
        "holder", "mandaatregio", "municipality"
    )
    if search:
        wanted = Q(**{f"{of}__name__icontains": search})
        if of == "mandaatregio":
            members = Indeling.objects.current().filter(
                mandaatregio=OuterRef("mandaatregio"), purpose__in=MEMBERSHIP, municipality__name__icontains=search
            )
            wanted |= Q(Exists(members))
        found = found.filter(wanted)
    return found.order_by(f"{of}__name", "pk")


@dataclass(frozen=True)
class Amounts:
    """What one budget was granted, a cell of eurocents for each year (None: nothing), and together."""

    budget: Budget
    cells: list[int | None]

    @property
    def total(self) -> int:
        return sum(cell or 0 for cell in self.cells)


def amounts_of(budgets: Iterable[Budget], years: Iterable[int]) -> list[Amounts]:
    """Answer what each of these budgets was granted; one query."""
    budgets, years = list(budgets), list(years)
    sums = {
        (budget, year): cents
        for budget, year, cents in Boeking.objects.filter(soort=Boeksoort.VERLENING, budget__in=budgets)
        .order_by()
        .values_list("budget", "year")
        .annotate(Sum("cents"))
    }
    return [Amounts(budget, [sums.get((budget.pk, year)) for year in years]) for budget in budgets]
