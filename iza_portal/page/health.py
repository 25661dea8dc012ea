"""Whether the parts that the portal needs are there, for the health check of whoever runs it."""

from datetime import timedelta

import redis
import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

HEARD = "worker-heard-at"
SILENCE = timedelta(seconds=30)


def hear_worker() -> None:
    """Note that a worker is at work: it did beat's heartbeat, or is in the middle of other work."""
    cache.set(HEARD, timezone.now(), timeout=None)


def check() -> dict[str, bool]:
    """Answer for each part whether it works; never raises."""
    database = _database_answers()
    return {"database": database, "broker": _broker_answers(), "worker": database and _worker_heard()}


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        log.warning("database_unreachable", exc_info=True)
        return False
    return True


def _broker_answers() -> bool:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, retry=Retry(NoBackoff(), 0)
        ) as client:
            return bool(client.ping())
    except redis.RedisError:
        log.warning("broker_unreachable", exc_info=True)
        return False


def _worker_heard() -> bool:
    try:
        heard_at = cache.get(HEARD)
    except DatabaseError:
        log.warning("cache_unreachable", exc_info=True)
        return False
    return heard_at is not None and timezone.now() - heard_at < SILENCE
