"""A werkagenda of the cast's region, as a concept."""

import pytest

from plans.werkagenda.starting import start_werkagenda


@pytest.fixture
def agenda(cast):
    return start_werkagenda(cast.region, by=cast.regiocoordinator, edition=2026, title="Werkagenda ZHE-BAR")
