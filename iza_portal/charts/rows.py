"""The figures of regions, municipalities and the like beside each other, as `bars` and `strip` are given them."""

from typing import NamedTuple

from iza_portal.charts.lettering import plain
from iza_portal.charts.notation import figure

OWN, COUNTRY = "own", "country"


class Row(NamedTuple):
    """A name with its figure; without one, `word` says why. `part` is `own`, `country`, or empty for the others."""

    name: str
    value: float | None
    word: str
    part: str


def read_rows(rows: list[dict]) -> list[Row]:
    """Answer the rows that are given as `{"name": "Nissewaard", "value": 21.4}`, with `word` and `part` where need be."""
    return [
        Row(plain(row["name"]), figure(row.get("value")), plain(row.get("word") or "onbekend"), row.get("part", ""))
        for row in rows
    ]
