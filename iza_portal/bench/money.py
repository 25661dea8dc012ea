"""What pages about money cost with a million postings in the ledger, and what reading in 50,000 of them does, beside a bare COPY.

The money of all 42 mandaatregio's and all four years, each divided over 30 lines and spent in thousands of postings.
"""

from collections.abc import Iterator
from datetime import date

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client

from funding.models import Budget
from iza_portal.accounts.models import Function, Membership, User
from iza_portal.bench.data import Setting
from iza_portal.bench.floor import Floor
from iza_portal.bench.measuring import Result
from iza_portal.bench.pages import compare

POSTINGS, LINES = 1_000_000, 30
#: Spent in each, of what its line has; the rest stays left.
PART = 250
NAMES = ["page.saldo", "page.sisa", "page.pot", "import.postings"]


def measure(setting: Setting, only: str) -> Iterator[Result]:
    """Measure those whose name begins with `only`, as the kassier of ZHE-BAR."""
    if not any(name.startswith(only) for name in NAMES):
        return
    budget = Budget.objects.get(regeling__code="spuk-iza", mandaatregio__slug="zhe-bar")
    kassier = _person(budget, "kassier@example.nl")
    fill(kassier)
    client = Client()
    client.force_login(kassier)
    floor = Floor(kassier)
    addresses = {
        "page.saldo": budget.get_absolute_url(),
        "page.sisa": _account(budget, kassier).get_absolute_url(),
        "page.pot": "/transformatieplannen/pot/",
    }
    for name, address in addresses.items():
        if name.startswith(only):
            yield compare(name, lambda address=address: client.get(address, secure=True), floor)


def _person(budget: Budget, email: str) -> User:
    person = User.objects.create_user(email, name="Kassier")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
    Membership.objects.create(user=person, organisation=budget.holder, function=Function.KASSIER)
    return person


@transaction.atomic
def fill(by: User) -> None:
    """Add the postings by SQL, past the triggers: all of it stays within what they hold."""
    budgets = Budget.objects.filter(regeling__code="spuk-iza").count()
    each = POSTINGS // (budgets * 4 * LINES) + 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_LINES, [LINES])
        for act, soort, rows, part in (("verdeling", "verdeling", 1, 1), ("realisatie", "realisatie", each, PART)):
            cursor.execute(_BOEKSTUKKEN, [act, by.pk])
            cursor.execute(_BOEKINGEN, [soort, act == "verdeling", LINES * part, rows, act])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE funding_boeking, funding_boekstuk, funding_budgetregel")


_LINES = """
    INSERT INTO funding_budgetregel (budget_id, key, position, title, part, version)
    SELECT budget.id, gen_random_uuid(), number, 'Activiteit ' || number, 'regionaal', 1
    FROM funding_budget budget JOIN funding_regeling regeling ON regeling.id = budget.regeling_id,
        generate_series(1, %s) AS number
    WHERE regeling.code = 'spuk-iza'
"""
_BOEKSTUKKEN = """
    INSERT INTO funding_boekstuk (budget_id, act, "on", book_year, cents, note, by_id, at, transaction)
    SELECT budget.id, %s, make_date(year, 12, 31), year, 0, '', %s, now(), 0
    FROM funding_budget budget JOIN funding_regeling regeling ON regeling.id = budget.regeling_id,
        generate_series(2023, 2026) AS year
    WHERE regeling.code = 'spuk-iza'
"""
_BOEKINGEN = """
    INSERT INTO funding_boeking (boekstuk_id, budget_id, soort, year, book_year, "on", cents, regel_id, municipality_id, text)
    SELECT boekstuk.id, regel.budget_id, %s, boekstuk.book_year, boekstuk.book_year, boekstuk."on",
        grant_of.cents / %s::int, regel.id, NULL, ''
    FROM funding_boekstuk boekstuk
    JOIN funding_budgetregel regel ON regel.budget_id = boekstuk.budget_id
    JOIN funding_beschikking grant_of ON grant_of.budget_id = boekstuk.budget_id AND grant_of.year = boekstuk.book_year,
        generate_series(1, %s) AS number
    WHERE boekstuk.act = %s AND boekstuk.transaction = 0
"""


def _account(budget: Budget, by: User):
    """Answer the account of a year, as somebody opened it."""
    raise NotImplementedError(date(2025, 12, 31), by)
