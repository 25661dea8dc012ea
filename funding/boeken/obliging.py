"""Obligations: what was agreed to pay to an organisation, line by line and year by year."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from funding import rules
from funding.boeken.book_years import book_year_for
from funding.boeken.entering import check_paper, needed, open_rows, regel_of
from funding.grootboek.holding import held
from funding.grootboek.posting import Row, post
from funding.grootboek.rehearsing import rehearse
from funding.models import Boeksoort, Boekstuk, Budgetregel, Geldstuk, Handeling, Verplichting


@transaction.atomic
def oblige(
    regel: Budgetregel,
    *,
    by,
    number: str,
    title: str,
    counterparty: str,
    on: date,
    amounts: Mapping[int, int],
    stuk: Geldstuk | None = None,
    book_year: int | None = None,
) -> Verplichting:
    """Note an obligation on a line, with its `amounts` in eurocents per year (each more than nothing), and book them.

    Raises `PermissionDenied` for who does not enter on the line, and `ValidationError`: a number that the line has already,
    nothing to book, or what the ledger does not take.
    """
    budget = held(regel.budget)
    regel = regel_of(budget, regel.pk)
    if not rules.enters_on(by, regel):
        raise PermissionDenied
    check_paper(budget, stuk)
    number = needed(number, "number", "Vul het nummer of kenmerk in.")
    if regel.verplichtingen.filter(number=number).exists():
        raise ValidationError({"number": "Dit nummer heeft een andere verplichting op deze regel al."})
    if not amounts or any(cents <= 0 for cents in amounts.values()):
        raise ValidationError({"amounts": "Vul voor ten minste één jaar een bedrag in dat hoger is dan nul."})
    verplichting = Verplichting(
        regel=regel,
        number=number,
        title=needed(title, "title", "Vul in waarvoor het is."),
        counterparty=needed(counterparty, "counterparty", "Vul de organisatie in."),
        on=on,
        stuk=stuk,
        by=by,
    )
    verplichting.full_clean()
    verplichting.save()
    post(
        budget,
        act=Handeling.VERPLICHTING,
        by=by,
        on=on,
        book_year=book_year or book_year_for(budget, on=on, year=on.year),
        rows=[
            Row(Boeksoort.VERPLICHTING, year, cents, regel=regel, verplichting=verplichting, text=verplichting.title)
            for year, cents in sorted(amounts.items())
        ],
        stuk=stuk,
    )
    return verplichting


@transaction.atomic
def amend(
    verplichting: Verplichting,
    *,
    by,
    year: int,
    cents: int,
    on: date,
    text: str,
    stuk: Geldstuk | None = None,
    book_year: int | None = None,
) -> Boekstuk:
    """Raise an obligation for a year by these eurocents, or lower it where they are less than nothing; `text` says why.

    Raises `PermissionDenied`, and `ValidationError` where more was paid or spent under it than would be left, payments that
    wait for approval counted in.
    """
    budget = held(verplichting.regel.budget)
    regel = regel_of(budget, verplichting.regel_id)
    if not rules.enters_on(by, regel):
        raise PermissionDenied
    check_paper(budget, stuk)
    row = Row(
        Boeksoort.VERPLICHTING,
        year,
        cents,
        regel=regel,
        verplichting=verplichting,
        text=needed(text, "text", "Vul in waarom het bedrag verandert."),
    )
    book_year = book_year or book_year_for(budget, on=on, year=on.year)
    rehearse(
        budget,
        by=by,
        on=on,
        book_year=book_year,
        rows=[row, *open_rows(budget, year=year, verplichting=verplichting)],
    )
    return post(budget, act=Handeling.VERPLICHTING, by=by, on=on, book_year=book_year, rows=[row], stuk=stuk)
