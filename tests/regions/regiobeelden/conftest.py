"""A regiobeeld of the cast's region that is being enriched, with two themes, and a cycle that asks three parties."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regions.models import BeeldStatus
from regions.regiobeelden.cycles import open_cycle
from tests.factories import RegiobeeldFactory, ThemeFactory


@pytest.fixture
def enriched(cast):
    """The regiobeeld, in verrijking."""
    regiobeeld = RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING)
    ThemeFactory(regiobeeld=regiobeeld, position=1, title="Gezond ouder worden")
    ThemeFactory(regiobeeld=regiobeeld, position=2, title="Mentale gezondheid")
    return regiobeeld


@pytest.fixture
def cycle(cast, enriched):
    """An open cycle that asks Ridderkerk, CZ and the provider."""
    return open_cycle(
        enriched,
        by=cast.regiocoordinator,
        question="Herkent u dit beeld?",
        due_on=timezone.localdate() + timedelta(days=5),
        parties=[cast.ambtenaar.hat, cast.beoordelaar_1.hat, cast.zorgaanbieder.hat],
    )


@pytest.fixture
def theme(enriched):
    return enriched.themes.get(position=1)
