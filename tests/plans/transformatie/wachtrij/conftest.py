from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from plans.models.transformatie import Thema
from plans.transformatie.workflow import Planstand
from tests.factories import ThemaFactory, TransformatieplanFactory


@pytest.fixture
def theme(db) -> Thema:
    return ThemaFactory(code="mgn", title="Mentale gezondheidsnetwerken", position=1)


@pytest.fixture
def wait(company, put_in_state):
    """Answer a function that puts a plan that asks so many euros at the end of the queue."""
    approved = datetime(2026, 10, 1, 9, tzinfo=UTC)
    made = []

    def wait(amount, *, theme=None, **fields):
        plan = TransformatieplanFactory(
            region=company.region,
            lead=company.ridderkerk,
            theme=theme,
            requested=Decimal(amount),
            marktleider_1=company.insurer_1,
            marktleider_2=company.insurer_2,
            insurer=company.insurer_1,
        )
        made.append(plan)
        approved_at = approved + timedelta(hours=len(made))
        stamps = {"first_submitted_at": approved, "shared_at": approved, "approved_at": approved_at}
        return put_in_state(plan, Planstand.WACHTRIJ, **{**stamps, **fields})

    return wait
