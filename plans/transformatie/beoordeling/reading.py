"""What may be read of the judgments of the two market leaders: an own one, and both once both are submitted."""

from django.db.models import Exists, OuterRef, Q

from plans.models.transformatie import Beoordeling, Beoordelingstand, Indiening
from plans.transformatie import rules

#: So many market leaders judge a plan.
LEADERS = 2


def both_submitted(indiening: Indiening) -> bool:
    """Did both market leaders submit their judgment? Until then neither knows anything of the other's. One query."""
    submitted = Beoordeling.objects.filter(indiening=indiening, status=Beoordelingstand.INGEDIEND)
    return submitted.count() == LEADERS


def other_is_open() -> Exists:
    """Make the condition, on a judgment, that the other one on the same submission is not submitted yet."""
    others = Beoordeling.objects.filter(~Q(pk=OuterRef("pk")), indiening=OuterRef("indiening"))
    return Exists(others.exclude(status=Beoordelingstand.INGEDIEND))


def judgments_of(indiening: Indiening, user) -> list[Beoordeling]:
    """Answer the judgments on `indiening` that this person may read, each with its organisation and its `oordelen`.

    That of the market leader whose hat is on; that of the other one as well once both are submitted. Nothing for anybody
    else: who recused themselves, who has an interest in the plan, applicants, and other insurers. Leader 1 first.
    """
    own = rules.signs_for(user, indiening)
    if own is None:
        return []
    found = both_of(indiening)
    return found if both_submitted(indiening) else [each for each in found if each.organisation_id == own]


def both_of(indiening: Indiening) -> list[Beoordeling]:
    """Answer both judgments, for who may read them (`judgments_of`), each with its `oordelen`; leader 1 first."""
    judgments = Beoordeling.objects.filter(indiening=indiening).prefetch_related("oordelen")
    found = judgments.select_related("organisation", "submitted_by", "signed_by")
    return sorted(found, key=lambda judgment: judgment.organisation_id != indiening.leader_1_id)
