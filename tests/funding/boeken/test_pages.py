"""The pages of obligations, postings and what waits for approval."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.boeken.obliging import oblige
from funding.boeken.opdrachten import approve, enter_payment
from funding.boeken.spending import spend
from funding.models import Boeking, Boekstuk, Geldstuk, Opdracht, Verplichting
from iza_portal.sheets.reading import open_upload
from tests.factories import BudgetregelFactory
from tests.funding.boeken.conftest import FEBRUARY, NOVEMBER
from tests.funding.boeken.test_opdrachten import correct, pay, spent


def home(money, budget=None):
    return f"/geld/budgetten/{(budget or money.budget).pk}"


OBLIGATION = {
    "number": "V-9",
    "title": "Steunpunt",
    "counterparty": "Stichting Thuis",
    "year_2026": "1.234,56",
    "on": "2026-02-01",
}


def test_a_kassier_notes_an_obligation_and_finds_it_in_the_list(divided, sign_in):
    client = sign_in(divided.kassier)
    answer = client.post(f"{home(divided)}/verplichtingen/nieuw/", {"regel": divided.activity.pk, **OBLIGATION})
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "V-9: Steunpunt" in page
    assert "1.234,56" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"year_2026": "1,234.56"}, "Vul een getal in"),
        ({"year_2026": "-5"}, "hoger is dan nul"),
        ({"year_2026": ""}, "ten minste één jaar"),
        ({"year_2026": "1000000000000000"}, "te groot"),
        ({"year_2026": "900000000000"}, "te groot"),
        ({"year_2026": "1.000.000,01"}, "te weinig"),
        ({"year_2026": "1,234"}, "achter de komma"),
        ({"on": "2031-01-01"}, "toekomst"),
        ({"on": "2019-01-01"}, "ligt voor de regeling"),
        ({"on": "gisteren"}, "geldige datum"),
        ({"number": "x" * 81}, "80"),
        ({"title": "a\x00b"}, "Null"),
        ({"counterparty": ""}, "verplicht"),
        ({"regel": "0"}, "Regel"),
        ({"regel": "abc"}, "Regel"),
    ],
)
def test_a_form_that_is_wrong_says_why_and_keeps_what_was_typed(divided, sign_in, change, words):
    told = {"regel": divided.activity.pk, **OBLIGATION, **change}
    answer = sign_in(divided.kassier).post(f"{home(divided)}/verplichtingen/nieuw/", told)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words.casefold() in page.casefold()
    assert "Dit gaat nog niet goed" in page
    assert not Verplichting.objects.exists()
    if "title" not in change:
        assert 'value="Steunpunt"' in page


def test_a_line_of_another_budget_is_none_of_this_one(divided, sign_in):
    other = BudgetregelFactory(budget=divided.brede)
    for path in ("verplichtingen/nieuw/", "boekingen/besteding/"):
        told = {"regel": other.pk, **OBLIGATION, "year": "2026", "cents": "5", "text": "x"}
        assert sign_in(divided.kassier).post(f"{home(divided)}/{path}", told).status_code == 422
    assert not Boeking.objects.filter(regel=other).exists()


def test_what_is_of_another_budget_is_not_found(obliged, sign_in):
    opdracht, boeking = pay(obliged, 100), obliged.verplichting.boekingen.get()
    stuk = Geldstuk.objects.filter(budget=obliged.budget).first()
    client = sign_in(obliged.ambtenaar)
    for path in (
        f"verplichtingen/{obliged.verplichting.pk}/",
        f"verplichtingen/{obliged.verplichting.pk}/betaling/",
        f"verplichtingen/{obliged.verplichting.pk}/besteding/",
        f"verplichtingen/{obliged.verplichting.pk}/wijzigen/",
        f"boekingen/{boeking.pk}/correctie/",
        f"boekstukken/{boeking.boekstuk_id}/",
        f"opdrachten/{opdracht.pk}/",
        f"opdrachten/{opdracht.pk}/weigeren/",
        f"stukken/{stuk.pk}/",
    ):
        assert client.get(f"{home(obliged, obliged.brede)}/{path}").status_code == 404, path
    assert client.post(f"{home(obliged, obliged.brede)}/opdrachten/{opdracht.pk}/goedkeuren/").status_code == 404


def test_a_payment_goes_from_the_one_to_the_other_and_its_paper_with_it(obliged, sign_in, plain_pdf):
    kassier = sign_in(obliged.kassier)
    path = f"{home(obliged)}/verplichtingen/{obliged.verplichting.pk}/"
    told = {"year": "2026", "cents": "250", "text": "Factuur 7", "on": "2026-11-20", "paper": plain_pdf}
    assert kassier.post(f"{path}betaling/", told).status_code == 302
    opdracht = Opdracht.objects.get()
    assert "Factuur 7" in kassier.get(path).content.decode()
    own = f"{home(obliged)}/opdrachten/{opdracht.pk}/"
    assert "Keur goed en boek" not in kassier.get(own).content.decode()
    answer = kassier.post(f"{own}goedkeuren/")
    assert (answer.status_code, "niet zelf goed" in answer.content.decode()) == (422, True)
    tweede = sign_in(obliged.tweede_kassier)
    assert "Keur goed en boek" in tweede.get(own).content.decode()
    page = tweede.post(f"{own}goedkeuren/", follow=True).content.decode()
    assert "Goedgekeurd en geboekt" in page
    boekstuk = Boekstuk.objects.get(act="betaling")
    page = tweede.get(f"{home(obliged)}/boekstukken/{boekstuk.pk}/").content.decode()
    assert "factuur.pdf" in page
    answer = tweede.get(f"{home(obliged)}/stukken/{boekstuk.stuk_id}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    # A second time it was decided already.
    answer = tweede.post(f"{own}goedkeuren/")
    assert (answer.status_code, "intussen besloten" in answer.content.decode()) == (422, True)


def test_what_is_no_pdf_is_refused_and_nothing_is_kept(obliged, sign_in):
    file = io.BytesIO(b"<html>")
    file.name = "factuur.pdf"
    told = {"year": "2026", "cents": "250", "text": "Factuur 7", "on": "2026-11-20", "paper": file}
    path = f"{home(obliged)}/verplichtingen/{obliged.verplichting.pk}/betaling/"
    answer = sign_in(obliged.kassier).post(path, told)
    assert (answer.status_code, "Dit is geen PDF" in answer.content.decode()) == (422, True)
    assert not Opdracht.objects.exists()


def test_a_paper_of_a_refused_payment_is_not_kept(obliged, sign_in, plain_pdf):
    before = Geldstuk.objects.count()
    told = {"year": "2026", "cents": "9999", "text": "Factuur 7", "on": "2026-11-20", "paper": plain_pdf}
    path = f"{home(obliged)}/verplichtingen/{obliged.verplichting.pk}/betaling/"
    assert sign_in(obliged.kassier).post(path, told).status_code == 422
    assert Geldstuk.objects.count() == before


def test_what_is_not_approved_shows_the_reason(obliged, sign_in):
    opdracht = pay(obliged, 100)
    client, path = sign_in(obliged.tweede_kassier), f"{home(obliged)}/opdrachten/{opdracht.pk}/"
    assert client.post(f"{path}weigeren/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}weigeren/", {"reason": "De factuur klopt niet."}).status_code == 302
    page = client.get(path).content.decode()
    assert "De factuur klopt niet." in page
    assert "niet doorgegaan" in page
    assert client.post(f"{path}weigeren/", {"reason": "Nog eens"}).status_code == 422


def test_a_correction_and_a_refund_are_entered_on_their_pages(obliged, sign_in):
    boeking = spent(obliged)
    client = sign_in(obliged.kassier)
    path = f"{home(obliged)}/boekingen/{boeking.pk}/correctie/"
    assert client.post(path, {"cents": "-400,01", "reason": "Fout", "on": "2026-11-20"}).status_code == 422
    assert client.post(path, {"cents": "-100", "reason": "Fout", "on": "2026-11-20"}).status_code == 302
    path = f"{home(obliged)}/opdrachten/terugbetaling/"
    told = {"year": "2026", "cents": "9.000.000", "reason": "Over", "on": "2026-11-20"}
    answer = client.post(path, told)
    assert (answer.status_code, "Verlaag eerst de verdeling" in answer.content.decode()) == (422, True)
    assert client.post(path, told | {"cents": "5"}).status_code == 302
    assert client.post(f"{home(obliged)}/opdrachten/doorschuiving/", told | {"cents": "5"}).status_code == 422
    assert {opdracht.act for opdracht in Opdracht.objects.all()} == {"correctie", "terugbetaling"}


def test_postings_are_filtered_and_taken_along_without_formulas(obliged, sign_in):
    spent(obliged, text="=HYPERLINK(1)")
    client, path = sign_in(obliged.regiocoordinator), f"{home(obliged)}/boekingen/"
    page = client.get(path, {"soort": "realisatie"}).content.decode()
    assert "1 boeking, samen €\N{NO-BREAK SPACE}400" in page
    assert "Registreer een besteding" not in page
    assert "Geen boeking past" in client.get(path, {"zoek": "bestaat niet"}).content.decode()
    assert client.get(path, {"pagina": "-3"}).status_code == 200
    content = client.get(f"{path}csv/", {"soort": "realisatie"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content), delimiter=";")
    assert (row["Omschrijving"], row["Bedrag in euro’s"], row["Op"]) == ("'=HYPERLINK(1)", "400", "01-02-2026")
    book = open_upload(client.get(f"{path}xlsx/").content, "boekingen.xlsx")
    rows = [row.cells for row in book.rows(book.sheet_names[0])]
    assert len(rows) == 1 + obliged.budget.boekingen.count()
    assert sum(Decimal(cells[10]) for cells in rows[1:] if cells[4] == "besteed") == 400


ODD = [{"soort": "x"}, {"jaar": "abc"}, {"regel": "99999999999999999999"}, {"zoek": "\x00"}, {"boekjaar": "-1"}]


@pytest.mark.parametrize("odd", ODD)
def test_a_filter_that_cannot_be_shows_and_gives_nothing(obliged, sign_in, odd):
    client, path = sign_in(obliged.regiocoordinator), f"{home(obliged)}/boekingen/"
    answer = client.get(path, odd)
    page = answer.content.decode()
    assert (answer.status_code, "Dit gaat nog niet goed" in page, 'id="boeking-' in page) == (422, True, False)
    for form in ("csv/", "xlsx/"):
        answer = client.get(f"{path}{form}", odd)
        assert answer.status_code == 302
        assert client.get(answer["Location"]).status_code == 422


@pytest.mark.parametrize("odd", [{"regel": "x"}, {"regel": "99999999999999999999"}, {"zoek": "\x00"}])
def test_a_filter_of_obligations_that_cannot_be_shows_none(obliged, sign_in, odd):
    answer = sign_in(obliged.regiocoordinator).get(f"{home(obliged)}/verplichtingen/", odd)
    assert (answer.status_code, obliged.verplichting.title in answer.content.decode()) == (422, False)


def test_a_get_of_what_is_only_posted_is_refused(obliged, sign_in):
    opdracht = pay(obliged, 100)
    path = f"{home(obliged)}/opdrachten/{opdracht.pk}/goedkeuren/"
    assert sign_in(obliged.tweede_kassier).get(path).status_code == 405
    assert Opdracht.objects.get().is_approved is None


def test_who_may_only_look_is_offered_nothing_and_can_enter_nothing(obliged, sign_in):
    client, boeking = sign_in(obliged.westvoorne), obliged.verplichting.boekingen.get()
    page = client.get(f"{home(obliged)}/verplichtingen/{obliged.verplichting.pk}/").content.decode()
    assert "Voer een betaling in" not in page
    for path in (
        "verplichtingen/nieuw/",
        f"verplichtingen/{obliged.verplichting.pk}/betaling/",
        f"verplichtingen/{obliged.verplichting.pk}/besteding/",
        f"verplichtingen/{obliged.verplichting.pk}/wijzigen/",
        f"boekingen/{boeking.pk}/correctie/",
        "boekingen/besteding/",
        "opdrachten/terugbetaling/",
        "opdrachten/doorschuiving/",
    ):
        assert client.get(f"{home(obliged)}/{path}").status_code == 403, path
        assert client.post(f"{home(obliged)}/{path}", {}).status_code == 403, path


def test_a_municipality_registers_what_it_spent_of_its_own_part(divided, sign_in):
    client, path = sign_in(divided.ambtenaar), f"{home(divided)}/boekingen/besteding/"
    page = client.get(path).content.decode()
    assert "Lokaal deel Ridderkerk" in page
    assert divided.activity.title not in page
    told = {"regel": divided.local.pk, "year": "2026", "cents": "12,50", "text": "Cursus", "on": "2026-11-20"}
    assert client.post(path, told).status_code == 302
    assert client.post(path, told | {"regel": divided.activity.pk}).status_code == 422


def fill(money, count):
    by = money.kassier
    for number in range(count):
        verplichting = oblige(
            money.activity,
            by=by,
            number=f"N-{count}-{number}",
            title="Steunpunt",
            counterparty="Stichting Thuis",
            on=FEBRUARY,
            amounts={2026: 1_000},
        )
        spend(money.activity, by=by, year=2026, cents=10, on=FEBRUARY, text="Uren", verplichting=verplichting)
        money.verplichting = verplichting
        pay(money, 100)


def test_each_list_takes_as_many_queries_for_one_as_for_thirty(obliged, sign_in):
    client = sign_in(obliged.kassier)
    paths = [f"{home(obliged)}/{page}/" for page in ("verplichtingen", "boekingen", "opdrachten")]

    def counted():
        found = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    fill(obliged, 1)
    few = counted()
    fill(obliged, 30)
    assert counted() == few
    assert max(few) <= 12


def test_one_boekstuk_of_many_postings_takes_a_fixed_number_of_queries(obliged, sign_in):
    client = sign_in(obliged.kassier)
    counts = []
    for boekstuk in (spent(obliged).boekstuk, many_in_one(obliged)):
        client.get(f"{home(obliged)}/boekstukken/{boekstuk.pk}/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{home(obliged)}/boekstukken/{boekstuk.pk}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def many_in_one(money):
    from funding.grootboek.posting import Row, post

    rows = [Row("realisatie", 2026, 10, regel=money.activity, text=f"Uren {number}") for number in range(30)]
    by = money.kassier
    return post(money.budget, act="realisatie", by=by, on=FEBRUARY, book_year=2026, rows=rows)


def test_a_text_of_somebody_is_never_markup(obliged, sign_in):
    spent(obliged, text="<script>alert(1)</script>")
    page = sign_in(obliged.kassier).get(f"{home(obliged)}/boekingen/").content.decode()
    assert "<script>alert(1)" not in page
    assert re.search(r"&lt;script&gt;alert\(1\)", page)


def test_a_correction_on_an_earlier_year_says_in_which_year_it_was_booked(obliged, sign_in):
    approve(correct(obliged, spent(obliged), -100), by=obliged.tweede_kassier)
    assert "correctie" in sign_in(obliged.kassier).get(f"{home(obliged)}/boekingen/").content.decode()
    assert NOVEMBER.year == 2026


def test_who_would_refuse_what_was_decided_is_told_so_before_typing_a_reason(obliged, sign_in):
    opdracht = pay(obliged, 1_000)
    approve(opdracht, by=obliged.tweede_kassier)
    answer = sign_in(obliged.bestuurder_nissewaard).get(
        f"{home(obliged)}/opdrachten/{opdracht.pk}/weigeren/", follow=True
    )
    assert answer.redirect_chain[-1][0] == f"{home(obliged)}/opdrachten/{opdracht.pk}/"
    assert "Hierover is al besloten" in answer.content.decode()


@pytest.mark.parametrize("page", ["verplichtingen/nieuw/", "boekingen/besteding/", "draad/"])
def test_where_there_are_no_lines_the_page_leads_to_where_they_are_made(money, sign_in, page):
    at, own = home(money), home(money, money.brede)
    assert f'<a href="{at}/voorstellen/">Verdeel het eerst</a>' in sign_in(money.kassier).get(f"{at}/{page}").text
    assert f'<a href="{own}/onderdelen/">Begroot het eerst</a>' in sign_in(money.ambtenaar).get(f"{own}/{page}").text


def test_a_kind_that_does_not_exist_adds_no_different_kinds_up(obliged, sign_in):
    client, path = sign_in(obliged.kassier), f"{home(obliged)}/boekingen/"
    assert "samen" in client.get(path, {"soort": "verplichting"}).text
    page = client.get(path, {"soort": "onzin"}).text
    assert "Selecteer een geldige keuze" in page
    assert "samen €" not in page.replace("\N{NO-BREAK SPACE}", " ")


def test_a_payment_is_offered_as_long_as_something_is_left_to_pay(obliged, sign_in):
    client = sign_in(obliged.kassier)
    page = f"/geld/budgetten/{obliged.budget.pk}/verplichtingen/{obliged.verplichting.pk}/"
    assert f"{page}betaling/" in client.get(page).content.decode()
    opdracht = enter_payment(
        obliged.verplichting, by=obliged.kassier, year=2026, cents=100_000, on=NOVEMBER, text="Factuur"
    )
    assert f"{page}betaling/" not in client.get(page).content.decode()
    answer = client.get(f"{page}betaling/", follow=True)
    assert answer.redirect_chain == [(page, 302)]
    assert "wat nog over was, wacht op goedkeuring" in answer.content.decode()
    approve(opdracht, by=obliged.tweede_kassier)
    assert "niets meer te betalen. Wordt het meer" in client.get(f"{page}betaling/", follow=True).content.decode()
    # Who was typing meanwhile keeps what was typed.
    told = {"year": "2026", "cents": "10", "text": "Te laat", "on": "2026-11-20"}
    answer = client.post(f"{page}betaling/", told)
    assert answer.status_code == 422
    assert "Te laat" in answer.content.decode()
