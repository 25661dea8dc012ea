"""Submitting a plan: what is kept, who judges it by when, who is told, and what keeps it from being submitted."""

import pytest

from iza_portal.hashing import hash_of
from iza_portal.notices.models import Notice
from plans.models.transformatie import Beoordeling
from plans.transformatie.content import content_of
from plans.transformatie.indienen.submitting import indiening_now, submit
from plans.transformatie.workflow import Planstand

pytestmark = pytest.mark.usefixtures("texts")


@pytest.fixture
def plan(company):
    return company.transformatieplan


def _submit(company, plan, source=Planstand.CONCEPT, by="ambtenaar"):
    return submit(plan, by=company.people[by], source=source)


def test_what_is_submitted_is_kept_and_both_market_leaders_judge_it(company, plan):
    indiening = _submit(company, plan)
    plan.refresh_from_db()
    assert plan.status == Planstand.SNELLE_TOETS
    assert plan.first_submitted_at is not None
    assert indiening.content == content_of(plan)
    assert indiening.content_hash == hash_of(indiening.content)
    assert (indiening.step, indiening.number, indiening.differences) == ("snelle_toets", 1, None)
    assert indiening.kader == company.kader
    judged = Beoordeling.objects.filter(indiening=indiening).values_list("organisation", flat=True)
    assert set(judged) == {company.insurer_1.pk, company.insurer_2.pk}
    assert indiening_now(plan) == indiening


def test_the_reviewers_of_both_market_leaders_are_told_and_nobody_else(company, plan):
    indiening = _submit(company, plan)
    told = Notice.objects.filter(key=f"indiening:{indiening.pk}:ingediend").values_list("person__name", flat=True)
    assert set(told) == {
        company.people[name].name for name in ("beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b")
    }
