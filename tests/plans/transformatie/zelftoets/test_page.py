"""The page of the zelftoets, and what of it stands beside a text."""

from django.test import RequestFactory
from django.utils import timezone

from plans.models.transformatie import Partijrol
from plans.templatetags.transformatie import zelftoets_panel
from plans.transformatie.workflow import Planstand
from tests.factories import (
    BusinesscaseregelFactory,
    MijlpaalbedragFactory,
    TransformatieafspraakFactory,
    TransformatiemijlpaalFactory,
    TransformatiepartijFactory,
)
from tests.queries import queries_of
from tests.writing.clients import Window


def test_the_page_counts_what_is_in_order_and_names_the_rest_with_the_way_there(whole, company, sign_in, write):
    write(whole, "knelpunten", "")
    text = sign_in(company.ambtenaar).get(f"/transformatieplannen/{whole.pk}/zelftoets/").text
    assert "7 van 8 op orde" in text
    assert "1 verplicht criterium houdt het indienen nog tegen" in text
    assert "“Welke knelpunten het plan oplost” is nog leeg." in text
    assert f'href="/transformatieplannen/{whole.pk}/schrijven/knelpunten/"' in text


def test_who_is_hit_and_not_involved_is_named_on_the_page(whole, company, sign_in):
    TransformatiepartijFactory(
        plan=whole, organisation=None, name="Huisartsen Ridderkerk", part=Partijrol.GERAAKT, how="Meer vragen."
    )
    text = sign_in(company.ambtenaar).get(f"/transformatieplannen/{whole.pk}/zelftoets/").text
    assert "Huisartsen Ridderkerk wordt geraakt en is niet betrokken." in text
    assert "1 beoordeelt u zelf." in text


def test_the_full_plan_can_be_looked_at_before_its_time(whole, company, sign_in):
    client, path = sign_in(company.ambtenaar), f"/transformatieplannen/{whole.pk}/zelftoets/"
    assert "?stap=beoordeling" in client.get(path).text
    assert "B-1 SMART-afspraken" in client.get(f"{path}?stap=beoordeling").text
    assert "ST-1 Minstens" in client.get(f"{path}?stap=iets").text


def test_the_market_leaders_read_the_zelftoets_while_it_is_worked_out_and_mend_nothing(full, company, sign_in):
    text = sign_in(company.beoordelaar_2).get(f"/transformatieplannen/{full.pk}/zelftoets/").text
    assert "B-1 SMART-afspraken" in text
    assert "/schrijven/" not in text


def test_the_page_asks_as_often_for_a_plan_of_hundreds_of_rows(full, company, sign_in):
    client, path = sign_in(company.ambtenaar), f"/transformatieplannen/{full.pk}/zelftoets/"
    client.get(path)
    one = len(queries_of(client, path))
    party = full.partijen.first()
    for each in range(30):
        TransformatiepartijFactory(plan=full, organisation=None, name=f"Partij {each}", part=Partijrol.GERAAKT)
        TransformatieafspraakFactory(plan=full, target_value=None)
        BusinesscaseregelFactory(plan=full)
        MijlpaalbedragFactory(mijlpaal=TransformatiemijlpaalFactory(plan=full), partij=party)
    now = len(queries_of(client, path))
    assert (now, now <= 14) == (one, True)


def test_beside_a_text_stands_what_is_not_in_order_and_nothing_where_nothing_changed(whole, company, sign_in, write):
    write(whole, "knelpunten", "")
    client, path = sign_in(company.ambtenaar), f"/transformatieplannen/{whole.pk}/zelftoets/ernaast/"
    answer = client.get(path)
    assert "1 houdt het indienen tegen" in answer.text
    assert "no-store" in answer["Cache-Control"]
    mark = answer.text.split('data-mark="')[1].split('"')[0]
    assert client.get(f"{path}?gezien={mark}").status_code == 204
    write(whole, "knelpunten", "Wachttijden")
    answer = client.get(f"{path}?gezien={mark}")
    assert "Alles is op orde" in answer.text


def test_what_was_typed_a_moment_ago_counts(whole, company, sign_in, write):
    write(whole, "knelpunten", "")
    client = sign_in(company.ambtenaar)
    client.get(f"/transformatieplannen/{whole.pk}/schrijven/knelpunten/")
    window = Window(whole.onderdelen.get(code="knelpunten").document, company.ambtenaar).open()
    window.write("Wachttijden in de wijk.")
    assert window.send().status_code == 200
    assert "Alles is op orde" in client.get(f"/transformatieplannen/{whole.pk}/zelftoets/ernaast/").text


def test_its_place_is_beside_the_texts_with_the_way_there_for_who_has_no_script(whole, company, sign_in):
    client = sign_in(company.ambtenaar)
    for page in ("tekst", "schrijven/knelpunten"):
        text = client.get(f"/transformatieplannen/{whole.pk}/{page}/").text
        assert f'data-check="/transformatieplannen/{whole.pk}/zelftoets/ernaast/"' in text
        assert "Wat er nog niet op orde is" in text


def test_beside_a_text_says_nothing_of_a_plan_that_is_judged_and_nothing_to_a_stranger(
    whole, company, sign_in, put_in_state
):
    path = f"/transformatieplannen/{whole.pk}/zelftoets/ernaast/"
    assert sign_in(None).get(path).status_code == 401
    assert sign_in(company.beoordelaar_1).get(path).status_code == 404
    put_in_state(whole, Planstand.SNELLE_TOETS, first_submitted_at=timezone.now())
    assert sign_in(company.ambtenaar).get(path).status_code == 204


def test_the_panel_is_there_while_the_plan_is_written(whole, company, put_in_state):
    request = RequestFactory().get("/")
    request.user = company.ambtenaar
    assert zelftoets_panel({"request": request}, whole)["is_shown"]
    assert not zelftoets_panel({"request": request}, put_in_state(whole, Planstand.BEOORDELING))["is_shown"]
