"""Seeing in time that money will be left: how far the year is, how far its money is, and how the year before went."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from funding.grootboek.standing import Saldo
from funding.models import Budget, Handeling, Regelingregel, Regelsoort
from iza_portal.page.templatetags.page import euro, long_date

#: From this part of the budget on, in percent, what is expected to be left is said to be too much.
MARGIN = 10
#: Before this part of a year passed, in percent, its own pace says nothing yet.
EARLY = 25


@dataclass(frozen=True)
class Course:
    """How the year before went, in eurocents: spoken for by this day, spent in all, and what there was to spend."""

    by_then: int
    at_end: int
    base: int

    @property
    def is_known(self) -> bool:
        return self.base > 0 and self.at_end > 0


@dataclass(frozen=True)
class Outlook:
    """What is expected of the money of `year`: `base` is what there is to spend, `saldo` what was done with it.

    While the year runs, what the year before still came to after this day is added to what is spoken for; where there was no
    such year, this year's own pace goes on. After the year only what was spent counts: an obligation is no cost of it.
    """

    year: int
    today: date
    base: int
    saldo: Saldo
    last: Course | None = None

    @cached_property
    def passed(self) -> int:
        """How much of the year has passed, in percent."""
        gone, days = self._days
        return 100 * gone // days

    @cached_property
    def _days(self) -> tuple[int, int]:
        """How many days of the year have come, today included, out of how many."""
        first, after = date(self.year, 1, 1), date(self.year + 1, 1, 1)
        days = (after - first).days
        return min(max((self.today - first).days + 1, 0), days), days

    @property
    def has_begun(self) -> bool:
        return self.today.year >= self.year

    @property
    def is_over(self) -> bool:
        return self.today.year > self.year

    @property
    def used(self) -> int:
        """What is spent or obliged; of a year that is over what was spent."""
        return self.saldo.besteed if self.is_over else self.saldo.vast

    @property
    def part_used(self) -> int | None:
        """The part of what there is that is used, in percent."""
        return _percent(self.used, self.base)

    @property
    def unused(self) -> int:
        """What is not used now, in eurocents; nothing where it is more than there is."""
        return max(0, self.base - self.used)

    @property
    def is_early(self) -> bool:
        """Too early to expect anything: little of the year passed, and there is no year before it to go by."""
        return self.passed < EARLY and not self._has_course

    @property
    def _has_course(self) -> bool:
        return self.last is not None and self.last.is_known

    @cached_property
    def expected(self) -> int:
        """What will have been spent of the year at its end, in eurocents; what is not known yet in whole euros."""
        if self.is_over:
            return self.used
        if self._has_course:
            still = (self.last.at_end - self.last.by_then) * self.base // self.last.base
            expected = (self.used + still) // 100 * 100
        else:
            gone, days = self._days
            expected = max(self.used, self.saldo.besteed * days // max(gone, 1) // 100 * 100)
        return max(self.saldo.besteed, min(expected, max(self.base, self.used)))

    @property
    def left(self) -> int:
        """What is expected to be left at the end of the year, in eurocents."""
        return max(0, self.base - self.expected)

    @property
    def is_behind(self) -> bool:
        """Is more than the margin expected to be left, or, after the year, left?"""
        return not self.is_early and self.base > 0 and self.left * 100 > self.base * MARGIN

    @property
    def stand(self) -> tuple[str, str]:
        """The shape and the word of how it goes; empty where there is nothing to say."""
        if self.used > self.base:
            return "aandacht", "meer dan begroot"
        if self.base <= 0 or not self.has_begun:
            return "", ""
        if self.is_behind:
            return "achter", "er bleef veel over" if self.is_over else "er dreigt veel over te blijven"
        if self.is_early:
            return "", "nog te vroeg"
        return "op_koers", "binnen het budget" if self.is_over else "op koers"

    @property
    def reasoning(self) -> str:
        """Say in words why this is expected; empty where there is nothing to spend."""
        if self.base <= 0:
            return ""
        if self.is_over:
            return f"Van het budget van {self.year} is {self.part_used}% besteed; {euro(self.unused)} bleef over."
        if not self.has_begun:
            return f"Het jaar {self.year} is nog niet begonnen."
        now = (
            f"Op {long_date(self.today)} is {self.passed}% van het jaar voorbij en {self.part_used}% van het budget "
            "besteed of verplicht"
        )
        if self._has_course:
            then, end = _percent(self.last.by_then, self.last.base), _percent(self.last.at_end, self.last.base)
            why = f"; in {self.year - 1} was dat op deze dag {then}%, en aan het eind was {end}% besteed"
        elif self.is_early:
            return f"{now}; van {self.year - 1} is geen besteding bekend, en voor een verwachting is het nog te vroeg."
        else:
            why = f"; van {self.year - 1} is geen besteding bekend, dus telt het tempo van dit jaar"
        return f"{now}{why}. Gaat het zo verder, dan blijft {euro(self.left)} over."


@dataclass(frozen=True)
class Ending:
    """What becomes of the money that a year leaves: what may move to the next year, and what has to go back.

    `most` is what the regeling lets move of this year (eurocents), `moved` what moved already, and `waiting` what waits for
    approval to move or to go back. `rule` is in words; `next_year` is None where the regeling ends.
    """

    outlook: Outlook
    rule: str
    most: int
    moved: int
    waiting_to_move: int
    waiting_to_return: int
    next_year: int | None

    @property
    def room(self) -> int:
        """What may still move by the rule."""
        return max(0, self.most - self.moved - self.waiting_to_move)

    @property
    def left(self) -> int:
        """What is expected to be left, beyond what waits for approval."""
        return max(0, self.outlook.left - self.waiting_to_move - self.waiting_to_return)

    @property
    def may_move(self) -> int:
        return min(self.left, self.room)

    @property
    def must_go_back(self) -> int:
        return self.left - self.may_move


def rules_of(budget: Budget, year: int, day: date) -> dict[Regelsoort, Regelingregel]:
    """Answer the rule of each kind that holds on a day for the money of a year, as the ledger's trigger has it; one query.

    After the year has ended its last rules stay: what begins later is for later money.
    """
    rules = budget.regeling.regels.filter(valid_from__lte=min(day, date(year, 12, 31))).order_by("valid_from")
    return {Regelsoort(rule.kind): rule for rule in rules}


def lines_bind(rules: dict[Regelsoort, Regelingregel]) -> bool:
    """Is what was budgeted on a line bound to it (not ontschot)? Without a rule it is, as for the ledger's trigger."""
    rule = rules.get(Regelsoort.REGELS_BINDEN)
    return rule is None or rule.value != 0


