"""Writing dates as an iCalendar (RFC 5545), which the calendars of people read."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vText

from iza_portal.agenda.dates import Entry
from iza_portal.lines import on_one_line

PRODUCT = "-//IZA-portaal//Agenda//NL"
#: How often a calendar is asked to come and look.
REFRESH = "PT6H"
LONGEST = 400


def uid_of(entry: Entry) -> str:
    """Answer what tells this date from all others, in this portal and elsewhere; it never changes."""
    return f"{entry.thing.replace(':', '-')}@{urlsplit(settings.PORTAL_URL).hostname}"


def _plain(words: str) -> str:
    """Words of people, safe to write: on one line and not endless. What iCalendar reads as a sign, the library escapes."""
    return on_one_line(words)[:LONGEST]


def _says(entry: Entry) -> str:
    said = []
    if not entry.is_exact:
        said.append(f"Bekend is: {entry.when}.")
    if entry.is_provisional:
        said.append("Deze datum is voorlopig.")
    if entry.region:
        said.append(f"Regio: {entry.region}.")
    if entry.whose:
        said.append(f"Voor: {entry.whose}.")
    if entry.note:
        said.append(entry.note)
    return " ".join(said)


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", uid_of(entry))
    done = "Gereed: " if entry.is_done else ""
    loose = "" if entry.is_exact else f" ({entry.when})"
    event.add("summary", _plain(f"{done}{entry.what}") + loose)
    if entry.starts_at is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
    else:
        event.add("dtstart", _at(entry.on, entry.starts_at))
        if entry.ends_at:
            event.add("dtend", _at(entry.on, entry.ends_at))
    if said := _says(entry):
        event.add("description", _plain(said))
    if entry.place:
        event.add("location", _plain(entry.place))
    if entry.path:
        event.add("url", settings.PORTAL_URL + entry.path)
    if entry.subjects:
        event.add("categories", [_plain(subject.label) for subject in entry.subjects])
    event.add("status", "TENTATIVE" if entry.is_provisional or not entry.is_exact else "CONFIRMED")
    # A term is no appointment, and who goes to a meeting of the region has it in their own calendar: nobody is busy by this.
    event.add("transp", "TRANSPARENT")
    return event


def _at(day: date, at) -> datetime:
    """The moment in UTC, which every calendar understands without being told how our clock is set."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def write(entries: Iterable[Entry], stamps: Mapping[str, list], *, now: datetime) -> tuple[bytes, dict[str, list]]:
    """Answer the calendar of these dates, and its new stamps.

    `stamps` tells of each date, by its UID, the hash of what was said of it and since when, as `Feed.stamps` keeps it. One
    of which the same is said keeps its moment, so the same dates give the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", "IZA-portaal")
    calendar.add("refresh-interval", vText(REFRESH), parameters={"VALUE": "DURATION"})
    # What Outlook reads in its place.
    calendar.add("x-published-ttl", REFRESH)
    kept = {}
    for entry in entries:
        event = _event(entry)
        said = hashlib.sha256(event.to_ical()).hexdigest()[:16]
        before = stamps.get(uid_of(entry))
        since = before[1] if before and before[0] == said else now.astimezone(UTC).replace(microsecond=0).isoformat()
        kept[uid_of(entry)] = [said, since]
        event.add("dtstamp", datetime.fromisoformat(since))
        event.add("last-modified", datetime.fromisoformat(since))
        calendar.add_component(event)
    return calendar.to_ical(), kept
