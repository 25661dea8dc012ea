"""Loading the demonstration: its people, plans and figures, once; what people did with them since is kept."""

from django.conf import settings
from django.db import transaction

from iza_portal.demo.accounts import add_people
from iza_portal.demo.figures import add_figures
from iza_portal.demo.plans import add_plans
from regions.models import Region


class NotHere(Exception):
    """The demonstration has no place in this portal; the message says why."""


@transaction.atomic
def load() -> tuple[int, int, int]:
    """Add the people, plans and files of figures of the demonstration that were never here; answer how many are new."""
    if not settings.DEMO:
        raise NotHere("This portal is not a demonstration (DEMO is not true), so nothing is loaded.")
    if not Region.objects.exists():
        raise NotHere("There are no regions yet. Load the reference data first: manage.py load_reference")
    return add_people(), add_plans(), add_figures()
