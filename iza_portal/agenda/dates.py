"""The dates of all rooms in one agenda. A room registers where its dates are; who asks gets what the person may see."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, time

from django.db import models

from iza_portal.page.templatetags.page import MONTHS, long_date
from iza_portal.quarters import in_short


class Precision(models.TextChoices):
    """How exactly a date is known. What is known more loosely stands on a day within it."""

    DAG = "dag", "op de dag"
    MAAND = "maand", "op de maand"
    KWARTAAL = "kwartaal", "op het kwartaal"
    JAAR = "jaar", "op het jaar"


@dataclass(frozen=True)
class Entry:
    """A date in the agenda of a person.

    `thing` tells it from all others, and stays the same when its date moves. `kind` is one that was registered. `what` says
    it, and `path` is where it is (an address of the portal, or nothing). `subjects` are the parts of the agreements that it
    belongs to, as members of a TextChoices. `is_asked`: it is for the person, or for an organisation that they act for.
    `is_done` is None of what only takes place. `is_provisional`: the date itself is not sure. `whose` names those whom it is
    for, and `note` says more, such as the source.
    """

    thing: str
    kind: str
    on: date
    what: str
    path: str = ""
    precision: str = Precision.DAG
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    whose: str = ""
    note: str = ""
    subjects: tuple[models.TextChoices, ...] = ()
    region_id: int | None = None
    region: str = ""
    is_asked: bool = False
    is_done: bool | None = None
    is_provisional: bool = False

    @property
    def when(self) -> str:
        """Say the date as exactly as it is known: «15 november 2026», «december 2026», «Q2 2027», «2028»."""
        match self.precision:
            case Precision.MAAND:
                return f"{MONTHS[self.on.month - 1]} {self.on.year}"
            case Precision.KWARTAAL:
                return in_short(self.on)
            case Precision.JAAR:
                return str(self.on.year)
        return long_date(self.on)

    @property
    def hours(self) -> str:
        """Say from when until when on the day: «9.30 tot 11.00 uur», or nothing."""
        if self.starts_at is None:
            return ""
        said = [f"{at.hour}.{at:%M}" for at in (self.starts_at, self.ends_at) if at]
        return f"{' tot '.join(said)} uur"

    @property
    def is_exact(self) -> bool:
        return self.precision == Precision.DAG

    def is_late(self, today: date) -> bool:
        """Was it to be done by now, and is it not?"""
        return self.is_done is False and self.on < today


@dataclass(frozen=True)
class Wanted:
    """Which dates are asked for: those that `user` may see from `first` to `last`, of one region or of all."""

    user: object
    first: date
    last: date
    region_id: int | None = None


# Answers the dates that its room knows of what is wanted, in a fixed number of queries.
Source = Callable[[Wanted], Iterable[Entry]]

_sources: list[Source] = []
_kinds: dict[str, str] = {}


def register_dates(source: Source, **kinds: str) -> None:
    """Let the agenda hold what this function answers; `kinds` names its kinds of dates, in the plural."""
    _sources.append(source)
    _kinds.update(kinds)


def kinds() -> dict[str, str]:
    """Answer the kinds of dates that there are, each with its name in the plural."""
    return dict(_kinds)


def dates_of(wanted: Wanted) -> list[Entry]:
    """Answer all that is wanted, the earliest first."""
    found = [entry for source in _sources for entry in source(wanted) if _is_of(entry, wanted.region_id)]
    return sorted(found, key=lambda entry: (entry.on, entry.starts_at or time.min, entry.thing))


def _is_of(entry: Entry, region_id: int | None) -> bool:
    """Is this a date of the region, or of all regions?"""
    return region_id is None or entry.region_id in {None, region_id}
