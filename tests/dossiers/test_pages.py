import re
from uuid import uuid4

import pytest

from iza_portal.dossiers import files, making, working
from iza_portal.dossiers.models import Dossier
from iza_portal.work.models import State
from plans.models import Regioplan, Status
from regions.models import BeeldStatus
from tests.dossiers.test_rules import dossier_of
from tests.factories import RegiobeeldFactory
from tests.queries import queries_of

pytestmark = pytest.mark.usefixtures("no_broker")


@pytest.fixture
def dossier(cast, plan):
    return making.request_dossier(plan, by=cast.ambtenaar)


def publish(plan):
    for status in (Status.TER_CONSULTATIE, Status.AKKOORD_TAFEL, Status.VASTGESTELD, Status.GEPUBLICEERD):
        Regioplan.objects.filter(pk=plan.pk).update(status=status)


def finish(dossier, content=b"%PDF-1.7 test"):
    name = files.store(content)
    Dossier.objects.filter(pk=dossier.pk).update(
        state=State.KLAAR, file=name, pages=12, bytes=len(content), percent=100
    )
    dossier.refresh_from_db()
    return dossier


def test_maak_dossier_leads_to_its_page(cast, plan, sign_in):
    client = sign_in(cast.ambtenaar)
    answer = client.post(f"/plannen/{plan.pk}/dossier/", follow=True)
    dossier = Dossier.objects.get()
    assert answer.redirect_chain == [(f"/dossiers/{dossier.pk}/", 302)]
    assert "wacht op zijn beurt" in answer.text
    assert f'hx-get="/dossiers/{dossier.pk}/stand/"' in answer.text


def test_the_form_posted_three_times_makes_one_dossier(cast, plan, sign_in):
    client, key = sign_in(cast.ambtenaar), uuid4()
    places = {client.post(f"/plannen/{plan.pk}/dossier/", {"form_key": key})["Location"] for _ in range(3)}
    assert places == {f"/dossiers/{Dossier.objects.get().pk}/"}


def test_the_same_plan_again_says_that_it_did_not_change(cast, plan, sign_in, dossier):
    finish(dossier)
    answer = sign_in(cast.kassier).post(f"/plannen/{plan.pk}/dossier/", follow=True)
    assert "niet veranderd" in answer.text
    assert "Download de PDF" in answer.text


@pytest.mark.parametrize("who", ["andere_ambtenaar", "landelijk", "buitenstaander", "portaalbeheerder"])
def test_outsiders_find_nothing(cast, plan, sign_in, dossier, who):
    client = sign_in(cast.people[who])
    for path in ("", "stand/", "pdf/"):
        assert client.get(f"/dossiers/{dossier.pk}/{path}").status_code == 404
    assert client.post(f"/plannen/{plan.pk}/dossier/").status_code == 404
    assert client.post(f"/dossiers/{dossier.pk}/opnieuw/").status_code == 404
    assert dossier.code not in client.get("/dossiers/").text


def test_whoever_is_not_signed_in_is_asked_to_and_finds_no_concept(plan, client, dossier):
    assert client.get(f"/dossiers/{dossier.pk}/").status_code == 404
    answer = client.post(f"/plannen/{plan.pk}/dossier/")
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_everybody_reads_the_dossier_of_a_published_plan_and_not_of_its_concept(cast, plan, client, dossier):
    finish(dossier)
    publish(plan)
    published = finish(making.request_dossier(plan, by=cast.ambtenaar), b"%PDF-1.7 published")
    assert client.get(f"/dossiers/{dossier.pk}/pdf/").status_code == 404
    assert b"".join(client.get(f"/dossiers/{published.pk}/pdf/")) == b"%PDF-1.7 published"
    page = client.get(f"/dossiers/{published.pk}/").text
    assert "Download de PDF" in page
    assert cast.ambtenaar.name not in page
    listed = client.get("/dossiers/").text
    assert published.code in listed
    assert dossier.code not in listed


def test_a_reader_of_a_published_plan_may_not_have_a_dossier_made(cast, plan, sign_in):
    publish(plan)
    assert sign_in(cast.landelijk).post(f"/plannen/{plan.pk}/dossier/").status_code == 403
    assert sign_in(cast.landelijk).get(f"/plannen/{plan.pk}/dossier/").status_code == 302


def test_the_download_has_a_name_that_says_what_it_is(cast, plan, sign_in, dossier):
    finish(dossier)
    Regioplan.objects.filter(pk=plan.pk).update(title='Samen/gezond: "Regioplan"\n2026 – één')
    answer = sign_in(cast.ambtenaar).get(f"/dossiers/{dossier.pk}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert "Samen%20gezond%20Regioplan%202026%20%C3%A9%C3%A9n%20-%20concept%20-%20dossier%201.pdf" in re.sub(
        "(%20)+", "%20", answer["Content-Disposition"]
    )
    answer.close()


