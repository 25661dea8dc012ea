"""Bringing the database in line with the files of reference data. Loading twice changes nothing the second time."""

from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter

from django.db import IntegrityError, connection, models, transaction

from iza_portal.reference.datasets import DataSet, Fault, FileRefusedError, Outcome, Row
from iza_portal.reference.reading import read

# One load at a time: an arbitrary number that only this lock has.
LOAD_LOCK = 4217
MISSING = "lacks a row that the portal has: {}; leave it in"


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
    return align(data_set, _objects(data_set, rows), key=_key(data_set))


def store_in_order(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    """Store rows as `store_rows` does, of which the order in the file is the order in which people read them."""
    wanted = _objects(data_set, rows)
    for position, instance in enumerate(wanted, start=1):
        instance.position = position
    return align(data_set, wanted, key=_key(data_set))


def add_rows(data_set: DataSet, rows: Sequence[Row]) -> Outcome:
    """Add what is not there yet to a table that is only added to, and leave all that people added beside it.

    `data_set.among` tells the rows of the file from theirs. A row of the file that is in the portal stays as it came: one
    that went from the file or reads otherwise now is refused. Where people added a row with the same key, theirs stands
    and the file's is left out, with a remark.
    """
    key, names = _key(data_set), _attributes(data_set)
    present = {key(found): found for found in data_set.objects()}
    of_people = {key(found) for found in data_set.model._default_manager.exclude(data_set.among)}
    new, unchanged, remarks, faults = [], 0, [], []
    for row, instance in zip(rows, _objects(data_set, rows), strict=True):
        found = present.pop(key(instance), None)
        if found is not None:
            unchanged += 1
            faults += [
                Fault(f"reads otherwise than in the portal: {found}; put it back, and add a row", row.line, name)
                for name, attribute in names.items()
                if getattr(found, attribute) != getattr(instance, attribute)
            ]
        elif key(instance) in of_people:
            remarks.append(f"left out, for people added it themselves: {instance}")
        else:
            new.append(instance)
    faults += [Fault(MISSING.format(gone)) for gone in present.values()]
    if faults:
        raise FileRefusedError(data_set.path, faults)
    data_set.model._default_manager.bulk_create(new)
    return Outcome(len(new), 0, unchanged, remarks)


def _attributes(data_set: DataSet) -> dict[str, str]:
    return {name: column.attribute(name) for name, column in data_set.all_columns.items()}


def _objects(data_set: DataSet, rows: Sequence[Row]) -> list[models.Model]:
    names = _attributes(data_set)
    return [data_set.model(**{names[name]: value for name, value in row.items()}) for row in rows]


def _key(data_set: DataSet) -> Callable[[models.Model], Hashable]:
    names = _attributes(data_set)
    return attrgetter(*(names[name] for name in data_set.key))


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
        missing = f"{MISSING}, and give what is over an end"
        raise FileRefusedError(data_set.path, [Fault(missing.format(gone)) for gone in present.values()])
    # What is closed makes room for what begins: changes go first.
    data_set.model._default_manager.bulk_update(changed, [field.name for field in fields])
    data_set.model._default_manager.bulk_create(new)
    return Outcome(len(new), len(changed), len(wanted) - len(new) - len(changed))
