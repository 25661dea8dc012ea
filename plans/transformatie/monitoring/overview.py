"""How all plans in execution go in a quarter: for the people of their market leaders, and counted for the country."""

from dataclasses import dataclass
from datetime import date

import django_filters
from django.db import models
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from iza_portal.quarters import last_day, next_quarter, quarter_of
from iza_portal.rows import many
from plans.koers import Koers
from plans.models.transformatie import Monitorbericht, Thema, Toekenning, Transformatieplan
from plans.models.transformatie.plannen import insurers_of
from plans.transformatie.monitoring.numbers import Numbers, numbers_of_each
from plans.transformatie.workflow import CARRIED_OUT
from regions.models import Region

#: So many quarters are offered: those of the years that a plan has at most.
QUARTERS = 20


def in_execution_in(quarter: date):
    """Answer the plans that were carried out on the last day of a quarter: those that tell of it."""
    award = Toekenning.objects.filter(mutatie__plan=OuterRef("pk")).values("at")[:1]
    begun = TruncDate(Coalesce(Subquery(award), F("approved_at")), output_field=DateField())
    last = last_day(quarter)
    return (
        Transformatieplan.objects.filter(status__in=CARRIED_OUT)
        .annotate(begun_on=begun)
        .filter(Q(ended_at=None) | Q(ended_at__date__gt=last), begun_on__lte=last)
    )


def led_by(user, quarter: date):
    """Answer those of which this person reads for a market leader, under any hat, with what was told of the quarter."""
    leaders = insurers_of(user)
    told = Monitorbericht.objects.filter(plan=OuterRef("pk"), quarter=quarter, submitted_at__isnull=False)
    return (
        in_execution_in(quarter)
        .filter(Q(marktleider_1__in=leaders) | Q(marktleider_2__in=leaders))
        .select_related("region", "theme", "insurer")
        .annotate(koers=Subquery(told.values("koers")), told_at=Subquery(told.values("submitted_at")))
        .order_by("region__name", "title", "pk")
    )


class Told(models.TextChoices):
    """What can be chosen of how a plan goes: as its lead says, or that nothing was told."""

    OP_KOERS = Koers.OP_KOERS.value, Koers.OP_KOERS.label
    AANDACHT = Koers.AANDACHT.value, Koers.AANDACHT.label
    VASTGELOPEN = Koers.VASTGELOPEN.value, Koers.VASTGELOPEN.label
    GEEN = "geen", "geen bericht"


class MonitoringFilter(django_filters.FilterSet):
    """The filters above the overview; `queryset` is of `led_by`."""

    regio = django_filters.ModelChoiceFilter(
        label="Regio",
        queryset=Region.objects.all(),
        to_field_name="slug",
        empty_label="Alle regio’s",
        method="filter_region",
    )
    thema = django_filters.ModelChoiceFilter(
        label="Thema", field_name="theme", queryset=Thema.objects.all(), to_field_name="code", empty_label="Elk thema"
    )
    koers = django_filters.ChoiceFilter(
        label="Hoe staat het ervoor", choices=Told.choices, empty_label="Alles", method="filter_koers"
    )

    class Meta:
        model = Transformatieplan
        fields = []

    def filter_region(self, queryset, name, value):
        concerned = Transformatieplan.regions.through.objects.filter(transformatieplan=OuterRef("pk"), region=value)
        return queryset.filter(Q(region=value) | Q(Exists(concerned)))

    def filter_koers(self, queryset, name, value):
        return queryset.filter(koers=None) if value == Told.GEEN else queryset.filter(koers=value)


@dataclass(frozen=True)
class Row:
    """A plan in the overview: what was told of it, and what the portal counts."""

    plan: Transformatieplan
    koers: str
    numbers: Numbers

    @property
    def koers_label(self) -> str:
        return str(Koers(self.koers).label) if self.koers else ""


def rows_of(plans, quarter: date) -> list[Row]:
    """Answer the rows of these plans, that `led_by` answers; one query besides that of the plans."""
    plans = list(plans)
    numbers = numbers_of_each([plan.pk for plan in plans], quarter)
    return [Row(plan, plan.koers or "", numbers[plan.pk]) for plan in plans]


def quarters_offered() -> list[date]:
    """Answer the quarters that can be looked at, the latest first: those that are over."""
    last = next_quarter(quarter_of(timezone.localdate()), -1)
    return [next_quarter(last, -steps) for steps in range(QUARTERS)]


@dataclass(frozen=True)
class National:
    """The country in a quarter: plans in execution, of how many something was told and what, and their milestones."""

    plans: int
    told: int
    op_koers: int
    aandacht: int
    vastgelopen: int
    reached: int
    late: int


_NATIONAL = """
    SELECT count(*), count(bericht.id), count(*) FILTER (WHERE bericht.koers = 'op_koers'),
        count(*) FILTER (WHERE bericht.koers = 'aandacht'), count(*) FILTER (WHERE bericht.koers = 'vastgelopen'),
        coalesce(sum((bericht.numbers ->> 'reached')::integer), 0), coalesce(sum((bericht.numbers ->> 'late')::integer), 0)
    FROM plans_transformatieplan plan
    LEFT JOIN plans_monitorbericht bericht
        ON bericht.plan_id = plan.id AND bericht.quarter = %s AND bericht.submitted_at IS NOT NULL
    WHERE plan.id = ANY(%s::bigint[])
"""


def national(quarter: date) -> National:
    """Count the whole country in a quarter, by what was told; two queries."""
    plans = in_execution_in(quarter).order_by().values_list("pk", flat=True)
    return National(*many(_NATIONAL, quarter, list(plans))[0])
