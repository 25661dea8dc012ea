"""What may be read of the judgments of the two market leaders: an own one, and both once both are submitted."""

from plans.models.transformatie import Beoordeling, Beoordelingstand, Indiening
from plans.transformatie import rules


def both_submitted(indiening: Indiening) -> bool:
    """Did both market leaders submit their judgment? Until then neither knows anything of the other's. One query."""
    submitted = Beoordeling.objects.filter(indiening=indiening, status=Beoordelingstand.INGEDIEND)
    return submitted.count() == 2


def judgments_of(indiening: Indiening, user) -> list[Beoordeling]:
    """Answer the judgments on `indiening` that this person may read, each with its organisation and its `oordelen`.

    That of the market leader whose hat is on; that of the other one as well once both are submitted. Nothing for anybody
    else: who recused themselves, who has a conflict of interest by fact, applicants, and other insurers. Leader 1 first.
    """
    own = rules.signs_for(user, indiening)
    if own is None:
        return []
    judgments = Beoordeling.objects.filter(indiening=indiening).select_related("organisation")
    if not both_submitted(indiening):
        judgments = judgments.filter(organisation=own)
    found = judgments.prefetch_related("oordelen__criterion")
    return sorted(found, key=lambda judgment: judgment.organisation_id != indiening.leader_1_id)
