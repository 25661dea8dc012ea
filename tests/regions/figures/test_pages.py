"""The pages of figures: one indicator on the map, one region by theme, and all of it to take along."""

import csv
import io
import re
import zipfile

import pytest
from django.core.cache import caches
from django.utils import timezone

from iza_portal.sheets.reading import open_upload
from regions.figures.aggregating import aggregate
from regions.models import FigureBatch, Indicator
from tests.factories import (
    FigureBatchFactory,
    FigureFactory,
    IndelingFactory,
    IndicatorFactory,
    MunicipalityFactory,
)
from tests.queries import queries_of

ALL = {"Nissewaard": "20", "Ridderkerk": "40", "Goes": "10"}


@pytest.fixture
def bev04(fill):
    """An indicator with figures of two years and a prognosis."""
    indicator = IndicatorFactory(code="BEV04", theme="bevolking", short_label="65-plussers")
    fill({"Nissewaard": "18", "Ridderkerk": "34", "Goes": "9"}, indicator, year=2022)
    fill(ALL, indicator)
    for scenario, value in (("laag", "30"), ("midden", "31")):
        fill(dict.fromkeys(ALL, value), indicator, year=2040, scenario=scenario, status="prognose")
    return indicator


@pytest.fixture
def text(client):
    """Answer a function that gives the words of a page, without its tags."""

    def text(address):
        answer = client.get(address)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2])).replace(" ,", ",")

    return text


def test_an_indicator_is_told_of_the_country_and_ranked(bev04, text):
    page = text("/cijfers/BEV04/")
    assert "In Nederland is 16,0% van de inwoners gezond. Het hoogst is het in ZHE-BAR (25,0%)" in page
    assert "1 ZHE-BAR 25,0% Nederland 16,0% 2 Zeeland 10,0%" in page
    assert "Van een regio en van Nederland: het gemiddelde van de gemeenten, gewogen naar inwoners." in page
    assert "2022 tot en met 2040 Vastgesteld, peildatum 1 januari 2026. Bron: CBS, tabel 85984NED" in page


def test_the_address_says_which_region_and_year_one_sees(bev04, client):
    answer = client.get("/cijfers/BEV04/?regio=zhe-bar&jaar=2022")
    assert "In ZHE-BAR is 22,0% van de inwoners gezond; landelijk is dat 14,2%." in answer.text
    assert '<option value="2022" selected>' in answer.text
    drawing = answer.text.partition("</svg>")[0]
    assert drawing.count('aria-current="true"') == 2  # The part of the portal, and the tile.
    assert '<a href="?regio=zhe-bar&amp;jaar=2022" class="chosen" aria-current="true">' in drawing
    assert "<title>ZHE-BAR: 22,0%, plaats 1 van 2</title>" in drawing
    assert 'fill="#08464b"' in drawing
    assert "style=" not in answer.text


def test_a_year_to_come_is_told_in_the_scenario_that_is_chosen(bev04, text):
    assert "Naar verwachting is in 2040 in ZHE-BAR 30,0% van de inwoners gezond (scenario laag)" in text(
        "/cijfers/BEV04/?regio=zhe-bar&jaar=2040&scenario=laag"
    )
    assert "(scenario midden)" in text("/cijfers/BEV04/?regio=zhe-bar&jaar=2040")


def test_the_scenario_that_is_chosen_is_drawn_told_and_kept_in_the_address_of_every_view(bev04, client):
    answer = client.get("/cijfers/BEV04/?regio=zhe-bar&jaar=2024&scenario=laag").text
    assert "Naar verwachting is het 30,0% in 2040 (scenario laag)." in answer
    assert '<a href="?regio=zeeland&amp;jaar=2024&amp;scenario=laag"' in answer


def test_the_country_is_listed_with_the_scenario_that_is_told_first(fill, text):
    indicator = IndicatorFactory(code="ARB05", theme="arbeidsmarkt")
    for scenario, value in (("hoog", "12"), ("midden", "11")):
        fill(dict.fromkeys(ALL, value), indicator, year=2032, scenario=scenario, status="prognose")
    assert re.search(r"11,0% +in 2032, prognose", text("/cijfers/"))


