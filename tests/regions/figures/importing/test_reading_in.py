"""Files of figures as they come, messy and bad: what is read, what is refused with its place, and what then counts."""

import pytest

from regions.figures import importing
from regions.figures.layouts import Column, Layout, Role
from regions.models import AreaFigure, Figure, FigureSource
from tests.regions.figures.importing.conftest import (
    counting,
    hand_in,
    process,
    processed,
    read,
    reasons,
    withdrawn,
    worked_on,
)

pytestmark = pytest.mark.django_db
LONG = "Gemeente;Indicator;Jaar;Waarde\n"
WIDE = "cbs_code,name,inwoners_2024,aandeel_65plus_2024_pct\nGM0597,Ridderkerk,47000,22.6\nGM0664,Goes,39000,24.1\n"


@pytest.fixture
def by(land):
    return land.cast.landelijk


def test_a_long_file_becomes_figures_and_regions_follow(land, by):
    batch = processed(f"{LONG}Ridderkerk;BEV01;2024;47.000\nNissewaard;BEV01;2024;85.000\n", by=by)
    assert batch.state == "verwerkt"
    assert counting() == {
        ("BEV01", "Ridderkerk", 2024, ""): (47_000, "gemeten"),
        ("BEV01", "Nissewaard", 2024, ""): (85_000, "gemeten"),
    }
    assert AreaFigure.objects.get(region=land.region, year=2024).value == 132_000
    assert set(Figure.objects.values_list("batch", flat=True)) == {batch.pk}


def test_a_wide_file_is_understood_by_its_header(land, by):
    batch = hand_in(WIDE, by=by)
    told = {column["name"]: (column["role"], column["indicator"], column["year"]) for column in batch.layout["columns"]}
    assert told == {
        "cbs_code": ("gebied", "", None),
        "name": ("gebied", "", None),
        "inwoners_2024": ("waarde", "BEV01", 2024),
        "aandeel_65plus_2024_pct": ("waarde", "BEV04", 2024),
    }
    processed(WIDE, by=by)
    assert counting()["BEV04", "Goes", 2024, ""] == (24.1, "gemeten")


ROWS = "Ridderkerk;BEV01;2024;1.047.000\nGoes;BEV04;2024;22,6\n"
NOTATIONS = {
    "decimal commas, thousands points": f"{LONG}{ROWS}",
    "tabs": f"{LONG}{ROWS}".replace(";", "\t"),
    "a byte order mark": f"\ufeff{LONG}{ROWS}",
    "English numbers": f"{LONG}{ROWS}".translate(str.maketrans(".,", ",.")),
    "a title above and a note below": f"Cijfers van het CBS\n\n{LONG}{ROWS}Bron: CBS\n",
    "years as CBS writes them": f"{LONG}{ROWS}".replace("BEV01;2024", "BEV01;2024JJ00").replace("BEV04;2024", "BEV04;2024*"),
    "labels of indicators": f"{LONG}{ROWS}".replace("BEV01", "Inwoners").replace("BEV04", "inwoners van 65 jaar en ouder"),
    "signs of percent": f"{LONG}{ROWS}".replace("22,6", "22,6 %"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTATIONS)
def test_numbers_are_read_as_they_are_written(land, by, name):
    processed(NOTATIONS[name], by=by)
    assert counting() == {
        ("BEV01", "Ridderkerk", 2024, ""): (1_047_000, "gemeten"),
        ("BEV04", "Goes", 2024, ""): (22.6, "gemeten"),
    }


def test_windows_1252_is_read(land, by):
    processed(f"{LONG}Súdwest-Fryslân;BEV01;2024;90.000\n".encode("cp1252"), by=by)
    assert counting() == {("BEV01", "Súdwest-Fryslân", 2024, ""): (90_000, "gemeten")}


def test_signs_for_missing_and_suppressed_are_told_apart(land, by):
    rows = "".join(f"Ridderkerk;BEV04;{year};{sign}\n" for year, sign in enumerate((".", "-", "x", "<5", "12,5"), 2018))
    batch = processed(LONG + rows, by=by)
    assert (batch.preview["missing"], batch.preview["suppressed"]) == (2, 2)
    assert counting() == {
        ("BEV04", "Ridderkerk", 2020, ""): (None, "onderdrukt"),
        ("BEV04", "Ridderkerk", 2021, ""): (None, "onderdrukt"),
        ("BEV04", "Ridderkerk", 2022, ""): (12.5, "gemeten"),
    }


def test_totals_between_the_rows_are_left_out_and_told(land, by):
    areas = ("Ridderkerk", "Totaal", "GGD-regio Rotterdam", "Nederland", "ZHE-BAR")
    rows = "".join(f"{area};BEV01;2024;{number}000\n" for number, area in enumerate(areas, 1))
    batch = processed(LONG + rows, by=by)
    assert batch.preview["left_out"]["totalen"] == {"rows": 2, "names": ["GGD-regio Rotterdam", "Totaal"], "more": 0}
    assert {area for _, area, _, _ in counting()} == {"Ridderkerk", "Nederland", "ZHE-BAR"}


def test_a_line_between_the_rows_without_a_number_is_no_mistake(land, by):
    content = "Gemeente;Jaar;BEV01;BEV04\nDe eilanden;;;\nRidderkerk;2024;47000;22,6\n"
    assert processed(content, by=by).preview["new"] == 2


def test_municipalities_of_before_a_merger_are_added_up_when_all_are_there(land, by):
    batch = processed(f"{LONG}Spijkenisse;BEV01;2014;72.000\nBernisse;BEV01;2014;12.000\n", by=by)
    assert counting() == {("BEV01", "Nissewaard", 2014, ""): (84_000, "gemeten")}
    assert batch.preview["merged"] == [{"name": "Nissewaard", "of": ["Bernisse", "Spijkenisse"], "figures": 1}]


def test_a_municipality_that_kept_its_name_is_added_up_too(land, by):
    processed(f"{LONG}Zevenaar;BEV01;2017;32.000\nRijnwaarden;BEV01;2017;11.000\nZevenaar;BEV01;2024;45.000\n", by=by)
    assert counting() == {
        ("BEV01", "Zevenaar", 2017, ""): (43_000, "gemeten"),
        ("BEV01", "Zevenaar", 2024, ""): (45_000, "gemeten"),
    }


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Spijkenisse;BEV01;2014;72.000", "Om Nissewaard op te tellen is ook het cijfer van Bernisse nodig."),
        ("Spijkenisse;BEV04;2014;20", "niet op te tellen: lees het cijfer van Nissewaard zelf in"),
        ("Littenseradiel;BEV01;2014;10000", "niet bekend welk deel waarheen ging"),
    ],
)
def test_what_of_before_a_merger_cannot_be_added_up_is_refused_by_its_new_name(land, by, row, why):
    (refusal,) = reasons(read(f"{LONG}{row}\n", by=by))
    assert refusal[:2] == (2, "Waarde")
    assert why in refusal[2]
    assert "opgegaan in" in refusal[2]


