"""Where a plan is and what happened to it, in each state, each only to who may see it."""

import pytest
from django.template import Context, Template
from django.utils import timezone

from plans.models.transformatie import Planbesluit
from plans.transformatie.finding import plan_or_404
from plans.transformatie.indienen.submitting import submit, take_back
from plans.transformatie.vragen.asking import answer, ask
from plans.transformatie.workflow import APPROVED, Planstand
from tests.factories import IndieningFactory
from tests.queries import queries_of


def _course(client, plan) -> str:
    answer = client.get(f"/transformatieplannen/{plan.pk}/verloop/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.GENOEMD])
def test_the_course_of_a_plan_reads_in_every_state(company, plan, put_in_state, sign_in, status):
    now = timezone.now()
    put_in_state(plan, status, first_submitted_at=now, approved_at=now if status in APPROVED else None, ended_at=now)
    page = _course(sign_in(company.ambtenaar), plan)
    assert plan.__class__(status=status).get_status_display() in page
    assert 'class="lead"' in page


def test_who_has_the_plan_until_when_and_what_waits_is_said(company, plan, sign_in):
    indiening = submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    ask(indiening, by=company.beoordelaar_1, text="Hoeveel ouderen zijn dit?")
    page = _course(sign_in(company.ambtenaar), plan)
    assert "CZ en VGZ beoordelen de snelle toets." in page
    assert "nog 28 dagen" in page
    assert "1 vraag wacht op uw antwoord." in page
    assert "op antwoord van de indieners" in _course(sign_in(company.beoordelaar_1), plan)
    assert "vraag wacht" not in _course(sign_in(company.beoordelaar_2), plan)


def test_what_happened_stands_there_the_last_first(company, plan, sign_in):
    indiening = submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    vraag = ask(indiening, by=company.beoordelaar_1, text="Hoeveel ouderen zijn dit?")
    answer(vraag, by=company.ambtenaar, version=1, answer="Dat zijn er 400.")
    take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="Een partij haakt af.")
    page = _course(sign_in(company.ambtenaar), plan)
    told = [
        "De indieners namen snelle toets 1 terug.",
        "Een partij haakt af.",
        "De indieners beantwoordden een vraag van CZ.",
        "CZ stelde een vraag.",
        "De indieners dienden in: snelle toets 1.",
        "begon dit plan",
    ]
    places = [page.index(each) for each in told]
    assert places == sorted(places)


def test_a_decision_that_is_proposed_or_confirmed_stands_nowhere(company, plan, sign_in):
    indiening = submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    Planbesluit.objects.create(
        indiening=indiening,
        step="snelle_toets",
        outcome="niet_impactvol",
        motivation="Nog geheim.",
        proposed_by=company.beoordelaar_1,
        proposed_for=company.insurer_1,
        proposed_at=timezone.now(),
    )
    for name in ("ambtenaar", "beoordelaar_1", "beoordelaar_2"):
        page = _course(sign_in(company.people[name]), plan)
        assert "niet impactvol" not in page
        assert "Nog geheim." not in page


def test_who_keeps_the_pot_reads_that_it_is_approved_and_nothing_of_what_was_submitted(
    company, plan, put_in_state, sign_in
):
    now = timezone.now()
    indiening = IndieningFactory(plan=plan, closed_at=now)
    put_in_state(plan, Planstand.WACHTRIJ, first_submitted_at=now, shared_at=now, approved_at=now)
    page = _course(sign_in(company.toekenner), plan)
    assert "definitief goedgekeurd" in page
    assert indiening.get_absolute_url() not in page
    assert "dienden" not in page


def test_the_tag_says_the_same_on_any_page(company, plan, rf):
    submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    request = rf.get("/")
    request.user = company.ambtenaar
    said = Template("{% load transformatie %}{% course_of plan %}").render(
        Context({"request": request, "plan": plan_or_404(request, plan.pk)})
    )
    assert "CZ en VGZ beoordelen de snelle toets." in said


@pytest.mark.parametrize("status", [Planstand.SNELLE_TOETS, Planstand.WACHTRIJ, Planstand.UITVOERING])
def test_the_course_takes_few_questions(company, working_out, put_in_state, sign_in, status):
    now = timezone.now()
    IndieningFactory(plan=working_out, closed_at=None if status == Planstand.SNELLE_TOETS else now)
    put_in_state(working_out, status, shared_at=now, approved_at=now if status in APPROVED else None)
    client = sign_in(company.ambtenaar)
    assert len(queries_of(client, f"/transformatieplannen/{working_out.pk}/verloop/")) <= 12


def test_the_history_is_for_who_may_see_the_work(company, plan, sign_in):
    submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    path = f"/transformatieplannen/{plan.pk}/geschiedenis/"
    assert "diende het plan in" in sign_in(company.zorgaanbieder).get(path).content.decode()
    assert sign_in(company.beoordelaar_1).get(path).status_code == 404
