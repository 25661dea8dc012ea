"""Files of postings: what is refused and where, what booking comes down to, and that all is booked or nothing."""

import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied, ValidationError

from funding.boeken.obliging import oblige
from funding.boeken.opdrachten import approve, enter_correction
from funding.grootboek.posting import Row, post
from funding.grootboek.standing import line_saldi_of, saldo_of
from funding.inlezen import importing
from funding.inlezen.reading import MOST_FAULTS, CellRefused, cents_of
from funding.models import Boeking, Boeksoort, Boekstuk, Deel, Handeling, Inleesstand, Inlezing
from iza_portal.notices.models import Notice
from tests.at_once import at_once
from tests.factories import BudgetregelFactory, RegelingonderdeelFactory
from tests.funding.boeken.test_obligations import TOLD, close
from tests.funding.conftest import mandate
from tests.funding.inlezen.conftest import ACTIVITY, HEAD, booked, handed_in, read, row, worked_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_broker")]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1.234,56", 123_456),
        ("1234.56", 123_456),
        ("1234,5", 123_450),
        ("1.234", 123_400),
        ("€ 12", 1_200),
        ("-12,50", -1_250),
        ("0,01", 1),
        ("100000000000,00", 10**13),
    ],
)
def test_an_amount_is_read_in_dutch_or_as_a_plain_decimal(text, cents):
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,234.56", "komma voor de duizendtallen"),
        ("1,234", "komma voor de duizendtallen"),
        ("1,234,567", "komma voor de duizendtallen"),
        ("12,345.6", "komma voor de duizendtallen"),
        ("1.23.4", "geen bedrag"),
        ("1.2345", "geen bedrag"),
        ("1e9", "geen bedrag"),
        ("NaN", "geen bedrag"),
        ("=1+1", "geen bedrag"),
        ("", "geen bedrag"),
        ("٣", "geen bedrag"),
        ("0", "nul"),
        ("100000000000,01", "te groot"),
        ("1000000000000000", "te groot"),
        ("9" * 5_000, "te groot"),
    ],
)
def test_any_other_amount_is_refused_with_the_reason(text, words):
    with pytest.raises(CellRefused, match=words):
        cents_of(text)


def test_a_file_is_read_shown_and_booked_by_another_in_one_boekstuk(obliged):
    rows = [
        row("B-1", soort="verplichting", verplichting="V-1", bedrag="500"),
        row("B-2", soort="betaling", verplichting="V-1", bedrag="1.200,00"),
        row("B-3", verplichting="V-1", bedrag="900.25"),
        row("B-4", regel=ACTIVITY.upper(), bedrag="12,50"),
        row("B-5", regel=str(obliged.local.key), bedrag="100", datum="2026-03-01"),
    ]
    inlezing = read(obliged, *rows)
    assert inlezing.state == Inleesstand.GELEZEN
    assert not Boeking.objects.filter(external_key__isnull=False).exists()
    assert inlezing.preview["soorten"] == [
        {"label": "Verplichtingen", "count": 1, "cents": 50_000},
        {"label": "Betalingen", "count": 1, "cents": 120_000},
        {"label": "Bestedingen", "count": 3, "cents": 101_275},
    ]
    activity, local = inlezing.preview["lines"]
    assert (activity["vrij"], local["vrij"]) == (100_000_000 - 150_000 - 1_250, 10_000_000 - 10_000)
    inlezing = booked(obliged, inlezing)
    assert inlezing.state == Inleesstand.GEBOEKT
    boekstuk = inlezing.boekstuk
    assert (boekstuk.by, boekstuk.approved_by, boekstuk.act) == (obliged.kassier, obliged.tweede_kassier, "inlezing")
    assert boekstuk.cents == 50_000 + 120_000 + 101_275
    assert boekstuk.boekingen.count() == 5
    saldi = line_saldi_of(obliged.budget, [2026])
    assert saldi[obliged.activity.pk, 2026].vrij == activity["vrij"]
    assert saldi[obliged.local.pk, 2026].vrij == local["vrij"]
    boeking = boekstuk.boekingen.get(external_key="B-3")
    assert (boeking.cents, boeking.verplichting, boeking.text) == (90_025, obliged.verplichting, "Uren")


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"bedrag": "1,234.56"}, "bedrag", "komma voor de duizendtallen"),
        ({"bedrag": "-12,50"}, "bedrag", "alleen bij een correctie"),
        ({"bedrag": "1000000000000000"}, "bedrag", "te groot"),
        ({"kenmerk": ""}, "kenmerk", "Vul het kenmerk"),
        ({"kenmerk": "x" * 81}, "kenmerk", "80"),
        ({"datum": "31-02-2026"}, "datum", "bestaat niet"),
        ({"datum": "2026/03/01"}, "datum", "geen datum"),
        ({"datum": "27-11-2026"}, "datum", "toekomst"),
        ({"datum": "31-12-2024"}, "datum", "2026 of 2025"),
        ({"jaar": "2031"}, "jaar", "loopt van 2023"),
        ({"jaar": "٢٠٢٦"}, "jaar", "loopt van 2023"),
        ({"jaar": ""}, "jaar", "loopt van 2023"),
        ({"soort": "verlening"}, "soort", "Kies uit"),
        ({"regel": ""}, "regel", "Vul de regel"),
        ({"regel": "Onbekend"}, "regel", "is er niet"),
        ({"soort": "betaling"}, "verplichting", "Vul het nummer"),
        ({"soort": "betaling", "verplichting": "V-77"}, "verplichting", "Leg haar eerst vast"),
        ({"soort": "correctie"}, "corrigeert", "Vul het kenmerk"),
        ({"soort": "correctie", "corrigeert": "X"}, "corrigeert", "Er is geen boeking"),
        ({"corrigeert": "X"}, "corrigeert", "alleen in bij een correctie"),
        ({"omschrijving": "x" * 201}, "omschrijving", "200"),
    ],
)
def test_a_cell_that_is_wrong_is_named_by_line_and_column_and_nothing_is_booked(obliged, change, column, words):
    inlezing = read(obliged, row("B-1"), row(**{"kenmerk": "B-2", **change}))
    assert inlezing.state == Inleesstand.GEWEIGERD
    ((line, where, reason),) = inlezing.preview["faults"]
    assert (line, where) == (3, column)
    assert words in reason
    with pytest.raises(ValidationError, match="kan nu niet"):
        importing.have_booked(inlezing, by=obliged.tweede_kassier)


