from datetime import timedelta

import pytest
from django.utils import timezone

from plans.adoption import move
from plans.consultaties import rounds
from plans.models import Consultatie, Section
from tests.factories import OpgaveFactory


@pytest.fixture
def in_consultation(cast):
    """The cast's plan with a written section and an opgave, laid before the participants."""
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    cast.opgave = OpgaveFactory(plan=cast.plan, title="Valpreventie")
    cast.plan = move(cast.plan, by=cast.regiocoordinator, source="concept", target="ter_consultatie")
    return cast


@pytest.fixture
def asked(in_consultation) -> Consultatie:
    """A round that asks Ridderkerk, CZ and the provider for two weeks."""
    cast = in_consultation
    return rounds.open_round(
        cast.plan,
        by=cast.regiocoordinator,
        question="Herkent u zich in dit plan?",
        due_on=timezone.localdate() + timedelta(days=14),
        parties=[cast.ambtenaar.hat, cast.beoordelaar_1.hat, cast.zorgaanbieder.hat],
    )
