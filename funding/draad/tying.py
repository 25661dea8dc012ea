"""Tying a line of a budget to the opgave that it pays for (decision 0041)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404

from funding import rules
from funding.draad.regions_of import plans_of, regions_of
from funding.grootboek.holding import held
from funding.models import Budgetregel
from funding.verbs import FundingVerb
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import record
from plans.models import Opgave


def opgaven_for(budget, user):
    """Answer the opgaven that a line of the budget can pay for: of the followed plans that the person reads."""
    plans = plans_of(regions_of(budget), user)
    return (
        Opgave.objects.filter(plan__in=plans, position__isnull=False)
        .select_related("plan")
        .order_by("plan", "position")
    )


@transaction.atomic
def tie(regel: Budgetregel, *, by, version: int, opgave_key: UUID | None) -> Budgetregel:
    """Say which opgave the line pays for, or with None that it pays for none of the plan.

    The key is that of the opgave in every version of the plan. Raises `PermissionDenied` for who enters nothing on the
    line, `OutdatedVersion` where it changed meanwhile, and `ValidationError` for an opgave of no plan that is followed.
    """
    budget = held(regel.budget)
    lines = Budgetregel.objects.select_for_update(of=["self"]).select_related("municipality")
    regel = get_object_or_404(lines, budget=budget, pk=regel.pk)
    regel.budget = budget
    if not rules.enters_on(by, regel):
        raise PermissionDenied
    if regel.version != version:
        raise OutdatedVersion(regel)
    if regel.opgave_key == opgave_key:
        return regel
    opgave = None
    if opgave_key is not None:
        opgave = opgaven_for(budget, by).filter(key=opgave_key).first()
        if opgave is None:
            raise ValidationError({"opgave": "Deze opgave staat niet in het plan dat de regio nu volgt."})
    before, regel.opgave_key = regel.opgave_key, opgave_key
    regel.version += 1
    regel.save(update_fields=["opgave_key", "version"])
    record(
        FundingVerb.TIED,
        budget,
        by=by,
        detail=f"{regel.title}: {opgave.title if opgave else 'geen opgave'}",
        part_id=regel.pk,
        before={"opgave": str(before or "")},
        after={"opgave": str(opgave_key or "")},
    )
    return regel
