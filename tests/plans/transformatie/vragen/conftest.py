"""A plan that the market leaders judge, and one in the question round of the other insurers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans.transformatie.indienen.submitting import submit
from plans.transformatie.workflow import Planstand


@pytest.fixture
def indiening(company, plan):
    """The snelle toets of the plan as it was submitted, and is judged now."""
    return submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)


@pytest.fixture
def in_round(company, working_out, put_in_state):
    """The full plan as it was submitted, in the question round, of which today is the last day but ten."""
    indiening = submit(working_out, by=company.ambtenaar, source=Planstand.UITWERKEN)
    indiening.questions_until = timezone.localdate() + timedelta(days=10)
    indiening.save(update_fields=["questions_until"])
    indiening.plan = put_in_state(working_out, Planstand.VOORGENOMEN, shared_at=timezone.now())
    return indiening
