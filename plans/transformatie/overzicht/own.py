"""The transformatieplannen that a person writes or submits, with where each of them is, for Mijn werk too."""

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, OuterRef, Subquery
from django.utils import timezone

from plans.models.transformatie import Indiening, Loketstand, Partijrol, Transformatiepartij, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.termijnen import Termijn
from plans.transformatie.workflow import ENDED, JUDGED, WRITABLE, Planstand


@dataclass(frozen=True)
class Own:
    """A plan in somebody's list: what the person does in it now, or with which insurers it lies and until when."""

    plan: Transformatieplan
    does: str
    lies_with: str
    termijn: Termijn | None


def own_plans(user) -> list[Own]:
    """Answer the plans that this person writes or submits under the hat that is on, until they ended.

    Those that wait for the applicants come first. One query.
    """
    if not rules.may_submit_any(user):
        return []
    own = Transformatiepartij.objects.filter(plan=OuterRef("pk"), organisation=user.hat.pk, part=Partijrol.INDIENER)
    submitted = Indiening.objects.filter(plan=OuterRef("pk"), closed_at=None)
    desk = Loketstand.objects.filter(step=OuterRef("step"), from_on__lte=timezone.localdate()).order_by("-from_on")
    stopped = submitted.annotate(stopped=Subquery(desk.values("stops_clock")[:1], output_field=BooleanField()))
    plans = (
        Transformatieplan.objects.filter(Exists(own))
        .exclude(status__in=[*ENDED, Planstand.GENOEMD])
        .select_related("marktleider_1", "marktleider_2")
        .annotate(
            leads=Exists(own.filter(is_lead=True)),
            due_on=Subquery(submitted.values("due_on")[:1]),
            is_stopped=Subquery(stopped.values("stopped")[:1]),
        )
        .order_by("title", "pk")
    )
    rows = [Own(plan, _does(user, plan), _lies_with(plan), _termijn(plan)) for plan in plans]
    return sorted(rows, key=lambda row: row.plan.status not in WRITABLE)


def _does(user, plan) -> str:
    """Answer what this person, who acts for a party that submits the plan, does in it now."""
    if plan.status not in WRITABLE:
        return ""
    writes = bool(rules.functions_under_hat(user) & rules.WRITING_FUNCTIONS)
    if plan.leads:
        return "u schrijft en dient in" if writes else "u dient in"
    return "u schrijft mee" if writes else ""


def _lies_with(plan) -> str:
    return f"ligt bij {plan.marktleider_1} en {plan.marktleider_2}" if plan.status in JUDGED else ""


def _termijn(plan) -> Termijn | None:
    if plan.status not in JUDGED or plan.due_on is None:
        return None
    return Termijn(plan.due_on, (plan.due_on - timezone.localdate()).days, bool(plan.is_stopped))
