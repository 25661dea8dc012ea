"""A plan of the company that is carried out since March 2026: three milestones, 8.000 euros, in October."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine

from plans.models.transformatie import Kostensoort, Mijlpaalbedrag, Sector, Transformatiemijlpaal
from plans.transformatie.uitvoering.evidence import decide, deliver
from plans.transformatie.workflow import Planstand

APPROVED = datetime(2026, 3, 2, 9, tzinfo=UTC)
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
TODAY = date(2026, 10, 12)


def mijlpaal_of(plan, title, due_on, partij=None, amounts=()):
    """Make a milestone of a plan that is written; `amounts` are pairs of a party and an amount in euros."""
    mijlpaal = Transformatiemijlpaal.objects.create(
        plan=plan,
        position=plan.mijlpalen.count() + 1,
        kind="inspanning",
        title=title,
        due_on=due_on,
        evidence="Een verslag.",
        partij=partij,
    )
    for each, amount in amounts:
        Mijlpaalbedrag.objects.create(
            mijlpaal=mijlpaal,
            partij=each,
            sector=Sector.WIJKVERPLEGING,
            costs=Kostensoort.PROJECT,
            amount=Decimal(amount),
        )
    return mijlpaal


@pytest.fixture
def carried(company, put_in_state):
    """The plan in execution: `first` (of Ridderkerk, late), `second` (of the provider, late), `third` (of nobody)."""
    plan = company.transformatieplan
    ridderkerk = plan.partijen.get(organisation=company.ridderkerk)
    provider = plan.partijen.get(organisation=company.provider)
    first = mijlpaal_of(plan, "Het team staat", date(2026, 6, 30), ridderkerk, [(ridderkerk, "1000.00")])
    amounts = [(provider, "2500.50"), (ridderkerk, "499.50")]
    second = mijlpaal_of(plan, "De helft is opgeleid", date(2026, 9, 30), provider, amounts)
    third = mijlpaal_of(plan, "Minder opnames", date(2027, 6, 30), None, [(provider, "4000.00")])
    plan = put_in_state(
        plan,
        Planstand.UITVOERING,
        first_submitted_at=APPROVED,
        shared_at=APPROVED,
        approved_at=APPROVED,
        requested=Decimal("8000.00"),
        starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31),
    )
    with time_machine.travel(NOW, tick=True):
        yield SimpleNamespace(plan=plan, first=first, second=second, third=third, bedrag=first.bedragen.get())


def reach(company, mijlpaal, by=None, at=None):
    """Deliver the evidence of a milestone and decide that it was reached, at a moment."""
    with time_machine.travel(at or datetime.now(UTC)):
        bewijs = deliver(mijlpaal, by=by or company.ambtenaar, text="Het verslag is er.")
        return decide(bewijs, by=company.beoordelaar_1, outcome="behaald")
