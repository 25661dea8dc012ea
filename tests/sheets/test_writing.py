"""Downloads open rightly in a Dutch spreadsheet, hold no formulas, and can be read back."""

import io
import tempfile
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza_portal.sheets.notation import Notation, parse
from iza_portal.sheets.reading import open_upload
from iza_portal.sheets.writing import as_csv, as_xlsx
from tests.sheets.files import cells

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = "worksheets/sheet1"
NOTES = [("Bron", "CBS"), ("Peildatum", "1 januari 2024")]


def in_workbook(headings, rows, title="Inwoners van 65 jaar of ouder"):
    return as_xlsx(headings, rows, title=title, notes=NOTES)


def styles_of(content):
    """Answer the number format and whether it is bold of each cell of the first sheet, row by row."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [package.read(f"xl/{name}.xml") for name in ("styles", SHEET)]
    style, sheet = map(ElementTree.fromstring, parts)
    fonts = [font.find(f"{MAIN}b") is not None for font in style.iter(f"{MAIN}font")]
    forms = [(form.get("numFmtId"), fonts[int(form.get("fontId"))]) for form in style.find(f"{MAIN}cellXfs")]
    return [[forms[int(cell.get("s", 0))] for cell in row] for row in sheet.iter(f"{MAIN}row")]


def part(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def test_a_csv_is_made_for_a_dutch_spreadsheet():
    row = [
        "Súdwest",
        Decimal("22.60"),
        0.1,
        1e-7,
        -5,
        date(2024, 1, 31),
        datetime(2024, 1, 31, 9, 5),
        True,
        None,
        "a;b\n“c”",
    ]
    assert as_csv(["kop"] * len(row), [row]).decode("utf-8").split("\r\n") == [
        "\ufeffkop;kop;kop;kop;kop;kop;kop;kop;kop;kop",
        'Súdwest;22,60;0,1;0,0000001;-5;31-01-2024;31-01-2024 09:05;ja;;"a;b\n“c”"',
        "",
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SOM(A1)", "\t=1", "\r=1", "  =1", "＝1", "-1+2", "- een punt", "=cmd|' /C'!A0"]
)
def test_a_text_that_would_be_a_formula_is_made_harmless(text):
    assert as_csv([text], [[text]]).decode("utf-8-sig").count(f"'{text}") == 2


@pytest.mark.parametrize("text", ["-5", "-1.234,5", "+5", "-", "-5%", "– vijf", "a=b", "5-3", "GM0014"])
def test_other_texts_are_left_as_they_are(text):
    assert as_csv(["kop"], [[text]]).decode("utf-8-sig") == f"kop\r\n{text}\r\n"


def test_a_workbook_has_real_numbers_and_days_and_its_notes_on_a_second_sheet():
    row = [
        "GM0014",
        Decimal("22.6"),
        1234,
        0.1,
        date(2024, 1, 31),
        datetime(2024, 1, 31, 9, 5, tzinfo=UTC),
        False,
        None,
        "einde",
    ]
    content = in_workbook(["kop"] * len(row), [row])
    upload = open_upload(content, "download.xlsx")
    assert upload.sheet_names == ("Inwoners van 65 jaar of ouder", "Toelichting")
    _, read = cells(content)
    assert read == ["GM0014", "22.6", "1234", "0.1", "2024-01-31", "2024-01-31T09:05:00", "nee", "", "einde"]
    assert [row.cells for row in upload.rows("Toelichting")] == [
        ["Titel", "Inwoners van 65 jaar of ouder"],
        ["Bron", "CBS"],
        ["Peildatum", "1 januari 2024"],
    ]
    sheet = part(content, "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert "<cols>" in sheet


@pytest.mark.parametrize(
    "text", ["=1+1", "{=1}", "https://example.nl", "mailto:a@example.nl", "internal:A1", "-5", "0612345678"]
)
def test_text_in_a_workbook_is_text_and_never_a_formula_or_a_link(text):
    content = as_xlsx([text], [[text]], title=text, notes=[(text, text)])
    assert cells(content) == [[text], [text]]
    sheets = part(content, "xl/worksheets/sheet1.xml") + part(content, "xl/worksheets/sheet2.xml")
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets
    assert "<v>" not in part(content, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "title", ["", "[]:*?/\\", "'", "Toelichting", "history", "Een titel die langer is dan een blad heten mag", "a/b: c"]
)
def test_any_title_can_name_a_sheet(title):
    content = in_workbook(["kop"], [[1]], title=title)
    name, notes = open_upload(content, "download.xlsx").sheet_names
    assert 0 < len(name) <= 31
    assert notes == "Toelichting"


def test_the_same_table_is_the_same_file():
    assert in_workbook(["kop", "b"], [["a", 1]]) == in_workbook(["kop", "b"], iter([["a", 1]]))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
@pytest.mark.parametrize("write", [as_csv, in_workbook])
def test_what_is_no_number_is_not_written_as_one(write, value):
    with pytest.raises(ValueError, match="no number"):
        write(["kop"], [[value]])


def test_a_text_that_fits_in_no_cell_is_refused():
    with pytest.raises(ValueError, match="row 2, column 1"):
        in_workbook(["kop"], [["x" * 40_000]])


@pytest.mark.parametrize("value", [1, float("nan")])
def test_no_temporary_file_is_left(monkeypatch, tmp_path, value):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with suppress(ValueError):
        in_workbook(["kop"], [[value]] * 3)
    assert list(tmp_path.iterdir()) == []


words = st.text(st.characters(codec="utf-8", categories=["L", "Nd", "Sc"]), min_size=1, max_size=12)
figures = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)


@settings(deadline=None)
@given(st.lists(st.tuples(words, figures), min_size=1, max_size=5))
def test_what_is_written_is_read_back(rows):
    for content in (as_csv(["naam", "getal"], rows), in_workbook(["naam", "getal"], rows)):
        assert [(name, Decimal(parse(number, Notation.DUTCH))) for name, number in cells(content)[1:]] == rows


def test_amounts_are_shown_with_cents_and_sums_are_bold():
    rows = [["Loket", 2026, Decimal("1750000.50")], ["Samen", None, Decimal("1750000.5")]]
    content = as_xlsx(["Activiteit", "Jaar", "Kosten"], rows, title="Begroting", notes=NOTES, amounts={2}, sums={1})
    general, with_cents = "0", "4"
    _, first, last = styles_of(content)
    assert first == [(general, False), (general, False), (with_cents, False)]
    assert last == [(general, True), (with_cents, True)]
    assert 'max="3" width="14.' in part(content, f"xl/{SHEET}.xml")
    assert as_xlsx(["kop"], [[1]], title="Begroting", notes=NOTES) == as_xlsx(
        ["kop"], [[1]], title="Begroting", notes=NOTES, amounts=(), sums=()
    )
