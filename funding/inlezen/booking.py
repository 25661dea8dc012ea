"""Booking what was read from a file: all of it in one boekstuk, by COPY, or nothing of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


# Rows are told apart by which of these they have, so that nobody compares six values for each of tens of thousands.
@dataclass(frozen=True, eq=False, slots=True)
class About:
    """What rows are about, apart from the amount, with keys of this budget: the money of `year`, of the day `on`.

    A file tells the same few things over and over: its rows share these.
    """

    on: date
    year: int
    soort: Boeksoort
    regel_id: int
    verplichting_id: int | None
    corrects_id: int | None


class ReadRow(NamedTuple):
    """A posting as a file tells it, in eurocents."""

    external_key: str
    about: About
    cents: int
    text: str


@transaction.atomic
def book_rows(budget: Budget, rows: Sequence[ReadRow], *, by, approved_by, on: date) -> Boekstuk:
    """Book the rows in one boekstuk of the day `on`, for an operation that asked the right; holds the budget until the end.

    Their days lie in one year, which is the book year. Raises `LedgerRefused` where the ledger does not take it, and
    `ValidationError` for one person alone, for nothing at all, and for years and amounts that cannot be.
    """
    if not rows:
        raise ValidationError("Er is niets te boeken.")
    told = {row.about for row in rows}
    years = {about.on.year for about in told}
    if len(years) > 1:
        raise ValidationError("Alle datums moeten in één boekjaar liggen.")
    return book_text(
        budget,
        as_text(rows),
        count=len(rows),
        cents=sum(row.cents for row in rows),
        book_year=years.pop(),
        years={about.year for about in told},
        by=by,
        approved_by=approved_by,
        on=on,
    )


@transaction.atomic
def book_text(
    budget: Budget,
    text: str,
    *,
    count: int,
    cents: int,
    book_year: int,
    years: Iterable[int],
    by,
    approved_by,
    on: date,
) -> Boekstuk:
    """Book what `as_text` made of so many rows, together `cents`, about the money of these years; see `book_rows`."""
    budget = held(budget)
    check_by_two(Handeling.INLEZING, by, approved_by)
    check_years(budget, on, book_year, years)
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
            note=f"{count} regels uit een bestand",
        )
        begin = f"{boekstuk.pk}\t{budget.pk}\t{book_year}\t"
        # COPY raises the driver's own errors.
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            # Each row ends its line, so the last has none behind it.
            copy.write(begin + text[:-1].replace("\n", f"\n{begin}") + "\n")
    return boekstuk


def as_text(rows: Sequence[ReadRow]) -> str:
    """Answer the rows as COPY takes them, a line each, without what they have from their boekstuk."""
    shared = {
        about: (
            f"{about.soort}\t{about.year}\t{about.on}",
            f"{about.regel_id}\t{about.verplichting_id or _NOTHING}\t{about.corrects_id or _NOTHING}",
        )
        for about in {row.about for row in rows}
    }
    lines = []
    for key, about, cents, text in rows:
        before, after = shared[about]
        lines.append(f"{before}\t{cents}\t{after}\t{_escaped(key)}\t{_escaped(text)}\n")
    return "".join(lines)


def _escaped(text: str) -> str:
    # Nearly all texts are plain, and looking is ten times as fast as translating.
    return text if "\\" not in text and text.isprintable() else text.translate(_ESCAPES)
