"""Finding plans: the filters of the list, and the words in the text (PostgreSQL's Dutch full-text search)."""

import django_filters
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Exists, F, OuterRef, Q, Subquery

from iza_portal.accounts.models import Kind, Organisation
from plans.models import PlanKind, Regioplan, Section
from plans.workflow import Status
from regions.models import Region
from regions.search import (
    OrganisationFilter,
    edition_filter,
    in_province,
    of_insurer,
    of_zorgkantoor,
    provinces,
    region_filter,
    search_field,
)


def with_words(plans, words: str):
    """Keep the plans whose title, or a section of which, has the words; with the best section as `found_in`.

    `words` is as people type in a search box: «"sociale basis" -wonen».
    """
    query = SearchQuery(words, config="dutch", search_type="websearch")
    hits = Section.objects.present().filter(plan=OuterRef("pk"), search=query)
    best = hits.annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "position")
    return plans.filter(Q(Exists(hits)) | Q(title__icontains=words)).annotate(
        found_in=Subquery(best.values("title")[:1]), found_in_pk=Subquery(best.values("pk")[:1])
    )


class PlanFilter(django_filters.FilterSet):
    """The filters above the list of plans; `queryset` is already what the person may see.

    A plan is found by what its region is found by: see `RegionFilter`.
    """

    woorden = django_filters.CharFilter(label="Woorden in de tekst", method="filter_words", widget=search_field())
    regio = region_filter()
    provincie = django_filters.ChoiceFilter(
        label="Provincie", choices=provinces, method="filter_province", empty_label="Alle provincies"
    )
    zorgkantoor = OrganisationFilter(
        label="Zorgkantoor",
        queryset=Organisation.objects.filter(kind=Kind.ZORGKANTOOR),
        method="filter_zorgkantoor",
        empty_label="Alle zorgkantoren",
    )
    verzekeraar = OrganisationFilter(
        label="Zorgverzekeraar",
        queryset=Organisation.objects.filter(kind=Kind.ZORGVERZEKERAAR),
        method="filter_insurer",
        empty_label="Alle verzekeraars",
    )
    soort = django_filters.ChoiceFilter(
        label="Soort", field_name="kind", choices=PlanKind.choices, empty_label="Elke soort"
    )
    status = django_filters.ChoiceFilter(label="Status", choices=Status.choices, empty_label="Elke status")
    editie = edition_filter(2023)

    class Meta:
        model = Regioplan
        fields = []

    def filter_words(self, queryset, name, value):
        return with_words(queryset, value)

    def filter_province(self, queryset, name, value):
        return queryset.filter(region__in=in_province(Region.objects.all(), value))

    def filter_zorgkantoor(self, queryset, name, value):
        return queryset.filter(region__in=of_zorgkantoor(Region.objects.all(), value))

    def filter_insurer(self, queryset, name, value):
        return queryset.filter(region__in=of_insurer(Region.objects.all(), value))
