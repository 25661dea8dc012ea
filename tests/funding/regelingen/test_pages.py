"""The public pages about money: who sees what, how it is found and taken along."""

from datetime import date

import pytest

from funding.grootboek.posting import Row, post
from funding.models import Boeksoort, Budget, Eenheid, Handeling, Regelingfeit, Regelsoort
from funding.regelingen.facts import arrange, dated
from tests.factories import (
    MandaatregioFactory,
    MunicipalityFactory,
    OrganisationFactory,
    RegelingFactory,
    RegelingregelFactory,
    TransformatieplanFactory,
)
from tests.queries import queries_of


def page_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_sees_what_was_granted_and_nobody_outside_a_way_into_the_budget(money, client, sign_in):
    region = f"/geld/bedragen/regios/{money.mandaatregio.slug}/"
    page = page_of(client, region)
    assert "3.674.551" in page
    assert "Nissewaard" in page
    assert "Open het budget" not in page
    assert "Open het budget" not in page_of(sign_in(money.buitenstaander), region)
    assert f'href="/geld/budgetten/{money.budget.pk}/"' in page_of(sign_in(money.ambtenaar), region)
    municipality = f"/geld/bedragen/gemeenten/{money.ridderkerk.cbs_code}/"
    page = page_of(client, municipality)
    assert "500.000" in page
    assert region in page


def test_what_a_party_of_a_plan_keeps_is_not_told_as_what_was_granted_nationally(money, client):
    regeling = RegelingFactory(code="spuk-tm", receivers="plan")
    budget = Budget.objects.create(
        regeling=regeling, plan=TransformatieplanFactory(), holder=money.ambtenaar.active_memberships[0].organisation
    )
    post(
        budget,
        act=Handeling.BESCHIKKING,
        by=money.ambtenaar,
        on=date(2026, 1, 15),
        book_year=2026,
        rows=[Row(Boeksoort.VERLENING, 2026, 123_456_700)],
    )
    page = page_of(client, "/geld/")
    assert "1.234.567" not in page
    assert "staat per plan" in page
    page = page_of(client, "/geld/regelingen/spuk-tm/")
    assert "1.234.567" not in page
    assert "Wat een plan kreeg, staat bij dat plan." in page


def test_the_page_of_a_region_and_of_a_municipality_lead_to_their_money(money, client):
    assert f"/geld/bedragen/regios/{money.mandaatregio.slug}/" in page_of(client, money.region.get_absolute_url())
    assert f"/geld/bedragen/gemeenten/{money.ridderkerk.cbs_code}/" in page_of(
        client, money.ridderkerk.get_absolute_url()
    )


def test_who_works_somewhere_finds_the_own_budgets_on_the_front_page(money, client, sign_in):
    own = f'href="/geld/budgetten/{money.budget.pk}/"'
    assert own in page_of(sign_in(money.kassier), "/geld/")
    assert own not in page_of(sign_in(money.buitenstaander), "/geld/")
    assert "Uw geld" not in page_of(client, "/geld/")


def test_the_front_page_leads_to_the_accounts_of_the_own_organisations(money, client, sign_in):
    way = 'href="/geld/verantwoordingen/"'
    assert way in page_of(sign_in(money.kassier), "/geld/")
    assert way not in page_of(sign_in(money.portaalbeheerder), "/geld/")
    assert way not in page_of(client, "/geld/")


def test_a_region_is_found_by_its_name_and_by_its_municipalities(money, client):
    assert "3.674.551" in page_of(client, "/geld/bedragen/?regeling=spuk-iza&zoek=barendr")
    assert "3.674.551" in page_of(client, f"/geld/bedragen/?regeling=spuk-iza&zoek={money.mandaatregio.name}")
    assert "Geen ontvanger past" in page_of(client, "/geld/bedragen/?regeling=spuk-iza&zoek=Groningen")
    assert "500.000" in page_of(client, "/geld/bedragen/?regeling=brede-spuk&zoek=RIDDER")


@pytest.mark.parametrize("query", ["?pagina=999999", "?pagina=x"])
def test_a_page_that_is_not_there_is_the_last_or_the_first(money, client, query):
    assert "600.000" in page_of(client, f"/geld/bedragen/{query}")


@pytest.mark.parametrize("query", ["?regeling=bestaat-niet", "?zoek=%00", "?zoek=" + "a" * 5000])
def test_a_wish_that_cannot_be_shows_and_gives_nothing(money, client, query):
    answer = client.get(f"/geld/bedragen/{query}")
    page = answer.content.decode()
    assert (answer.status_code, "Dit gaat nog niet goed" in page, "600.000" in page) == (422, True, False)
    for form in ("csv/", "xlsx/"):
        answer = client.get(f"/geld/bedragen/{form}{query}")
        assert (answer.status_code, answer["Location"]) == (302, f"/geld/bedragen/{query}")


def test_the_amounts_are_taken_along_decision_by_decision_without_people(money, client):
    answer = client.get("/geld/bedragen/csv/?regeling=spuk-iza")
    text = answer.content.decode("utf-8-sig")
    assert "3674551" in text
    assert "kassier Nissewaard" not in text
    assert money.kassier.name not in text
    answer = client.get("/geld/bedragen/xlsx/?regeling=brede-spuk")
    assert answer.content.startswith(b"PK")
    assert 'filename="bedragen-brede-spuk.xlsx"' in answer["Content-Disposition"]