def test_a_page_says_of_how_many_regions_the_source_gives_the_figure(bev04, places, text):
    FigureFactory(indicator=bev04, region=places.region, value="26")
    aggregate([bev04.pk], today=timezone.localdate())
    says = "Van één regio geeft de bron het cijfer zelf; de andere zijn berekend."
    assert says in text("/cijfers/BEV04/")
    assert says not in text("/cijfers/BEV04/?jaar=2022")
    page = text("/cijfers/BEV04/?regio=zhe-bar")
    assert f"De bron geeft dit cijfer voor de regio zelf. {says}" in page


def test_an_estimate_is_one_on_every_page(fill, places, text):
    fill(ALL, IndicatorFactory(code="BEV04", theme="bevolking"), status="geschat")
    assert "ZHE-BAR 25,0 (schatting)" in text("/regios/zhe-bar/cijfers/bevolking/")
    assert "2024 (geschat)" in text("/regios/zhe-bar/cijfers/")
    assert "Van 2 regio’s is het een schatting." in text("/cijfers/BEV04/")
    assert "20,0% 2024 (schatting)" in text(places.municipalities["Nissewaard"].get_absolute_url())


def test_a_figure_of_one_region_alone_is_told_as_such(places, text):
    indicator = IndicatorFactory(code="ARB01")
    FigureFactory(indicator=indicator, region=places.region, value="4")
    aggregate([indicator.pk], today=timezone.localdate())
    page = text("/cijfers/ARB01/")
    assert "Alleen van één regio is er een cijfer. In ZHE-BAR is 4,0% van de inwoners gezond." in page
    assert "plaats 1 van 1" not in page


def test_a_figure_leads_to_the_files_it_comes_from(cast, sign_in):
    mine, other, national = (
        FigureBatchFactory(file_name=f"{name}.csv", region=region)
        for name, region in (("eigen", cast.region), ("zeeland", cast.other_region), ("landelijk", None))
    )
    withdrawn = FigureBatchFactory(file_name="eerder.csv")
    for batch, region in ((mine, cast.region), (other, cast.other_region), (national, None)):
        FigureFactory(indicator=cast.indicator, batch=batch, region=region)
    FigureFactory(indicator=cast.indicator, batch=withdrawn, is_current=False)
    FigureFactory(indicator=IndicatorFactory(), batch=FigureBatchFactory(file_name="iets anders.csv"))
    client = sign_in(cast.ambtenaar)
    address = "/cijfers/inlezen/?indicator=BEV04"
    assert f'href="{address}"' in client.get("/cijfers/BEV04/").text
    assert "/cijfers/inlezen/" not in sign_in(None).get("/cijfers/BEV04/").text
    assert set(re.findall(r">([a-z ]+\.csv)</a>", client.get(address).text)) == {"eigen.csv", "landelijk.csv"}
    assert "iets anders.csv" in client.get("/cijfers/inlezen/?indicator=%00").text
    rows = rows_of(client.get("/cijfers/BEV04/csv/").content)
    assert {row["Partij"] for row in rows} == {str(batch.pk) for batch in (mine, other, national)}


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("jaar=abc", "Van het jaar in dit adres zijn er geen cijfers. U ziet 2024."),
        ("jaar=2021", "U ziet 2022."),
        ("jaar=99999999999999999999", "U ziet 2024."),
        ("jaar=²", "U ziet 2024."),
        ("regio=x", "De regio in dit adres bestaat niet."),
        ("regio=%00&jaar=%00", "65-plussers"),
        ("scenario=x&jaar=2040", "Het scenario in dit adres is er niet. U ziet het scenario midden."),
    ],
)
def test_what_is_not_there_is_said_and_the_nearest_shown(bev04, text, query, says):
    assert says in text(f"/cijfers/BEV04/?{query}")


