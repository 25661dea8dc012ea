"""The plan of the company with money for three of its parties, carried out on 26 November 2026."""

from datetime import date
from types import SimpleNamespace

import pytest
import time_machine

from iza_portal.accounts.models import Function
from plans.transformatie.workflow import Planstand
from tests.conftest import _person
from tests.factories import RegelingFactory
from tests.funding.conftest import TODAY
from tests.funding.transformatie.carried_out import asked, put
from tests.plans.transformatie.conftest import company, plan, put_in_state, rows  # noqa: F401 (the fixtures)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def funded(company, rows):  # noqa: F811
    """The company with its plan in execution: € 1.750,10 for Ridderkerk, € 100.000,50 for the provider, € 300 for the GGD.

    `funded.first` and `funded.second` are amounts of Ridderkerk for 2026, `last` one that is due after the regeling ends.
    """
    plan = company.transformatieplan  # noqa: F811
    spuk = RegelingFactory(code="spuk-tm", short_title="SPUK-TM", receivers="plan", first_year=2024, last_year=2028)
    insurers = RegelingFactory(
        code="tm-verzekeraars", short_title="TM", receivers="plan", first_year=2023, last_year=2028
    )
    of_2026 = asked(plan, date(2026, 6, 30), company.ridderkerk, "1000.10", title="Loket open")
    second = asked(plan, date(2026, 9, 1), company.ridderkerk, "500", "publieke_gezondheid", title="Wijkteams gestart")
    last = asked(plan, date(2031, 1, 1), company.ridderkerk, "250", title="Iedereen bereikt")
    asked(plan, date(2027, 1, 1), company.ggd, "300", "publieke_gezondheid", title="Meting gedaan")
    kassier = _person("kassier Ridderkerk", company.ridderkerk, Function.KASSIER)
    told = vars(company) | {
        "transformatieplan": put(plan, Planstand.UITVOERING),
        "kassier_ridderkerk": kassier,
        "ambtenaar": company.ambtenaar,
        "zorgaanbieder": company.zorgaanbieder,
    }
    return SimpleNamespace(**told, spuk=spuk, insurers=insurers, first=of_2026, second=second, last=last, rows=rows)
