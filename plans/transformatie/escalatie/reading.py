"""Which escalations a person may read."""

from django.db.models import QuerySet
from django.http import Http404

from plans.models.transformatie import Escalatie, Transformatieplan
from plans.transformatie import rules


def escalaties_of(user, plan: Transformatieplan) -> QuerySet[Escalatie]:
    """Answer the escalations of a plan whose dossier this person may read, the newest first, without their content."""
    rows = plan.escalaties.defer("content").select_related("organisation").order_by("-number")
    return rows if rules.may_read_course(user, plan) else rows.none()


def escalatie_or_404(user, pk: int, number: int) -> Escalatie:
    """Answer an escalation of the plan with this key; what the person may not read is not there."""
    rows = Escalatie.objects.select_related("plan__region", "organisation").prefetch_related("plan__partijen")
    escalatie = rows.filter(plan=pk, number=number).first()
    if escalatie is None or not rules.may_read_course(user, escalatie.plan):
        raise Http404
    return escalatie
