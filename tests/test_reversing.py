"""Migrations go back only while nothing that people made would be lost."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

from plans.models import PlanKind
from tests.factories import OpgaveFactory, RegioplanFactory


def guard_of(*name):
    """Answer the last operation of a migration, which comes first on the way back."""
    return MigrationExecutor(connection).loader.get_migration(*name).operations[-1]


@pytest.mark.parametrize(
    "name",
    [("plans", "0003_opgaven_and_besluiten"), ("regions", "0005_opgaven_and_besluiten"), ("plans", "0005_werkagenda")],
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
