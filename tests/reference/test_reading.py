"""A file of reference data is right in every row, or refused with file, line, column and reason, and not loaded."""

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from iza_portal.reference.datasets import DataSet, FileRefusedError, data_sets
from iza_portal.reference.loading import load
from regions.models import Municipality, Region
from regions.reference_data import DATA_SETS
from tests.factories import MandaatregioFactory, ZorgkantoorregioFactory

HEADER = (
    "slug,name,short_name,province,mandaatregio,zorgkantoorregio,centroid_latitude,centroid_longitude,"
    "tile_column,tile_row,source,peildatum,certainty,certainty_note"
)
ZEELAND = "zeeland,Zeeland,Zeeland,Zeeland,zeeland,ZK27,51.452,3.834,0,7,bron,2025-10-18,vastgesteld,"
DRENTHE = "drenthe,Drenthe,Drenthe,Drenthe,drenthe,ZK06,52.862,6.619,8,1,bron,2025-10-18,vastgesteld,"


@pytest.fixture
def regions(db, tmp_path):
    """Answer a function that loads the given lines (or bytes) as the file of regions."""
    for slug in ("zeeland", "drenthe"):
        MandaatregioFactory(slug=slug)
    for code in ("ZK27", "ZK06"):
        ZorgkantoorregioFactory(code=code)
    (data_set,) = [data_set for data_set in DATA_SETS if data_set.slug == "regios"]
    path = tmp_path / "regions.csv"

    def load_lines(*lines):
        content = lines[0] if isinstance(lines[0], bytes) else "\n".join((*lines, "")).encode()
        path.write_bytes(content)
        return load(replace(data_set, path=path))

    return load_lines


def faults_of(refused) -> list[tuple]:
    return [(fault.line, fault.column, fault.reason) for fault in refused.value.faults]


def test_a_right_file_is_loaded(regions):
    outcome = regions(HEADER, ZEELAND, DRENTHE)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (2, 0, 0)
    assert list(Region.objects.values_list("slug", "mandaatregio__slug", "tile_row")) == [
        ("drenthe", "drenthe", 1),
        ("zeeland", "zeeland", 7),
    ]


@pytest.mark.parametrize(
    ("right", "wrong", "column", "reason"),
    [
        (",0,7,", ",nul,7,", "tile_column", "'nul' is not a whole number"),
        (",0,7,", ",0,７,", "tile_row", "'７' is not a whole number"),
        (",0,7,", ",0,1_0,", "tile_row", "'1_0' is not a whole number"),
        (",0,7,", ",0,99,", "tile_row", "99 is not between 0 and 20"),
        ("51.452", '"51,452"', "centroid_latitude", "'51,452' is not a number such as 52.003"),
        ("51.452", "5.452", "centroid_latitude", "5.452 is not between 50 and 54"),
        ("2025-10-18", "18-10-2025", "peildatum", "'18-10-2025' is not a day such as 2026-11-22"),
        ("2025-10-18", "2025-02-30", "peildatum", "'2025-02-30' is not a day such as 2026-11-22"),
        ("vastgesteld", "zeker", "certainty", "'zeker' is not one of vastgesteld, afgeleid, aangenomen"),
        (",bron,", ",,", "source", "is empty"),
        (",bron,", ", bron,", "source", "begins or ends with a space"),
        (",bron,", ",bron\x07,", "source", "holds a line break or another control character"),
        (",bron,", ',"bron\nbron",', "source", "holds a line break or another control character"),
        (",zeeland,", ",nergens,", "mandaatregio", "'nergens' is unknown: no mandaatregio has this slug"),
        (",ZK27,", ",ZK99,", "zorgkantoorregio", "'ZK99' is unknown: no zorgkantoorregio has this code"),
        ("zeeland,Z", "Zee land,Z", "slug", "'Zee land' does not match [a-z0-9-]+"),
        (",Zeeland,Zeeland,", ",Zeeland,Zeeland en meer,", "short_name", "has 15 characters, at most 14 fit"),
    ],
)
def test_a_broken_cell_is_refused(regions, right, wrong, column, reason):
    assert right in ZEELAND
    with pytest.raises(FileRefusedError) as refused:
        regions(HEADER, DRENTHE, ZEELAND.replace(right, wrong, 1))
    [(line, found_column, found_reason)] = faults_of(refused)
    assert (line, found_column) == (3, column)
    assert found_reason.startswith(reason)
    assert not Region.objects.exists()


def test_all_faults_of_a_file_are_told_at_once(regions):
    with pytest.raises(FileRefusedError) as refused:
        regions(HEADER, ZEELAND.replace(",0,7,", ",x,y,"), DRENTHE.replace("ZK06", "ZK00"), "drenthe,Drenthe")
    assert [fault[:2] for fault in faults_of(refused)] == [
        (2, "tile_column"),
        (2, "tile_row"),
        (3, "zorgkantoorregio"),
        (4, ""),
    ]
    assert "has 2 cells, the header has 14" in str(refused.value)


