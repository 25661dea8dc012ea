"""Areas are known by the codes and the names that people and their programs write."""

from datetime import date

import pytest

from regions.figures.places import AreaKind, Places, UnknownPlace
from tests.factories import RegionFactory

TODAY = date(2026, 11, 26)


@pytest.fixture
def places(land):
    return Places(None, TODAY)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *((code, "Ridderkerk") for code in ("GM0597", "GM597", "gm0597", "597", "0597")),
        *((name, "Ridderkerk") for name in ("Ridderkerk", "RIDDERKERK", "Gemeente Ridderkerk", "Gem. Ridderkerk")),
        *((name, "Ridderkerk") for name in ("Ridderkerk (gemeente)", "ridderkerk (gem.)", " Ridderkerk ")),
        *((name, "'s-Gravenhage") for name in ("'s-Gravenhage", "’s-Gravenhage", "s-Gravenhage", "Den Haag")),
        ("'s-Gravenhage (gemeente)", "'s-Gravenhage"),
        *((name, "Súdwest-Fryslân") for name in ("Súdwest-Fryslân", "Sudwest-Fryslan", "SUDWEST FRYSLÂN")),
        *((name, "Bergen (NH.)") for name in ("Bergen (NH.)", "Bergen (NH)", "Bergen NH", "Bergen (Noord-Holland)")),
        *((name, "Bergen (L.)") for name in ("Bergen (L.)", "Bergen L", "GM0893")),
        *(
            (name, "Nuenen, Gerwen en Nederwetten")
            for name in ("Nuenen", "Nuenen c.a.", "Nuenen, Gerwen en Nederwetten")
        ),
        ("Utrecht (gemeente)", "Utrecht"),
    ],
)
def test_a_municipality_is_known_however_it_is_written(places, written, name):
    place = places.find(written)
    assert (place.kind, place.name) == (AreaKind.GEMEENTE, name)


@pytest.mark.parametrize(
    ("written", "kind", "name"),
    [
        *((name, AreaKind.LAND, "Nederland") for name in ("Nederland", "NL00", "NL01", "NL", "Landelijk")),
        *((name, AreaKind.REGIO, "ZHE-BAR") for name in ("ZHE-BAR", "zhe-bar", "Regio ZHE-BAR")),
        ("ZK29", AreaKind.ZORGKANTOORREGIO, "Zuid-Hollandse Eilanden"),
        ("Zorgkantoorregio Zuid-Hollandse Eilanden", AreaKind.ZORGKANTOORREGIO, "Zuid-Hollandse Eilanden"),
        ("ZHE", AreaKind.ZORGKANTOORREGIO, "Zuid-Hollandse Eilanden"),
        ("Spijkenisse", AreaKind.VROEGER, "Nissewaard"),
        ("GM0612", AreaKind.VROEGER, "Nissewaard"),
        *(
            (name, AreaKind.TOTAAL, name)
            for name in (
                "Totaal",
                "PV28",
                "Utrecht (PV)",
                "GGD-regio Rotterdam",
                "CR29",
                "Noord-Holland",
                "Provincie Utrecht",
            )
        ),
    ],
)
def test_other_areas_are_known_and_totals_of_areas_that_nobody_knows(places, written, kind, name):
    place = places.find(written)
    assert (place.kind, place.name) == (kind, name)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("Riderkerk", "geen gemeente"),
        ("GM9999", "geen gemeente met de code"),
        ("Bergen", "Bergen (L.) en Bergen (NH.)"),
        ('=HYPERLINK("https://kwaad.example";"Ridderkerk")', "geen gemeente"),
        ("x" * 500, "x…"),
    ],
)
def test_what_is_no_area_is_said_so(places, written, why):
    with pytest.raises(UnknownPlace) as unknown:
        places.find(written)
    assert why in str(unknown.value)
    assert len(str(unknown.value)) < 200


def test_a_column_of_zorgkantoorregios_means_those_by_a_name_that_is_a_municipality_too(land):
    RegionFactory(name="Goes", slug="goes")
    places = Places(None, TODAY)
    assert places.find("Goes").kind == AreaKind.GEMEENTE
    assert places.find("Goes", AreaKind.REGIO).kind == AreaKind.REGIO


def test_only_areas_of_the_region_are_inside(land):
    places = Places(land.region, TODAY)
    inside = {name for name in ("Ridderkerk", "Spijkenisse", "ZHE-BAR", "ZK29") if places.find(name).is_inside}
    assert inside == {"Ridderkerk", "Spijkenisse", "ZHE-BAR", "ZK29"}
    assert not any(places.find(name).is_inside for name in ("Goes", "Zeeland", "Nederland", "Zevenaar"))
