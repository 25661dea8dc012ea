"""Finding regiobeelden: the filters above their list."""

import django_filters

from regions.models import BeeldStatus, Regiobeeld
from regions.search import edition_filter, region_filter


class RegiobeeldFilter(django_filters.FilterSet):
    """The filters above the list of regiobeelden; `queryset` is already what the person may see."""

    regio = region_filter()
    status = django_filters.ChoiceFilter(label="Status", choices=BeeldStatus.choices, empty_label="Elke status")
    editie = edition_filter(2018)

    class Meta:
        model = Regiobeeld
        fields = []
