"""The pages of accounts: what they say, where they lead, what they refuse, and how often they ask the database."""

import re

import pytest
import time_machine

from funding.models import Indicatorwaarde, Sisaindicator, Verantwoording
from funding.sisa import accounting
from iza_portal.sheets.reading import open_upload
from tests.factories import SisaindicatorFactory
from tests.funding.sisa.accounts import AFTER, load_indicators, offered, settled, spend
from tests.funding.sisa.test_values import many_medeoverheden
from tests.queries import queries_of


@pytest.fixture
def account(spent):
    return accounting.open_account(spent.budget, 2026, by=spent.kassier)


def end_of(account):
    return Sisaindicator.objects.get(meaning="einde", is_between=False, regeling=account.budget.regeling)


def test_the_page_tells_each_value_and_leads_to_what_is_below_it(account, spent, sign_in):
    client = sign_in(spent.kassier)
    page = client.get(account.get_absolute_url()).text
    assert "H35/01" in page
    assert "Deze indicator is afgeleid." in page
    assert "€\N{NO-BREAK SPACE}250.000" in page
    assert "Ridderkerk besteedde geld en stelde dat nog niet vast" in page
    ways = re.findall(r'href="([^"]+/boekingen/[^"]+)"', page)
    assert len(ways) == 5
    below = [client.get(way.replace("&amp;", "&")).text for way in ways]
    assert any("Samen €\N{NO-BREAK SPACE}40.000,50." in each for each in below)
    papers = {way for each in below for way in re.findall(r'href="([^"]+/boekstukken/[^"#]+)', each)}
    assert papers
    assert {client.get(way).status_code for way in papers} == {200}


def test_an_account_is_begun_filled_in_offered_and_settled_without_scripts(spent, sign_in):
    with time_machine.travel(AFTER):
        settled(spent, municipality=spent.ridderkerk)
        kassier, bestuurder = sign_in(spent.kassier), sign_in(spent.bestuurder_nissewaard)
        begun = kassier.post(f"/geld/budgetten/{spent.budget.pk}/verantwoording/openen/", {"year": "2026"})
        place = begun["Location"]
        account = Verantwoording.objects.get(municipality=None)
        answers = {"version": 1, f"w{end_of(account).pk}-0": "nee"}
        assert kassier.post(f"{place}invullen/", answers)["Location"] == place
        assert kassier.post(f"{place}aanbieden/", {"version": 2})["Location"] == place
        assert bestuurder.get(place).text.count("Stel de verantwoording vast") == 1
        assert bestuurder.post(f"{place}vaststellen/", {"version": 3})["Location"] == place
        page = kassier.get(place).text
    assert "Het boekjaar 2026 is gesloten" in page
    account.refresh_from_db()
    assert account.sha256 in page


def test_what_is_in_the_way_of_offering_is_said_on_the_page(account, spent, sign_in):
    client = sign_in(spent.kassier)
    assert "Bied aan voor vaststelling" not in client.get(account.get_absolute_url()).text
    answer = client.post(f"{account.get_absolute_url()}aanbieden/", {"version": 1})
    assert answer.status_code == 422
    assert "nog niet voorbij" in answer.text
    assert "Dit gaat nog niet goed" in answer.text


def test_an_older_page_settles_nothing(spent, sign_in):
    with time_machine.travel(AFTER):
        settled(spent, municipality=spent.ridderkerk)
        account = offered(spent)
        client = sign_in(spent.bestuurder_nissewaard)
        answer = client.post(f"{account.get_absolute_url()}vaststellen/", {"version": account.version - 1})
    assert answer.status_code == 422
    assert "wijzigde deze verantwoording intussen" in answer.text


def test_two_who_fill_in_at_once_lose_nothing_that_they_typed(account, spent, sign_in):
    field = f"w{end_of(account).pk}-0"
    sign_in(spent.kassier).post(f"{account.get_absolute_url()}invullen/", {"version": 1, field: "ja"})
    answer = sign_in(spent.tweede_kassier).post(f"{account.get_absolute_url()}invullen/", {"version": 1, field: "nee"})
    assert answer.status_code == 422
    assert "Dit is intussen gewijzigd" in answer.text
    assert '<option value="nee" selected>' in answer.text
    assert Indicatorwaarde.objects.get().value == "ja"


