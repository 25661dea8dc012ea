from celery import shared_task

from regions.figures import working


@shared_task(soft_time_limit=working.TIME_LIMIT + 30, time_limit=working.TIME_LIMIT + 60)
def work_on_figures(batch_id: int) -> None:
    working.work_on(batch_id)
