"""The pages of a municipality's onderdelen, in the hands of friends and of others."""

import pytest

from funding.grootboek.standing import saldo_of
from funding.models import Boeking, Budgetregel
from tests.factories import RegelingonderdeelFactory
from tests.funding.gemeente.conftest import budgeted, lines, spent
from tests.queries import queries_of


def form_of(client, path):
    """Answer what the form on the page holds."""
    form = client.get(path).context["form"]
    return {name: "" if form[name].value() is None else form[name].value() for name in form.fields}


@pytest.fixture
def begroting(brede):
    return f"{brede.page}2026/begroting/"


def test_the_page_shows_plan_against_realisation_and_what_threatens_to_be_left(brede, sign_in):
    budgeted(brede, valpreventie=100_000, mantelzorg=50_000)
    spent(brede, "valpreventie", 45_000)
    spent(brede, "mantelzorg", 60_000)
    page = sign_in(brede.bestuurder).get(brede.page).content.decode()
    for said in [
        "<svg",
        "€\xa0150.000",
        "−€\xa010.000",
        "meer dan begroot",
        "er dreigt veel over te blijven",
        "45% van het budget besteed of verplicht",
        "De regeling eindigt in 2026",
        "ontschot",
    ]:
        assert said in page, said
    assert "Leefomgeving" not in page
    assert "Begroot 2026" not in page
    assert 'href="/geld/budgetten' in sign_in(brede.ambtenaar).get(brede.page).content.decode()


def test_looking_makes_no_lines(brede, sign_in, begroting):
    client = sign_in(brede.ambtenaar)
    assert client.get(brede.page).status_code == client.get(begroting).status_code == 200
    assert not Budgetregel.objects.filter(budget=brede.brede).exists()


def test_a_budget_is_typed_and_kept(brede, sign_in, begroting):
    client = sign_in(brede.ambtenaar)
    typed = form_of(client, begroting)
    names = [name for name in typed if name.startswith("onderdeel_")]
    answer = client.post(begroting, typed | dict(zip(names, ["300.000", "12.345,67"], strict=True)))
    assert (answer.status_code, answer["Location"]) == (302, f"{brede.page}?jaar=2026")
    assert saldo_of(brede.brede, 2026).verdeeld == 31_234_567
    assert form_of(client, begroting)[names[1]] == "12.345,67"
    client.post(begroting, form_of(client, begroting) | {names[0]: ""})
    assert saldo_of(brede.brede, 2026).verdeeld == 1_234_567


@pytest.mark.parametrize("typed", ["1,000.00", "-5", "10" * 8, "-0,5", "abc", "\x00", "9" * 5000, "600.000", "0,001"])
def test_what_cannot_be_is_refused_with_what_was_typed(brede, sign_in, begroting, typed):
    client = sign_in(brede.ambtenaar)
    told = form_of(client, begroting)
    first = next(iter(told))
    answer = client.post(begroting, told | {first: typed})
    assert answer.status_code == 422
    assert "Dit gaat nog niet goed" in answer.content.decode()
    assert answer.context["form"][first].value() == typed
    assert not Boeking.objects.filter(budget=brede.brede, soort="verdeling").exists()
    assert not Budgetregel.objects.filter(budget=brede.brede).exists()


def test_nonsense_beside_the_amounts_is_refused_or_ignored(brede, sign_in, begroting):
    client = sign_in(brede.ambtenaar)
    told = form_of(client, begroting)
    seen = next(name for name in told if name.startswith("seen_"))
    assert client.post(begroting, told | {seen: "x"}).status_code == 422
    budgeted(brede, valpreventie=1_000)
    assert client.post(begroting, {}).status_code == 302
    assert client.post(begroting, {"regel_1": "5", "onderdeel_999999": "7"}).status_code == 302
    # A field that did not come takes nothing away.
    assert saldo_of(brede.brede, 2026).verdeeld == 100_000


