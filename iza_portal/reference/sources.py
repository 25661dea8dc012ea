"""Where the facts on a page come from: their sources, each once, with what they are the source of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from iza_portal.reference.models import Certainty, Provenance


@dataclass
class Source:
    """A source with its day and certainty, and the facts on the page that rest on it."""

    source: str
    peildatum: date
    certainty: Certainty
    certainty_note: str
    facts: list[str]


def sources(rows: Iterable[tuple[str, Provenance]]) -> list[Source]:
    """Gather the sources of a page's rows, each given with what it tells, in the order of first mention."""
    found: dict[tuple, Source] = {}
    for fact, row in rows:
        key = (row.source, row.peildatum, row.certainty, row.certainty_note)
        source = found.setdefault(
            key, Source(row.source, row.peildatum, Certainty(row.certainty), row.certainty_note, [])
        )
        if fact not in source.facts:
            source.facts.append(fact)
    return list(found.values())
