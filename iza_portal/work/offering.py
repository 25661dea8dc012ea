"""Telling the workers that there is work. Messages may get lost or come twice: the row is the truth."""

from django.apps import apps

from iza_portal.celery import app, send_promptly
from iza_portal.work.models import Work

# In seconds. An older message is of no use: beat has offered the work again since.
EXPIRES = 60


def offer(work: Work) -> bool:
    """Send the message that this work can be done; answer whether a broker took it. Beat offers it again if not."""
    # By its name: a web process sends the task, and never loads what it does.
    return send_promptly(app.signature(work.TASK), work.pk, expires=EXPIRES)


def offer_all() -> None:
    """Offer all work of every kind that waits for a worker, the oldest first; end where the broker takes none."""
    for model in apps.get_models():
        if issubclass(model, Work):
            for work in model.objects.free().order_by("requested_at").only("pk"):
                if not offer(work):
                    return
