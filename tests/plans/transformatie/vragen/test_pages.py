"""The pages of questions: asking about a part, answering in its place, and what comes of posts that are not right."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from plans.models.transformatie import Vraag
from plans.transformatie.indienen.submitting import take_back
from plans.transformatie.vragen.asking import answer, ask, withdraw
from plans.transformatie.workflow import Planstand
from tests.factories import IndieningFactory, TransformatieplanFactory, VraagFactory

WORDS = "Hoeveel ouderen zijn dit?"
TYPED = "Dat zijn er 400, en dat worden er meer."


@pytest.fixture
def vraag(company, indiening):
    return ask(indiening, by=company.beoordelaar_1, text=WORDS, place="knelpunten")


def _of(plan, page="") -> str:
    return f"/transformatieplannen/{plan.pk}/vragen/{page}"


def test_a_question_is_asked_about_a_part_and_stands_there(company, indiening, plan, sign_in):
    client = sign_in(company.beoordelaar_1)
    page = client.get(_of(plan, "nieuw/?deel=knelpunten")).content.decode()
    assert '<option value="knelpunten" selected>' in page
    assert "Lees wat er staat bij" in page
    said = {"place": "knelpunten", "text": WORDS, "answer_due_on": ""}
    done = client.post(_of(plan, "nieuw/?deel=knelpunten"), said)
    vraag = Vraag.objects.get()
    assert done.headers["Location"] == f"{indiening.get_absolute_url()}#vraag-{vraag.pk}"
    page = client.get(indiening.get_absolute_url()).content.decode()
    assert page.index('id="deel-knelpunten"') < page.index(f'id="vraag-{vraag.pk}"') < page.index('id="deel-relatie"')


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"text": "", "place": ""},
        {"text": WORDS, "place": "bestaat-niet"},
        {"text": WORDS, "place": "deel-knelpunten"},
        {"text": "a\0b", "place": ""},
        {"text": "a" * 100_000, "place": ""},
        {"text": WORDS, "answer_due_on": "31-02-2027"},
        {"text": WORDS, "answer_due_on": "2020-01-01"},
        {"text": WORDS, "answer_due_on": "99999-01-01"},
    ],
)
def test_a_question_that_is_not_right_is_refused_with_all_that_was_typed(company, indiening, plan, sign_in, said):
    answer = sign_in(company.beoordelaar_1).post(_of(plan, "nieuw/"), said)
    assert answer.status_code == 422
    assert "Dit gaat nog niet goed" in answer.content.decode()
    assert not Vraag.objects.exists()


def test_who_typed_a_question_while_it_was_taken_back_keeps_the_words(company, indiening, plan, sign_in):
    client = sign_in(company.beoordelaar_1)
    take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="Een fout.")
    refused = client.post(_of(plan, "nieuw/"), {"text": WORDS, "place": ""})
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    assert "teruggenomen" in refused.content.decode()
    assert client.get(_of(plan, "nieuw/")).status_code == 404


def test_after_the_round_one_reads_why_and_keeps_the_words(company, in_round, sign_in):
    client = sign_in(company.andere_verzekeraar)
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        client = sign_in(company.andere_verzekeraar)
        for answer in (
            client.get(_of(in_round.plan, "nieuw/")),
            client.post(_of(in_round.plan, "nieuw/"), {"text": WORDS, "place": ""}),
        ):
            assert "De vragenronde is voorbij" in answer.content.decode()
        assert answer.status_code == 422
        assert WORDS in answer.content.decode()
        assert "Stel een vraag</a>" not in client.get(_of(in_round.plan)).content.decode()


def test_an_applicant_answers_beside_the_part(company, indiening, plan, vraag, sign_in):
    client = sign_in(company.zorgaanbieder)
    page = client.get(indiening.get_absolute_url()).content.decode()
    assert f'action="{_of(plan, f"{vraag.pk}/")}"' in page
    done = client.post(_of(plan, f"{vraag.pk}/"), {"version": "1", "answer": TYPED})
    assert done.headers["Location"] == f"{indiening.get_absolute_url()}#vraag-{vraag.pk}"
    assert TYPED in sign_in(company.beoordelaar_1).get(indiening.get_absolute_url()).content.decode()


def test_two_who_answer_are_both_shown_and_nothing_that_was_typed_is_lost(company, indiening, plan, vraag, sign_in):
    answer(vraag, by=company.ambtenaar, version=1, answer="Dat zijn er 300.")
    client = sign_in(company.zorgaanbieder)
    refused = client.post(_of(plan, f"{vraag.pk}/"), {"version": "1", "answer": TYPED})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Dat zijn er 300." in page
    assert TYPED in page
    assert 'name="version" value="2"' in page
    assert client.post(_of(plan, f"{vraag.pk}/"), {"version": "2", "answer": TYPED}).status_code == 302


def test_an_answer_to_a_question_that_was_taken_back_keeps_its_words(company, indiening, plan, vraag, sign_in):
    withdraw(vraag, by=company.beoordelaar_1)
    refused = sign_in(company.ambtenaar).post(_of(plan, f"{vraag.pk}/"), {"version": "1", "answer": TYPED})
    assert refused.status_code == 422
    assert TYPED in refused.content.decode()
    assert WORDS not in refused.content.decode()


@pytest.mark.parametrize(
    "said", [{}, {"version": "1"}, {"version": "x", "answer": TYPED}, {"version": "-1", "answer": TYPED}]
)
def test_an_answer_that_is_not_right_is_refused(company, indiening, plan, vraag, sign_in, said):
    assert sign_in(company.ambtenaar).post(_of(plan, f"{vraag.pk}/"), said).status_code == 422
    vraag.refresh_from_db()
    assert vraag.answer == ""


def test_who_may_not_answer_posts_in_vain(company, indiening, plan, vraag, sign_in):
    for name in ("bestuurder", "betrokkene", "beoordelaar_1"):
        answer = sign_in(company.people[name]).post(_of(plan, f"{vraag.pk}/"), {"version": "1", "answer": TYPED})
        assert answer.status_code == 403, name


def test_questions_are_found_at_their_own_plan_alone_and_taken_back_by_post_alone(
    company, indiening, plan, vraag, sign_in
):
    other = TransformatieplanFactory(
        region=company.region,
        lead=company.ridderkerk,
        marktleider_1=company.insurer_1,
        marktleider_2=company.insurer_2,
        insurer=company.insurer_1,
    )
    elsewhere = VraagFactory(indiening=IndieningFactory(plan=other), by=company.beoordelaar_1)
    client = sign_in(company.ambtenaar)
    assert client.get(_of(plan, f"{elsewhere.pk}/")).status_code == 404
    assert client.get(_of(other, f"{vraag.pk}/")).status_code == 404
    assert client.get(f"/transformatieplannen/{plan.pk}/indieningen/{elsewhere.indiening_id}/").status_code == 404
    for number in (10**15, 10**30):
        assert client.get(_of(plan, f"{number}/")).status_code == 404
        assert client.get(f"/transformatieplannen/{plan.pk}/indieningen/{number}/").status_code == 404
    reviewer = sign_in(company.beoordelaar_1)
    assert reviewer.get(_of(plan, f"{vraag.pk}/intrekken/")).status_code == 405
    assert reviewer.post(_of(plan, f"{vraag.pk}/intrekken/")).status_code == 302
    again = reviewer.post(_of(plan, f"{vraag.pk}/intrekken/"), follow=True)
    assert "ingetrokken" in again.content.decode()


def test_an_empty_page_says_what_will_be_here(company, indiening, plan, sign_in):
    assert "Er zijn nog geen vragen." in sign_in(company.ambtenaar).get(_of(plan)).content.decode()
    assert "U stelde nog geen vragen." in sign_in(company.beoordelaar_1).get(_of(plan)).content.decode()
