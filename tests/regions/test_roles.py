"""Who has a part in a region is asked in two ways: as the people of a region, and of a row that names a person."""

from django.utils import timezone

from iza_portal.accounts.models import Membership, User
from regions.models import Participation
from regions.roles import people_of_region
from tests.factories import SectionFactory


def test_an_owner_takes_part_when_they_are_one_of_the_people_of_the_region(cast):
    cast.kassier.memberships.update(ended_at=timezone.now())
    Participation.objects.filter(organisation=cast.zorgaanbieder.hat).update(ended_on=timezone.localdate())
    User.objects.filter(pk=cast.bestuurder.pk).update(is_active=False)
    # Once more at an organisation that they left: that changes nothing.
    Membership.objects.create(user=cast.ambtenaar, organisation=cast.beoordelaar_1.hat, ended_at=timezone.now())
    for person in cast.people.values():
        SectionFactory(plan=cast.plan, owner=person)
    SectionFactory(plan=cast.plan, owner=None)
    rows = cast.plan.sections.with_owner().values_list("owner", "owner_takes_part")
    people = set(people_of_region(cast.region.pk).values_list("pk", flat=True))
    assert {owner for owner, takes_part in rows if takes_part} == people
    assert len(people) == len(
        {"ambtenaar", "ambtenaar_2", "regiocoordinator", "beheerder", "beoordelaar_1", "beoordelaar_2"}
    )
    assert None in {owner for owner, _ in rows}
