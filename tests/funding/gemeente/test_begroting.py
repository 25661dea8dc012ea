"""A municipality divides its brede SPUK over its onderdelen, and sees what was planned beside what was spent."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from funding.boeken.spending import spend
from funding.gemeente.budgeting import BudgetedMeanwhile, set_budget
from funding.gemeente.lines import lines_of
from funding.gemeente.standing import stands_of
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.standing import line_saldi_of, saldo_of
from funding.models import Boeking
from tests.factories import RegelingonderdeelFactory
from tests.funding.conftest import TODAY, under_hat
from tests.queries import queries_of


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def brede(money):
    """The brede SPUK of Ridderkerk with two onderdelen, and one that ended after 2025."""
    for title, last_year in (("Valpreventie", 2026), ("Sociale basis", 2026), ("Afgelopen", 2025)):
        RegelingonderdeelFactory(regeling=money.brede_spuk, title=title, last_year=last_year)
    return money


def amounts_on(brede, year=2026, **euros):
    lines = {line.title.split()[0].lower(): line for line in lines_of(brede.brede, year)}
    return {lines[name].pk: amount * 100 for name, amount in euros.items()}


def budgeted(brede, year, amounts, **fields):
    return set_budget(brede.brede, by=under_hat(brede.ambtenaar), year=year, amounts=amounts, **fields)


def address(brede, year=2026):
    return f"/geld/budgetten/{brede.brede.pk}/begroting/{year}/"


def test_each_onderdeel_gets_one_line_however_often_they_are_asked(brede):
    assert [line.title for line in lines_of(brede.brede, 2026)] == ["Valpreventie", "Sociale basis"]
    assert [line.title for line in lines_of(brede.brede, 2025)] == ["Valpreventie", "Sociale basis", "Afgelopen"]
    assert brede.brede.regels.count() == 3


def test_a_begroting_is_booked_as_the_difference_with_the_one_before(brede):
    first = budgeted(brede, 2026, amounts_on(brede, valpreventie=300_000, sociale=100_000))
    second = budgeted(brede, 2026, amounts_on(brede, valpreventie=250_000, sociale=100_000))
    assert (first.cents, second.cents) == (40_000_000, -5_000_000)
    assert saldo_of(brede.brede, 2026).verdeeld == 35_000_000
    assert budgeted(brede, 2026, amounts_on(brede, valpreventie=250_000)) is None


def test_more_than_there_is_cannot_be_budgeted_and_nothing_of_it_is_booked(brede):
    with pytest.raises(LedgerRefused):
        budgeted(brede, 2026, amounts_on(brede, valpreventie=400_000, sociale=100_001))
    assert not Boeking.objects.filter(soort="verdeling").exists()


def test_an_onderdeel_that_ended_gets_nothing_more(brede):
    old = amounts_on(brede, 2025, afgelopen=50_000)
    budgeted(brede, 2025, old)
    (pk,) = old
    with pytest.raises(ValidationError, match="horen niet bij de begroting van 2026"):
        budgeted(brede, 2026, {pk: 1})
    # Something was spent on it in the new year: then it is shown, and still gets no budget.
    regel = brede.brede.regels.get(pk=pk)
    spend(regel, by=under_hat(brede.ambtenaar), year=2026, cents=100, on=date(2026, 3, 1), text="Nagekomen")
    with pytest.raises(ValidationError, match="loopt van 2023 tot en met 2025"):
        budgeted(brede, 2026, {pk: 1})


def test_since_2025_a_line_may_be_overspent_while_the_whole_holds(brede):
    amounts = amounts_on(brede, valpreventie=1_000, sociale=400_000)
    budgeted(brede, 2026, amounts)
    regel = brede.brede.regels.get(title="Valpreventie")
    spend(regel, by=under_hat(brede.ambtenaar), year=2026, cents=200_000, on=date(2026, 3, 1), text="Meer dan begroot")
    assert line_saldi_of(brede.brede, [2026])[regel.pk, 2026].vrij == -100_000
    assert [each.is_over for each in stands_of(brede.brede, 2026)] == [True, False]


@pytest.mark.parametrize(("cents", "words"), [(-1, "niet lager dan nul"), (10**15, "te groot")])
def test_an_amount_that_cannot_be_is_refused(brede, cents, words):
    (pk,) = amounts_on(brede, valpreventie=1)
    with pytest.raises(ValidationError, match=words):
        budgeted(brede, 2026, {pk: cents})


@pytest.mark.parametrize("who", ["bestuurder", "kassier", "beheerder"])
def test_only_who_works_there_on_it_makes_the_begroting(brede, who):
    with pytest.raises(PermissionDenied):
        set_budget(brede.brede, by=under_hat(getattr(brede, who)), year=2026, amounts={})


def test_a_line_of_another_budget_is_refused(brede, divided):
    with pytest.raises(ValidationError, match="horen niet bij de begroting"):
        budgeted(brede, 2026, {divided.activity.pk: 100})


def test_the_money_of_a_region_has_no_begroting_of_a_municipality(brede, sign_in):
    with pytest.raises(PermissionDenied):
        set_budget(brede.budget, by=under_hat(brede.kassier), year=2026, amounts={})
    assert sign_in(brede.kassier).get(f"/geld/budgetten/{brede.budget.pk}/onderdelen/").status_code == 404


def test_what_a_colleague_changed_meanwhile_is_not_written_over(brede):
    amounts = amounts_on(brede, valpreventie=10)
    budgeted(brede, 2026, amounts, seen={})
    with pytest.raises(BudgetedMeanwhile):
        budgeted(brede, 2026, amounts, seen={})
    assert budgeted(brede, 2026, dict.fromkeys(amounts, 500), seen=amounts).cents == -500


def test_the_form_keeps_the_begroting_and_shows_both_when_it_changed_meanwhile(brede, sign_in):
    client = sign_in(brede.ambtenaar)
    onderdeel = brede.brede_spuk.onderdelen.get(title="Valpreventie")
    answer = client.post(
        address(brede), {f"onderdeel_{onderdeel.pk}": "1.234,56", f"zag_onderdeel_{onderdeel.pk}": "0"}
    )
    assert answer.status_code == 302
    assert saldo_of(brede.brede, 2026).verdeeld == 123_456
    answer = client.post(address(brede), {f"onderdeel_{onderdeel.pk}": "99", f"zag_onderdeel_{onderdeel.pk}": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dit is intussen gewijzigd" in page
    assert 'value="99"' in page
    assert 'value="123456"' in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1,234.56", "Vul een getal in"),
        ("-1", "niet lager dan nul"),
        ("1000000000000000", "te groot"),
        ("9" * 5_000, "te groot"),
        ("1e3\x00", "getal"),
        ("500.001", "meer"),
    ],
)
def test_what_is_typed_wrongly_is_said_at_its_onderdeel(brede, sign_in, typed, words):
    onderdeel = brede.brede_spuk.onderdelen.get(title="Valpreventie")
    answer = sign_in(brede.ambtenaar).post(address(brede), {f"onderdeel_{onderdeel.pk}": typed})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Boeking.objects.filter(soort="verdeling").exists()


@pytest.mark.parametrize("seen", ["x", "9" * 4_000, "-1"])
def test_a_forged_hidden_field_writes_nothing(brede, sign_in, seen):
    onderdeel = brede.brede_spuk.onderdelen.get(title="Valpreventie")
    told = {f"onderdeel_{onderdeel.pk}": "5", f"zag_onderdeel_{onderdeel.pk}": seen}
    assert sign_in(brede.ambtenaar).post(address(brede), told).status_code == 422
    assert saldo_of(brede.brede, 2026).verdeeld == 0


@pytest.mark.parametrize("year", [2022, 2027, 99999999])
def test_a_year_that_the_regeling_does_not_have_is_not_there(brede, sign_in, year):
    assert sign_in(brede.ambtenaar).get(address(brede, year)).status_code == 404


@pytest.mark.parametrize("year", ["", "x", "²", "99999999999", "2024"])
def test_the_page_shows_a_year_that_there_is(brede, sign_in, year):
    answer = sign_in(brede.ambtenaar).get(f"/geld/budgetten/{brede.brede.pk}/onderdelen/", {"jaar": year})
    assert answer.status_code == 200


def test_the_page_shows_the_plan_beside_what_was_spent(brede, sign_in):
    budgeted(brede, 2026, amounts_on(brede, valpreventie=1_000))
    regel = brede.brede.regels.get(title="Valpreventie")
    spend(regel, by=under_hat(brede.ambtenaar), year=2026, cents=25_000, on=date(2026, 3, 1), text="Cursus")
    page = sign_in(brede.tweede_ambtenaar).get(f"/geld/budgetten/{brede.brede.pk}/onderdelen/").content.decode()
    assert "25%" in page
    assert "€\N{NO-BREAK SPACE}250" in page
    assert "Afgelopen" not in page


def test_a_page_of_thirty_onderdelen_takes_as_many_queries_as_one_of_two(brede, sign_in):
    budgeted(brede, 2026, amounts_on(brede, valpreventie=1_000))
    client, path = sign_in(brede.ambtenaar), f"/geld/budgetten/{brede.brede.pk}/onderdelen/"
    few = len(queries_of(client, path))
    RegelingonderdeelFactory.create_batch(28, regeling=brede.brede_spuk)
    lines_of(brede.brede, 2026)
    assert len(queries_of(client, path)) == few <= 15
