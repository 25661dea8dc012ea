"""Finding regions and municipalities: the filters above their lists."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from iza_portal.accounts.models import Kind, Organisation
from regions.models import Indeling, Municipality, Participation, Purpose, Region, RegionRole

LEADING_INSURERS = [RegionRole.MARKTLEIDER_1, RegionRole.MARKTLEIDER_2, RegionRole.COORDINEREND_VERZEKERAAR]


class OrganisationField(django_filters.fields.ModelChoiceField):
    """Names an organisation without its kind, which the label of the filter says already."""

    def label_from_instance(self, organisation):
        return organisation.name


class OrganisationFilter(django_filters.ModelChoiceFilter):
    field_class = OrganisationField


def region_filter():
    """Answer the filter of a document by its region."""
    return django_filters.ModelChoiceFilter(
        label="Regio",
        field_name="region",
        queryset=Region.objects.all(),
        to_field_name="slug",
        empty_label="Alle regio’s",
    )


def edition_filter(first: int):
    """Answer the filter of a document by its edition, a year from `first`."""
    return django_filters.NumberFilter(
        label="Editie",
        field_name="edition",
        min_value=first,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )


def search_field():
    return forms.TextInput(attrs={"type": "search", "autocomplete": "off"})


def provinces():
    """Answer the provinces as the choices of a filter; asked at each request, since loading the data adds them."""
    names = Municipality.objects.order_by("province").values_list("province", flat=True).distinct()
    return [(name, name) for name in names]


def in_province(regions, province: str):
    """Keep the regions of which a municipality lies in the province."""
    return regions.filter(Exists(_municipalities(municipality__province=province)))


def of_zorgkantoor(regions, zorgkantoor: Organisation):
    """Keep the regions of which a municipality lies with the zorgkantoor."""
    within = Indeling.objects.current().filter(
        municipality=OuterRef("municipality"), zorgkantoorregio__zorgkantoor=zorgkantoor
    )
    return regions.filter(Exists(_municipalities().filter(Exists(within))))


def of_insurer(regions, insurer: Organisation):
    """Keep the regions in which the insurer is a marktleider or the coördinerend verzekeraar."""
    leading = Participation.objects.current().filter(
        region=OuterRef("pk"), organisation=insurer, role__in=LEADING_INSURERS
    )
    return regions.filter(Exists(leading))


def _municipalities(**lookup):
    """The municipalities that lie in the region at hand today, and fit the lookup."""
    return Indeling.objects.current().filter(region=OuterRef("pk"), purpose=Purpose.STRUCTUUR, **lookup)


class RegionFilter(django_filters.FilterSet):
    """A region is found by its own name and by its municipalities': in each province and zorgkantoor they lie in."""

    zoek = django_filters.CharFilter(label="Regio of gemeente", method="filter_name", widget=search_field())
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

    class Meta:
        model = Region
        fields = []

    def filter_name(self, queryset, name, value):
        place = _municipalities(municipality__name__icontains=value)
        return queryset.filter(Q(name__icontains=value) | Q(short_name__icontains=value) | Exists(place))

    def filter_province(self, queryset, name, value):
        return in_province(queryset, value)

    def filter_zorgkantoor(self, queryset, name, value):
        return of_zorgkantoor(queryset, value)

    def filter_insurer(self, queryset, name, value):
        return of_insurer(queryset, value)


class MunicipalityFilter(django_filters.FilterSet):
    zoek = django_filters.CharFilter(
        label="Naam van de gemeente", field_name="name", lookup_expr="icontains", widget=search_field()
    )
    provincie = django_filters.ChoiceFilter(
        label="Provincie", field_name="province", choices=provinces, empty_label="Alle provincies"
    )
    regio = django_filters.ModelChoiceFilter(
        label="Regio",
        queryset=Region.objects.all(),
        to_field_name="slug",
        method="filter_region",
        empty_label="Alle regio’s",
    )

    class Meta:
        model = Municipality
        fields = []

    def filter_region(self, queryset, name, value):
        here = Indeling.objects.current().filter(municipality=OuterRef("pk"), region=value, purpose=Purpose.STRUCTUUR)
        return queryset.filter(Exists(here))
