"""A municipality budgets its brede SPUK: the differences are booked, and what it cannot have is refused."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.boeken.opdrachten import approve, enter_refund
from funding.gemeente.budgeting import set_budget
from funding.gemeente.lines import lines_of
from funding.grootboek.granting import grant
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.standing import line_saldi_of, saldo_of
from funding.models import Boeking, Boekstuk, Budgetregel
from tests.at_once import at_once
from tests.funding.conftest import TODAY
from tests.funding.gemeente.conftest import budgeted, lines, spent


def test_every_onderdeel_of_the_year_gets_one_line_however_often_it_is_asked(brede):
    assert [line.title for line in lines_of(brede.brede, 2025)] == ["Valpreventie", "Leefomgeving", "Mantelzorg"]
    assert [line.title for line in lines_of(brede.brede, 2026)] == ["Valpreventie", "Mantelzorg"]
    assert Budgetregel.objects.filter(budget=brede.brede).count() == 3


@pytest.mark.django_db(transaction=True)
def test_lines_that_two_make_at_once_are_made_once(brede):
    made = at_once(*[lambda: lines_of(brede.brede, 2025)] * 4)
    assert all(len(each) == 3 for each in made)
    assert Budgetregel.objects.filter(budget=brede.brede).count() == 3


def test_only_the_differences_are_booked(brede):
    budgeted(brede, valpreventie=300_000, mantelzorg=100_000)
    boekstuk = budgeted(brede, valpreventie=250_000, mantelzorg=100_000)
    assert (boekstuk.cents, boekstuk.boekingen.count()) == (-5_000_000, 1)
    assert boekstuk.boekingen.get().municipality == brede.ridderkerk
    assert saldo_of(brede.brede, 2026).verdeeld == 35_000_000
    assert budgeted(brede, valpreventie=250_000) is None


def test_lines_that_are_not_named_keep_their_budget(brede):
    budgeted(brede, valpreventie=300_000, mantelzorg=100_000)
    budgeted(brede, mantelzorg=50_000)
    assert saldo_of(brede.brede, 2026).verdeeld == 35_000_000


def test_more_than_there_is_is_refused_whole(brede):
    with pytest.raises(LedgerRefused, match=r"€.+1 meer verdeeld dan er is") as refusal:
        budgeted(brede, valpreventie=500_000, mantelzorg=1)
    assert refusal.value.code == "boven_uitkering"
    assert not Boeking.objects.filter(budget=brede.brede, soort="verdeling").exists()


def test_an_onderdeel_that_ended_takes_no_budget_and_can_give_it_back(brede):
    budgeted(brede, 2025, leefomgeving=100_000)
    line = lines(brede, 2025)["leefomgeving"]
    with pytest.raises(ValidationError, match="loopt van 2023 tot en met 2025 en krijgt over 2026 geen budget"):
        set_budget(brede.brede, by=brede.by, year=2026, amounts={line.pk: 1})
    set_budget(brede.brede, by=brede.by, year=2025, amounts={line.pk: 0})
    assert saldo_of(brede.brede, 2025).verdeeld == 0


def test_since_it_is_ontschot_a_line_may_be_overspent_while_the_year_holds(brede):
    budgeted(brede, valpreventie=100_000, mantelzorg=100_000)
    spent(brede, "valpreventie", 150_000)
    line = lines(brede)["valpreventie"]
    assert line_saldi_of(brede.brede, [2026])[line.pk, 2026].vrij == -5_000_000
    with pytest.raises(LedgerRefused, match="meer dan er over 2026 is"):
        spent(brede, "mantelzorg", 350_001)


@pytest.mark.parametrize("cents", [-1, 10**15, 10**17])
def test_an_amount_that_cannot_be_is_refused_at_its_line(brede, cents):
    line = lines(brede)["valpreventie"]
    with pytest.raises(ValidationError) as refusal:
        set_budget(brede.brede, by=brede.by, year=2026, amounts={line.pk: cents})
    assert list(refusal.value.error_dict) == [f"regel_{line.pk}"]


def test_a_line_of_another_budget_and_a_year_of_no_regeling_are_refused(brede, divided):
    with pytest.raises(ValidationError, match="hoort niet bij dit budget"):
        set_budget(brede.brede, by=brede.by, year=2026, amounts={divided.activity.pk: 100})
    for year in (2022, 2027, 10**9):
        with pytest.raises(ValidationError, match="loopt van 2023 tot en met 2026"):
            set_budget(brede.brede, by=brede.by, year=year, amounts={})


@pytest.mark.parametrize("who", ["bestuurder", "beheerder", "kassier", "westvoorne", "bestuurder_barendrecht"])
def test_only_who_keeps_the_budget_budgets_it(brede, who):
    line = lines(brede)["valpreventie"]
    with pytest.raises(PermissionDenied):
        set_budget(brede.brede, by=getattr(brede, who), year=2026, amounts={line.pk: 100})


def test_the_money_of_a_region_is_not_budgeted_but_proposed(brede, divided):
    with pytest.raises(PermissionDenied):
        set_budget(divided.budget, by=divided.kassier, year=2026, amounts={divided.activity.pk: 100})


def test_what_a_colleague_changed_meanwhile_is_kept_or_asked_about(brede):
    budgeted(brede, valpreventie=100_000, mantelzorg=100_000)
    of = lines(brede)
    val, zorg = of["valpreventie"].pk, of["mantelzorg"].pk
    seen = {val: 10_000_000, zorg: 10_000_000}
    budgeted(brede, valpreventie=200_000)
    set_budget(brede.brede, by=brede.by, year=2026, amounts={val: 10_000_000, zorg: 5_000_000}, seen=seen)
    assert saldo_of(brede.brede, 2026).verdeeld == 25_000_000
    with pytest.raises(ValidationError, match=r"Een collega maakte hier intussen €.+200\.000 van"):
        set_budget(brede.brede, by=brede.by, year=2026, amounts={val: 30_000_000}, seen=seen)


@pytest.mark.django_db(transaction=True)
def test_two_who_budget_the_last_euro_at_once_do_not_both_get_it(brede):
    of = lines(brede)
    acts = [
        lambda code=code: set_budget(brede.brede, by=brede.by, year=2026, amounts={of[code].pk: 30_000_000})
        for code in ("valpreventie", "mantelzorg")
    ]
    results = at_once(*acts)
    assert sorted(type(each) for each in results if not isinstance(each, Exception)) == [Boekstuk]
    assert [type(each) for each in results if isinstance(each, Exception)] == [LedgerRefused]
    assert saldo_of(brede.brede, 2026).verdeeld == 30_000_000


def test_what_waits_to_leave_the_year_is_not_divided_again(brede):
    budgeted(brede, 2025, valpreventie=500_000)
    told = {"by": brede.ambtenaar, "year": 2025, "on": TODAY, "reason": "Niet besteed"}
    enter_refund(brede.brede, cents=9_000_000, **told)
    with pytest.raises(ValidationError, match=r"10\.000"):
        budgeted(brede, 2025, mantelzorg=20_000)
    budgeted(brede, 2025, mantelzorg=10_000)
    waits = enter_refund(brede.brede, cents=50_000_000, regel=lines(brede, 2025)["valpreventie"], **told)
    with pytest.raises(ValidationError, match="Valpreventie"):
        budgeted(brede, 2025, valpreventie=0, mantelzorg=0)
    approve(waits, by=brede.bestuurder)
    assert line_saldi_of(brede.brede, [2025])[lines(brede, 2025)["valpreventie"].pk, 2025].verdeeld == 0


def test_what_can_leave_the_year_no_more_does_not_stop_a_lower_budget(brede):
    budgeted(brede, valpreventie=400_000)
    enter_refund(brede.brede, by=brede.ambtenaar, year=2026, cents=10_000_000, on=TODAY, reason="Niet besteed")
    less = {"kind": "wijziging", "year": 2026, "cents": -10_000_000, "on": TODAY, "number": "2", "source": "DUS-I"}
    grant(brede.brede, by=brede.ambtenaar, **less)
    budgeted(brede, valpreventie=350_000)
    assert saldo_of(brede.brede, 2026).verdeeld == 35_000_000
    with pytest.raises(LedgerRefused, match="meer verdeeld dan er is"):
        budgeted(brede, valpreventie=400_001)
