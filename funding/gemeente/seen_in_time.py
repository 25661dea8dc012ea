"""Underspending, seen before the year ends: how the money of a year goes, and what of it would be left."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from funding.grootboek.standing import Saldo
from funding.models import Boeking, Boeksoort, Budget, Handeling, Regelsoort
from iza_portal.page.templatetags.page import euro, long_date

#: From which part of the year on, in percent, a course is told from this year alone: before it a few bills say nothing.
ENOUGH_OF_A_YEAR = 25


@dataclass(frozen=True)
class Outlook:
    """How the money of a year goes on a day, in eurocents.

    `passed` is the part of the year that is over and `course` the part of last year's spending that was done on the same
    day, in whole percents (None: nothing was spent then). `left` is what would be left of what there is, if it goes on so,
    or of a year that is over what is left; `may_move` is what of that the regeling lets go to the next year, and
    `goes_back` the rest. `moves_on`: the regeling has a next year and lets money go there.
    None of these is known (`left` None) early in a year without a course.
    """

    year: int
    on: date
    saldo: Saldo
    passed: int
    course: int | None
    left: int | None
    may_move: int
    percent: int
    moves_on: bool

    @property
    def goes_back(self) -> int:
        return max((self.left or 0) - self.may_move, 0)

    @property
    def next_year(self) -> int:
        return self.year + 1

    @property
    def is_over(self) -> bool:
        return self.on.year > self.year

    @property
    def level(self) -> str:
        """`goes_back`, `left`, `spent`, or `early` where nothing can be said yet."""
        if self.left is None:
            return "early"
        if self.goes_back:
            return "goes_back"
        return "left" if self.left else "spent"

    @property
    def sentence(self) -> str:
        """The reasoning, in one sentence."""
        saldo = self.saldo
        so_far = f"is {euro(saldo.besteed)} besteed en {euro(saldo.verplicht)} verplicht van {euro(saldo.beschikbaar)}"
        if self.is_over:
            return f"Het jaar {self.year} is voorbij: er {so_far}, dus is {euro(self.left)} niet besteed."
        begin = f"Op {long_date(self.on)} is {self.passed}% van het jaar voorbij en {so_far}"
        if self.left is None:
            return f"{begin}; het is te vroeg in het jaar om te zeggen of er geld overblijft."
        basis = (
            f"vorig jaar was op deze dag {self.course}% besteed van wat in heel dat jaar is besteed"
            if self.course
            else "van vorig jaar is geen verloop bekend, dus rekent het portaal met een gelijke besteding door het jaar"
        )
        return f"{begin}; {basis}, en gaat het zo door, dan blijft {euro(self.left)} over."


def outlook_of(budget: Budget, year: int, saldo: Saldo, on: date) -> Outlook | None:
    """Answer how the money of the year goes on this day; None where there is no money, or the year has yet to begin.

    Two queries. What is expected is never less than what is spent and obliged, and never more than there is.
    """
    if on.year < year or not saldo.beschikbaar:
        return None
    percent = _percent(budget, on)
    most = saldo.verleend * percent // 100 - saldo.naar_volgend_jaar if year + 1 in budget.regeling.years else 0
    if on.year > year:
        left, passed, course = saldo.over, 100, None
    else:
        days = (date(year, 12, 31) - date(year - 1, 12, 31)).days
        passed = on.timetuple().tm_yday * 100 // days
        course = _course(budget, on)
        if course:
            expected = saldo.besteed * 100 // course
        elif passed >= ENOUGH_OF_A_YEAR:
            expected = saldo.besteed * days // on.timetuple().tm_yday
        else:
            expected = None
        left = None if expected is None else saldo.beschikbaar - min(max(expected, saldo.vast), saldo.beschikbaar)
    return Outlook(
        year=year,
        on=on,
        saldo=saldo,
        passed=passed,
        course=course,
        left=left,
        may_move=max(0, min(left or 0, most)),
        percent=percent,
        moves_on=year + 1 in budget.regeling.years and percent > 0,
    )


def _percent(budget, on) -> int:
    rule = (
        budget.regeling.regels.filter(kind=Regelsoort.DOORSCHUIVEN, valid_from__lte=on).order_by("-valid_from").first()
    )
    return int(rule.value) if rule else 0


def _course(budget, on) -> int | None:
    """Answer which part of what was spent of last year's money was spent by the same day then, in percent; one query."""
    last = on.year - 1
    spent = Boeking.objects.filter(budget=budget, year=last, soort=Boeksoort.REALISATIE)
    # A correction came later, but is about what was spent before: it would make the course seem slower or faster.
    spent = spent.exclude(boekstuk__act=Handeling.CORRECTIE)
    same_day = date(last, on.month, min(on.day, 28) if on.month == 2 else on.day)  # 29 February is in no other year.
    sums = spent.aggregate(whole=Sum("cents"), by_now=Sum("cents", filter=Q(on__lte=same_day)))
    if not sums["whole"] or not sums["by_now"] or sums["by_now"] < 0:
        return None
    return max(1, sums["by_now"] * 100 // sums["whole"])
