"""What a party of a transformatieplan says, in words: for the page, the history, and who saves what changed meanwhile."""

from iza_portal.accounts.models import Kind
from plans.models.transformatie import Commitment, Partijrol, Sector, Transformatiepartij


def facts_of(party: Transformatiepartij) -> dict[str, str]:
    """Answer what the party says, by the labels of its fields."""
    facts = {
        "partij": str(party),
        "wat is deze partij in het plan": party.get_part_display(),
        "trekker": "ja" if party.is_lead else "nee",
        "sector": party.get_sector_display(),
        "deelt de urgentie en draagt het plan": "ja" if party.carries_urgency else "nee",
        "hoe is de partij betrokken, of hoe wordt zij geraakt": party.how,
        "commitment": party.get_commitment_display(),
        "waartoe verbindt de partij zich": party.commitment_text,
    }
    return facts | ({"commitment van het MSB": party.get_msb_commitment_display()} if party.has_msb else {})


def lacks_of(party: Transformatiepartij) -> list[str]:
    """Answer what is still to be filled in of the party before the plan can be judged, as short phrases."""
    lacks = []
    if party.sector == Sector.ANDERS and party.organisation_id and party.organisation.kind == Kind.ZORGAANBIEDER:
        lacks.append("sector")
    if party.part == Partijrol.GERAAKT and not party.how.strip():
        lacks.append("hoe deze partij wordt geraakt")
    if party.part == Partijrol.INDIENER and party.commitment == Commitment.GEEN:
        lacks.append("commitment")
    if party.has_msb and party.msb_commitment == Commitment.GEEN:
        lacks.append("commitment van het MSB")
    return lacks
