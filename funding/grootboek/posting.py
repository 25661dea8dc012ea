"""Booking: the only way by which postings come into the ledger."""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from funding.grootboek.holding import held
from funding.grootboek.refusals import refused
from funding.models import (
    BY_TWO,
    MOST,
    Boeking,
    Boeksoort,
    Boekstuk,
    Budget,
    Budgetregel,
    Geldstuk,
    Handeling,
    Verplichting,
)
from funding.verbs import FundingVerb
from iza_portal.page.templatetags.page import euro
from iza_portal.trail.recording import record
from regions.models import Municipality


@dataclass(frozen=True)
class Row:
    """A posting to be: eurocents about the money of `year`. See `Boeking` for what each field means."""

    soort: Boeksoort
    year: int
    cents: int
    regel: Budgetregel | None = None
    municipality: Municipality | None = None
    verplichting: Verplichting | None = None
    corrects: Boeking | None = None
    text: str = ""
    external_key: str | None = None


@transaction.atomic
def post(
    budget: Budget,
    *,
    act: Handeling,
    by,
    on: date,
    book_year: int,
    rows: Iterable[Row],
    approved_by=None,
    stuk: Geldstuk | None = None,
    note: str = "",
) -> Boekstuk:
    """Book the rows in one boekstuk, for an operation that asked whether `by` may; holds the budget until the end.

    Raises `LedgerRefused` (a `ValidationError`) where the ledger does not take it: a closed year, more than there is, no
    mandate. Raises `ValidationError` for a year that the regeling does not have, and for an amount that cannot be.
    """
    rows = list(rows)
    # What leaves a year stands in the next one or is taken off a line as well, and is one amount.
    leaving = [row for row in rows if row.soort in (Boeksoort.NAAR_VOLGEND_JAAR, Boeksoort.TERUGBETALING)]
    budget = held(budget)
    check_years(budget, on, book_year, {row.year for row in rows})
    _check_amounts(rows)
    with booked_or_refused():
        boekstuk = open_boekstuk(
            budget,
            act=act,
            by=by,
            approved_by=approved_by,
            on=on,
            book_year=book_year,
            cents=sum(row.cents for row in rows),
            told=sum(row.cents for row in leaving or rows),
            stuk=stuk,
            note=note,
        )
        Boeking.objects.bulk_create(
            Boeking(
                boekstuk=boekstuk,
                budget=budget,
                soort=row.soort,
                year=row.year,
                book_year=book_year,
                on=on,
                cents=row.cents,
                regel=row.regel,
                municipality=row.municipality,
                verplichting=row.verplichting,
                corrects=row.corrects,
                text=row.text,
                external_key=row.external_key,
            )
            for row in rows
        )
    return boekstuk


def open_boekstuk(
    budget: Budget, *, act: Handeling, by, on: date, book_year: int, cents: int, told: int | None = None, **fields
) -> Boekstuk:
    """Make the boekstuk and note it in the history of the budget; its postings follow in the same transaction.

    `told` is the amount that the history tells, where that is another than the sum of the postings.
    """
    told = cents if told is None else told
    boekstuk = Boekstuk.objects.create(budget=budget, act=act, by=by, on=on, book_year=book_year, cents=cents, **fields)
    if by is not None:
        record(
            FundingVerb.BOOKED,
            budget,
            by=fields.get("approved_by") or by,
            detail=f"{boekstuk.get_act_display()} {euro(told)}",
            part_id=boekstuk.pk,
            after={"boekjaar": book_year, "centen": told},
        )
    return boekstuk


@contextmanager
def booked_or_refused():
    """Let the ledger's trigger look now at what is booked inside, and say in words what it refuses."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        if said := refused(error):
            raise said from error
        raise


def check_years(budget: Budget, on: date, book_year: int, years: Iterable[int]) -> None:
    """Refuse a day to come, a book year of long ago, and a year that the regeling does not have: `ValidationError`."""
    if on > timezone.localdate():
        raise ValidationError({"on": "Kies een dag die niet in de toekomst ligt."})
    if book_year not in (on.year, on.year - 1):
        raise ValidationError({"book_year": f"Op {on.year} boekt u in {on.year} of {on.year - 1}."})
    first, last = budget.regeling.first_year, budget.regeling.last_year
    # What is granted or agreed in the year before a regeling begins is of it already.
    if on.year < first - 1:
        raise ValidationError({"on": f"Deze dag ligt voor de regeling {budget.regeling}, die in {first} begint."})
    if any(not first <= year <= last for year in years):
        raise ValidationError({"year": f"De regeling {budget.regeling} loopt van {first} tot en met {last}."})


def _check_amounts(rows: list[Row]) -> None:
    if not rows:
        raise ValidationError("Er is niets te boeken.")
    if any(abs(row.cents) > MOST for row in rows):
        raise ValidationError({"cents": "Dit bedrag is te groot."})
    if any(row.cents == 0 for row in rows):
        raise ValidationError({"cents": "Vul een bedrag in dat niet nul is."})


def check_by_two(act: Handeling, by, approved_by) -> None:
    """Refuse that one person alone does what two do. Raises `ValidationError`."""
    if act in BY_TWO and (approved_by is None or by.pk == approved_by.pk):
        raise ValidationError("Wie dit invoerde, keurt het niet zelf goed. Vraag een collega.")
