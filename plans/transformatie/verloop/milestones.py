"""Milestones as they read now: as they were approved, or as the last change that was granted says."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from plans.models.transformatie import Mijlpaalbewijs, Mijlpaaluitkomst, Mijlpaalwijziging, Transformatiemijlpaal


def as_they_read(mijlpalen: QuerySet[Transformatiemijlpaal]) -> QuerySet[Transformatiemijlpaal]:
    """Answer these milestones with `title_now`, `due_now`, and whether they are `reached` or `delivered`, in one query.

    `delivered`: there is evidence that nobody decided on yet.
    """
    granted = Mijlpaalwijziging.objects.filter(mijlpaal=OuterRef("pk"), is_granted=True).order_by("-number")
    evidence = Mijlpaalbewijs.objects.filter(mijlpaal=OuterRef("pk"))
    return mijlpalen.annotate(
        title_now=Coalesce(Subquery(granted.values("title")[:1]), "title"),
        due_now=Coalesce(Subquery(granted.values("due_on")[:1]), "due_on"),
        reached=Exists(evidence.filter(outcome=Mijlpaaluitkomst.BEHAALD)),
        delivered=Exists(evidence.filter(outcome="")),
    )
