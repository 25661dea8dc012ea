"""Judging a submission for a market leader: per criterion beside the text, an advice, and a second person who signs.

The forms are pages of their own, and open in place (`iza_portal.page.fragments`): the criteria are one piece that comes
back whole after a save, while forms that are open stay as they are.
"""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from plans.models.transformatie import (
    Beoordeling,
    Indiening,
)
from plans.transformatie import rules
from plans.transformatie.beoordeling import reading
from plans.transformatie.finding import plan_or_404

PIECE = "#ter-plekke"


class Own(NamedTuple):
    """The judgment of the insurer whose hat is on, and the key of that insurer."""

    judgment: Beoordeling
    organisation_id: int

    @property
    def indiening(self) -> Indiening:
        return self.judgment.indiening

    @property
    def plan(self):
        return self.indiening.plan


class StandsAsideError(PermissionDenied):
    """The person would judge, but recused themselves or has an interest in the plan."""

    def __init__(self, plan):
        super().__init__("U beoordeelt dit plan niet.")
        self.plan = plan


def _own(request, pk: int, indiening_pk: int) -> Own:
    """Answer the judgment that this person draws up or signs. 404 for who is of no market leader."""
    plan = plan_or_404(request, pk)
    if not rules.functions_under_hat(request.user) & rules.SIGNING_FUNCTIONS:
        raise Http404
    judgment = get_object_or_404(
        Beoordeling.objects.select_related("indiening__kader", "submitted_by", "signed_by").annotate(
            other_is_open=reading.other_is_open()
        ),
        indiening=indiening_pk,
        indiening__plan=plan,
        organisation=request.user.hat,
    )
    judgment.indiening.plan = plan
    organisation_id = rules.signs_for(request.user, judgment.indiening)
    if organisation_id is None:
        raise StandsAsideError(plan)
    return Own(judgment, organisation_id)


def _judged(request, pk: int, indiening_pk: int) -> Own:
    """As `_own`, for acts of a beoordelaar. Who only signs is refused."""
    own = _own(request, pk, indiening_pk)
    if not rules.functions_under_hat(request.user) & rules.JUDGING_FUNCTIONS:
        raise PermissionDenied("Alleen een beoordelaar doet dit.")
    return own
