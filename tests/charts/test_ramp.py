import pytest
from hypothesis import given
from hypothesis import strategies as st

from iza_portal.charts.ramp import NO_FIGURE, edges, legend, shade
from tests.charts.specimens import figures
from tests.charts.test_drawing import check, texts


@pytest.mark.parametrize("by", ["quantile", "interval"])
@given(values=st.lists(figures, max_size=50))
def test_steps_go_up_with_the_figures_and_each_figure_has_one(by, values):
    found = edges(values, by)
    assert len(found) <= 4
    assert found == sorted({*found})
    known = sorted(value for value in values if shade(value, found) is not NO_FIGURE)
    steps = [shade(value, found).step for value in known]
    assert steps == sorted(steps)
    if found:
        assert steps[0] == 0
        assert steps[-1] == 4
        check(legend(title="t", edges=found))


def test_quantiles_give_each_step_about_as_many_and_intervals_the_same_width():
    skewed = [number**3 for number in range(1, 51)]
    quantiles = edges(skewed)
    steps = [shade(value, quantiles).step for value in skewed]
    assert all(8 <= steps.count(step) <= 12 for step in range(5))
    assert edges(skewed, "interval") == [25000, 50000, 75000, 100000]


def test_edges_are_round():
    shares = [10.83, 13.71, 15.52, 16.64, 17.83, 19.04, 19.33, 20.04, 20.51, 20.93, 21.62, 22.14, 23.12, 24.91, 25.93]
    assert all(edge == round(edge, 1) for edge in edges(shares))
    assert all(edge % 1000 == 0 for edge in edges([share * 10_000 for share in shares]))


@pytest.mark.parametrize("values", [[], [None], [3], [3, 3, 3]])
def test_figures_that_are_all_the_same_have_one_step(values):
    assert edges(values) == []
    assert shade(3, []).step == 2
    assert shade(None, []) is NO_FIGURE
    assert texts(legend(title="t", edges=[])) == ["overal gelijk", "geen cijfer"]


def test_a_tile_without_a_figure_differs_by_more_than_its_colour():
    assert NO_FIGURE.dash != "none"
    assert {shade(value, [1, 2, 3, 4]).dash for value in range(6)} == {"none"}


def test_the_legend_says_in_words_what_each_step_stands_for():
    said = texts(legend(title="t", edges=[17, 19, 21.5, 23], unit="%"))
    assert said == [
        "minder dan 17,0%", "17,0% tot 19,0%", "19,0% tot 21,5%", "21,5% tot 23,0%", "23,0% of meer", "geen cijfer",
    ]  # fmt: skip
