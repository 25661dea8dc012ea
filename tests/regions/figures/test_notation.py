"""Figures are written as Dutch people write them, with the unit of their indicator."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.figures.notation import bare, chart_unit, chart_value, full, gap_words, rounded, short
from regions.models import Aggregation, Indicator

FIGURES = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


def indicator(unit="%", decimals=1, aggregation=Aggregation.GEWOGEN):
    return Indicator(unit=unit, decimals=decimals, aggregation=aggregation)


@pytest.mark.parametrize(
    ("unit", "decimals", "value", "written", "whole"),
    [
        ("%", 1, "22.6", "22,6%", "22,6%"),
        ("%", 1, "22.65", "22,7%", "22,7%"),
        ("euro", 0, "2941.4", "€ 2.941", "€ 2.941"),
        ("duizend euro", 1, "36.2", "€ 36.200", "€ 36.200"),
        ("per 1.000 inwoners", 1, "7.9", "7,9", "7,9 per 1.000 inwoners"),
        ("aantal", 0, "426905", "426.905", "426.905"),
        ("score", 2, "-0.121", "−0,12", "−0,12"),
        ("score", 2, "-0.001", "0,00", "0,00"),
        ("km", 1, "1.05", "1,1", "1,1 km"),
        ("%", 1, None, "–", "–"),
    ],
)
def test_a_figure_has_its_unit(unit, decimals, value, written, whole):
    value = value and Decimal(value)
    assert short(indicator(unit, decimals), value).replace("\xa0", " ") == written
    assert full(indicator(unit, decimals), value).replace("\xa0", " ") == whole


@given(FIGURES, st.integers(0, 3))
def test_what_is_written_reads_back_as_the_rounded_figure(value, decimals):
    text = bare(indicator("aantal", decimals), value)
    assert re.fullmatch(r"−?\d{1,3}(\.\d{3})*(,\d+)?", text)
    read = Decimal(text.replace(".", "").replace(",", ".").replace("−", "-"))
    assert read == rounded(indicator("aantal", decimals), value)
    assert abs(read - value) <= Decimal(5).scaleb(-decimals - 1)


@given(FIGURES, st.sampled_from(["%", "euro", "duizend euro", "aantal", "km"]))
def test_a_chart_draws_the_figure_that_is_written(value, unit):
    each = indicator(unit)
    drawn = Decimal(str(chart_value(each, value)))
    written = bare(each, value).replace(".", "").replace(",", ".").replace("−", "-")
    assert drawn.quantize(Decimal("0.1")) == Decimal(written).quantize(Decimal("0.1"))
    assert chart_unit(each)["decimals"] == (0 if unit == "duizend euro" else 1)


@given(FIGURES, FIGURES)
def test_the_difference_is_that_of_the_figures_as_they_are_shown(one, other):
    each = indicator()
    words, back = gap_words(each, one, other), gap_words(each, other, one)
    if bare(each, one) == bare(each, other):
        assert words == back == "even hoog"
    else:
        assert words.endswith("hoger") == (one > other)
        assert words.replace("hoger", "").replace("lager", "") == back.replace("hoger", "").replace("lager", "")


def test_a_difference_has_words_for_its_unit():
    assert gap_words(indicator(), Decimal("22.6"), Decimal("20.5")) == "2,1\xa0procentpunt hoger"
    assert gap_words(indicator("euro", 0), Decimal(2900), Decimal(2941)) == "€\xa041 lager"
    assert gap_words(indicator("aantal", 0, Aggregation.SOM), Decimal(9), Decimal(12)) == "3 minder"
    assert gap_words(indicator("aantal", 0, Aggregation.SOM), Decimal(9), Decimal(9)) == "even veel"
