"""Beginning a transformatieplan: who may, with what, and what stands ready."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.accounts.models import Function, Kind
from iza_portal.trail.recording import history
from plans.models import Aandeel, Partij, Status
from plans.models.transformatie import Partijrol, Sector, Thema, Transformatieplan
from plans.transformatie.starten.starting import parties_of, start, template_parts
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import Planstand
from tests.factories import (
    IndelingFactory,
    MembershipFactory,
    MunicipalityFactory,
    OpgaveFactory,
    OrganisationFactory,
    RegionFactory,
    RegioplanFactory,
    UserFactory,
)

START = "/transformatieplannen/beginnen/"


def _start(company, **changed):
    said = {"by": company.ambtenaar, "title": "Zorg dichtbij", "regions": [company.region], "scale": "regionaal"}
    return start(**(said | changed))


@pytest.fixture
def opgave(company):
    opgave = OpgaveFactory(plan=company.plan, title="Langer thuis", scale="lokaal", onderdelen=["E", "F"])
    for organisation, part in [
        (company.provider, Aandeel.TREKKER),
        (company.provider, Aandeel.BETROKKEN),
        (company.ggd, Aandeel.BETROKKEN),
        (company.insurer_1, Aandeel.FINANCIER),
        (OrganisationFactory(kind=Kind.ZORGKANTOOR, name="Zorgkantoor"), Aandeel.TREKKER),
    ]:
        Partij.objects.create(opgave=opgave, organisation=organisation, part=part)
    return opgave


def test_a_plan_begins_with_its_lead_its_insurers_and_all_texts_of_both_steps(company):
    plan = _start(company)
    assert (plan.status, plan.region, list(plan.regions.all())) == (
        Planstand.CONCEPT,
        company.region,
        [company.region],
    )
    (lead,) = plan.partijen.all()
    assert (lead.organisation, lead.part, lead.is_lead) == (company.ridderkerk, Partijrol.INDIENER, True)
    assert lead.sector == Sector.SOCIAAL_DOMEIN
    assert plan.leaders == (company.insurer_1.pk, company.insurer_2.pk)
    assert plan.insurer == company.insurer_1
    assert plan.insurers_reason.startswith("Gevonden op ")
    texts = list(plan.onderdelen.order_by("position").values_list("step", "code", "title"))
    assert texts == [(part["step"], part["code"], part["title"]) for part in template_parts()]
    assert {step for step, _, _ in texts} == {"snelle_toets", "beoordeling"}
    event = history(plan).get(verb=TransformatieVerb.STARTED)
    assert event.acting_for == company.ridderkerk
    assert event.after["titel"] == "Zorg dichtbij"


def test_every_code_that_a_criterion_names_is_a_text_of_the_template(company):
    tables = {"partijen", "afspraken", "businesscase", "businesscaseregels", "mijlpalen", "verklaringen", "looptijd"}
    named = {part for kader in company.kaders.values() for each in kader.criteria.all() for part in each.parts}
    assert named <= {part["code"] for part in template_parts()} | tables


def test_across_regions_it_is_filed_under_the_one_with_most_inhabitants(company):
    big = RegionFactory(name="Amsterdam")
    IndelingFactory(municipality=MunicipalityFactory(population=900_000), region=big)
    plan = _start(company, regions=[company.region, big, company.region], scale="bovenregionaal")
    assert plan.region == big
    assert set(plan.regions.all()) == {big, company.region}
    assert plan.leaders == (None, None)


def test_from_an_opgave_its_parties_and_its_plan_come_along(company, opgave):
    plan = _start(company, opgave=opgave)
    assert (plan.opgave, plan.regioplan, plan.relations) == (opgave, company.plan, ["regioplan"])
    parts = {party.organisation.name: (party.part, party.is_lead) for party in plan.partijen.all()}
    assert parts == {
        "Ridderkerk": (Partijrol.INDIENER, True),
        "Zorgaanbieder": (Partijrol.INDIENER, False),
        "GGD": (Partijrol.BETROKKEN, False),
        "Zorgkantoor": (Partijrol.BETROKKEN, False),
    }


def test_an_insurer_never_becomes_a_party(company, opgave):
    assert company.insurer_1 not in parties_of(opgave)


def test_ones_own_organisation_is_the_lead_whatever_it_is_in_the_opgave(company, opgave):
    Partij.objects.create(opgave=opgave, organisation=company.ridderkerk, part=Aandeel.BETROKKEN)
    plan = _start(company, opgave=opgave)
    assert plan.partijen.get(organisation=company.ridderkerk).is_lead
    assert plan.partijen.filter(is_lead=True).count() == 1


def test_an_opgave_of_another_region_needs_that_region(company, opgave):
    with pytest.raises(ValidationError) as refused:
        _start(company, opgave=opgave, regions=[company.other_region])
    assert list(refused.value.message_dict) == ["regions"]
    assert not Transformatieplan.objects.filter(title="Zorg dichtbij").exists()


def test_an_opgave_of_a_plan_that_one_may_not_read_starts_nothing(company, opgave, sign_in):
    with pytest.raises(PermissionDenied):
        _start(company, by=company.andere_ambtenaar, opgave=opgave)
    client = sign_in(company.andere_ambtenaar)
    assert client.get(f"{START}?opgave={opgave.pk}").status_code == 404
    assert client.post(f"{START}?opgave={opgave.pk}", _form(company)).status_code == 404


def test_an_opgave_that_was_taken_out_starts_nothing(company, opgave):
    opgave.position = None
    opgave.save()
    with pytest.raises(PermissionDenied):
        _start(company, opgave=opgave)


def test_from_a_published_plan_anybody_who_applies_can_begin(company, opgave):
    published = RegioplanFactory(region=company.other_region, status=Status.GEPUBLICEERD, edition=2025)
    theirs = OpgaveFactory(plan=published)
    plan = _start(company, opgave=theirs, regions=[company.other_region])
    assert plan.regioplan == published


@pytest.mark.parametrize(
    "name",
    ["beoordelaar_1", "andere_verzekeraar", "landelijk", "toekenner", "bestuurder", "beheerder", "buitenstaander"],
)
def test_who_judges_or_does_not_write_begins_none(company, sign_in, name):
    with pytest.raises(PermissionDenied):
        _start(company, by=company.people[name])
    assert sign_in(company.people[name]).get(START).status_code == 403


def test_the_hat_that_is_on_decides(company):
    person = UserFactory(name="twee petten")
    MembershipFactory(user=person, organisation=company.provider)
    MembershipFactory(user=person, organisation=company.insurer_1, function=Function.BEOORDELAAR)
    person.chosen_hat = company.insurer_1
    person.save()
    with pytest.raises(PermissionDenied):
        _start(company, by=person)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("title", {"title": "x" * 300}),
        ("title", {"title": "\x00 \x07\n"}),
        ("regions", {"regions": []}),
        ("scale", {"scale": "wereldwijd"}),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(company, field, changed):
    with pytest.raises(ValidationError) as refused:
        _start(company, **changed)
    assert list(refused.value.message_dict) == [field]


def test_a_title_stands_on_one_line(company):
    assert _start(company, title=" Zorg\x07\n dicht\u202ebij ").title == "Zorg dichtbij"


# --- The page ---


def _form(company, **changed):
    return {"title": "Zorg dichtbij", "regions": [company.region.pk], "scale": ""} | changed


def test_the_page_begins_a_plan_and_leads_to_it(company, sign_in):
    theme = Thema.objects.create(
        code="thuis", title="Thuis", position=1, source="x", peildatum="2026-01-01", certainty="vastgesteld"
    )
    client = sign_in(company.ambtenaar)
    assert "wordt trekker van het plan" in client.get(START).text
    answer = client.post(START, _form(company, theme=theme.pk))
    plan = Transformatieplan.objects.get(title="Zorg dichtbij")
    assert answer.headers["Location"] == plan.get_absolute_url()
    assert plan.theme == theme


def test_a_form_that_is_posted_twice_begins_one_plan(company, sign_in):
    client = sign_in(company.ambtenaar)
    posted = _form(company, form_key="6f9f2a43-7a0b-4f43-9a6c-0f5d5ed0a001")
    first, second = client.post(START, posted), client.post(START, posted)
    assert first.headers["Location"] == second.headers["Location"]
    assert Transformatieplan.objects.filter(title="Zorg dichtbij").count() == 1


def test_what_was_typed_is_kept_when_it_is_refused(company, sign_in):
    client = sign_in(company.ambtenaar)
    answer = client.post(START, {"title": "Zorg dichtbij"})
    assert answer.status_code == 422
    assert "Kies ten minste één regio." in answer.text
    assert 'value="Zorg dichtbij"' in answer.text
    for posted in (
        _form(company, title="x" * 300),
        _form(company, title="a\x00b"),
        _form(company, regions=["10000000000000000000"]),
        _form(company, regions=["x"]),
        _form(company, scale="wereldwijd"),
        _form(company, theme="-1"),
        {},
    ):
        assert client.post(START, posted).status_code == 422
    assert not Transformatieplan.objects.filter(title__startswith="Zorg").exists()


def test_from_an_opgave_the_form_is_filled_in_and_says_who_comes_along(company, opgave, sign_in):
    client = sign_in(company.ambtenaar)
    text = client.get(f"{START}?opgave={opgave.pk}").text
    assert 'value="Langer thuis"' in text
    assert "Zorgaanbieder: dient het plan mee in" in text
    assert "E Eerstelijnszorg" in text
    answer = client.post(f"{START}?opgave={opgave.pk}", _form(company))
    assert Transformatieplan.objects.get(title="Zorg dichtbij").opgave == opgave
    assert answer.status_code == 302
    text = client.get(f"{START}?opgave={opgave.pk}").text
    assert "Vanuit deze opgave is al een plan begonnen" in text


@pytest.mark.parametrize("said", ["x", "-1", "99999999999999999999", "999999999", "\x00", "²"])
def test_an_opgave_that_is_none_is_not_there(company, sign_in, said):
    assert sign_in(company.ambtenaar).get(START, {"opgave": said}).status_code == 404


@pytest.mark.parametrize("said", ["x", "\x00", "zhe-bar", "zeeland"])
def test_a_region_in_the_address_is_ticked_where_it_is_one(company, sign_in, said):
    answer = sign_in(company.zorgaanbieder).get(START, {"regio": said})
    assert answer.status_code == 200
    assert (f'value="{company.other_region.pk}" id="id_regions_1" checked' in answer.text) or (
        answer.text.count(" checked") == 1
    )


def test_the_opgave_and_the_region_lead_to_it_for_who_can_begin_one(company, opgave, sign_in):
    way = f'href="{START}?opgave={opgave.pk}"'
    assert way in sign_in(company.ambtenaar).get(opgave.get_absolute_url()).text
    assert way not in sign_in(company.beoordelaar_1).get(opgave.get_absolute_url()).text
    way = f'href="{START}?regio=zhe-bar"'
    assert way in sign_in(company.andere_ambtenaar).get("/regios/zhe-bar/").text
    assert way not in sign_in(company.landelijk).get("/regios/zhe-bar/").text
    assert way not in sign_in(None).get("/regios/zhe-bar/").text
