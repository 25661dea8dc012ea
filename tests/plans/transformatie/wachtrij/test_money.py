"""Whatever happens in whatever order: the pot is what a sum beside it says, and no ceiling is passed."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.models.transformatie import Potsoort
from plans.transformatie.pot.changing import record_change
from plans.transformatie.pot.standing import standing
from plans.transformatie.wachtrij.awarding import award, free, unspent
from plans.transformatie.wachtrij.queue import queue
from tests.factories import ThemaFactory

CENTS = st.integers(1, 20_000).map(lambda cents: Decimal(cents) / 100)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), CENTS, st.sampled_from([None, 0, 1])),
        st.tuples(st.just("erbij"), CENTS),
        st.tuples(st.just("eraf"), CENTS),
        st.tuples(st.just("reserveren"), CENTS, st.sampled_from([0, 1])),
        st.tuples(st.just("loslaten"), CENTS, st.sampled_from([0, 1])),
        st.tuples(st.just("toekennen"), st.integers(0, 5)),
        st.tuples(st.just("vrijval"), st.integers(0, 5), CENTS),
    ),
    min_size=4,
    max_size=25,
)


class Ledger:
    """The same money, counted beside the portal: by the rules as people say them, without its code."""

    def __init__(self):
        self.free, self.reserved, self.given = Decimal(0), [Decimal(0), Decimal(0)], {}

    def takes(self, act, amount, theme=None) -> bool:
        if act == "erbij":
            self.free += amount
        elif act == "eraf":
            if amount > self.free:
                return False
            self.free -= amount
        elif act == "reserveren":
            if amount > self.free:
                return False
            self.free, self.reserved[theme] = self.free - amount, self.reserved[theme] + amount
        elif act == "loslaten":
            if amount > self.reserved[theme]:
                return False
            self.free, self.reserved[theme] = self.free + amount, self.reserved[theme] - amount
        return True

    def fits(self, amount, theme) -> bool:
        return amount <= self.free + (self.reserved[theme] if theme is not None else 0)

    def turn(self, waiting) -> int | None:
        if self.fits(*waiting[0][1:]):
            return 0
        of_themes = {}
        for index, (_, _, theme) in enumerate(waiting):
            of_themes.setdefault(theme, index)
        reserved = [i for theme, i in of_themes.items() if theme is not None and waiting[i][1] <= self.reserved[theme]]
        return min(reserved, default=None)

    def awards(self, waiting, index) -> bool:
        plan, amount, theme = waiting[index]
        if index != self.turn(waiting):
            return False
        own = min(amount, self.reserved[theme]) if theme is not None else Decimal(0)
        if own:
            self.reserved[theme] -= own
        self.free -= amount - own
        self.given[plan.pk] = amount
        return True

    def frees(self, plan, amount) -> bool:
        if amount > self.given[plan.pk]:
            return False
        self.given[plan.pk] -= amount
        self.free += amount
        return True


CHANGES = {
    "erbij": (Potsoort.BESCHIKBAAR, 1),
    "eraf": (Potsoort.ANDERS_BESTEED, -1),
    "reserveren": (Potsoort.RESERVERING, 1),
    "loslaten": (Potsoort.RESERVERING, -1),
}


def done(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except ValidationError:
        return False
    return True


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_money_is_made_or_lost_and_no_ceiling_is_passed(company, wait, acts):
    with transaction.atomic():
        run(company, wait, acts)
        transaction.set_rollback(True)


def run(company, wait, acts):
    ledger, waiting, funded = Ledger(), [], []
    themes = [ThemaFactory(code=f"thema-{number}", position=number + 1) for number in range(2)]
    for act, *values in acts:
        if act == "plan":
            amount, theme = values
            waiting.append((wait(amount, theme=None if theme is None else themes[theme]), amount, theme))
        elif act in CHANGES:
            amount, theme = values[0], values[1] if len(values) > 1 else None
            kind, sign = CHANGES[act]
            said = {"what": "Proef", "source": "test", "on": timezone.localdate()}
            change = {"kind": kind, "amount": sign * amount, "theme": None if theme is None else themes[theme], **said}
            happened = done(lambda change=change: record_change(by=company.toekenner, **change))
            assert happened == ledger.takes(act, amount, theme)
        elif act == "toekennen" and waiting:
            index = values[0] % len(waiting)
            plan = waiting[index][0]
            happened = done(lambda plan=plan: award(plan, by=company.toekenner, reason="De beurt."))
            assert happened == ledger.awards(waiting, index)
            if happened:
                funded.append(waiting.pop(index)[0])
        elif act == "vrijval" and funded:
            plan, amount = funded[values[0] % len(funded)], values[1]
            said = {"amount": amount, "reason": "Minder nodig."}
            happened = done(lambda plan=plan, said=said: free(plan, by=company.beoordelaar_1, **said))
            assert happened == ledger.frees(plan, amount)
        check(ledger, waiting, funded, themes)


def check(ledger, waiting, funded, themes):
    pot = standing()
    assert pot.free == ledger.free >= 0
    assert [pot.reserved_for(theme.pk) for theme in themes] == ledger.reserved
    assert pot.available == ledger.free + sum(ledger.reserved)
    assert pot.awarded == sum(ledger.given.values())
    assert [place.plan for place in queue(pot)] == [plan for plan, *_ in waiting]
    for plan in funded:
        assert unspent(plan) == ledger.given[plan.pk] >= 0
