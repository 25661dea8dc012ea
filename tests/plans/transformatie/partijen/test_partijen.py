"""The parties of a plan: adding, changing, removing, and handing over the lead, also by two people at once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.accounts.models import Kind
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models.transformatie import (
    Commitment,
    Mijlpaalbedrag,
    Partijrol,
    Sector,
    Transformatiemijlpaal,
    Transformatiepartij,
)
from plans.transformatie import rules
from plans.transformatie.partijen import editing
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import (
    OrganisationFactory,
    ParticipationFactory,
    TransformatiepartijFactory,
    TransformatieplanFactory,
)
from tests.queries import queries_of


@pytest.fixture
def hospital(company):
    return OrganisationFactory(kind=Kind.ZORGAANBIEDER, name="Ikazia Ziekenhuis")


def _add(company, **changed):
    said = {"by": company.ambtenaar, "part": Partijrol.BETROKKEN, "sector": Sector.MSZ}
    return editing.add_party(company.transformatieplan, **(said | changed))


def _party(company, organisation) -> Transformatiepartij:
    return company.transformatieplan.partijen.get(organisation=organisation)


def test_a_party_is_added_from_the_list_or_by_its_name(company, hospital):
    party = _add(
        company,
        organisation=hospital,
        commitment=Commitment.GETEKEND,
        has_msb=True,
        msb_commitment=Commitment.AMBTELIJK,
    )
    named = _add(company, name="  Stichting\n Welzijn ", sector=Sector.SOCIAAL_DOMEIN)
    assert (str(party), party.msb_commitment) == ("Ikazia Ziekenhuis", Commitment.AMBTELIJK)
    assert (str(named), named.organisation) == ("Stichting Welzijn", None)
    event = history(company.transformatieplan).get(verb=TransformatieVerb.PARTY_ADDED, part_id=party.pk)
    assert event.after["commitment van het MSB"] == "toegezegd, nog niet door het bestuur"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("organisation", lambda company: {}),
        ("name", lambda company: {"organisation": company.national, "name": "Iemand"}),
        ("organisation", lambda company: {"organisation": company.ridderkerk}),
        ("organisation", lambda company: {"organisation": company.insurer_1}),
        ("organisation", lambda company: {"organisation": company.other_insurer, "part": Partijrol.GERAAKT}),
        ("organisation", lambda company: {"organisation": company.national}),
        ("name", lambda company: {"name": "huisartsen RIDDERKERK"}),
        ("name", lambda company: {"name": "nissewaard"}),
        ("name", lambda company: {"name": "x" * 201}),
        ("organisation", lambda company: {"name": "\x07 \n"}),
        ("sector", lambda company: {"name": "A", "sector": "ruimtevaart"}),
        ("sector", lambda company: {"name": "A", "sector": Sector.GGZ, "has_msb": True}),
        ("part", lambda company: {"name": "A", "part": "baas"}),
        ("carries_urgency", lambda company: {"name": "A", "part": Partijrol.GERAAKT, "carries_urgency": True}),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(company, field, change):
    before = company.transformatieplan.partijen.count()
    with pytest.raises(ValidationError) as refused:
        _add(company, **change(company))
    assert list(refused.value.message_dict) == [field]
    assert company.transformatieplan.partijen.count() == before


def test_a_zorgkantoor_takes_part_and_does_not_submit(company):
    office = OrganisationFactory(kind=Kind.ZORGKANTOOR, name="Zorgkantoor Rijnmond")
    with pytest.raises(ValidationError) as refused:
        _add(company, organisation=office, part=Partijrol.INDIENER)
    assert list(refused.value.message_dict) == ["part"]
    assert _add(company, organisation=office).part == Partijrol.BETROKKEN


def test_the_commitment_of_an_msb_goes_with_it(company, hospital):
    party = _add(company, organisation=hospital, has_msb=True, msb_commitment=Commitment.GETEKEND)
    party = editing.change_party(party, by=company.ambtenaar, version=1, has_msb=False)
    assert party.msb_commitment == Commitment.GEEN


@pytest.mark.parametrize("name", ["betrokkene", "bestuurder", "beoordelaar_1", "andere_ambtenaar", "regiocoordinator"])
def test_only_who_writes_the_plan_edits_its_parties(company, name):
    by = company.people[name]
    with pytest.raises(PermissionDenied):
        _add(company, by=by, name="Iemand")
    with pytest.raises(PermissionDenied):
        editing.change_party(company.hit, by=by, version=1, how="Anders")
    with pytest.raises(PermissionDenied):
        editing.remove_party(company.hit, by=by)


@pytest.mark.parametrize("state", [Planstand.SNELLE_TOETS, Planstand.VOORGENOMEN, Planstand.WACHTRIJ])
def test_once_the_plan_is_submitted_its_parties_stay(company, put_in_state, state):
    put_in_state(company.transformatieplan, state, approved_at="2026-11-01T10:00+01:00")
    with pytest.raises(ValidationError, match="nu niet geschreven"):
        _add(company, name="Iemand")
    with pytest.raises(ValidationError, match="nu niet geschreven"):
        editing.remove_party(company.hit, by=company.ambtenaar)
    with pytest.raises(ValidationError, match="nu niet geschreven"):
        editing.hand_over_lead(company.transformatieplan, by=company.bestuurder, to=_party(company, company.provider))


def test_a_party_changes_with_its_version_and_the_same_again_changes_nothing(company):
    party = editing.change_party(company.hit, by=company.ambtenaar, version=1, how="Meer werk in de nacht.")
    assert party.version == 2
    assert editing.change_party(party, by=company.ambtenaar, version=2, how="Meer werk in de nacht.").version == 2
    changes = history(company.transformatieplan).filter(verb=TransformatieVerb.PARTY_CHANGED)
    (event,) = changes
    assert list(event.after) == ["hoe is de partij betrokken, of hoe wordt zij geraakt"]
    with pytest.raises(OutdatedVersion) as outdated:
        editing.change_party(company.hit, by=company.zorgaanbieder, version=1, how="Iets anders")
    assert outdated.value.current.how == "Meer werk in de nacht."


def test_who_submits_along_may_write_and_who_is_made_less_may_not(company):
    party = _party(company, company.ggd)
    assert not rules.may_write(company.betrokkene, company.transformatieplan)
    editing.change_party(party, by=company.ambtenaar, version=1, part=Partijrol.INDIENER)
    assert rules.may_write(company.betrokkene, company.transformatieplan)
    editing.change_party(party, by=company.ambtenaar, version=2, part=Partijrol.GERAAKT)
    assert not rules.may_see(company.betrokkene, company.transformatieplan)


def test_a_party_that_milestones_and_amounts_name_stays_and_it_is_said_why(company):
    party = _party(company, company.provider)
    mijlpaal = Transformatiemijlpaal.objects.create(
        plan=company.transformatieplan,
        position=1,
        title="Team",
        kind="inspanning",
        due_on=date(2027, 6, 1),
        partij=party,
    )
    Mijlpaalbedrag.objects.create(mijlpaal=mijlpaal, partij=party, sector=party.sector, costs="scholing", amount=10)
    with pytest.raises(ValidationError) as refused:
        editing.remove_party(party, by=company.ambtenaar)
    assert refused.value.messages == [
        "Zorgaanbieder staat nog bij bedragen bij mijlpalen (1) en mijlpalen van het transformatieplan (1). "
        "Kies daar eerst een andere partij."
    ]
    mijlpaal.delete()
    editing.remove_party(party, by=company.ambtenaar)
    event = history(company.transformatieplan).get(verb=TransformatieVerb.PARTY_REMOVED)
    assert (event.detail, event.before["sector"]) == ("Zorgaanbieder", "wijkverpleging")


def test_the_lead_is_not_removed_nor_made_another_party(company):
    lead = _party(company, company.ridderkerk)
    with pytest.raises(ValidationError, match="Dit is de trekker"):
        editing.remove_party(lead, by=company.ambtenaar)
    for change in (
        {"part": Partijrol.BETROKKEN},
        {"organisation": company.provider},
        {"organisation": None, "name": "X"},
    ):
        with pytest.raises(ValidationError):
            editing.change_party(lead, by=company.ambtenaar, version=1, **change)
    assert _party(company, company.ridderkerk).is_lead


def test_the_lead_is_handed_over_by_its_own_people(company):
    plan, to = company.transformatieplan, _party(company, company.provider)
    for name in ("zorgaanbieder", "betrokkene", "beoordelaar_1"):
        with pytest.raises(PermissionDenied):
            editing.hand_over_lead(plan, by=company.people[name], to=to)
    editing.hand_over_lead(plan, by=company.bestuurder, to=to)
    assert [party.organisation for party in plan.partijen.filter(is_lead=True)] == [company.provider]
    assert rules.speaks_for_lead(company.zorgaanbieder, plan)
    assert not rules.speaks_for_lead(company.bestuurder, plan)
    event = history(plan).get(verb=TransformatieVerb.LEAD_HANDED_OVER)
    assert (event.before, event.after) == ({"trekker": "Gemeente Ridderkerk"}, {"trekker": "Zorgaanbieder"})


def test_the_lead_goes_only_to_who_submits_along_in_this_plan(company):
    plan = company.transformatieplan
    other = TransformatieplanFactory(region=company.region, lead=company.ggd).partijen.get()
    nameless = TransformatiepartijFactory(plan=plan, organisation=None, name="Nieuw", part=Partijrol.INDIENER)
    for to in (_party(company, company.ggd), company.hit, other, nameless):
        with pytest.raises(ValidationError):
            editing.hand_over_lead(plan, by=company.ambtenaar, to=to)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_add_the_same_party_at_once_add_it_once(company, hospital):
    results = at_once(
        lambda: _add(company, organisation=hospital),
        lambda: _add(company, by=company.zorgaanbieder, organisation=hospital),
    )
    assert sorted(type(each).__name__ for each in results) == ["Transformatiepartij", "ValidationError"]
    assert company.transformatieplan.partijen.filter(organisation=hospital).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_lead_handed_over_and_that_party_removed_at_once_leaves_a_plan_with_a_lead(company):
    plan, to = company.transformatieplan, _party(company, company.provider)
    results = at_once(
        lambda: editing.hand_over_lead(plan, by=company.ambtenaar, to=to),
        lambda: editing.remove_party(to, by=company.ambtenaar),
    )
    assert sum(isinstance(each, ValidationError) for each in results) == 1
    assert plan.partijen.filter(is_lead=True).count() == 1


# --- The pages ---


def _posted(**changed):
    said = {
        "version": 1,
        "organisation": "",
        "name": "Stichting Welzijn",
        "part": "betrokken",
        "sector": "sociaal_domein",
        "how": "Doet mee in de wijk",
        "commitment": "geen",
        "msb_commitment": "geen",
    }
    return said | changed


def test_the_page_names_the_parties_by_what_they_are_and_says_what_is_missing(company, sign_in):
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/"
    company.hit.how = ""
    company.hit.save()
    text = sign_in(company.ambtenaar).get(path).text
    assert "Huisartsen Ridderkerk" in text
    assert "Nog nodig: hoe deze partij wordt geraakt" in text
    company.transformatieplan.partijen.filter(organisation=company.provider).update(sector=Sector.ANDERS)
    assert "Nog nodig: sector, commitment" in sign_in(company.ambtenaar).get(path).text
    assert "Voeg een partij toe" in text
    assert "Voeg een partij toe" not in sign_in(company.betrokkene).get(path).text


def test_a_party_that_submits_is_added_on_the_page_which_says_who_may_now_write(company, hospital, sign_in):
    client = sign_in(company.ambtenaar)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/nieuw/"
    assert "Ikazia Ziekenhuis" in client.get(path).text
    answer = client.post(path, _posted(organisation=hospital.pk, name="", part="indiener", sector="msz"), follow=True)
    assert "De mensen van Ikazia Ziekenhuis kunnen nu in het plan schrijven." in answer.text


def test_organisations_of_the_regions_come_first_and_insurers_are_not_offered(company, hospital, sign_in):
    ParticipationFactory(organisation=hospital, region=company.region)
    text = sign_in(company.ambtenaar).get(f"/transformatieplannen/{company.transformatieplan.pk}/partijen/nieuw/").text
    assert text.index("In de regio’s van dit plan") < text.index("Ikazia Ziekenhuis") < text.index("Goes")
    assert ">CZ<" not in text
    assert ">Landelijke partij<" not in text


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "Huisartsen Ridderkerk"},
        {"name": "x" * 300},
        {"name": "a\x00b"},
        {"how": "a\x00b"},
        {"how": "x" * 2001},
        {"organisation": "99999999999999999999"},
        {"organisation": "x"},
        {"sector": ""},
        {"part": "trekker"},
        {"commitment": ""},
        {"version": ""},
        {"version": "99999999999999999999999"},
    ],
)
def test_a_form_that_does_not_fit_comes_back_with_what_was_typed(company, sign_in, changed):
    client = sign_in(company.ambtenaar)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/nieuw/"
    answer = client.post(path, _posted(**changed))
    if changed == {"version": "99999999999999999999999"}:
        assert answer.status_code == 302  # A new party has no version that anybody saw.
        return
    assert answer.status_code == 422
    assert "Dit gaat nog niet goed" in answer.text


def test_an_insurer_posted_past_the_list_is_refused(company, sign_in):
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/nieuw/"
    answer = sign_in(company.ambtenaar).post(path, _posted(name="", organisation=company.insurer_1.pk))
    assert answer.status_code == 422


def test_what_was_typed_is_not_lost_when_the_plan_was_submitted_meanwhile(company, sign_in, put_in_state):
    client = sign_in(company.ambtenaar)
    put_in_state(company.transformatieplan, Planstand.SNELLE_TOETS)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/{company.hit.pk}/"
    assert client.get(path).status_code == 403
    answer = client.post(path, _posted(name="Huisartsen", how="Dit typte ik net"))
    assert answer.status_code == 422
    assert "Dit typte ik net" in answer.text
    assert "In het plan wordt nu niet geschreven" in answer.text


def test_who_saves_an_older_version_sees_both(company, sign_in):
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/{company.hit.pk}/"
    editing.change_party(company.hit, by=company.zorgaanbieder, version=1, how="Zo staat het er nu")
    client = sign_in(company.ambtenaar)
    posted = _posted(name="Huisartsen Ridderkerk", part="geraakt", sector="huisartsenzorg", how="Dit wilde ik")
    answer = client.post(path, posted)
    assert answer.status_code == 422
    assert "Zo staat het er nu" in answer.text
    assert "Dit wilde ik" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert client.post(path, posted | {"version": 2}).status_code == 302


def test_a_party_of_another_plan_is_not_there(company, sign_in):
    other = TransformatieplanFactory(region=company.region, lead=company.ridderkerk).partijen.get()
    client = sign_in(company.ambtenaar)
    base = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/{other.pk}/"
    for path in (base, f"{base}weghalen/"):
        assert client.get(path).status_code == 404
        assert client.post(path, _posted()).status_code == 404


def test_a_party_is_removed_after_a_question_that_says_what_it_means(company, sign_in):
    client = sign_in(company.ambtenaar)
    party = _party(company, company.provider)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/{party.pk}/weghalen/"
    assert "kunnen daarna niet meer in het plan schrijven" in client.get(path).text
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 404
    lead = _party(company, company.ridderkerk)
    answer = client.post(f"/transformatieplannen/{company.transformatieplan.pk}/partijen/{lead.pk}/weghalen/")
    assert answer.status_code == 422
    assert "Dit is de trekker" in answer.text


def test_who_takes_the_own_organisation_out_is_warned_and_goes_to_mijn_werk(company, sign_in):
    client = sign_in(company.zorgaanbieder)
    party = _party(company, company.provider)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/{party.pk}/weghalen/"
    assert "Dit is uw eigen organisatie" in client.get(path).text
    assert client.post(path).headers["Location"] == "/mijn-werk/"


def test_the_lead_is_handed_over_on_its_page(company, sign_in):
    client = sign_in(company.bestuurder)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/trekker/"
    assert "Zorgaanbieder" in client.get(path).text
    for posted in ({}, {"to": company.hit.pk}, {"to": "x"}, {"to": _party(company, company.ggd).pk}):
        assert client.post(path, posted).status_code == 422
    answer = client.post(path, {"to": _party(company, company.provider).pk}, follow=True)
    assert "Zorgaanbieder is nu de trekker" in answer.text
    assert client.post(path, {"to": _party(company, company.provider).pk}).status_code == 403


def test_the_list_takes_as_many_queries_for_30_parties_as_for_4(company, sign_in):
    client = sign_in(company.ambtenaar)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/partijen/"
    few = queries_of(client, path)
    for _ in range(26):
        TransformatiepartijFactory(plan=company.transformatieplan)
    many = queries_of(client, path)
    assert len(few) == len(many) <= 12, "\n".join(many)
