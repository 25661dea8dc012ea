"""Finding plans: the filters of the list, and the words in the text (PostgreSQL's Dutch full-text search)."""

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Exists, F, OuterRef, Q, Subquery

from iza_portal.accounts.models import Kind, Organisation
from plans.models import Regioplan, Section
from plans.workflow import Status
from regions.models import Region, RegionRole


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


class OwnNameChoiceField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.name


class OrganisationFilter(django_filters.ModelChoiceFilter):
    field_class = OwnNameChoiceField


class PlanFilter(django_filters.FilterSet):
    """The filters above the list of plans; `queryset` is already what the person may see."""

    woorden = django_filters.CharFilter(
        label="Woorden in de tekst", method="filter_words", widget=forms.TextInput(attrs={"type": "search"})
    )
    regio = django_filters.ModelChoiceFilter(
        label="Regio",
        field_name="region",
        queryset=Region.objects.all(),
        to_field_name="slug",
        empty_label="Alle regio’s",
    )
    provincie = django_filters.ChoiceFilter(
        label="Provincie", field_name="region__province", choices=lambda: _provinces(), empty_label="Alle provincies"
    )
    zorgkantoor = OrganisationFilter(
        label="Zorgkantoor",
        field_name="region__zorgkantoorregio__zorgkantoor",
        queryset=Organisation.objects.filter(zorgkantoorregios__isnull=False).distinct(),
        empty_label="Alle zorgkantoren",
    )
    verzekeraar = OrganisationFilter(
        label="Marktleider",
        method="filter_insurer",
        queryset=Organisation.objects.filter(kind=Kind.ZORGVERZEKERAAR),
        empty_label="Alle verzekeraars",
    )
    status = django_filters.ChoiceFilter(label="Status", choices=Status.choices, empty_label="Elke status")
    editie = django_filters.NumberFilter(
        label="Editie",
        field_name="edition",
        min_value=2023,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    class Meta:
        model = Regioplan
        fields = []

    def filter_words(self, queryset, name, value):
        return with_words(queryset, value)

    def filter_insurer(self, queryset, name, value):
        return queryset.filter(
            region__participations__organisation=value,
            region__participations__role__in=[RegionRole.MARKTLEIDER_1, RegionRole.MARKTLEIDER_2],
            region__participations__ended_on=None,
        ).distinct()


def _provinces():
    names = Region.objects.order_by("province").values_list("province", flat=True).distinct()
    return [(name, name) for name in names]
