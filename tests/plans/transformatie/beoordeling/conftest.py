"""A submission that both market leaders have on their table, and the steps of judging it."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from iza_portal.accounts.models import Function
from plans.models.transformatie import ADVICE, Uitkomst
from plans.transformatie.beoordeling import judging, signing
from plans.transformatie.beoordeling.opening import open_judgments
from plans.transformatie.kaders import criteria_of
from plans.transformatie.workflow import JUDGED, Planstand
from tests.conftest import _person
from tests.factories import IndieningFactory

CONTENT = {
    "title": "Samen sterker thuis",
    "step": "snelle_toets",
    "parts": [
        {"code": "knelpunten", "title": "Welke knelpunten het plan oplost", "body": {}},
        {"code": "urgentie", "title": "Gedeelde urgentie", "body": {}},
    ],
}


@pytest.fixture
def company(company):
    """The company with a bestuurder of either market leader, who signs and does not judge."""
    company.director_1 = _person("director 1", company.insurer_1, Function.BESTUURDER)
    company.director_2 = _person("director 2", company.insurer_2, Function.BESTUURDER)
    company.people |= {"director_1": company.director_1, "director_2": company.director_2}
    return company


@pytest.fixture
def submit(company, put_in_state):
    """Answer a function that submits the plan past the checks on what is in it, with both judgments opened."""

    def submit(status=Planstand.SNELLE_TOETS, *, plan=None, **fields):
        plan = put_in_state(plan or company.transformatieplan, status, first_submitted_at=timezone.now())
        fields = {"step": JUDGED[Planstand(status)], "by": company.ambtenaar, "content": CONTENT, **fields}
        indiening = IndieningFactory(plan=plan, **fields)
        open_judgments(indiening)
        return indiening

    return submit


@pytest.fixture
def indiening(submit):
    return submit()


@pytest.fixture
def steps(company):
    """Answer the steps of judging: one criterion, all of them, handing over, and all of it until it is submitted."""

    def one(indiening, by, code="ST-1", *, outcome=Uitkomst.VOLDOET, reason="", version=0, place=""):
        criterion = indiening.kader.criteria.get(code=code)
        said = {"outcome": outcome, "reason": reason, "version": version, "place": place}
        return judging.judge(indiening, by=by, criterion=criterion, **said)

    def every(indiening, by, **others):
        for criterion in criteria_of(indiening):
            outcome = others.get(criterion.code.replace("-", "_"), Uitkomst.VOLDOET)
            reason = "" if outcome == Uitkomst.VOLDOET else f"Daarom, bij {criterion.code}."
            one(indiening, by, criterion.code, outcome=outcome, reason=reason)

    def hand_over(indiening, by, *, advice=None, **others):
        every(indiening, by, **others)
        judgment = indiening.beoordelingen.get(organisation=by.hat)
        advice = advice or ADVICE[indiening.step][0]
        said = {"advice": advice, "motivation": "Dit vinden wij.", "version": judgment.version}
        return signing.hand_over(indiening, by=by, **said)

    def complete(indiening, by, signer, **said):
        judgment = hand_over(indiening, by, **said)
        return signing.sign(indiening, by=signer, version=judgment.version)

    def both(indiening, **said):
        complete(indiening, company.beoordelaar_1, company.beoordelaar_1b)
        complete(indiening, company.beoordelaar_2, company.beoordelaar_2b, **said)

    return SimpleNamespace(one=one, every=every, hand_over=hand_over, complete=complete, both=both)
