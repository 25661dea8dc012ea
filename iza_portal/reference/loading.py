"""Bringing the database in line with the files of reference data. Loading twice changes nothing the second time."""

from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter

from django.db import IntegrityError, connection, models, transaction

from iza_portal.reference.datasets import DataSet, Fault, FileRefusedError, Outcome, Row
from iza_portal.reference.reading import read

# One load at a time: an arbitrary number that only this lock has.
LOAD_LOCK = 4217


def load(data_set: DataSet) -> Outcome:
    """Load one file, wholly or not at all; raise `FileRefusedError` with what is wrong with it."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
            return data_set.store(data_set, read(data_set))
    except IntegrityError as error:
        raise FileRefusedError(data_set.path, [Fault(str(error).partition("\n")[0])]) from error


def store_rows(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    """Store rows whose columns are called as the fields of the model."""
    names = {name: column.attribute(name) for name, column in data_set.all_columns.items()}
    return align(
        data_set,
        [data_set.model(**{names[name]: value for name, value in row.items()}) for row in rows],
        key=attrgetter(*(names[name] for name in data_set.key)),
    )


def align(data_set: DataSet, wanted: Sequence[models.Model], *, key: Callable[[models.Model], Hashable]) -> Outcome:
    """Make, change or leave the objects in the database so that they are as `wanted`; `key` tells which is which.

    What the portal has while the file does not is refused: others point at it. A membership that is over gets an end
    date, it never goes.
    """
    fields = [field for field in data_set.model._meta.concrete_fields if not field.primary_key]
    present = {key(found): found for found in data_set.objects()}
    new, changed = [], []
    for instance in wanted:
        found = present.pop(key(instance), None)
        if found is None:
            new.append(instance)
        elif any(getattr(found, field.attname) != getattr(instance, field.attname) for field in fields):
            instance.pk = found.pk
            changed.append(instance)
    if present:
        missing = "lacks a row that the portal has: {}; leave it in, and give what is over an end"
        raise FileRefusedError(data_set.path, [Fault(missing.format(gone)) for gone in present.values()])
    # What is closed makes room for what begins: changes go first.
    data_set.model._default_manager.bulk_update(changed, [field.name for field in fields])
    data_set.model._default_manager.bulk_create(new)
    return Outcome(len(new), len(changed), len(wanted) - len(new) - len(changed))
