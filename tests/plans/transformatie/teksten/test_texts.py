"""The texts of a plan: who reads and writes them when, and each page of writing together on one of them."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from iza_portal.texts.building import paragraph, picture, text
from iza_portal.trail.recording import history
from iza_portal.writing.history.moments import keep_named
from iza_portal.writing.history.versions import keep_step, keep_version
from iza_portal.writing.homes import home_for, home_of_whole
from iza_portal.writing.margin.talking import start_thread
from plans.models.transformatie import Transformatieonderdeel
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.workflow import APPROVED, JUDGED, WRITABLE, Planstand
from tests.factories import IndieningFactory, PictureFactory
from tests.queries import queries_of
from tests.writing.clients import Window

READERS = {"ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene"}
LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}


def _state(put_in_state, plan, status):
    """Put the plan in a state, with the marks that a plan has in it."""
    return put_in_state(
        plan,
        status,
        first_submitted_at=None if status == Planstand.CONCEPT else timezone.now(),
        approved_at=timezone.now() if status in APPROVED else None,
    )


# --- Who may what ---


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.GENOEMD])
def test_the_home_says_the_same_as_a_filter_and_as_a_predicate(company, onderdelen, put_in_state, status):
    plan = _state(put_in_state, company.transformatieplan, status)
    home = home_of_whole(plan)
    together = status in {Planstand.UITWERKEN, Planstand.AANPASSEN}
    readers, writers, talkers = set(), set(), set()
    for name, user in company.people.items():
        one = Transformatieonderdeel.objects.select_related("plan").get(pk=onderdelen["urgentie"].pk)
        assert home.visible_to(user).filter(pk=one.pk).exists() == home.may_see(user, one), name
        assert home.wholes_visible_to(user).filter(pk=plan.pk).exists() == home.may_see(user, one), name
        assert not home.readable_to(user).exists()
        readers |= {name} if home.may_see(user, one) else set()
        writers |= {name} if not home.why_not_writable(user, one) else set()
        talkers |= {name} if not home.why_not_open_to_talk(user, one) else set()
    assert readers == READERS | (LEADERS if together else set())
    assert writers == ({"ambtenaar", "zorgaanbieder"} if status in WRITABLE else set())
    assert talkers == (readers if status in {*WRITABLE, *JUDGED} else set())


def test_who_can_be_mentioned_is_who_sees_the_making(company, onderdelen, put_in_state):
    home = home_for(onderdelen["urgentie"])
    for status in (Planstand.CONCEPT, Planstand.UITWERKEN):
        _state(put_in_state, company.transformatieplan, status)
        one = Transformatieonderdeel.objects.select_related("plan").get(pk=onderdelen["urgentie"].pk)
        seen = {name for name, user in company.people.items() if home.may_see(user, one)}
        assert {person.name.replace(" ", "_") for person in home.people(one)} == seen


# --- Writing ---


def test_two_parties_write_in_one_text_and_it_is_noted(company, urgency):
    one, two = (
        Window(urgency.document, company.ambtenaar).open(),
        Window(urgency.document, company.zorgaanbieder).open(),
    )
    one.write(" In de wijk.")
    assert one.send().status_code == 200
    two.poll()
    two.write(" En thuis.")
    assert two.send().status_code == 200
    writers = set(
        history(company.transformatieplan).filter(verb=TransformatieVerb.TEXT_WRITTEN).values_list("actor__name")
    )
    assert writers == {("ambtenaar",), ("zorgaanbieder",)}


@pytest.mark.parametrize("name", ["betrokkene", "bestuurder"])
def test_who_reads_along_does_not_write(company, urgency, name):
    window = Window(urgency.document, company.people[name]).open()
    window.write(" Van mij.")
    assert window.send().status_code == 403


@pytest.mark.parametrize("name", ["beoordelaar_1", "andere_ambtenaar", "toekenner"])
def test_who_does_not_work_on_the_plan_has_no_window_on_it(company, urgency, name):
    window = Window(urgency.document, company.people[name])
    assert window.client.get(f"{window.url}begin/").status_code == 404
    window.add("Van mij")
    window.write("Van mij")
    assert window.send().status_code == 404


def test_after_the_plan_was_submitted_what_is_sent_is_refused_with_the_reason(company, urgency, put_in_state):
    window = Window(urgency.document, company.ambtenaar).open()
    window.write(" Nog net.")
    _state(put_in_state, company.transformatieplan, Planstand.SNELLE_TOETS)
    answer = window.send()
    assert answer.status_code == 403
    assert answer.json()["reason"] == "In het plan wordt nu niet geschreven. De stand is: snelle toets ingediend."


def test_a_poll_of_an_open_window_asks_little(company, urgency):
    window = Window(urgency.document, company.ambtenaar).open()
    path = f"{window.url}wijzigingen/{window.asking()}"
    queries_of(window.client, path)
    assert len(queries_of(window.client, path)) <= 9


# --- The pages ---


def test_the_page_of_all_texts_folds_the_full_plan_until_it_is_its_turn(company, onderdelen, put_in_state, sign_in):
    client = sign_in(company.ambtenaar)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/tekst/"
    html = client.get(path).text
    assert "Ouderen wachten te lang." in html
    assert "Toon de 15 onderdelen van het volledige plan" in html
    assert (
        html.index('id="onderdeel-knelpunten"') < html.index('id="onderdeel-langetermijn"') < html.index('class="fold"')
    )
    assert 'aria-label="Schrijf aan Gedeelde urgentie"' in html
    _state(put_in_state, company.transformatieplan, Planstand.UITWERKEN)
    html = client.get(path).text
    assert 'class="fold"' not in html
    assert "hoeft u hier niet nog eens te schrijven" in html


def test_similar_plans_elsewhere_stand_beside_the_text_while_it_is_written(company, onderdelen, put_in_state, sign_in):
    plan = company.transformatieplan
    beside = f'hx-get="/transformatieplannen/{plan.pk}/vergelijkbaar/"'
    pages = [f"/transformatieplannen/{plan.pk}/{page}/" for page in ("tekst", "schrijven/urgentie")]
    assert all(beside in sign_in(company.ambtenaar).get(page).text for page in pages)
    put_in_state(plan, Planstand.SNELLE_TOETS)
    assert not any(beside in sign_in(company.ambtenaar).get(page).text for page in pages)


def test_after_submission_the_page_says_that_nobody_writes(company, onderdelen, put_in_state, sign_in):
    _state(put_in_state, company.transformatieplan, Planstand.SNELLE_TOETS)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/tekst/"
    html = sign_in(company.ambtenaar).get(path).text
    assert "In het plan wordt nu niet geschreven" in html
    assert "Schrijf aan" not in html
    assert "Reageer op Gedeelde urgentie" in html
    assert sign_in(company.beoordelaar_1).get(path).status_code == 404


def test_who_wrote_last_is_said(company, urgency, sign_in):
    window = Window(urgency.document, company.zorgaanbieder).open()
    window.write(" In de wijk.")
    window.send()
    html = sign_in(company.ambtenaar).get(f"/transformatieplannen/{company.transformatieplan.pk}/tekst/").text
    assert "Ouderen wachten te lang. In de wijk." in html
    assert "door zorgaanbieder." in html


def test_the_page_of_all_texts_costs_the_same_when_all_are_written(company, onderdelen, sign_in):
    client = sign_in(company.ambtenaar)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/tekst/"
    few = queries_of(client, path)
    body = text(paragraph("Tekst."))
    company.transformatieplan.onderdelen.update(body=body, plain_text="Tekst.", version=2, edited_by=company.ambtenaar)
    many = queries_of(client, path)
    assert len(few) == len(many) <= 12, "\n".join(many)


def test_the_writing_page_has_the_guidance_and_the_other_texts_of_its_step(company, onderdelen, sign_in):
    base = f"/transformatieplannen/{company.transformatieplan.pk}/schrijven/"
    html = sign_in(company.ambtenaar).get(f"{base}urgentie/").text
    assert "Waarom moet dit nu, en voor wie?" in html
    assert 'data-writable="1"' in html
    assert f'href="{base}knelpunten/"' in html
    assert f'href="{base}realisatie/"' not in html
    assert (
        "Hoort bij het volledige plan, na de snelle toets" in sign_in(company.ambtenaar).get(f"{base}realisatie/").text
    )
    html = sign_in(company.betrokkene).get(f"{base}urgentie/").text
    assert 'data-writable=""' in html
    assert "Alleen wie het plan mee indient, schrijft erin. U kunt wel opmerkingen plaatsen" in html


@pytest.mark.parametrize("code", ["bestaat-niet", "URGENTIE", "1"])
def test_a_text_that_is_not_in_the_format_is_not_there(company, onderdelen, sign_in, code):
    path = f"/transformatieplannen/{company.transformatieplan.pk}/schrijven/{code}/"
    assert sign_in(company.ambtenaar).get(path).status_code == 404


def test_the_writing_page_takes_few_queries(company, urgency, sign_in):
    client = sign_in(company.ambtenaar)
    path = f"/transformatieplannen/{company.transformatieplan.pk}/schrijven/urgentie/"
    client.get(path)
    assert len(queries_of(client, path)) <= 12


# --- History, margin, pictures ---


def test_each_page_of_the_history_stands_for_these_texts(company, urgency, sign_in):
    plan, client = company.transformatieplan, sign_in(company.ambtenaar)
    first = keep_named(urgency.document, by=company.ambtenaar, name="Begin")
    window = Window(urgency.document, company.ambtenaar).open()
    window.write(" In de wijk.")
    window.send()
    version = keep_version(plan, by=company.zorgaanbieder, name="Voor het overleg")
    step = keep_step(plan, by=company.ambtenaar, step=Planstand.SNELLE_TOETS, name="Snelle toets 1")
    kind, of_text = ["transformatieplan", plan.pk], [urgency.document.pk]
    pages = {
        reverse("text-history", args=of_text): "Geschiedenis van Gedeelde urgentie",
        reverse("text-moment", args=[*of_text, first.pk]): "Ouderen wachten te lang.",
        reverse("text-compare", args=of_text, query={"van": first.pk, "naar": "nu"}): "In de wijk.",
        reverse("text-keep", args=of_text): "Naam van de versie",
        reverse("text-restore", args=[*of_text, first.pk]): "Gedeelde urgentie",
        reverse("whole-history", args=kind): "Voor het overleg",
        reverse("whole-version", args=[*kind, version.pk]): "Welke knelpunten het plan oplost",
        reverse("whole-compare", args=kind, query={"van": version.pk, "naar": step.pk}): "Snelle toets 1",
        reverse("whole-compare", args=kind, query={"van": version.pk, "naar": "nu"}): "De tekst van nu",
        reverse("whole-keep", args=kind): "Naam van de versie",
    }
    for path, words in pages.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert words in answer.text, path
        assert "Samen sterker thuis" in answer.text, path
        assert sign_in(company.beoordelaar_1).get(path).status_code == 404, path
    # Nothing of a transformatieplan is adopted, so that there is no such side.
    answer = client.get(reverse("whole-compare", args=kind, query={"van": "vastgesteld", "naar": "nu"}))
    assert answer.headers["Location"] == reverse("whole-history", args=kind)
    answer = client.post(reverse("text-restore", args=[*of_text, first.pk]))
    assert answer.status_code == 302
    urgency.refresh_from_db()
    assert "In de wijk" not in urgency.plain_text


def test_the_history_of_a_regioplan_with_the_same_key_is_another_one(company, onderdelen, sign_in):
    client = sign_in(company.ambtenaar)
    assert "Regioplan ZHE-BAR" in client.get(reverse("whole-history", args=["plan", company.plan.pk])).text
    assert client.get(reverse("whole-history", args=["onderdeel", company.transformatieplan.pk])).status_code == 404


def test_the_margin_is_for_the_parties_and_later_for_the_market_leaders(company, urgency, put_in_state, sign_in):
    thread = start_thread(urgency.document, by=company.betrokkene, words="Klopt dit wel?", ranges=())
    margin = reverse("margin", args=[urgency.document.pk])
    assert "Klopt dit wel?" in sign_in(company.zorgaanbieder).get(margin).text
    assert sign_in(company.beoordelaar_1).get(margin).status_code == 404
    _state(put_in_state, company.transformatieplan, Planstand.SNELLE_TOETS)
    assert sign_in(company.beoordelaar_1).get(margin).status_code == 404
    answer = reverse("margin-answer", args=[urgency.document.pk, thread.pk])
    assert sign_in(company.ambtenaar).post(answer, {"words": "Ja"}).status_code == 302
    _state(put_in_state, company.transformatieplan, Planstand.UITWERKEN)
    assert sign_in(company.beoordelaar_1).post(answer, {"words": "Dat denken wij ook"}).status_code == 302
    assert sign_in(company.andere_verzekeraar).post(answer, {"words": "Wij ook"}).status_code == 404
    _state(put_in_state, company.transformatieplan, Planstand.UITVOERING)
    assert sign_in(company.ambtenaar).post(answer, {"words": "Te laat"}).status_code == 403


def test_a_picture_is_for_who_works_on_the_plan_and_for_who_reads_what_was_submitted(
    company, urgency, put_in_state, sign_in
):
    own, later = PictureFactory(document=urgency.document), PictureFactory(document=urgency.document)
    address = f"/teksten/{urgency.document.pk}/afbeeldingen/"

    def seen(one):
        return {
            name
            for name, user in company.people.items()
            if sign_in(None if user.is_anonymous else user).get(f"{address}{one.pk}/").status_code == 200
        }

    assert seen(own) == READERS
    plan = _state(put_in_state, company.transformatieplan, Planstand.SNELLE_TOETS)
    body = json.loads(json.dumps(text(paragraph("Zie hier."), picture(own.pk, "Een schets"))))
    IndieningFactory(plan=plan, content={"parts": [{"code": "urgentie", "body": body}]})
    assert seen(own) == READERS | LEADERS
    assert seen(later) == READERS
    # Also where the live text does not have it any more.
    _state(put_in_state, plan, Planstand.AANVULLEN)
    assert seen(own) == READERS | LEADERS
    put_in_state(plan, Planstand.VOORGENOMEN, shared_at=timezone.now())
    plan.indieningen.update(questions_until=timezone.localdate())
    assert seen(own) == READERS | LEADERS | {"andere_verzekeraar"}
