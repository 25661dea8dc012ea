"""Files that are made, or that happen, to mislead: what they say twice, what they no longer say, and more than fits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from iza_portal.trail.models import Event
from regions import tasks
from regions.figures import importing, statements
from regions.figures.layouts import Column, Layout, Role
from regions.models import BatchState, Figure, FigureBatch, FigureSource
from tests.regions.figures.importing.conftest import (
    COLUMNS,
    FILE,
    counting,
    hand_in,
    processed,
    read,
    reasons,
    worked_on,
)
from tests.sheets.files import workbook, workbook_of

pytestmark = pytest.mark.django_db
LONG = "Gemeente;Indicator;Jaar;Waarde\n"


@pytest.fixture
def by(land):
    return land.cast.landelijk


def remember(by, **told):
    """Let the source “GGD” be known, with the columns of `LONG`."""
    layout = Layout(**{"sheet": "cijfers", "columns": COLUMNS, "notation": "dutch", **told})
    FigureSource.objects.create(organisation=by.hat, name="GGD", layout=layout.as_json())


@pytest.mark.parametrize(
    ("notation", "content"),
    [
        ("dutch", f"{LONG}Ridderkerk;BEV04;2024;22.6\nGoes;BEV04;2024;1.234\n"),
        ("english", f"{LONG}Ridderkerk;BEV01;2024;47.000\nGoes;BEV04;2024;21,5\n"),
        ("english", f"{LONG}Ridderkerk;BEV01;2024;47.000\n"),
        ("dutch", f"{LONG}Ridderkerk;BEV04;2024;1.234\n".replace(";", ",")),
    ],
    ids=["a decimal point", "a decimal comma", "semicolons part the cells", "commas part the cells"],
)
def test_numbers_that_are_written_otherwise_than_before_are_asked_about(land, by, notation, content):
    remember(by, notation=notation)
    batch = hand_in(content, by=by, source="GGD")
    assert (batch.state, batch.table["is_written_otherwise"]) == ("indelen", True)
    assert batch.layout["notation"] != notation
    assert [column["role"] for column in batch.layout["columns"]] == ["gebied", "indicator", "jaar", "waarde"]


@pytest.mark.parametrize(
    ("notation", "content"),
    [
        ("dutch", f"{LONG}Ridderkerk;BEV01;2024;47.000\n"),
        ("dutch", f"{LONG}Ridderkerk;BEV01;2024;47.000\n".replace(";", "\t")),
        ("english", f"{LONG}Ridderkerk;BEV01;2024;47000\n"),
        ("english", f"{LONG}Ridderkerk;BEV04;2024;1.234\nGoes;BEV04;2024;22.6\n"),
        ("ambiguous", FILE),
    ],
)
def test_numbers_that_can_be_written_as_before_are_read_so(land, by, notation, content):
    remember(by, notation=notation)
    assert hand_in(content, by=by, source="GGD").state == "gelezen"


def test_a_source_keeps_its_sheet_and_its_header(land, by):
    def fill(sheet, book):
        sheet.write_row(0, 0, ["Alleen een toelichting", "met tekst", "en tekst"])
        sheet.write_row(1, 0, ["a", "b", "c"])
        table = book.add_worksheet("Tabel")
        table.write_row(0, 0, ["Code", "Nr", "Zomaar", "Nog iets"])
        table.write_row(1, 0, ["Gemeente", "Indicator", "Jaar", "Waarde"])
        table.write_row(2, 0, ["Ridderkerk", "BEV04", 2024, 22.6])

    remember(by, sheet="Tabel", header_row=2, header_rows=1)
    batch = hand_in(workbook(fill), by=by, source="GGD", name="cijfers.xlsx")
    assert (batch.state, batch.preview["new"]) == ("gelezen", 1)


def test_a_header_that_is_no_longer_where_it_was_is_looked_for(land, by):
    remember(by, header_row=80)
    assert hand_in(FILE, by=by, source="GGD").preview["new"] == 2


def test_a_column_and_a_row_that_tell_another_year_are_refused(land, by):
    columns = (Column("Gemeente", Role.GEBIED), Column("Jaar", Role.JAAR), Column("A", Role.WAARDE, "BEV04", 2024))
    layout = Layout(sheet="cijfers", columns=columns)
    content = "Gemeente;Jaar;A\nRidderkerk;2024;20\nGoes;2019;21\n"
    assert reasons(read(content, by=by, layout=layout)) == [
        (3, "A", "Deze kolom is van 2024, maar in de rij staat het jaar 2019.")
    ]


@pytest.mark.parametrize("municipality", ["Bernisse", "GM0568"])
def test_a_sum_of_which_the_source_lacks_a_part_is_no_figure_and_no_mistake(land, by, municipality):
    rows = (
        f"Spijkenisse;BEV01;2014;72.000\n{municipality};BEV01;2014;.\nZevenaar;BEV01;2017;.\nGoes;BEV01;2014;37.000\n"
    )
    batch = processed(LONG + rows, by=by)
    assert (batch.preview["missing"], batch.preview["merged"]) == (3, [])
    assert list(counting()) == [("BEV01", "Goes", 2014, "")]


def test_an_empty_cell_of_a_merged_municipality_needs_no_year(land, by):
    processed(f"{LONG}Zevenaar;BEV01;2099;.\nRidderkerk;BEV01;2024;47000\n", by=by)
    assert list(counting()) == [("BEV01", "Ridderkerk", 2024, "")]


def test_a_municipality_by_its_old_names_and_its_new_one_is_one_figure_or_refused(land, by):
    old = f"{LONG}Spijkenisse;BEV01;2014;72000\nBernisse;BEV01;2014;12000\n"
    assert read(f"{old}Nissewaard;BEV01;2014;84000\n", by=by).preview["new"] == 1
    ((_, _, reason),) = reasons(read(f"{old}Nissewaard;BEV01;2014;84001\n", by=by))
    assert "rij 2 en 4" in reason


def test_a_number_and_a_text_that_look_alike_are_not_the_same_number(land, by):
    rows = (["Gemeente", "Indicator", "Jaar", "Waarde"], ["Ridderkerk", "BEV01", 2024, 1.234])
    content = workbook_of(*rows, ["Goes", "BEV01", 2024, "1.234"], ["Utrecht", "BEV01", 2024, "2.345,0"])
    processed(content, by=by, name="cijfers.xlsx")
    assert {area: value for (_, area, _, _), (value, _) in counting().items()} == {
        "Ridderkerk": 1.234,
        "Goes": 1_234,
        "Utrecht": 2_345,
    }


@pytest.mark.parametrize(("end", "row"), [("", 3), ("\n", None), ("\nBron: CBS", None)])
def test_a_last_row_of_which_nobody_knows_whether_it_is_whole_is_told(land, by, end, row):
    assert read(f"{LONG}Ridderkerk;BEV01;2024;47000\nGoes;BEV01;2024;3900{end}", by=by).preview["open_end"] == row


LAYOUT = Layout(sheet="cijfers", columns=COLUMNS, notation="dutch")


def test_more_areas_than_there_are_is_another_column(land, by, monkeypatch):
    monkeypatch.setattr(statements, "MOST_PLACES", 3)
    rows = "".join(f"Totaal {number};BEV01;2024;1\n" for number in range(4))
    ((row, column, reason),) = reasons(hand_in(LONG + rows, by=by, layout=LAYOUT))
    assert (row, column) == (5, "Gemeente")
    assert "Kies een andere kolom" in reason


def test_more_figures_of_merged_municipalities_than_fit_are_refused(land, by, monkeypatch):
    monkeypatch.setattr(statements, "MOST_HELD", 2)
    rows = "".join(f"Zevenaar;BEV01;{year};1\n" for year in (2020, 2021, 2022))
    ((row, column, reason),) = reasons(hand_in(LONG + rows, by=by, layout=LAYOUT))
    assert (row, column) == (4, "Waarde")
    assert "Verdeel het bestand" in reason


def test_texts_too_long_to_be_a_name_are_refused_shortened(land, by):
    rows = f"{'x' * 300};BEV01;2024;1\nGoes;{'y' * 300};2024;1\nGoes;BEV01;2024;{'z' * 300}\n"
    batch = hand_in(LONG + rows, by=by, layout=LAYOUT)
    assert [(row, column) for row, column, _ in reasons(batch)] == [(2, "Gemeente"), (3, "Indicator"), (4, "Waarde")]
    assert max(len(reason) for _, _, reason in reasons(batch)) < 150
    assert batch.preview["unknown_indicators"] == []


@pytest.mark.parametrize("scenario", ["a\tb", "a\nb", "a\\tb", "\\N"])
def test_a_scenario_in_a_cell_is_kept_as_it_is_read(land, by, scenario):
    content = f'Gemeente;Indicator;Jaar;Scenario;Waarde\nRidderkerk;BEV02;2035;"{scenario}";49000\n'
    processed(content, by=by)
    assert [told for _, _, _, told in counting()] == [" ".join(scenario.split())]


def test_a_file_that_nobody_processes_goes_after_a_month(land, by):
    kept = processed(FILE, by=by)
    ready = read(FILE.replace("47000", "48000"), by=by)
    waiting = hand_in(FILE, by=by, layout=replace(LAYOUT, columns=LAYOUT.columns[:3]))
    long_ago = timezone.now() - timedelta(days=importing.UNPROCESSED_KEPT_FOR, hours=1)
    FigureBatch.objects.exclude(pk=waiting.pk).update(requested_at=long_ago)
    tasks.discard_unprocessed_files()
    assert set(FigureBatch.objects.all()) == {kept, waiting}
    assert Figure.objects.filter(batch=kept).count() == 2
    event = Event.objects.get(verb="cijfers.weggegooid")
    assert (event.actor, event.subject_id) == (None, ready.pk)


def test_a_file_that_a_worker_has_does_not_go(land, by):
    batch = importing.hand_in_file(
        FILE.encode(), "a.csv", by=by, region=None, source="GGD", peildatum=timezone.localdate(), certainty="aangenomen"
    )
    FigureBatch.objects.update(requested_at=timezone.now() - timedelta(days=90))
    tasks.discard_unprocessed_files()
    assert FigureBatch.objects.get() == batch


def test_whoever_works_on_a_file_that_a_colleague_threw_away_is_told(land, by):
    batch = read(FILE, by=by)
    importing.discard(FigureBatch.objects.get(pk=batch.pk), by=by)
    acts = (
        lambda: importing.start_processing(batch, by=by),
        lambda: importing.lay_out(batch, by=by, layout=LAYOUT),
        lambda: importing.try_again(batch, by=by),
        lambda: importing.discard(batch, by=by),
    )
    for act in acts:
        with pytest.raises(ValidationError, match="intussen weggegooid"):
            act()


def test_a_layout_that_was_told_while_the_file_was_processed_is_refused(land, by):
    batch = importing.start_processing(read(FILE, by=by), by=by)
    with pytest.raises(ValidationError, match="Dit kan niet meer"):
        importing.lay_out(batch, by=by, layout=LAYOUT)
    assert worked_on(batch).state == BatchState.VERWERKT


@pytest.mark.parametrize(
    ("columns", "content", "asks"),
    [
        ((Column("Gemeente", Role.GEBIED), Column("65+", Role.WAARDE, "BEV04", 2023)), "Gemeente;65+", True),
        ((Column("Gemeente", Role.GEBIED), Column("65+ 2023", Role.WAARDE, "BEV04", 2023)), "Gemeente;65+ 2023", False),
    ],
    ids=["typed by hand", "in the header"],
)
def test_a_year_that_somebody_typed_is_asked_again_since_the_next_file_is_of_the_next_year(
    land, by, columns, content, asks
):
    remember(by, columns=columns)
    batch = hand_in(f"{content}\nRidderkerk;22,6\n", by=by, source="GGD")
    assert (batch.state, batch.table["has_typed_years"]) == (("indelen", True) if asks else ("gelezen", False))
    assert [column["year"] for column in batch.layout["columns"]] == [None, 2023]
