"""The pages of the queue: for everybody, for applicants, and for who awards."""

from datetime import UTC, datetime

import pytest
from django.template import Context, Template

from plans.models.transformatie import Potsoort, Toekenning, Transformatieplan
from plans.transformatie.wachtrij.awarding import award
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.plans.transformatie.money import put_in_pot
from tests.queries import queries_of

QUEUE = "/transformatieplannen/wachtrij/"


def address(plan) -> str:
    return f"{QUEUE}{plan.pk}/toekennen/"


def text_of(answer) -> str:
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def test_an_empty_queue_says_when_a_plan_stands_here(db, client):
    assert "Er wacht nu geen plan op geld" in client.get(QUEUE).text


def test_everybody_reads_the_queue_and_what_is_reserved(company, wait, theme, client):
    put_in_pot(100_000)
    put_in_pot(60_000, kind=Potsoort.RESERVERING, theme=theme)
    wait(90_000), wait(50_000, theme=theme)
    text = text_of(client.get(QUEUE))
    assert "Gereserveerd voor Mentale gezondheidsnetwerken</dt><dd>€ 60.000" in text
    assert "Aan de beurt is plek 2." in text
    assert "samen € 140.000" in text
    assert text.count("ZHE-BAR") == 2
    assert "toekennen/" not in text


def test_titles_lead_only_where_one_may_go(company, wait, sign_in):
    plan = wait(100)
    for name, may in (("nobody", False), ("buitenstaander", False), ("ambtenaar", True), ("toekenner", True)):
        person = company.people[name]
        text = sign_in(None if person.is_anonymous else person).get(QUEUE).text
        assert plan.title in text
        assert (f'href="{plan.get_absolute_url()}"' in text) == may, name


def test_applicants_see_their_own_place_and_others_do_not(company, wait, sign_in):
    wait(100), wait(250)
    text = text_of(sign_in(company.ambtenaar).get(QUEUE))
    assert "Uw plan staat op plek 1" in text
    assert "De 1 plan" not in text
    assert "Uw plan staat op plek 2" in text
    assert "vóór staat 1 plan, dat € 100 vraagt" in text
    assert "Uw plan" not in sign_in(company.andere_verzekeraar).get(QUEUE).text


def test_the_queue_takes_as_many_queries_for_many_plans(company, wait, theme, sign_in):
    client = sign_in(company.ambtenaar)
    put_in_pot(100)
    put_in_pot(10, kind=Potsoort.RESERVERING, theme=theme)
    wait(100, theme=theme)
    few = queries_of(client, QUEUE)
    for _ in range(29):
        wait(100, theme=theme)
    many = queries_of(client, QUEUE)
    assert len(few) == len(many) <= 12


def test_who_awards_is_led_to_the_plan_whose_turn_it_is_and_to_no_other(company, wait, sign_in):
    put_in_pot(100)
    first, second = wait(60), wait(40)
    client = sign_in(company.toekenner)
    text = client.get(QUEUE).text
    assert address(first) in text
    assert address(second) not in text
    page = text_of(client.get(address(second)))
    assert f"Eerst is “{first.title}” aan de beurt" in page
    assert "Ken dit bedrag toe" not in page


def test_an_award_is_made_on_its_page_and_told_to_everybody(company, wait, sign_in):
    put_in_pot(100)
    plan = wait(60)
    client = sign_in(company.toekenner)
    assert "Ken dit bedrag toe" in client.get(address(plan)).text
    answer = client.post(address(plan), {"reason": "Het stond <b>bovenaan</b>."})
    toekenning = Toekenning.objects.get()
    assert answer["Location"] == f"/transformatieplannen/pot/toekenningen/{toekenning.pk}/"
    text = text_of(sign_in(None).get(answer["Location"]))
    assert "Het stond &lt;b&gt;bovenaan&lt;/b&gt;." in text
    assert "is € 60 toegekend" in text
    assert "De wachtrij zoals die was" in text


