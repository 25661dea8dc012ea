"""Finding transformatieplannen in the national list: the filters above it and the order of its rows."""

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.names import DutchOrder
from plans.models.transformatie import Partijrol, Samenvatting, Sector, Thema, Transformatiepartij, Transformatieplan
from plans.transformatie.openbaar.reading import concerning
from plans.transformatie.workflow import APPROVED, Planstand
from regions.models import Region
from regions.search import OrganisationFilter, in_province, provinces, search_field

#: Before this year no plan could be approved: the framework is of January 2023.
FIRST_YEAR = 2023
# The most that an amount can be in the database.
_MOST_EUROS = 10**12 - 1

ORDERS = {
    "titel": ("titel", [DutchOrder("title")]),
    "bedrag": ("gevraagd bedrag, hoogste eerst", [F("asked").desc(nulls_last=True)]),
    "regio": ("regio", [DutchOrder("region__name"), DutchOrder("title")]),
}
_NEWEST = [F("approved_at").desc(nulls_last=True)]


def with_words(plans: QuerySet, words: str) -> QuerySet:
    """Keep the plans whose public summary has the words, as Dutch words, or whose title has words that are like them."""
    query = SearchQuery(words, config="dutch", search_type="websearch")
    told = Samenvatting.objects.public().filter(search=query)
    return plans.filter(Q(title__trigram_word_similar=words) | Q(pk__in=told.values("plan")))


def _years():
    return [(str(year), str(year)) for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


def _euros(label: str, lookup: str):
    return django_filters.NumberFilter(
        label=label,
        field_name="asked",
        lookup_expr=lookup,
        min_value=0,
        max_value=_MOST_EUROS,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class PublicPlanFilter(django_filters.FilterSet):
    """The filters above the list; what makes no sense filters nothing. `queryset` is of `with_asked`."""

    woorden = django_filters.CharFilter(label="Woorden", max_length=200, method="filter_words", widget=search_field())
    regio = django_filters.ModelChoiceFilter(
        label="Regio",
        queryset=Region.objects.all(),
        to_field_name="slug",
        method="filter_region",
        empty_label="Alle regio’s",
    )
    provincie = django_filters.ChoiceFilter(
        label="Provincie", choices=provinces, method="filter_province", empty_label="Alle provincies"
    )
    thema = django_filters.ModelChoiceFilter(
        label="Thema",
        field_name="theme",
        queryset=Thema.objects.all(),
        to_field_name="code",
        empty_label="Alle thema’s",
    )
    sector = django_filters.ChoiceFilter(
        label="Sector van een indiener", choices=Sector.choices, method="filter_sector", empty_label="Alle sectoren"
    )
    verzekeraar = OrganisationFilter(
        label="Marktleider",
        queryset=Organisation.objects.filter(kind=Kind.ZORGVERZEKERAAR),
        method="filter_insurer",
        empty_label="Alle verzekeraars",
    )
    stand = django_filters.ChoiceFilter(label="Stand", field_name="status", empty_label="Elke stand")
    jaar = django_filters.ChoiceFilter(
        label="Goedgekeurd in", choices=_years, method="filter_year", empty_label="Elk jaar"
    )
    vanaf = _euros("Gevraagd vanaf (€)", "gte")
    tot = _euros("Gevraagd tot en met (€)", "lte")
    sorteer = django_filters.ChoiceFilter(
        label="Sorteer op",
        choices=[(name, label) for name, (label, _) in ORDERS.items()],
        method="filter_order",
        empty_label="laatst goedgekeurd eerst",
    )

    class Meta:
        model = Transformatieplan
        fields = []

    def __init__(self, *args, states=APPROVED, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["stand"].extra["choices"] = [(state.value, state.label) for state in Planstand if state in states]

    @property
    def qs(self) -> QuerySet:
        """The plans that fit, in the order that was asked; what is equal in it by key, so that pages never overlap."""
        found = super().qs
        asked = self.form.cleaned_data.get("sorteer") if self.is_bound else ""
        _, order = ORDERS.get(asked, ("", _NEWEST))
        return found.order_by(*order, "-pk")

    def filter_words(self, queryset, name, value):
        return with_words(queryset, value)

    def filter_region(self, queryset, name, value):
        return queryset.filter(concerning([value.pk]))

    def filter_province(self, queryset, name, value):
        return queryset.filter(concerning(in_province(Region.objects.order_by(), value).values("pk")))

    def filter_sector(self, queryset, name, value):
        submits = Transformatiepartij.objects.filter(plan=OuterRef("pk"), part=Partijrol.INDIENER, sector=value)
        return queryset.filter(Exists(submits))

    def filter_insurer(self, queryset, name, value):
        return queryset.filter(Q(insurer=value) | Q(marktleider_1=value) | Q(marktleider_2=value))

    def filter_year(self, queryset, name, value):
        return queryset.filter(approved_at__year=int(value))

    def filter_order(self, queryset, name, value):
        return queryset  # `qs` puts them in order, once all filters have had their turn.