def test_a_suppressed_part_suppresses_the_sum(land, by):
    processed(f"{LONG}Spijkenisse;BEV01;2014;72.000\nBernisse;BEV01;2014;x\n", by=by)
    assert counting() == {("BEV01", "Nissewaard", 2014, ""): (None, "onderdrukt")}


def test_prognoses_have_a_scenario_and_an_interval(land, by):
    content = (
        "Gemeente;Indicator;Jaar;Scenario;Waarde;Ondergrens;Bovengrens\n"
        "Ridderkerk;BEV02;2035;CBS 2025;49000;47000;51000\n"
        "Ridderkerk;BEV02;2035;Primos;48500;;\n"
        "Ridderkerk;BEV01;2024;;47000;;\n"
    )
    processed(content, by=by)
    assert counting() == {
        ("BEV02", "Ridderkerk", 2035, "CBS 2025"): (49_000, "prognose"),
        ("BEV02", "Ridderkerk", 2035, "Primos"): (48_500, "prognose"),
        ("BEV01", "Ridderkerk", 2024, ""): (47_000, "gemeten"),
    }
    figure = Figure.objects.get(scenario="CBS 2025")
    assert (figure.lower, figure.upper) == (47_000, 51_000)


BAD_ROWS = {
    "a percentage of 340": ("Ridderkerk;BEV04;2024;340", "Waarde", "340 kan niet"),
    "a year 20225": ("Ridderkerk;BEV04;20225;34", "Jaar", "“20225” is geen jaar"),
    "a measured year to come": ("Ridderkerk;BEV04;2099;34", "Jaar", "in de toekomst"),
    "a formula in a name": ("=1+1;BEV04;2024;34", "Gemeente", "“=1+1” is geen gemeente"),
    "a command in a name": ("=cmd|' /C calc'!A0;BEV04;2024;34", "Gemeente", "geen gemeente"),
    "an indicator that nobody knows": ("Ridderkerk;BEV99;2024;34", "Indicator", "geen indicator"),
    "a word for a number": ("Ridderkerk;BEV04;2024;veel", "Waarde", "“veel” is geen getal"),
    "no area": (";BEV04;2024;34", "Gemeente", "Hier staat geen gebied"),
    "no year": ("Ridderkerk;BEV04;;34", "Jaar", "Hier staat geen jaar"),
    "a municipality that two can be": ("Bergen;BEV04;2024;34", "Gemeente", "meer dan één gemeente"),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_refused_with_its_place_and_nothing_changes(land, by, name):
    row, column, why = BAD_ROWS[name]
    good = "Goes;BEV04;2024;20,1\n"
    processed(LONG + good, by=by)
    before = counting()
    batch = read(f"{LONG}Goes;BEV04;2024;25,0\n{row}\n", by=by)
    assert batch.state == "geweigerd"
    ((number, told, reason),) = reasons(batch)
    assert (number, told) == (3, column)
    assert why in reason
    with pytest.raises(Exception, match="kan nu niet worden verwerkt"):
        importing.start_processing(batch, by=by)
    assert counting() == before


def test_the_same_municipality_twice_with_different_values_is_refused_with_both_rows(land, by):
    batch = read(f"{LONG}Ridderkerk;BEV04;2024;20\nGoes;BEV04;2024;21\nGM0597;BEV04;2024;22\n", by=by)
    ((row, _, reason),) = reasons(batch)
    assert row == 4
    assert "rij 2 en 4" in reason
    assert "Ridderkerk in 2024" in reason


def test_the_same_municipality_twice_with_the_same_value_is_one_figure(land, by):
    processed(f"{LONG}Ridderkerk;BEV04;2024;20\nGM0597;BEV04;2024;20,0\n", by=by)
    assert len(counting()) == Figure.objects.count() == 1


def test_a_code_and_a_name_that_contradict_each_other_are_refused(land, by):
    columns = (
        Column("cbs_code", Role.GEBIED),
        Column("name", Role.GEBIED),
        Column("inwoners_2024", Role.WAARDE, "BEV01", 2024),
    )
    layout = Layout(sheet="cijfers", columns=columns)
    batch = read(WIDE.replace("GM0664,Goes", "GM0664,Utrecht"), by=by, layout=layout)
    ((row, column, reason),) = reasons(batch)
    assert (row, column) == (3, "name")
    assert "ander gebied" in reason


def test_a_value_outside_its_interval_is_refused(land, by):
    content = "Gemeente;Indicator;Jaar;Waarde;Ondergrens;Bovengrens\nRidderkerk;BEV04;2024;20;21;25\n"
    ((row, column, reason),) = reasons(read(content, by=by))
    assert (row, column, reason) == (2, "Waarde", "De waarde ligt niet tussen de ondergrens en de bovengrens.")


def test_a_file_that_stops_halfway_is_refused_with_its_row(land, by):
    batch = hand_in(f"{LONG}Ridderkerk;BEV04;2024;20\nGoes;BEV0", by=by)
    assert batch.state == "geweigerd"
    ((row, _, reason),) = reasons(batch)
    assert row == 3
    assert "stopt halverwege" in reason


@pytest.mark.parametrize(
    "content", [b"", b"   \n", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"PK\x03\x04kapot", b"<html></html>"]
)
def test_what_is_no_table_is_refused(land, by, content):
    batch = hand_in(content, by=by)
    assert batch.state == "geweigerd"
    assert len(reasons(batch)) == 1


def test_the_same_file_again_changes_nothing(land, by):
    content = f"{LONG}Ridderkerk;BEV01;2024;47.000\n"
    processed(content, by=by)
    again = read(content, by=by)
    assert (again.state, again.preview["unchanged"], again.brings_something) == ("gelezen", 1, False)
    with pytest.raises(Exception, match="Er is niets te verwerken"):
        importing.start_processing(again, by=by)
    assert Figure.objects.count() == 1


def test_the_preview_tells_new_changed_and_unchanged(land, by):
    processed(f"{LONG}Ridderkerk;BEV01;2023;46.000\nRidderkerk;BEV01;2024;47.000\n", by=by)
    batch = read(
        f"{LONG}Ridderkerk;BEV01;2022;45.000\nRidderkerk;BEV01;2023;46.500\nRidderkerk;BEV01;2024;47.000\n", by=by
    )
    assert [batch.preview[name] for name in ("new", "changed", "unchanged")] == [1, 1, 1]
    (change,) = batch.preview["changes"]
    assert (change["area"], change["year"], change["row"]) == ("Ridderkerk", 2023, 3)
    assert (float(change["old"]["value"]), float(change["new"]["value"])) == (46_000, 46_500)


def test_columns_are_remembered_for_a_source(land, by):
    content = "Plaats;Cijfer A 2024\nRidderkerk;22,6\n"
    batch = hand_in(content, by=by, source="GGD")
    layout = Layout(
        sheet="cijfers",
        columns=(Column("Plaats", Role.GEBIED), Column("Cijfer A 2024", Role.WAARDE, "BEV04", 2024)),
        notation="dutch",
    )
    batch = worked_on(importing.lay_out(batch, by=by, layout=layout))
    process(batch, by=by)
    again = hand_in("Plaats;Cijfer A 2024\nRidderkerk;23,1\n", by=by, source="GGD")
    assert (again.state, again.preview["changed"]) == ("gelezen", 1)


def test_a_changed_header_tells_what_is_new_and_gone_and_keeps_the_rest(land, by):
    FigureSource.objects.create(
        organisation=by.hat,
        name="GGD",
        layout=Layout(
            sheet="cijfers",
            columns=(
                Column("Plaats", Role.GEBIED),
                Column("Cijfer A", Role.WAARDE, "BEV04", 2024),
                Column("Cijfer B", Role.WAARDE, "GEZ01", 2024),
            ),
        ).as_json(),
    )
    batch = hand_in("Plaats;Cijfer A;Cijfer C\nRidderkerk;22,6;1\n", by=by, source="GGD")
    assert batch.state == "indelen"
    assert (batch.table["new"], batch.table["gone"]) == (["Cijfer C"], ["Cijfer B"])
    kept = {column["name"]: column["indicator"] for column in batch.layout["columns"]}
    assert kept["Cijfer A"] == "BEV04"


def test_an_indicator_that_nobody_knows_can_be_left_out_or_named(land, by):
    batch = read(f"{LONG}Ridderkerk;Vergrijzing;2024;22,6\nRidderkerk;Overlast;2024;4\n", by=by)
    assert batch.preview["unknown_indicators"] == ["Overlast", "Vergrijzing"]
    layout = Layout.from_json({**batch.layout, "words": {"Vergrijzing": "BEV04", "Overlast": ""}})
    batch = worked_on(importing.lay_out(batch, by=by, layout=layout))
    process(batch, by=by)
    assert counting() == {("BEV04", "Ridderkerk", 2024, ""): (22.6, "gemeten")}
    assert batch.preview["left_out"]["indicatoren"]["names"] == ["Overlast"]


def test_rows_of_other_areas_are_left_out_for_the_people_of_a_region(land):
    person = land.cast.ambtenaar
    content = f"{LONG}Ridderkerk;BEV01;2024;47000\nGoes;BEV01;2024;39000\nNederland;BEV01;2024;18000000\n"
    batch = processed(content, by=person, region=land.region)
    assert counting() == {("BEV01", "Ridderkerk", 2024, ""): (47_000, "gemeten")}
    assert batch.preview["left_out"]["buiten"] == {"rows": 2, "names": ["Goes", "Nederland"], "more": 0}


def test_a_figure_that_came_in_between_stops_processing_and_shows_the_new_preview(land, by):
    batch = read(f"{LONG}Ridderkerk;BEV01;2024;47000\n", by=by)
    processed(f"{LONG}Ridderkerk;BEV01;2024;46000\n", by=land.cast.ambtenaar, region=land.region)
    batch = process(batch, by=by)
    assert (batch.state, batch.preview["changed"]) == ("gelezen", 1)
    assert "is er iets veranderd" in batch.failure
    assert counting() == {("BEV01", "Ridderkerk", 2024, ""): (46_000, "gemeten")}
    assert process(batch, by=by).state == "verwerkt"


def test_withdrawing_brings_back_what_counted_before(land, by):
    first = processed(f"{LONG}Ridderkerk;BEV01;2024;46000\n", by=by)
    second = processed(f"{LONG}Ridderkerk;BEV01;2024;47000\nGoes;BEV01;2024;39000\n", by=by)
    second = withdrawn(second, by=by)
    assert second.state == "ingetrokken"
    assert counting() == {("BEV01", "Ridderkerk", 2024, ""): (46_000, "gemeten")}
    withdrawn(first, by=by)
    assert counting() == {}
    assert AreaFigure.objects.count() == 0


def test_withdrawing_asks_for_a_reason_and_is_done_once(land, by):
    batch = processed(f"{LONG}Ridderkerk;BEV01;2024;46000\n", by=by)
    with pytest.raises(Exception, match="Geef een reden"):
        importing.start_withdrawing(batch, by=by, reason=" ")
    batch = withdrawn(batch, by=by)
    at = batch.withdrawn_at
    assert importing.start_withdrawing(batch, by=by, reason="nog eens").withdrawn_at == at