def test_addresses_that_are_none_are_not_there(money, client):
    for path in ("regelingen/niets/", "bedragen/regios/niets/", "bedragen/gemeenten/GM9999/"):
        assert client.get(f"/geld/{path}").status_code == 404
    assert client.post("/geld/bedragen/").status_code == 405


def test_pages_stand_before_anything_is_loaded(db, client):
    assert "zodra de gegevens geladen zijn" in page_of(client, "/geld/")
    assert "zodra de gegevens geladen zijn" in page_of(client, "/geld/bedragen/")
    assert client.get("/geld/bedragen/csv/").status_code == 404


@pytest.mark.parametrize("path", ["/geld/bedragen/?regeling=spuk-iza", "/geld/"])
def test_a_page_asks_no_oftener_for_thirty_receivers_than_for_one(money, sign_in, path):
    client = sign_in(money.kassier)
    client.get(path)
    few = len(queries_of(client, path))
    for n in range(30):
        region = MandaatregioFactory(mandaathouder=OrganisationFactory() if n else money.kassier.hat)
        budget = Budget.objects.create(regeling=money.spuk_iza, mandaatregio=region, holder=region.mandaathouder)
        post(
            budget,
            act=Handeling.BESCHIKKING,
            by=money.kassier,
            on=date(2026, 1, 15),
            book_year=2026,
            rows=[Row(Boeksoort.VERLENING, 2026, 100 + n)],
        )
    assert len(queries_of(client, path)) == few <= 12


@pytest.fixture
def regeling(db):
    return RegelingFactory(code="proef")


def fact(regeling, topic, number=None, *, unit=Eenheid.EURO, **fields):
    given = {"label": topic, "source": f"bron {number}", "peildatum": date(2026, 1, 1), "certainty": "vastgesteld"}
    given |= {"is_followed": True, "position": Regelingfeit.objects.count()} | fields
    unit = unit if number is not None else Eenheid.GEEN
    return Regelingfeit.objects.create(regeling=regeling, topic=topic, number=number, unit=unit, **given)


def test_facts_stand_where_people_look_for_them(regeling, client):
    other = fact(regeling, "plafond", 20, is_followed=False)
    followed = fact(regeling, "plafond", 10)
    yearly = fact(regeling, "budget", 5, year=2027)
    weeks = fact(regeling, "beslissen", 13, unit=Eenheid.WEKEN)
    words = fact(regeling, "code", text="Niet gevonden.")
    loose = [fact(regeling, "telling", number, unit=Eenheid.AANTAL, is_followed=False) for number in (1, 2)]
    facts = arrange(regeling.feiten.all())
    assert (facts.years, [row.cells for row in facts.series]) == ([2027], [[yearly]])
    assert (facts.amounts, facts.terms) == ([followed], [weeks, words])
    assert [(each.sayings, each.followed) for each in facts.contradictions] == [
        ([followed, other], followed),
        (loose, None),
    ]
    page = page_of(client, "/geld/regelingen/proef/")
    for told in ("13 weken", "Niet gevonden.", "niet gekozen", "niet gevolgd", "gevolgd"):
        assert told in page


def test_a_rule_counts_until_the_day_before_the_next_one_of_its_kind(regeling):
    first = RegelingregelFactory(regeling=regeling, valid_from=date(2023, 1, 1))
    second = RegelingregelFactory(regeling=regeling, valid_from=date(2026, 7, 1), value=0)
    other = RegelingregelFactory(regeling=regeling, kind=Regelsoort.DOORSCHUIVEN, valid_from=date(2025, 1, 1))

    def counting(day):
        return {each.rule for each in dated(regeling.regels.all(), day) if each.counts}

    assert counting(date(2026, 6, 30)) == {first, other}
    assert counting(date(2026, 7, 1)) == {second, other}
    assert counting(date(2022, 12, 31)) == set()
    untils = {each.rule: each.until for each in dated(regeling.regels.all(), date(2026, 1, 1))}
    assert untils == {first: date(2026, 6, 30), second: None, other: None}


def test_where_no_rule_was_found_the_page_says_so(regeling, client):
    missing = "Geen regel gevonden over"
    assert missing in page_of(client, "/geld/regelingen/proef/")
    RegelingregelFactory(regeling=regeling)
    page = page_of(client, "/geld/regelingen/proef/")
    assert f"{missing}: deel van de uitkering dat mee mag naar het volgende jaar." in page
    RegelingregelFactory(regeling=regeling, kind=Regelsoort.DOORSCHUIVEN)
    assert missing not in page_of(client, "/geld/regelingen/proef/")


def test_a_municipality_without_money_says_what_will_be_there(money, client):
    alone = MunicipalityFactory(name="Alleen", organisation=OrganisationFactory(name="Alleen"))
    assert "Er is nog geen bedrag bekend" in page_of(client, f"/geld/bedragen/gemeenten/{alone.cbs_code}/")
