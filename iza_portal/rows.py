"""Rows as objects by queries that are written out: for what every request asks, and every open window all the time.

Django's own way takes half a millisecond for each query to write it, which is more than all that is done with its answer.
"""

from django.db import connection
from django.db.models import Model


class Columns:
    """The columns of a model, as `alias` in a query, but for the fields `without`, which its objects ask when looked at."""

    def __init__(self, model: type[Model], alias: str, *, without: tuple[str, ...] = ()):
        fields = [field for field in model._meta.concrete_fields if field.name not in without]
        if any(field.get_db_converters(connection) for field in fields):
            raise TypeError("What the database answers of this model is not yet what the object holds.")
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in fields)
        self.count = len(fields)
        self._model = model
        self._names = [field.attname for field in fields]

    def made(self, values: tuple) -> Model:
        """Answer the object of these values, which are in the order of the columns."""
        return self._model.from_db(connection.alias, self._names, values)


def many(query: str, *values, **named) -> list[tuple]:
    """Answer the rows that the query finds, with the values of its gaps in order, or by name."""
    with connection.cursor() as cursor:
        cursor.execute(query, named or values)
        return cursor.fetchall()


def one(query: str, *values) -> tuple | None:
    """Answer the one row that the query finds, or None."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()
