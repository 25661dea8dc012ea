import pytest

from iza_portal.texts.building import paragraph, text
from iza_portal.trail.recording import record
from plans.models import Section, Status
from plans.verbs import PlanVerb
from tests.factories import RegioplanFactory, SectionFactory
from tests.queries import queries_of


@pytest.mark.parametrize(
    "who", ["andere_ambtenaar", "andere_verzekeraar", "landelijk", "buitenstaander", "portaalbeheerder", None]
)
def test_outsiders_do_not_learn_that_a_concept_exists(cast, sign_in, who):
    client = sign_in(cast.people.get(who))
    missing, hidden = client.get("/plannen/999999/"), client.get(f"/plannen/{cast.plan.pk}/")
    assert hidden.status_code == missing.status_code == 404
    assert "Deze pagina is er niet" in hidden.text
    assert cast.plan.title not in client.get("/plannen/").text


@pytest.mark.parametrize("who", [None, "andere_ambtenaar", "landelijk"])
def test_a_published_plan_is_everybodys_but_its_making_is_not(cast, sign_in, who):
    plan = RegioplanFactory(region=cast.region, edition=2023, title="Zorgzaam", status=Status.GEPUBLICEERD)
    SectionFactory(plan=plan, title="Opgaven", body=text(paragraph("Samen leven")), plain_text="Samen leven")
    client = sign_in(cast.people.get(who))
    page = client.get(f"/plannen/{plan.pk}/")
    assert "Samen leven" in page.text
    assert "Geschiedenis" not in page.text
    assert client.get(f"/plannen/{plan.pk}/geschiedenis/").status_code == 404


def test_the_plan_shows_whats_to_do_to_who_can_do_it(cast, sign_in):
    SectionFactory(plan=cast.plan, title="Opgaven", body=text(paragraph("Samen leven")), plain_text="Samen leven")
    page = f"/plannen/{cast.plan.pk}/"
    coordinator = sign_in(cast.regiocoordinator).get(page).text
    official = sign_in(cast.ambtenaar).get(page).text
    reviewer = sign_in(cast.beoordelaar_1).get(page).text
    assert "Leg voor aan de deelnemers" in coordinator
    assert "Deel het plan in" in coordinator
    assert "Schrijf aan" in official
    assert "Deel het plan in" not in official
    assert "Schrijf aan" not in reviewer


def test_a_removed_section_is_not_shown(cast, sign_in):
    SectionFactory(plan=cast.plan, position=None, title="Geschrapt", plain_text="Geschrapt")
    assert "Geschrapt" not in sign_in(cast.ambtenaar).get(f"/plannen/{cast.plan.pk}/").text


def test_pages_ask_the_database_as_often_for_one_as_for_thirty(cast, sign_in):
    client, closed = sign_in(cast.regiocoordinator), sign_in(cast.portaalbeheerder)
    plan = f"/plannen/{cast.plan.pk}/"
    pages = [(client, path) for path in ("/plannen/", plan, f"{plan}indelen/", f"{plan}geschiedenis/", "/mijn-werk/")]
    pages.append((closed, "/plannen/besloten/"))
    cast.section.assignees.add(cast.regiocoordinator)
    writers = {"schrijvers": [cast.ambtenaar.pk]}
    record(PlanVerb.SECTION_CHANGED, cast.plan, by=cast.ambtenaar, after=writers)
    for page in pages:
        queries_of(*page)  # Pieces that are the same for everybody are kept from here on.
    one = {path: len(queries_of(client, path)) for client, path in pages}
    for number in range(30):
        section = SectionFactory(plan=cast.plan, position=number + 2, title=f"Onderdeel {number}")
        section.assignees.add(cast.regiocoordinator, cast.ambtenaar)
        RegioplanFactory(region=cast.region, edition=2030 + number)
        record(PlanVerb.SECTION_CHANGED, cast.plan, by=cast.ambtenaar, after=writers)
    thirty = {path: len(queries_of(client, path)) for client, path in pages}
    assert one == thirty
    assert max(one.values()) <= 12


def test_ready_is_said_once_and_taken_back(cast, sign_in):
    client = sign_in(cast.ambtenaar)
    page = f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/klaar/"
    for answer, is_ready in [("ja", True), ("ja", True), ("nee", False)]:
        said = client.post(page, {"klaar": answer}, follow=True).text
        assert f"“Inleiding” staat {'nu' if is_ready else 'niet meer'} op klaar." in said
        assert Section.objects.get(pk=cast.section.pk).is_ready is is_ready
    assert sign_in(cast.beoordelaar_1).post(page, {"klaar": "ja"}).status_code == 403
    assert sign_in(cast.andere_ambtenaar).post(page, {"klaar": "ja"}).status_code == 404


def test_the_first_action_of_a_plan_without_text_is_to_arrange_it(cast, sign_in):
    client = sign_in(cast.regiocoordinator)
    page = f"/plannen/{cast.plan.pk}/"
    arrange, submit = f'primary" href="{page}indelen/"', f'primary" href="{page}status/concept/ter_consultatie/"'
    assert arrange in client.get(page).text
    SectionFactory(plan=cast.plan, title="Opgaven", body=text(paragraph("Er staat iets.")), plain_text="Er staat iets.")
    assert submit in client.get(page).text


def test_who_is_made_writer_of_one_section_finds_the_way_to_that_one_and_reads_who_writes(cast, sign_in):
    other = SectionFactory(plan=cast.plan, position=2, title="Preventie")
    cast.section.assignees.add(cast.zorgaanbieder, cast.ambtenaar)
    other.assignees.add(cast.ambtenaar)
    page = sign_in(cast.zorgaanbieder).get(cast.plan.get_absolute_url()).content.decode()
    assert page.count(f"Schrijvers: {cast.ambtenaar}, {cast.zorgaanbieder}") == 1
    assert page.count(f"Schrijvers: {cast.ambtenaar}<") == 1
    assert page.count(">Schrijf</a>") == 1
    assert f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/" in page.split(">Schrijf</a>")[0]