def test_all_faults_are_counted_and_the_first_hundred_shown(obliged):
    inlezing = read(obliged, *[row(f"B-{number}", bedrag="veel") for number in range(150)])
    assert (inlezing.preview["faulty"], len(inlezing.preview["faults"])) == (150, MOST_FAULTS)
    assert inlezing.preview["faults"][0][0] == 2


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (HEAD.replace("bedrag", "amount"), "amount"),
        (HEAD.replace("kenmerk;", ""), "ontbreken: kenmerk"),
        (HEAD.replace("jaar", "datum"), "twee keer"),
        (HEAD, "Onder de kop"),
    ],
)
def test_a_file_that_is_no_table_of_postings_is_refused(obliged, head, words):
    inlezing = read(obliged, head=head)
    assert inlezing.state == Inleesstand.GEWEIGERD
    assert words in inlezing.preview["faults"][0][2]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<html><table>", b"\x00\x01\x02" * 50, b"PK\x03\x04broken"])
def test_what_is_no_sheet_is_refused(obliged, content):
    by = obliged.kassier
    inlezing = worked_on(importing.hand_in_file(obliged.budget, by=by, content=content, file_name="x.csv"))
    assert inlezing.state == Inleesstand.GEWEIGERD
    assert inlezing.preview["faults"][0][2]


def test_columns_come_in_any_order_and_the_optional_ones_may_be_missing(obliged):
    head = "Bedrag;Regel;Soort;Jaar;Datum;Kenmerk\r\n"
    inlezing = booked(obliged, read(obliged, f"12,50;{ACTIVITY};besteding;2026;20-11-2026;B-1\r\n", head=head))
    assert inlezing.boekstuk.boekingen.get().cents == 1_250


def test_a_workbook_is_read_as_a_csv_is(obliged):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.strip().split(";"))
        sheet.write_row(1, 0, ["B-1", "20-11-2026", 2026, "besteding", ACTIVITY, "", 1234.56, "Uren", ""])
    by = obliged.kassier
    inlezing = worked_on(
        importing.hand_in_file(obliged.budget, by=by, content=output.getvalue(), file_name="boekingen.xlsx")
    )
    assert inlezing.state == Inleesstand.GELEZEN, inlezing.preview
    assert booked(obliged, inlezing).boekstuk.cents == 123_456