@pytest.mark.parametrize(
    "address",
    [
        "/cijfers/XXX99/", "/cijfers/XXX99/csv/", "/regios/zhe-bar/cijfers/onzin/", "/regios/zhe-bar/cijfers/onzin/csv/",
        "/regios/onzin/cijfers/", "/regios/onzin/cijfers/csv/",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(bev04, client, address):
    assert client.get(address).status_code == 404


def test_a_region_without_a_figure_stands_at_the_end_with_the_reason(places, fill, text):
    fill({"Nissewaard": "20", "Goes": "10"}, IndicatorFactory(code="GEZ01"))
    page = text("/cijfers/GEZ01/?regio=zhe-bar")
    assert "Van ZHE-BAR is er geen cijfer: van 1 van de 2 gemeenten is het bekend" in page
    assert "1 Zeeland 10,0% ZHE-BAR onvolledig" in page


def test_an_indicator_without_any_figure_says_so(places, text):
    IndicatorFactory(code="ARB01", figure_source="UWV")
    page = text("/cijfers/ARB01/")
    assert "Van dit onderwerp zijn er nog geen cijfers in het portaal. De bron is UWV." in page
    assert "CSV" not in page
    assert "Van ZHE-BAR is nog geen cijfer bekend." in text("/cijfers/ARB01/?regio=zhe-bar")


def test_what_is_known_per_municipality_alone_is_shown_of_the_chosen_region(fill, text):
    fill(ALL, IndicatorFactory(code="BEV13", aggregation="geen"))
    assert "Kies hierboven een regio om te zien wat er van haar gemeenten bekend is." in text("/cijfers/BEV13/")
    page = text("/cijfers/BEV13/?regio=zhe-bar")
    assert page.count("Dit cijfer is er per gemeente: van 20,0% in Nissewaard tot 40,0% in Ridderkerk.") == 1


def test_what_is_known_per_zorgkantoorregio_alone_is_listed(places, text):
    FigureFactory(
        indicator=IndicatorFactory(code="ZVW04"), zorgkantoorregio=places.region.zorgkantoorregio, value="12.3"
    )
    assert f"{places.region.zorgkantoorregio.name} 12,3%" in text("/cijfers/ZVW04/")


def test_the_list_says_of_what_there_are_figures(bev04, text):
    IndicatorFactory(short_label="Nog leeg", theme="bevolking")
    assert "65-plussers 16,0% in 2024 Nog zonder cijfers: Nog leeg" in text("/cijfers/")


def test_a_region_has_a_line_for_each_indicator_that_is_known(bev04, fill, text):
    IndicatorFactory(short_label="Nog leeg", theme="bevolking")
    fill(ALL, IndicatorFactory(aggregation="geen", theme="preventie", short_label="Klasse"))
    page = text("/regios/zhe-bar/cijfers/")
    assert "65-plussers 25,0% 16,0% 9,0 procentpunt hoger 2024" in page
    assert "Klasse Dit cijfer is er per gemeente: van 20,0% in Nissewaard tot 40,0% in Ridderkerk." in page
    assert "Nog leeg" not in page


def test_a_theme_has_a_block_for_each_indicator_and_names_the_others(bev04, text):
    IndicatorFactory(short_label="Nog leeg", theme="bevolking")
    page = text("/regios/zhe-bar/cijfers/bevolking/")
    assert "65-plussers 25,0% ZHE-BAR, 2024 In ZHE-BAR is 25,0% van de inwoners gezond; landelijk is dat 16,0%." in page
    assert "nog geen cijfers: Nog leeg" in page
    assert "Bron: CBS, tabel 85984NED" in page


def test_pages_without_figures_say_so(places, text):
    assert "Hier komen de cijfers te staan" in text("/cijfers/")
    assert "Van ZHE-BAR zijn er nog geen cijfers in het portaal." in text("/regios/zhe-bar/cijfers/")
    assert "Over dit thema zijn er van ZHE-BAR nog geen cijfers." in text("/regios/zhe-bar/cijfers/bevolking/")


def test_a_municipality_shows_its_own_last_figures(bev04, places, text):
    page = text(places.municipalities["Ridderkerk"].get_absolute_url())
    assert "65-plussers 40,0% 2024" in page
    assert "Bron: CBS, tabel 85984NED, peildatum 1 januari 2026." in page


def test_a_page_that_is_kept_is_made_anew_when_a_batch_comes_or_goes(bev04, places, text):
    assert "1 ZHE-BAR 25,0%" in text("/cijfers/BEV04/")
    Indicator.objects.filter(pk=bev04.pk).update(short_label="Anders")
    assert "65-plussers" in text("/cijfers/BEV04/").partition("Bevolking")[2]
    FigureBatch.objects.update(withdrawn_at="2026-11-26T10:00Z")
    assert "Anders" in text("/cijfers/BEV04/")


@pytest.mark.parametrize(
    "address",
    [
        "/cijfers/", "/cijfers/BEV04/", "/cijfers/BEV04/?regio=zhe-bar", "/regios/zhe-bar/cijfers/",
        "/regios/zhe-bar/cijfers/bevolking/", "/cijfers/BEV04/csv/", "/regios/zhe-bar/cijfers/bevolking/csv/",
    ],
)  # fmt: skip
def test_a_page_asks_as_often_with_thirty_as_with_one(bev04, fill, places, client, address):
    few = len(queries_of(client, address))
    for _ in range(30):
        municipality = MunicipalityFactory()
        IndelingFactory(municipality=municipality, region=places.region)
        FigureFactory(municipality=municipality, indicator=bev04)
        fill(ALL, IndicatorFactory(theme="bevolking"))
    caches["fragments"].clear()
    assert len(queries_of(client, address)) == few <= 12


def rows_of(content: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_an_indicator_is_taken_along_as_csv(bev04, fill, client):
    fill({"Goes": None}, bev04, year=2020)
    answer = client.get("/cijfers/BEV04/csv/")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cijfers-bev04.csv"'
    rows = {(row["Gebied"], row["Jaar"], row["Scenario"]): row for row in rows_of(answer.content)}
    areas = ["Nederland", "ZHE-BAR (Zuid-Hollandse Eilanden)", "Zeeland", "Nissewaard", "Ridderkerk", "Goes"]
    assert {area for area, *_ in rows} == set(areas)
    assert {key[1:] for key in rows if key[0] == "Ridderkerk"} == {
        ("2022", ""), ("2024", ""), ("2040", "laag"), ("2040", "midden"),
    }  # fmt: skip
    country = rows["Nederland", "2024", ""]
    assert (country["Soort gebied"], country["Waarde"], country["Soort cijfer"]) == ("land", "16", "gemeten")
    assert (country["Herkomst"], country["Gemeenten bekend"], country["Gemeenten"]) == (
        "gewogen naar inwoners",
        "3",
        "3",
    )
    place = rows["Goes", "2020", ""]
    assert (place["Waarde"], place["Soort cijfer"], place["Bron"]) == ("", "onderdrukt", "CBS, tabel 85984NED")
    assert (place["Peildatum"], place["Partij"]) == ("01-01-2026", str(FigureBatch.objects.get().pk))
    assert country["Partij"] == ""
    assert rows["Ridderkerk", "2040", "laag"]["Soort cijfer"] == "prognose"


def test_a_theme_of_a_region_is_taken_along_as_a_workbook(bev04, places, client):
    answer = client.get("/regios/zhe-bar/cijfers/bevolking/xlsx/")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cijfers-zhe-bar-bevolking.xlsx"'
    book = open_upload(answer.content, "cijfers.xlsx")
    headings, *rows = (row.cells for row in book.rows(book.sheet_names[0]))
    rows = [dict(zip(headings, row, strict=False)) for row in rows]
    assert {row["Gebied"] for row in rows} == {
        "Nederland", "ZHE-BAR (Zuid-Hollandse Eilanden)", "Nissewaard", "Ridderkerk",
    }  # fmt: skip
    place = next(row for row in rows if row["Gebied"] == "Ridderkerk" and row["Jaar"] == "2024")
    assert (place["Waarde"], place["Code"]) == ("40", "BEV04")
    assert "2026" in place["Peildatum"]
    assert "onderdrukt" in str(list(book.rows("Toelichting")))


def test_the_whole_region_is_taken_along(bev04, fill, client):
    fill(ALL, IndicatorFactory(code="PRE01", theme="preventie"))
    rows = rows_of(client.get("/regios/zhe-bar/cijfers/csv/").content)
    assert {row["Code"] for row in rows} == {"BEV04", "PRE01"}


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0"])
def test_no_cell_of_a_download_is_a_formula(places, client, name):
    indicator = IndicatorFactory(code="BEV04", short_label=name)
    batch = FigureBatchFactory(source=name)
    municipality = MunicipalityFactory(name=name)
    FigureFactory(indicator=indicator, batch=batch, municipality=municipality)
    (row,) = rows_of(client.get("/cijfers/BEV04/csv/").content)
    assert {row["Indicator"], row["Gebied"], row["Bron"]} == {f"'{name}"}
    with zipfile.ZipFile(io.BytesIO(client.get("/cijfers/BEV04/xlsx/").content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "'" + name not in sheet
