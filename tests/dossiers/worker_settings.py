"""The settings of the worker that the tests start: as the portal's, but it does not wait so long."""

from datetime import timedelta

from tests.settings import *  # noqa: F403

DOSSIER_LEASE = timedelta(seconds=3)
DOSSIER_BEAT = timedelta(milliseconds=200)
CELERY_BEAT_SCHEDULE = {
    "offer-waiting-dossiers": {
        "task": "iza_portal.dossiers.tasks.offer_waiting",
        "schedule": 1,
        "options": {"expires": 1},
    }
}
