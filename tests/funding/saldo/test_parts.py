"""What was done on a line is divided over its municipalities so that the parts add up."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.grootboek.standing import Saldo
from funding.saldo.reading import split

CENTS = st.integers(0, 10**13)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(weights=st.lists(CENTS, min_size=1, max_size=20), sums=st.tuples(CENTS, CENTS, CENTS, CENTS))
def test_what_is_divided_over_municipalities_adds_up_whatever_the_shares(weights, sums):
    verplicht, betaald, besteed, besteed_los = sums
    whole = Saldo(verdeeld=sum(weights), verplicht=verplicht, betaald=betaald, besteed=besteed, besteed_los=besteed_los)
    assert sum(split(whole, weights), Saldo()) == whole
