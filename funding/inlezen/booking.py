"""Booking what was read from a file: all of it in one boekstuk, by COPY, or nothing of it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from funding.grootboek.holding import held
from funding.grootboek.posting import booked_or_refused, check_by_two, check_years, open_boekstuk
from funding.models import MOST, Boeksoort, Boekstuk, Budget, Handeling

_COPY = """
    COPY funding_boeking (boekstuk_id, budget_id, book_year, soort, year, "on", cents, regel_id, verplichting_id,
        corrects_id, external_key, text) FROM STDIN
"""
# What COPY takes for a sign of its own.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NOTHING = "\\N"


class ReadRow(NamedTuple):
    """A posting as a file tells it, with keys of this budget: eurocents about the money of `year`, of the day `on`."""

    external_key: str
    on: date
    year: int
    soort: Boeksoort
    regel_id: int
    verplichting_id: int | None
    corrects_id: int | None
    cents: int
    text: str


@transaction.atomic
def book_rows(budget: Budget, rows: Sequence[ReadRow], *, by, approved_by, on: date) -> Boekstuk:
    """Book the rows in one boekstuk of the day `on`, for an operation that asked the right; holds the budget until the end.

    Their days lie in one year, which is the book year. Raises `LedgerRefused` where the ledger does not take it, and
    `ValidationError` for one person alone, for nothing at all, and for years and amounts that cannot be.
    """
    budget = held(budget)
    check_by_two(Handeling.INLEZING, by, approved_by)
    if not rows:
        raise ValidationError("Er is niets te boeken.")
    years = {row.on.year for row in rows}
    if len(years) > 1:
        raise ValidationError("Alle datums moeten in één boekjaar liggen.")
    book_year = years.pop()
    check_years(budget, on, book_year, rows)
    cents = sum(row.cents for row in rows)
    if abs(cents) > MOST:
        raise ValidationError("Deze bedragen zijn samen te groot.")
    with booked_or_refused():
        boekstuk = open_boekstuk(
            budget,
            act=Handeling.INLEZING,
            by=by,
            approved_by=approved_by,
            on=on,
            book_year=book_year,
            cents=cents,
            note=f"{len(rows)} regels uit een bestand",
        )
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.write(_as_text(rows, f"{boekstuk.pk}\t{budget.pk}\t{book_year}"))
    return boekstuk


def _as_text(rows: Sequence[ReadRow], begin: str) -> str:
    return "".join(
        f"{begin}\t{soort}\t{year}\t{on}\t{cents}\t{regel}\t{verplichting or _NOTHING}\t{corrects or _NOTHING}"
        f"\t{key.translate(_ESCAPES)}\t{text.translate(_ESCAPES)}\n"
        for key, on, year, soort, regel, verplichting, corrects, cents, text in rows
    )
