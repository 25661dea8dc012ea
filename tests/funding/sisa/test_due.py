"""When accounts are due, and whom the portal reminds of it."""

from datetime import date, timedelta

import pytest
import time_machine

from funding.sisa.asked import sisa_dates, sisa_due
from iza_portal.agenda.dates import Wanted
from iza_portal.notices.digests import make_up, send_one
from iza_portal.notices.due import AHEAD
from iza_portal.notices.models import Digest, Notice
from tests.funding.sisa.accounts import AFTER, settled
from tests.queries import statements


def reminded(day, person=None):
    return {(due.person_id, due.what) for due in sisa_due(day + AHEAD, person and person.pk)}


KASSIERS = ["kassier", "tweede_kassier", "bestuurder_nissewaard"]
RIDDERKERK = ["ambtenaar", "tweede_ambtenaar", "bestuurder"]


def test_from_may_on_who_keeps_and_who_settles_are_reminded(spent):
    assert reminded(date(2027, 4, 30)) == set()
    what = "De verantwoording over 2026: "
    region = f"{what}SPUK IZA, {spent.mandaatregio.name}"
    assert reminded(date(2027, 5, 1)) == (
        {(spent.people[name].pk, region) for name in KASSIERS}
        | {(spent.people[name].pk, f"{what}SPUK IZA, lokaal deel Ridderkerk") for name in RIDDERKERK}
        | {(spent.people[name].pk, f"{what}Brede SPUK, Ridderkerk") for name in RIDDERKERK}
    )
    assert len(reminded(date(2027, 5, 1), spent.bestuurder)) == 2


def test_what_is_settled_is_no_longer_due(spent):
    with time_machine.travel(AFTER):
        settled(spent, municipality=spent.ridderkerk)
        account = settled(spent)
    assert not {person for person, what in reminded(date(2027, 5, 1)) if spent.mandaatregio.name in what}
    assert account.status == "vastgesteld"


def test_each_month_is_a_reminder_of_its_own_and_so_is_the_last_day(spent, mailoutbox):
    told, day = [], date(2027, 4, 28)
    while day <= date(2027, 7, 16):
        with time_machine.travel(day):
            make_up(day)
            now = set(Notice.objects.filter(person=spent.kassier).values_list("pk", flat=True))
        if now - set().union(*(keys for _, keys in told)):
            told.append((day, now))
        day += timedelta(days=1)
    assert [day for day, _ in told] == [
        date(2027, 5, 1), date(2027, 6, 1), date(2027, 7, 1), date(2027, 7, 14), date(2027, 7, 16),
    ]  # fmt: skip


def test_the_mail_of_may_says_that_it_is_later(spent, mailoutbox):
    day = date(2027, 5, 1)
    with time_machine.travel(day):
        make_up(day)
        send_one(Digest.objects.get(person=spent.kassier).pk, today=day)
    (mail,) = mailoutbox
    assert "LATER" in mail.body
    assert "15 juli 2027" in mail.body
    assert "BINNEN EEN WEEK" not in mail.body


@pytest.mark.parametrize(("name", "count"), [("kassier", 2), ("ambtenaar", 3), ("buitenstaander", 0), ("nobody", 0)])
def test_the_agenda_holds_the_last_days(spent, name, count):
    person = spent.people[name]
    wanted = Wanted(person, date(2026, 1, 1), date(2027, 12, 31))
    entries = []
    asked = statements(lambda: entries.extend(sisa_dates(wanted)))
    assert len(entries) == count
    assert {entry.on for entry in entries} <= {date(2026, 7, 15), date(2027, 7, 15)}
    assert len(asked) <= 1
