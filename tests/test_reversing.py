"""Migrations go back only while nothing that people made would be lost."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

from iza_portal.agenda.feeds import make_feed
from plans.models import PlanKind
from tests.factories import OpgaveFactory, RegiodatumFactory, RegioplanFactory, TransformatieplanFactory


def guard_of(*name):
    """Answer the last operation of a migration, which comes first on the way back."""
    return MigrationExecutor(connection).loader.get_migration(*name).operations[-1]


@pytest.mark.parametrize(
    "name",
    [
        ("plans", "0003_opgaven_and_besluiten"),
        ("regions", "0005_opgaven_and_besluiten"),
        ("plans", "0005_werkagenda"),
        ("plans", "0007_transformatieplannen"),
        ("regions", "0006_termijnen"),
        ("agenda", "0001_initial"),
    ],
    ids=str,
)
def test_an_empty_portal_goes_back(db, name):
    guard_of(*name).reverse_code(apps, None)


def test_opgaven_stand_in_the_way_of_going_back(cast):
    OpgaveFactory(plan=cast.plan)
    with pytest.raises(IrreversibleError, match=r"plans\.Opgave"):
        guard_of("plans", "0003_opgaven_and_besluiten").reverse_code(apps, None)


def test_a_werkagenda_stands_in_the_way_of_going_back(cast):
    RegioplanFactory(region=cast.region, kind=PlanKind.WERKAGENDA)
    with pytest.raises(IrreversibleError, match="werkagenda"):
        guard_of("plans", "0005_werkagenda").reverse_code(apps, None)


def test_dates_of_a_region_and_addresses_of_calendars_stand_in_the_way_of_going_back(cast):
    RegiodatumFactory(region=cast.region)
    with pytest.raises(IrreversibleError, match=r"regions\.Regiodatum"):
        guard_of("regions", "0006_termijnen").reverse_code(apps, None)
    make_feed(by=cast.ambtenaar, scope="alles")
    with pytest.raises(IrreversibleError, match=r"agenda\.Feed"):
        guard_of("agenda", "0001_initial").reverse_code(apps, None)


def test_a_transformatieplan_stands_in_the_way_of_going_back(cast):
    TransformatieplanFactory(region=cast.region, lead=cast.ambtenaar.hat)
    with pytest.raises(IrreversibleError, match=r"plans\.Transformatiepartij"):
        guard_of("plans", "0007_transformatieplannen").reverse_code(apps, None)
