"""The rows of a vaststelling: each college, board or council that decides on a plan has its own."""

from iza_portal.accounts.models import Kind
from plans.models import Besluit, Orgaan, Regioplan, Vaststellingsversie
from plans.vaststelling.freezing import frozen_version
from plans.workflow import IN_FORCE
from regions.models import Participation


def open_besluiten(versie: Vaststellingsversie) -> list[Besluit]:
    """Give each municipality that takes part in the region a row: its college decides. Inside the caller's transaction."""
    parts = Participation.objects.current().filter(region=versie.plan.region_id, organisation__kind=Kind.GEMEENTE)
    organisations = sorted(set(parts.values_list("organisation", flat=True)))
    return Besluit.objects.bulk_create(
        Besluit(versie=versie, organisation_id=organisation, orgaan=Orgaan.COLLEGE) for organisation in organisations
    )


def besluiten_of(plan: Regioplan) -> list[Besluit]:
    """Answer the decisions on what is decided on now, each with its organisation and plan; none of a concept."""
    versie = frozen_version(plan)
    if versie is None or plan.status not in IN_FORCE:
        return []
    versie.plan = plan
    rows = list(versie.besluiten.select_related("organisation", "recorded_by"))
    for row in rows:
        row.versie = versie
    return rows