def test_a_line_break_in_a_cell_does_not_shift_the_lines_after_it(regions):
    with pytest.raises(FileRefusedError) as refused:
        regions(HEADER, ZEELAND.replace("bron", '"br\non"'), DRENTHE.replace("ZK06", "ZK00"))
    assert [fault[:2] for fault in faults_of(refused)] == [(2, "source"), (4, "zorgkantoorregio")]


def test_a_double_key_is_refused_with_both_lines(regions):
    with pytest.raises(FileRefusedError) as refused:
        regions(HEADER, ZEELAND, DRENTHE, DRENTHE.replace("drenthe,Drenthe,Drenthe", "drenthe,Anders,Anders"))
    assert faults_of(refused) == [
        (4, "slug", "is the same as on line 3"),
        (4, "tile_column, tile_row", "is the same as on line 3"),
    ]
    assert not Region.objects.exists()


def test_a_missing_and_an_extra_column_are_refused(regions):
    with pytest.raises(FileRefusedError) as refused:
        regions(HEADER.replace("tile_row", "tile_rij"), ZEELAND)
    assert faults_of(refused) == [(1, "tile_row", "is missing"), (1, "'tile_rij'", "is not expected here")]
    assert not Region.objects.exists()


def test_a_column_that_stands_twice_is_refused(regions):
    with pytest.raises(FileRefusedError) as refused:
        regions(f"{HEADER},slug", f"{ZEELAND},zeeland")
    assert faults_of(refused) == [(1, "slug", "stands in the header twice")]


def test_another_encoding_is_refused_where_it_shows(regions):
    lines = [HEADER, DRENTHE, ZEELAND.replace("bron", "coördinatie")]
    with pytest.raises(FileRefusedError) as refused:
        regions("\n".join(lines).encode("latin-1"))
    assert faults_of(refused) == [(3, "source", "is not UTF-8")]
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "is missing"),
        (HEADER.encode(), None, "holds no rows"),
        (b"\xef\xbb\xbf" + HEADER.encode(), 1, "begins with a byte order mark"),
        (f"{HEADER}\n{ZEELAND}\n".encode("utf-16"), 1, "is missing"),
        (f'{HEADER}\n"{ZEELAND}'.encode(), 2, "is not well-formed CSV"),
        (HEADER.replace(",", ";").encode(), 1, "is missing"),
    ],
)
def test_what_is_no_such_file_is_refused(regions, content, line, reason):
    with pytest.raises(FileRefusedError) as refused:
        regions(content)
    assert refused.value.faults[0].line == line
    assert refused.value.faults[0].reason.startswith(reason)


def test_a_file_that_is_not_there_is_refused(db, tmp_path):
    with pytest.raises(FileRefusedError, match="cannot be read: No such file"):
        load(replace(DATA_SETS[0], path=tmp_path / "none.csv"))


def test_a_row_that_went_from_the_file_is_refused(regions):
    regions(HEADER, ZEELAND, DRENTHE)
    with pytest.raises(FileRefusedError, match="lacks a row that the portal has: Drenthe"):
        regions(HEADER, ZEELAND.replace("Zeeland,Zeeland,Zeeland", "Zeeland!,Zeeland,Zeeland"))
    assert Region.objects.get(slug="zeeland").name == "Zeeland"


def test_what_the_database_refuses_is_a_refusal_of_the_file(regions):
    regions(HEADER, ZEELAND, DRENTHE)
    swapped = [ZEELAND.replace(",0,7,", ",8,1,"), DRENTHE.replace(",8,1,", ",0,7,")]
    with pytest.raises(FileRefusedError, match="region_tile_unique"):
        regions(HEADER, *swapped)


def test_a_changed_row_is_changed_and_counted(regions):
    regions(HEADER, ZEELAND, DRENTHE)
    outcome = regions(HEADER, ZEELAND.replace("51.452", "51.453"), DRENTHE)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 1, 1)
    assert str(Region.objects.get(slug="zeeland").centroid_latitude) == "51.453"


def test_the_command_stops_at_the_first_refused_file_and_says_what_was_loaded(db, tmp_path, monkeypatch, capsys):
    broken = tmp_path / "mandaatregios.csv"
    broken.write_text(DATA_SETS[1].path.read_text().replace("achterhoek,Achterhoek,1,", "achterhoek,Achterhoek,een,"))
    sets: list[DataSet] = [
        replace(entry, path=broken) if entry.slug == "mandaatregios" else entry for entry in data_sets()
    ]
    monkeypatch.setattr("iza_portal.reference.management.commands.load_reference.data_sets", lambda: sets)
    with pytest.raises(CommandError) as stopped:
        call_command("load_reference")
    message = str(stopped.value).splitlines()
    assert message[0] == f"{broken}, line 2, column legal_number: 'een' is not a whole number"
    assert message[1] == f"Nothing of {broken} was loaded."
    assert message[2] == "Loaded before it: regions/data/municipalities.csv."
    assert message[3].startswith("Not loaded: regions/data/zorgkantoorregios.csv, regions/data/regions.csv,")
    assert "regions/data/municipalities.csv: 342 new, 0 changed, 0 unchanged" in capsys.readouterr().out
    assert Municipality.objects.count() == 342
    assert not Region.objects.exists()