def test_what_is_not_ready_has_no_download(cast, sign_in, dossier):
    answer = sign_in(cast.ambtenaar).get(f"/dossiers/{dossier.pk}/pdf/")
    assert (answer.status_code, answer["Location"]) == (302, f"/dossiers/{dossier.pk}/")


def test_the_page_asks_on_until_the_dossier_is_done(cast, sign_in, dossier):
    client = sign_in(cast.ambtenaar)
    state = f"/dossiers/{dossier.pk}/stand/"
    Dossier.objects.update(state=State.BEZIG, percent=40, stage="pagina 7 opmaken")
    under_way = client.get(state).text
    assert "hx-trigger" in under_way
    assert 'value="40"' in under_way
    assert "Pagina 7 opmaken" in under_way
    finish(dossier)
    done = client.get(state).text
    assert "hx-trigger" not in done
    assert "Download de PDF" in done
    assert 'role="status" hx-swap-oob="innerHTML">Het dossier is klaar.' in done


def test_without_javascript_a_link_tells_how_far_it_is(cast, sign_in, dossier):
    page = sign_in(cast.ambtenaar).get(f"/dossiers/{dossier.pk}/").text
    assert re.search(rf'<noscript>.*href="/dossiers/{dossier.pk}/".*</noscript>', page)


def test_a_failed_dossier_names_the_section_and_can_be_tried_again(cast, sign_in, dossier):
    Dossier.objects.update(state=State.MISLUKT, failed_section="Geld", failure=working.UNRENDERABLE)
    client = sign_in(cast.ambtenaar)
    page = client.get(f"/dossiers/{dossier.pk}/").text
    assert "Het onderdeel “Geld” kan niet in het dossier" in page
    assert "hx-trigger" not in page
    answer = client.post(f"/dossiers/{dossier.pk}/opnieuw/", follow=True)
    assert answer.redirect_chain == [(f"/dossiers/{dossier.pk}/", 302)]
    assert "wacht op zijn beurt" in answer.text


def test_a_lost_file_says_so_and_can_be_made_again(cast, sign_in, dossier):
    Dossier.objects.update(state=State.KLAAR, file="aa/weg.pdf", pages=3, bytes=3)
    client = sign_in(cast.ambtenaar)
    page = client.get(f"/dossiers/{dossier.pk}/").text
    assert "Het bestand van dit dossier is er niet meer" in page
    assert f'action="/dossiers/{dossier.pk}/opnieuw/"' in page
    assert client.get(f"/dossiers/{dossier.pk}/pdf/").status_code == 302


def test_the_list_is_filtered_by_region_and_by_kind(cast, plan, sign_in, dossier):
    hidden = Regioplan.objects.create(region=cast.other_region, edition=2029, title="Een geheim plan")
    dossier_of(hidden, cast.andere_ambtenaar, 1, Status.CONCEPT)
    public = RegiobeeldFactory(region=cast.other_region, title="Beeld van Zeeland", status=BeeldStatus.GEPUBLICEERD)
    making.request_dossier(public, by=cast.andere_ambtenaar)
    making.request_dossier(cast.region, by=cast.ambtenaar)
    client = sign_in(cast.ambtenaar)

    def listed(query=""):
        page = client.get(f"/dossiers/{query}").text
        return {
            code for code in (dossier.code, "ZHE-BAR regio-1", "Zeeland beeld 2026-1") if f"Dossier {code}<" in page
        }

    assert listed() == {dossier.code, "ZHE-BAR regio-1", "Zeeland beeld 2026-1"}
    assert "Een geheim plan" not in client.get("/dossiers/").text
    assert listed("?regio=zhe-bar") == {dossier.code, "ZHE-BAR regio-1"}
    assert listed("?regio=zeeland") == {"Zeeland beeld 2026-1"}
    assert listed("?soort=regioplan") == {dossier.code}
    assert listed("?regio=zhe-bar&soort=regio") == {"ZHE-BAR regio-1"}
    assert "Hiervan zijn er geen dossiers" in client.get("/dossiers/?regio=zeeland&soort=regio").text
    assert client.get("/dossiers/?regio=onzin&soort=onzin&pagina=9").status_code == 200


def test_pages_ask_the_database_as_often_for_one_as_for_thirty(cast, plan, sign_in, dossier):
    client = sign_in(cast.ambtenaar)

    def queries(path):
        asked = queries_of(client, path)
        assert not any('"dossiers_dossier"."content",' in statement for statement in asked)
        return len(asked)

    paths = ["/dossiers/", f"/dossiers/{dossier.pk}/", f"/dossiers/{dossier.pk}/stand/"]
    with_one = [queries(path) for path in paths]
    for number in range(2, 31):
        dossier_of(plan, cast.ambtenaar, number, Status.CONCEPT)
    assert [queries(path) for path in paths] == with_one
    assert max(with_one) <= 12
