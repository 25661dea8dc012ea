"""Finding the insurers of a plan from its regions, and correcting them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.accounts.models import Kind, Organisation
from iza_portal.outdated import OutdatedVersion
from iza_portal.reference.models import Certainty
from iza_portal.trail.recording import history
from plans.models.transformatie import Transformatieplan
from plans.transformatie.insurers import correct_insurers, find_insurers
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Planstand
from regions.models import Participation, RegionRole
from tests.factories import IndelingFactory, OrganisationFactory, ParticipationFactory, RegionFactory


@pytest.fixture
def small(company):
    """A region with fewer inhabitants, in which the other insurer is the only market leader that is known."""
    IndelingFactory(municipality=company.municipality, region=company.region)
    return company.other_region


def test_the_two_market_leaders_are_those_of_the_region_and_one_of_them_coordinates(company):
    ParticipationFactory(
        organisation=company.insurer_2, region=company.region, role=RegionRole.COORDINEREND_VERZEKERAAR
    )
    found = find_insurers([company.region])
    assert (found.leader_1, found.leader_2) == (company.insurer_1, company.insurer_2)
    assert found.coordinator == company.insurer_2
    assert "ZHE-BAR" in found.why
    assert "Coördinerend is VGZ" in found.why


def test_the_region_with_most_inhabitants_decides(company, small):
    found = find_insurers([small, company.region])
    assert found.leader_1 == company.insurer_1
    assert "van de gekozen regio’s die met de meeste inwoners" in found.why


def test_a_second_market_leader_that_is_not_known_is_said(company, small):
    found = find_insurers([small])
    assert (found.leader_1, found.leader_2, found.coordinator) == (company.other_insurer, None, company.other_insurer)
    assert "Een tweede marktleider is niet bekend: vul die in." in found.why


def test_a_region_without_market_leaders_says_so(company):
    found = find_insurers([RegionFactory(name="Nergens")])
    assert found[:3] == (None, None, None)
    assert "vul beide in" in found.why


def test_one_insurer_in_both_roles_is_one_market_leader(company):
    region = RegionFactory()
    for role in (RegionRole.MARKTLEIDER_1, RegionRole.MARKTLEIDER_2):
        ParticipationFactory(organisation=company.insurer_1, region=region, role=role)
    assert find_insurers([region])[:2] == (company.insurer_1, None)


def test_a_coordinator_of_the_region_that_leads_nothing_there_is_not_taken(company):
    ParticipationFactory(
        organisation=company.other_insurer, region=company.region, role=RegionRole.COORDINEREND_VERZEKERAAR
    )
    found = find_insurers([company.region])
    assert found.coordinator == company.insurer_1
    assert "DSW, is geen van beide" in found.why


def test_how_sure_it_is_is_said(company):
    Participation.objects.filter(role=RegionRole.MARKTLEIDER_1).update(certainty=Certainty.AANGENOMEN)
    Participation.objects.filter(role=RegionRole.MARKTLEIDER_2).update(certainty=Certainty.VASTGESTELD)
    assert "CZ (aangenomen) en VGZ." in find_insurers([company.region]).why


def test_a_role_that_ended_counts_no_more(company):
    Participation.objects.filter(role=RegionRole.MARKTLEIDER_1).update(ended_on="2026-01-01")
    assert find_insurers([company.region])[:2] == (company.insurer_2, None)


def _correct(company, **changed):
    said = {
        "by": company.ambtenaar,
        "version": 1,
        "leader_1": company.insurer_1,
        "leader_2": company.other_insurer,
        "coordinator": company.other_insurer,
        "reason": "In dit gebied heeft DSW meer verzekerden dan VGZ.",
    }
    return correct_insurers(company.transformatieplan, **(said | changed))


def test_insurers_are_corrected_with_the_reason_which_stands_in_the_history(company):
    plan = _correct(company)
    assert plan.leaders == (company.insurer_1.pk, company.other_insurer.pk)
    assert (plan.insurer, plan.insurers_by_hand, plan.version) == (company.other_insurer, True, 2)
    event = history(plan).get(verb=TransformatieVerb.INSURERS_CORRECTED)
    assert event.before["marktleider 2"] == "VGZ"
    assert event.after["marktleider 2"] == "DSW"
    assert event.reason.startswith("In dit gebied")


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("leader_2", lambda company: {"leader_2": company.insurer_1}),
        ("leader_1", lambda company: {"leader_1": company.ridderkerk}),
        ("leader_2", lambda company: {"leader_2": None}),
        ("coordinator", lambda company: {"coordinator": company.insurer_2}),
        ("coordinator", lambda company: {"coordinator": None}),
        ("reason", lambda company: {"reason": "  "}),
        ("reason", lambda company: {"reason": "x" * 2001}),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(company, field, change):
    with pytest.raises(ValidationError) as refused:
        _correct(company, **change(company))
    assert list(refused.value.message_dict) == [field]
    assert Transformatieplan.objects.get(pk=company.transformatieplan.pk).leaders[1] == company.insurer_2.pk


def test_only_who_writes_the_plan_corrects_them(company):
    for name in ("betrokkene", "beoordelaar_1", "andere_ambtenaar", "bestuurder"):
        with pytest.raises(PermissionDenied):
            _correct(company, by=company.people[name])


def test_once_it_is_submitted_they_stay(company, put_in_state):
    put_in_state(company.transformatieplan, Planstand.SNELLE_TOETS)
    with pytest.raises(ValidationError, match="nu niet geschreven"):
        _correct(company)


def test_who_did_not_see_the_last_change_is_told(company):
    _correct(company)
    with pytest.raises(OutdatedVersion):
        _correct(company, reason="Nog een keer")


def test_the_page_shows_what_was_found_beside_the_form_and_keeps_what_is_typed(company, sign_in):
    client = sign_in(company.ambtenaar)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/verzekeraars/"
    assert "Marktleiders zijn daar CZ" in client.get(path).text
    posted = {
        "version": 1,
        "leader_1": company.insurer_1.pk,
        "leader_2": company.insurer_1.pk,
        "coordinator": company.insurer_1.pk,
        "reason": "Omdat het zo is",
    }
    answer = client.post(path, posted)
    assert answer.status_code == 422
    assert "Kies twee verschillende marktleiders." in answer.text
    assert "Omdat het zo is" in answer.text
    assert client.post(path, posted | {"leader_2": company.ridderkerk.pk}).status_code == 422
    assert client.post(path, posted | {"leader_2": company.other_insurer.pk, "version": "x"}).status_code == 422
    assert client.post(path, posted | {"leader_2": company.other_insurer.pk}).status_code == 302
    stale = client.post(path, posted | {"leader_2": company.insurer_2.pk})
    assert stale.status_code == 422
    assert "Dit is intussen gewijzigd" in stale.text
    assert "DSW" in stale.text


def test_every_insurer_can_be_chosen_and_nobody_else(company):
    OrganisationFactory(kind=Kind.ZORGKANTOOR, name="Zorgkantoor Zuid")
    from plans.transformatie.gegevens.forms import InsurersForm

    offered = InsurersForm(plan=company.transformatieplan).fields["leader_1"].queryset
    assert set(offered) == set(Organisation.objects.filter(kind=Kind.ZORGVERZEKERAAR))
