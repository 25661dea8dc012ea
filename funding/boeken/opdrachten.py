"""What binds: one person enters it, another approves it, and then it is booked (decision 0040)."""

from contextlib import contextmanager
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.shortcuts import get_object_or_404
from django.utils import timezone

from funding import rules
from funding.boeken.book_years import book_year_for
from funding.boeken.entering import LEAVING, check_paper, needed, open_rows, regel_of, rows_of
from funding.boeken.telling import tell_decided, tell_entered
from funding.grootboek.holding import held
from funding.grootboek.posting import check_by_two, post
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.rehearsing import rehearse
from funding.models import (
    MOST,
    Boeking,
    Boeksoort,
    Boekstuk,
    Budget,
    Budgetregel,
    Geldstuk,
    Handeling,
    Opdracht,
    Verplichting,
)
from funding.verbs import FundingVerb
from iza_portal.page.templatetags.page import euro
from iza_portal.trail.recording import record

#: What a correction can be of. A division changes by a next proposal, and a grant by a next decision.
CORRECTABLE = [
    Boeksoort.VERPLICHTING,
    Boeksoort.BETALING,
    Boeksoort.REALISATIE,
    Boeksoort.TERUGBETALING,
    Boeksoort.NAAR_VOLGEND_JAAR,
]


#: What is booked of money that leaves a year, how it is called, and what is asked of who enters it.
_LEAVING = {
    Handeling.TERUGBETALING: (Boeksoort.TERUGBETALING, "Terug van {year}", "Leg uit waarom het geld teruggaat."),
    Handeling.DOORSCHUIVING: (
        Boeksoort.NAAR_VOLGEND_JAAR,
        "Van {year} naar {next}",
        "Leg uit waarom het geld naar het volgende jaar gaat.",
    ),
}


@transaction.atomic
def enter_payment(
    verplichting: Verplichting, *, by, year: int, cents: int, on: date, text: str, stuk: Geldstuk | None = None
) -> Opdracht:
    """Enter a payment under an obligation, out of the money of `year`, in eurocents; another person approves it.

    Raises `PermissionDenied` for who does not keep the budget, and `ValidationError` where it is more than what is left of
    the obligation for that year, what waits for approval counted in.
    """
    budget = held(verplichting.regel.budget)
    _check_keeper(by, budget)
    return _enter(
        budget,
        by=by,
        act=Handeling.BETALING,
        soort=Boeksoort.BETALING,
        year=year,
        cents=_more_than_nothing(cents),
        on=on,
        text=needed(text, "text", "Vul in waarvoor u betaalt."),
        regel=regel_of(budget, verplichting.regel_id),
        verplichting=verplichting,
        stuk=stuk,
    )


@transaction.atomic
def enter_correction(
    boeking: Boeking,
    *,
    by,
    cents: int,
    on: date,
    reason: str,
    stuk: Geldstuk | None = None,
    book_year: int | None = None,
) -> Opdracht:
    """Enter what a posting is to be set right by: `cents` is the difference, less than nothing where it was too much.

    It is about the money of the same year, and is booked in that year's book year, or where that is closed in the first that
    is open: then it is a correction on an earlier year (T-1). What is left of a posting never changes sign. Raises
    `PermissionDenied`, and `ValidationError`.
    """
    budget = held(boeking.budget)
    boeking = get_object_or_404(Boeking.objects.select_related("verplichting"), budget=budget, pk=boeking.pk)
    regel = boeking.regel_id and regel_of(budget, boeking.regel_id)
    if not (may_correct(by, boeking) if regel is None else may_correct(by, boeking, regel)):
        raise PermissionDenied
    _check_correctable(boeking)
    _check_left(boeking, cents)
    book_year = book_year or book_year_for(budget, on=on, year=boeking.book_year)
    if book_year < boeking.book_year:
        raise ValidationError(
            {"on": f"Deze boeking staat in boekjaar {boeking.book_year}: een eerder boekjaar kan niet."}
        )
    return _enter(
        budget,
        by=by,
        act=Handeling.CORRECTIE,
        soort=Boeksoort(boeking.soort),
        year=boeking.year,
        cents=cents,
        on=on,
        book_year=book_year,
        text=f"Correctie op boeking {boeking.pk}",
        reason=needed(reason, "reason", "Leg uit wat er fout was.", 2_000),
        regel=regel,
        verplichting=boeking.verplichting,
        corrects=boeking,
        stuk=stuk,
    )


