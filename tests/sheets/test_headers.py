"""The table on a sheet is found below its titles and above its notes, with one name for each column."""

import tracemalloc

import pytest

from iza_portal.sheets.headers import Header, data_rows, find_header
from iza_portal.sheets.limits import SheetRefused
from iza_portal.sheets.reading import open_upload
from tests.sheets.files import workbook, workbook_of


def table(content, **options):
    upload = open_upload(content if isinstance(content, bytes) else content.encode(), "bestand.csv")
    (sheet,) = upload.sheet_names
    header, notes = find_header(upload, sheet, **options), []
    return header, list(data_rows(upload.rows(sheet), header, notes)), notes


def test_a_plain_table_has_one_header_row():
    header, rows, notes = table("code;aandeel\nGM0014;22,6\nGM0034;.\n")
    assert header == Header(rows=(1,), first=2, names=("code", "aandeel"), titles=())
    assert rows == [(2, ["GM0014", "22,6"]), (3, ["GM0034", "."])]
    assert notes == []


def test_titles_above_and_notes_below_are_no_data_and_totals_are_the_callers():
    header, rows, notes = table(
        "Ervaren gezondheid\nPeildatum;1-1-2024\n\nGemeente;Jaar;Aandeel\nAlmere;2024;72,6\nProvincie Groningen;;\n"
        "Groningen;2024;74,7\nTotaal;;73\n\n* voorlopig\nBron: CBS;;\n"
    )
    assert header == Header((4,), 5, ("Gemeente", "Jaar", "Aandeel"), ("Ervaren gezondheid", "Peildatum 1-1-2024"))
    assert [(row.number, row.cells[0]) for row in rows] == [
        (5, "Almere"),
        (6, "Provincie Groningen"),
        (7, "Groningen"),
        (8, "Totaal"),
    ]
    assert [row.number for row in notes] == [10, 11]


def test_header_rows_of_a_csv_are_joined_with_group_names_filled_from_the_left():
    header, rows, _ = table(
        "Gezondheidsmonitor\n\n;Ervaren gezondheid;;Roken;\nGemeente;2022;2024;2022;2024\nAlmere;68,8;72,6;18;17\n"
    )
    assert header.rows == (3, 4)
    assert header.names == (
        "Gemeente",
        "Ervaren gezondheid – 2022",
        "Ervaren gezondheid – 2024",
        "Roken – 2022",
        "Roken – 2024",
    )
    assert rows == [(5, ["Almere", "68,8", "72,6", "18", "17"])]


def test_merged_cells_of_a_workbook_say_how_far_a_group_reaches():
    def fill(sheet, book):
        sheet.merge_range("A1:E1", "Gezondheidsmonitor")
        sheet.merge_range("A3:A4", "Gemeente")
        sheet.merge_range("B3:C3", "Ervaren gezondheid")
        sheet.write_row("B4", [2022, 2024, "Inwoners"])
        sheet.write_row("A5", ["Almere", 68.8, 72.6, 226500])

    header, rows, _ = table(workbook(fill))
    assert header.names == ("Gemeente", "Ervaren gezondheid – 2022", "Ervaren gezondheid – 2024", "Inwoners")
    assert header.titles == ("Gezondheidsmonitor",)
    assert rows == [(5, ["Almere", "68.8", "72.6", "226500"])]


def test_names_are_different_and_a_column_without_one_is_called_after_its_letter():
    header, _, _ = table("code;aandeel;;aandeel;aandeel (2)\nGM0014;1,5;2,5;3,5;4,5\n")
    assert header.names == ("code", "aandeel", "Kolom C", "aandeel (2)", "aandeel (2) (2)")


def test_a_table_of_texts_has_its_header_in_its_first_full_row():
    header, rows, _ = table("Namen\n\ncode;naam\nGM0014;Groningen\nGM0034;Almere\n")
    assert header == Header((3,), 4, ("code", "naam"), ("Namen",))
    assert len(rows) == 2


