"""Whatever is processed and withdrawn in whatever order, what counts is what the latest file says that was not withdrawn."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.models import AreaFigure, Figure
from tests.regions.figures.importing.conftest import counting, process, read, withdrawn

pytestmark = pytest.mark.django_db
AREAS = ["Ridderkerk", "Nissewaard", "Goes", "Nederland"]
THINGS = [(area, year) for area in AREAS for year in (2023, 2024)]
FILES = st.dictionaries(st.sampled_from(THINGS), st.sampled_from([10, 20, None]), min_size=1, max_size=5)
ACTS = st.lists(st.one_of(FILES, st.integers(0, 3)), min_size=2, max_size=7)


class Model:
    """The same in plain Python: the files that were processed, in order, and which were withdrawn."""

    def __init__(self):
        self.files = []

    def counting(self):
        told = {}
        for file, is_withdrawn in self.files:
            if not is_withdrawn:
                told |= file
        return told


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=ACTS)
def test_what_counts_is_what_the_latest_file_says_that_was_not_withdrawn(land, acts):
    Figure.objects.all().delete()
    AreaFigure.objects.all().delete()
    by, model, batches = land.cast.landelijk, Model(), []
    for act in acts:
        if isinstance(act, dict):
            rows = "".join(
                f"{area};BEV04;{year};{'x' if value is None else value}\n" for (area, year), value in act.items()
            )
            batch = read(f"Gemeente;Indicator;Jaar;Waarde\n{rows}", by=by)
            is_new = any(
                thing not in model.counting() or model.counting()[thing] != value for thing, value in act.items()
            )
            assert batch.brings_something == is_new
            if is_new:
                batches.append(process(batch, by=by))
                model.files.append((act, False))
        elif act < len(batches) and not model.files[act][1]:
            batches[act] = withdrawn(batches[act], by=by)
            model.files[act] = (model.files[act][0], True)
    told = {(area, year): value for (_, area, year, _), (value, _) in counting().items()}
    assert told == model.counting()
    national = {row.year: row.value for row in AreaFigure.objects.filter(region=None, method="gegeven")}
    assert national == {year: value for (area, year), value in told.items() if area == "Nederland"}
