"""What figures point at is there and stays there, also by SQL: their foreign keys are triggers."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from regions.models import Figure, FigureBatch, Indicator, Municipality
from tests.factories import FigureBatchFactory
from tests.meanwhile import Meanwhile
from tests.regions.figures.importing.conftest import FILE, processed

TABLES = {
    "batch": "regions_figurebatch",
    "indicator": "regions_indicator",
    "municipality": "regions_municipality",
    "region": "regions_region",
    "zorgkantoorregio": "regions_zorgkantoorregio",
}
FILE_OF_ALL_AREAS = f"{FILE}ZHE-BAR;BEV01;2024;240000\nzorgkantoor Zuid-Hollandse Eilanden;BEV01;2024;320000\n"


def ask(query, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, values)


@pytest.mark.django_db
@pytest.mark.parametrize("column", TABLES)
def test_a_figure_of_what_is_not_there_is_refused(land, column):
    batch = processed(FILE, by=land.cast.landelijk)
    row = {"batch_id": batch.pk, "indicator_id": land.indicators["BEV04"].pk, f"{column}_id": 99_999}
    figure = Figure(**row, year=2024, status="gemeten", value=1)
    with pytest.raises(IntegrityError, match=f"a figure points at a {column} that is not there"), transaction.atomic():
        figure.save()


@pytest.mark.django_db
@pytest.mark.parametrize("column", TABLES)
@pytest.mark.parametrize(
    "query",
    ["DELETE FROM {table} WHERE id = %s", "UPDATE {table} SET id = id + 1000000 WHERE id = %s"],
    ids=["delete", "another key"],
)
def test_what_has_figures_stays(land, column, query):
    processed(FILE_OF_ALL_AREAS, by=land.cast.landelijk)
    key = Figure.objects.exclude(**{column: None}).values_list(column, flat=True)[0]
    with pytest.raises(IntegrityError, match=f"there are figures of this {column}"):
        ask(query.format(table=TABLES[column]), key)


@pytest.mark.django_db
@pytest.mark.parametrize("column", TABLES)
def test_a_table_that_figures_point_at_is_not_emptied_without_them(land, column):
    processed(FILE_OF_ALL_AREAS, by=land.cast.landelijk)
    # Adding the file's rows left checks of the database's own waiting for the end of the transaction.
    ask("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match=f"there are figures of a {column}"):
        ask(f"TRUNCATE {TABLES[column]} CASCADE")


@pytest.mark.django_db
def test_what_has_no_figures_can_go(land):
    processed(FILE, by=land.cast.landelijk)
    empty = FigureBatchFactory()
    ask("UPDATE regions_figurebatch SET id = id + 1000000 WHERE id = %s", empty.pk)
    ask("DELETE FROM regions_figurebatch WHERE id = %s", empty.pk + 1_000_000)
    assert FigureBatch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_broker")
@pytest.mark.parametrize(("model", "of"), [(Municipality, "municipality"), (Indicator, "indicator")])
def test_nobody_deletes_what_a_figure_that_is_being_added_points_at(land, model, of):
    batch = processed(FILE, by=land.cast.landelijk)
    keys = {"municipality": land.municipalities["Utrecht"].pk, "indicator": land.indicators["GEZ01"].pk}
    with transaction.atomic():
        figure = Figure.objects.create(
            batch=batch, **{f"{name}_id": key for name, key in keys.items()}, year=2024, status="gemeten", value=1
        )
        meanwhile = Meanwhile(lambda: model.objects.filter(pk=keys[of])._raw_delete("default"))
    assert isinstance(meanwhile.outcome(), IntegrityError)
    assert getattr(Figure.objects.get(pk=figure.pk), of)
