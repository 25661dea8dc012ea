"""The rows of a vaststelling: each college and board that decides on a plan has its own."""

from iza_portal.accounts.models import Kind
from plans.models import Besluit, Orgaan, Vaststellingsversie
from regions.models import Participation


def open_besluiten(versie: Vaststellingsversie) -> list[Besluit]:
    """Give each municipality that takes part in the region a row: its college decides. Inside the caller's transaction."""
    parts = Participation.objects.current().filter(region=versie.plan.region_id, organisation__kind=Kind.GEMEENTE)
    organisations = sorted(set(parts.values_list("organisation", flat=True)))
    return Besluit.objects.bulk_create(
        Besluit(versie=versie, organisation_id=organisation, orgaan=Orgaan.COLLEGE) for organisation in organisations
    )
