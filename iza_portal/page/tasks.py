from celery import shared_task

from iza_portal.page import health


@shared_task
def heartbeat() -> None:
    health.hear_worker()
