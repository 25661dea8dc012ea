"""What is asked of a plan as a whole: changing it with its version, what follows for the insurers, and the number."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models.transformatie import Transformatieplan
from plans.transformatie.gegevens.changing import change_gegevens, give_number
from plans.transformatie.insurers import correct_insurers
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import IndelingFactory, RegioplanFactory


@pytest.fixture
def path(company):
    return f"/transformatieplannen/{company.transformatieplan.pk}/gegevens/"


def _change(company, **changed):
    said = {"by": company.ambtenaar, "version": 1, "regions": [company.region]}
    return change_gegevens(company.transformatieplan, **(said | changed))


def test_what_changed_stands_in_the_history_in_words(company):
    plan = _change(
        company, requested=Decimal("2500000.00"), impacts=["personeel"], starts_on=date(2027, 1, 1), scale="regionaal"
    )
    assert (plan.version, plan.requested) == (2, Decimal("2500000.00"))
    event = history(plan).get(verb=TransformatieVerb.GEGEVENS_CHANGED)
    assert event.after == {
        "gevraagde transformatiemiddelen in euro’s": "2.500.000",
        "impact op": "inzet van personeel",
        "begint op": "1 januari 2027",
        "schaal": "regionaal",
    }


def test_of_the_same_again_nothing_is_kept(company):
    plan = _change(company, title=company.transformatieplan.title)
    assert plan.version == 1
    assert not history(plan).exists()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("regions", lambda company: {"regions": []}),
        ("title", lambda company: {"title": "x" * 300}),
        ("title", lambda company: {"title": "\x00"}),
        ("ends_on", lambda company: {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 1, 1)}),
        ("starts_on", lambda company: {"starts_on": date(1, 1, 1)}),
        ("ends_on", lambda company: {"ends_on": date(9999, 12, 31)}),
        ("requested", lambda company: {"requested": Decimal(0)}),
        ("requested", lambda company: {"requested": Decimal(-5)}),
        ("requested", lambda company: {"requested": Decimal(10**15)}),
        ("impacts", lambda company: {"impacts": ["alles"]}),
        ("relations", lambda company: {"relations": ["geen", "regioplan"]}),
        ("regioplan", lambda company: {"regioplan": RegioplanFactory(region=company.other_region)}),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(company, field, change):
    with pytest.raises(ValidationError) as refused:
        _change(company, **change(company))
    assert list(refused.value.message_dict) == [field]
    assert Transformatieplan.objects.get(pk=company.transformatieplan.pk).version == 1


def test_a_regioplan_that_one_may_not_read_is_not_linked_to(company):
    theirs = RegioplanFactory(region=company.other_region)
    with pytest.raises(ValidationError) as refused:
        _change(company, regions=[company.region, company.other_region], regioplan=theirs)
    assert refused.value.message_dict == {"regioplan": ["U kunt dit regioplan niet lezen."]}
    assert _change(company, regioplan=company.plan).regioplan == company.plan


def test_other_regions_find_the_insurers_anew(company):
    plan = _change(company, regions=[company.other_region])
    assert plan.leaders == (company.other_insurer.pk, None)
    assert plan.insurer == company.other_insurer
    assert plan.region == company.other_region
    event = history(plan).get()
    assert (event.before["marktleider 1"], event.after["marktleider 1"]) == ("CZ", "DSW")


def test_a_region_more_leaves_the_plan_where_it_was_filed(company):
    IndelingFactory(region=company.other_region)
    plan = _change(company, regions=[company.region, company.other_region])
    assert plan.region == company.region
    assert plan.leaders == (company.other_insurer.pk, None)


def test_insurers_that_were_corrected_by_hand_stay(company):
    plan = correct_insurers(
        company.transformatieplan,
        by=company.ambtenaar,
        version=1,
        leader_1=company.insurer_2,
        leader_2=company.other_insurer,
        coordinator=company.insurer_2,
        reason="Zo is het",
    )
    plan = change_gegevens(plan, by=company.ambtenaar, version=2, regions=[company.other_region])
    assert plan.leaders == (company.insurer_2.pk, company.other_insurer.pk)
    assert plan.insurers_reason == "Zo is het"


@pytest.mark.parametrize("name", ["bestuurder", "betrokkene", "beoordelaar_1", "andere_ambtenaar", "portaalbeheerder"])
def test_only_who_writes_the_plan_changes_it(company, name):
    with pytest.raises(PermissionDenied):
        _change(company, by=company.people[name], title="Anders")


def test_once_it_is_submitted_nothing_changes(company, put_in_state):
    put_in_state(company.transformatieplan, Planstand.BEOORDELING)
    with pytest.raises(ValidationError, match="nu niet geschreven"):
        _change(company, title="Anders")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(company):
    results = at_once(
        lambda: _change(company, title="De een"),
        lambda: _change(company, by=company.zorgaanbieder, title="De ander"),
    )
    assert sorted(type(each).__name__ for each in results) == ["OutdatedVersion", "Transformatieplan"]
    assert Transformatieplan.objects.get(pk=company.transformatieplan.pk).version == 2


# --- The page ---


def _posted(company, **changed):
    said = {"version": 1, "title": "Samen sterker thuis", "regions": [company.region.pk], "scale": ""}
    return said | changed


def test_the_page_takes_an_amount_as_people_write_it(company, sign_in, path):
    client = sign_in(company.zorgaanbieder)
    assert client.get(path).status_code == 200
    answer = client.post(path, _posted(company, requested="€ 2.500.000,50", impacts=["vastgoed", "personeel"]))
    assert answer.status_code == 302
    plan = Transformatieplan.objects.get(pk=company.transformatieplan.pk)
    assert (plan.requested, plan.impacts) == (Decimal("2500000.50"), ["vastgoed", "personeel"])
    assert "€\N{NO-BREAK SPACE}2.500.000,50" in client.get(plan.get_absolute_url()).text


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "x" * 300},
        {"title": "a\x00b"},
        {"regions": []},
        {"regions": ["99999999999999999999"]},
        {"requested": "1000000000000000"},
        {"requested": "-1"},
        {"requested": "NaN"},
        {"requested": "1,001"},
        {"starts_on": "morgen"},
        {"starts_on": "0001-01-01"},
        {"starts_on": "2027-01-01", "ends_on": "2026-01-01"},
        {"impacts": ["alles"]},
        {"relations": ["geen", "eerstelijn"]},
        {"regioplan": "99999999999999999999"},
        {"theme": "x"},
        {"version": ""},
    ],
)
def test_a_form_that_does_not_fit_comes_back(company, sign_in, path, changed):
    answer = sign_in(company.ambtenaar).post(path, _posted(company, **changed))
    assert answer.status_code == 422
    assert "Dit gaat nog niet goed" in answer.text


def test_who_saves_an_older_version_sees_both_and_loses_nothing(company, sign_in, path):
    _change(company, title="Zo heet het nu")
    client = sign_in(company.zorgaanbieder)
    posted = _posted(company, title="Zo wilde ik het noemen")
    answer = client.post(path, posted)
    assert answer.status_code == 422
    assert "Zo heet het nu" in answer.text
    assert 'value="Zo wilde ik het noemen"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert client.post(path, posted | {"version": 2}).status_code == 302


def test_what_was_typed_is_kept_when_the_plan_was_submitted_meanwhile(company, sign_in, put_in_state, path):
    put_in_state(company.transformatieplan, Planstand.SNELLE_TOETS)
    answer = sign_in(company.ambtenaar).post(path, _posted(company, title="Net getypt"))
    assert answer.status_code == 422
    assert "In het plan wordt nu niet geschreven" in answer.text
    assert 'value="Net getypt"' in answer.text


def test_other_regions_say_who_judges_now(company, sign_in, path):
    answer = sign_in(company.ambtenaar).post(path, _posted(company, regions=[company.other_region.pk]), follow=True)
    assert "Door de andere regio’s zijn de marktleiders nu DSW." in answer.text
    assert "de tweede marktleider is nog niet bekend" in answer.text


# --- The national number ---


@pytest.fixture
def submitted(company, put_in_state):
    return put_in_state(company.transformatieplan, Planstand.SNELLE_TOETS, first_submitted_at=timezone.now())


def test_the_coordinating_insurer_gives_the_number_and_nobody_else(company, submitted):
    for name in ("ambtenaar", "beoordelaar_2", "andere_verzekeraar", "toekenner"):
        with pytest.raises(PermissionDenied):
            give_number(submitted, by=company.people[name], version=1, number="287")
    plan = give_number(submitted, by=company.beoordelaar_1, version=1, number=" 287\n")
    assert (plan.number, plan.version) == ("287", 2)
    assert history(plan).get().after == {"nummer": "287"}
    assert give_number(plan, by=company.beoordelaar_1, version=2, number="287").version == 2
    with pytest.raises(OutdatedVersion):
        give_number(plan, by=company.beoordelaar_1b, version=1, number="288")
    with pytest.raises(ValidationError) as refused:
        give_number(plan, by=company.beoordelaar_1, version=2, number="x" * 31)
    assert list(refused.value.message_dict) == ["number"]


def test_before_it_is_submitted_a_plan_has_no_number(company):
    with pytest.raises(PermissionDenied):
        give_number(company.transformatieplan, by=company.beoordelaar_1, version=1, number="287")


def test_the_number_is_given_on_its_page(company, submitted, sign_in):
    client = sign_in(company.beoordelaar_1)
    path = f"/transformatieplannen/{submitted.pk}/nummer/"
    assert path in client.get(submitted.get_absolute_url()).text
    assert client.post(path, {"version": 1, "number": "x" * 31}).status_code == 422
    assert client.post(path, {"version": 1, "number": "a\x00"}).status_code == 422
    answer = client.post(path, {"version": 1, "number": "287"}, follow=True)
    assert "Landelijk nummer 287" in answer.text
    stale = client.post(path, {"version": 1, "number": "288"})
    assert stale.status_code == 422
    assert "Dit is intussen gewijzigd" in stale.text
