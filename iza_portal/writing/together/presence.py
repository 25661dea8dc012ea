"""Who has a text open, and where: a row for each window, which expires by itself."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from iza_portal.writing.models import Document, Presence

#: A window that was not heard of for so long is not there any more.
EXPIRES = timedelta(seconds=20)
#: A window whose cursor stays where it is says so again after this.
SIGN_OF_LIFE = timedelta(seconds=8)
#: How many windows of one person, and of all, are shown in one text.
MOST_OF_ONE, MOST = 10, 100


@dataclass
class _Window:
    tab: int
    person: int
    name: str
    acting_for: int | None
    organisation: str
    cursor: dict | None
    seen_at: datetime


def present_in(document: Document, *, by, tab: int, cursor: dict | None) -> list[dict]:
    """Note that this person has the document open in the window `tab`, with the cursor there; answer who has.

    As {"tab", "name", "organisation", "cursor", "me"}, where `me` is every window of this person. A number that another
    person's window has is nobody else's: then nothing is noted.
    """
    now = timezone.now()
    windows = {window.tab: window for window in _seen(document, now - EXPIRES)}
    hat = by.hat
    own = _Window(tab, by.pk, str(by), hat and hat.pk, str(hat or ""), cursor, now)
    before = windows.get(tab)
    others = sum(window.person == by.pk for window in windows.values() if window is not before)
    if _is_due(before, own) and others < MOST_OF_ONE:
        _write(document, own)
        windows[tab] = own
    return [_told(window, by) for window in windows.values()]


def _seen(document: Document, since: datetime) -> list[_Window]:
    # Written out, for each window asks it all the time.
    query = """
        SELECT client_id, person_id, coalesce(nullif(person.name, ''), person.email), acting_for_id,
            organisation.kind, organisation.name, cursor, seen_at
        FROM writing_presence
        JOIN accounts_user person ON person.id = person_id
        LEFT JOIN accounts_organisation organisation ON organisation.id = acting_for_id
        WHERE document_id = %s AND seen_at > %s ORDER BY client_id LIMIT %s
    """
    with connection.cursor() as statement:
        statement.execute(query, [document.pk, since, MOST])
        return [
            _Window(
                tab,
                person,
                name,
                acting_for,
                str(Organisation(kind=kind, name=organisation)) if acting_for else "",
                cursor and json.loads(cursor),
                seen_at,
            )
            for tab, person, name, acting_for, kind, organisation, cursor, seen_at in statement.fetchall()
        ]


def _is_due(before: _Window | None, own: _Window) -> bool:
    if before is None:
        return True
    if before.person != own.person:
        return False
    has_moved = (before.cursor, before.acting_for) != (own.cursor, own.acting_for)
    return has_moved or before.seen_at <= own.seen_at - SIGN_OF_LIFE


def _write(document: Document, window: _Window) -> None:
    # In one statement, for a window may ask twice at once.
    query = """
        INSERT INTO writing_presence AS old (document_id, client_id, person_id, acting_for_id, cursor, seen_at)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (document_id, client_id) DO UPDATE SET person_id = EXCLUDED.person_id,
            acting_for_id = EXCLUDED.acting_for_id, cursor = EXCLUDED.cursor, seen_at = EXCLUDED.seen_at
        WHERE old.person_id = EXCLUDED.person_id OR old.seen_at <= %s
    """
    cursor = None if window.cursor is None else json.dumps(window.cursor)
    values = [document.pk, window.tab, window.person, window.acting_for, cursor, window.seen_at]
    with connection.cursor() as statement:
        statement.execute(query, [*values, window.seen_at - EXPIRES])


def _told(window: _Window, by) -> dict:
    return {
        "tab": window.tab,
        "name": window.name,
        "organisation": window.organisation,
        "cursor": window.cursor,
        "me": window.person == by.pk,
    }


def note_gone(document_pk: int, *, by, tab: int) -> None:
    """Note that this person closed the window `tab`; of another person's window nothing changes."""
    Presence.objects.filter(document=document_pk, client_id=tab, person=by).delete()


def forget_windows() -> None:
    """Delete what is said of windows that nobody has open any more."""
    Presence.objects.filter(seen_at__lt=timezone.now() - EXPIRES).delete()
