"""Asking the ledger beforehand whether it would take postings, while nothing is booked."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from funding.grootboek.posting import Row, post
from funding.models import Budget, Handeling


def rehearse(budget: Budget, *, by, on: date, book_year: int, rows: Iterable[Row]) -> None:
    """Book the rows, let the ledger's trigger look at them, and take all of it back. Raises what `post` raises.

    The ledger looks at sums and never at the act, so that the rehearsal is of an act that one person may do alone.
    """
    with transaction.atomic():
        post(budget, act=Handeling.VERPLICHTING, by=by, on=on, book_year=book_year, rows=rows)
        transaction.set_rollback(True)
