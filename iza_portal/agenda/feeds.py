"""The address at which a person's own calendar reads along: making one, choosing what it holds, revoking it."""

import secrets

from django.db import transaction
from django.utils import timezone

from iza_portal.accounts.links import hash_token
from iza_portal.accounts.models import User
from iza_portal.agenda.models import Feed, FeedScope
from iza_portal.agenda.verbs import AgendaVerb
from iza_portal.trail.recording import record


def feed_of(user) -> Feed | None:
    """Answer the feed of this person that can be read now."""
    return Feed.objects.filter(user=user, revoked_at=None).defer("stamps").first()


def _locked(user) -> User:
    """Lock the person, so that two windows act one after the other."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


@transaction.atomic
def make_feed(*, by, scope: str) -> str:
    """Make an address for this person and answer its key, which is kept nowhere; one that there was is dead from now on."""
    person = _locked(by)
    scope = FeedScope(scope)
    key = secrets.token_urlsafe(32)
    _revoke(person)
    Feed.objects.create(user=person, key_hash=hash_token(key), scope=scope)
    record(AgendaVerb.FEED_MADE, person, by=by)
    return key


@transaction.atomic
def choose_scope(*, by, scope: str) -> bool:
    """Let the feed hold more or less, at the same address; answer whether there is a feed."""
    person = _locked(by)
    feed = feed_of(person)
    if feed is not None and feed.scope != FeedScope(scope):
        was, feed.scope = feed.get_scope_display(), FeedScope(scope)
        feed.save(update_fields=["scope"])
        after = {"wat erin komt": feed.get_scope_display()}
        record(AgendaVerb.FEED_CHANGED, person, by=by, before={"wat erin komt": was}, after=after)
    return feed is not None


@transaction.atomic
def revoke_feed(*, by) -> bool:
    """Let the address be dead from now on; answer whether there was one."""
    person = _locked(by)
    if _revoke(person):
        record(AgendaVerb.FEED_REVOKED, person, by=by)
        return True
    return False


def _revoke(person) -> int:
    return Feed.objects.filter(user=person, revoked_at=None).update(revoked_at=timezone.now(), stamps={})
