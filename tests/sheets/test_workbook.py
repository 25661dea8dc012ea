"""XLSX workbooks are read cell by cell; what could harm, is broken or too large is refused with its place."""

import io
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza_portal.sheets.cells import Exact
from iza_portal.sheets.limits import LIMITS, Limits, SheetRefused
from iza_portal.sheets.reading import open_upload
from tests.sheets.files import (
    ROWS,
    SHEET,
    cells,
    changed,
    numbered,
    refusal,
    with_rows,
    with_sheet,
    workbook,
    workbook_of,
)

WHOLE = workbook_of(["code", "waarde"], ["GM0014", 22.6])
OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def zipped(parts, compression=zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", compression) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return output.getvalue()


def test_a_cell_is_the_text_that_people_see():
    def fill(sheet, book):
        day, moment, clock = (book.add_format({"num_format": f}) for f in ("dd-mm-yyyy", "d mmmm yyyy hh:mm", "hh:mm"))
        percentage, lasting = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "[h]:mm"})
        red = book.add_format({"num_format": '[Red]0.0" dagen"'})
        sheet.write_row(0, 0, [" Den\u00a0Haag ", 22.6, 0.1 + 0.2, 1e-7, 1e21, -0.0, 250000])
        sheet.write_datetime(1, 0, date(2024, 2, 29), day)
        sheet.write_datetime(1, 1, datetime(2024, 2, 29, 13, 45), moment)
        sheet.write_datetime(1, 2, time(7, 30), clock)
        sheet.write_row(2, 0, [0.226, 0.07], percentage)
        sheet.write(2, 2, 1.5, lasting)
        sheet.write(2, 3, 1.5, red)
        sheet.write_row(3, 0, [True, False])
        sheet.write_formula(3, 2, "=NA()", None, "#N/A")
        sheet.write_formula(3, 3, "=1+1", None, 2)
        sheet.write_formula(3, 4, '="a"&"b"', None, "ab")
        sheet.write_rich_string(5, 1, "Zeer ", book.add_format({"bold": True}), "oud", "\nof ouder")

    assert numbered(workbook(fill)) == [
        (1, ["Den Haag", "22.6", "0.3", "0.0000001", "1000000000000000000000", "0", "250000"]),
        (2, ["2024-02-29", "2024-02-29T13:45:00", "07:30:00"]),
        (3, ["22.6", "7", "1.5", "1.5"]),
        (4, ["WAAR", "ONWAAR", "#N/A", "2", "ab"]),
        (6, ["", "Zeer oud of ouder"]),
    ]


def test_a_number_is_known_from_text_that_looks_like_one():
    (row,) = cells(workbook_of([1.234, "1.234", "x"]))
    assert row == ["1.234", "1.234", "x"]
    assert [type(cell) for cell in row] == [Exact, str, str]


def test_noise_in_the_last_digits_is_left_out():
    assert cells(with_rows("<row><c><v>22.600000000000001</v></c><c><v>1.1000000000000001E-3</v></c></row>")) == [
        ["22.6", "0.0011"]
    ]


def test_days_are_counted_from_1904_where_the_workbook_says_so():
    def fill(sheet, book):
        sheet.write_datetime(0, 0, date(2024, 1, 31), book.add_format({"num_format": "yyyy-mm-dd"}))

    assert cells(workbook(fill, date_1904=True)) == [["2024-01-31"]]


def test_inline_and_escaped_texts_are_read_and_reading_aids_left_out():
    rows = (
        '<row><c t="inlineStr"><is><r><t>Ou</t></r><r><t>de</t></r><rPh><t>hulp</t></rPh></is></c>'
        '<c t="str"><v>a_x000D__x0041_</v></c><c t="d"><v>2024-01-31</v></c></row>'
    )
    assert cells(with_rows(rows)) == [["Oude", "a A", "2024-01-31"]]


def test_elements_may_have_a_prefix_and_rows_and_cells_no_reference():
    xml = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c>'
        '<x:c r="D1"><x:v>2</x:v></x:c><x:c><x:v>3</x:v></x:c></x:row><x:row/><x:row><x:c/><x:c><x:v>4</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert numbered(with_sheet(xml)) == [(1, ["1", "", "", "2", "3"]), (3, ["", "4"])]


def test_the_sheets_that_people_see_can_be_chosen():
    def fill(sheet, book):
        sheet.write(0, 0, "een")
        book.add_worksheet("Regio’s & meer").write(0, 0, "twee")
        book.add_worksheet("Lijsten").hide()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Cijfers!$A$1"})
        book.add_chartsheet("Grafiek").set_chart(chart)

    upload = open_upload(workbook(fill), "werkmap.csv")
    assert upload.sheet_names == ("Cijfers", "Regio’s & meer")
    assert [list(upload.rows(name)) for name in upload.sheet_names] == [[(1, ["een"])], [(1, ["twee"])]]


