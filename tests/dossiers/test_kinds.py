"""The kinds of dossiers: a regioplan's, a regiobeeld's, and a region's own of both."""

from collections import Counter
from datetime import date

import pikepdf
import pytest
from django.core.exceptions import ValidationError

from iza_portal.dossiers import making
from iza_portal.dossiers.content import Imprint, snapshot
from iza_portal.dossiers.kinds import papers_of
from iza_portal.dossiers.models import Dossier, Kind
from iza_portal.dossiers.rendering import render
from iza_portal.hashing import hash_of
from iza_portal.texts import building
from iza_portal.trail.recording import history
from iza_portal.work.models import State
from plans.models import Status
from regions.models import BeeldStatus, Regiobeeld
from tests.dossiers.beelden import adopt, fill_beeld
from tests.dossiers.conftest import write
from tests.dossiers.test_rendering import _file, elements_of, faults_of, texts_of
from tests.dossiers.test_rules import put
from tests.factories import (
    OrganisationFactory,
    ParticipationFactory,
    RegiobeeldFactory,
    RegioplanFactory,
)
from tests.processes import wait_until


@pytest.fixture
def beeld(cast):
    return fill_beeld(cast)


def rendered(subject):
    content = snapshot(subject)
    return render(content, Imprint("ZHE-BAR beeld 2026-1", 1, date(2026, 11, 22), hash_of(content)))


def chapters_of(subject) -> dict:
    return {chapter["key"].split("-")[0]: chapter for chapter in snapshot(subject)["chapters"]}


# Asking


@pytest.mark.usefixtures("no_broker")
def test_each_kind_has_its_own_numbers_and_codes(cast, plan, beeld):
    of_plan, of_beeld, of_region = (
        making.request_dossier(owner, by=cast.ambtenaar) for owner in (plan, beeld, cast.region)
    )
    assert [dossier.code for dossier in (of_plan, of_beeld, of_region)] == [
        "ZHE-BAR 2026-1",
        "ZHE-BAR beeld 2026-1",
        "ZHE-BAR regio-1",
    ]
    assert [dossier.kind for dossier in (of_plan, of_beeld, of_region)] == [
        Kind.REGIOPLAN,
        Kind.REGIOBEELD,
        Kind.REGIO,
    ]
    assert of_region.status_then == "regiobeeld verrijking, regioplan concept"
    for owner, dossier in ((plan, of_plan), (beeld, of_beeld), (cast.region, of_region)):
        assert list(Dossier.objects.of(owner)) == [dossier]
        assert history(owner).first().detail == f"Dossier {dossier.code}"
        assert making.request_dossier(owner, by=cast.kassier) == dossier
    write(plan.sections.first(), building.paragraph("Anders."))
    assert making.request_dossier(beeld, by=cast.ambtenaar) == of_beeld
    assert making.request_dossier(cast.region, by=cast.ambtenaar).code == "ZHE-BAR regio-2"


@pytest.mark.usefixtures("no_broker")
def test_a_region_shows_its_latest_papers_or_its_latest_public_ones(cast, plan, beeld):
    older = RegiobeeldFactory(region=cast.region, edition=2024)
    with pytest.raises(ValidationError, match="openbaar"):
        making.request_dossier(cast.region, by=cast.ambtenaar, only_public=True)
    put(older, BeeldStatus.GEPUBLICEERD)
    latest = making.request_dossier(cast.region, by=cast.ambtenaar)
    public = making.request_dossier(cast.region, by=cast.ambtenaar, only_public=True)
    assert (latest.regiobeeld, latest.plan) == (beeld, plan)
    assert (public.regiobeeld, public.plan) == (older, None)
    with pytest.raises(ValidationError, match="nog geen regiobeeld"):
        making.request_dossier(cast.other_region, by=cast.andere_ambtenaar)


@pytest.mark.usefixtures("no_broker")
def test_a_failed_dossier_of_a_region_is_made_again_of_the_same_papers(cast, plan, beeld):
    dossier = making.request_dossier(cast.region, by=cast.ambtenaar)
    Dossier.objects.update(state=State.MISLUKT)
    RegioplanFactory(region=cast.region, edition=2028)
    write(plan.sections.first(), building.paragraph("Gemaakt."))
    again = making.retry_dossier(dossier, by=cast.kassier)
    assert (again.pk, again.plan, again.state) == (dossier.pk, plan, State.AANGEVRAAGD)
    assert "Gemaakt." in str(again.content)


# What is in it


