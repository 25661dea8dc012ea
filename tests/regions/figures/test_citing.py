"""Figures that stand in texts: what is told of them when their source changes, and how they are found."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from iza_portal.texts.figures import Cited
from regions.figures.aggregating import aggregate
from regions.figures.citing import Figures
from regions.models import Figure
from tests.factories import AreaFigureFactory, FigureBatchFactory, FigureFactory, IndicatorFactory

REGION = "regio:zhe-bar"


@pytest.fixture
def ouderen(fill):
    """The share of people of 65 and older: 22,6% in the region in 2024, 20% in Ridderkerk."""
    indicator = IndicatorFactory(
        code="BEV04",
        label="Aandeel inwoners van 65 jaar en ouder (vergrijzing)",
        short_label="Inwoners van 65 jaar en ouder",
        theme="bevolking",
        phrase="is {} van de inwoners 65 jaar of ouder",
    )
    return fill({"Nissewaard": "23.4667", "Ridderkerk": "20", "Goes": "25"}, indicator, year=2024)


def cited(shown="22,6%", *, indicator="BEV04", place=REGION, year=2024, scenario="", follow="nieuwste"):
    return Cited(indicator, place, year, scenario, follow, shown)


def told(*figures):
    return Figures().tell(figures or [cited()])


def only(*figures):
    [each] = told(*figures)
    return each


def test_a_figure_that_stands_as_its_source_has_it(ouderen):
    assert only() == {
        "figure": cited()._asdict(),
        "label": "Inwoners van 65 jaar en ouder",
        "area": "ZHE-BAR",
        "when": "2024",
        "publisher": "CBS",
        "address": "/cijfers/BEV04/?regio=zhe-bar&jaar=2024",
        "sentence": "In ZHE-BAR is 22,6% van de inwoners 65 jaar of ouder.",
        "sources": [{"source": "CBS, tabel 85984NED", "peildatum": "2026-01-01", "certainty": "vastgesteld"}],
        "state": "geldig",
        "offers": [],
    }


def test_a_municipality_and_the_country_have_their_own_figure_and_source(ouderen, places):
    code = places.municipalities["Ridderkerk"].cbs_code
    of_place, of_country = told(cited("20,0%", place=code), cited("24,0%", place="nederland"))
    assert (of_place["area"], of_place["state"]) == ("Ridderkerk", "geldig")
    assert (of_country["area"], of_country["state"]) == ("Nederland", "geldig")
    assert of_place["sources"] == of_country["sources"] != []
    assert of_place["address"] == of_country["address"] == "/cijfers/BEV04/?jaar=2024"


def test_a_later_year_is_offered_to_what_follows_the_newest_and_not_to_what_is_of_its_year(ouderen, fill):
    fill({"Nissewaard": "24", "Ridderkerk": "20.4", "Goes": "25"}, ouderen, year=2026)
    follows, stays = told(cited(), cited(follow="jaar"))
    assert (follows["state"], stays["state"]) == ("geldig", "geldig")
    assert follows["offers"] == [
        {"why": "nieuwer", "year": 2026, "scenario": "", "shown": "23,1%", "when": "2026"},
    ]
    assert stays["offers"] == []


def test_a_corrected_value_of_the_same_year_is_offered_to_both(ouderen, places):
    Figure.objects.filter(indicator=ouderen, municipality=places.municipalities["Ridderkerk"]).update(is_current=False)
    FigureFactory(indicator=ouderen, municipality=places.municipalities["Ridderkerk"], value="24", year=2024)
    aggregate([ouderen.pk], today=timezone.localdate())
    for each in told(cited(), cited(follow="jaar")):
        assert each["state"] == "anders"
        assert each["offers"] == [
            {"why": "gecorrigeerd", "year": 2024, "scenario": "", "shown": "23,6%", "when": "2024"}
        ]
        assert {source["source"] for source in each["sources"]} == {"CBS, tabel 85984NED", "test"}


def test_a_figure_that_was_withdrawn_is_gone_and_the_last_there_is_is_offered(ouderen, fill):
    fill({"Nissewaard": "22", "Ridderkerk": "18", "Goes": "25"}, ouderen, year=2020)
    Figure.objects.filter(year=2024).update(is_current=False)
    aggregate([ouderen.pk], today=timezone.localdate())
    each = only()
    assert (each["state"], each["sentence"], each["sources"]) == ("weg", "", [])
    assert each["offers"] == [{"why": "laatste", "year": 2020, "scenario": "", "shown": "21,0%", "when": "2020"}]


def test_what_the_source_does_not_show_is_never_told(ouderen, places, fill):
    hidden = fill({"Ridderkerk": None}, IndicatorFactory(code="GEZ01"), year=2024)
    each = only(cited("12,0%", indicator=hidden.code, place=places.municipalities["Ridderkerk"].cbs_code))
    assert (each["state"], each["sentence"], each["offers"]) == ("verborgen", "", [])


def test_figures_that_are_not_processed_or_do_not_count_are_never_told(ouderen, places):
    waiting = FigureBatchFactory(applied_at=None, state="gelezen", preview={"new": 1})
    FigureFactory(batch=waiting, indicator=ouderen, region=places.region, year=2026, value="99", is_current=False)
    assert only()["offers"] == []
    assert "99" not in str(Figures().choices("BEV04", REGION))
    assert "99" not in str(Figures().search("65", REGION))


@pytest.mark.parametrize(
    "unknown", [{"indicator": "XYZ99"}, {"place": "regio:nergens"}, {"place": "GM9999"}, {"year": 1999}]
)
def test_what_does_not_exist_is_gone(ouderen, unknown):
    each = only(cited(**unknown))
    assert (each["state"], each["sentence"], each["sources"]) == ("weg", "", [])
    assert (each["address"] == "") == (unknown == {"indicator": "XYZ99"})


def test_a_prognosis_gives_way_to_what_was_measured(ouderen, places):
    AreaFigureFactory(
        indicator=ouderen, region=places.region, year=2030, scenario="scenario midden", status="prognose", value="27"
    )
    expected = cited("27,0%", year=2030, scenario="scenario midden")
    assert (only(expected)["state"], only(expected)["offers"]) == ("geldig", [])
    assert only(expected)["when"] == "2030, prognose (scenario midden)"
    assert only()["offers"] == []  # What is expected is no newer figure.
    AreaFigureFactory(indicator=ouderen, region=places.region, year=2030, value="26.5")
    assert [(each["why"], each["shown"], each["scenario"]) for each in only(expected)["offers"]] == [
        ("nieuwer", "26,5%", "")
    ]


@pytest.mark.parametrize(
    ("unit", "shown", "newer"),
    [
        ("%", "7,9%", "8,1%"),
        ("%", "7,9", "8,1"),
        ("per 1.000 inwoners", "7,9 per 1.000 inwoners", "8,1\N{NO-BREAK SPACE}per 1.000 inwoners"),
        ("per 1.000 inwoners", "7,9", "8,1"),
        ("euro", "€ 7,9", "€\N{NO-BREAK SPACE}8,1"),
        ("score", "7,9", "8,1"),
    ],
)
def test_a_newer_figure_is_written_as_the_older_was(fill, unit, shown, newer):
    indicator = fill({"Goes": "7.9"}, IndicatorFactory(unit=unit, decimals=1), year=2024)
    fill({"Goes": "8.1"}, indicator, year=2025)
    each = only(cited(shown, indicator=indicator.code, place="regio:zeeland"))
    assert (each["state"], each["offers"][0]["shown"]) == ("geldig", newer)


def test_a_stated_figure_of_a_region_has_its_own_source(ouderen, places):
    batch = FigureBatchFactory(source="GGD Rotterdam-Rijnmond", peildatum=date(2025, 9, 1), certainty="indicatief")
    FigureFactory(indicator=ouderen, region=places.region, value="22.6", year=2025, batch=batch)
    aggregate([ouderen.pk], today=timezone.localdate())
    assert only(cited(year=2025))["sources"] == [
        {"source": "GGD Rotterdam-Rijnmond", "peildatum": "2025-09-01", "certainty": "indicatief"}
    ]


def test_five_hundred_figures_are_told_in_as_many_questions_as_one(ouderen, places, fill):
    codes = [each.cbs_code for each in places.municipalities.values()]
    one = [cited(place=place) for place in (REGION, "nederland", codes[0])]
    for year in range(2000, 2024):
        fill({"Goes": "20", "Ridderkerk": "20", "Nissewaard": "21"}, ouderen, year=year)
    many = [
        cited(place=place, year=year, shown=shown)
        for place in (REGION, "regio:zeeland", "nederland", *codes)
        for year in range(2000, 2024)
        for shown in ("20,0%", "21,0%", "22,0%")
    ][:500]
    counts = []
    for figures in (one, many):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(told(*figures)) == len(figures)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_figures_are_found_by_words_an_area_and_a_year(ouderen, places, fill):
    fill({"Goes": "9"}, IndicatorFactory(code="GEZ02", label="Rokers", theme="leefstijl"))
    IndicatorFactory(code="GEZ03", label="Aandeel 65-plussers met een val", theme="gezondheid")
    book = Figures()
    assert [each["code"] for each in book.search("", REGION)["found"]] == ["BEV04", "GEZ03", "GEZ02"]
    found = book.search("65+ ridderkerk 2024", REGION)
    assert (found["place"], found["year"]) == (places.municipalities["Ridderkerk"].cbs_code, 2024)
    assert [(each["code"], each["latest"]) for each in found["found"]] == [("BEV04", "20,0% (2024)"), ("GEZ03", "")]
    assert [each["code"] for each in book.search("Leefstijl", REGION)["found"]] == ["GEZ02"]
    assert book.search("vergrijzing in Goes", REGION)["found"] == []  # Goes lies elsewhere.
    assert book.search("VERGRIJZING nederland", REGION)["place"] == "nederland"


def test_the_choices_are_the_region_its_municipalities_and_the_country_where_they_have_figures(ouderen, places, fill):
    fill({"Nissewaard": "21", "Ridderkerk": None, "Goes": "20"}, ouderen, year=2020)
    AreaFigureFactory(
        indicator=ouderen, region=places.region, year=2030, scenario="hoog", status="prognose", value="27"
    )
    choices = Figures().choices("BEV04", REGION)
    assert [place["name"] for place in choices["places"]] == ["ZHE-BAR", "Nissewaard", "Ridderkerk", "Nederland"]
    years = {place["name"]: [each["when"] for each in place["years"]] for place in choices["places"]}
    assert years["ZHE-BAR"] == ["2024", "2030, prognose (scenario hoog)"]
    assert years["Nissewaard"] == ["2024", "2020"]
    assert years["Ridderkerk"] == ["2024"]
    assert choices["places"][0]["years"][0]["shown"] == ["22,6%", "22,6"]
    assert Figures().choices("XYZ99", REGION) is None
