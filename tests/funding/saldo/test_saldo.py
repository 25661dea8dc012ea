"""The saldo of a budget: what stands on the page and in the downloads is what an independent sum over the ledger gives."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from funding.grootboek.granting import budget_of
from funding.grootboek.posting import Row, post
from funding.grootboek.standing import Saldo, line_saldi_of, saldi_of
from funding.models import Boeking, Boeksoort, Handeling, Verplichting
from funding.saldo import reading
from iza_portal.sheets.reading import open_upload
from tests.factories import BudgetregelFactory, MunicipalityFactory, VerplichtingFactory
from tests.funding.conftest import TODAY, mandate
from tests.queries import queries_of


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def book(money, act, *rows, on=date(2026, 3, 1), **fields):
    return post(money.budget, act=act, by=money.kassier, on=on, book_year=2026, rows=rows, **fields)


@pytest.fixture
def spent(divided):
    """The division with mandates of all, an obligation of € 300.000,01, payments on it, and spending with and without."""
    mandate(divided, divided.barendrecht)
    verplichting = VerplichtingFactory(regel=divided.activity, by=divided.kassier)
    to = {"regel": divided.activity, "verplichting": verplichting}
    book(divided, Handeling.VERPLICHTING, Row(Boeksoort.VERPLICHTING, 2026, 30_000_001, **to))
    book(
        divided,
        Handeling.BETALING,
        Row(Boeksoort.BETALING, 2026, 10_000_000, **to),
        approved_by=divided.tweede_kassier,
    )
    book(divided, Handeling.REALISATIE, Row(Boeksoort.REALISATIE, 2026, 20_000_002, **to))
    book(divided, Handeling.REALISATIE, Row(Boeksoort.REALISATIE, 2026, 1_000_001, regel=divided.activity))
    book(divided, Handeling.REALISATIE, Row(Boeksoort.REALISATIE, 2026, 500_050, regel=divided.local))
    return divided


def ledger(budget, soort, **where):
    return sum(Boeking.objects.filter(budget=budget, soort=soort, **where).values_list("cents", flat=True))


def parts_of(budget, years=(2026,)):
    regels = {each.pk: each for each in budget.regels.select_related("municipality")}
    return reading.parts_of(budget, line_saldi_of(budget, years), regels)


def test_the_parts_of_the_municipalities_add_up_to_the_ledger_to_the_cent(spent):
    parts = parts_of(spent.budget)
    total = sum((part.saldo for part in parts), Saldo())
    for soort, cents in [
        ("verdeling", total.verdeeld),
        ("verplichting", total.verplicht),
        ("betaling", total.betaald),
        ("realisatie", total.besteed),
    ]:
        assert cents == ledger(spent.budget, soort), soort
    by = {who.name: saldo for who, saldo in reading.by_municipality(parts)}
    assert by["Nissewaard"].verdeeld == 66_666_667
    assert by["Ridderkerk"].verdeeld == 43_333_333
    # Two thirds and one third of 21.000.003, and all that was spent on the local part.
    assert by["Nissewaard"].besteed + by["Ridderkerk"].besteed == 21_500_053
    assert abs(by["Nissewaard"].besteed - 14_000_002) <= 1


def test_regional_and_local_are_the_two_parts_of_the_whole(spent):
    regels = {each.pk: each for each in spent.budget.regels.all()}
    lines = reading.lines_of(line_saldi_of(spent.budget, [2026]), regels, 2026)
    parts = {str(deel): saldo for deel, saldo in reading.by_part(lines)}
    assert (parts["regionaal"].besteed, parts["lokaal"].besteed) == (21_000_003, 500_050)


def rows_of(client, budget, form):
    answer = client.get(f"/geld/budgetten/{budget.pk}/saldo.{form}")
    assert answer.status_code == 200
    if form == "csv":
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    book = open_upload(answer.content, "saldo.xlsx")
    # What reads it ends a row at its last cell with something in it.
    head, *rows = [[*row.cells, *[""] * 12][:12] for row in book.rows(book.sheet_names[0])]
    return [dict(zip(head, row, strict=True)) for row in rows]


def number(said):
    return Decimal(str(said).replace(",", ".")) if said not in {None, ""} else Decimal(0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_downloads_add_up_to_the_ledger(spent, sign_in, form):
    rows = rows_of(sign_in(spent.kassier), spent.budget, form)
    for heading, soort in [
        ("Verleend in euro’s", "verlening"),
        ("Verdeeld in euro’s", "verdeling"),
        ("Verplicht in euro’s", "verplichting"),
        ("Betaald in euro’s", "betaling"),
        ("Besteed in euro’s", "realisatie"),
    ]:
        assert sum(number(row[heading]) for row in rows) * 100 == ledger(spent.budget, soort), heading
    assert {row["Gemeente"] for row in rows if row["Gemeente"]} == {"Nissewaard", "Ridderkerk"}


def test_the_page_says_what_each_year_line_and_municipality_has(spent, sign_in):
    page = sign_in(spent.ambtenaar).get(spent.budget.get_absolute_url()).content.decode()
    for said in [
        "€\xa03.674.551",
        "€\xa01.100.000",
        "€\xa0215.000,53",
        "Coördinatie ketenaanpak valpreventie",
        "Lokaal deel Ridderkerk",
        "is zelf de kassier",
        "gemachtigd",
        "<svg",
    ]:
        assert said in page, said
    assert "Westvoorne" not in page


def test_a_year_is_chosen_and_nonsense_is_the_year_of_today(spent, sign_in):
    client = sign_in(spent.kassier)
    page = client.get(f"{spent.budget.get_absolute_url()}?jaar=2025").content.decode()
    assert "Het geld van 2025 is nog niet verdeeld" in page
    for said in ["1999", "²", "-1", "9" * 5000, "x\x00", ""]:
        assert "Het jaar 2026" in client.get(spent.budget.get_absolute_url(), {"jaar": said}).content.decode()


def test_a_budget_without_anything_says_what_will_be_here(money, sign_in):
    empty = budget_of(money.brede_spuk, municipality=money.nissewaard)
    page = sign_in(money.kassier).get(empty.get_absolute_url()).content.decode()
    assert "Er is nog niets verleend" in page
    assert sign_in(money.kassier).get(f"/geld/budgetten/{empty.pk}/saldo.xlsx").status_code == 200


def test_thirty_lines_and_municipalities_take_as_many_queries_as_one(spent, sign_in):
    client = sign_in(spent.kassier)
    path = spent.budget.get_absolute_url()
    client.get(path)
    few = len(queries_of(client, path))
    rows = []
    for n in range(30):
        municipality = MunicipalityFactory(name=f"Gemeente {n}")
        regel = BudgetregelFactory(budget=spent.budget, position=10 + n)
        rows.append(Row(Boeksoort.VERDELING, 2026, 100, regel=regel, municipality=municipality))
        mandate(spent, municipality)
    book(spent, Handeling.VERDELING, *rows)
    assert len(queries_of(client, path)) == few
    assert few <= 12
    downloads = len(queries_of(client, f"{path}saldo.csv"))
    assert downloads <= 12


def test_twenty_five_thousand_postings_are_summed_where_they_are(spent, sign_in):
    boekstuk = book(
        spent,
        Handeling.REALISATIE,
        *[Row(Boeksoort.REALISATIE, 2026, 1, regel=spent.activity) for _ in range(25_000)],
    )
    assert boekstuk.cents == 25_000
    client = sign_in(spent.kassier)
    statements = queries_of(client, spent.budget.get_absolute_url())
    assert len(statements) <= 12
    assert saldi_of(spent.budget)[2026].besteed == 21_525_053
    assert Verplichting.objects.count() == 1
