"""In which book year something is booked."""

from datetime import date

from django.db.models import Max

from funding.models import Budget, Verantwoordingsstand


def closed_until(budget: Budget) -> int:
    """Answer the last book year that an account closed, or 0: that year and those before it take nothing more."""
    settled = budget.verantwoordingen.filter(municipality=None, status=Verantwoordingsstand.VASTGESTELD)
    return settled.aggregate(last=Max("year"))["last"] or 0


def book_year_for(budget: Budget, *, on: date, year: int) -> int:
    """Answer the book year for something of the day `on` about the money of `year`: that year, or the first that is open.

    On a day one can book in its own year and in the one before; so what is about a closed year is a correction on it that
    stands in a later one (T-1 in SiSa). Where all are closed it answers the year of the day, which the ledger refuses.
    """
    return min(max(year, closed_until(budget) + 1, on.year - 1), on.year)
