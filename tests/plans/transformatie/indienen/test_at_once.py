"""Two people in the same second: one submission, one decision or one taking back, and a clear answer for who came second."""

import pytest
from django.core.exceptions import ValidationError

from plans.models.transformatie import Beoordeling, Besluitstand, Indiening, Planbesluit, Transformatieplan
from plans.transformatie.besluiten import deciding
from plans.transformatie.indienen.submitting import submit, take_back
from plans.transformatie.kaders import criteria_of
from plans.transformatie.vragen.asking import answer, ask, withdraw
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_three_who_submit_at_once_make_one_submission(company, plan):
    def act():
        return submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)

    results = at_once(act, act, act)
    made = [each for each in results if isinstance(each, Indiening)]
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert (len(made), len(refused)) == (1, 2), results
    assert all("De status is intussen" in each.messages[0] for each in refused)
    assert Indiening.objects.count() == 1
    assert Beoordeling.objects.count() == 2


def _confirmed(company, indiening) -> Planbesluit:
    for organisation, people in (
        (company.insurer_1, (company.beoordelaar_1, company.beoordelaar_1b)),
        (company.insurer_2, (company.beoordelaar_2, company.beoordelaar_2b)),
    ):
        judgment = Beoordeling.objects.get(indiening=indiening, organisation=organisation)
        judgment.status, judgment.submitted_by, judgment.submitted_at = "ter_ondertekening", people[0], indiening.at
        judgment.save()
        judgment.status, judgment.advice = "ingediend", "impactvol"
        judgment.signed_by, judgment.signed_at = people[1], indiening.at
        judgment.save()
    besluit = deciding.propose(
        indiening,
        by=company.beoordelaar_1,
        step="snelle_toets",
        outcome="impactvol",
        motivation="Omdat het nodig is.",
        criteria=[{"code": each.code, "outcome": "voldoet", "reason": ""} for each in criteria_of(indiening)],
    )
    return deciding.confirm(besluit, by=company.beoordelaar_2, version=besluit.version)


@pytest.mark.parametrize("round_", range(4))
def test_taking_back_and_sending_at_once_ends_in_exactly_one_of_the_two(company, plan, round_):
    indiening = submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    besluit = _confirmed(company, indiening)
    results = at_once(
        lambda: take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="Een partij haakt af."),
        lambda: deciding.send(besluit, by=company.beoordelaar_1, version=besluit.version),
    )
    refused = [each for each in results if isinstance(each, ValidationError)]
    assert len(refused) == 1, results
    status = Transformatieplan.objects.get(pk=plan.pk).status
    indiening.refresh_from_db()
    besluit.refresh_from_db()
    was_sent = besluit.status == Besluitstand.VERZONDEN
    assert status == (Planstand.UITWERKEN if was_sent else Planstand.CONCEPT)
    assert (indiening.taken_back_at is None) == was_sent
    assert indiening.closed_at is not None


def test_an_answer_and_taking_the_question_back_at_once_ends_in_one_of_the_two(company, plan):
    indiening = submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    vraag = ask(indiening, by=company.beoordelaar_1, text="Hoeveel ouderen zijn dit?")
    results = at_once(
        lambda: answer(vraag, by=company.ambtenaar, version=1, answer="Dat zijn er 400."),
        lambda: withdraw(vraag, by=company.beoordelaar_1),
    )
    assert sum(isinstance(each, Exception) for each in results) == 1, results
    vraag.refresh_from_db()
    assert (vraag.answered_at is None) != (vraag.withdrawn_at is None)


def test_a_question_and_taking_back_at_once_leave_no_question_about_what_is_gone(company, plan):
    indiening = submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    asked, taken_back = at_once(
        lambda: ask(indiening, by=company.beoordelaar_1, text="Hoeveel ouderen zijn dit?"),
        lambda: take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="De reden."),
    )
    assert isinstance(taken_back, Indiening), taken_back
    if not isinstance(asked, Exception):
        assert asked.at <= taken_back.taken_back_at
    else:
        assert "teruggenomen" in asked.messages[0]
