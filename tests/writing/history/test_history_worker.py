import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from iza_portal.celery import app, send_promptly
from iza_portal.writing.models import Document, Moment
from iza_portal.writing.tasks import keep_bursts

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_keeps_what_is_over(cast, document, write, worker_in_thread):
    write(" Ook nu.", cast.ambtenaar)
    Document.objects.update(changed_at=timezone.now() - timedelta(minutes=11))
    assert send_promptly(keep_bursts)
    until = time.monotonic() + 20
    while not Moment.objects.filter(kind="automatisch").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert Moment.objects.get(kind="automatisch").writers.get() == cast.ambtenaar


def test_beat_asks_for_it():
    assert settings.CELERY_BEAT_SCHEDULE["keep-bursts-of-writing"]["task"] in app.tasks
