"""The migrations of writing together go back only while nothing would be lost."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

from iza_portal.texts.building import paragraph, text
from iza_portal.writing.history.versions import keep_version
from iza_portal.writing.reversing import KEEP_WHAT_WAS_WRITTEN
from iza_portal.writing.together.exchange import document_for


def test_nothing_stands_in_the_way_of_going_back_while_nobody_wrote(cast):
    document_for(cast.section)
    KEEP_WHAT_WAS_WRITTEN.reverse_code(apps, None)


def test_what_people_kept_stands_in_the_way_of_going_back(cast):
    cast.section.body = text(paragraph("Samen."))
    cast.section.save()
    keep_version(cast.plan, by=cast.regiocoordinator, name="Eerste versie")
    with pytest.raises(IrreversibleError, match="Version"):
        KEEP_WHAT_WAS_WRITTEN.reverse_code(apps, None)


@pytest.mark.parametrize(
    "name",
    [("writing", "0001_initial"), ("plans", "0002_owners_and_documents"), ("regions", "0004_owners_and_documents")],
)
def test_each_migration_that_would_lose_asks_first(db, name):
    migration = MigrationExecutor(connection).loader.get_migration(*name)
    assert migration.operations[-1] is KEEP_WHAT_WAS_WRITTEN