def test_a_number_of_a_workbook_has_no_points_between_thousands(obliged):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.strip().split(";"))
        for line, amount in enumerate([12.345, -1.234, 12.5], start=1):
            told = [f"B-{line}", "20-11-2026", 2026, "besteding", ACTIVITY, "", amount, "Btw", ""]
            sheet.write_row(line, 0, told)
    by = obliged.kassier
    inlezing = worked_on(importing.hand_in_file(obliged.budget, by=by, content=output.getvalue(), file_name="b.xlsx"))
    assert [(line, column) for line, column, _ in inlezing.preview["faults"]] == [(2, "bedrag"), (3, "bedrag")]
    assert "12,345 heeft delen van een cent" in inlezing.preview["faults"][0][2]
    assert inlezing.preview["soorten"][0]["cents"] == 1_250


def test_a_key_comes_once_in_a_file_and_once_in_a_budget(obliged):
    booked(obliged, read(obliged, row("B-1")))
    inlezing = read(obliged, row("B-2"), row("B-1"), row("B-2"))
    faults = {line: reason for line, _, reason in inlezing.preview["faults"]}
    assert "is al geboekt" in faults[3]
    assert "regel 2" in faults[4]
    assert Boeking.objects.filter(external_key="B-1").count() == 1


def test_a_key_that_was_copied_out_of_a_download_is_the_key_that_was_booked(obliged):
    booked(obliged, read(obliged, row("=B-1"), row("'t Huis")))
    again = read(obliged, row("'=B-1"), row("'t Huis"))
    assert [(line, "is al geboekt" in reason) for line, _, reason in again.preview["faults"]] == [(2, True), (3, True)]
    right = booked(obliged, read(obliged, row("B-2", soort="correctie", corrigeert="'=B-1", bedrag="-2,50")))
    assert right.boekstuk.boekingen.get().corrects.external_key == "=B-1"


def test_the_same_file_is_not_booked_twice_and_not_by_two_who_were_reading_it(obliged):
    one, other = read(obliged, row("B-1")), read(obliged, row("B-1"))
    booked(obliged, one)
    other = booked(obliged, other)
    assert (other.state, "al geboekt" in other.preview["faults"][0][2]) == (Inleesstand.GEWEIGERD, True)
    with pytest.raises(ValidationError, match="al geboekt"):
        handed_in(obliged, row("B-1"))


def test_two_files_with_the_same_key_booked_in_the_same_second_are_booked_once(obliged):
    files = [read(obliged, row("B-1")), read(obliged, row("B-1", bedrag="13"))]
    by = obliged.tweede_kassier
    asked = [importing.have_booked(each, by=by) for each in files]
    results = at_once(*[lambda each=each: worked_on(each) for each in asked])
    assert sorted(each.state for each in results) == [Inleesstand.GEBOEKT, Inleesstand.GEWEIGERD]
    assert Boeking.objects.filter(external_key="B-1").count() == 1


def test_what_the_ledger_would_refuse_is_said_before_it_is_booked(obliged):
    inlezing = read(obliged, row("B-1", soort="betaling", verplichting="V-1", bedrag="1.000,01"))
    assert inlezing.state == Inleesstand.GEWEIGERD
    assert "meer zijn betaald" in inlezing.preview["refusal"]


def test_a_file_books_nothing_for_an_onderdeel_that_ended_and_says_which(obliged):
    ended = RegelingonderdeelFactory(regeling=obliged.spuk_iza, title="Leefomgeving", last_year=2025)
    BudgetregelFactory(budget=obliged.budget, title="Leefomgeving", onderdeel=ended)
    inlezing = read(obliged, row("B-1"), row("B-2", regel="Leefomgeving"))
    assert inlezing.state == Inleesstand.GEWEIGERD
    assert inlezing.preview["refusal"] == (
        "Het onderdeel “Leefomgeving” loopt van 2023 tot en met 2025. "
        "Over 2026 kunt u er niets voor begroten, verplichten of besteden."
    )


def test_of_a_municipality_that_left_a_file_books_the_year_in_which_it_was_there(money):
    left = BudgetregelFactory(
        budget=money.budget, title="Lokaal deel Westvoorne", part=Deel.LOKAAL, municipality=money.left
    )
    share = Row(Boeksoort.VERDELING, 2025, 5_000, regel=left, municipality=money.left)
    told = {"by": money.kassier, "on": date(2026, 1, 20), "book_year": 2026}
    post(money.budget, act=Handeling.VERDELING, rows=[share], **told)
    mandate(money, money.left)
    of_left = {"regel": "Lokaal deel Westvoorne"}
    assert "te weinig" in read(money, row("B-1", **of_left)).preview["refusal"]
    inlezing = booked(money, read(money, row("B-2", jaar="2025", **of_left)))
    assert inlezing.boekstuk.boekingen.get().year == 2025


