"""Accounts of other schemes: the brede SPUK of a municipality, the SPUK transformatiemiddelen of a party of a plan."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from funding.grootboek.posting import Row, post
from funding.grootboek.refusals import LedgerRefused
from funding.models import Boeksoort, Budget, Handeling, Ontvanger, Regeling, Sisaindicator
from funding.sisa import accounting
from funding.sisa.checking import checks_of
from funding.sisa.postings import postings_of
from funding.sisa.values import values_of
from plans.models.transformatie import Mijlpaalbewijs
from tests.factories import (
    BudgetregelFactory,
    MijlpaalbedragFactory,
    TransformatiemijlpaalFactory,
    TransformatieplanFactory,
)
from tests.funding.sisa.accounts import AFTER, answered, load_indicators, spend


@time_machine.travel(AFTER)
def test_a_municipality_settles_its_brede_spuk_and_its_year_closes(money, sign_in):
    load_indicators()
    line = BudgetregelFactory(budget=money.brede, part="lokaal", title="Valpreventie")
    spend(money, line, 123_45, budget=money.brede, by=money.ambtenaar)
    by = money.ambtenaar
    account = answered(accounting.open_account(money.brede, 2026, by=by), money.ambtenaar)
    account = accounting.offer(account, by=by, version=account.version)
    with pytest.raises(accounting.PermissionDenied):
        accounting.settle(account, by=money.tweede_ambtenaar, version=account.version)
    account = accounting.settle(account, by=money.bestuurder, version=account.version)
    assert account.content["code"] == ""
    assert [value.cents for value in values_of(account)][:3] == [123_45, 0, 123_45]
    with pytest.raises(LedgerRefused, match="Het boekjaar 2026 is afgesloten"):
        spend(money, line, 100, budget=money.brede, by=money.ambtenaar)
    assert "niet gevonden" in sign_in(money.ambtenaar).get(account.get_absolute_url()).text


@pytest.fixture
def plan_money(money):
    """The SPUK transformatiemiddelen of Ridderkerk in a plan with two milestones, of which one was reached."""
    load_indicators()
    regeling = Regeling.objects.get(code="spuk-tm")
    regeling.receivers = Ontvanger.PLAN
    regeling.save()
    plan = TransformatieplanFactory(region=money.region, lead=money.ridderkerk.organisation)
    party = plan.partijen.get()
    money.tm = Budget.objects.create(regeling=regeling, plan=plan, holder=party.organisation)
    by = money.ambtenaar
    money.lines = []
    for title in ("Wijkteam werkt", "Doorverwijzen werkt"):
        mijlpaal = TransformatiemijlpaalFactory(plan=plan, title=title, due_on=date(2026, 6, 30))
        bedrag = MijlpaalbedragFactory(mijlpaal=mijlpaal, partij=party)
        money.lines.append(BudgetregelFactory(budget=money.tm, bedrag=bedrag, title=title))
    Mijlpaalbewijs.objects.create(
        mijlpaal=money.lines[0].bedrag.mijlpaal,
        number=1,
        text="Het verslag",
        organisation=party.organisation,
        by=money.ambtenaar,
        at=timezone.now(),
        outcome="behaald",
        decided_by=money.beoordelaar_1,
        decided_at=timezone.now(),
    )
    booked = {"by": by, "on": date(2026, 2, 1), "book_year": 2026}
    post(money.tm, act=Handeling.BESCHIKKING, rows=[Row(Boeksoort.VERLENING, 2026, 200_000)], **booked)
    post(
        money.tm,
        act=Handeling.VERDELING,
        rows=[Row(Boeksoort.VERDELING, 2026, 100_000, regel=line) for line in money.lines],
        **booked,
    )
    for line, cents in zip(money.lines, (70_000, 30_000), strict=True):
        spend(money, line, cents, budget=money.tm, by=money.ambtenaar)
    return money


def test_what_was_spent_on_a_milestone_that_was_not_reached_stands_apart(plan_money):
    account = accounting.open_account(plan_money.tm, 2026, by=plan_money.ambtenaar)
    told = {value.meaning: value.cents for value in values_of(account) if value.is_sum}
    assert told == {"besteed": 100_000, "correctie": 0, "correctie_medeoverheden": 0, "niet_gerealiseerd": 30_000}
    indicator = Sisaindicator.objects.get(meaning="niet_gerealiseerd")
    assert postings_of(account, indicator).aggregate(total=Sum("cents"))["total"] == 30_000


@time_machine.travel(AFTER, tick=False)
def test_a_milestone_that_is_reached_after_the_account_was_offered_changes_nothing_below_it(plan_money):
    by = plan_money.ambtenaar
    account = answered(accounting.open_account(plan_money.tm, 2026, by=by), plan_money.ambtenaar)
    account = accounting.offer(account, by=by, version=account.version)
    Mijlpaalbewijs.objects.create(
        mijlpaal=plan_money.lines[1].bedrag.mijlpaal,
        number=1,
        text="Het verslag",
        organisation=plan_money.tm.holder,
        by=plan_money.ambtenaar,
        at=timezone.now(),
        outcome="behaald",
        decided_by=plan_money.beoordelaar_1,
        decided_at=timezone.now() + timedelta(days=1),
    )
    indicator = Sisaindicator.objects.get(meaning="niet_gerealiseerd")
    frozen = {value["meaning"]: value["cents"] for value in account.content["indicators"]}
    assert postings_of(account, indicator).aggregate(total=Sum("cents"))["total"] == frozen["niet_gerealiseerd"]
    with pytest.raises(ValidationError, match="Sinds het aanbieden"):
        accounting.settle(account, by=plan_money.bestuurder, version=account.version)


def test_an_answer_on_milestones_is_held_against_what_the_insurers_decided(plan_money):
    by = plan_money.ambtenaar
    account = accounting.open_account(plan_money.tm, 2026, by=by)
    asked = {value.meaning: (value.indicator_id, None) for value in values_of(account) if value.is_asked}
    account = accounting.fill_in(account, by=by, version=1, values={asked["mijlpalen"]: "ja", asked["einde"]: "nee"})
    sentences = [check.sentence for check in checks_of(account, values_of(account))]
    assert "Van de mijlpalen tot en met dit jaar is 1 mijlpaal in het portaal niet als behaald beoordeeld." in sentences


@time_machine.travel(AFTER)
def test_what_a_medeoverheid_spent_for_a_plan_is_told_a_year_later_and_still_adds_up(plan_money):
    line = BudgetregelFactory(budget=plan_money.tm, municipality=plan_money.barendrecht, title="Deel Barendrecht")
    by = plan_money.ambtenaar
    post(
        plan_money.tm,
        act=Handeling.BESCHIKKING,
        by=by,
        on=date(2026, 3, 1),
        book_year=2026,
        rows=[Row(Boeksoort.VERLENING, 2026, 50_000)],
    )
    post(
        plan_money.tm,
        act=Handeling.VERDELING,
        by=by,
        on=date(2026, 3, 1),
        book_year=2026,
        rows=[Row(Boeksoort.VERDELING, 2026, 50_000, regel=line)],
    )
    spend(plan_money, line, 20_000, budget=plan_money.tm, by=plan_money.ambtenaar)
    account = answered(accounting.open_account(plan_money.tm, 2026, by=by), plan_money.ambtenaar)
    sentences = [check.sentence for check in checks_of(account, values_of(account))]
    assert any("Dat komt in de verantwoording over 2027, als correctie op 2026" in each for each in sentences)
    accounting.offer(account, by=by, version=account.version)
    after = accounting.open_account(plan_money.tm, 2027, by=by)
    told = {value.meaning: value.cents for value in values_of(after) if value.is_sum}
    assert told["correctie_medeoverheden"] == 20_000
    assert any(check.outcome == "klopt" and "samen" in check.sentence for check in checks_of(after, values_of(after)))


def test_of_money_through_insurers_nothing_is_asked(plan_money):
    Sisaindicator.objects.filter(regeling__code="spuk-tm").delete()
    with pytest.raises(ValidationError, match="geen verantwoording met indicatoren"):
        accounting.open_account(plan_money.tm, 2026, by=plan_money.ambtenaar)