def test_merged_ranges_near_the_top_are_told():
    def fill(sheet, book):
        sheet.merge_range("B1:D1", "Gezondheid")
        sheet.merge_range("A1:A2", "Gemeente")
        sheet.merge_range("A500:B500", "Noot")
        for row in range(3, 20_000):
            sheet.write(row, 0, row)

    upload = open_upload(workbook(fill), "werkmap.xlsx")
    assert sorted(upload.merged("Cijfers")) == [(1, 0, 2, 0), (1, 1, 1, 3)]


def test_links_to_other_files_are_left_alone():
    content = workbook_of(["a"])
    relations = zipfile.ZipFile(io.BytesIO(content)).read("xl/_rels/workbook.xml.rels")
    link = b'<Relationship Id="rId1" Type="http://x/worksheet" Target="file:///etc/passwd" TargetMode="External"/>'
    assert cells(
        changed(
            content, {"xl/_rels/workbook.xml.rels": relations.replace(b"</Relationships>", link + b"</Relationships>")}
        )
    ) == [["a"]]


# --- Refused before anything is unpacked ---


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 en verder niets", "beschadigd"),
        (zipped({"brief.txt": "geen werkmap"}), "geen Excel-werkmap"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "ODS"),
        (changed(workbook_of(["a"]), {"xl/workbook.bin": b"x"}), ".xlsb"),
        (OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "wachtwoord"),
        (OLE + bytes(500) + "Workbook".encode("utf-16-le"), "oude Excel-werkmap"),
        (OLE + bytes(500), "geen Excel-werkmap"),
        (changed(workbook_of(["a"]), {"xl/vbaProject.bin": b"x"}), "macro"),
        (changed(workbook_of(["a"]), {"elders/VBAPROJECT.BIN": b"x"}), "macro"),
        (changed(workbook_of(["a"]), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "macro"),
        (changed(workbook_of(["a"]), {f"deel{number}": b"" for number in range(1_001)}), "1.000 delen"),
        (changed(workbook_of(["a"]), {"xl/workbook.xml": None}), "beschadigd"),
        (changed(workbook_of(["a"]), {SHEET: None}), "beschadigd"),
        (workbook(lambda sheet, book: None), "leeg"),
    ],
)
def test_what_is_no_workbook_to_read_is_refused_with_advice(content, says):
    assert says in refusal(content, "cijfers.xlsx").message


def test_a_workbook_with_macros_is_refused_whatever_its_name_is(tmp_path):
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(b"macro")
    content = workbook(lambda sheet, book: [sheet.write(0, 0, "a"), book.add_vba_project(str(project))])
    assert "macro" in refusal(content, "cijfers.xlsx").message
    # The part itself taken out, what is left still calls itself a workbook with macros.
    assert "macro" in refusal(changed(content, {"xl/vbaProject.bin": None}), "cijfers.xlsx").message


def test_a_part_with_a_password_is_refused():
    content = bytearray(workbook_of(["a"]))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature)
        content[at + flags] |= 1
    assert "wachtwoord" in refusal(bytes(content)).message


