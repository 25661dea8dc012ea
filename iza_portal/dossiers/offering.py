"""Telling the workers that there is a dossier to make. Messages may get lost or come twice: the row is the truth."""

import structlog
from django.conf import settings
from kombu.exceptions import OperationalError

from iza_portal.celery import app
from iza_portal.dossiers.models import Dossier

log = structlog.get_logger(__name__)

MAKE = "iza_portal.dossiers.tasks.make"


def offer(dossier_id: int) -> bool:
    """Send the message that this dossier can be made; answer whether a broker took it. Waits two seconds at most.

    A person who asks for a dossier must not be refused because the broker is away: beat offers the dossier again.
    """
    try:
        with app.connection_for_write(transport_options=settings.DOSSIER_OFFER_TRANSPORT) as connection:
            app.send_task(
                MAKE, (dossier_id,), connection=connection, expires=settings.DOSSIER_OFFER_EXPIRES, retry=False
            )
    except (OperationalError, OSError):
        log.warning("dossier_not_offered", dossier=dossier_id, exc_info=True)
        return False
    return True


def offer_all() -> None:
    """Offer every dossier that waits for a worker, the oldest first; end where the broker takes none."""
    for dossier_id in Dossier.objects.free().order_by("requested_at").values_list("pk", flat=True):
        if not offer(dossier_id):
            return
