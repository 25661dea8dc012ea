from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from plans import rules
from plans.models import Inzage, Regioplan, Status
from tests.factories import RegioplanFactory


@pytest.fixture
def plans_in_every_state(cast):
    """A plan in each state, in the cast's region and in another one, past the trigger: only new rows, no moves."""
    return [
        RegioplanFactory(region=region, edition=2030 + number, status=status)
        for number, status in enumerate(Status)
        for region in (cast.region, cast.other_region)
    ]


def test_the_filter_and_the_predicate_agree_for_the_whole_cast(cast, plans_in_every_state):
    Inzage.objects.create(
        user=cast.portaalbeheerder, plan=cast.plan, reason="melding", expires_at=timezone.now() + timedelta(hours=1)
    )
    Inzage.objects.create(
        user=cast.buitenstaander,
        plan=cast.plan,
        reason="geen beheerder",
        expires_at=timezone.now() + timedelta(hours=1),
    )
    for user in [*cast.people.values(), AnonymousUser()]:
        visible = set(Regioplan.objects.visible_to(user))
        assert visible == {plan for plan in Regioplan.objects.all() if rules.may_read(user, plan)}, user


def test_a_concept_is_for_its_region_only(cast):
    readers = {name for name, user in cast.people.items() if rules.may_read(user, cast.plan)}
    assert readers == {
        "ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier", "bestuurder", "beheerder",
        "beoordelaar_1", "beoordelaar_2", "zorgaanbieder",
    }  # fmt: skip


def test_who_writes_in_a_concept(cast):
    writers = {name for name, user in cast.people.items() if rules.may_write(user, cast.section)}
    assert writers == {"ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier"}
    cast.section.assignees.add(cast.zorgaanbieder)
    assert rules.may_write(cast.zorgaanbieder, cast.section)
    cast.section.assignees.add(cast.andere_ambtenaar)
    assert not rules.may_write(cast.andere_ambtenaar, cast.section)
    cast.plan.status = cast.section.plan.status = Status.TER_CONSULTATIE
    assert not any(rules.may_write(user, cast.section) for user in cast.people.values())


def test_only_the_regions_own_coordinator_arranges(cast):
    assert {name for name, user in cast.people.items() if rules.may_arrange(user, cast.plan)} == {"regiocoordinator"}
    assert {name for name, user in cast.people.items() if rules.may_start(user, cast.region)} == {"regiocoordinator"}


def test_an_ended_membership_takes_the_right_away(cast):
    cast.ambtenaar.memberships.update(ended_at=timezone.now())
    assert not rules.may_read(cast.ambtenaar, cast.plan)
    assert cast.plan not in Regioplan.objects.visible_to(cast.ambtenaar)


def test_an_ended_participation_takes_the_right_away(cast):
    cast.region.participations.filter(organisation__name="Zorgaanbieder").update(ended_on=timezone.localdate())
    assert not rules.may_read(cast.zorgaanbieder, cast.plan)
    assert cast.plan not in Regioplan.objects.visible_to(cast.zorgaanbieder)
