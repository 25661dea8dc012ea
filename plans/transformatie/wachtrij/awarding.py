"""Giving money to the plan whose turn it is, and letting money that a plan does not need come back to the pot."""

from collections.abc import Sequence
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from iza_portal.page.templatetags.page import euros
from iza_portal.trail.recording import record
from plans.models.transformatie import Betaling, Potmutatie, Potsoort, Toekenning, Transformatieplan
from plans.transformatie import moving, rules
from plans.transformatie.pot.standing import NOTHING, hold_pot, standing
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.wachtrij import numbers, telling
from plans.transformatie.wachtrij.queue import Place, next_in, queue
from plans.transformatie.workflow import Planstand

#: In which a plan has the money that it was given.
FUNDED = [Planstand.UITVOERING, Planstand.AFGEROND, Planstand.GESTOPT]
WHAT = Potmutatie._meta.get_field("what").max_length


@transaction.atomic
def award(plan: Transformatieplan, *, by, reason: str) -> Toekenning:
    """Give `plan` what it asks, out of what is reserved for its theme first, and let it be carried out.

    It is the turn of the top of the queue, or of a plan for whose theme all that it asks is reserved (`queue.next_in`).
    Where plans stand before it, the reason that is kept says so. Raises `PermissionDenied` for who does not award or has an
    interest in the plan, and `ValidationError` where the plan is not in the queue (any more), its turn has not come, or the
    reason is missing.
    """
    plan = moving.locked(plan)
    if not rules.awards_to(by, plan):
        raise PermissionDenied
    hold_pot()
    pot = standing()
    places = queue(pot)
    place = next((each for each in places if each.plan.pk == plan.pk), None)
    if place is None:
        raise ValidationError(f"Dit plan staat niet (meer) in de wachtrij. De stand is “{plan.get_status_display()}”.")
    if why_not := why_not_now(place, places):
        raise ValidationError(why_not)
    passed = places[: place.number - 1]
    kept = numbers.kept(place, places, pot)
    mutatie = _take(place, by)
    toekenning = Toekenning.objects.create(mutatie=mutatie, reason=_reason(reason, passed), numbers=kept, by=by)
    moving.step(plan, by=by, source=Planstand.WACHTRIJ, target=Planstand.UITVOERING, reason=reason)
    telling.tell_awarded(plan, place.amount, by=by)
    return toekenning


def why_not_now(place: Place, places: Sequence[Place]) -> str:
    """Answer why this plan can get no money now, or nothing."""
    if not place.fits:
        return f"Voor dit plan is nu {euros(place.open_to_it)} beschikbaar, en het vraagt {euros(place.amount)}."
    turn = next_in(places)
    if turn is None:
        top = places[0].plan
        return (
            f"Vrij geld wacht op het bovenste plan, “{top}”. "
            "Een plan verderop krijgt alleen wat voor zijn thema is gereserveerd."
        )
    if turn.plan.pk != place.plan.pk:
        return f"Eerst is “{turn.plan}” aan de beurt: dat staat op plek {turn.number}, en het geld is er."
    return ""


@transaction.atomic
def free(plan: Transformatieplan, *, by, amount: Decimal, reason: str) -> Potmutatie:
    """Let `amount` euros of what the plan was given come back to what is free in the pot: for the top of the queue.

    Raises `PermissionDenied` for who neither coordinates the plan nor awards, and `ValidationError` where nothing was given,
    where more would come back than was given and neither paid nor freed yet, or where the reason is missing.
    """
    plan = moving.locked(plan)
    if not (rules.decides_on_execution(by, plan) or rules.awards(by)):
        raise PermissionDenied
    if plan.status not in FUNDED:
        raise ValidationError(f"Er is aan dit plan geen geld toegekend. De stand is “{plan.get_status_display()}”.")
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Schrijf op waarom dit geld vrijvalt. Wie het plan ziet, leest dit."})
    hold_pot()
    left = unspent(plan)
    if amount <= 0:
        raise ValidationError({"amount": "Vul een bedrag in dat hoger is dan nul."})
    if amount > left:
        raise ValidationError({"amount": f"Van wat is toegekend kan nog {euros(left)} vrijvallen."})
    mutatie = Potmutatie(
        on=timezone.localdate(),
        kind=Potsoort.VRIJVAL,
        amount=amount,
        what=_cut(f"Vrijgevallen: {plan}"),
        theme=plan.theme,
        plan=plan,
        source=f"Vastgelegd in het portaal door {by.hat}",
        peildatum=timezone.localdate(),
        by=by,
    )
    mutatie.full_clean()
    mutatie.save()
    record(TransformatieVerb.FREED, plan, by=by, reason=reason, after={"bedrag": str(amount)})
    telling.tell_freed(mutatie, by=by)
    return mutatie


def unspent(plan: Transformatieplan) -> Decimal:
    """Answer what the plan was given in euros, less what came back of it and less what was paid out."""
    given = Potmutatie.objects.filter(plan=plan, kind__in=[Potsoort.TOEKENNING, Potsoort.VRIJVAL])
    paid = Betaling.objects.filter(bedrag__mijlpaal__plan=plan).aggregate(total=Sum("amount"))["total"]
    return -(given.aggregate(total=Sum("amount"))["total"] or NOTHING) - (paid or NOTHING)


def _take(place: Place, by) -> Potmutatie:
    """Write what goes off the pot: the award, and what of it goes off the reservation of the theme."""
    today, plan = timezone.localdate(), place.plan
    source = f"Toegekend in het portaal door {by.hat}"
    taken = min(place.reserved, place.amount)
    if taken > 0:
        Potmutatie.objects.create(
            on=today,
            kind=Potsoort.RESERVERING,
            amount=-taken,
            what=_cut(f"Uit de reservering voor {plan.theme}: {plan}"),
            theme=plan.theme,
            plan=plan,
            source=source,
            peildatum=today,
            by=by,
        )
    return Potmutatie.objects.create(
        on=today,
        kind=Potsoort.TOEKENNING,
        amount=-place.amount,
        what=_cut(f"Toegekend: {plan}"),
        theme=plan.theme,
        plan=plan,
        source=source,
        peildatum=today,
        by=by,
    )


def _reason(reason: str, passed: Sequence[Place]) -> str:
    """Answer the reason, with what it has to say where plans stand before this one."""
    if not passed:
        return reason.strip()
    which = ", ".join(f"“{place.plan}”" for place in passed)
    return f"{reason.strip()}\n\nGaat voor op {which}, met geld dat voor dit thema is gereserveerd."


def _cut(what: str) -> str:
    return what if len(what) <= WHAT else f"{what[: WHAT - 1]}…"
