"""Who can judge or sign for an insurer, but for those who have a part in the plan or took no part in judging it."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from iza_portal.accounts.models import Membership, User
from plans.models.transformatie import Indiening, Toewijzing, Transformatiepartij


def people_of(organisation_id: int, functions: Iterable[str]) -> QuerySet[User]:
    """Answer who does one of these things for the insurer now, by name."""
    doing = Membership.objects.filter(
        user=OuterRef("pk"), organisation=organisation_id, function__in=functions, ended_at=None
    )
    return User.objects.filter(Exists(doing), is_active=True).order_by("name", "pk")


def people_left(indiening: Indiening, organisation_id: int, functions: Iterable[str]) -> QuerySet[User]:
    """Answer those of `people_of` who can judge or sign the submission: `rules.signs_for`, of others than who asks.

    Not who recused themselves, who acts for a party of the plan, or who acts for the other market leader as well.
    """
    recused = Toewijzing.objects.filter(
        indiening__plan=indiening.plan_id, person=OuterRef("pk"), recused_at__isnull=False
    )
    parties = Transformatiepartij.objects.filter(plan=indiening.plan_id, organisation__isnull=False)
    other = {indiening.leader_1_id, indiening.leader_2_id} - {organisation_id}
    elsewhere = Membership.objects.filter(user=OuterRef("pk"), ended_at=None)
    at_party = elsewhere.filter(organisation__in=parties.values("organisation"))
    at_other = elsewhere.filter(organisation__in=other)
    return people_of(organisation_id, functions).exclude(Exists(recused) | Exists(at_party) | Exists(at_other))