def enter_refund(budget: Budget, **told) -> Opdracht:
    """Enter that money of a year goes back to the Rijk (or to who gave it): see `enter_leaving`."""
    return enter_leaving(budget, act=Handeling.TERUGBETALING, **told)


def enter_carry_over(budget: Budget, **told) -> Opdracht:
    """Enter that money of a year moves to the next one, within what the regeling lets move: see `enter_leaving`."""
    return enter_leaving(budget, act=Handeling.DOORSCHUIVING, **told)


@transaction.atomic
def enter_leaving(
    budget: Budget,
    *,
    act: Handeling,
    by,
    year: int,
    cents: int,
    on: date,
    reason: str,
    regel: Budgetregel | None = None,
    stuk: Geldstuk | None = None,
) -> Opdracht:
    """Enter that money leaves a year, in eurocents; another person approves it. `act` is one of `LEAVING`.

    Only what is not divided over lines can leave. A municipality, which divides its money itself, can name the line on which
    it stands: then as much is taken off what was divided over that line, in the same boekstuk. Raises `PermissionDenied` and
    `ValidationError`.
    """
    budget = held(budget)
    _check_keeper(by, budget)
    if regel is not None:
        if budget.municipality_id is None:
            raise ValidationError({"regel": "De verdeling van dit budget verandert alleen met een voorstel."})
        regel = regel_of(budget, regel.pk)
    soort, text, asked = _LEAVING[act]
    with _said_of_division(budget, year):
        return _enter(
            budget,
            by=by,
            act=act,
            soort=soort,
            year=year,
            cents=_more_than_nothing(cents),
            on=on,
            text=text.format(year=year, next=year + 1),
            reason=needed(reason, "reason", asked, 2_000),
            regel=regel,
            stuk=stuk,
        )


@transaction.atomic
def approve(opdracht: Opdracht, *, by) -> Boekstuk:
    """Approve what a colleague entered, and book it. Raises `PermissionDenied` for who approves nothing here.

    Raises `ValidationError` for who entered it, where it was decided in the meantime, and where the ledger takes it no more.
    """
    budget, opdracht = _waiting(opdracht)
    if not rules.approves(by, budget):
        raise PermissionDenied
    check_by_two(Handeling(opdracht.act), opdracht.by, by)
    if opdracht.corrects is not None:
        # A file can have corrected the same posting since.
        _check_left(opdracht.corrects, opdracht.cents)
    boekstuk = post(
        budget,
        act=Handeling(opdracht.act),
        by=opdracht.by,
        approved_by=by,
        on=opdracht.on,
        book_year=opdracht.book_year,
        rows=rows_of(opdracht),
        stuk=opdracht.stuk,
        note=opdracht.reason[:500],
    )
    opdracht.is_approved, opdracht.boekstuk = True, boekstuk
    _decide(opdracht, by)
    return boekstuk


@transaction.atomic
def refuse(opdracht: Opdracht, *, by, reason: str) -> Opdracht:
    """Refuse what a colleague entered, with the reason; who entered it takes it back in the same way.

    Raises `PermissionDenied`, and `ValidationError` where the reason is missing or it was decided in the meantime.
    """
    budget, opdracht = _waiting(opdracht)
    if not (rules.approves(by, budget) or may_take_back(by, opdracht)):
        raise PermissionDenied
    opdracht.decision = needed(reason, "reason", "Leg uit waarom dit niet doorgaat.", 2_000)
    opdracht.is_approved = False
    _decide(opdracht, by)
    record(
        FundingVerb.REFUSED,
        budget,
        by=by,
        detail=f"{opdracht.get_act_display()} {euro(opdracht.cents)}",
        part_id=opdracht.pk,
        reason=opdracht.decision,
    )
    return opdracht


def may_correct(user, boeking: Boeking, regel=None) -> bool:
    """Enter a correction: who keeps the budget, and of what was obliged or spent who enters on its line."""
    if regel is not None and boeking.soort in (Boeksoort.VERPLICHTING, Boeksoort.REALISATIE):
        return rules.enters_on(user, regel)
    return rules.keeps(user, boeking.budget)


