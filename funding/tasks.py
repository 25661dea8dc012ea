"""What a worker does for money: work on files of postings, and tell of what threatens to be left."""

from celery import shared_task

from funding.gemeente.underspending import tell_underspent
from funding.inlezen import working


@shared_task(soft_time_limit=working.TIME_LIMIT + 30, time_limit=working.TIME_LIMIT + 60)
def work_on_inlezing(pk: int) -> None:
    working.work_on(pk)


@shared_task
def tell_of_underspending() -> None:
    tell_underspent()
