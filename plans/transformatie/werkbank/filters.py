"""The filters of the workbench, and how they are kept as the words of an address."""

from datetime import date, timedelta
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.choices import BaseChoiceIterator

from plans.models.transformatie import Indiening, Thema, Toewijzing, TransformatieplanRegion
from plans.transformatie.werkbank.standing import Stand
from plans.transformatie.workflow import Stap
from regions.models import Region
from regions.search import search_field

#: Who has it in hand, other than a person by key.
MIJ, NIEMAND = "mij", "niemand"
#: What is due: overdue, or within a week.
LAAT, WEEK = "laat", "week"
MOST_EUROS = 10**12


def _amount(label: str, lookup: str):
    return django_filters.NumberFilter(
        label=label,
        field_name="plan__requested",
        lookup_expr=lookup,
        min_value=0,
        max_value=MOST_EUROS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class _AskedOnce(BaseChoiceIterator):
    """Choices that are asked of the database where they are written out, which is seldom, and then once."""

    def __init__(self, first: str, rows: QuerySet):
        self._first, self._rows = first, rows

    def __iter__(self):
        yield "", self._first
        # A queryset keeps what it answered.
        yield from self._rows


class WerkbankFilter(django_filters.FilterSet):
    """The filters above the workbench; `queryset` is of `standing.standing_for`.

    `reviewers` are the people of the insurer, pairs of key and name; `stopped` the steps of which the clock stands still.
    """

    woorden = django_filters.CharFilter(
        label="Woorden in de titel", field_name="plan__title", lookup_expr="icontains", widget=search_field()
    )
    stap = django_filters.ChoiceFilter(
        label="Stap", field_name="step", choices=Stap.choices, empty_label="Beide stappen"
    )
    stand = django_filters.ChoiceFilter(
        label="Stand", choices=Stand.choices, method="filter_stand", empty_label="Elke stand"
    )
    termijn = django_filters.ChoiceFilter(
        label="Termijn",
        choices=[(LAAT, "te laat"), (WEEK, "nog ten hoogste een week")],
        method="filter_term",
        empty_label="Elke termijn",
    )
    beoordelaar = django_filters.ChoiceFilter(label="Beoordelaar", method="filter_reviewer", empty_label="Iedereen")
    regio = django_filters.CharFilter(label="Regio", method="filter_region", widget=forms.Select)
    thema = django_filters.CharFilter(label="Thema", field_name="plan__theme__code", widget=forms.Select)
    vanaf = _amount("Bedrag vanaf, in euro’s", "gte")
    tot = _amount("Bedrag tot en met, in euro’s", "lte")

    class Meta:
        model = Indiening
        fields = []

    def __init__(self, data, queryset: QuerySet, *, reviewers, user, today: date, stopped: set[str]):
        super().__init__(data, queryset=queryset)
        self._user, self._today, self._stopped = user, today, stopped
        people = [(str(pk), name) for pk, name in reviewers if pk != user.pk]
        self.filters["beoordelaar"].extra["choices"] = [(MIJ, "ik"), (NIEMAND, "niemand"), *people]
        regions, themes = Region.objects.values_list("slug", "name"), Thema.objects.values_list("code", "title")
        self.form.fields["regio"].widget.choices = _AskedOnce("Alle regio’s", regions)
        self.form.fields["thema"].widget.choices = _AskedOnce("Alle thema’s", themes)

    def filter_term(self, queryset, name, value):
        if value == LAAT:
            return queryset.filter(overdue(self._today, self._stopped))
        week = self._today + timedelta(days=7)
        return queryset.filter(due_on__range=(self._today, week)).exclude(step__in=self._stopped)

    def filter_stand(self, queryset, name, value):
        # Said as what it is not: PostgreSQL takes what is equal to something worked out for a handful of rows, and goes
        # through all plans for each of the thousand that there are.
        return queryset.exclude(stand__in=[stand for stand in Stand.values if stand != value])

    def filter_reviewer(self, queryset, name, value):
        in_hand = Toewijzing.objects.filter(organisation=self._user.hat, ended_at=None, recused_at=None)
        if value == NIEMAND:
            unseen = [Stand.AFZIJDIG, Stand.VRAGEN]
            return queryset.exclude(pk__in=in_hand.values("indiening")).exclude(stand__in=unseen)
        theirs = in_hand.filter(person=self._user if value == MIJ else value)
        return queryset.filter(pk__in=theirs.values("indiening")).exclude(stand=Stand.AFZIJDIG)

    def filter_region(self, queryset, name, value):
        here = TransformatieplanRegion.objects.filter(transformatieplan=OuterRef("plan"), region__slug=value)
        return queryset.filter(Exists(here))

    @property
    def chosen(self) -> str:
        """The filters that are set and valid, as the words of an address, always in the same order; no others."""
        self.form.is_valid()
        values = {name: self.data.get(name, "") for name in self.filters if name in self.form.cleaned_data}
        return urlencode({name: value for name, value in values.items() if value})


def overdue(today: date, stopped: set[str]) -> Q:
    """Make the condition that the term of a submission is over, while its clock runs."""
    return Q(due_on__lt=today) & ~Q(step__in=stopped)


def known(query: str) -> str:
    """Keep of the words of an address those that are filters of the workbench, to open a view that was kept."""
    return urlencode([(name, value) for name, value in QueryDict(query).items() if name in WerkbankFilter.base_filters])