def test_a_regiobeeld_hands_over_all_that_it_holds(beeld):
    chapters = chapters_of(beeld)
    assert list(chapters) == ["beeld", "thema", "betrokkenen", "cycli", "toets", "bronnen"]
    theme = next(each for each in snapshot(beeld)["chapters"] if each["number"] == "1")["context"]
    assert [point["title"] for point in theme["knelpunten"]] == ["Wachttijd in de wijkverpleging"]
    assert "65 jaar of ouder" in theme["knelpunten"][0]["figures"][0]["sentence"]
    assert [story["title"] for story in theme["stories"]] == ["Alleen thuis", "Rennen"]
    assert [bool(kind["points"]) for kind in theme["prevention"]] == [True, True, False, False]
    assert ["Marktleider 1", "CZ"] in chapters["beeld"]["context"]["facts"]
    cycle = chapters["cycli"]["context"]["cycles"][0]
    assert (cycle["reacted"], cycle["silent"]) == (["Zorgaanbieder"], ["CZ"])


def test_of_an_adopted_regiobeeld_the_content_is_what_was_adopted(beeld):
    adopted = adopt(beeld)
    kept = adopted.adopted.content
    before = snapshot(adopted)
    ParticipationFactory(region=beeld.region, role="coordinerende_gemeente", organisation=OrganisationFactory())
    after = snapshot(adopted)
    assert not before["about"]["is_concept"]
    assert [chapter for chapter in after["chapters"] if chapter["key"] != "bronnen"] == [
        chapter for chapter in before["chapters"] if chapter["key"] != "bronnen"
    ]
    shown = after["chapters"][1]["context"]["blocks"]
    assert [block["trend"] for block in shown] == [block["trend"] for block in kept["themes"][0]["blocks"]]


def test_a_region_has_the_chapters_of_both_and_one_of_all_sources(cast, plan, beeld):
    chapters = snapshot(papers_of(cast.region, only_public=False))["chapters"]
    assert len({chapter["key"] for chapter in chapters}) == len(chapters)
    assert [(chapter["number"], chapter["title"]) for chapter in chapters] == [
        ("A", "Regiobeeld"),
        ("1", "Bevolking en vergrijzing"),
        ("2", "Mentale gezondheid"),
        ("", "Wie meededen en wie niet"),
        ("", "Verantwoording van de cycli"),
        ("", "Toets aan de landelijke criteria"),
        ("B", "Regioplan"),
        ("", "Voorwoord"),
        ("1", "De regio in beeld"),
        ("2", "Opgaven"),
        ("3", "Geld"),
        ("", "Deelnemende organisaties"),
        ("", "Bronnen en zekerheid"),
    ]
    both = [row["what"] for part in chapters[-1]["context"]["parts"] for row in part["sources"]]
    assert sum("De indeling in regio’s" in what for what in both) == 1


# The PDF


def test_the_pdf_of_a_regiobeeld_conforms_and_its_charts_are_told(beeld):
    pdf = rendered(adopt(beeld, blocks=2))
    assert faults_of(pdf) == []
    with pikepdf.open(_file(pdf)) as document:
        elements = elements_of(document)
        counted = Counter(str(element.S) for element in elements)
        told = [str(element.Alt) for element in elements if element.S == "/Figure"]
        scoped = [element for element in elements if element.S == "/TH" and element.A.get("/Scope")]
    blocks = beeld.adopted.content["themes"][0]["blocks"]
    assert told[1:] == [block[kind]["title"] for block in blocks for kind in ("trend", "strip", "bars")]
    assert counted["/H1"] == 1
    # The colophon, the contents, about, two themes, who, cycles, check, sources.
    assert counted["/H2"] == 9
    # Facts of the dossier and of the regiobeeld, two for each of two indicators, who, reactions, check, sources.
    assert counted["/Table"] == 2 + 4 + 4
    assert len(scoped) == counted["/TH"] > 50
    assert counted["/BlockQuote"] == 2


def test_charts_and_their_words_are_on_the_paper_as_they_were_drawn(beeld):
    """Neither a long word nor a character that the font lacks damages a drawing."""
    long = "w" * 300
    beeld = adopt(beeld, blocks=1)
    content = snapshot(beeld)
    block = content["chapters"][1]["context"]["blocks"][0]
    block["bars"]["title"] = f'{long} 👍 <b> & "toch"'
    block["bars"]["rows"][1]["name"] = f"👍{long}"
    pdf = render(content, Imprint("x", 1, date(2026, 11, 22), hash_of(content)))
    assert faults_of(pdf) == []
    with pikepdf.open(_file(pdf)) as document:
        told = [str(element.Alt) for element in elements_of(document) if element.S == "/Figure"]
    assert any('<b> & "toch"' in words for words in told)
    text = "".join(texts_of(pdf))
    assert "27,4%" in text
    assert "Bron: CBS StatLine, tabel 70072ned (peildatum 1 januari 2024)." in text


