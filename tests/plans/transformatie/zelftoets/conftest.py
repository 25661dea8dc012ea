"""A transformatieplan that lacks nothing, of the snelle toets and in full, so that a test breaks one thing of it."""

from datetime import date
from decimal import Decimal

import pytest

from iza_portal.accounts.models import Kind
from plans.models.transformatie import (
    Commitment,
    Partijrol,
    Sector,
    Transformatieonderdeel,
    Transformatieplan,
    Verklaring,
)
from plans.transformatie.aanvraag.geldregels import DECLARED
from plans.transformatie.starten.starting import template_parts
from plans.transformatie.workflow import Planstand
from tests.factories import (
    BusinesscaseregelFactory,
    MijlpaalbedragFactory,
    OrganisationFactory,
    TransformatieafspraakFactory,
    TransformatiemijlpaalFactory,
    TransformatiepartijFactory,
)

#: Texts that are written here beside those that the format asks always.
ALSO = {"impact_zorggebruik", "middelen"}


@pytest.fixture
def write():
    """Answer a function that puts words in a text of a plan, or takes them out, past the editor."""

    def write(plan, code, words):
        assert plan.onderdelen.filter(code=code).update(plain_text=words) == 1

    return write


@pytest.fixture
def whole(company):
    """The plan of the company with a snelle toets that lacks nothing."""
    plan = company.transformatieplan
    Transformatieonderdeel.objects.bulk_create(
        Transformatieonderdeel(
            plan=plan,
            position=position,
            plain_text="Zo zit het." if part["is_mandatory"] or part["code"] in ALSO else "",
            **part,
        )
        for position, part in enumerate(template_parts(), start=1)
    )
    plan.impacts, plan.relations, plan.has_contacted_insurer = ["zorggebruik"], ["roaz_plan"], True
    plan.save()
    company.hit.delete()
    TransformatiepartijFactory(
        plan=plan,
        organisation=OrganisationFactory(kind=Kind.BURGERS, name="Zorgbelang"),
        part=Partijrol.BETROKKEN,
        sector=Sector.ANDERS,
    )
    return plan


@pytest.fixture
def full(whole, company, put_in_state):
    """The plan of the company worked out in full: it asks € 3.000,50, and lacks nothing."""
    Transformatieplan.objects.filter(pk=whole.pk).update(
        requested=Decimal("3000.50"), starts_on=date(2027, 1, 1), ends_on=date(2031, 12, 31)
    )
    plan = put_in_state(whole, Planstand.UITWERKEN)
    plan.partijen.update(commitment=Commitment.BESTUURLIJK)
    party = plan.partijen.get(organisation=company.provider)
    afspraak = TransformatieafspraakFactory(plan=plan, partij=party)
    BusinesscaseregelFactory(plan=plan, amount=Decimal(5000), who="", partij=party)
    BusinesscaseregelFactory(plan=plan, kind="baten", year=2029, title="Minder opnames", amount=Decimal(9000))
    for amount, year in (("1000.25", 2028), ("2000.25", 2029)):
        mijlpaal = TransformatiemijlpaalFactory(plan=plan, partij=party, afspraak=afspraak, due_on=date(year, 6, 30))
        MijlpaalbedragFactory(mijlpaal=mijlpaal, partij=party, amount=Decimal(amount))
    for kind in DECLARED:
        Verklaring.objects.create(
            plan=plan, kind=kind, by=company.ambtenaar, acting_for=company.ridderkerk, at="2026-11-26T12:00:00Z"
        )
    return plan
