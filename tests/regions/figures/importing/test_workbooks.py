"""Workbooks with figures, and files that would do harm: what is read of them, and that the others change nothing."""

import pytest

from regions.figures import importing
from regions.figures.layouts import Column, Layout, Role
from regions.models import Figure
from tests.regions.figures.importing.conftest import counting, hand_in, processed, reasons, worked_on
from tests.sheets.files import changed, workbook, workbook_of

pytestmark = pytest.mark.django_db
ROWS = [["Gemeente", "Indicator", "Jaar", "Waarde"], ["Ridderkerk", "BEV04", 2024, 22.6]]


@pytest.fixture
def by(land):
    return land.cast.landelijk


def test_a_workbook_becomes_figures(land, by):
    processed(workbook_of(*ROWS, ["Goes", "BEV01", 2024, 39000]), by=by, name="cijfers.xlsx")
    assert counting() == {
        ("BEV04", "Ridderkerk", 2024, ""): (22.6, "gemeten"),
        ("BEV01", "Goes", 2024, ""): (39_000, "gemeten"),
    }


def test_merged_header_rows_are_joined(land, by):
    def fill(sheet, book):
        sheet.merge_range(0, 1, 0, 2, "Inwoners")
        sheet.write_row(1, 0, ["Gemeente", 2023, 2024])
        sheet.write_row(2, 0, ["Ridderkerk", 46000, 47000])

    batch = processed(workbook(fill), by=by, name="cijfers.xlsx")
    assert [column["indicator"] for column in batch.layout["columns"]] == ["", "BEV01", "BEV01"]
    assert {(year, value) for (_, _, year, _), (value, _) in counting().items()} == {(2023, 46_000), (2024, 47_000)}


@pytest.mark.parametrize(
    "cover", [[], ["Kerncijfers 2025"], ["Toelichting", "Bron: CBS", "Bewerkt door de GGD", "Juni"]]
)
def test_a_cover_before_the_figures_is_passed_over(land, by, cover):
    def fill(sheet, book):
        sheet.write_column(0, 0, cover)
        figures = book.add_worksheet("Per gemeente")
        for number, row in enumerate(ROWS):
            figures.write_row(number, 0, row)

    batch = hand_in(workbook(fill), by=by, name="cijfers.xlsx")
    assert (batch.state, batch.layout["sheet"]) == ("indelen", "Per gemeente")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a macro workbook", changed(workbook_of(*ROWS), {"xl/vbaProject.bin": b"x"}), "macro"),
        ("a zip bomb", changed(workbook_of(*ROWS), {"xl/media/image1.png": bytes(200_000_000)}), "uitgepakt te groot"),
        ("two million rows", b"a;1\n" * 2_000_000, "meer dan 300.000 rijen"),
    ],
    ids=["a macro workbook", "a zip bomb", "two million rows"],
)
def test_what_would_do_harm_is_refused_and_the_figures_stay(land, by, name, content, why):
    processed(workbook_of(*ROWS), by=by, name="cijfers.xlsx")
    before = counting()
    batch = hand_in(content, by=by, name="cijfers.xlsx", source="Een andere bron")
    if batch.state == "indelen":
        # Its first rows are a table; how many there are shows when all of them are read.
        columns = (Column("Kolom A", Role.GEBIED), Column("Kolom B", Role.WAARDE, "BEV04", 2024))
        layout = Layout(sheet="cijfers", columns=columns, header_rows=0)
        batch = worked_on(importing.lay_out(batch, by=by, layout=layout))
    assert batch.state == "geweigerd"
    assert any(why in reason for _, _, reason in reasons(batch))
    assert counting() == before
    assert Figure.objects.count() == 1
