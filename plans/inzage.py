"""Reading a plan that is not published, as an administrator of the portal: for a stated reason, for an hour, on record."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from iza_portal.trail.recording import record
from plans import rules
from plans.models import Inzage
from plans.verbs import PlanVerb

TERM = timedelta(hours=1)


@transaction.atomic
def read_with_reason(plan, *, by, reason) -> Inzage:
    """Open the plan for this administrator; the people of the region see who and why in the history."""
    if not rules.may_ask_inzage(by, plan):
        raise PermissionDenied
    inzage = Inzage.objects.create(user=by, plan=plan, reason=reason, expires_at=timezone.now() + TERM)
    record(PlanVerb.INZAGE, plan, by=by, reason=reason)
    return inzage
