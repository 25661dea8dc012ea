from celery import shared_task
from django.utils import timezone

from plans.transformatie.loket import clocks
from plans.vaststelling import catching_up


@shared_task
def freeze_earlier() -> None:
    catching_up.freeze_earlier()


@shared_task
def run_clocks() -> None:
    clocks.run_on(timezone.localdate())
