"""The dates of the national agreements, in everybody's agenda."""

from django.core.cache import caches

from iza_portal.agenda.dates import Entry, Wanted
from iza_portal.reference.models import Certainty
from regions.agenda.audience import audiences_of, names_of
from regions.agreements import Domein
from regions.models import Termijn

#: How long a process keeps them: they are the same for everybody, and change a few times a year.
KEPT_SECONDS = 60


def _kept() -> list[tuple[Entry, frozenset[str]]]:
    return [(_entry(termijn), frozenset(termijn.audience)) for termijn in Termijn.objects.all()]


def _entry(termijn: Termijn) -> Entry:
    said = [f"Bron: {termijn.source}.", termijn.certainty_note]
    return Entry(
        f"termijn:{termijn.code}",
        "landelijk",
        termijn.on,
        termijn.what,
        precision=termijn.precision,
        whose=names_of(termijn.audience),
        note=" ".join(filter(None, said)),
        subjects=tuple(Domein(code) for code in termijn.domeinen),
        is_provisional=termijn.certainty not in {Certainty.VASTGESTELD, Certainty.AFGELEID},
    )


def national_dates(wanted: Wanted) -> list[Entry]:
    """Answer the national dates; at most one query, and most times none."""
    found = caches["fragments"].get_or_set("national-dates", _kept, timeout=KEPT_SECONDS)
    asked = audiences_of(wanted.user)
    return [
        _asked(entry) if audience & asked else entry
        for entry, audience in found
        if wanted.first <= entry.on <= wanted.last
    ]


def _asked(entry: Entry) -> Entry:
    # Ten times as fast as `replace`, and this is asked of each date of each reader.
    return Entry(**{**entry.__dict__, "is_asked": True})
