"""What an account says is the sum of the postings below it, whoever spent it and in whichever year it was booked."""

from datetime import date

import pytest
import time_machine
from django.db.models import Sum

from funding.grootboek.posting import Row, post
from funding.models import Boeking, Boeksoort, Budgetregel, Handeling, Rekenwijze, Sisaindicator, Verantwoording
from funding.sisa import accounting
from funding.sisa.postings import is_late, postings_of
from funding.sisa.values import values_of
from tests.factories import BudgetregelFactory, MunicipalityFactory, RegelingFactory, SisaindicatorFactory
from tests.funding.conftest import mandate
from tests.funding.sisa.accounts import AFTER, load_indicators, settled, spend
from tests.queries import statements


def told(account):
    return {(value.meaning, value.municipality): value.cents for value in values_of(account) if value.cents is not None}


def opened(money, year=2026, **fields):
    return accounting.open_account(money.budget, year, by=money.kassier, **fields)


def test_what_the_region_spent_and_what_a_medeoverheid_spent_stand_apart(spent):
    account = opened(spent)
    assert told(account) == {
        ("besteed", ""): 25_000_000,
        ("besteed_medeoverheden", "Ridderkerk"): 4_000_050,
        ("correctie", ""): 0,
        ("correctie_medeoverheden", "Ridderkerk"): 0,
        ("cumulatief", ""): 29_000_050,
    }
    assert [value.text for value in values_of(account) if value.meaning == "ontvanger"] == ["Ridderkerk"]


def test_a_local_part_of_the_kassiers_own_municipality_is_the_regions_own(spent):
    own = BudgetregelFactory(budget=spent.budget, municipality=spent.nissewaard, part="lokaal", title="Eigen deel")
    post(
        spent.budget,
        act=Handeling.VERDELING,
        by=spent.kassier,
        on=date(2026, 2, 1),
        book_year=2026,
        rows=[Row(Boeksoort.VERDELING, 2026, 1_000_000, regel=own, municipality=spent.nissewaard)],
    )
    spend(spent, own, 500)
    values = told(opened(spent))
    assert values["besteed", ""] == 25_000_500
    assert ("besteed_medeoverheden", "Nissewaard") not in values


def test_the_account_of_a_municipality_is_over_its_own_line_alone(spent):
    by = spent.ambtenaar
    account = accounting.open_account(spent.budget, 2026, by=by, municipality=spent.ridderkerk)
    assert told(account) == {("besteed", ""): 4_000_050, ("correctie", ""): 0, ("cumulatief", ""): 4_000_050}


@time_machine.travel(AFTER)
def test_what_is_set_right_of_the_year_before_is_the_correction_of_this_year(spent):
    spend(spent, spent.local, -1_000_050, on=AFTER, book_year=2027, corrects=spent.posting)
    spend(spent, spent.activity, 700, on=AFTER, book_year=2027)
    now = told(opened(spent, 2027))
    assert now["correctie_medeoverheden", "Ridderkerk"] == -1_000_050
    assert (now["correctie", ""], now["besteed", ""]) == (700, 0)
    assert now["cumulatief", ""] == 28_000_700
    before = told(opened(spent, 2026))
    assert before["besteed_medeoverheden", "Ridderkerk"] == 4_000_050


@time_machine.travel(AFTER)
def test_each_value_is_the_sum_of_the_postings_that_it_leads_to(spent):
    spend(spent, spent.local, -1_000_050, on=AFTER, book_year=2027, corrects=spent.posting)
    for year, municipality in [(2026, None), (2027, None), (2026, spent.ridderkerk), (2027, spent.ridderkerk)]:
        by = spent.ambtenaar if municipality else spent.kassier
        account = accounting.open_account(spent.budget, year, by=by, municipality=municipality)
        sums = [value for value in values_of(account) if value.is_sum]
        assert sums
        for value in sums:
            receiver = spent.municipalities["ridderkerk"] if value.municipality_id else None
            below = postings_of(account, Sisaindicator.objects.get(pk=value.indicator_id), receiver)
            assert below.aggregate(total=Sum("cents", default=0))["total"] == value.cents
            assert below.count() == value.postings


