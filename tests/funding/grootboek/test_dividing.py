import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.grootboek.dividing import shares


@given(st.integers(0, 10**13), st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_the_parts_always_add_up_and_no_part_is_a_cent_off(cents, weights):
    parts = shares(cents, weights)
    assert sum(parts) == cents
    total = sum(weights)
    assert all(abs(part * total - cents * weight) < total for part, weight in zip(parts, weights, strict=True))


def test_what_cannot_be_divided_equally_goes_to_who_comes_first():
    assert shares(100, [1, 1, 1]) == [34, 33, 33]
    assert shares(5, [0, 1, 1]) == [0, 3, 2]
    assert shares(0, [0, 0]) == [0, 0]


@pytest.mark.parametrize(("cents", "weights"), [(-1, [1]), (1, [-1, 2]), (1, [0, 0]), (1, [])])
def test_what_makes_no_sense_is_refused(cents, weights):
    with pytest.raises(ValueError, match=r"divided|divide"):
        shares(cents, weights)
