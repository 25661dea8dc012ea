"""Who takes part in a region, and as what: keeping it in line with the reference data."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from iza_portal.reference.datasets import PROVENANCE, Outcome
from iza_portal.trail.recording import record
from regions.models import Participation, Region
from regions.models.participation import SINGLE_ROLES
from regions.verbs import Verb


@transaction.atomic
def follow_data(stated: Sequence[Participation]) -> Outcome:
    """Bring the participations that no person touched in line with what the reference data states.

    What is stated and not there is added; what is no longer stated ends today. A role that a person gave or ended in a
    region stays as that person made it, and a remark says so.
    """
    today = timezone.localdate()
    rows = Participation.objects.select_for_update().order_by("pk")
    current = {_identity(row): row for row in rows if row.ended_on is None}
    made_by_people = {_identity(row) for row in rows if not row.follows_data}
    outcome = Outcome()
    changed, by_region = [], defaultdict(Counter)

    wanted = {_identity(row): row for row in stated}
    for identity, row in list(current.items()):
        if row.follows_data and identity not in wanted:
            row.ended_on = today
            changed.append(row)
            by_region[row.region_id]["beëindigd"] += 1
            del current[identity]
    holders = {(row.region_id, row.role): row for row in current.values() if row.role in SINGLE_ROLES}

    new = []
    for identity, row in wanted.items():
        found = current.get(identity)
        if found and found.follows_data and any(getattr(found, name) != getattr(row, name) for name in PROVENANCE):
            for name in PROVENANCE:
                setattr(found, name, getattr(row, name))
            changed.append(found)
            by_region[row.region_id]["bron bijgewerkt"] += 1
        elif found:
            outcome.unchanged += 1
        elif identity in made_by_people or (row.region_id, row.role) in holders:
            outcome.remarks.append(f"left as people made it: {row}")
            outcome.unchanged += 1
        else:
            row.follows_data = True
            new.append(row)
            by_region[row.region_id]["toegevoegd"] += 1
    Participation.objects.bulk_update(changed, [*PROVENANCE, "ended_on"])
    Participation.objects.bulk_create(new)
    for region in Region.objects.filter(pk__in=by_region):
        record(Verb.PARTICIPATIONS_LOADED, region, by=None, after=dict(by_region[region.pk]))
    outcome.new, outcome.changed = len(new), len(changed)
    return outcome


def _identity(row: Participation) -> tuple[int, int, str]:
    return row.organisation_id, row.region_id, row.role
