"""What is told of an indicator in a region, as data: the same for the page, the dossier and an adopted edition."""

import json
import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from iza_portal.charts.drawing import draw
from regions.figures.aggregating import aggregate
from regions.figures.blocks import blocks, lines, sources_of
from regions.models import Indicator
from tests.factories import (
    FigureBatchFactory,
    FigureFactory,
    IndelingFactory,
    IndicatorFactory,
    MunicipalityFactory,
)

ALL = {"Nissewaard": "20", "Ridderkerk": "40", "Goes": "10"}


def block(places, indicator):
    (told,) = blocks(places.region, [indicator])
    return told


def numbers(text):
    """The figures in a drawing or a table, as they are written."""
    return set(re.findall(r"\d[\d.]*(?:,\d+)?", text))


def test_a_block_tells_the_region_its_places_and_the_country(places, fill):
    indicator = fill({"Nissewaard": "18", "Ridderkerk": "34", "Goes": "9"}, year=2022)
    fill(ALL, indicator)
    told = block(places, indicator)
    assert told["sentence"] == (
        "In ZHE-BAR is 25,0% van de inwoners gezond; landelijk is dat 16,0%."
        " De regio staat daarmee op plaats 1 van 2, van hoog naar laag."
    )
    assert told["development"] == "In 2024 is het 3,0\xa0procentpunt hoger dan in 2022 (22,0%)."
    assert told["how"] == "Berekend uit 2 gemeenten, gewogen naar inwoners op 1 januari 2026."
    assert told["latest"]["text"] == "25,0%"
    assert told["latest"]["gap"] == "9,0\xa0procentpunt hoger"
    assert told["trend"]["line"]["values"] == [[2022, 22.0], [2024, 25.0]]
    assert [(row["name"], row["value"]) for row in told["bars"]["rows"]] == [
        ("ZHE-BAR", 25.0), ("Ridderkerk", 40.0), ("Nissewaard", 20.0), ("Nederland", 16.0),
    ]  # fmt: skip
    assert [source.source for source in sources_of([told])] == ["CBS, tabel 85984NED"]
    assert not told["is_empty"]


def test_a_block_survives_being_kept(places, fill):
    told = block(places, fill(ALL))
    kept = json.loads(json.dumps(told))
    assert kept == told
    assert sources_of([kept]) == sources_of([told])


def test_the_tables_say_what_the_charts_draw(places, fill):
    indicator = fill(ALL)
    fill({name: f"{number + 1}.3" for number, name in enumerate(ALL)}, indicator, year=2020)
    fill(dict.fromkeys(ALL, "31"), indicator, year=2040, scenario="midden", status="prognose")
    told = block(places, indicator)
    in_tables = numbers(json.dumps([table["rows"] for table in told["tables"]], ensure_ascii=False))
    for kind in ("trend", "bars"):
        for row in told[kind].get("rows", []):
            assert f"{row['value']:.1f}".replace(".", ",") in in_tables
    for year, value, *_ in [*told["trend"]["line"]["values"], *told["trend"]["line"]["prognosis"]]:
        row = next(row for row in told["tables"][0]["rows"] if row[0].startswith(str(year)))
        assert row[1] == f"{value:.1f}".replace(".", ",")
    drawn = re.findall(r"(\d+,\d)%<", draw(told["bars"]))
    assert drawn
    assert set(drawn) <= in_tables


@pytest.mark.parametrize("template", ["figures/_block.html", "figures/dossier/block.html"])
def test_every_chart_of_a_block_has_a_title_and_its_figures_in_a_table(places, fill, template):
    indicator = fill(ALL)
    fill(dict.fromkeys(ALL, "31"), indicator, year=2040, scenario="midden", status="prognose")
    drawn = render_to_string(template, {"block": block(places, indicator), "region": places.region})
    assert drawn.count("<svg") == drawn.count("<title>") == 2
    assert drawn.count("<table") == 2
    assert "style=" not in drawn


def test_the_middle_scenario_is_told_and_the_others_stand_in_the_table(places, fill):
    indicator = fill(ALL)
    for scenario, value in (("hoog", "50"), ("laag", "30"), ("midden", "45")):
        fill(dict.fromkeys(ALL, value), indicator, year=2040, scenario=scenario, status="prognose")
    told = block(places, indicator)
    assert told["latest"]["year"] == 2024
    assert "Naar verwachting is het 45,0% in 2040 (scenario midden)." in told["development"]
    assert told["trend"]["line"]["prognosis"] == [[2040, 45.0, None, None]]
    assert [row[0] for row in told["tables"][0]["rows"]] == [
        "2024", "2040, scenario hoog", "2040, scenario laag", "2040, scenario midden",
    ]  # fmt: skip


