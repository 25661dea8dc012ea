"""Who keeps money is told in time that it threatens to go back: once a year, and on Mijn werk as long as it does."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from funding.boeken.opdrachten import approve, enter_carry_over
from funding.gemeente.foreseeing import ending_of, rules_of
from funding.gemeente.reading import year_of
from funding.gemeente.underspending import underspent
from funding.grootboek.standing import saldi_of
from funding.models import Regelsoort
from funding.tasks import tell_of_underspending
from iza_portal.notices.models import Notice
from iza_portal.notices.tasks import forget_notices
from tests.factories import RegelingregelFactory
from tests.funding.conftest import TODAY
from tests.funding.gemeente.conftest import budgeted, spent
from tests.queries import queries_of

MINE = "/mijn-werk/"
OCTOBER = date(2026, 10, 1)


def of_page(money, today=TODAY):
    """Answer what the page of the onderdelen says that must go back."""
    whole = year_of(money.brede, today.year, today, saldi_of(money.brede)).whole
    return ending_of(money.brede, whole, rules_of(money.brede, today.year, today)).must_go_back


def test_what_is_told_is_what_the_page_says_of_the_year(brede):
    budgeted(brede, 2025, valpreventie=400_000)
    with time_machine.travel(date(2025, 12, 31), tick=False):
        spent(brede, "valpreventie", 200_000, year=2025, on=date(2025, 6, 1))
        spent(brede, "valpreventie", 100_000, year=2025, on=date(2025, 12, 1))
    told = {"year": 2025, "on": date(2026, 2, 1), "reason": "Later begonnen"}
    approve(enter_carry_over(brede.brede, by=brede.ambtenaar, cents=4_000_000, **told), by=brede.bestuurder)
    budgeted(brede, valpreventie=300_000)
    spent(brede, "valpreventie", 150_000)
    (found,) = underspent(TODAY)
    assert found.cents == of_page(brede) > 0
    assert (found.budget, found.year, found.path) == ("Brede SPUK Ridderkerk", 2026, f"{brede.page}?jaar=2026")
    assert underspent(TODAY, brede.ridderkerk.organisation_id) == [found]
    assert underspent(TODAY, brede.nissewaard.organisation_id) == []


def test_only_what_is_left_beyond_what_may_move_goes_back(brede):
    with time_machine.travel(date(2025, 11, 26), tick=False):
        # € 600.000 was granted: a tenth may move, and what waits to move counts.
        (found,) = underspent(date(2025, 11, 26))
        assert found.cents == of_page(brede, date(2025, 11, 26)) == 54_000_000
        told = {"by": brede.ambtenaar, "year": 2025, "on": date(2025, 11, 20), "reason": "Later begonnen"}
        enter_carry_over(brede.brede, cents=6_000_000, **told)
        (found,) = underspent(date(2025, 11, 26))
        assert found.cents == of_page(brede, date(2025, 11, 26)) == 54_000_000


def test_nothing_is_told_before_october_nor_where_the_money_goes_as_it_should(brede):
    assert underspent(date(2026, 9, 30)) == []
    assert underspent(date(2027, 1, 2)) == []
    assert underspent(OCTOBER)
    spent(brede, "valpreventie", 480_000)
    assert underspent(TODAY) == []


def test_who_keeps_it_is_told_once_and_finds_it_on_mijn_werk_while_it_lasts(brede, sign_in):
    for _ in range(2):
        tell_of_underspending()
    told = Notice.objects.filter(key=f"onderbesteding:{brede.brede.pk}:2026")
    assert {notice.person for notice in told} == {brede.ambtenaar, brede.tweede_ambtenaar}
    assert told.count() == 2
    assert "500.000 van 2026 terug naar het Rijk" in told[0].sentence
    for name, person in brede.people.items():
        if person.is_authenticated:
            waits = f'href="{brede.page}?jaar=2026"' in sign_in(person).get(MINE).text
            assert waits == (name in {"ambtenaar", "tweede_ambtenaar"}), name
    client = sign_in(brede.ambtenaar)
    assert client.get(f"{brede.page}?jaar=2026").status_code == 200
    spent(brede, "valpreventie", 490_000)
    assert f"{brede.page}?jaar=2026" not in client.get(MINE).text


def test_nobody_is_told_a_second_time_when_the_first_is_forgotten_before_the_year_ends(brede):
    told = Notice.objects.filter(person=brede.ambtenaar, key=f"onderbesteding:{brede.brede.pk}:2026")
    with time_machine.travel(datetime(2026, 10, 1, 3, 10, tzinfo=UTC), tick=False):
        tell_of_underspending()
        told.update(mailed_at=timezone.now(), at=timezone.now())
    heard = set(told.values_list("pk", flat=True))
    assert len(heard) == 1
    for day in range(27, 32):
        with time_machine.travel(datetime(2026, 12, day, 4, 10, tzinfo=UTC), tick=False):
            forget_notices()
            tell_of_underspending()
        heard |= set(told.values_list("pk", flat=True))
    assert (len(heard), told.count()) == (1, 0)


@pytest.mark.parametrize("percent", [None, 0])
def test_the_kassier_of_a_region_is_told_where_a_rule_says_what_may_move(brede, percent):
    if percent is not None:
        RegelingregelFactory(regeling=brede.spuk_iza, kind=Regelsoort.DOORSCHUIVEN, value=percent, text="Niets.")
    tell_of_underspending()
    told = Notice.objects.filter(key=f"onderbesteding:{brede.budget.pk}:2026")
    assert {notice.person for notice in told} == (set() if percent is None else {brede.kassier, brede.tweede_kassier})
    assert {notice.path for notice in told} <= {f"/geld/budgetten/{brede.budget.pk}/?jaar=2026"}


def test_mijn_werk_asks_it_in_one_query_and_before_october_in_none(brede, sign_in):
    client = sign_in(brede.ambtenaar)
    counts = []
    for day in (date(2026, 9, 30), OCTOBER):
        with time_machine.travel(day, tick=False):
            client = sign_in(brede.ambtenaar)
            client.get(MINE)
            counts.append(len(queries_of(client, MINE)))
    assert counts[1] == counts[0] + 1 <= 12