def test_the_page_says_whom_a_plan_passes(company, wait, theme, sign_in):
    put_in_pot(100)
    put_in_pot(80, kind=Potsoort.RESERVERING, theme=theme)
    first, second = wait(90), wait(50, theme=theme)
    text = text_of(sign_in(company.toekenner).get(address(second)))
    assert "Dit plan gaat voor op 1 ander plan" in text
    assert f"{first.title}: vraagt € 90, en daarvoor is € 20 beschikbaar." in text


@pytest.mark.parametrize("typed", [{}, {"reason": "  "}, {"reason": "x" * 100_000}, {"reason": "a\x00b"}])
def test_an_award_without_a_right_reason_is_refused(company, wait, sign_in, typed):
    put_in_pot(100)
    plan = wait(60)
    answer = sign_in(company.toekenner).post(address(plan), typed)
    assert answer.status_code == 422
    assert not Toekenning.objects.exists()


def test_a_plan_that_is_not_in_the_queue_leads_back_to_it(company, wait, put_in_state, sign_in):
    client = sign_in(company.toekenner)
    plan = put_in_state(wait(60), Planstand.UITVOERING)
    answer = client.get(address(plan), follow=True)
    assert "staat niet (meer) in de wachtrij" in answer.text
    assert client.get(f"{QUEUE}999999/toekennen/").status_code == 404
    assert client.get(address(company.transformatieplan)).status_code == 404


def test_who_comes_second_sees_how_it_stands(company, wait, sign_in):
    put_in_pot(100)
    first, second = wait(60), wait(60)
    client = sign_in(company.toekenner)
    award(first, by=company.toekenner, reason="Bovenaan.")
    answer = client.post(address(first), {"reason": "Bovenaan."})
    assert answer.status_code == 422
    assert "niet (meer) in de wachtrij. De stand is “goedgekeurd, in uitvoering”" in answer.text
    answer = client.post(address(second), {"reason": "Nu deze."})
    assert answer.status_code == 422
    assert "Voor dit plan is nu € 40 beschikbaar, en het vraagt € 60." in text_of(answer)
    assert "Nu deze." in answer.text


@pytest.mark.django_db(transaction=True)
def test_two_who_award_in_the_same_second_both_get_a_page_and_one_award_stands(company, wait, sign_in):
    put_in_pot(100)
    plans = wait(100), wait(100)
    clients = sign_in(company.toekenner), sign_in(company.toekenner)
    answers = at_once(
        lambda: clients[0].post(address(plans[0]), {"reason": "Nu."}),
        lambda: clients[1].post(address(plans[1]), {"reason": "Nu."}),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert Toekenning.objects.count() == 1
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "Dit gaat nog niet goed" in refused.text


def shown(plan) -> str:
    plan = Transformatieplan.objects.get(pk=plan.pk)
    page = Template("{% load transformatie %}{% queue_place plan %}").render(Context({"plan": plan}))
    return page.replace("\N{NO-BREAK SPACE}", " ").strip()


def test_the_overview_of_a_plan_tells_its_place_and_later_its_award(company, wait, theme):
    assert shown(company.transformatieplan) == ""
    first, second, third = wait(60), wait(40, theme=theme), wait(10)
    assert "Er staat geen plan voor." in shown(first)
    assert "Ervóór staat 1 plan, samen € 60" in shown(second)
    assert "Ervóór staan 2 plannen, samen € 100" in shown(third)
    put_in_pot(100)
    put_in_pot(30, kind=Potsoort.RESERVERING, theme=theme)
    assert "waarvan € 30 gereserveerd voor Mentale gezondheidsnetwerken" in shown(second)
    toekenning = award(first, by=company.toekenner, reason="Bovenaan.")
    assert f"/transformatieplannen/pot/toekenningen/{toekenning.pk}/" in shown(first)
    assert "is € 60 toegekend" in shown(first)


def test_a_plan_that_is_carried_out_without_money_tells_of_no_award(company, put_in_state):
    plan = put_in_state(company.transformatieplan, Planstand.UITVOERING, approved_at=datetime(2026, 10, 1, tzinfo=UTC))
    assert shown(plan) == ""
