"""What two versions of a plan say other in their opgaven, row by row, in words; their texts are compared by the history."""

from dataclasses import dataclass

from plans.models import Regioplan
from plans.opgaven.reading import opgaven_of
from plans.opgaven.rows import kind_of
from plans.opgaven.wording import facts_of, in_dutch


@dataclass(frozen=True)
class Difference:
    """A row that is `new`, `gone` or `changed`; of a changed one the facts, each with what it was and what it is."""

    what: str
    name: str
    state: str
    facts: tuple[tuple[str, str, str], ...] = ()


def differences(old: Regioplan, new: Regioplan) -> list[Difference]:
    """Answer what the opgaven of `new` say other than those of `old`, in the order of the new ones; the gone ones last."""
    before, after = _rows(old), _rows(new)
    found = []
    for key, row in after.items():
        if key not in before:
            found.append(Difference(kind_of(row).noun, _name(row), "new"))
        elif changed := _changed(before[key], row):
            found.append(Difference(kind_of(row).noun, _name(row), "changed", changed))
    return found + [
        Difference(kind_of(row).noun, _name(row), "gone") for key, row in before.items() if key not in after
    ]


def _rows(plan) -> dict:
    """Answer every row that has a key, in the order of the page."""
    rows = {}
    for opgave in opgaven_of(plan):
        below = [opgave, *opgave.doelen.all()]
        for actie in opgave.acties.all():
            below += [actie, *actie.mijlpalen.all()]
        below += opgave.dekkingen.all()
        rows |= {(kind_of(row).name, row.key): row for row in below}
    return rows


def _changed(old, new) -> tuple:
    was, now = facts_of(old), facts_of(new)
    return tuple((label, was[label], now[label]) for label in now if was[label] != now[label])


def _name(row) -> str:
    if hasattr(row, "stream"):
        return f"{row.get_stream_display()} {row.year}, € {in_dutch(row.amount)}"
    return str(row)
