from types import SimpleNamespace

import pytest

from tests.funding.sisa.accounts import load_indicators, spend


@pytest.fixture
def spent(divided):
    """The divided money of ZHE-BAR with what was spent of it in 2026, and the indicators of H35 and H35B.

    € 250.000 on the regional activity, and € 40.000,50 of the local part of Ridderkerk, in two postings.
    """
    load_indicators()
    spend(divided, divided.activity, 25_000_000)
    spend(divided, divided.local, 3_000_000)
    local = spend(divided, divided.local, 1_000_050).boekingen.get()
    return SimpleNamespace(**vars(divided), posting=local)
