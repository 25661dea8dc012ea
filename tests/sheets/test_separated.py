"""CSV as people's programs write it is read; what is no table, stops halfway or is too large is refused with its place."""

import csv
import io
import tracemalloc
from contextlib import suppress
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iza_portal.sheets.limits import LIMITS, Limits, SheetRefused
from iza_portal.sheets.reading import open_upload
from tests.sheets.files import cells, numbered, refusal

GRONINGEN = "gemeente;naam;aandeel\nGM0014;Súdwest-Fryslân;22,6\nGM0034;Almere – “stad”;15,3\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encodings_of_spreadsheets_are_recognised(encoding):
    _, *rows = cells(GRONINGEN.encode(encoding))
    assert rows == [
        ["GM0014", "Súdwest-Fryslân", "22,6"],
        ["GM0034", "Almere – “stad”", "15,3"],
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_both_orders_of_utf_16_are_recognised(encoding):
    assert cells(("\ufeff" + GRONINGEN).encode(encoding))[1][1] == "Súdwest-Fryslân"


@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
def test_the_separator_is_recognised_beside_others_in_quotes_and_decimal_commas(separator):
    rows = [["code", "naam; kort", "a|b"]] + [
        [f"GM{n:04}", "Groot, klein; of\tmiddel | niets", f"{n},5"] for n in range(9)
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    assert cells(text.getvalue().encode()) == [[" ".join(cell.split()) for cell in row] for row in rows]


def test_title_lines_with_commas_do_not_hide_the_separator():
    text = "Ervaren gezondheid, 18 jaar en ouder\nBron: GGD, CBS, RIVM\n\ncode;waarde\nGM0014;78,9\nGM0034;78\n"
    assert cells(text.encode())[-2:] == [["GM0014", "78,9"], ["GM0034", "78"]]


def test_a_named_separator_is_obeyed_and_not_counted_as_a_row():
    assert numbered(b"sep=|\r\na|b;c;d\r\ne|f;g;h\r\n") == [(1, ["a", "b;c;d"]), (2, ["e", "f;g;h"])]


def test_rows_are_counted_as_people_see_them():
    content = b'kop;tweede\n\n"eerste\nregel";b\n;\nc;d\n'
    assert numbered(content) == [(1, ["kop", "tweede"]), (3, ["eerste regel", "b"]), (5, ["c", "d"])]


def test_one_column_needs_no_separator():
    assert cells(b"code\r\nGM0014\r\nGM0034\r\n") == [["code"], ["GM0014"], ["GM0034"]]


def test_spaces_around_a_text_are_taken_off_also_those_that_do_not_break():
    assert cells("a;b\n\u00a0Den\u00a0Haag \u202f; 1\u00a0234 \n".encode()) == [["a", "b"], ["Den Haag", "1 234"]]


def test_a_text_may_begin_as_a_package_does():
    assert cells(b"PK;naam\n1;Goes\n") == [["PK", "naam"], ["1", "Goes"]]


def test_the_sheet_is_called_after_the_file():
    assert open_upload(b"a;b\n", r"C:\cijfers\GGD 2024.csv").sheet_names == ("GGD 2024",)


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        (b"a;b\nc;d\0e\n", 2, "B"),
        (b"a;b\nc;d\n\x07e;f\n", 3, "A"),
        ("a;b\nc;d\uffff\n".encode(), 2, "B"),
        (b"a;b\n" + b"x" * 40_000 + b";d\n", 2, "A"),
        (b'a;b\n"c;d\ne;f\n', 2, None),
        (b'a;b\n"c"d;e\n', 2, None),
        (b"a;b;c\nd;e;f\ng;h", 3, None),
        (b"a;b;c\nd;e;f\nGM00", 3, None),
        ("a;b\nFryslân;ë".encode()[:-1], 2, None),
        (b"a;b\nc;\x81\xff\n", 2, None),
        (b"a;b\n" + b";" * 1_500 + b"x\n", 2, None),
        (b"a;b\n" + b";" * 2_000_000, 2, None),
        (b'a;b\n"' + b"x\n" * 600_000, 2, None),
        (b"\xff\xfea\0;\0b", 1, None),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(content, row, column):
    refused = refusal(content)
    assert (refused.row, refused.column) == (row, column)
    assert refused.message.endswith(".")


def test_a_note_without_a_line_end_is_no_row_that_stops_halfway():
    assert cells(b"a;b;c\nd;e;f\nBron: CBS")[-1] == ["Bron: CBS"]


def test_a_last_row_that_is_as_long_as_the_others_needs_no_line_end():
    assert cells(b"a;b;c\nd;e;f")[-1] == ["d", "e", "f"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leeg"),
        (b" \r\n\r\n", "leeg"),
        (b";;\n;;\n", "leeg"),
        (bytes(range(256)) * 40, "geen tabel"),
        (b"\x89PNG\r\n\x1a\n" + bytes(2_000), "geen tabel"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "webpagina"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "webpagina"),
    ],
)
def test_what_is_no_table_is_refused(content, says):
    assert says in refusal(content).message


def test_a_file_that_is_too_large_is_refused_unread():
    assert "20 MB" in refusal(b"a;b\n" * 5_000_001).message


def test_two_million_rows_are_refused_where_the_limit_is_passed_without_loading_them():
    content = b"1;2\n" * 2_000_000
    upload = open_upload(content, "groot.csv")
    tracemalloc.start()
    read = []
    with pytest.raises(SheetRefused) as caught:
        read.extend(row.number for row in islice(upload.rows("groot"), 2_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.row == LIMITS.rows + 1
    assert len(read) <= LIMITS.rows
    assert peak < 30_000_000


def test_empty_rows_do_not_count_towards_the_limit():
    assert len(cells(b"a;b\n" + b";\n" * 50 + b"c;d\n", limits=Limits(rows=52))) == 2


texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)


@given(st.lists(st.lists(texts, min_size=3, max_size=3), min_size=2, max_size=6))
def test_whatever_a_program_writes_with_a_named_separator_is_read_back(rows):
    text = io.StringIO(newline="")
    text.write("sep=;\r\n")
    csv.writer(text, delimiter=";").writerows(rows)
    assert cells(b"\xef\xbb\xbf" + text.getvalue().encode()) == rows


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_else(content):
    with suppress(SheetRefused):
        assert numbered(content)
