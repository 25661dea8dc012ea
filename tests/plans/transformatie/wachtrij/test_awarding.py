"""Giving money to the plan whose turn it is, and letting it come back: never more than there is, and none is lost."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from iza_portal.notices.models import Notice
from iza_portal.trail.recording import history
from plans.models.transformatie import (
    Betaling,
    Mijlpaalbedrag,
    Potmutatie,
    Potsoort,
    Toekenning,
    Transformatiemijlpaal,
    Transformatieplan,
)
from plans.transformatie.moving import withdraw
from plans.transformatie.pot.standing import standing
from plans.transformatie.verbs import TransformatieVerb
from plans.transformatie.wachtrij.awarding import award, free, unspent
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import MembershipFactory
from tests.plans.transformatie.money import put_in_pot

REASON = "Het plan staat bovenaan."


def state(plan) -> str:
    return Transformatieplan.objects.get(pk=plan.pk).status


def test_the_plan_at_the_top_gets_what_it_asks(company, wait):
    put_in_pot(150)
    first, second = wait(100), wait(40)
    toekenning = award(first, by=company.toekenner, reason=REASON)
    assert state(first) == Planstand.UITVOERING
    assert (toekenning.mutatie.amount, toekenning.mutatie.kind) == (Decimal(-100), Potsoort.TOEKENNING)
    assert (toekenning.reason, toekenning.by) == (REASON, company.toekenner)
    numbers = toekenning.numbers
    assert (numbers["available"], numbers["free"], numbers["number"], numbers["passed"]) == ("150.00", "150.00", 1, [])
    assert [(each["plan"], each["amount"]) for each in numbers["queue"]] == [(first.pk, "100.00"), (second.pk, "40.00")]
    pot = standing()
    assert (pot.available, pot.awarded) == (Decimal(50), Decimal(100))
    assert history(first)[0].verb == TransformatieVerb.MOVED
    leaders = {"beoordelaar 1", "beoordelaar 1b", "beoordelaar 2", "beoordelaar 2b"}
    assert {each.person.name for each in Notice.objects.all()} == {"ambtenaar", "bestuurder"} | leaders


def test_nobody_but_the_national_kassier_awards(company, wait):
    put_in_pot(150)
    plan = wait(100)
    for name, person in company.people.items():
        if name != "toekenner":
            with pytest.raises(PermissionDenied):
                award(plan, by=person, reason=REASON)
    assert state(plan) == Planstand.WACHTRIJ
    assert not Toekenning.objects.exists()


def test_who_acts_for_a_party_of_the_plan_gives_it_no_money(company, wait):
    put_in_pot(150)
    plan = wait(100)
    MembershipFactory(user=company.toekenner, organisation=company.ridderkerk)
    kassier = type(company.toekenner).objects.get(pk=company.toekenner.pk)
    kassier.chosen_hat_id = company.national.pk
    with pytest.raises(PermissionDenied):
        award(plan, by=kassier, reason=REASON)
    assert state(plan) == Planstand.WACHTRIJ


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_award_says_why(company, wait, reason):
    put_in_pot(150)
    plan = wait(100)
    with pytest.raises(ValidationError) as refused:
        award(plan, by=company.toekenner, reason=reason)
    assert "reason" in refused.value.message_dict
    assert standing().available == 150
    assert state(plan) == Planstand.WACHTRIJ


@pytest.mark.parametrize("in_pot", [0, 99])
def test_a_plan_that_asks_more_than_there_is_waits(company, wait, in_pot):
    if in_pot:
        put_in_pot(in_pot)
    plan = wait(100)
    with pytest.raises(ValidationError, match="beschikbaar, en het vraagt"):
        award(plan, by=company.toekenner, reason=REASON)
    assert standing().available == in_pot


def test_a_plan_further_down_waits_while_one_before_it_fits(company, wait):
    put_in_pot(150)
    first, second = wait(100), wait(40)
    with pytest.raises(ValidationError, match=f"Eerst is “{first.title}” aan de beurt: dat staat op plek 1"):
        award(second, by=company.toekenner, reason=REASON)


def test_a_plan_of_a_theme_passes_another_on_the_reservation_and_the_reason_says_so(company, wait, theme):
    put_in_pot(100)
    put_in_pot(80, kind=Potsoort.RESERVERING, theme=theme)
    first, second = wait(100), wait(80, theme=theme)
    toekenning = award(second, by=company.toekenner, reason="Er is voor dit thema gereserveerd.")
    assert toekenning.reason.startswith("Er is voor dit thema gereserveerd.\n\nGaat voor op “")
    assert first.title in toekenning.reason
    assert toekenning.numbers["passed"] == [first.pk]
    assert (toekenning.numbers["from_reservation"], toekenning.numbers["reserved"]) == ("80.00", {theme.title: "80.00"})
    pot = standing()
    assert (pot.available, pot.free, pot.reserved) == (Decimal(20), Decimal(20), {})


def test_free_money_waits_for_the_top_of_the_queue_and_a_reservation_for_the_first_of_its_theme(company, wait, theme):
    put_in_pot(100)
    put_in_pot(50, kind=Potsoort.RESERVERING, theme=theme)
    wait(100), wait(60, theme=theme)
    for plan in (wait(40), wait(50, theme=theme)):
        with pytest.raises(ValidationError, match="wacht op het bovenste plan"):
            award(plan, by=company.toekenner, reason=REASON)


def test_a_plan_takes_no_more_of_a_reservation_than_it_asks(company, wait, theme):
    put_in_pot(100)
    put_in_pot(80, kind=Potsoort.RESERVERING, theme=theme)
    award(wait(30, theme=theme), by=company.toekenner, reason=REASON)
    pot = standing()
    assert (pot.available, pot.free, pot.reserved) == (Decimal(70), Decimal(20), {theme.pk: Decimal(50)})


def test_a_plan_without_a_theme_never_takes_what_is_reserved(company, wait, theme):
    put_in_pot(100)
    put_in_pot(1, kind=Potsoort.RESERVERING, theme=theme)
    with pytest.raises(ValidationError, match="Voor dit plan is nu"):
        award(wait(100), by=company.toekenner, reason=REASON)


def test_a_plan_gets_its_money_once(company, wait):
    put_in_pot(500)
    plan = wait(100)
    award(plan, by=company.toekenner, reason=REASON)
    with pytest.raises(
        ValidationError, match=r"niet \(meer\) in de wachtrij. De stand is “goedgekeurd, in uitvoering”"
    ):
        award(plan, by=company.toekenner, reason=REASON)
    assert standing().available == 400


def test_what_a_plan_does_not_need_comes_back_for_everybody(company, wait, theme):
    put_in_pot(100)
    put_in_pot(100, kind=Potsoort.RESERVERING, theme=theme)
    plan = wait(100, theme=theme)
    award(plan, by=company.toekenner, reason=REASON)
    mutatie = free(plan, by=company.beoordelaar_1, amount=Decimal("60.50"), reason="De laatste mijlpaal vervalt.")
    assert (mutatie.kind, mutatie.amount, mutatie.plan) == (Potsoort.VRIJVAL, Decimal("60.50"), plan)
    pot = standing()
    assert (pot.available, pot.free, pot.reserved, pot.awarded) == (
        Decimal("60.50"), Decimal("60.50"), {}, Decimal("39.50"),
    )  # fmt: skip
    assert history(plan)[0].reason == "De laatste mijlpaal vervalt."
    assert unspent(plan) == Decimal("39.50")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Decimal(0), "hoger is dan nul"),
        (Decimal(-50), "hoger is dan nul"),
        (Decimal("100.01"), "kan nog € 100 vrijvallen"),
        (Decimal(10) ** 15, "kan nog € 100 vrijvallen"),
        (Decimal("0.001"), "niet meer dan 2 cijfers achter de komma"),
    ],
)
def test_no_more_comes_back_than_was_given(company, wait, amount, said):
    put_in_pot(100)
    plan = wait(100)
    award(plan, by=company.toekenner, reason=REASON)
    with pytest.raises(ValidationError) as refused:
        free(plan, by=company.beoordelaar_1, amount=amount, reason="Zomaar.")
    assert said in refused.value.message_dict["amount"][0].replace("\N{NO-BREAK SPACE}", " ")
    assert standing().available == 0


def test_what_was_freed_or_paid_does_not_come_back_again(company, wait, put_in_state):
    put_in_pot(100)
    plan = put_in_state(wait(100), Planstand.CONCEPT)
    mijlpaal = Transformatiemijlpaal.objects.create(
        plan=plan, position=1, kind="resultaat", title="Geopend", due_on="2027-01-01"
    )
    bedrag = Mijlpaalbedrag.objects.create(
        mijlpaal=mijlpaal, partij=plan.partijen.get(), sector="sociaal_domein", costs="project", amount=100
    )
    plan = put_in_state(plan, Planstand.WACHTRIJ)
    award(plan, by=company.toekenner, reason=REASON)
    free(plan, by=company.beoordelaar_1, amount=Decimal(30), reason="Minder nodig.")
    Betaling.objects.create(bedrag=bedrag, on="2026-12-01", amount=50, by=company.beoordelaar_1)
    assert unspent(plan) == Decimal(20)
    with pytest.raises(ValidationError, match="kan nog"):
        free(plan, by=company.beoordelaar_1, amount=Decimal("20.01"), reason="Minder nodig.")
    free(plan, by=company.beoordelaar_1, amount=Decimal(20), reason="Minder nodig.")
    assert unspent(plan) == 0


def test_money_comes_back_of_an_award_alone_with_a_reason_by_who_may(company, wait):
    put_in_pot(100)
    plan = wait(100)
    with pytest.raises(ValidationError, match="geen geld toegekend"):
        free(plan, by=company.beoordelaar_1, amount=Decimal(1), reason="Zomaar.")
    award(plan, by=company.toekenner, reason=REASON)
    with pytest.raises(ValidationError, match="Schrijf op waarom"):
        free(plan, by=company.beoordelaar_1, amount=Decimal(1), reason=" ")
    for name, person in company.people.items():
        if name not in {"beoordelaar_1", "beoordelaar_1b", "toekenner"}:
            with pytest.raises(PermissionDenied):
                free(plan, by=person, amount=Decimal(1), reason="Zomaar.")
    free(plan, by=company.toekenner, amount=Decimal(1), reason="De verzekeraar meldde het.")


def test_the_database_keeps_every_row_of_the_pot(company, wait):
    put_in_pot(100)
    plan = wait(100)
    toekenning = award(plan, by=company.toekenner, reason=REASON)
    acts = [
        lambda: Potmutatie.objects.update(amount=1),
        lambda: Potmutatie.objects.all().delete(),
        lambda: Toekenning.objects.filter(pk=toekenning.pk).update(reason="Anders"),
        lambda: Potmutatie.objects.create(
            on="2026-11-26", kind="toekenning", amount=-1, what="Nog eens", plan=plan, source="test"
        ),
        lambda: Potmutatie.objects.create(on="2026-11-26", kind="vrijval", amount=5, what="Van niets", source="test"),
    ]
    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_of_two_awards_in_the_same_second_one_wins(company, wait):
    put_in_pot(100)
    first, second = wait(100), wait(100)
    results = at_once(*[lambda plan=plan: award(plan, by=company.toekenner, reason=REASON) for plan in (first, second)])
    assert sorted(type(result).__name__ for result in results) == ["Toekenning", "ValidationError"]
    assert (state(first), state(second)) == (Planstand.UITVOERING, Planstand.WACHTRIJ)
    assert standing().available == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_awards_of_one_plan_in_the_same_second_one_wins(company, wait):
    put_in_pot(500)
    plan = wait(100)
    results = at_once(*[lambda: award(plan, by=company.toekenner, reason=REASON)] * 3)
    assert sorted(type(result).__name__ for result in results) == ["Toekenning", "ValidationError", "ValidationError"]
    assert standing().available == 400


@pytest.mark.django_db(transaction=True)
def test_the_same_money_does_not_come_back_twice_in_one_second(company, wait):
    put_in_pot(100)
    plan = wait(100)
    award(plan, by=company.toekenner, reason=REASON)
    act = lambda: free(plan, by=company.beoordelaar_1, amount=Decimal(60), reason="Minder nodig.")  # noqa: E731
    results = at_once(act, act)
    assert sorted(type(result).__name__ for result in results) == ["Potmutatie", "ValidationError"]
    assert standing().available == 60


@pytest.mark.django_db(transaction=True)
def test_a_plan_that_is_withdrawn_in_the_same_second_gets_nothing_or_stays(company, wait):
    put_in_pot(100)
    plan = wait(100)
    results = at_once(
        lambda: award(plan, by=company.toekenner, reason=REASON),
        lambda: withdraw(plan, by=company.bestuurder, source=Planstand.WACHTRIJ, reason="Het kan zonder."),
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 1
    assert (standing().available == 0) == (state(plan) == Planstand.UITVOERING)
