"""Accounts to test with, made of the real file of indicators, and bookings below them."""

from datetime import date

from funding.grootboek.posting import Row, post
from funding.models import Boeksoort, Handeling, Sisaindicator, Verantwoording, VerantwoordingPdf
from funding.reference_data import DATA_SETS
from funding.sisa import accounting
from funding.sisa.values import values_of
from iza_portal.reference.loading import load
from tests.factories import RegelingFactory, SisaindicatorFactory

#: A day on which 2026 is over and its account is made.
AFTER = date(2027, 2, 1)


def load_indicators():
    """Load the file of indicators; the SPUK transformatiemiddelen is in it, and made here."""
    RegelingFactory(code="spuk-tm", short_title="SPUK transformatiemiddelen", first_year=2024, last_year=2028)
    load(next(each for each in DATA_SETS if each.slug == "sisa-indicatoren"))


def spend(money, regel, cents, *, year=2026, book_year=2026, on=date(2026, 3, 1), corrects=None, budget=None, by=None):
    """Book what was spent on a line, in eurocents; a correction where it `corrects` a posting."""
    by = by or money.kassier
    is_correction = corrects is not None
    return post(
        budget or money.budget,
        act=Handeling.CORRECTIE if is_correction else Handeling.REALISATIE,
        by=by,
        approved_by=money.tweede_kassier if is_correction else None,
        on=on,
        book_year=book_year,
        rows=[Row(Boeksoort.REALISATIE, year, cents, regel=regel, corrects=corrects, text="Factuur 12")],
    )


def answered(account, by):
    """Fill in each indicator that a person answers with «nee»."""
    asked = [value for value in values_of(account) if value.is_asked]
    return accounting.fill_in(
        account,
        by=by,
        version=account.version,
        values={(value.indicator_id, value.municipality_id): "nee" for value in asked},
    )


def offered(money, year=2026, *, municipality=None):
    """Open, fill in and offer the account over the year: of the kassier, or of Ridderkerk."""
    by = money.ambtenaar if municipality else money.kassier
    account = accounting.open_account(money.budget, year, by=by, municipality=municipality)
    account = answered(account, by)
    return accounting.offer(account, by=by, version=account.version)


def settled(money, year=2026, *, municipality=None):
    """Do all of it, until the account over the year is settled."""
    account = offered(money, year, municipality=municipality)
    by = money.bestuurder if municipality else money.bestuurder_nissewaard
    return accounting.settle(account, by=by, version=account.version)


def account_for_routes(money):
    """Answer an account of Nissewaard over 2026, with one indicator."""
    if not Sisaindicator.objects.exists():
        SisaindicatorFactory(regeling=money.spuk_iza)
    return Verantwoording.objects.get_or_create(budget=money.budget, year=2026)[0]


def settled_for_routes(money):
    """Answer a settled account of Nissewaard, with a PDF."""
    account = account_for_routes(money)
    account.status, account.content = "vastgesteld", {"indicators": [], "checks": [], "until": 0}
    account.offered_by, account.settled_by = money.kassier, money.bestuurder_nissewaard
    account.save()
    VerantwoordingPdf.objects.create(verantwoording=account, content=b"%PDF-1.7", sha256="0" * 64)
    return account


def indicator_for_routes():
    return getattr(Sisaindicator.objects.first(), "pk", 0)
