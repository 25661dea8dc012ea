"""Telling a municipality that another one applies for it, and asks its proof."""

from funding.models import Aanvraagdeelnemer, SpukAanvraag
from funding.rules import ENTERING
from iza_portal.notices.models import NoticeKind
from iza_portal.notices.telling import tell
from plans.transformatie.concerned import people_at


def tell_taken_in(aanvraag: SpukAanvraag, deelnemer: Aanvraagdeelnemer, *, by) -> None:
    """Tell who enters for the municipality that it is in the application, and that its written proof is asked."""
    sentence = (
        f"{aanvraag.aanvrager} neemt uw gemeente op in een SPUK-aanvraag. Voeg het bewijs toe, of haal haar eruit."
    )
    key = f"spukaanvraag:{aanvraag.pk}:{deelnemer.pk}"
    for person in people_at([deelnemer.partij.organisation_id], ENTERING):
        path = aanvraag.get_absolute_url()
        tell(person, kind=NoticeKind.TOEGEWEZEN, sentence=sentence, path=path, key=key, by=by)
