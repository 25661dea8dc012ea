"""What a worker does with a piece of work: take it, hold it while it is being done, and hand in what came of it."""

import threading
import time
import uuid
from collections.abc import Callable

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from iza_portal.page import health
from iza_portal.work.models import State, Work

log = structlog.get_logger(__name__)

# A worker that is killed or runs out of memory leaves no word; after this many the work itself is the likely cause.
MOST_ATTEMPTS = 3

# Hears how far the work is, in percent, and what is being done, in words.
Report = Callable[[int, str], None]


class LeaseLostError(RuntimeError):
    """Another worker took the work over, or a person asked for it anew."""


class TookTooLongError(RuntimeError):
    """The work takes more time than it has."""


def carry_out(
    model: type[Work],
    pk: int,
    do: Callable[[Work, Report], None],
    *,
    time_limit: float,
    explain: Callable[[Work], dict],
) -> None:
    """Do the work of this row, unless it is done, given up, or in the hands of another worker.

    `do` does it, reports on the way, and ends with `hand_in`, or with `give_up` where it can say why. It has `time_limit`
    seconds. `explain` answers the fields of a failure, `failure` and the model's own, after any other exception.
    """
    work = take(model, pk)
    if work is None:
        return
    log.info("work_begun", **_about(work), attempt=work.attempts)
    with Lease(work, time_limit) as lease:
        try:
            do(work, lease.report)
        except LeaseLostError:
            log.warning("work_lease_lost", **_about(work))
        except (TookTooLongError, SoftTimeLimitExceeded):
            log.error("work_took_too_long", **_about(work))
            give_up(work, failure=work.TOO_LONG)
        except (DatabaseError, OSError):
            # The machine's trouble and not the work's: it goes back, and the attempt stays counted.
            log.exception("work_not_kept", **_about(work))
            put_back(work)
        except Exception:
            log.exception("work_failed", **_about(work))
            give_up(work, **explain(work))


@transaction.atomic
def take(model: type[Work], pk: int) -> Work | None:
    """Take the work of this row for this worker and answer it, or nothing where there is nothing to do.

    Workers that came before and were never heard of again are counted: after `MOST_ATTEMPTS` it is given up.
    """
    work = model.objects.free().select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
    if work is None:
        return None
    if work.attempts >= MOST_ATTEMPTS:
        log.error("work_given_up", **_about(work))
        _write_failure(work, failure=work.BROKE_OFF)
        return None
    work.attempts += 1
    work.state = State.BEZIG
    work.percent, work.stage = 0, ""
    work.lease = uuid.uuid4()
    work.lease_until = Now() + settings.WORK_LEASE
    work.save(update_fields=["attempts", "state", "percent", "stage", "lease", "lease_until"])
    return work


@transaction.atomic
def hand_in(work: Work, *, state: str = State.KLAAR, **result) -> None:
    """Write the fields of the result and let the work go, as ready or in another `state` where no worker is needed.

    Raises `LeaseLostError` where it is no longer this worker's. Whoever keeps more than fields keeps it in a transaction
    that ends with this call: then all of it is kept, or nothing.
    """
    _release(_still_held(work), state=state, percent=100, **result)
    log.info("work_handed_in", **_about(work))


@transaction.atomic
def give_up(work: Work, *, failure: str, **cause) -> None:
    """Mark the work as failed, with a sentence for people and the fields in which the model keeps more of the cause."""
    try:
        _write_failure(_still_held(work), failure=failure, **cause)
    except LeaseLostError:
        log.warning("work_lease_lost", **_about(work))


def put_back(work: Work) -> None:
    """Let the work go, so that the next offer finds it free."""
    _rows_held(work).update(state=State.AANGEVRAAGD, lease=None, lease_until=None, percent=0, stage="")


def _rows_held(work):
    return type(work).objects.filter(pk=work.pk, lease=work.lease)


def _still_held(work) -> Work:
    # The row is written and not read: it may hold a file of many megabytes.
    held = _rows_held(work).select_for_update(no_key=True).only("pk").first()
    if held is None:
        raise LeaseLostError
    return held


def _write_failure(work, **fields) -> None:
    _release(work, state=State.MISLUKT, **fields)


def _release(work, **fields) -> None:
    fields |= {"stage": "", "finished_at": timezone.now(), "lease": None, "lease_until": None}
    for name, value in fields.items():
        setattr(work, name, value)
    work.save(update_fields=fields)


def _about(work) -> dict:
    return {"work": work._meta.label_lower, "key": work.pk}


class Lease:
    """Holds taken work while the block runs: a thread prolongs the lease and writes down the progress."""

    def __init__(self, work: Work, time_limit: float):
        self.work = work
        self.progress = (0, "")
        self.deadline = time.monotonic() + time_limit
        self.is_lost = False
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease-{work.pk}", daemon=True)

    def __enter__(self) -> "Lease":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._done.set()
        self._thread.join()

    def report(self, percent: int, stage: str) -> None:
        """Note how far the work is; the thread writes it down.

        Raises `LeaseLostError` where going on is of no use, and `TookTooLongError`. Celery's own limit is a signal, which a
        library in the middle of something may swallow; it is there for what never comes to report.
        """
        if self.is_lost:
            raise LeaseLostError
        if time.monotonic() > self.deadline:
            raise TookTooLongError
        self.progress = (percent, stage)

    def _keep(self) -> None:
        try:
            while not self._done.wait(settings.WORK_BEAT.total_seconds()):
                percent, stage = self.progress
                try:
                    held = _rows_held(self.work).update(
                        lease_until=Now() + settings.WORK_LEASE, percent=percent, stage=stage
                    )
                    # A worker whose hands are full is heard here: the heartbeat waits in the queue behind its work.
                    health.hear_worker()
                except DatabaseError:
                    # The lease may outlast a database that is away for a moment; a new connection is made next time.
                    log.warning("work_beat_missed", **_about(self.work), exc_info=True)
                    connection.close()
                    continue
                if not held:
                    self.is_lost = True
                    return
        finally:
            connection.close()
