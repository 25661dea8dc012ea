"""Paying at a milestone that was reached, as the coördinerend verzekeraar records it (domain: C9, D3)."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from iza_portal.page.templatetags.page import euros, long_date
from iza_portal.trail.recording import record
from plans.models.transformatie import Betaling, Mijlpaalbedrag, Mijlpaaluitkomst
from plans.transformatie import rules
from plans.transformatie.uitvoering import telling
from plans.transformatie.uitvoering.guarding import in_execution
from plans.transformatie.verbs import TransformatieVerb

NOT_REACHED = "Deze mijlpaal is niet behaald. Er wordt pas betaald als zij is behaald."


@transaction.atomic
def pay(bedrag, *, by, on: date, amount: Decimal, reference: str = "") -> Betaling:
    """Record a payment of `amount` euros on a day, or set one right by an amount below zero.

    All payments together are never more than what was agreed, and never less than nothing. Raises `ValidationError` where
    the plan is not carried out or the milestone was not reached, and at the field for an amount that does not fit and a day
    that is still to come or lies before the decision; `PermissionDenied`.
    """
    plan = in_execution(bedrag.mijlpaal.plan_id)
    rows = Mijlpaalbedrag.objects.select_for_update(of=["self"]).select_related("mijlpaal", "partij__organisation")
    bedrag = rows.get(pk=bedrag.pk)
    if not rules.decides_on_execution(by, plan):
        raise PermissionDenied("De coördinerend verzekeraar legt betalingen vast.")
    reached = bedrag.mijlpaal.bewijzen.filter(outcome=Mijlpaaluitkomst.BEHAALD).first()
    if reached is None:
        raise ValidationError(NOT_REACHED)
    betaling = Betaling(bedrag=bedrag, on=on, amount=amount, reference=reference.strip(), by=by)
    betaling.clean_fields(exclude=["bedrag", "by"])
    _check(betaling, paid=bedrag.betalingen.aggregate(sum=Sum("amount"))["sum"] or Decimal(0))
    if on > timezone.localdate():
        raise ValidationError({"on": "Deze dag moet nog komen. Leg de betaling vast als zij is gedaan."})
    if on < (decided_on := timezone.localdate(reached.decided_at)):
        raise ValidationError({"on": f"De mijlpaal is behaald op {long_date(decided_on)}. Kies die dag of een latere."})
    betaling.save()
    record(
        TransformatieVerb.PAID,
        plan,
        by=by,
        detail=f"{bedrag.partij}, mijlpaal “{bedrag.mijlpaal}”",
        part_id=bedrag.pk,
        after={
            "bedrag in euro’s": str(betaling.amount),
            "betaald op": on.isoformat(),
            "kenmerk van de betaling": betaling.reference,
        },
    )
    telling.tell_paid(betaling, plan, by=by)
    return betaling


def _check(betaling: Betaling, *, paid: Decimal) -> None:
    """Refuse an amount that is nothing, more than is open, or takes back more than was paid."""
    if not betaling.amount:
        raise ValidationError({"amount": "Vul een bedrag in dat niet nul is."})
    open_amount = betaling.bedrag.amount - paid
    if betaling.amount > open_amount:
        said = f"Er staat nog {euros(open_amount)} open. Meer dan dat wordt niet betaald."
        raise ValidationError({"amount": said if open_amount else "Dit bedrag is helemaal betaald."})
    if betaling.amount + paid < 0:
        raise ValidationError({"amount": f"Er is {euros(paid)} betaald. Meer dan dat kan niet terug."})
