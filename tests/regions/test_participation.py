"""Giving and ending roles in a region: who may, what is refused, and what stays behind of it."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.accounts.models import Function, Kind, Organisation
from iza_portal.trail.recording import history
from regions import rules
from regions.models import Participation, RegionRole
from regions.participation import end_role, give_role
from regions.roles import roles_in
from regions.verbs import RegionVerb
from tests.at_once import at_once
from tests.factories import MembershipFactory, OrganisationFactory, ParticipationFactory
from tests.meanwhile import Meanwhile

ROLES_OF_COORDINATOR = [
    RegionRole.COORDINERENDE_GEMEENTE,
    RegionRole.MARKTLEIDER_1,
    RegionRole.MARKTLEIDER_2,
    RegionRole.COORDINEREND_VERZEKERAAR,
    RegionRole.DEELNEMER,
]


def test_only_the_regiocoordinator_and_the_portals_administrator_arrange_participants(cast):
    may = {name for name, user in cast.people.items() if rules.may_arrange_participants(user, cast.region)}
    assert may == {"regiocoordinator", "portaalbeheerder"}
    assert rules.givable_roles(cast.regiocoordinator, cast.region) == ROLES_OF_COORDINATOR
    assert rules.givable_roles(cast.portaalbeheerder, cast.region) == [RegionRole.REGIOCOORDINATOR]
    assert rules.givable_roles(cast.regiocoordinator, cast.other_region) == []


def test_a_new_organisation_takes_part_and_its_people_read_along(cast):
    given = give_role(
        cast.region, by=cast.regiocoordinator, kind=Kind.BURGERS, name="  Inwoners  van de eilanden ", role="deelnemer"
    )
    assert given.organisation.name == "Inwoners van de eilanden"
    assert given.ended_on is None
    assert not given.follows_data
    person = cast.buitenstaander
    MembershipFactory(user=person, organisation=given.organisation)
    assert len(roles_in(person, cast.region.pk)) == 1
    event = history(cast.region)[0]
    assert (event.verb, event.actor, event.detail) == (
        RegionVerb.PARTICIPATION_ADDED,
        cast.regiocoordinator,
        "Inwoners van de eilanden, deelnemer",
    )


def test_an_organisation_that_is_known_is_taken_whatever_the_capitals(cast):
    OrganisationFactory(kind=Kind.GGD, name="GGD Zuid-Holland Zuid")
    given = give_role(
        cast.region, by=cast.regiocoordinator, kind=Kind.GGD, name="ggd zuid-holland zuid", role="deelnemer"
    )
    assert given.organisation.name == "GGD Zuid-Holland Zuid"
    assert Organisation.objects.filter(kind=Kind.GGD).count() == 1


@pytest.mark.parametrize(
    ("kind", "name", "role", "field"),
    [
        (Kind.GEMEENTE, "Nergenshuizen", RegionRole.DEELNEMER, "name"),
        (Kind.ZORGVERZEKERAAR, "Nieuwe Verzekeraar", RegionRole.COORDINEREND_VERZEKERAAR, "name"),
        (Kind.ZORGAANBIEDER, "x" * 201, RegionRole.DEELNEMER, "name"),
        (Kind.ZORGVERZEKERAAR, "DSW", RegionRole.DEELNEMER, "role"),
        (Kind.LANDELIJK, "Landelijke partij", RegionRole.DEELNEMER, "role"),
        (Kind.ZORGAANBIEDER, "Zorgaanbieder", RegionRole.MARKTLEIDER_2, "role"),
        (Kind.ZORGAANBIEDER, "Zorgaanbieder", RegionRole.DEELNEMER, "name"),
        (Kind.ZORGVERZEKERAAR, "CZ", RegionRole.MARKTLEIDER_1, "name"),
        (Kind.ZORGVERZEKERAAR, "DSW", RegionRole.MARKTLEIDER_1, "role"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(cast, kind, name, role, field):
    before = Participation.objects.count(), Organisation.objects.count()
    with pytest.raises(ValidationError) as refused:
        give_role(cast.region, by=cast.regiocoordinator, kind=kind, name=name, role=role)
    assert list(refused.value.message_dict) == [field]
    assert (Participation.objects.count(), Organisation.objects.count()) == before


def test_the_regiocoordinator_gives_away_neither_the_region_nor_its_mandate(cast):
    for role in (RegionRole.REGIOCOORDINATOR, RegionRole.MANDAATHOUDER):
        with pytest.raises(PermissionDenied):
            give_role(cast.region, by=cast.regiocoordinator, kind=Kind.GEMEENTE, name="Ridderkerk", role=role)
        with pytest.raises(PermissionDenied):
            end_role(Participation.objects.get(region=cast.region, role=role), by=cast.regiocoordinator)


def test_a_municipality_is_not_shut_out_of_its_own_region(cast):
    own = ParticipationFactory(region=cast.region, follows_data=True)
    with pytest.raises(PermissionDenied):
        end_role(own, by=cast.regiocoordinator)


@pytest.mark.parametrize(
    "name", ["ambtenaar", "kassier", "bestuurder", "beheerder", "beoordelaar_1", "andere_regiocoordinator", "landelijk"]
)
def test_nobody_else_gives_or_ends_a_role(cast, name):
    person = cast.people[name]
    with pytest.raises(PermissionDenied):
        give_role(cast.region, by=person, kind=Kind.GGD, name="GGD", role=RegionRole.DEELNEMER)
    with pytest.raises(PermissionDenied):
        end_role(Participation.objects.get(region=cast.region, role=RegionRole.MARKTLEIDER_2), by=person)


def test_the_portals_administrator_appoints_the_regiocoordinator_but_not_their_own_organisation(cast):
    admin = cast.portaalbeheerder
    end_role(Participation.objects.get(region=cast.region, role=RegionRole.REGIOCOORDINATOR), by=admin)
    assert not rules.may_arrange_participants(cast.regiocoordinator, cast.region)
    MembershipFactory(user=admin, organisation=OrganisationFactory(name="Goes"), function=Function.REGIOCOORDINATOR)
    with pytest.raises(ValidationError, match="waarvoor u zelf werkt"):
        give_role(cast.region, by=admin, kind=Kind.GEMEENTE, name="Goes", role=RegionRole.REGIOCOORDINATOR)
    given = give_role(cast.region, by=admin, kind=Kind.GEMEENTE, name="Ridderkerk", role=RegionRole.REGIOCOORDINATOR)
    assert given.organisation.name == "Ridderkerk"
    with pytest.raises(PermissionDenied):
        give_role(cast.region, by=admin, kind=Kind.GGD, name="GGD", role=RegionRole.DEELNEMER)


def test_a_role_ends_today_and_once(cast):
    part = Participation.objects.get(region=cast.region, role=RegionRole.MARKTLEIDER_2)
    Participation.objects.filter(pk=part.pk).update(follows_data=True)
    ended = end_role(part, by=cast.regiocoordinator)
    assert ended.ended_on is not None
    assert not ended.follows_data
    assert not roles_in(cast.beoordelaar_2, cast.region.pk)
    with pytest.raises(ValidationError, match="al beëindigd"):
        end_role(part, by=cast.regiocoordinator)
    assert history(cast.region).filter(verb=RegionVerb.PARTICIPATION_ENDED).count() == 1


def test_a_role_that_ended_can_be_given_again(cast):
    part = Participation.objects.get(region=cast.region, role=RegionRole.MARKTLEIDER_2)
    end_role(part, by=cast.regiocoordinator)
    again = give_role(cast.region, by=cast.regiocoordinator, kind=Kind.ZORGVERZEKERAAR, name="VGZ", role=part.role)
    assert again.pk != part.pk
    assert again.started_on >= date(2026, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_give_one_role_at_once_give_it_once(cast):
    give = partial(
        give_role,
        cast.region,
        by=cast.regiocoordinator,
        kind=Kind.ZORGVERZEKERAAR,
        role=RegionRole.COORDINEREND_VERZEKERAAR,
    )
    outcomes = at_once(partial(give, name="CZ"), partial(give, name="DSW"))
    assert {type(outcome) for outcome in outcomes} == {Participation, ValidationError}
    assert Participation.objects.filter(role=RegionRole.COORDINEREND_VERZEKERAAR).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_regions_that_name_the_same_new_organisation_at_once_have_one(cast):
    def give(region, by):
        return give_role(region, by=by, kind=Kind.GGD, name="GGD Delta", role=RegionRole.DEELNEMER).organisation

    with transaction.atomic():
        first = give(cast.region, cast.regiocoordinator)
        second = Meanwhile(lambda: give(cast.other_region, cast.andere_regiocoordinator))
    assert second.outcome() == first
