from celery import shared_task
from django.conf import settings

from iza_portal.dossiers import adopted, application_files, working


@shared_task(soft_time_limit=settings.DOSSIER_TIME_LIMIT + 30, time_limit=settings.DOSSIER_TIME_LIMIT + 60)
def make(dossier_id: int) -> None:
    working.make(dossier_id)


@shared_task(soft_time_limit=settings.DOSSIER_TIME_LIMIT + 30, time_limit=settings.DOSSIER_TIME_LIMIT + 60)
def make_adopted() -> None:
    adopted.make_waiting()


@shared_task(soft_time_limit=settings.DOSSIER_TIME_LIMIT + 30, time_limit=settings.DOSSIER_TIME_LIMIT + 60)
def make_application_file(pk: int) -> None:
    application_files.make(pk)
