"""The brede SPUK of Ridderkerk in November 2026, over three onderdelen of which one ended in 2025."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine

from funding.boeken.spending import spend
from funding.gemeente.budgeting import set_budget
from funding.gemeente.lines import lines_of
from tests.factories import RegelingonderdeelFactory
from tests.funding.conftest import TODAY


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def brede(money):
    """`money` with the onderdelen valpreventie, leefomgeving (up to 2025) and mantelzorg; nothing budgeted yet."""
    for position, (code, title, last_year) in enumerate(
        [
            ("valpreventie", "Valpreventie", 2026),
            ("leefomgeving", "Leefomgeving", 2025),
            ("mantelzorg", "Mantelzorg", 2026),
        ]
    ):
        RegelingonderdeelFactory(
            regeling=money.brede_spuk, code=code, title=title, last_year=last_year, position=position + 1
        )
    return SimpleNamespace(**vars(money), by=money.ambtenaar, page=f"/geld/budgetten/{money.brede.pk}/onderdelen/")


def lines(money, year=2026):
    """Answer the lines of the year by the code of their onderdeel."""
    return {line.onderdeel.code: line for line in lines_of(money.brede, year)}


def budgeted(money, year=2026, **euros):
    """Budget these whole euros in the year, by the code of the onderdeel."""
    of = lines(money, year)
    return set_budget(
        money.brede, by=money.by, year=year, amounts={of[code].pk: amount * 100 for code, amount in euros.items()}
    )


def spent(money, code, euros, *, year=2026, on=date(2026, 11, 1)):
    """Book what was spent on an onderdeel, in whole euros."""
    return spend(lines(money, year)[code], by=money.by, year=year, cents=euros * 100, on=on, text="Uitvoering")
