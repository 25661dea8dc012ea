from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from iza_portal.once.models import HandledForm

KEPT = timedelta(days=7)


@shared_task
def forget_handled_forms() -> None:
    """Delete the keys of forms that nobody has open any more."""
    HandledForm.objects.filter(at__lt=timezone.now() - KEPT).delete()
