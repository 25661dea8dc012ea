"""The settings of the worker that the tests start: as the portal's, but it does not wait so long."""

from datetime import timedelta

from tests.settings import *  # noqa: F403

WORK_LEASE = timedelta(seconds=3)
WORK_BEAT = timedelta(milliseconds=200)
CELERY_BEAT_SCHEDULE = {
    "offer-waiting-work": {
        "task": "iza_portal.work.tasks.offer_waiting",
        "schedule": 1,
        "options": {"expires": 1},
    }
}
