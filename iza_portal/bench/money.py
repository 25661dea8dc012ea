"""What pages about money cost with a million postings in the ledger, and what booking a file of 50,000 does beside a COPY.

The money of all 42 mandaatregio's and all four years, each divided over 30 lines and spent in thousands of postings.
"""

import csv
import io
import time
from collections.abc import Iterator
from statistics import median

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.test import Client
from psycopg import sql

from funding.inlezen import importing, working
from funding.models import Boeking, Budget, Verantwoording
from funding.sisa.accounting import open_account
from iza_portal.accounts.models import Function, Membership, User
from iza_portal.bench.data import Setting
from iza_portal.bench.floor import Floor
from iza_portal.bench.measuring import Result
from iza_portal.bench.pages import compare

POSTINGS, LINES = 1_000_000, 30
ROWS, ROUNDS = 50_000, 3
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
    if "import.postings".startswith(only):
        yield _import(budget, kassier, _person(budget, "tweede.kassier@example.nl"))


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
            cursor.execute(_BOEKINGEN, [soort, LINES * part, rows, act])
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
    INSERT INTO funding_boeking (boekstuk_id, budget_id, soort, year, book_year, "on", cents, regel_id, municipality_id,
        text)
    SELECT boekstuk.id, regel.budget_id, %s, boekstuk.book_year, boekstuk.book_year, boekstuk."on",
        grant_of.cents / %s::int, regel.id, NULL, ''
    FROM funding_boekstuk boekstuk
    JOIN funding_budgetregel regel ON regel.budget_id = boekstuk.budget_id
    JOIN funding_beschikking grant_of ON grant_of.budget_id = boekstuk.budget_id AND grant_of.year = boekstuk.book_year,
        generate_series(1, %s) AS number
    WHERE boekstuk.act = %s AND boekstuk.transaction = 0
"""


def _account(budget: Budget, by: User) -> Verantwoording:
    """Answer the account of a year, as somebody opened it."""
    return open_account(budget, 2025, by=by)


def _import(budget: Budget, by: User, approver: User) -> Result:
    """Have a file of 50,000 postings read and booked, in turns with a bare COPY of what came of it; seconds on the clock.

    It is all that the worker does: reading the file, checking every cell, saying what booking comes down to, adding the
    postings, and letting the ledger look at all of it. The bare way hands the same rows, as ready text, to COPY into a table
    with nothing but a primary key.
    """
    portal, bare = [], []
    for number in range(ROUNDS):
        content = _file(budget, number)
        inlezing = importing.hand_in_file(budget, by=by, content=content, file_name=f"boekingen-{number}.csv")
        start = time.perf_counter()
        working.do(inlezing, _nobody)
        read = time.perf_counter() - start
        inlezing = importing.have_booked(inlezing, by=approver)
        start = time.perf_counter()
        working.do(inlezing, _nobody)
        portal.append(read + time.perf_counter() - start)
        inlezing.refresh_from_db()
        if inlezing.boekstuk_id is None:
            raise RuntimeError(f"the file was not booked: {inlezing.state} {inlezing.preview}")
        bare.append(_bare(inlezing.boekstuk_id))
    return Result("import.postings", median(portal), "s", median(bare))


def _file(budget: Budget, number: int) -> bytes:
    """Write a file as a financial system would, a posting a row."""
    lines = list(budget.regels.order_by("position").values_list("title", flat=True))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["kenmerk", "datum", "jaar", "soort", "regel", "bedrag", "omschrijving"])
    for row in range(ROWS):
        day = f"{row % 28 + 1:02}-{row % 10 + 1:02}-2026"
        writer.writerow([f"F{number}-{row}", day, 2026, "besteding", lines[row % len(lines)], "0,01", f"Factuur {row}"])
    return text.getvalue().encode()


def _bare(boekstuk_id: int) -> float:
    """Answer the seconds of the postings of this boekstuk into a table with nothing but a primary key."""
    fields = [field for field in Boeking._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        query = "COPY (SELECT {} FROM funding_boeking WHERE boekstuk_id = {}) TO STDOUT"
        own = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
        with cursor.copy(sql.SQL(query).format(own, sql.Literal(boekstuk_id))) as copy:
            text = b"".join(bytes(block) for block in copy)
        cursor.execute("DROP TABLE IF EXISTS plain")
        cursor.execute("CREATE TABLE plain (LIKE funding_boeking INCLUDING IDENTITY, PRIMARY KEY (id))")
        start = time.perf_counter()
        with transaction.atomic(), cursor.copy(f"COPY plain ({columns}) FROM STDIN") as copy:
            copy.write(text)
        seconds = time.perf_counter() - start
        cursor.execute("DROP TABLE plain")
    return seconds


def _nobody(percent: int, stage: str) -> None:
    """Hear how far it is, for nobody."""
