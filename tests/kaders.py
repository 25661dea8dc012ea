"""The national frameworks for transformatieplannen and their criteria, of the reference data, without the rest of it."""

from iza_portal.reference.loading import load
from plans.models.transformatie import Kader, Kadercriterium
from plans.reference_data import DATA_SETS


def load_kaders() -> dict[str, Kader]:
    """Load all frameworks with their criteria; answer the frameworks by code."""
    for data_set in DATA_SETS:
        if data_set.model in {Kader, Kadercriterium}:
            load(data_set)
    return {kader.code: kader for kader in Kader.objects.all()}
