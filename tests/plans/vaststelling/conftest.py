import pytest

from plans.adoption import move
from plans.models import Besluit, Section
from plans.vaststelling.rows import besluiten_of


@pytest.fixture
def plan(cast):
    """The cast's plan, to which the regiotafel agreed: Ridderkerk and Nissewaard are to decide."""
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(cast.plan, by=cast.regiocoordinator, source=source, target=target)
    cast.plan.refresh_from_db()
    return cast.plan


def of(plan, name) -> Besluit:
    return next(besluit for besluit in besluiten_of(plan) if besluit.organisation.name == name)
