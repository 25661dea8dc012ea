"""Which applications for the SPUK there are of a plan, and for which of its municipalities."""

from dataclasses import dataclass

from funding.models import Aanvraagdeelnemer, SpukAanvraag
from plans.models.transformatie import Transformatieplan


@dataclass(frozen=True)
class Listed:
    """An application with the names and keys of its municipalities; `may_open`: this person reads more than that it is."""

    aanvraag: SpukAanvraag
    names: list[str]
    organisations: set[int]
    may_open: bool


def applications_of(plan: Transformatieplan, user) -> list[Listed]:
    """Answer the applications of the plan, for a party of it; three queries."""
    aanvragen = SpukAanvraag.objects.filter(plan=plan).select_related("aanvrager")
    readable = set(SpukAanvraag.objects.visible_to(user).filter(plan=plan).values_list("pk", flat=True))
    of_each: dict[int, list] = {}
    for each in Aanvraagdeelnemer.objects.filter(aanvraag__plan=plan).select_related("partij__organisation"):
        of_each.setdefault(each.aanvraag_id, []).append(each.partij)
    found = []
    for aanvraag in aanvragen:
        aanvraag.plan = plan
        parties = of_each.get(aanvraag.pk, [])
        organisations = {party.organisation_id for party in parties}
        found.append(Listed(aanvraag, sorted(map(str, parties)), organisations, aanvraag.pk in readable))
    return found
