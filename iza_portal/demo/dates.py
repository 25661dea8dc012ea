"""The dates that the region of the demonstration set for itself, by its regiocoördinator."""

from datetime import time, timedelta

from django.utils import timezone

from iza_portal.demo.accounts import person
from iza_portal.trail.recording import history
from regions.agenda.editing import add_date, may_set
from regions.models import Region
from regions.verbs import RegionVerb

REGION, COORDINATOR = "zhe-bar", "regiocoordinator.zhe-bar"
_NOTHING = {"starts_at": None, "ends_at": None, "place": "", "note": "", "audience": [], "is_provisional": False}
# In how many days each is.
DATES = [
    (-21, {"what": "Regiotafel", "starts_at": time(9, 30), "ends_at": time(11, 0), "place": "Barendrecht"}),
    (
        12,
        {
            "what": "Regiotafel over het regioplan",
            "starts_at": time(9, 30),
            "ends_at": time(11, 30),
            "place": "Ridderkerk",
            "note": "De stukken staan een week eerder in het portaal.",
        },
    ),
    (30, {"what": "Reactie van de gemeenten op de leesversie", "audience": ["gemeenten"]}),
    (75, {"what": "Bijeenkomst met inwoners en cliëntenraden", "is_provisional": True}),
]


def add_dates() -> None:
    """Set the dates where none was ever set, and the coordinator still may: what people took away stays away."""
    region, coordinator = Region.objects.get(slug=REGION), person(COORDINATOR)
    if history(region).filter(verb=RegionVerb.DATE_SET).exists() or not may_set(coordinator, region):
        return
    today = timezone.localdate()
    for days, said in DATES:
        add_date(region, by=coordinator, on=today + timedelta(days=days), **_NOTHING | {"domeinen": ["B"]} | said)
