"""Telling the workers that there is a dossier to make. Messages may get lost or come twice: the row is the truth."""

from iza_portal.celery import app, send_promptly
from iza_portal.dossiers.models import Dossier

# By its name: a web process sends this task, and never loads what it does.
MAKE = app.signature("iza_portal.dossiers.tasks.make")
# In seconds. An older message is of no use: beat has offered the dossier again since.
EXPIRES = 60


def offer(dossier_id: int) -> bool:
    """Send the message that this dossier can be made; answer whether a broker took it. Beat offers it again if not."""
    return send_promptly(MAKE, dossier_id, expires=EXPIRES)


def offer_all() -> None:
    """Offer every dossier that waits for a worker, the oldest first; end where the broker takes none."""
    for dossier_id in Dossier.objects.free().order_by("requested_at").values_list("pk", flat=True):
        if not offer(dossier_id):
            return