@pytest.mark.parametrize(("typed", "cents", "again"), [("1.000,50", "100050", "1.000,5"), ("-40,5", "-4050", "-40,5")])
def test_an_amount_that_is_filled_in_is_kept_as_cents(account, spent, sign_in, typed, cents, again):
    asked = SisaindicatorFactory(regeling=spent.spuk_iza, number="09", meaning="ingevuld", title="Anders besteed")
    place, field = f"{account.get_absolute_url()}invullen/", f"w{asked.pk}-0"
    client = sign_in(spent.kassier)
    for wrong in ("1,000,000", "1000000000000000", "1,005", "tien", "x" * 5000, "\x00"):
        answer = client.post(place, {"version": 1, field: wrong})
        assert answer.status_code == 422, wrong
    client.post(place, {"version": 1, field: typed})
    assert Indicatorwaarde.objects.get().value == cents
    assert f'value="{again}"' in client.get(place).text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("invullen/", {}),
        ("invullen/", {"version": "-1"}),
        ("invullen/", {"version": "9" * 30}),
        ("aanbieden/", {}),
        ("aanbieden/", {"version": "x"}),
    ],
)
def test_a_form_without_its_version_changes_nothing(account, spent, sign_in, path, data):
    answer = sign_in(spent.kassier).post(f"{account.get_absolute_url()}{path}", data)
    assert answer.status_code == 422
    account.refresh_from_db()
    assert (account.version, account.status) == (1, "concept")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"year": "abcd"},
        {"year": "٢٠٢٦"},
        {"year": "20266"},
        {"year": "2026", "municipality": "0"},
        {"year": "2026", "municipality": "9" * 30},
        {"year": "2026", "municipality": "x"},
    ],
)
def test_what_no_page_sends_opens_nothing(spent, sign_in, data):
    answer = sign_in(spent.kassier).post(f"/geld/budgetten/{spent.budget.pk}/verantwoording/openen/", data)
    assert answer.status_code == 404
    assert not Verantwoording.objects.exists()


def test_a_year_that_is_not_asked_is_refused_in_words(spent, sign_in):
    client = sign_in(spent.kassier)
    answer = client.post(f"/geld/budgetten/{spent.budget.pk}/verantwoording/openen/", {"year": "2022"}, follow=True)
    assert "Over 2022 vraagt SPUK IZA geen verantwoording" in answer.text


def test_posted_twice_an_account_is_there_once(spent, sign_in):
    client = sign_in(spent.kassier)
    places = {
        client.post(f"/geld/budgetten/{spent.budget.pk}/verantwoording/openen/", {"year": "2026"})["Location"]
        for _ in range(2)
    }
    assert len(places) == 1


def test_what_is_posted_is_not_got(account, spent, sign_in):
    client = sign_in(spent.kassier)
    for path in ("aanbieden/", "vaststellen/"):
        assert client.get(f"{account.get_absolute_url()}{path}").status_code == 405
    assert client.get(f"/geld/budgetten/{spent.budget.pk}/verantwoording/openen/").status_code == 405


def test_the_indicator_of_another_scheme_has_no_postings_here(account, spent, sign_in):
    client = sign_in(spent.kassier)
    other = Sisaindicator.objects.get(meaning="besteed", regeling=spent.brede_spuk)
    own = Sisaindicator.objects.get(meaning="besteed_medeoverheden", regeling=spent.spuk_iza)
    place = f"{account.get_absolute_url()}boekingen/"
    assert client.get(f"{place}{other.pk}/").status_code == 404
    assert client.get(f"{place}{end_of(account).pk}/").status_code == 404
    for asked in ("x", "9" * 30, "999999"):
        assert client.get(f"{place}{own.pk}/?gemeente={asked}").status_code == 404
    assert "geen boekingen" in client.get(f"{place}{own.pk}/?gemeente={spent.barendrecht.pk}").text


def test_of_the_brede_spuk_the_code_is_left_open_and_says_so(money, sign_in):
    load_indicators()
    client = sign_in(money.ambtenaar)
    page = client.get(f"/geld/budgetten/{money.brede.pk}/verantwoording/").text
    assert "De SiSa-code van deze regeling is niet gevonden" in page
    begun = client.post(f"/geld/budgetten/{money.brede.pk}/verantwoording/openen/", {"year": "2026"})
    assert "SiSa-code niet gevonden" in client.get(begun["Location"]).text


