"""The figures of regions and the country follow from those of the municipalities as each indicator says."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from regions.figures.aggregating import aggregate
from regions.models import Aggregation, AreaFigure
from regions.tasks import follow_municipalities
from tests.factories import FigureFactory, IndelingFactory, IndicatorFactory, MunicipalityFactory, RegionFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture
def places():
    """Two regions: in the first live 30,000 and 10,000, in the second 60,000."""
    first, second = RegionFactory(), RegionFactory()
    large, small, other = (MunicipalityFactory(population=number) for number in (30_000, 10_000, 60_000))
    for municipality, region in ((large, first), (small, first), (other, second)):
        IndelingFactory(municipality=municipality, region=region)
    return SimpleNamespace(first=first, second=second, large=large, small=small, other=other)


def _figures(indicator, values, **fields):
    for municipality, value in values.items():
        status = fields.get("status") or ("onderdrukt" if value is None else "gemeten")
        FigureFactory(indicator=indicator, municipality=municipality, value=value, **{**fields, "status": status})
    aggregate([indicator.pk], today=TODAY)
    return {
        (row.region, row.year): row for row in AreaFigure.objects.filter(indicator=indicator).select_related("region")
    }


def test_a_weighted_mean_weighs_by_inhabitants(places):
    rows = _figures(IndicatorFactory(), {places.large: "20", places.small: "40", places.other: "10"})
    assert rows[places.first, 2024].value == Decimal(25)
    assert rows[places.second, 2024].value == Decimal(10)
    assert rows[None, 2024].value == Decimal(16)
    assert (rows[places.first, 2024].method, rows[places.first, 2024].known, rows[places.first, 2024].expected) == (
        "gewogen",
        2,
        2,
    )


def test_a_sum_adds_up_and_has_no_value_where_a_municipality_is_not_known(places):
    rows = _figures(
        IndicatorFactory(aggregation=Aggregation.SOM), {places.large: "3", places.small: None, places.other: "4"}
    )
    assert (rows[places.first, 2024].value, rows[places.first, 2024].known, rows[places.first, 2024].expected) == (
        None,
        1,
        2,
    )
    assert rows[places.second, 2024].value == Decimal(4)
    assert rows[None, 2024].value is None


def test_a_mean_needs_those_that_hold_most_of_the_inhabitants(places):
    rows = _figures(IndicatorFactory(), {places.large: "20", places.small: None, places.other: "10"})
    assert rows[places.first, 2024].value is None  # 75% of the inhabitants.
    assert rows[None, 2024].value == Decimal("13.3333")  # 90% of them.


def test_a_density_is_inhabitants_divided_by_surface(places):
    rows = _figures(
        IndicatorFactory(aggregation=Aggregation.DICHTHEID),
        {places.large: "3000", places.small: "100", places.other: "600"},
    )
    assert rows[places.first, 2024].value == Decimal("363.6364")  # 40,000 people on 10 + 100 km².


def test_what_does_not_add_up_stays_with_the_municipalities(places):
    assert (
        _figures(
            IndicatorFactory(aggregation=Aggregation.GEEN), {places.large: "1", places.small: "2", places.other: "3"}
        )
        == {}
    )


def test_what_a_source_states_of_a_region_counts_before_what_is_computed(places):
    indicator = IndicatorFactory()
    FigureFactory(indicator=indicator, region=places.first, value="30")
    rows = _figures(indicator, {places.large: "20", places.small: "40", places.other: "10"})
    assert (rows[places.first, 2024].value, rows[places.first, 2024].method) == (Decimal(30), "gegeven")
    assert rows[None, 2024].value == Decimal(16)


def test_a_prognosis_stays_one_and_an_estimate_makes_an_estimate(places):
    indicator = IndicatorFactory()
    rows = _figures(
        indicator, {places.large: "20", places.small: "40"}, status="prognose", scenario="midden", year=2040
    )
    assert (rows[places.first, 2040].status, rows[places.first, 2040].scenario) == ("prognose", "midden")
    rows = _figures(indicator, {places.large: "20", places.small: "40"}, status="geschat", year=2025)
    assert rows[places.first, 2025].status == "geschat"


def test_municipalities_count_where_they_lie_today(places):
    places.small.indelingen.update(period=DateRange(date(2023, 1, 1), date(2025, 1, 1)))
    IndelingFactory(municipality=places.small, region=places.second, period=DateRange(date(2025, 1, 1), None))
    rows = _figures(
        IndicatorFactory(aggregation=Aggregation.SOM), {places.large: "3", places.small: "5", places.other: "4"}
    )
    assert (rows[places.first, 2024].value, rows[places.second, 2024].value) == (Decimal(3), Decimal(9))


def test_on_the_day_that_a_municipality_moves_the_figures_follow(places):
    move = timezone.localdate() + timedelta(days=30)
    places.small.indelingen.update(period=DateRange(date(2023, 1, 1), move))
    IndelingFactory(municipality=places.small, region=places.second, period=DateRange(move, None))
    indicator = IndicatorFactory(aggregation=Aggregation.SOM)
    _figures(indicator, {places.large: "3", places.small: "5", places.other: "4"})

    def values():
        rows = AreaFigure.objects.filter(indicator=indicator, region__isnull=False)
        return {row.region_id: row.value for row in rows}

    follow_municipalities()
    assert values() == {places.first.pk: 8, places.second.pk: 4}
    with time_machine.travel(move):
        follow_municipalities()
    assert values() == {places.first.pk: 3, places.second.pk: 9}


def test_making_them_anew_changes_nothing(places):
    indicator = IndicatorFactory()
    before = _figures(indicator, {places.large: "20", places.small: "40", places.other: "10"})
    aggregate([indicator.pk], today=TODAY)
    after = {(row.region, row.year): row.value for row in AreaFigure.objects.filter(indicator=indicator)}
    assert after == {key: row.value for key, row in before.items()}
