import os

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iza_portal.settings")

log = structlog.get_logger(__name__)

app = Celery("iza_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A person waits for the message to be sent, so it is tried once and shortly.
PROMPTLY = {"socket_connect_timeout": 1, "socket_timeout": 2, "retry_on_timeout": False, "max_retries": 0}


def send_promptly(task, *arguments, expires: float | None = None) -> bool:
    """Send the message that starts a task; answer whether a broker took it. A broker that is away costs a second.

    A message that no worker took within `expires` seconds is thrown away.
    """
    try:
        with app.connection_for_write(transport_options=PROMPTLY) as connection:
            task.apply_async(arguments, connection=connection, retry=False, expires=expires)
    except (OperationalError, OSError):
        log.warning("task_not_sent", task=task.name)
        return False
    return True