def may_take_back(user, opdracht: Opdracht) -> bool:
    """Take back what one entered oneself, under any hat: nothing was booked of it."""
    return user.is_authenticated and opdracht.by_id == user.pk


def _check_keeper(by, budget) -> None:
    if not rules.keeps(by, budget):
        raise PermissionDenied


def _more_than_nothing(cents: int) -> int:
    if cents <= 0:
        raise ValidationError({"cents": "Vul een bedrag in dat hoger is dan nul."})
    return cents


def _check_correctable(boeking) -> None:
    if boeking.corrects_id:
        raise ValidationError("Dit is zelf een correctie. Corrigeer de boeking waar zij bij hoort.")
    if boeking.soort not in CORRECTABLE:
        raise ValidationError(
            "Deze boeking verandert niet met een correctie, maar met een nieuwe beschikking of verdeling."
        )
    if boeking.opdrachten.filter(is_approved=None).exists():
        raise ValidationError("Op deze boeking wacht al een correctie op goedkeuring.")


def _check_left(boeking: Boeking, cents: int) -> None:
    """Refuse a correction that takes more off a posting than the corrections before it left."""
    left = boeking.cents + (boeking.corrections.aggregate(sum=Sum("cents"))["sum"] or 0)
    if (left + cents) * boeking.cents < 0:
        raise ValidationError(
            {"cents": f"Van deze boeking is nog {euro(abs(left))} over. Een correctie kan er niet meer afhalen."}
        )


def _enter(budget, *, by, on, year, cents, stuk, book_year=None, verplichting=None, **fields) -> Opdracht:
    """Keep what is to be approved, after the ledger said that it would take it with all that waits besides it."""
    check_paper(budget, stuk)
    if abs(cents) > MOST:
        raise ValidationError({"cents": "Dit bedrag is te groot."})
    opdracht = Opdracht(
        budget=budget,
        by=by,
        on=on,
        year=year,
        cents=cents,
        stuk=stuk,
        book_year=book_year or book_year_for(budget, on=on, year=year),
        verplichting=verplichting,
        **fields,
    )
    is_of_the_whole = opdracht.act in LEAVING or not opdracht.regel
    waiting = open_rows(budget, year=year, verplichting=verplichting) if verplichting or is_of_the_whole else []
    rehearse(budget, by=by, on=on, book_year=opdracht.book_year, rows=[*rows_of(opdracht), *waiting])
    opdracht.save()
    record(
        FundingVerb.ENTERED,
        budget,
        by=by,
        detail=f"{opdracht.get_act_display()} {euro(cents)}",
        part_id=opdracht.pk,
        after={"boekjaar": opdracht.book_year, "centen": cents},
    )
    tell_entered(opdracht)
    return opdracht


def _waiting(opdracht: Opdracht) -> tuple[Budget, Opdracht]:
    budget = held(opdracht.budget)
    opdracht = get_object_or_404(
        Opdracht.objects.select_related("by", "regel", "verplichting", "corrects", "stuk"),
        budget=budget,
        pk=opdracht.pk,
    )
    if opdracht.is_approved is not None:
        raise ValidationError("Hierover is intussen besloten.")
    opdracht.budget = budget
    return budget, opdracht


def _decide(opdracht, by) -> None:
    opdracht.decided_by, opdracht.decided_at = by, timezone.now()
    opdracht.save(update_fields=["is_approved", "boekstuk", "decision", "decided_by", "decided_at"])
    tell_decided(opdracht, by=by)


@contextmanager
def _said_of_division(budget: Budget, year: int):
    """Say what to do first where the ledger refuses that money leaves a year that was divided over lines."""
    try:
        yield
    except LedgerRefused as refused:
        if refused.code == "regel_onder_nul":
            raise ValidationError({"regel": refused.messages}) from refused
        if refused.code != "boven_uitkering":
            raise
        if budget.municipality_id is not None:
            said = {"regel": f"{refused.messages[0]} Kies het onderdeel waar het van af gaat."}
        else:
            only = f"Alleen wat van {year} niet over regels is verdeeld, kan weg. Verlaag eerst de verdeling."
            said = {"cents": f"{refused.messages[0]} {only}"}
        raise ValidationError(said) from refused
