"""What one market leader asks stays between it and the applicants until both have judged: on pages, in lists and counts."""

import re

import pytest
from django.utils import timezone

from plans.models.transformatie import Beoordeling, Toewijzing
from plans.transformatie.beoordeling.reading import both_submitted
from plans.transformatie.indienen.submitting import submit, take_back
from plans.transformatie.vragen.asking import answer, ask, withdraw
from plans.transformatie.vragen.rules import readable_questions
from plans.transformatie.workflow import Planstand

WORDS = "Hoeveel ouderen zijn dit?"
PAGES = ("vragen/", "verloop/", "indieningen/{}/", "")


@pytest.fixture
def vraag(company, indiening):
    """A question of the first market leader, about the knelpunten."""
    return ask(indiening, by=company.beoordelaar_1, text=WORDS, place="knelpunten")


def _judge(indiening, *organisations):
    for organisation in organisations:
        judgment = Beoordeling.objects.get(indiening=indiening, organisation=organisation)
        people = [membership.user for membership in organisation.memberships.all()][:2]
        judgment.status, judgment.submitted_by = "ter_ondertekening", people[0]
        judgment.save()
        judgment.status, judgment.advice, judgment.signed_by = "ingediend", "impactvol", people[1]
        judgment.signed_at = judgment.submitted_at = timezone.now()
        judgment.save()


def _readers(company, plan, vraag) -> set[str]:
    return {name for name, user in company.people.items() if vraag in readable_questions(user, plan)}


def test_only_who_asked_and_the_applicants_read_a_question_before_both_have_judged(company, indiening, plan, vraag):
    plan.refresh_from_db()
    parties = {"ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene"}
    asker, other = {"beoordelaar_1", "beoordelaar_1b"}, {"beoordelaar_2", "beoordelaar_2b"}
    assert _readers(company, plan, vraag) == parties | asker
    _judge(indiening, company.insurer_2)
    assert _readers(company, plan, vraag) == parties | asker
    _judge(indiening, company.insurer_1)
    assert both_submitted(indiening)
    assert _readers(company, plan, vraag) == parties | asker | other


def test_the_pages_of_the_other_market_leader_are_the_same_with_and_without_the_question(
    company, indiening, plan, sign_in
):
    client = sign_in(company.beoordelaar_2)
    pages = [f"/transformatieplannen/{plan.pk}/{page.format(indiening.pk)}" for page in PAGES]

    def seen():
        return [_without_keys(client.get(page).content.decode()) for page in pages]

    before = seen()
    vraag = ask(indiening, by=company.beoordelaar_1, text=WORDS, place="knelpunten")
    answer(vraag, by=company.ambtenaar, version=1, answer="Dat zijn er 400.")
    assert seen() == before
    assert client.get(f"/transformatieplannen/{plan.pk}/vragen/{vraag.pk}/").status_code == 404
    assert client.post(f"/transformatieplannen/{plan.pk}/vragen/{vraag.pk}/intrekken/").status_code == 404


def _without_keys(page: str) -> str:
    """Leave out what is new on every request."""
    return re.sub(r'(name="(form_key|csrfmiddlewaretoken)" value=)"[^"]*"|nonce="[^"]*"', r"\1", page)


def test_what_was_taken_back_before_both_judged_never_shows_its_questions(company, indiening, plan, vraag):
    take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="Er is een fout.")
    second = submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    _judge(second, company.insurer_1, company.insurer_2)
    plan.refresh_from_db()
    assert "beoordelaar_2" not in _readers(company, plan, vraag)


def test_who_recused_themselves_reads_no_question_of_the_judging(company, indiening, plan, vraag):
    Toewijzing.objects.create(
        indiening=indiening,
        organisation=company.insurer_1,
        person=company.beoordelaar_1,
        by=company.beoordelaar_1b,
        at=timezone.now(),
        recused_at=timezone.now(),
        recusal_reason="Werkte bij een partij.",
    )
    plan.refresh_from_db()
    readers = _readers(company, plan, vraag)
    assert "beoordelaar_1" not in readers
    assert "beoordelaar_1b" in readers


def test_in_the_question_round_all_insurers_read_its_questions_and_none_of_the_judging(company, in_round, put_in_state):
    plan = in_round.plan
    put_in_state(plan, Planstand.BEOORDELING)
    of_judging = ask(in_round, by=company.beoordelaar_1, text=WORDS)
    plan = put_in_state(plan, Planstand.VOORGENOMEN)
    of_round = ask(in_round, by=company.andere_verzekeraar, text=WORDS)
    leaders = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}
    assert leaders | {"andere_verzekeraar"} <= _readers(company, plan, of_round)
    assert "andere_verzekeraar" not in _readers(company, plan, of_judging)
    assert "toekenner" not in _readers(company, plan, of_round)


def test_of_a_question_that_was_taken_back_the_applicants_read_no_words(company, indiening, plan, vraag, sign_in):
    withdraw(vraag, by=company.beoordelaar_1)
    client = sign_in(company.ambtenaar)
    for page in [*PAGES, f"vragen/{vraag.pk}/"]:
        answer = client.get(f"/transformatieplannen/{plan.pk}/{page.format(indiening.pk)}")
        assert answer.status_code == 200
        assert WORDS not in answer.content.decode()
    assert "heeft deze vraag ingetrokken" in answer.content.decode()
    own = sign_in(company.beoordelaar_1).get(f"/transformatieplannen/{plan.pk}/vragen/{vraag.pk}/")
    assert WORDS in own.content.decode()
