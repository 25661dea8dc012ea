from celery import shared_task
from django.core.management import call_command

from iza_portal.page import health


@shared_task
def heartbeat() -> None:
    health.hear_worker()


@shared_task
def clear_sessions() -> None:
    """Delete the sessions that have expired."""
    call_command("clearsessions")
