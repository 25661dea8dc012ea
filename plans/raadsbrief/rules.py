"""Who may have a raadsinformatiebrief made, and for which municipality."""

from django.db.models import QuerySet

from iza_portal.accounts.models import Kind, Organisation
from plans.models import Regioplan, Status
from regions.participation import organisations_of
from regions.roles import acting_roles_in, coordinates


def municipalities_for(user, plan: Regioplan) -> QuerySet[Organisation]:
    """Answer the municipalities of the region to whose council this person may have a letter made, in their order.

    The one whose hat is on; for the regiocoördinator all of them. There is none about a plan that was withdrawn.
    """
    if plan.status == Status.INGETROKKEN:
        return Organisation.objects.none()
    found = organisations_of(plan.region_id).filter(kind=Kind.GEMEENTE)
    if coordinates(user, plan.region_id):
        return found
    return found.filter(pk__in={role.organisation_id for role in acting_roles_in(user, plan.region_id)})


def may_make_one(user, plan: Regioplan) -> bool:
    """Is there a municipality to whose council this person may have a letter made? No query more than their roles."""
    if plan.status == Status.INGETROKKEN:
        return False
    roles = acting_roles_in(user, plan.region_id)
    return coordinates(user, plan.region_id) or any(role.kind == Kind.GEMEENTE for role in roles)
