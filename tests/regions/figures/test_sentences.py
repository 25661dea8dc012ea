"""What a figure says in words, and what is said where there is none."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from regions.figures.looking_up import Known, Value
from regions.figures.sentences import development, how, read, sentence, sentence_of_the_country
from regions.models import Indicator, Region

REGION = Region(name="ZHE-BAR (Zuid-Hollandse Eilanden)")
DAY = date(2024, 1, 1)


def value(number, year=2024, scenario="", status="gemeten", **fields):
    return Value(year, scenario, status, None if number is None else Decimal(number), **fields)


def expected(number, year=2040, **fields):
    return value(number, year, "midden", "prognose", **fields)


def indicator(**fields):
    given = {"unit": "%", "decimals": 1, "aggregation": "gewogen", "denominator": "inwoners", "direction": "geen"}
    given["phrase"] = "is {} van de inwoners 65 jaar of ouder"
    return Indicator(**(given | fields))


def told(own=(), country=(), *, others=None, places=None, zorgkantoor=None, **fields):
    known = Known(indicator(**fields), list(own), list(country), others or {}, places or {}, zorgkantoor)
    return read(known, REGION)


def test_a_figure_stands_beside_that_of_the_country():
    reading = told([value("22.6")], [value("20.5")], others={str(number): value(str(number)) for number in range(43)})
    assert sentence(reading) == (
        "In ZHE-BAR is 22,6% van de inwoners 65 jaar of ouder; landelijk is dat 20,5%."
        " De regio staat daarmee op plaats 21 van 44, van hoog naar laag."
    )


def test_years_are_said_where_they_differ():
    reading = told([value("22.6")], [value("20.2", 2023)])
    assert sentence(reading) == (
        "In ZHE-BAR is 22,6% van de inwoners 65 jaar of ouder (2024); landelijk is dat 20,2% (2023)."
    )


def test_the_country_is_that_of_the_same_year():
    reading = told([value("22.6", 2022)], [value("20.2", 2022), value("20.5", 2024)])
    assert "landelijk is dat 20,2%." in sentence(reading)


def test_figures_that_are_shown_alike_share_a_rank():
    reading = told([value("22.61")], others={"Zeeland": value("22.64"), "Drenthe": value("24"), "Utrecht": value("1")})
    assert (reading.rank, reading.of) == (2, 4)


def test_a_number_says_its_part_of_the_country():
    fields = {"unit": "aantal", "decimals": 0, "aggregation": "som", "phrase": "wonen {} mensen"}
    reading = told([value(426905)], [value(17942942)], others={"Zeeland": value(1)}, **fields)
    assert sentence(reading) == (
        "In ZHE-BAR wonen 426.905 mensen; landelijk zijn dat er 17.942.942. Dat is 2,4% van het landelijke aantal."
    )


def test_an_estimate_is_called_one():
    assert sentence(told([value("22.6", status="geschat")])) == (
        "In ZHE-BAR is 22,6% van de inwoners 65 jaar of ouder (een schatting)."
    )


def test_a_prognosis_alone_is_told_with_its_scenario_and_interval():
    ahead = expected("25.1", lower=Decimal("24.0"), upper=Decimal("26.2"))
    reading = told([expected("24.0", 2030), ahead], [expected("23.0")])
    assert sentence(reading) == (
        "Naar verwachting is in 2040 in ZHE-BAR 25,1% van de inwoners 65 jaar of ouder"
        " (scenario midden, tussen 24,0% en 26,2%); landelijk is dat 23,0%."
    )
    assert development(reading) == "In 2040 is het naar verwachting 1,1\xa0procentpunt hoger dan in 2030 (24,0%)."


def test_expected_is_not_said_twice():
    fields = {"unit": "aantal", "decimals": 0, "aggregation": "som", "phrase": "wonen naar verwachting {} mensen"}
    assert sentence(told([expected(1000)], **fields)) == (
        "Naar verwachting wonen in 2040 in ZHE-BAR 1.000 mensen (scenario midden)."
    )


def test_the_development_is_told_with_what_is_expected():
    reading = told([value("78.9", 2012), value("74.7"), expected("70.0")])
    assert development(reading) == (
        "In 2024 is het 4,2\xa0procentpunt lager dan in 2012 (78,9%)."
        " Naar verwachting is het 70,0% in 2040 (scenario midden)."
    )
    assert development(told([value("78.9", 2012), value("78.9")])).startswith("In 2024 is het even hoog als in 2012")
    assert development(told([value("78.9")])) == ""
    assert development(told()) == ""


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ({}, "Van ZHE-BAR is nog geen cijfer bekend."),
        ({"country": [value("20.5")]}, "Van ZHE-BAR is nog geen cijfer bekend; landelijk is dat 20,5% (2024)."),
        (
            {"own": [value(None, known=4, expected=7)], "places": {"Ridderkerk": value("20")}},
            "Van ZHE-BAR is er geen cijfer: van 4 van de 7 gemeenten is het bekend.",
        ),
        (
            {"own": [value(None, status="onderdrukt")]},
            "De bron toont het cijfer van ZHE-BAR niet, omdat het over te weinig mensen gaat.",
        ),
        (
            {"places": {"Ridderkerk": value(None, status="onderdrukt")}},
            "De bron toont de cijfers van de gemeenten in ZHE-BAR niet, omdat ze over te weinig mensen gaan.",
        ),
        (
            {"aggregation": "geen", "places": {"Ridderkerk": value("20"), "Nissewaard": value("30")}},
            "Dit cijfer is er per gemeente: van 20,0% in Ridderkerk tot 30,0% in Nissewaard.",
        ),
        (
            {"aggregation": "geen", "places": {"Ridderkerk": value("20"), "Nissewaard": value("20")}},
            "In alle gemeenten is 20,0% van de inwoners 65 jaar of ouder.",
        ),
        (
            {"zorgkantoor": ("Zuid-Hollandse Eilanden", value("21")), "country": [value("20.5")]},
            "In zorgkantoorregio Zuid-Hollandse Eilanden is 21,0% van de inwoners 65 jaar of ouder; landelijk is dat 20,5%."
            " Van ZHE-BAR zelf is er geen cijfer.",
        ),
    ],
)
def test_what_is_not_known_is_said(known, says):
    assert sentence(told(**known)) == says


@pytest.mark.parametrize(
    ("fields", "own", "says"),
    [
        ({"aggregation": "som"}, {"method": "som", "known": 7, "expected": 7}, "Opgeteld uit 7 gemeenten."),
        ({"aggregation": "som"}, {"method": "som", "known": 1, "expected": 1}, "Opgeteld uit één gemeente."),
        ({}, {"method": "gegeven"}, "De bron geeft dit cijfer voor de regio zelf."),
        (
            {},
            {"method": "gewogen", "known": 6, "expected": 7},
            "Berekend uit 6 van de 7 gemeenten, gewogen naar inwoners op 1 januari 2024."
            " Van de andere is geen cijfer bekend.",
        ),
        (
            {"denominator": "huishoudens"},
            {"method": "gewogen", "known": 7, "expected": 7},
            "Berekend uit 7 gemeenten, gewogen naar inwoners op 1 januari 2024."
            " Dat is een benadering: de bron telt huishoudens.",
        ),
        (
            {"aggregation": "dichtheid"},
            {"method": "dichtheid", "known": 7, "expected": 7},
            "Berekend uit 7 gemeenten: alle inwoners samen, gedeeld door alle oppervlakte samen.",
        ),
    ],
)
def test_how_a_figure_came_about_is_said(fields, own, says):
    assert how(told([value("22.6", **own)], **fields), DAY) == says


def test_how_there_came_to_be_no_figure_is_said():
    assert "alleen een cijfer per gemeente" in how(told(aggregation="geen", places={"Goes": value(2)}), DAY)
    assert "ten minste 80% van de inwoners" in how(told([value(None, known=1, expected=2)]), DAY)
    assert "van elke gemeente" in how(told([value(None, known=1, expected=2)], aggregation="som"), DAY)
    assert "zorgkantoorregio Zeeland, waarin de meeste inwoners" in how(told(zorgkantoor=("Zeeland", value(1))), DAY)
    assert how(told(), DAY) == ""


def test_the_country_is_told_with_the_highest_and_the_lowest():
    regions = {"Zeeland": value("24.9"), "Utrecht": value("10.8")}
    assert sentence_of_the_country(indicator(), value("20.5"), regions) == (
        "In Nederland is 20,5% van de inwoners 65 jaar of ouder."
        " Het hoogst is het in Zeeland (24,9%), het laagst in Utrecht (10,8%)."
    )
    assert sentence_of_the_country(indicator(), None, {}) == "Hiervan is nog geen cijfer bekend."


def test_every_indicator_reads_as_a_sentence(db):
    call_command("load_reference", verbosity=0)
    for each in Indicator.objects.all():
        assert each.phrase.count("{}") == 1
        known = Known(each, [value("3.0"), expected("4.0")], [value("2.0")], {"Zeeland": value("1.0")})
        for text in (sentence(read(known, REGION)), development(read(known, REGION)), how(read(known, REGION), DAY)):
            assert re.fullmatch(r"[A-Z][^{}]+\.", text), each.code
            assert not re.search(r"  |\baantal \d|naar verwachting naar|\b(\w+) \1\b", text), (each.code, text)
