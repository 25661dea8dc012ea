"""What a worker does with a dossier: take it, hold it while it is being made, and hand in the file or the reason."""

import threading
import time
import uuid

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from iza_portal.dossiers import files, rendering
from iza_portal.dossiers.content import Imprint
from iza_portal.dossiers.models import Dossier, State
from iza_portal.page import health

log = structlog.get_logger(__name__)

# A worker that is killed or runs out of memory leaves no word; after this many the dossier itself is the likely cause.
MOST_ATTEMPTS = 3

BROKE_OFF = "Het maken brak drie keer af. Misschien is het plan te groot. Laat het de beheerder van het portaal weten."
TOO_LONG = "Het maken duurde te lang. Misschien is een tabel of een onderdeel erg groot."
UNRENDERABLE = "De tekst van dit onderdeel kan niet worden opgemaakt. Maak de tekst eenvoudiger en probeer het opnieuw."
UNKNOWN = "Er ging iets mis bij het opmaken. Probeer het opnieuw. Lukt het weer niet, laat het dan de beheerder weten."


class LeaseLostError(RuntimeError):
    """Another worker took the dossier over, or a person began it anew."""


class TookTooLongError(RuntimeError):
    """The dossier takes more than `DOSSIER_TIME_LIMIT`."""


def make(dossier_id: int) -> None:
    """Make the file of this dossier, unless it is made, given up, or in the hands of another worker."""
    dossier = take(dossier_id)
    if dossier is None:
        return
    log.info("dossier_begun", dossier=dossier.pk, attempt=dossier.attempts)
    imprint = Imprint.of(dossier)
    with Lease(dossier) as lease:
        try:
            pdf = rendering.render(dossier.content, imprint, report=lease.report)
            hand_in(dossier, pdf)
        except LeaseLostError:
            log.warning("dossier_lease_lost", dossier=dossier.pk)
        except (TookTooLongError, SoftTimeLimitExceeded):
            log.error("dossier_took_too_long", dossier=dossier.pk)
            give_up(dossier, TOO_LONG)
        except (DatabaseError, OSError):
            # The machine's trouble and not the dossier's: it goes back, and the attempt stays counted.
            log.exception("dossier_not_kept", dossier=dossier.pk)
            put_back(dossier)
        except Exception:
            log.exception("dossier_not_rendered", dossier=dossier.pk)
            section = rendering.find_unrenderable(dossier.content, imprint)
            give_up(dossier, UNRENDERABLE if section else UNKNOWN, section)


@transaction.atomic
def take(dossier_id: int) -> Dossier | None:
    """Take the dossier for this worker and answer it, or nothing where there is nothing to do.

    Workers that came before and were never heard of again are counted: after `MOST_ATTEMPTS` it is given up.
    """
    dossier = Dossier.objects.free().select_for_update(skip_locked=True, no_key=True).filter(pk=dossier_id).first()
    if dossier is None:
        return None
    if dossier.attempts >= MOST_ATTEMPTS:
        log.error("dossier_given_up", dossier=dossier.pk)
        _write_failure(dossier, BROKE_OFF)
        return None
    dossier.attempts += 1
    dossier.state = State.BEZIG
    dossier.percent, dossier.stage = 0, ""
    dossier.lease = uuid.uuid4()
    dossier.lease_until = Now() + settings.DOSSIER_LEASE
    dossier.save(update_fields=["attempts", "state", "percent", "stage", "lease", "lease_until"])
    return dossier


def hand_in(dossier, pdf) -> None:
    """Keep the file and mark the dossier as ready; raise `LeaseLostError` where it is no longer this worker's."""
    name = files.store(pdf.file)
    with transaction.atomic():
        dossier = _still_held(dossier)
        dossier.state, dossier.percent, dossier.stage = State.KLAAR, 100, ""
        dossier.file, dossier.bytes, dossier.pages = name, len(pdf.file), pdf.pages
        dossier.finished_at, dossier.lease, dossier.lease_until = timezone.now(), None, None
        dossier.save()
    log.info("dossier_ready", dossier=dossier.pk, pages=pdf.pages)


@transaction.atomic
def give_up(dossier, failure, section="") -> None:
    """Mark the dossier as failed, with a sentence for people and the title of the section that is the cause."""
    try:
        _write_failure(_still_held(dossier), failure, section)
    except LeaseLostError:
        log.warning("dossier_lease_lost", dossier=dossier.pk)


@transaction.atomic
def put_back(dossier) -> None:
    """Let the dossier go, so that the next offer finds it free."""
    Dossier.objects.filter(pk=dossier.pk, lease=dossier.lease).update(
        state=State.AANGEVRAAGD, lease=None, lease_until=None, percent=0, stage=""
    )


def _still_held(dossier) -> Dossier:
    held = Dossier.objects.select_for_update(no_key=True).filter(pk=dossier.pk, lease=dossier.lease).first()
    if held is None:
        raise LeaseLostError
    return held


def _write_failure(dossier, failure, section="") -> None:
    dossier.state, dossier.failure, dossier.failed_section = State.MISLUKT, failure, section
    dossier.finished_at, dossier.lease, dossier.lease_until, dossier.stage = timezone.now(), None, None, ""
    dossier.save(update_fields=["state", "failure", "failed_section", "finished_at", "lease", "lease_until", "stage"])


class Lease:
    """Holds a taken dossier while the block runs: a thread prolongs the lease and writes down the progress."""

    def __init__(self, dossier):
        self.dossier = dossier
        self.progress = (0, "")
        self.deadline = time.monotonic() + settings.DOSSIER_TIME_LIMIT
        self.is_lost = False
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease-{dossier.pk}", daemon=True)

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
            while not self._done.wait(settings.DOSSIER_BEAT.total_seconds()):
                percent, stage = self.progress
                try:
                    held = Dossier.objects.filter(pk=self.dossier.pk, lease=self.dossier.lease).update(
                        lease_until=Now() + settings.DOSSIER_LEASE, percent=percent, stage=stage
                    )
                    # A worker whose hands are full is heard here: the heartbeat waits in the queue behind its work.
                    health.hear_worker()
                except DatabaseError:
                    # The lease may outlast a database that is away for a moment; a new connection is made next time.
                    log.warning("dossier_beat_missed", dossier=self.dossier.pk, exc_info=True)
                    connection.close()
                    continue
                if not held:
                    self.is_lost = True
                    return
        finally:
            connection.close()