@time_machine.travel(AFTER)
def test_over_the_years_each_euro_that_was_spent_is_told_once(spent):
    spend(spent, spent.local, -50, on=AFTER, book_year=2027, corrects=spent.posting)
    spend(spent, spent.activity, 123, on=AFTER, book_year=2027)
    counted = sum(
        value.cents for year in (2025, 2026, 2027) for value in values_of(opened(spent, year)) if value.is_counted
    )
    assert counted == Boeking.objects.filter(soort="realisatie").aggregate(total=Sum("cents"))["total"]


def test_what_the_ledger_does_not_know_is_empty_until_somebody_fills_it_in(spent):
    account = opened(spent)
    (end,) = [value for value in values_of(account) if value.is_asked]
    assert (end.meaning, end.text) == ("einde", "")
    account = accounting.fill_in(account, by=spent.kassier, version=1, values={(end.indicator_id, None): " ja "})
    assert [value.text for value in values_of(account) if value.is_asked] == ["ja"]
    accounting.fill_in(account, by=spent.kassier, version=2, values={(end.indicator_id, None): ""})
    assert not account.waarden.exists()


def test_what_a_scheme_asks_of_medeoverheden_a_year_later_is_told_a_year_later(spent):
    Sisaindicator.objects.filter(meaning=Rekenwijze.BESTEED_MEDEOVERHEDEN).update(first_year=2023, last_year=2023)
    assert ("besteed_medeoverheden", "Ridderkerk") not in told(opened(spent))
    with time_machine.travel(AFTER):
        spend(spent, spent.local, -50, on=AFTER, book_year=2027, corrects=spent.posting)
        assert told(opened(spent, 2027))["correctie_medeoverheden", "Ridderkerk"] == 4_000_000


def test_the_file_of_indicators_says_what_is_not_known(money):
    load_indicators()
    assert not Sisaindicator.objects.filter(regeling__code="spuk-iza", certainty="vastgesteld").exists()
    assert not Sisaindicator.objects.filter(certainty_note="").exists()
    transformatie = list(Sisaindicator.objects.filter(regeling__code="spuk-tm"))
    assert is_late(transformatie)
    assert [each.control for each in transformatie] == ["nvt", "D1", "R", "R", "R", "R", "nvt"]


@time_machine.travel(AFTER)
def test_a_settled_account_keeps_its_values_whatever_is_set_right_later(spent):
    settled(spent, municipality=spent.ridderkerk)
    account = settled(spent)
    frozen = told(account)
    spend(spent, spent.local, -1_000_050, on=AFTER, book_year=2027, corrects=spent.posting)
    assert told(account) == frozen
    indicator = Sisaindicator.objects.get(is_between=False, meaning="besteed", regeling=spent.spuk_iza)
    assert postings_of(account, indicator).aggregate(total=Sum("cents"))["total"] == frozen["besteed", ""]


def many_medeoverheden(money, count):
    for number in range(count):
        municipality = MunicipalityFactory(name=f"Gemeente {number}")
        line = BudgetregelFactory(budget=money.budget, municipality=municipality, part="lokaal")
        mandate(money, municipality)
        post(
            money.budget,
            act=Handeling.VERDELING,
            by=money.kassier,
            on=date(2026, 2, 1),
            book_year=2026,
            rows=[Row(Boeksoort.VERDELING, 2026, 1000, regel=line, municipality=municipality)],
        )
        spend(money, line, 10)


def test_many_medeoverheden_take_as_many_queries_as_one(spent):
    account = opened(spent)
    few = len(statements(lambda: values_of(account)))
    many_medeoverheden(spent, 12)
    account = Verantwoording.objects.select_related("budget__regeling").get(pk=account.pk)
    assert len(statements(lambda: values_of(account))) == few <= 5
    assert sum(value.meaning == "ontvanger" for value in values_of(account)) == 13
    assert Budgetregel.objects.filter(budget=spent.budget).count() == 14


def test_a_scheme_of_which_no_indicator_is_known_has_no_account(money):
    SisaindicatorFactory(regeling=RegelingFactory())
    with pytest.raises(accounting.ValidationError, match="geen verantwoording met indicatoren"):
        opened(money)