def ending_of(budget: Budget, outlook: Outlook, rules: dict[Regelsoort, Regelingregel]) -> Ending:
    """Answer what becomes of what the year leaves, by the rules of the day; one query."""
    year, next_year = outlook.year, outlook.year + 1
    rule, goes_on = rules.get(Regelsoort.DOORSCHUIVEN), next_year in budget.regeling.years
    waiting = {Handeling.DOORSCHUIVING: 0, Handeling.TERUGBETALING: 0}
    open_ones = budget.opdrachten.filter(is_approved=None, year=year, act__in=list(waiting), cents__gt=0)
    for act, cents in open_ones.values_list("act", "cents"):
        waiting[Handeling(act)] += cents
    return Ending(
        outlook=outlook,
        rule=_in_words(rule, goes_on, budget),
        most=int(outlook.saldo.verleend * rule.value // 100) if rule and goes_on else 0,
        moved=outlook.saldo.naar_volgend_jaar,
        waiting_to_move=waiting[Handeling.DOORSCHUIVING],
        waiting_to_return=waiting[Handeling.TERUGBETALING],
        next_year=next_year if goes_on else None,
    )


def _in_words(rule: Regelingregel | None, goes_on: bool, budget: Budget) -> str:
    if not goes_on:
        return f"De regeling eindigt in {budget.regeling.last_year}: er gaat niets mee naar een volgend jaar."
    if rule is None:
        return "Er is geen regel gevonden die geld naar het volgende jaar laat gaan."
    return rule.text


def _percent(part: int, whole: int) -> int | None:
    """Answer the part in whole percents, halves up; None where there is no whole."""
    return (200 * part + whole) // (2 * whole) if whole > 0 else None
