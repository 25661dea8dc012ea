"""The transformatieplannen that a person writes or submits, with where each of them is: their list on Mijn werk."""

from dataclasses import dataclass

from django.db.models import BooleanField, Exists, OuterRef, Subquery
from django.utils import timezone

from iza_portal.accounts.models import Organisation
from plans.models.transformatie import Indiening, Loketstand, Partijrol, Transformatiepartij, Transformatieplan
from plans.transformatie import rules
from plans.transformatie.overzicht.standing import Standing, words_of
from plans.transformatie.termijnen import Termijn
from plans.transformatie.workflow import ENDED, WRITABLE, Planstand


@dataclass(frozen=True)
class Own:
    """A plan in somebody's list: with whom it is, and what the person does in it now, if anything."""

    plan: Transformatieplan
    standing: Standing
    does: str


def own_plans(user) -> list[Own]:
    """Answer the plans that this person writes or submits under the hat that is on, until they ended.

    Those that wait for the applicants come first. One query: they stand on a page that has much else to ask.
    """
    if not rules.functions_under_hat(user) & rules.SUBMITTING_FUNCTIONS or user.hat.kind not in rules.STARTING_KINDS:
        return []
    own = Transformatiepartij.objects.filter(plan=OuterRef("pk"), organisation=user.hat.pk, part=Partijrol.INDIENER)
    lead = Transformatiepartij.objects.filter(plan=OuterRef("pk"), is_lead=True)
    submitted = Indiening.objects.filter(plan=OuterRef("pk"), closed_at=None)
    desk = Loketstand.objects.filter(step=OuterRef("step"), from_on__lte=timezone.localdate()).order_by("-from_on")
    stopped = submitted.annotate(stopped=Subquery(desk.values("stops_clock")[:1], output_field=BooleanField()))
    plans = (
        Transformatieplan.objects.filter(Exists(own))
        .exclude(status__in=[*ENDED, Planstand.GENOEMD])
        .select_related("marktleider_1", "marktleider_2", "insurer")
        .annotate(
            lead_kind=Subquery(lead.values("organisation__kind")[:1]),
            lead_name=Subquery(lead.values("organisation__name")[:1]),
            leads=Exists(own.filter(is_lead=True)),
            due_on=Subquery(submitted.values("due_on")[:1]),
            is_stopped=Subquery(stopped.values("stopped")[:1]),
        )
        .order_by("title", "pk")
    )
    rows = [Own(plan, _standing(plan), _does(user, plan)) for plan in plans]
    return sorted(rows, key=lambda row: row.plan.status not in WRITABLE)


def _standing(plan) -> Standing:
    lead = str(Organisation(kind=plan.lead_kind, name=plan.lead_name)) if plan.lead_name else ""
    days_left = (plan.due_on - timezone.localdate()).days if plan.due_on else 0
    termijn = Termijn(plan.due_on, days_left, bool(plan.is_stopped)) if plan.due_on else None
    return Standing(*words_of(plan, lead), termijn)


def _does(user, plan) -> str:
    """Answer what this person, who acts for a party that submits the plan, does in it now."""
    if plan.status not in WRITABLE:
        return ""
    writes = bool(rules.functions_under_hat(user) & rules.WRITING_FUNCTIONS)
    if plan.leads:
        return "u schrijft en dient in" if writes else "u dient in"
    return "u schrijft mee" if writes else ""
