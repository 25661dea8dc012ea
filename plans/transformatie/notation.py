"""How what a content of a plan holds as data reads in Dutch: amounts in euros and days, which it keeps as strings."""

from datetime import date
from decimal import Decimal

from iza_portal.page.templatetags.page import euros, long_date, number


def in_euros(amount: str | None) -> str:
    """Write a kept amount: «€ 1.250.000», with cents only where there are any; nothing where there is none."""
    return euros(Decimal(amount)) if amount else ""


def in_full(day: str | None) -> str:
    """Write a kept day: «15 november 2026»; nothing where there is none."""
    return long_date(date.fromisoformat(day)) if day else ""


def with_unit(value: str | None, unit: str) -> str:
    """Write a kept number with as many decimals as it has, and its unit: «22,6%», «1.200 per jaar»."""
    if not value:
        return ""
    written = number(value, len(value.partition(".")[2]))
    return f"{written}%" if unit == "%" else f"{written} {unit}".strip()
