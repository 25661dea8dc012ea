"""Noting in the national pot what happened to it outside the portal: money that came, went elsewhere, or is set aside."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from iza_portal.page.templatetags.page import euros
from iza_portal.trail.recording import record
from plans.models.transformatie import Potmutatie, Potsoort, Thema
from plans.transformatie import rules
from plans.transformatie.pot.standing import NOTHING, Pot, hold_pot, standing
from plans.transformatie.verbs import TransformatieVerb

#: What is noted by hand; awards and what comes back of them are acts of their own.
NOTED = [Potsoort.BESCHIKBAAR, Potsoort.ANDERS_BESTEED, Potsoort.RESERVERING]
#: The first day of the akkoord that the money is of.
FIRST_DAY = date(2022, 9, 16)


@transaction.atomic
def record_change(
    *, by, kind: str, amount: Decimal, what: str, source: str, on: date, theme: Thema | None = None
) -> Potmutatie:
    """Add a change to the pot, in euros as `Potmutatie.amount` has it: what goes off is negative.

    A negative reservation lets a reservation go. Raises `PermissionDenied` for who does not award, and `ValidationError`
    where the amount does not fit its kind, or where the pot would owe more than it has: to a theme or to anybody.
    """
    if not rules.awards(by):
        raise PermissionDenied
    if kind not in NOTED:
        raise ValidationError({"kind": "Dit legt u niet met de hand vast."})
    if not FIRST_DAY <= on <= timezone.localdate():
        raise ValidationError({"on": "Kies een dag van 16 september 2022 tot en met vandaag."})
    if (kind == Potsoort.RESERVERING) != (theme is not None):
        raise ValidationError({"theme": "Kies een thema bij een reservering, en alleen daar."})
    mutatie = Potmutatie(
        on=on, kind=kind, amount=amount, what=what.strip(), theme=theme, source=source.strip(), by=by, peildatum=on
    )
    if not amount or (kind != Potsoort.RESERVERING and (amount > 0) != (kind == Potsoort.BESCHIKBAAR)):
        raise ValidationError({"amount": "Vul een bedrag in dat hoger is dan nul."})
    mutatie.full_clean()
    hold_pot()
    if why_not := _why_not(standing(), kind, amount, theme):
        raise ValidationError({"amount": why_not})
    mutatie.save()
    record(
        TransformatieVerb.POT_CHANGED,
        mutatie,
        by=by,
        detail=mutatie.what,
        after={"soort": mutatie.get_kind_display(), "bedrag": str(amount), "thema": str(theme or "")},
    )
    return mutatie


def _why_not(pot: Pot, kind: str, amount: Decimal, theme: Thema | None) -> str:
    if kind != Potsoort.RESERVERING:
        return "" if pot.free + amount >= NOTHING else f"Er is {euros(pot.free)} vrij. Meer kan er niet af."
    if amount > pot.free:
        return f"Er is {euros(pot.free)} vrij. Meer kunt u niet reserveren."
    held = pot.reserved_for(theme.pk)
    return "" if held + amount >= NOTHING else f"Voor dit thema is nog {euros(held)} gereserveerd."