def test_a_prognosis_alone_is_told(places, fill):
    indicator = fill(dict.fromkeys(ALL, "31"), year=2040, scenario="midden", status="prognose")
    told = block(places, indicator)
    assert told["sentence"].startswith("Naar verwachting is in 2040 in ZHE-BAR 31,0% van de inwoners gezond")
    assert (told["latest"]["rank"], told["latest"]["of"]) == (1, 2)
    assert told["bars"]


def test_only_suppressed_figures_are_told_as_that(places, fill):
    told = block(places, fill(dict.fromkeys(ALL)))
    assert told["sentence"].startswith("De bron toont de cijfers van de gemeenten in ZHE-BAR niet")
    assert (told["latest"], told["trend"], told["bars"], told["strip"]) == (None, None, None, None)
    assert ["Ridderkerk", "niet getoond"] in told["tables"][-1]["rows"]
    assert not told["is_empty"]


def test_a_municipality_without_a_figure_stands_among_the_others(places, fill):
    told = block(places, fill({"Nissewaard": "20", "Goes": "10"}))
    assert "van 1 van de 2 gemeenten is het bekend" in told["sentence"]
    assert ["Ridderkerk", "onbekend"] in told["tables"][-1]["rows"]
    assert {"name": "Ridderkerk", "value": None} in told["bars"]["rows"]


def test_an_indicator_of_which_nothing_is_known_is_empty(places):
    told = block(places, IndicatorFactory())
    assert told["is_empty"]
    assert told["sentence"] == "Van ZHE-BAR is nog geen cijfer bekend."
    assert (told["tables"], told["sources"], told["how"]) == ([], [], "")
    assert lines(places.region, Indicator.objects.all()) == []


def test_what_does_not_add_up_is_told_per_municipality(places, fill):
    told = block(places, fill(ALL, IndicatorFactory(aggregation="geen")))
    assert told["sentence"] == "Dit cijfer is er per gemeente: van 20,0% in Nissewaard tot 40,0% in Ridderkerk."
    assert [row["name"] for row in told["bars"]["rows"]] == ["Ridderkerk", "Nissewaard"]
    assert told["latest"] is None


def test_a_number_stands_beside_no_larger_area(places, fill):
    told = block(places, fill(ALL, IndicatorFactory(aggregation="som", unit="aantal", decimals=0)))
    assert [row["name"] for row in told["bars"]["rows"]] == ["Ridderkerk", "Nissewaard"]
    assert told["latest"]["gap"] == "85,7% van het landelijke aantal"


def test_the_zorgkantoorregio_is_told_by_name_where_there_is_nothing_else(places):
    indicator = IndicatorFactory()
    kantoor = places.region.zorgkantoorregio
    FigureFactory(indicator=indicator, zorgkantoorregio=kantoor, value="30")
    told = block(places, indicator)
    assert told["sentence"].startswith(f"In zorgkantoorregio {kantoor.name} is 30,0% van de inwoners gezond.")
    assert told["latest"]["is_substitute"]
    assert not told["is_empty"]


def test_a_figure_that_a_source_states_comes_before_one_that_is_computed(places, fill):
    indicator = fill(ALL)
    batch = FigureBatchFactory(source="Vektis", certainty="aangenomen", certainty_note="Geschat.")
    FigureFactory(batch=batch, indicator=indicator, region=places.region, value="33", status="geschat")
    aggregate([indicator.pk], today=timezone.localdate())
    told = block(places, indicator)
    assert told["how"] == "De bron geeft dit cijfer voor de regio zelf."
    assert "(een schatting)" in told["sentence"]
    assert {source.source for source in sources_of([told])} == {"CBS, tabel 85984NED", "Vektis"}


def test_a_difference_says_which_way_is_better_where_there_is_one(places, fill):
    lower, higher = (fill(ALL, IndicatorFactory(direction=direction)) for direction in ("lager", "hoger"))
    assert block(places, lower)["latest"]["gap"].endswith("hoger (ongunstiger)")
    assert block(places, higher)["latest"]["gap"].endswith("hoger (gunstiger)")


@pytest.mark.parametrize(("indicators", "municipalities"), [(1, 1), (30, 1), (1, 30)])
def test_blocks_take_four_questions_however_many(places, fill, indicators, municipalities):
    for _ in range(indicators):
        fill(ALL)
    for _ in range(municipalities):
        municipality = MunicipalityFactory()
        IndelingFactory(municipality=municipality, region=places.region)
        FigureFactory(municipality=municipality, indicator=Indicator.objects.first())
    chosen = list(Indicator.objects.all())
    with CaptureQueriesContext(connection) as captured:
        blocks(places.region, chosen)
    assert len(captured) == 4
