from celery import shared_task

from plans.vaststelling import catching_up


@shared_task
def freeze_earlier() -> None:
    catching_up.freeze_earlier()
