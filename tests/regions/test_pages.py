"""The public pages of regions and municipalities, on the real reference data."""

import re

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import transaction

from iza_portal.accounts.models import Organisation
from regions.models import Municipality, Region
from tests.queries import queries_of

PAGES = ["/", "/regios/", "/regios/zhe-bar/", "/gemeenten/", "/gemeenten/GM0597/", "/gegevens/"]


@pytest.fixture(scope="module")
def reference(django_db_setup, django_db_blocker):
    """The reference data, loaded once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def page(reference, db, client):
    """Answer a function that gives the text of a page, without its tags, as nobody in particular sees it."""

    def page(address, **query):
        answer = client.get(address, query)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]))

    return page


def test_the_home_page_shows_every_region_on_the_map_and_in_the_list(reference, db, client):
    text = client.get("/").text
    drawing, _, rest = text.partition("</svg>")
    for region in Region.objects.all():
        assert drawing.count(f'<a href="/regios/{region.slug}/"') == 1
        assert rest.count(f'<a href="/regios/{region.slug}/"') == 1
    assert "<title>ZHE-BAR: ZHE-BAR (Zuid-Hollandse Eilanden en BAR-gemeenten), 426.905 inwoners</title>" in drawing
    assert drawing.count('class="reconstructed"') == 4
    assert rest.count("(reconstructie)") == 4
    assert "style=" not in text


def test_the_list_of_regions_shows_who_leads(page):
    text = page("/regios/")
    assert "44 regio’s" in text
    assert "ZHE-BAR (Zuid-Hollandse Eilanden en BAR-gemeenten) Zuid-Holland 7 426.905 Nissewaard CZ" in text
    assert "Zoetermeer reconstructie Zuid-Holland 1 128.434 Zoetermeer CZ" in text
    assert "Twente Overijssel 14 640.806 Openbaar Lichaam SamenTwente Menzis" in text
    assert text.index("Zeeland") < text.index("ZHE-BAR")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"zoek": "ridderkerk"}, {"zhe-bar"}),
        ({"zoek": "MVS"}, {"mvs"}),
        ({"zoek": "NH-Noord"}, {"noord-holland-noord"}),
        ({"provincie": "Flevoland"}, {"flevoland", "noord-veluwe"}),
        ({"zorgkantoor": "Zorgkantoor DSW"}, {"dwo", "mvs"}),
        ({"zorgkantoor": "Zorgkantoor Salland"}, {"midden-ijssel"}),
        ({"verzekeraar": "DSW", "zoek": "westland"}, {"dwo"}),
        ({"verzekeraar": "ONVZ"}, set()),
        ({"zoek": "x" * 1000}, set()),
        ({"zoek": "100%"}, set()),
    ],
)
def test_regions_are_found(reference, db, client, query, found):
    for name in ("zorgkantoor", "verzekeraar"):
        if name in query:
            kind = "zorgkantoor" if name == "zorgkantoor" else "zorgverzekeraar"
            query = query | {name: Organisation.objects.get(kind=kind, name=query[name]).pk}
    answer = client.get("/regios/", query)
    assert {region.slug for region in answer.context["listing"].regions} == found
    assert found or "Geen regio past bij wat u zoekt." in answer.text


@pytest.mark.parametrize(
    "query", ["zoek=%00", "provincie=Atlantis", "zorgkantoor=abc", "verzekeraar=999999999999999999999"]
)
@pytest.mark.parametrize("address", ["/regios/", "/gemeenten/"])
def test_a_filter_that_makes_no_sense_does_no_harm(reference, db, client, address, query):
    assert client.get(f"{address}?{query}&pagina=zoveel").status_code == 200


def test_a_region_tells_what_it_is(page):
    text = page("/regios/zhe-bar/")
    assert "7 gemeenten met samen 426.905 inwoners werken in deze regio samen, met CZ als marktleider" in text
    assert "Mandaathouder (kassier) Gemeente Nissewaard" in text
    assert "CZ aangenomen" in text
    assert "Marktleider 2 nog niet bekend" in text
    assert "2026 € 3.674.551" in text
    assert "Zuid-Hollandse Eilanden, Zorgkantoor CZ" in text
    assert "Van deze regio is hier nog geen regioplan gepubliceerd." in text
    assert "reconstructie" not in text


def test_a_reconstruction_is_never_sold_as_official(page):
    text = page("/regios/alblasserwaard/")
    assert "Deze regio is een reconstructie" in text
    assert "Dit bedrag is voor de hele mandaatregio: de regeling verdeelt het niet verder." in text
    assert "Voor mandaatregio Waardenland, aan Gemeente Dordrecht" in text
    assert "Reconstructie , peildatum 22 november 2026" in text


def test_wageningen_is_told_at_both_regions(page):
    assert "Wageningen 42.579 SPUK IZA, in de praktijk: Gelderse Vallei afgeleid" in page(
        "/regios/arnhem-centraal-gelderland/"
    )
    text = page("/regios/gelderse-vallei/")
    assert "6 gemeenten met samen 291.895 inwoners" in text
    assert "In de praktijk telt ook Wageningen mee (42.579 inwoners)" in text
    assert "Rhenen 20.235 Zorgkantoorregio (Wlz): Utrecht afgeleid" in text
    text = page("/gemeenten/GM0289/")
    assert "SPUK IZA, volgens de regeling Arnhem/Centraal Gelderland vastgesteld" in text
    assert "SPUK IZA, in de praktijk Gelderse Vallei afgeleid" in text


def test_a_municipality_tells_its_areas_and_money(page):
    text = page("/gemeenten/GM0034/")
    assert "Gemeente in Flevoland met 226.500 inwoners, in de regio Flevoland." in text
    assert "Zorgkantoorregio (Wlz) &#x27;t Gooi Zorgkantoor Zilveren Kruis afgeleid" in text
    assert "2025 € 3.478.172 2026 € 2.961.529" in text
    assert "Mandaathouder (kassier) in Flevoland" in text
    assert "CBS StatLine" in text


def test_municipalities_stand_in_dutch_order(reference, db):
    names = list(Municipality.objects.values_list("name", flat=True))
    assert names.index("Gouda") < names.index("'s-Gravenhage") < names.index("Groningen")
    assert names.index("Stichtse Vecht") < names.index("Súdwest-Fryslân") < names.index("Terneuzen")


def test_municipalities_are_found_and_paged(page):
    assert "342 gemeenten" in page("/gemeenten/")
    assert "Pagina 7 van 7" in page("/gemeenten/", pagina=99)
    assert "1 gemeente " in page("/gemeenten/", zoek="HERTOGEN")
    assert "7 gemeenten" in page("/gemeenten/", regio="zhe-bar")
    assert "Geen gemeente past bij wat u zoekt." in page("/gemeenten/", zoek="Atlantis")


def test_the_data_sets_tell_source_day_and_certainty(page):
    text = page("/gegevens/")
    assert "44 gegevens: 40 vastgesteld, 4 reconstructie." in text
    assert "1.027 gegevens: 669 vastgesteld, 343 afgeleid, 1 aangenomen, 14 reconstructie." in text
    assert "CBS StatLine, tabellen 85984NED (inwoners) en 85755NED (code en naam) 1 januari 2024 342" in text
    assert "CZ CZ risicodrager of merk ca. 3,8 mln (concern) 7119" in page("/gegevens/zorgverzekeraars/")
    assert "Zoetermeer samenwerkingsregio (VNG en ZN) Zoetermeer Reconstructie ." in page(
        "/gegevens/indelingen/", pagina=11
    )


@pytest.mark.parametrize(
    "address", ["/regios/atlantis/", "/gemeenten/GM9999/", "/gegevens/niets/", "/regios/atlantis/deelnemers/x/"]
)
def test_what_is_not_there_is_a_dutch_page_that_helps(reference, db, client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_asks_few_queries(reference, db, client, address):
    client.get(address)
    assert len(queries_of(client, address)) <= 6


@pytest.mark.parametrize(
    ("small", "large"),
    [
        ("/regios/zoetermeer/", "/regios/friesland/"),
        ("/regios/?zoek=ridderkerk", "/regios/?zoek=e"),
        ("/gemeenten/?zoek=ridderkerk", "/gemeenten/?zoek=e"),
        ("/gegevens/roaz-regios/", "/gegevens/indelingen/"),
    ],
)
def test_much_takes_as_many_queries_as_little(reference, db, client, small, large):
    first = queries_of(client, small)
    caches["fragments"].clear()
    assert len(first) == len(queries_of(client, large))
