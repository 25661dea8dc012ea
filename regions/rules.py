"""Who may do what around a region, as predicates and filters."""

from django.db.models import Exists, OuterRef

from iza_portal.accounts.models import Organisation
from regions.models import Participation
from regions.roles import coordinates, roles_of


def organisations_to_invite_for(user):
    """Answer the organisations for which `user` may invite as regiocoördinator.

    Those that take part only in regions that this person coordinates: somebody invited for an organisation gets its
    rights in every region where it takes part, and the regiocoördinator has no say in other regions.
    """
    coordinated = {role.region_id for role in roles_of(user) if coordinates(user, role.region_id)}
    if not coordinated:
        return Organisation.objects.none()
    current = Participation.objects.current().filter(organisation=OuterRef("pk"))
    return Organisation.objects.filter(
        Exists(current.filter(region__in=coordinated)), ~Exists(current.exclude(region__in=coordinated))
    )
