"""The page on which the regiocoördinator arranges who takes part."""

import pytest

from iza_portal.accounts.models import Organisation
from regions.models import Participation, RegionRole
from tests.factories import OrganisationFactory, ParticipationFactory

ADDRESS = "/regios/zhe-bar/deelnemers/"
NEW = {"role": "deelnemer", "kind": "zorgaanbieder", "name": "Ziekenhuis aan Zee"}


def test_who_may_not_arrange_is_kept_out(cast, sign_in):
    assert sign_in(None).get(ADDRESS).status_code == 302
    assert sign_in(cast.ambtenaar).get(ADDRESS).status_code == 403
    assert sign_in(cast.andere_regiocoordinator).post(ADDRESS, NEW).status_code == 403
    assert not Organisation.objects.filter(name="Ziekenhuis aan Zee").exists()


def test_a_role_is_given_and_ended(cast, sign_in):
    client = sign_in(cast.regiocoordinator)
    answer = client.post(ADDRESS, NEW, follow=True)
    assert answer.redirect_chain == [(ADDRESS, 302)]
    assert "Ziekenhuis aan Zee is nu deelnemer in deze regio." in answer.text
    part = Participation.objects.get(organisation__name="Ziekenhuis aan Zee")

    address = f"{ADDRESS}{part.pk}/beeindigen/"
    assert address in answer.text
    assert "lezen en schrijven dan niet meer mee" in client.get(address).text
    answer = client.post(address, follow=True)
    assert "Ziekenhuis aan Zee is geen deelnemer meer in deze regio." in answer.text
    assert client.get(address).status_code == 404


def test_a_form_that_is_posted_three_times_acts_once(cast, sign_in):
    client = sign_in(cast.regiocoordinator)
    form = NEW | {"form_key": "6f1c8f3e-5a0e-4d5b-9a51-3c2f6f7a1b11"}
    assert [client.post(ADDRESS, form).status_code for _ in range(3)] == [302, 302, 302]
    assert Participation.objects.filter(organisation__name="Ziekenhuis aan Zee").count() == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": ""}, "Vul dit in"),
        ({"role": "regiocoordinator"}, "Selecteer een geldige keuze"),
        ({"role": "marktleider_2"}, "Een organisatie van de soort “zorgaanbieder” kan geen marktleider 2 zijn."),
        ({"kind": "gemeente", "name": "Nergenshuizen"}, "Er is geen gemeente met de naam “Nergenshuizen”."),
        ({"name": "Zorg\x00aanbieder"}, "Null"),
    ],
)
def test_a_mistake_stands_at_its_field_and_nothing_typed_is_lost(cast, sign_in, change, message):
    answer = sign_in(cast.regiocoordinator).post(ADDRESS, NEW | change)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Dit gaat nog niet goed" in answer.text


def test_what_the_regeling_says_has_no_way_to_end_it(cast, sign_in):
    own = ParticipationFactory(region=cast.region, follows_data=True)
    kassier = Participation.objects.get(region=cast.region, role=RegionRole.MANDAATHOUDER)
    client = sign_in(cast.regiocoordinator)
    page = client.get(ADDRESS).text
    for part in (own, kassier):
        assert f"/{part.pk}/beeindigen/" not in page
        assert client.post(f"{ADDRESS}{part.pk}/beeindigen/").status_code == 403


def test_another_regions_role_is_not_found_here(cast, sign_in):
    part = Participation.objects.filter(region=cast.other_region).first()
    assert sign_in(cast.regiocoordinator).get(f"{ADDRESS}{part.pk}/beeindigen/").status_code == 404


def test_the_history_is_for_the_people_of_the_region(cast, sign_in):
    client = sign_in(cast.regiocoordinator)
    client.post(ADDRESS, NEW)
    address = "/regios/zhe-bar/geschiedenis/"
    assert "gaf een organisatie een rol in de regio: “Ziekenhuis aan Zee, deelnemer”" in client.get(address).text
    assert sign_in(cast.ambtenaar).get(address).status_code == 200
    for person in (None, cast.andere_ambtenaar, cast.buitenstaander):
        assert sign_in(person).get(address).status_code == 404


def test_the_page_asks_the_database_as_often_for_one_as_for_thirty(cast, sign_in, django_assert_num_queries):
    client = sign_in(cast.regiocoordinator)
    client.get(ADDRESS)
    with django_assert_num_queries(7):
        client.get(ADDRESS)
    for _ in range(30):
        ParticipationFactory(region=cast.region, organisation=OrganisationFactory(kind="zorgaanbieder"))
    with django_assert_num_queries(7):
        client.get(ADDRESS)
