from celery import shared_task

from iza_portal.writing.history import moments
from iza_portal.writing.together import compacting, presence, settling


@shared_task
def settle_waiting() -> None:
    settling.settle_waiting()


@shared_task
def keep_bursts() -> None:
    moments.keep_bursts()


@shared_task
def compact_grown() -> None:
    compacting.compact_grown()
    compacting.make_room()


@shared_task
def compact_old() -> None:
    compacting.compact_old()


@shared_task
def forget_windows() -> None:
    presence.forget_windows()
