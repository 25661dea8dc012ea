"""A decision is proposed by one market leader, confirmed by the other, and then sent."""

import pytest

from plans.models.transformatie import Advies, Besluitstand
from plans.transformatie.workflow import Planstand


@pytest.mark.parametrize(
    ("outcome", "target"),
    [
        (Advies.IMPACTVOL, Planstand.UITWERKEN),
        (Advies.AANVULLEN, Planstand.AANVULLEN),
        (Advies.NIET_IMPACTVOL, Planstand.NIET_IMPACTVOL),
    ],
)
def test_a_decision_on_the_snelle_toets_moves_the_plan_and_closes_the_submission(submitted, steps, outcome, target):
    indiening = submitted()
    besluit = steps.decide(indiening, outcome)
    indiening.refresh_from_db()
    assert besluit.status == Besluitstand.VERZONDEN
    assert indiening.plan.status == target
    assert indiening.closed_at == besluit.sent_at