def test_what_the_ledger_refuses_when_it_is_booked_is_not_booked_at_all(obliged):
    rows = [row("B-1", bedrag="600.000,00"), row("B-2", regel="Lokaal deel Ridderkerk", bedrag="1")]
    inlezing = read(obliged, *rows)
    oblige(obliged.activity, by=obliged.kassier, amounts={2026: 60_000_000}, **TOLD)
    inlezing = booked(obliged, inlezing)
    assert (inlezing.state, inlezing.approved_by) == (Inleesstand.GEWEIGERD, None)
    assert "te weinig" in inlezing.preview["refusal"]
    assert not Boekstuk.objects.filter(act="inlezing").exists()


def test_a_closed_year_takes_no_file_and_a_correction_on_it_comes_with_the_next_year(obliged):
    booked(obliged, read(obliged, row("B-1", datum="20-11-2025", jaar="2026")))
    close(obliged, obliged.budget, 2025)
    late = read(obliged, row("B-2", datum="20-11-2025", jaar="2026"))
    assert "afgesloten" in late.preview["refusal"]
    right = read(obliged, row("B-3", soort="correctie", corrigeert="B-1", bedrag="-2,50"))
    boekstuk = booked(obliged, right).boekstuk
    correction = boekstuk.boekingen.get()
    assert (correction.corrects.external_key, correction.cents, correction.book_year) == ("B-1", -250, 2026)


def test_a_correction_is_of_the_same_line_and_year_and_takes_off_no_more_than_there_is(obliged):
    booked(obliged, read(obliged, row("B-1"), row("B-9", bedrag="100")))
    told = {"soort": "correctie", "corrigeert": "B-1"}
    for change, column in [
        ({"regel": "Lokaal deel Ridderkerk", "bedrag": "-1"}, "regel"),
        ({"jaar": "2025", "bedrag": "-1"}, "jaar"),
        ({"verplichting": "V-1", "bedrag": "-1"}, "verplichting"),
        ({"bedrag": "-12,51"}, "bedrag"),
    ]:
        assert read(obliged, row("B-2", **told, **change)).preview["faults"][0][1] == column
    both = read(obliged, row("B-2", **told, bedrag="-12,50"), row("B-3", **told, bedrag="-0,01"))
    assert both.preview["faults"][0][:2] == [3, "bedrag"]


def test_a_correction_that_waited_while_a_file_corrected_the_same_posting_is_not_booked_beyond_it(obliged):
    booked(obliged, read(obliged, row("B-1"), row("B-2")))
    boeking = Boeking.objects.get(external_key="B-1")
    waiting = enter_correction(boeking, by=obliged.kassier, cents=-1_250, on=boeking.on, reason="Dubbel geboekt")
    booked(obliged, read(obliged, row("B-3", soort="correctie", corrigeert="B-1", bedrag="-12,50")))
    with pytest.raises(ValidationError, match=r"nog €.+?0 over"):
        approve(waiting, by=obliged.tweede_kassier)
    assert saldo_of(obliged.budget, 2026).besteed == 1_250


def test_a_correction_comes_in_no_book_year_before_what_it_corrects(obliged):
    booked(obliged, read(obliged, row("B-1")))
    early = read(obliged, row("B-2", datum="20-11-2025", soort="correctie", corrigeert="B-1", bedrag="-2,50"))
    assert [(column, reason[-5:]) for _, column, reason in early.preview["faults"]] == [("datum", "2026.")]


def test_a_file_is_of_one_book_year(obliged):
    inlezing = read(obliged, row("B-1"), row("B-2", datum="20-11-2025"))
    assert "eigen bestand" in inlezing.preview["faults"][0][2]


def test_lines_of_one_name_are_told_apart_by_their_key(obliged):
    BudgetregelFactory(budget=obliged.budget, title=ACTIVITY.lower())
    assert "Gebruik de sleutel" in read(obliged, row("B-1")).preview["faults"][0][2]
    assert read(obliged, row("B-1", regel=str(obliged.activity.key))).state == Inleesstand.GELEZEN


def test_only_who_keeps_the_budget_hands_in_and_another_has_it_booked(obliged):
    inlezing = read(obliged, row("B-1"))
    for name in ("ambtenaar", "bestuurder", "bestuurder_nissewaard", "regiocoordinator", "landelijk", "westvoorne"):
        with pytest.raises(PermissionDenied):
            handed_in(obliged, row("B-2"), by=obliged.people[name])
        if name != "bestuurder_nissewaard":
            for act in (importing.have_booked, importing.lay_aside, importing.try_again):
                with pytest.raises(PermissionDenied):
                    act(inlezing, by=obliged.people[name])
    with pytest.raises(ValidationError, match="niet zelf goed"):
        importing.have_booked(inlezing, by=obliged.kassier)
    assert booked(obliged, inlezing, by=obliged.bestuurder_nissewaard).state == Inleesstand.GEBOEKT


