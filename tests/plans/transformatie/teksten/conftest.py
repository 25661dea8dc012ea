import pytest

from iza_portal.texts.building import paragraph, text
from iza_portal.writing.together import memory
from iza_portal.writing.together.exchange import document_for
from plans.models.transformatie import Transformatieonderdeel
from plans.transformatie.starten.starting import template_parts


@pytest.fixture
def onderdelen(company):
    """The texts of the company's plan by code, all of them empty but that on the urgency."""
    memory.forget_all()
    Transformatieonderdeel.objects.bulk_create(
        Transformatieonderdeel(plan=company.transformatieplan, position=position, **fields)
        for position, fields in enumerate(template_parts(), start=1)
    )
    made = {each.code: each for each in company.transformatieplan.onderdelen.all()}
    urgency = made["urgentie"]
    urgency.body, urgency.plain_text = text(paragraph("Ouderen wachten te lang.")), "Ouderen wachten te lang."
    urgency.save(update_fields=["body", "plain_text"])
    return made


@pytest.fixture
def urgency(onderdelen):
    """The text on the urgency, with its shared document."""
    onderdelen["urgentie"].document = document_for(onderdelen["urgentie"])
    return onderdelen["urgentie"]
