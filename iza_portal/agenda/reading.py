"""What a feed holds when a calendar comes to read it: the person's rights are asked anew each time."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.links import hash_token
from iza_portal.agenda.calendar import write
from iza_portal.agenda.dates import Wanted, dates_of
from iza_portal.agenda.models import Feed, FeedScope

#: What is longer ago is no use in somebody's own calendar.
BACK = timedelta(days=92)
AHEAD = timedelta(days=365 * 5)


@dataclass(frozen=True)
class Written:
    """A feed as a calendar reads it: the bytes, and a tag that is the same as long as they are."""

    content: bytes
    tag: str


def find(key: str) -> Feed | None:
    """Answer the feed at this address, of a person who may sign in; a revoked one too."""
    return Feed.objects.select_related("user").filter(key_hash=hash_token(key), user__is_active=True).first()


@transaction.atomic
def read(feed: Feed) -> Written:
    """Write what the person may see now, and note that it was read today."""
    feed = Feed.objects.select_for_update(no_key=True, of=("self",)).select_related("user").get(pk=feed.pk)
    today = timezone.localdate()
    entries = dates_of(Wanted(feed.user, today - BACK, today + AHEAD))
    if feed.scope == FeedScope.ASKED:
        entries = [entry for entry in entries if entry.is_asked]
    content, stamps = write(entries, feed.stamps, now=timezone.now())
    changed = {"stamps": stamps} if stamps != feed.stamps else {}
    if feed.read_on != today:
        changed["read_on"] = today
    if changed:
        Feed.objects.filter(pk=feed.pk).update(**changed)
    return Written(content, f'"{hashlib.sha256(content).hexdigest()}"')
