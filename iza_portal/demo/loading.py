"""Loading the demonstration: its people and its plans, once; what people did with them since is kept."""

from django.conf import settings
from django.db import transaction

from iza_portal.demo.accounts import add_people
from iza_portal.demo.plans import add_plans
from regions.models import Region


class NotHere(Exception):
    """The demonstration has no place in this portal; the message says why."""


@transaction.atomic
def load() -> tuple[int, int]:
    """Add the people and plans of the demonstration that were never here; answer how many of each are new."""
    if not settings.DEMO:
        raise NotHere("This portal is not a demonstration (DEMO is not true), so nothing is loaded.")
    if not Region.objects.exists():
        raise NotHere("There are no regions yet. Load the reference data first: manage.py load_reference")
    return add_people(), add_plans()