def test_a_scheme_without_indicators_explains_itself(money, sign_in):
    page = sign_in(money.kassier).get(f"/geld/budgetten/{money.budget.pk}/verantwoording/").text
    assert "zijn geen SiSa-indicatoren bekend" in page


def test_a_municipality_begins_its_own_account_and_no_other(spent, sign_in):
    page = sign_in(spent.ambtenaar).get(f"/geld/budgetten/{spent.budget.pk}/verantwoording/").text
    assert 'Begin<span class="visually-hidden"> de verantwoording van Ridderkerk over 2026' in page
    assert "de verantwoording van Nissewaard over 2026</span></button>" not in page


def test_everybody_sees_the_accounts_of_their_own_organisations(spent, sign_in):
    for person, said, not_said in [
        (spent.kassier, "SPUK IZA, ", "lokaal deel Ridderkerk"),
        (spent.ambtenaar, "lokaal deel Ridderkerk", "H35<"),
        (spent.bestuurder, "Brede SPUK, Ridderkerk", "H35<"),
    ]:
        page = sign_in(person).get("/geld/verantwoordingen/").text
        assert said in page
        assert not_said not in page
    assert "Hier komen de verantwoordingen" in sign_in(spent.buitenstaander).get("/geld/verantwoordingen/").text


def test_the_workbook_is_laid_out_as_the_annex(account, spent, sign_in):
    answer = sign_in(spent.kassier).get(f"{account.get_absolute_url()}xlsx/")
    upload = open_upload(answer.content, "download.xlsx")
    first, second = ([row.cells for row in upload.rows(name)] for name in upload.sheet_names)
    assert first[1][:4] == ["VWS", "H35", spent.spuk_iza.title, "Nissewaard"]
    assert [row[4] for row in first[2:5]] == ["Aard controle R", "Indicator: H35/01", "250000"]
    flat = [cell for row in first for cell in row]
    assert "40000.5" in flat
    assert "Ridderkerk" in flat
    assert "niet vastgesteld" in {row[0]: row[1] for row in second}["Stand"]


def test_pages_ask_the_database_as_often_with_many_medeoverheden_and_postings(account, spent, sign_in):
    client = sign_in(spent.kassier)
    besteed = Sisaindicator.objects.get(meaning="besteed", is_between=False, regeling=spent.spuk_iza)
    pages = [
        "/geld/verantwoordingen/",
        f"/geld/budgetten/{spent.budget.pk}/verantwoording/",
        account.get_absolute_url(),
        f"{account.get_absolute_url()}boekingen/{besteed.pk}/",
        f"{account.get_absolute_url()}invullen/",
    ]
    few = {page: len(queries_of(client, page)) for page in pages}
    many_medeoverheden(spent, 30)
    for _ in range(5):
        spend(spent, spent.activity, 100)
    for page in pages:
        assert len(queries_of(client, page)) == few[page], page
    assert {page: count for page, count in few.items() if count > 12} == {}


def test_postings_come_a_page_at_a_time(account, spent, sign_in, monkeypatch):
    monkeypatch.setattr("funding.views.verantwoordingen.ROWS_ON_A_PAGE", 2)
    for _ in range(3):
        spend(spent, spent.activity, 100)
    besteed = Sisaindicator.objects.get(meaning="besteed", is_between=False, regeling=spent.spuk_iza)
    page = sign_in(spent.kassier).get(f"{account.get_absolute_url()}boekingen/{besteed.pk}/?pagina=2").text
    assert "Pagina 2 van 2" in page
    assert "Samen €\N{NO-BREAK SPACE}250.003." in page


def test_giving_back_leads_to_a_concept_with_the_reason(spent, sign_in):
    with time_machine.travel(AFTER):
        account = offered(spent, municipality=spent.ridderkerk)
        client = sign_in(spent.bestuurder)
        place = f"{account.get_absolute_url()}teruggeven/"
        assert client.post(place, {"version": account.version, "reason": " "}).status_code == 422
        client.post(place, {"version": account.version, "reason": "De factuur van maart ontbreekt."})
        page = sign_in(spent.ambtenaar).get(account.get_absolute_url()).text
    assert "De factuur van maart ontbreekt." in page