def test_two_parts_of_one_name_are_refused():
    output = io.BytesIO(workbook_of(["a"]))
    with zipfile.ZipFile(output, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(SHEET, "<worksheet/>")
    assert "beschadigd" in refusal(output.getvalue()).message


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_no_spreadsheet_uses_is_refused(compression):
    with zipfile.ZipFile(io.BytesIO(workbook_of(["a"]))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert "beschadigd" in refusal(zipped(parts, compression)).message


@pytest.mark.parametrize("megabytes", [40, 400])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(megabytes):
    bomb = changed(workbook_of(["a"]), {"xl/media/image1.png": bytes(megabytes * 1_000_000)})
    assert len(bomb) < 500_000
    tracemalloc.start()
    assert "uitgepakt te groot" in refusal(bomb).message
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def lying(content, part, size):
    """Answer the package with another unpacked size of a part, in its own header and in the central directory."""
    content = bytearray(content)
    for signature, at_size, at_name in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            if content[at + at_name :].startswith(part.encode()):
                content[at + at_size : at + at_size + 4] = struct.pack("<I", size)
    return bytes(content)


@pytest.mark.parametrize("size", [0, 1_000])
def test_a_lying_central_directory_gains_nothing(size):
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % number for number in range(200_000))
    content = lying(with_rows(rows), SHEET, size)
    tracemalloc.start()
    assert "beschadigd" in refusal(content).message
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


# --- Refused while it is read ---


def test_a_workbook_that_stops_halfway_is_refused():
    content = workbook_of(*([f"GM{number:04}", number] for number in range(3_000)))
    for length in (len(content) // 3, len(content) // 2, len(content) - 30):
        assert "stopt" in refusal(content[:length]).message


def test_a_sheet_that_stops_halfway_is_refused_with_the_last_row_that_was_read():
    refused = refusal(
        with_sheet('<worksheet><sheetData><row r="7"><c r="A7"><v>1</v></c></row><row r="8"><c r="A8"><v>2')
    )
    assert refused.row == 8
    assert "stopt" in refused.message


@pytest.mark.parametrize(
    ("rows", "row", "column"),
    [
        ('<row r="3"><c r="B3"><f>1+1</f></c></row>', 3, "B"),
        ('<row r="3"><c r="B3" t="str"><v>a_x0000_b</v></c></row>', 3, "B"),
        ('<row r="3"><c r="B3" t="inlineStr"><is><t>_x0007_</t></is></c></row>', 3, "B"),
        (f'<row r="3"><c r="B3" t="str"><v>{"x" * 40_000}</v></c></row>', 3, "B"),
        ('<row r="3"><c r="B3" t="s"><v>99</v></c></row>', 3, "B"),
        ('<row r="3"><c r="B3" t="s"><v>-1</v></c></row>', 3, "B"),
        ('<row r="3"><c r="B3"><v>1e999</v></c></row>', 3, "B"),
        ('<row r="3"><c r="B3"><v>nan</v></c></row>', 3, "B"),
        ('<row r="3"><c r="B3"><v>veel</v></c></row>', 3, "B"),
        (f'<row r="3"><c r="B3"><v>{"1" * 5_000}</v></c></row>', 3, "B"),
        ('<row r="3"><c r="B3" s="77"><v>1</v></c></row>', 3, "B"),
        ('<row r="3"><c r="ALM3"><v>1</v></c></row>', 3, "ALM"),
        ('<row r="300001"><c r="A300001"><v>1</v></c></row>', 300_001, None),
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', 1_048_576, None),
        ('<row r="3"><c r="B3"><v>1</v></c><c r="B3"><v>2</v></c></row>', 3, None),
        ('<row r="3"><c r="3"><v>1</v></c></row>', 3, None),
        ('<row r="3"><c r="A3"><v>1</v></c></row><row r="3"/>', 3, None),
        ('<row r="-3"/>', None, None),
        (f'<row r="3"><c r="A3">{"<v>" * 100}', 3, None),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_place(rows, row, column):
    refused = refusal(with_rows(rows))
    assert (refused.row, refused.column) == (row, column)
    assert refused.message.endswith(".")


def test_a_shared_text_that_no_cell_may_hold_is_refused_where_it_stands():
    content = workbook_of(["a", "goed"], ["b", "fout"])
    shared = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").replace(b"fout", b"fo_x0000_ut")
    refused = refusal(changed(content, {"xl/sharedStrings.xml": shared}))
    assert (refused.row, refused.column) == (2, "B")


def test_a_few_cells_far_apart_take_no_memory():
    content = with_rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="300000"><c r="ALL300000"><v>1</v></c></row>')
    tracemalloc.start()
    assert [row.number for row in numbered(content)] == [1, 300_000]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_empty_rows_that_only_have_a_look_do_not_count():
    assert numbered(with_rows(ROWS + '<row r="1048576" ht="30"><c r="A1048576" s="0"/></row>')) == [(1, ["a"])]


def test_a_sheet_that_is_too_long_is_refused_where_the_limit_is_passed():
    rows = b"".join(b'<row r="%d"><c><v>%d</v></c></row>' % (number, number * 7) for number in range(1, 400_000))
    tracemalloc.start()
    refused = refusal_without_keeping(with_rows(rows))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.row == LIMITS.rows + 1
    assert peak < 40_000_000  # The file itself is made in here.


def refusal_without_keeping(content):
    upload = open_upload(content, "werkmap.xlsx")
    with pytest.raises(SheetRefused) as caught:
        for _ in upload.rows("Cijfers"):
            pass
    return caught.value


def test_more_texts_than_fit_are_refused():
    content = workbook_of(*([f"tekst {number}"] for number in range(30)))
    assert "20 verschillende teksten" in refusal(content, limits=Limits(texts=20)).message
    assert "langer dan 200 tekens" in refusal(content, limits=Limits(texts_characters=200)).message


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData/></worksheet>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>',
        "<worksheet>" + "<a>" * 1_000,
        '<?xml version="1.0" encoding="geheim"?><worksheet/>',
        "geen xml",
        "",
    ],
)
def test_xml_that_no_spreadsheet_writes_is_refused(xml):
    assert refusal(with_sheet(xml)).message


@pytest.mark.parametrize("endless", [b"<worksheet><!-- ", b"<worksheet><c r='", b"<worksheet><c a", b"<worksheet><?x "])
def test_a_tag_without_an_end_does_not_fill_the_memory(endless):
    noise = b"".join(b"%d" % (number * 7919) for number in range(1_500_000))
    content = with_sheet(endless + noise)
    tracemalloc.start()
    assert "beschadigd" in refusal(content).message
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_workbook_with_damage_anywhere_is_read_or_refused_and_nothing_else(data):
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(SheetRefused):
        upload = open_upload(bytes(content), "werkmap.xlsx")
        for sheet in upload.sheet_names:
            assert list(upload.rows(sheet))
            upload.merged(sheet)