def test_every_page_of_a_regiobeeld_that_is_not_adopted_says_concept(beeld):
    assert all("concept" in text.casefold() for text in texts_of(rendered(beeld)))
    assert not any("concept" in text.casefold() for text in texts_of(rendered(adopt(beeld))))


def test_a_region_says_which_of_its_papers_is_a_concept(cast, plan, beeld):
    adopt(beeld)
    papers = papers_of(cast.region, only_public=False)
    pdf = rendered(papers)
    pages = texts_of(pdf)
    assert faults_of(pdf) == []
    assert all("deels concept" in text.casefold() for text in pages)
    assert "Regiobeeld, editie 2026, gepubliceerd" in pages[0]
    assert "Regioplan, editie 2026, concept" in pages[0]
    put(plan, Status.GEPUBLICEERD)
    assert not any(
        "concept" in text.casefold() for text in texts_of(rendered(papers_of(cast.region, only_public=True)))
    )


def test_the_same_content_gives_the_same_bytes_and_lays_out_no_chart_again(beeld, dossier_dir):
    beeld = adopt(beeld)
    first = rendered(beeld)
    kept = {path.name for path in (dossier_dir / "hoofdstukken").rglob("*") if path.is_file()}
    Regiobeeld.objects.filter(pk=beeld.pk).update(status=BeeldStatus.HERIJKING)
    beeld.refresh_from_db()
    renewed = rendered(beeld)
    now = {path.name for path in (dossier_dir / "hoofdstukken").rglob("*") if path.is_file()}
    # Only the chapter that tells the status.
    assert len(now - kept) == 1
    assert renewed.pages == first.pages
    for folder in (dossier_dir / "hoofdstukken").iterdir():
        for path in folder.iterdir():
            path.unlink()
    assert rendered(beeld).file == renewed.file


# Pages


@pytest.mark.usefixtures("no_broker")
def test_the_page_of_a_region_offers_its_dossier_to_who_takes_part(cast, plan, beeld, sign_in):
    client = sign_in(cast.ambtenaar)
    assert 'action="/regios/zhe-bar/dossier/"' in client.get("/regios/zhe-bar/").text
    assert "Alleen wat openbaar is" not in client.get("/regios/zhe-bar/").text
    put(RegiobeeldFactory(region=cast.region, edition=2024), BeeldStatus.GEPUBLICEERD)
    assert "Alleen wat openbaar is" in client.get("/regios/zhe-bar/").text
    place = client.post("/regios/zhe-bar/dossier/", {"openbaar": "on"})["Location"]
    assert Dossier.objects.get(pk=place.strip("/").split("/")[-1]).regiobeeld.edition == 2024
    assert "ZHE-BAR regio-1" in sign_in(None).get("/regios/zhe-bar/").text
    assert "Maak dossier" not in sign_in(cast.landelijk).get("/regios/zhe-bar/").text


@pytest.mark.usefixtures("no_broker")
def test_a_region_without_papers_says_so(cast, sign_in):
    client = sign_in(cast.andere_ambtenaar)
    assert "Maak dossier" not in client.get("/regios/zeeland/").text
    answer = client.post("/regios/zeeland/dossier/", follow=True)
    assert answer.redirect_chain == [("/regios/zeeland/", 302)]
    assert "nog geen regiobeeld en geen regioplan" in answer.text


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_makes_the_dossier_of_a_regiobeeld_with_charts(cast, worker, sign_in):
    beeld = adopt(fill_beeld(cast), blocks=3)
    client = sign_in(cast.ambtenaar)
    place = client.post(f"/regiobeelden/{beeld.pk}/dossier/")["Location"]
    wait_until(lambda: "Download de PDF" in client.get(f"{place}stand/").text)
    answer = client.get(f"{place}pdf/")
    assert (
        "Regiobeeld%20ZHE-BAR%202026" in answer["Content-Disposition"]
        or "Regiobeeld ZHE-BAR 2026" in answer["Content-Disposition"]
    )
    file = b"".join(answer)
    with pikepdf.open(_file(type("Pdf", (), {"file": file}))) as document:
        figures = sum(element.S == "/Figure" for element in elements_of(document))
        assert len(document.pages) == Dossier.objects.get().pages > 10
    assert figures == 1 + 3 * 3
