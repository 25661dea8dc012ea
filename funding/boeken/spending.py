"""What was spent (lasten): what counts for the account to who gave the money, also where it was not paid yet."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from funding import rules
from funding.boeken.book_years import book_year_for
from funding.boeken.entering import check_paper, needed, regel_of
from funding.grootboek.holding import held
from funding.grootboek.posting import Row, post
from funding.models import Boeksoort, Boekstuk, Budgetregel, Geldstuk, Handeling, Verplichting


@transaction.atomic
def spend(
    regel: Budgetregel,
    *,
    by,
    year: int,
    cents: int,
    on: date,
    text: str,
    verplichting: Verplichting | None = None,
    stuk: Geldstuk | None = None,
    book_year: int | None = None,
) -> Boekstuk:
    """Book what was spent of the money of `year` on a line, in eurocents, under an obligation of that line or without one.

    Raises `PermissionDenied` for who does not enter on the line, and `ValidationError`: an amount that is not more than
    nothing (what was too much is a correction), an obligation of another line, or what the ledger does not take.
    """
    budget = held(regel.budget)
    regel = regel_of(budget, regel.pk)
    if not rules.enters_on(by, regel):
        raise PermissionDenied
    check_paper(budget, stuk)
    if cents <= 0:
        raise ValidationError(
            {"cents": "Vul een bedrag in dat hoger is dan nul. Te veel geboekt? Voer een correctie in."}
        )
    if verplichting is not None and verplichting.regel_id != regel.pk:
        raise ValidationError({"verplichting": "Deze verplichting hoort bij een andere regel."})
    row = Row(
        Boeksoort.REALISATIE,
        year,
        cents,
        regel=regel,
        verplichting=verplichting,
        text=needed(text, "text", "Vul in waaraan het is besteed."),
    )
    return post(
        budget,
        act=Handeling.REALISATIE,
        by=by,
        on=on,
        book_year=book_year or book_year_for(budget, on=on, year=year),
        rows=[row],
        stuk=stuk,
    )
