"""An approved plan with all that a summary is made of, and plans of others that nobody may learn of."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from plans.models.transformatie import (
    Mijlpaalbedrag,
    Thema,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatieonderdeel,
)
from plans.transformatie.workflow import Planstand
from tests.factories import TransformatieplanFactory


@pytest.fixture
def thema(db):
    return Thema.objects.create(
        code="ouderen", title="Ouderen thuis", position=1, source="test", peildatum=date(2026, 1, 1)
    )


@pytest.fixture
def approved(company, thema, put_in_state):
    """The plan of the company, filled in and approved: it is carried out, and asked € 1.500.000."""
    plan = company.transformatieplan
    plan.requested, plan.theme = Decimal(1_500_000), thema
    plan.starts_on, plan.ends_on = date(2026, 1, 1), date(2029, 12, 31)
    plan.save()
    lead = plan.partijen.get(is_lead=True)
    for position, (code, text) in enumerate(
        [
            ("knelpunten", "Ouderen wachten lang op wijkverpleging."),
            ("langetermijn", "Minder ouderen in het ziekenhuis."),
        ]
    ):
        Transformatieonderdeel.objects.create(
            plan=plan, step="snelle_toets", code=code, position=position, title=code, plain_text=text
        )
    Transformatieafspraak.objects.create(
        plan=plan,
        position=1,
        title="De wijkverpleging komt binnen een dag",
        measure="wachttijd",
        unit="dagen",
        start_value=Decimal("5.5"),
        target_value=Decimal(1),
        target_on=date(2028, 1, 1),
        partij=lead,
    )
    mijlpaal = Transformatiemijlpaal.objects.create(
        plan=plan, position=1, kind="resultaat", title="Het team staat", due_on=date(2027, 6, 1)
    )
    Mijlpaalbedrag.objects.create(
        mijlpaal=mijlpaal, partij=lead, sector="sociaal_domein", costs="project", amount=Decimal(1_500_000)
    )
    now = timezone.now()
    return put_in_state(plan, Planstand.UITVOERING, first_submitted_at=now, shared_at=now, approved_at=now)


@pytest.fixture
def secrets(company, thema, put_in_state):
    """A plan in each state that is not public, with «geheim» in all that it says of itself."""
    now = timezone.now()
    made = []
    for status in Planstand:
        if status in {Planstand.WACHTRIJ, Planstand.UITVOERING, Planstand.AFGEROND, Planstand.GESTOPT}:
            continue
        plan = TransformatieplanFactory(
            region=company.region,
            title=f"Geheim plan over wijkverpleging voor ouderen, {status}",
            number="geheim-1",
            theme=thema,
            requested=Decimal(987_654),
            insurer=company.insurer_1,
            marktleider_1=company.insurer_1,
            marktleider_2=company.insurer_2,
            lead=company.ridderkerk,
        )
        Transformatieonderdeel.objects.create(
            plan=plan, step="snelle_toets", code="knelpunten", position=1, title="Knelpunten", plain_text="geheim"
        )
        made.append(put_in_state(plan, status, first_submitted_at=now, shared_at=now))
    return made
