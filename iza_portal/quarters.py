"""Quarters of a year, as plans and reports count them. A quarter is kept as the date of its first day."""

from datetime import date, timedelta

_NAMES = {1: "eerste", 2: "tweede", 3: "derde", 4: "vierde"}


def quarter_of(day: date) -> date:
    """Answer the first day of the quarter in which `day` lies."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def number_of(quarter: date) -> int:
    """Answer which quarter of its year it is, 1 to 4."""
    return (quarter.month - 1) // 3 + 1


def next_quarter(quarter: date, steps: int = 1) -> date:
    """Answer the first day of the quarter so many further on (back where negative)."""
    count = quarter.year * 4 + number_of(quarter) - 1 + steps
    return date(count // 4, 3 * (count % 4) + 1, 1)


def last_day(quarter: date) -> date:
    """Answer the last day of the quarter: what is planned in it is late after this day."""
    return next_quarter(quarter) - timedelta(days=1)


def in_short(quarter: date) -> str:
    """Answer how tables say it: «Q3 2027»."""
    return f"Q{number_of(quarter)} {quarter.year}"


def in_words(quarter: date) -> str:
    """Answer how sentences say it: «derde kwartaal van 2027»."""
    return f"{_NAMES[number_of(quarter)]} kwartaal van {quarter.year}"
