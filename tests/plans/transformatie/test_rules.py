"""Who sees and does what with a transformatieplan: the table of rights, tried with the whole company."""

import pytest
from django.utils import timezone

from plans.models.transformatie import Transformatieplan
from plans.transformatie import rules
from plans.transformatie.workflow import APPROVED, WRITABLE, Planstand
from tests.factories import TransformatiepartijFactory, TransformatieplanFactory

PARTIES = {"ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene"}
LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}
POT = {"toekenner", "loketbeheerder"}


@pytest.fixture
def plans_in_every_state(company):
    """A plan in each state, submitted or not, shared or not, past the trigger: only new rows, no moves."""
    now, plan = timezone.now(), company.transformatieplan
    made = []
    for status in Planstand:
        for submitted, shared in ((None, None), (now, None), (now, now)):
            each = TransformatieplanFactory(
                region=company.region,
                status=Planstand.CONCEPT,
                first_submitted_at=submitted,
                shared_at=shared,
                approved_at=now if status in APPROVED else None,
                marktleider_1=plan.marktleider_1,
                marktleider_2=plan.marktleider_2,
                insurer=plan.insurer,
                lead=company.ridderkerk,
            )
            TransformatiepartijFactory(plan=each, organisation=company.ggd, part="betrokken")
            made.append((each, status))
    return made


def test_the_filters_and_the_predicates_agree_for_the_whole_company(company, plans_in_every_state, put_in_state):
    for plan, status in plans_in_every_state:
        put_in_state(plan, status)
    everything = list(Transformatieplan.objects.prefetch_related("partijen"))
    for name, user in company.people.items():
        seen = set(Transformatieplan.objects.visible_to(user))
        assert seen == {plan for plan in everything if rules.may_see(user, plan)}, name
        worked_on = set(Transformatieplan.objects.worked_on_by(user))
        assert worked_on == {plan for plan in everything if rules.may_see_work(user, plan)}, name
        submitted = set(Transformatieplan.objects.submitted_to(user))
        assert submitted == {plan for plan in everything if rules.may_read_submitted(user, plan)}, name
        assert worked_on <= seen or rules.insurers_of(user), name


def _who(company, rule, plan) -> set[str]:
    return {name for name, user in company.people.items() if rule(user, plan)}


def test_a_plan_that_is_written_is_for_its_parties_alone(company):
    plan = company.transformatieplan
    assert _who(company, rules.may_see, plan) == PARTIES
    assert _who(company, rules.may_see_work, plan) == PARTIES
    assert _who(company, rules.may_write, plan) == {"ambtenaar", "zorgaanbieder"}
    assert _who(company, rules.speaks_for_lead, plan) == {"ambtenaar", "bestuurder"}


def test_the_market_leaders_see_it_once_it_is_submitted_and_the_others_once_it_is_shared(company, put_in_state):
    plan = put_in_state(company.transformatieplan, Planstand.SNELLE_TOETS, first_submitted_at=timezone.now())
    assert _who(company, rules.may_see, plan) == PARTIES | LEADERS
    assert _who(company, rules.may_see_work, plan) == PARTIES
    assert _who(company, rules.may_write, plan) == set()
    plan = put_in_state(plan, Planstand.VOORGENOMEN, shared_at=timezone.now())
    assert _who(company, rules.may_see, plan) == PARTIES | LEADERS | {"andere_verzekeraar"}
    plan = put_in_state(plan, Planstand.WACHTRIJ, approved_at=timezone.now())
    assert _who(company, rules.may_see, plan) == PARTIES | LEADERS | {"andere_verzekeraar"} | POT
    assert _who(company, rules.may_read_submitted, plan) == PARTIES | LEADERS | {"andere_verzekeraar"}


@pytest.mark.parametrize("status", WRITABLE)
def test_the_market_leaders_see_the_work_while_it_is_worked_out_together(company, put_in_state, status):
    plan = put_in_state(company.transformatieplan, status, first_submitted_at=timezone.now())
    together = status in {Planstand.UITWERKEN, Planstand.AANPASSEN}
    assert _who(company, rules.may_see_work, plan) == PARTIES | (LEADERS if together else set())


def test_what_an_insurer_is_to_a_plan_follows_from_the_plan(company):
    plan = company.transformatieplan
    assert _who(company, rules.reviews_for, plan) == LEADERS
    assert _who(company, rules.coordinates, plan) == {"beoordelaar_1", "beoordelaar_1b"}
    assert _who(company, rules.follows_for, plan) == {"andere_verzekeraar"}
    assert {name for name, user in company.people.items() if rules.awards(user)} == {"toekenner"}
    assert {name for name, user in company.people.items() if rules.keeps_the_desk(user)} == {"loketbeheerder"}


def test_the_workbench_and_the_judgments_are_for_who_judges_or_signs(company, put_in_state):
    insurers = LEADERS | {"andere_verzekeraar"}
    assert {name for name, user in company.people.items() if rules.opens_the_workbench(user)} == insurers
    assert _who(company, rules.reads_judgments, company.transformatieplan) == set()
    plan = put_in_state(company.transformatieplan, Planstand.SNELLE_TOETS, first_submitted_at=timezone.now())
    assert _who(company, rules.reads_judgments, plan) == LEADERS
