"""Loading the demonstration: its people, plans, figures and regiobeelden, once; what people did with them since is kept."""

from django.conf import settings
from django.db import transaction

from iza_portal.demo.accounts import add_people
from iza_portal.demo.dates import add_dates
from iza_portal.demo.figures import EARLIER_FILES, LATER_FILES, add_figures
from iza_portal.demo.money import add_money
from iza_portal.demo.plans import add_plans
from iza_portal.demo.regiobeelden import add_beelden, add_earlier_beeld
from iza_portal.demo.transformatieplannen import add_transformatieplannen
from iza_portal.demo.werkagendas import add_werkagendas
from regions.models import Region


class NotHere(Exception):
    """The demonstration has no place in this portal; the message says why."""


@transaction.atomic
def load() -> tuple[int, int, int, int]:
    """Add the people, plans, files of figures and regiobeelden that were never here; answer how many of each are new."""
    if not settings.DEMO:
        raise NotHere("This portal is not a demonstration (DEMO is not true), so nothing is loaded.")
    if not Region.objects.exists():
        raise NotHere("There are no regions yet. Load the reference data first: manage.py load_reference")
    people = add_people()
    add_dates()
    # In the order of time: the earlier regiobeeld keeps the figures that there were when it was adopted.
    files = add_figures(EARLIER_FILES)
    beelden = add_earlier_beeld()
    files += add_figures(LATER_FILES)
    beelden += add_beelden()
    # Last, for their opgaven trace to the knelpunten of the regiobeelden.
    plans = add_plans() + add_werkagendas() + add_transformatieplannen()
    # After the plans, for lines of a budget name their opgaven.
    add_money()
    return people, plans, files, beelden
