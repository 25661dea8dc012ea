"""The accounts of one budget as its page lists them: year by year, with those of medeoverheden below."""

from dataclasses import dataclass, field

from django.utils import timezone

from funding.models import Boeking, Budget, Sisaindicator, Verantwoording
from funding.sisa import rights
from regions.models import Municipality


@dataclass
class Row:
    """An account over a year, begun or not: `municipality` is the medeoverheid that it is of."""

    account: Verantwoording | None = None
    municipality: Municipality | None = None
    may_open: bool = False


@dataclass
class Year:
    """A year with the account of the budget itself, and of each medeoverheid with money of that year."""

    year: int
    own: Row
    between: list[Row] = field(default_factory=list)


def accounts_of(budget: Budget) -> list[Verantwoording]:
    """Answer the accounts of the budget, without what was frozen in them; one query."""
    accounts = Verantwoording.objects.filter(budget=budget).select_related("municipality__organisation")
    return list(accounts.defer("content").order_by("municipality__name"))


def years_of(budget: Budget, accounts: list[Verantwoording], *, by) -> list[Year]:
    """Answer the years over which an account is asked, the latest first; a fixed number of queries."""
    own_years, between_years = _asked_years(budget)
    present = {(account.year, account.municipality_id): account for account in accounts}
    got = _got(budget)
    booked = set(Boeking.objects.filter(budget=budget).order_by().values_list("year", flat=True).distinct())
    keys = set().union(*got.values()) | {key for _, key in present if key}
    municipalities = Municipality.objects.filter(pk__in=keys).select_related("organisation").order_by("name")
    may_open = {each.pk: rights.may_open(by, budget, each) for each in municipalities}
    may_open_own = rights.may_open(by, budget)
    # What is set right of the last year is accounted for in the year after it.
    years = {year for year in own_years if year <= timezone.localdate().year and booked & {year, year - 1}} | {
        year for year, _ in present
    }
    found = []
    for year in sorted(years, reverse=True):
        receivers = got.get(year, set()) | got.get(year - 1, set()) if year in between_years else set()
        between = [
            Row(present.get((year, each.pk)), each, may_open=may_open[each.pk] and each.pk in receivers)
            for each in municipalities
            if each.pk in receivers or (year, each.pk) in present
        ]
        found.append(Year(year, Row(present.get((year, None)), may_open=may_open_own and year in own_years), between))
    return found


def _asked_years(budget: Budget) -> tuple[set[int], set[int]]:
    """Answer the years over which the scheme asks an account of who holds the money, and of medeoverheden; one query."""
    years: dict[bool, set[int]] = {False: set(), True: set()}
    indicators = Sisaindicator.objects.filter(regeling=budget.regeling_id).order_by()
    for first, last, between in indicators.values_list("first_year", "last_year", "is_between").distinct():
        years[between] |= set(range(first, last + 1))
    return years[False], years[True]


def _got(budget: Budget) -> dict[int, set[int]]:
    """Answer per year the keys of the medeoverheden that got a local part of its money; one query."""
    rows = (
        Boeking.objects.filter(budget=budget, regel__municipality__isnull=False)
        .exclude(regel__municipality__organisation=budget.holder_id)
        .order_by()
        .values_list("year", "regel__municipality")
        .distinct()
    )
    got: dict[int, set[int]] = {}
    for year, municipality in rows:
        got.setdefault(year, set()).add(municipality)
    return got
