from celery import shared_task

from iza_portal.work import offering


@shared_task
def offer_waiting() -> None:
    offering.offer_all()
