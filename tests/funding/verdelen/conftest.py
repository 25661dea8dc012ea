"""A proposal of the kassier for the money of ZHE-BAR in 2026, and the people who answer it."""

from datetime import date

import pytest
import time_machine

from funding.models import Antwoord, Deel
from funding.verdelen import proposing
from tests.funding.conftest import TODAY


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def voorstel(money):
    """A concept for 2026: € 1.000.000 for a regional activity by the key, and € 250.000 as the local part of Ridderkerk."""
    voorstel = proposing.propose(money.budget, by=money.kassier, year=2026, note="Zoals besproken.")
    add(money, voorstel, title="Coördinatie valpreventie", part=Deel.REGIONAAL, cents=100_000_000)
    add(money, voorstel, part=Deel.LOKAAL, municipality=money.ridderkerk, cents=25_000_000)
    voorstel.refresh_from_db()
    return voorstel


@pytest.fixture
def put(money, voorstel):
    """The proposal, put to the three municipalities."""
    proposing.put(voorstel, by=money.kassier, due_on=date(2026, 12, 18))
    voorstel.refresh_from_db()
    return voorstel


def add(money, voorstel, **row):
    return proposing.set_row(voorstel, by=money.kassier, **row)


def speakers(money):
    """Answer each municipality with who speaks for it."""
    return [
        (money.nissewaard, money.bestuurder_nissewaard),
        (money.ridderkerk, money.bestuurder),
        (money.barendrecht, money.bestuurder_barendrecht),
    ]


def all_agree(money, voorstel):
    for municipality, person in speakers(money):
        proposing.answer(voorstel, by=person, municipality=municipality, answer=Antwoord.AKKOORD)
