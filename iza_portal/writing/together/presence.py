"""Who has a text open, and where: a row for each window, which expires by itself."""

import json
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from iza_portal.writing.models import Document, Presence

#: A window that was not heard of for so long is not there any more.
EXPIRES = timedelta(seconds=20)
#: A window whose cursor stays where it is says so again after this.
SIGN_OF_LIFE = timedelta(seconds=8)
#: How many windows of one person, and of all, are shown in one text.
MOST_OF_ONE, MOST = 10, 100


def present_in(document: Document, *, by, tab: int, cursor: dict | None) -> list[dict]:
    """Note that this person has the document open in the window `tab`, with the cursor there; answer who has.

    As {"tab", "name", "organisation", "cursor", "me"}, where `me` is every window of this person. A number that another
    person's window has is nobody else's: then nothing is noted.
    """
    now = timezone.now()
    rows = (
        Presence.objects.filter(document=document, seen_at__gt=now - EXPIRES)
        .select_related("person", "acting_for")
        .only("client_id", "cursor", "seen_at", "acting_for__kind", "acting_for__name", "person__name", "person__email")
        .order_by("client_id")[:MOST]
    )
    windows = {row.client_id: row for row in rows}
    own = windows.get(tab)
    if _is_due(own, by, cursor, now) and sum(row.person_id == by.pk for row in rows) < MOST_OF_ONE + bool(own):
        own = Presence(document=document, client_id=tab, person=by, acting_for=by.hat, cursor=cursor, seen_at=now)
        _write(own)
        windows[tab] = own
    return [_told(row, by) for row in windows.values()]


def _is_due(own: Presence | None, by, cursor, now) -> bool:
    if own is None:
        return True
    if own.person_id != by.pk:
        return False
    hat = by.hat.pk if by.hat else None
    return own.cursor != cursor or own.acting_for_id != hat or own.seen_at <= now - SIGN_OF_LIFE


def _write(row: Presence) -> None:
    # In one statement, for a window may ask twice at once.
    query = """
        INSERT INTO writing_presence AS old (document_id, client_id, person_id, acting_for_id, cursor, seen_at)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (document_id, client_id) DO UPDATE SET person_id = EXCLUDED.person_id,
            acting_for_id = EXCLUDED.acting_for_id, cursor = EXCLUDED.cursor, seen_at = EXCLUDED.seen_at
        WHERE old.person_id = EXCLUDED.person_id OR old.seen_at <= %s
    """
    cursor = None if row.cursor is None else json.dumps(row.cursor)
    values = [row.document_id, row.client_id, row.person_id, row.acting_for_id, cursor, row.seen_at]
    with connection.cursor() as statement:
        statement.execute(query, [*values, row.seen_at - EXPIRES])


def _told(row: Presence, by) -> dict:
    return {
        "tab": row.client_id,
        "name": str(row.person),
        "organisation": str(row.acting_for or ""),
        "cursor": row.cursor,
        "me": row.person_id == by.pk,
    }


def forget_windows() -> None:
    """Delete what is said of windows that nobody has open any more."""
    Presence.objects.filter(seen_at__lt=timezone.now() - EXPIRES).delete()
