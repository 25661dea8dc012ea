"""Finding regiobeelden: the filters above their list."""

import django_filters
from django import forms

from regions.models import BeeldStatus, Regiobeeld, Region


class RegiobeeldFilter(django_filters.FilterSet):
    """The filters above the list of regiobeelden; `queryset` is already what the person may see."""

    regio = django_filters.ModelChoiceFilter(
        label="Regio",
        field_name="region",
        queryset=Region.objects.all(),
        to_field_name="slug",
        empty_label="Alle regio’s",
    )
    status = django_filters.ChoiceFilter(label="Status", choices=BeeldStatus.choices, empty_label="Elke status")
    editie = django_filters.NumberFilter(
        label="Editie",
        field_name="edition",
        min_value=2018,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    class Meta:
        model = Regiobeeld
        fields = []
