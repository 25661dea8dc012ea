"""A werkagenda everywhere that plans are: read, listed, frozen, published, in a dossier, and in a next version."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone

from iza_portal.dossiers import making
from iza_portal.dossiers.adopted import make_waiting
from iza_portal.dossiers.content import snapshot
from iza_portal.dossiers.kinds import papers_of
from iza_portal.dossiers.rendering import Pdf
from plans.adoption import move
from plans.consultaties.places import places_of
from plans.consultaties.rounds import open_round
from plans.content import content_of
from plans.models import Inzet, PlanKind, Regioplan, Section, Status, VaststellingsPdf
from plans.opgaven import editing
from plans.publicatie.differences import differences
from plans.publicatie.next_version import start_next
from plans.publicatie.reading import public_url
from plans.werkagenda import template
from plans.werkagenda.choosing import leave_out, take_up
from plans.werkagenda.inzet import agree_inzet
from tests.adopting import let_all_agree
from tests.dossiers.test_rendering import faults_of, texts_of
from tests.factories import OpgaveFactory, RegioplanFactory
from tests.plans.werkagenda.filling import fill
from tests.queries import queries_of

WAY = [Status.CONCEPT, Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.GEPUBLICEERD]


@pytest.fixture
def published(cast, agenda):
    """A werkagenda with one mandatory aanpak left out and one deviation, published; no criteria are loaded."""
    leave_out(agenda, "3a.2", by=cast.regiocoordinator, motive="De buurregio doet dit voor ons.")
    fill(agenda, by=cast.ambtenaar)
    Inzet.objects.filter(streefwaarde="valrisico").update(
        path={"2027": "7.5", "2030": "12"}, motive="Te weinig mensen."
    )
    for source, target in pairwise(WAY):
        move(agenda, by=cast.regiocoordinator, source=source, target=target)
    return Regioplan.objects.select_related("region").get(pk=agenda.pk)


def test_everybody_reads_it_at_its_own_lasting_address(published, client):
    assert public_url(published) == "/regio/zhe-bar/werkagenda/2026/"
    page = client.get(public_url(published)).text
    for words in (
        "Werkagenda D5 van ZHE-BAR, editie 2026",
        "Gepubliceerd, 0 van 2 colleges hebben vastgesteld.",
        "2a Laagdrempelige steunpunten: IST",
        "Aanpakken, doelen en mijlpalen",
        "5a, leefgebied Vitaal ouder worden, verplicht",
        "7,5",
        "wijkt af van de streefwaarde: Te weinig mensen.",
        "Verplichte aanpakken die er niet in staan",
        "De buurregio doet dit voor ons.",
    ):
        assert words in page, words
    assert "3a.2 Integrale gezinspoli: IST" not in page
    assert client.get("/regio/zhe-bar/regioplan/2026/").status_code == 404
    assert "Werkagenda D5 van ZHE-BAR, 2026" in client.get("/plannen/feed/").text


def test_it_is_complete_only_when_every_college_adopted_it(published, sign_in, cast):
    path = f"/plannen/{published.pk}/aanpakken/"
    page = sign_in(cast.bestuurder).get(path).text
    assert "De werkagenda is nog niet compleet: gepubliceerd, 0 van 2 colleges hebben vastgesteld." in page
    let_all_agree(published)
    assert "de werkagenda is compleet" in sign_in(cast.bestuurder).get(path).text


def test_what_was_frozen_does_not_follow_the_format(cast, published, monkeypatch, tmp_path, client, sign_in):
    kept = published.vaststellingsversies.get().content
    (tmp_path / "streefwaarden.csv").write_text("code\n", encoding="utf-8")
    for name in ("aanpakken", "werkagenda_template"):
        (tmp_path / f"{name}.csv").write_bytes((template.DATA / f"{name}.csv").read_bytes())
    monkeypatch.setattr(template, "DATA", tmp_path)
    assert published.vaststellingsversies.get().content == kept
    assert "ten minste 14% van de 65-plussers" in client.get(public_url(published)).text
    opgave = published.opgaven.get(aanpak="5a")
    page = sign_in(cast.ambtenaar).get(opgave.get_absolute_url()).text
    assert "ten minste 14% van de 65-plussers" in page
    assert "niet meer in het format" not in page


def test_the_pdf_for_the_colleges_shows_the_aanpakken_and_is_accessible(published):
    assert make_waiting() == 1
    pdf = Pdf(bytes(VaststellingsPdf.objects.get().content), 0)
    assert faults_of(pdf) == []
    first, *rest = texts_of(pdf)
    assert "Werkagenda D5, editie 2026" in first
    whole = " ".join(" ".join(rest).split())
    for words in ("Aanpakken, doelen en mijlpalen", "5a Valpreventie", "Aantallen en ingroeipad", "Te weinig mensen."):
        assert words in whole, words
    assert "Verplichte aanpakken die er niet in staan" in whole


@pytest.mark.usefixtures("no_broker")
def test_it_has_a_dossier_of_its_own_and_the_region_has_its_regioplan(cast, agenda):
    dossier = making.request_dossier(agenda, by=cast.ambtenaar)
    assert dossier.code == "ZHE-BAR werkagenda 2026-1"
    assert making.request_dossier(cast.plan, by=cast.ambtenaar).code == "ZHE-BAR 2026-1"
    assert snapshot(agenda)["about"]["paper"] == "Werkagenda D5"
    assert "paper" not in snapshot(cast.plan)["about"]
    RegioplanFactory(region=cast.region, kind=PlanKind.WERKAGENDA, edition=2030)
    assert papers_of(cast.region, only_public=False).plan == cast.plan


def test_a_region_with_only_a_werkagenda_has_no_region_dossier(cast, agenda, sign_in):
    cast.plan.delete()
    assert papers_of(cast.region, only_public=False) is None
    assert sign_in(cast.ambtenaar).get("/regios/zhe-bar/").status_code == 200


def test_a_next_version_has_all_of_it_and_tells_what_differs(cast, published):
    by = cast.regiocoordinator
    new = start_next(published, by=by, aard="herijking", edition=2028, title="Werkagenda 2028")
    before, after = content_of(published), content_of(new)
    assert after["opgaven"] == before["opgaven"]
    assert after["left_out"] == before["left_out"] != []
    assert [section["number"] for section in after["sections"]] == [section["number"] for section in before["sections"]]
    assert differences(published, new) == []
    opgave = new.opgaven.get(aanpak="5a")
    old = opgave.inzetten.get(streefwaarde="valrisico")
    agree_inzet(opgave, "valrisico", by=cast.ambtenaar, version=old.version, path={2030: Decimal(16)})
    [told] = differences(published, new)
    assert (told.what, told.state) == ("inzet", "changed")
    assert ("2030", "12", "16") in told.facts
    take_up(new, "3a.2", by=by)
    assert new.sections.get(code="3a.2:ist").plain_text == "Er staat iets."
    assert public_url(published) == "/regio/zhe-bar/werkagenda/2026/"


def test_a_regioplan_of_the_same_year_is_no_version_of_it(cast, agenda, sign_in):
    page = sign_in(cast.ambtenaar).get(f"/plannen/{agenda.pk}/versies/").text
    assert cast.plan.title not in page


def test_the_region_page_the_list_and_my_work_know_it(cast, agenda, sign_in):
    client = sign_in(cast.regiocoordinator)
    page = client.get("/regios/zhe-bar/").text
    assert page.index(cast.plan.title) < page.index('id="werkagendas"') < page.index(agenda.title)
    assert agenda.title in client.get("/mijn-werk/").text
    found = client.get("/plannen/", {"soort": "werkagenda"})
    assert [plan.pk for plan in found.context["page_obj"]] == [agenda.pk]
    assert [plan.pk for plan in client.get("/plannen/", {"soort": "regioplan"}).context["page_obj"]] == [cast.plan.pk]
    assert len(client.get("/plannen/", {"soort": "onzin"}).context["page_obj"]) == 2


def test_its_pages_say_aanpakken_where_a_regioplan_says_opgaven(cast, agenda, sign_in):
    client = sign_in(cast.ambtenaar)
    assert client.get(f"/plannen/{agenda.pk}/opgaven/")["Location"] == f"/plannen/{agenda.pk}/aanpakken/"
    opgave = agenda.opgaven.get(aanpak="5a")
    page = client.get(opgave.get_absolute_url()).text
    assert f'<a href="/plannen/{agenda.pk}/aanpakken/" aria-current="page">Aanpakken</a>' in page
    assert "Haal deze opgave uit het plan" not in page
    assert "ten minste 14% van de 65-plussers" in page
    regioplan = client.get(f"/plannen/{cast.plan.pk}/opgaven/").text
    assert "Aanpakken" not in regioplan
    for path in ("", "rode-draad/", "vaststelling/", "voortgang/", "indelen/"):
        user = cast.regiocoordinator if path == "indelen/" else cast.ambtenaar
        assert sign_in(user).get(f"/plannen/{agenda.pk}/{path}").status_code == 200, path


def test_what_lacks_is_told_of_an_aanpak(cast, agenda, sign_in):
    client, opgave = sign_in(cast.ambtenaar), agenda.opgaven.get(aanpak="5a")
    agenda.opgaven.filter(pk=opgave.pk).update(title="Valpreventie in de opgave")
    thread = client.get(f"/plannen/{agenda.pk}/rode-draad/?opgave={opgave.pk}").text
    whole = client.get(opgave.get_absolute_url()).text
    for page in (thread, whole):
        assert "De aanpak heeft nog geen trekker." in page
        assert "e opgave heeft" not in page
        assert "5a Valpreventie in de opgave" in page
    assert "Van elke aanpak naar haar doelen" in thread
    other = OpgaveFactory(plan=cast.plan)
    assert "De opgave heeft nog geen trekker." in client.get(other.get_absolute_url()).text


def test_parties_react_on_aanpakken(cast, agenda):
    Section.objects.filter(plan=agenda).update(plain_text="Er staat iets.")
    editing.add_opgave(agenda, by=cast.ambtenaar, title="Buurtmaatjes")
    move(agenda, by=cast.regiocoordinator, source="concept", target="ter_consultatie")
    term = timezone.localdate() + timedelta(days=7)
    asked = open_round(
        agenda, by=cast.regiocoordinator, question="Klopt dit?", due_on=term, parties=[cast.ambtenaar.hat]
    )
    titles = [place.title for place in places_of(asked)]
    assert "Aanpak 5a Valpreventie" in titles
    assert titles[-1] == "Aanpak 10. Buurtmaatjes"


def test_an_aanpak_of_the_region_itself_that_was_taken_out_can_be_put_back(cast, agenda, sign_in):
    own = editing.add_opgave(agenda, by=cast.ambtenaar, title="Buurtmaatjes")
    client, page = sign_in(cast.ambtenaar), f"/plannen/{agenda.pk}/aanpakken/"
    assert client.post(f"{own.get_absolute_url()}weghalen/").status_code == 302
    told = client.get(page).text
    assert "U kunt de aanpak onderaan terugzetten." in told
    assert f"{own.get_absolute_url()}terugzetten/" in told
    assert "terugzetten/" not in sign_in(cast.bestuurder).get(page).text
    assert client.post(f"{own.get_absolute_url()}terugzetten/").status_code == 302
    told = client.get(page).text
    assert f'id="opgave-{own.pk}"' in told
    assert "terugzetten/" not in told


def test_texts_are_written_and_named_with_their_place_in_the_format(cast, agenda, sign_in):
    section = agenda.sections.get(code="2a:ist")
    client = sign_in(cast.ambtenaar)
    page = client.get(f"/plannen/{agenda.pk}/onderdelen/{section.pk}/bewerken/").text
    assert "2a Laagdrempelige steunpunten: IST" in page
    assert "Waarom is dit urgent in uw regio" in page


def test_the_page_asks_as_often_for_more_aanpakken(cast, agenda, sign_in):
    client, path = sign_in(cast.regiocoordinator), f"/plannen/{agenda.pk}/aanpakken/"
    client.get(path)
    few = len(queries_of(client, path))
    for code in ("3a.3", "4b", "4c", "5b", "6a"):
        take_up(agenda, code, by=cast.regiocoordinator)
    fill(agenda, by=cast.ambtenaar)
    Section.objects.filter(plan=agenda).update(owner=cast.ambtenaar)
    assert len(queries_of(client, path)) == few <= 22


def test_a_regioplan_is_kept_as_it_was(cast):
    content = content_of(cast.plan)
    assert content.keys() == {"about", "sections", "opgaven", "check", "region", "participants", "region_sources"}
