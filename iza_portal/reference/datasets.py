"""What a file of reference data is. An app declares its files in its module `reference_data` as `DATA_SETS`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import module_has_submodule

from iza_portal.reference.columns import Choice, Column, Day, Optional, Text
from iza_portal.reference.models import Certainty, Provenance

PROVENANCE = {
    "source": Text(300),
    "peildatum": Day(),
    "certainty": Choice(Certainty),
    "certainty_note": Optional(Text(500), ""),
}


class Row(dict):
    """The values of one row by column, and the `line` of the file that it begins on."""

    def __init__(self, line: int, values: dict):
        super().__init__(values)
        self.line = line


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where; without a line it is about the whole file, without a column about the whole row."""

    reason: str
    line: int | None = None
    column: str = ""


class FileRefusedError(Exception):
    """A file that is not loaded, with all the faults that were found in it."""

    def __init__(self, path: Path, faults: Iterable[Fault]):
        self.path = path
        self.faults = sorted(faults, key=lambda fault: fault.line or 0)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        return [
            shown(self.path)
            + (f", line {fault.line}" if fault.line else "")
            + (f", column {fault.column}" if fault.column else "")
            + f": {fault.reason}"
            for fault in self.faults
        ]


@dataclass
class Outcome:
    """What loading one file did to the rows of the database, with remarks on what it left as people made it."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """A file of reference data.

    `columns` are those of the file, beside the four of provenance that every file has; `key` names the columns that
    tell the rows apart, `unique` further groups of columns that no two rows may share. `check` answers the faults that
    show only when the rows are seen together or in full. `store` writes the rows and is called in a transaction;
    `among` tells which objects of the model are this file's, where it is not all. `title`, `explanation` and `shown` (by its
    Dutch heading, what a row tells) are for the pages about the data sets; `related` is what `shown` asks beyond the row.
    """

    slug: str
    title: str
    explanation: str
    path: Path
    columns: dict[str, Column]
    key: tuple[str, ...]
    store: Callable[["DataSet", Sequence[Row]], Outcome]
    model: type[Provenance]
    shown: dict[str, Callable[[Any], object]]
    among: Q | None = None
    related: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    check: Callable[[Sequence[Row]], Iterable[Fault]] = lambda rows: ()

    @property
    def all_columns(self) -> dict[str, Column]:
        return self.columns | PROVENANCE

    def objects(self) -> QuerySet:
        """Answer what the portal holds of it."""
        return self.model._default_manager.filter(self.among or Q())


def shown(path: Path) -> str:
    """Answer the path as people read it: from the project's folder where it lies in it."""
    return str(path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path)


def data_sets() -> list[DataSet]:
    """Answer the data sets of all apps, in the order of loading: each after those it refers to.

    Settings list the apps with the highest room first and rooms only know lower ones, so the lowest goes first.
    """
    found = []
    for config in reversed(list(apps.get_app_configs())):
        if module_has_submodule(config.module, "reference_data"):
            found += import_module(f"{config.name}.reference_data").DATA_SETS
    return found