def test_a_group_name_may_stand_between_the_header_and_the_first_numbers():
    header, rows, _ = table("Gemeente;Aandeel\nProvincie Groningen;\nGroningen;74,7\n")
    assert (header.rows, header.first) == ((1,), 2)
    assert [row.number for row in rows] == [2, 3]


def test_numbers_without_a_header_get_letters_for_names():
    assert table("Almere;72,6\nGroningen;74,7\n")[0] == Header((), 1, ("Kolom A", "Kolom B"), ())


def test_rows_of_one_cell_without_end_take_no_memory():
    upload = open_upload(b"a;" * 800 + b"b\n" + b"x;1\n" + (b";" * 800 + b"1\n") * 20_000, "bestand.csv")
    header = find_header(upload, "bestand")
    tracemalloc.start()
    assert sum(1 for _ in data_rows(upload.rows("bestand"), header)) >= 19_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


def test_long_texts_are_not_remembered():
    rows = "".join(f"{number}{'x' * 30_000};1\n" for number in range(600))
    upload = open_upload(f"naam;waarde\n{rows}".encode(), "bestand.csv")
    header = find_header(upload, "bestand")
    tracemalloc.start()
    assert sum(1 for _ in data_rows(upload.rows("bestand"), header)) == 600
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_name_that_fills_a_page_is_cut_off():
    header, _, _ = table(f"code;{'x' * 5_000};{'x' * 5_000}\nGM0014;1,5;2,5\n")
    assert max(map(len, header.names)) < 210
    assert len(set(header.names)) == 3


def test_one_column_is_a_table_too():
    header, rows, notes = table("code\nGM0014\nGM0034\n")
    assert (header.names, rows, notes) == (("code",), [(2, ["GM0014"]), (3, ["GM0034"])], [])


def test_whoever_knows_better_says_where_the_header_begins_and_how_many_rows_it_has():
    text = "Cijfers;van;de GGD\ncode;naam;aandeel\nlang;kort;procent\nGM0014;Groningen;74,7\n"
    assert table(text)[0].rows == (1, 2, 3)
    assert table(text, begin=2)[0].names == ("code – lang", "naam – kort", "aandeel – procent")
    assert table(text, begin=2, count=1)[0] == Header((2,), 3, ("code", "naam", "aandeel"), ("Cijfers van de GGD",))
    assert table(text, count=0)[0].names == ("Kolom A", "Kolom B", "Kolom C")


@pytest.mark.parametrize("options", [{"count": 3}, {"begin": 9}, {"begin": 3, "count": 1}])
def test_a_header_without_anything_below_it_is_refused(options):
    with pytest.raises(SheetRefused, match="Onder de kop"):
        table("a;b\nc;1\nd;2\n", **options)


def test_a_table_of_a_header_alone_is_refused():
    with pytest.raises(SheetRefused, match="Onder de kop"):
        table("code;aandeel\n")


def test_a_cell_beyond_the_header_is_refused_as_a_decimal_comma_makes_it():
    with pytest.raises(SheetRefused) as caught:
        table("code,aandeel\nGM0014,22\nGM0034,15,3\n")
    assert (caught.value.row, caught.value.column) == (3, "C")
    assert str(caught.value).startswith("rij 3, kolom C: Deze")


def test_short_rows_are_filled_and_empty_cells_beyond_the_header_left_out():
    assert table("a;b;c\nd;1;2;;\ne;2\nf;1;3\n")[1] == [(2, ["d", "1", "2"]), (3, ["e", "2", ""]), (4, ["f", "1", "3"])]


def test_a_last_row_of_figures_is_no_note_whatever_it_begins_with():
    assert table("naam;aandeel;jaar\nAlmere;1,5;2024\n* Zwolle;2,5;2024\n")[1][-1] == (3, ["* Zwolle", "2,5", "2024"])


def test_a_workbook_is_read_as_a_table():
    header, rows, notes = table(workbook_of(["Gemeente", "Jaar", "Aandeel"], ["Almere", 2024, 72.6], ["Bron: GGD"]))
    assert header.names == ("Gemeente", "Jaar", "Aandeel")
    assert rows == [(2, ["Almere", "2024", "72.6"])]
    assert [row.number for row in notes] == [3]
