from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from iza_portal.accounts.models import Function, Kind
from regions.models import BeeldStatus, Regiobeeld, RegionRole
from regions.regiobeelden import rules
from regions.regiobeelden.adoption import moves_open_to
from tests.factories import MembershipFactory, OrganisationFactory, ParticipationFactory, RegiobeeldFactory, UserFactory

WRITERS = {"ambtenaar", "ambtenaar_2", "regiocoordinator", "beoordelaar_1", "beoordelaar_2"}
INITIATORS = {"beoordelaar_1", "beoordelaar_2"}


@pytest.fixture
def beelden(cast):
    """A regiobeeld in each state, in the cast's region and in another one."""
    return [
        RegiobeeldFactory(region=region, edition=2030 + number, status=status)
        for number, status in enumerate(BeeldStatus)
        for region in (cast.region, cast.other_region)
    ]


def test_the_filters_and_the_predicates_agree_for_the_whole_cast(cast, beelden):
    for user in [*cast.people.values(), AnonymousUser()]:
        assert set(Regiobeeld.objects.visible_to(user)) == {each for each in beelden if rules.may_read(user, each)}, (
            user
        )
        assert set(Regiobeeld.objects.inside(user)) == {each for each in beelden if rules.may_see_work(user, each)}, (
            user
        )


def test_who_writes_and_who_arranges_while_it_is_open(cast, beelden):
    for each in beelden:
        if each.region == cast.region:
            is_open = each.status in {"basisbeeld", "procesvoorstel", "verrijking"}
            assert may(cast, rules.may_write, each) == (WRITERS if is_open else set()), each.status
            assert may(cast, rules.may_arrange, each) == ({"regiocoordinator"} if is_open else set()), each.status
            is_proposed = each.status in {"basisbeeld", "procesvoorstel"}
            assert may(cast, rules.may_propose, each) == (INITIATORS if is_proposed else set()), each.status
    assert may(cast, rules.may_start, cast.region) == {*INITIATORS, "regiocoordinator"}


def may(cast, rule, of) -> set[str]:
    return {name for name, user in cast.people.items() if rule(user, of)}


def test_who_makes_which_step(cast, beelden):
    who = {
        each.status: {name for name, user in cast.people.items() if moves_open_to(user, each)}
        for each in beelden
        if each.region == cast.region
    }
    assert who == {
        "basisbeeld": INITIATORS,
        "procesvoorstel": {"regiocoordinator"},
        "verrijking": {"regiocoordinator"},
        "leesversie": {"regiocoordinator"},
        "besproken": {"regiocoordinator"},
        "vastgesteld": {*INITIATORS, "regiocoordinator"},
        "gepubliceerd": {*INITIATORS, "regiocoordinator"},
        "herijking": set(),
    }


@pytest.mark.parametrize(
    ("function", "speaks"),
    [
        (Function.MEDEWERKER, True),
        (Function.BESTUURDER, True),
        (Function.KASSIER, False),
        (Function.BEHEERDER, False),
    ],
)
def test_the_coordinerende_gemeente_takes_the_initiative_by_who_speaks_for_it(cast, function, speaks):
    town = OrganisationFactory(kind=Kind.GEMEENTE, name="Barendrecht")
    ParticipationFactory(region=cast.region, organisation=town, role=RegionRole.COORDINERENDE_GEMEENTE)
    person = UserFactory()
    MembershipFactory(user=person, organisation=town, function=function)
    beeld = SimpleNamespace(status=BeeldStatus.BASISBEELD, region_id=cast.region.pk)
    assert bool(moves_open_to(person, beeld)) is speaks
    assert rules.may_propose(person, beeld) is speaks
