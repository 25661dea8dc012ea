"""Whom the portal reminds of a message on a quarter, and where it stands in the agenda."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from iza_portal.agenda.dates import Wanted
from plans.transformatie.monitoring.due import monitoring_dates, monitoring_due
from plans.transformatie.monitoring.telling import write_bericht
from plans.transformatie.workflow import Planstand
from tests.plans.transformatie.money import awarded
from tests.queries import statements

THIRD = date(2026, 7, 1)
UNTIL = date(2026, 10, 28)


def names(company) -> set[str]:
    by_pk = {person.pk: name for name, person in company.people.items() if person.pk}
    return {by_pk[due.person_id] for due in monitoring_due(UNTIL, None)}


def test_who_speaks_for_the_lead_is_reminded_until_it_is_told(company, carried):
    assert names(company) == {"ambtenaar", "bestuurder"}
    [due] = monitoring_due(UNTIL, company.bestuurder.pk)
    assert (due.on, due.path) == (UNTIL, f"/transformatieplannen/{carried.plan.pk}/monitoring/2026-3/")
    assert monitoring_due(date(2026, 10, 27), None) == []
    write_bericht(carried.plan, by=company.ambtenaar, quarter=THIRD, version=0, koers="op_koers", moved="Nog ruw.")
    assert names(company) == {"ambtenaar", "bestuurder"}
    write_bericht(
        carried.plan, by=company.ambtenaar, quarter=THIRD, version=1, koers="op_koers", moved="Veel.", is_told=True
    )
    assert names(company) == set()


@pytest.mark.parametrize("status", [Planstand.WACHTRIJ, Planstand.AFGEROND, Planstand.GESTOPT])
def test_nobody_is_reminded_of_a_plan_that_is_not_carried_out(company, carried, put_in_state, status):
    put_in_state(carried.plan, status)
    assert names(company) == set()


def test_nobody_is_reminded_of_a_quarter_before_the_money_came(company, carried):
    with time_machine.travel(datetime(2026, 9, 30, 22, 1, tzinfo=UTC)):  # In Amsterdam it is October.
        awarded(carried.plan, by=company.toekenner)
    assert names(company) == set()


def test_who_got_the_money_on_the_last_day_of_a_quarter_tells_of_it(company, carried):
    with time_machine.travel(datetime(2026, 9, 30, 21, 59, tzinfo=UTC)):
        awarded(carried.plan, by=company.toekenner)
    assert names(company) == {"ambtenaar", "bestuurder"}


def test_the_agenda_holds_the_last_days_of_the_quarters_to_come(company, carried):
    entries = monitoring_dates(Wanted(company.ambtenaar, date(2026, 10, 1), date(2027, 6, 30)))
    assert [(each.on, each.is_done) for each in sorted(entries, key=lambda each: each.on)] == [
        (date(2026, 10, 28), False),
        (date(2027, 1, 28), False),
        (date(2027, 4, 28), False),
    ]
    assert {each.path.split("/monitoring/")[1] for each in entries} == {"2026-3/", ""}
    for name in ("zorgaanbieder", "beoordelaar_1", "beheerder", "buitenstaander", "nobody"):
        assert monitoring_dates(Wanted(company.people[name], date(2026, 10, 1), date(2027, 6, 30))) == []


def test_each_takes_one_query(company, carried):
    person = type(company.ambtenaar).objects.get(pk=company.ambtenaar.pk)
    assert person.active_memberships
    assert len(statements(lambda: monitoring_due(UNTIL, None))) == 1
    wanted = Wanted(person, date(2026, 10, 1), date(2027, 6, 30))
    assert len(statements(lambda: monitoring_dates(wanted))) == 1