def test_of_a_colleague_who_was_first_both_are_shown_and_nothing_is_lost(brede, sign_in, begroting):
    client = sign_in(brede.tweede_ambtenaar)
    told = form_of(client, begroting)
    val, zorg = [name for name in told if name.startswith("onderdeel_")]
    budgeted(brede, valpreventie=100_000, mantelzorg=20_000)
    answer = client.post(begroting, told | {val: "75.000"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Een collega maakte hier intussen €\xa0100.000 van" in page
    form = answer.context["form"]
    assert (form[val].value(), form[zorg].value()) == ("75.000", "20.000")
    again = {name: form[name].value() for name in form.fields}
    assert client.post(begroting, again).status_code == 302
    assert saldo_of(brede.brede, 2026).verdeeld == 9_500_000


def test_a_posted_twice_form_budgets_once(brede, sign_in, begroting):
    client = sign_in(brede.ambtenaar)
    told = form_of(client, begroting)
    typed = told | {next(iter(told)): "100.000"}
    client.post(begroting, typed)
    client.post(begroting, typed)
    assert saldo_of(brede.brede, 2026).verdeeld == 10_000_000


@pytest.mark.parametrize("year", ["2022", "2027", "99999999999999999999"])
def test_a_year_that_the_regeling_does_not_have_is_not_there(brede, sign_in, year):
    assert sign_in(brede.ambtenaar).get(f"{brede.page}{year}/begroting/").status_code == 404
    for said in [year, "x", "²", "\x00"]:
        assert sign_in(brede.ambtenaar).get(brede.page, {"jaar": said}).status_code == 200


def test_the_money_of_a_region_has_no_such_page(brede, sign_in):
    client = sign_in(brede.kassier)
    assert client.get(f"/geld/budgetten/{brede.budget.pk}/onderdelen/").status_code == 404
    assert client.get(f"/geld/budgetten/{brede.budget.pk}/onderdelen/2026/begroting/").status_code == 404
    assert "/onderdelen/" not in client.get(brede.budget.get_absolute_url()).content.decode()
    assert brede.page in sign_in(brede.ambtenaar).get(brede.brede.get_absolute_url()).content.decode()


def test_an_onderdeel_leads_to_the_form_for_what_was_spent_on_it(brede, sign_in):
    budgeted(brede, valpreventie=100_000)
    line = lines(brede)["valpreventie"]
    client = sign_in(brede.ambtenaar)
    path = f"/geld/budgetten/{brede.brede.pk}/boekingen/besteding/?regel={line.pk}"
    assert path in client.get(brede.page).content.decode()
    assert f'<option value="{line.pk}" selected>' in client.get(path).content.decode()


def test_a_year_that_is_over_says_what_goes_where_and_how_to_enter_it(brede, sign_in):
    budgeted(brede, 2025, leefomgeving=600_000)
    page = sign_in(brede.ambtenaar).get(f"{brede.page}?jaar=2025").content.decode()
    for said in [
        "€\xa0540.000",
        "€\xa060.000",
        "dan kiest u het onderdeel waar het van af gaat",
        "Schuif geld door naar 2026",
        "/opdrachten/doorschuiving/",
        "/opdrachten/terugbetaling/",
        "0% besteed",
    ]:
        assert said in page, said


def test_without_onderdelen_the_page_says_so(money, sign_in):
    page = f"/geld/budgetten/{money.brede.pk}/onderdelen/"
    client = sign_in(money.ambtenaar)
    assert "nog niet ingelezen" in client.get(page).content.decode()
    assert "geen onderdelen" in client.get(f"{page}2026/begroting/").content.decode()


def test_thirty_onderdelen_take_as_many_queries_as_one(brede, sign_in, begroting):
    client = sign_in(brede.ambtenaar)
    budgeted(brede, valpreventie=100)
    few = [len(queries_of(client, path)) for path in (brede.page, begroting)]
    more = [RegelingonderdeelFactory(regeling=brede.brede_spuk, position=10 + n).code for n in range(30)]
    budgeted(brede, **dict.fromkeys(more, 100))
    spent(brede, more[0], 50)
    assert [len(queries_of(client, path)) for path in (brede.page, begroting)] == few
    assert max(few) <= 12


@pytest.mark.parametrize("way", ["doorschuiving", "terugbetaling"])
def test_money_of_an_onderdeel_is_moved_with_one_form_that_keeps_what_was_typed(brede, sign_in, way):
    budgeted(brede, 2025, valpreventie=600_000)
    regel, client = lines(brede, 2025)["valpreventie"], sign_in(brede.ambtenaar)
    path = f"/geld/budgetten/{brede.brede.pk}/opdrachten/{way}/"
    told = {"year": "2025", "cents": "1.000", "reason": "Later begonnen", "on": "2026-11-20"}
    refused = client.post(path, told | {"regel": ""})
    page = refused.content.decode()
    assert (refused.status_code, "Kies het onderdeel waar het van af gaat" in page) == (422, True)
    assert 'value="1.000"' in page
    assert "Later begonnen</textarea>" in page
    for odd in ("0", "x", "99999999999999999999", "\x00"):
        assert client.post(path, told | {"regel": odd}).status_code == 422
    assert client.post(path, told | {"regel": regel.pk}).status_code == 302
    opdracht = brede.brede.opdrachten.get()
    assert (opdracht.cents, opdracht.regel) == (100_000, regel)


def test_moving_and_returning_begin_with_the_year_and_the_amount_of_the_page(brede, sign_in):
    client = sign_in(brede.ambtenaar)
    home = f"/geld/budgetten/{brede.brede.pk}/opdrachten"
    page = client.get(f"{brede.page}?jaar=2025").content.decode()
    ways = {way: f"{home}/{way}/?jaar=2025&amp;centen={cents}" for way, cents in [
        ("doorschuiving", 6_000_000), ("terugbetaling", 54_000_000),
    ]}  # fmt: skip
    for way, euros in [("doorschuiving", "60.000"), ("terugbetaling", "540.000")]:
        assert f'href="{ways[way]}"' in page, page
        shown = form_of(client, ways[way].replace("&amp;", "&"))
        assert (shown["year"], shown["cents"]) == (2025, euros)
    for asked in ("jaar=1999&centen=0", "jaar=x&centen=-1", "jaar=²&centen=²", f"centen={'9' * 5_000}", "centen=1%00"):
        shown = form_of(client, f"{home}/terugbetaling/?{asked}")
        assert (shown["year"], shown["cents"]) == (2026, "")


def test_on_an_onderdeel_that_ended_before_the_year_no_spending_is_offered_and_the_form_says_why(brede, sign_in):
    budgeted(brede, mantelzorg=1_000)
    brede.brede_spuk.onderdelen.filter(code="mantelzorg").update(last_year=2025)
    client = sign_in(brede.ambtenaar)
    regel = brede.brede.regels.get(onderdeel__code="mantelzorg")
    form = f"/geld/budgetten/{brede.brede.pk}/boekingen/besteding/?regel={regel.pk}"
    page = client.get(brede.page).content.decode()
    assert "eindigde in 2025" in page
    assert f"?regel={regel.pk}&" not in page
    for asked in (form, f"{form}&jaar=2026"):
        answer = client.get(asked, follow=True)
        assert answer.redirect_chain == [(f"{brede.page}?jaar=2025", 302)], asked
        assert "Het onderdeel “Mantelzorg” eindigde in 2025." in answer.content.decode()
    assert f"?regel={regel.pk}&amp;jaar=2025" in client.get(f"{brede.page}?jaar=2025").content.decode()
    answer = client.get(f"{form}&jaar=2025")
    assert answer.status_code == 200
    assert '<option value="2025" selected>' in answer.content.decode()
    for odd in ("²", "9" * 19, "x", ""):
        assert client.get(form.replace(f"regel={regel.pk}", f"regel={odd}")).status_code == 200, odd
