"""The settings of a worker that mails to the test's own server, and is offered again each second what waits."""

import os

from tests.worker_settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["TEST_MAIL_PORT"])
EMAIL_USE_TLS = False
CELERY_BEAT_SCHEDULE = {
    "send-waiting-notices": {"task": "iza_portal.notices.tasks.send_waiting_notices", "schedule": 1},
}
