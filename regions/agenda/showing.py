"""What the pages with dates show: narrowed to what somebody asks for, and put together by quarter or by part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from iza_portal.agenda.dates import Entry, Wanted, dates_of
from iza_portal.quarters import in_words, last_day, quarter_of
from regions.agreements import Domein

#: The agenda holds no date beyond these: the first of the IZA, and one that no agreement reaches.
FIRST, LAST = date(2022, 1, 1), date(2100, 12, 31)
#: How far ahead a page looks that shows dates beside something else.
SOON = timedelta(days=92)


@dataclass(frozen=True)
class Group:
    """Dates that stand together under one heading; `code` tells it from the other headings of the page."""

    code: str
    title: str
    entries: list[Entry]


def by_quarter(entries: Iterable[Entry]) -> list[Group]:
    """Put dates together by the quarter that they lie in, in the order in which they come."""
    found: dict[date, list[Entry]] = {}
    for entry in entries:
        found.setdefault(quarter_of(entry.on), []).append(entry)
    return [Group(quarter.isoformat(), in_words(quarter).capitalize(), together) for quarter, together in found.items()]


def by_domein(entries: Iterable[Entry]) -> list[Group]:
    """Put dates together by the part of the agreements; one of more parts stands under each, one of none at the end."""
    entries = list(entries)
    groups = [Group(part.value, part.label, [entry for entry in entries if part in entry.subjects]) for part in Domein]
    groups.append(Group("zonder", "Zonder onderdeel", [entry for entry in entries if not entry.subjects]))
    return [group for group in groups if group.entries]


def late_in(entries: Iterable[Entry], today: date) -> list[Entry]:
    """Answer those that are asked of the person, were to be done by now, and are not."""
    return [entry for entry in entries if entry.is_asked and entry.is_late(today)]


def soon(user=None, *, region_id: int | None = None, only_asked: bool = False, most: int) -> tuple[list[Entry], bool]:
    """Answer the first dates of the coming quarter of a year that are still to come, and whether there are more.

    Without a person: those that everybody sees.
    """
    user = user or AnonymousUser()
    today = timezone.localdate()
    found = [
        entry
        for entry in dates_of(Wanted(user, today, today + SOON, region_id))
        if not entry.is_done and (entry.is_asked or not only_asked)
    ]
    return found[:most], len(found) > most


def span(period: str, today: date) -> tuple[date, date]:
    """Answer the first and the last day of a period: «komend», «voorbij», «alles», or the first day of a quarter."""
    match period:
        case "komend":
            return today, LAST
        case "voorbij":
            return FIRST, today - timedelta(days=1)
        case "alles":
            return FIRST, LAST
    quarter = date.fromisoformat(period)
    return quarter, last_day(quarter)
