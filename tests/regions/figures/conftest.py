"""Regions, municipalities and figures of them, made the way an import makes them."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from regions.figures.aggregating import aggregate
from tests.factories import (
    FigureBatchFactory,
    FigureFactory,
    IndelingFactory,
    IndicatorFactory,
    MunicipalityFactory,
    RegionFactory,
)


@pytest.fixture
def places(db):
    """Two regions: in ZHE-BAR lie Nissewaard with 30,000 and Ridderkerk with 10,000 inhabitants, in Zeeland lies Goes."""
    region = RegionFactory(name="ZHE-BAR (Zuid-Hollandse Eilanden)", short_name="ZHE-BAR", slug="zhe-bar")
    other = RegionFactory(name="Zeeland", short_name="Zeeland", slug="zeeland")
    found = {}
    for name, population, lies_in in (
        ("Nissewaard", 30_000, region),
        ("Ridderkerk", 10_000, region),
        ("Goes", 60_000, other),
    ):
        found[name] = MunicipalityFactory(name=name, population=population)
        IndelingFactory(municipality=found[name], region=lies_in)
    return SimpleNamespace(region=region, other=other, municipalities=found)


@pytest.fixture
def fill(places):
    """Answer a function that gives an indicator figures of municipalities, by name, and makes those of regions of them."""
    batch = FigureBatchFactory(source="CBS, tabel 85984NED", applied_at=timezone.now())

    def fill(values, indicator=None, **fields):
        indicator = indicator or IndicatorFactory()
        for name, value in values.items():
            status = fields.get("status") or ("onderdrukt" if value is None else "gemeten")
            FigureFactory(
                batch=batch,
                indicator=indicator,
                municipality=places.municipalities[name],
                value=value,
                **{**fields, "status": status},
            )
        aggregate([indicator.pk], today=timezone.localdate())
        return indicator

    return fill