def test_a_file_can_be_laid_aside_and_then_no_more_be_booked(obliged):
    inlezing = importing.lay_aside(read(obliged, row("B-1")), by=obliged.tweede_kassier)
    for act in (importing.have_booked, importing.try_again, importing.lay_aside):
        with pytest.raises(ValidationError, match="kan nu niet"):
            act(inlezing, by=obliged.tweede_kassier)


def test_what_was_refused_can_be_read_again_after_the_budget_changed(obliged):
    inlezing = read(obliged, row("B-1", soort="betaling", verplichting="V-2", bedrag="1"))
    oblige(obliged.activity, by=obliged.kassier, amounts={2026: 100}, **TOLD)
    inlezing = worked_on(importing.try_again(inlezing, by=obliged.kassier))
    assert booked(obliged, inlezing).state == Inleesstand.GEBOEKT


def test_what_stands_in_a_text_stays_as_it_is(obliged):
    text = r"\N \\ tab\t =1+1 é ’"
    inlezing = booked(obliged, read(obliged, row(r"B\N", omschrijving=text)))
    boeking = inlezing.boekstuk.boekingen.get()
    assert (boeking.external_key, boeking.text) == (r"B\N", text)


def test_work_that_broke_off_between_leaves_all_or_nothing(obliged, monkeypatch):
    inlezing = importing.have_booked(read(obliged, row("B-1")), by=obliged.tweede_kassier)
    Inlezing.objects.filter(pk=inlezing.pk).update(attempts=3)
    gone = worked_on(inlezing)
    assert (gone.state, gone.failure) == (Inleesstand.MISLUKT, Inlezing.BROKE_OFF)
    assert not Boeking.objects.filter(external_key="B-1").exists()
    again = worked_on(importing.try_again(gone, by=obliged.kassier))
    assert booked(obliged, again).state == Inleesstand.GEBOEKT
    assert saldo_of(obliged.budget, 2026).besteed == Decimal(1_250)


def test_who_can_have_a_file_booked_is_told_and_who_handed_it_in_hears_that_it_was(obliged):
    inlezing = booked(obliged, read(obliged, row("B-1")))
    told = Notice.objects.filter(key=f"inlezing:{inlezing.pk}:gelezen")
    assert {notice.person for notice in told} == {obliged.tweede_kassier, obliged.bestuurder_nissewaard}
    assert Notice.objects.get(key=f"inlezing:{inlezing.pk}:geboekt").person == obliged.kassier


def test_a_file_of_more_rows_than_a_query_can_have_values_is_read(obliged):
    rows = [row(f"B-{number}", bedrag="0,01") for number in range(66_000)]
    assert read(obliged, *rows).state == Inleesstand.GELEZEN


def test_what_was_read_is_kept_until_it_is_booked_or_laid_aside(obliged):
    text = "Een \\ en een tab"
    inlezing = read(obliged, row("B-1", omschrijving=text), row("B-2", bedrag="0,01"))
    assert inlezing.rows
    inlezing = booked(obliged, inlezing)
    assert (inlezing.state, inlezing.rows) == (Inleesstand.GEBOEKT, None)
    found = inlezing.boekstuk.boekingen.order_by("external_key").values_list("external_key", "cents", "text")
    assert list(found) == [("B-1", 1250, text), ("B-2", 1, "Uren")]
    other = read(obliged, row("B-3"))
    assert importing.lay_aside(other, by=obliged.kassier).rows is None


def test_a_file_with_corrections_is_read_again_when_it_is_booked(obliged):
    booked(obliged, read(obliged, row("B-1")))
    inlezing = read(obliged, row("C-1", soort="correctie", bedrag="-1,00", corrigeert="B-1"))
    assert inlezing.rows is None
    assert booked(obliged, inlezing).state == Inleesstand.GEBOEKT


def test_a_key_that_was_booked_while_the_file_waited_is_named_by_its_line(obliged):
    waits = read(obliged, row("B-7"), row("B-8"))
    booked(obliged, read(obliged, row("B-8", omschrijving="Eerder")))
    waits = booked(obliged, waits)
    assert (waits.state, waits.rows) == (Inleesstand.GEWEIGERD, None)
    assert waits.preview["faults"] == [[3, "kenmerk", "Kenmerk “B-8” is al geboekt."]]
    assert not obliged.budget.boekingen.filter(external_key="B-7").exists()
