"""A transformatieplan that can be submitted: with its texts, and all that the full plan asks."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from iza_portal.texts.building import paragraph, text
from iza_portal.texts.plain import to_search_text
from plans.models.transformatie import (
    Businesscaseregel,
    Mijlpaalbedrag,
    Transformatieafspraak,
    Transformatiemijlpaal,
    Transformatieonderdeel,
    Verklaring,
    Verklaringsoort,
)
from plans.transformatie.workflow import Planstand


def _part(plan, code, position, *, step="snelle_toets", words=""):
    body = text(paragraph(words))
    return Transformatieonderdeel.objects.create(
        plan=plan,
        step=step,
        code=code,
        position=position,
        title=code.capitalize(),
        guidance=f"Wat hoort bij {code}.",
        body=body,
        plain_text=to_search_text(body),
    )


@pytest.fixture
def texts(company):
    """Three texts of the plan, by code: two of the snelle toets, one of the full plan."""
    plan = company.transformatieplan
    words = "Ouderen wachten te lang op thuiszorg. Wij brengen wijkteams en huisartsen samen."
    return {
        "knelpunten": _part(plan, "knelpunten", 1, words=words),
        "urgentie": _part(plan, "urgentie", 2, words="Alle partijen dragen dit."),
        "businesscase": _part(plan, "businesscase", 3, step="beoordeling", words="Het levert meer op dan het kost."),
    }


@pytest.fixture
def rows(company, texts):
    """The rows of the full plan: an agreement, a line of the business case, a milestone with an amount, a declaration."""
    plan = company.transformatieplan
    lead, provider = plan.partijen.get(is_lead=True), plan.partijen.get(organisation=company.provider)
    afspraak = Transformatieafspraak.objects.create(
        plan=plan,
        position=1,
        title="Minder opnames",
        measure="opnames van 75-plussers",
        unit="per jaar",
        start_value=Decimal(1200),
        start_on=date(2026, 1, 1),
        target_value=Decimal("900.5"),
        target_on=date(2029, 12, 31),
        partij=lead,
    )
    regel = Businesscaseregel.objects.create(
        plan=plan, kind="baten", year=2028, title="Minder ligdagen", amount=Decimal(250000), who="de samenleving"
    )
    mijlpaal = Transformatiemijlpaal.objects.create(
        plan=plan, position=1, kind="inspanning", title="Wijkteams werken", due_on=date(2027, 6, 30), partij=provider
    )
    bedrag = Mijlpaalbedrag.objects.create(
        mijlpaal=mijlpaal, partij=provider, sector="wijkverpleging", costs="project", amount=Decimal("100000.50")
    )
    Verklaring.objects.create(
        plan=plan,
        kind=Verklaringsoort.NIET_DUBBEL,
        by=company.ambtenaar,
        acting_for=company.ridderkerk,
        at=timezone.now(),
    )
    return SimpleNamespace(afspraak=afspraak, regel=regel, mijlpaal=mijlpaal, bedrag=bedrag)


@pytest.fixture
def working_out(company, rows, put_in_state):
    """The plan while it is worked out, with all its rows."""
    return put_in_state(company.transformatieplan, Planstand.UITWERKEN, first_submitted_at=timezone.now())
