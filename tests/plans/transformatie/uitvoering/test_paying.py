"""Payments at milestones that were reached, and the totals of a plan."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.utils import timezone

from plans.models.transformatie import Betaling, Mijlpaalbedrag
from plans.transformatie.uitvoering.paying import pay
from plans.transformatie.uitvoering.totals import Totals, totals_of, totals_of_each
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import MijlpaalbedragFactory, TransformatieplanFactory
from tests.plans.transformatie.uitvoering.conftest import TODAY, reach
from tests.queries import statements


@pytest.fixture
def reached(company, carried):
    """The plan with its first milestone reached."""
    reach(company, carried.first, at=datetime(2026, 10, 5, 9, tzinfo=UTC))
    return carried


def paid(bedrag) -> Decimal:
    return sum((each.amount for each in bedrag.betalingen.all()), Decimal(0))


def test_a_milestone_is_paid_in_parts_to_the_cent(company, reached):
    for amount in ("333.33", "333.33", "333.34"):
        pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal(amount), reference=" F-1 ")
    assert paid(reached.bedrag) == Decimal("1000.00")
    assert {each.reference for each in Betaling.objects.all()} == {"F-1"}
    with pytest.raises(ValidationError) as refused:
        pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal("0.01"))
    assert refused.value.message_dict == {"amount": ["Dit bedrag is helemaal betaald."]}


def test_a_mistake_is_set_right_by_an_amount_below_zero_and_never_below_nothing(company, reached):
    pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal("1000.00"))
    pay(reached.bedrag, by=company.beoordelaar_1b, on=TODAY, amount=Decimal("-900.00"))
    with pytest.raises(ValidationError) as refused:
        pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal("-100.01"))
    assert "kan niet terug" in refused.value.message_dict["amount"][0]
    pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal("-100.00"))
    assert paid(reached.bedrag) == 0


@pytest.mark.parametrize(
    "amount",
    ["0", "0.001", "1000.01", "-0.01", "1000000000000000", "-1000000000000000", "NaN", "Infinity", "1e999999"],
)
def test_an_amount_that_does_not_fit_is_refused_at_its_field(company, reached, amount):
    with pytest.raises(ValidationError) as refused:
        pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal(amount))
    assert "amount" in refused.value.message_dict
    assert not Betaling.objects.exists()


def test_nothing_is_paid_before_a_milestone_was_reached_nor_on_a_day_before_it(company, carried):
    with pytest.raises(ValidationError, match="niet behaald"):
        pay(carried.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal(1))
    reach(company, carried.first, at=datetime(2026, 10, 5, 9, tzinfo=UTC))
    for day in (date(2026, 10, 4), TODAY + timedelta(days=1), date(1, 1, 1), date(9999, 12, 31)):
        with pytest.raises(ValidationError) as refused:
            pay(carried.bedrag, by=company.beoordelaar_1, on=day, amount=Decimal(1))
        assert "on" in refused.value.message_dict
    assert pay(carried.bedrag, by=company.beoordelaar_1, on=date(2026, 10, 5), amount=Decimal(1)).pk


def test_only_the_coordinating_insurer_records_payments(company, reached):
    done = set()
    for name, person in company.people.items():
        try:
            with transaction.atomic():
                pay(reached.bedrag, by=person, on=TODAY, amount=Decimal(1))
                transaction.set_rollback(True)
        except PermissionDenied:
            continue
        done.add(name)
    assert done == {"beoordelaar_1", "beoordelaar_1b"}


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.UITVOERING])
def test_nothing_is_paid_outside_the_execution(company, reached, put_in_state, status):
    put_in_state(reached.plan, status)
    with pytest.raises(ValidationError, match="alleen in de uitvoering"):
        pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal(1))


@pytest.mark.django_db(transaction=True)
def test_of_two_payments_at_once_that_are_too_much_together_one_is_refused(company, reached):
    results = at_once(
        lambda: pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal("600.00")),
        lambda: pay(reached.bedrag, by=company.beoordelaar_1b, on=TODAY, amount=Decimal("600.00")),
    )
    [refused] = [each for each in results if isinstance(each, ValidationError)]
    assert "€\N{NO-BREAK SPACE}400" in refused.message_dict["amount"][0]
    assert paid(reached.bedrag) == Decimal("600.00")


def test_a_payment_stays(company, reached):
    pay(reached.bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal(1))
    for act in (lambda: Betaling.objects.update(amount=2), lambda: Betaling.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


# --- The totals ---


def test_the_totals_are_the_sum_of_the_rows(company, reached, put_in_state):
    reach(company, reached.second, by=company.zorgaanbieder)
    for bedrag in Mijlpaalbedrag.objects.filter(mijlpaal__in=[reached.first, reached.second]):
        pay(bedrag, by=company.beoordelaar_1, on=TODAY, amount=bedrag.amount)
        pay(bedrag, by=company.beoordelaar_1, on=TODAY, amount=Decimal("-0.10"))
    asked = sum(each.amount for each in Mijlpaalbedrag.objects.all())
    gone = sum(each.amount for each in Betaling.objects.all())
    assert (asked, gone) == (Decimal("8000.00"), Decimal("3999.70"))
    assert totals_of(reached.plan) == Totals(asked, Decimal("4000.00"), gone, asked - gone, Decimal(0))
    assert totals_of(reached.plan).to_pay == Decimal("0.30")
    stopped = put_in_state(reached.plan, Planstand.GESTOPT, ended_at=timezone.now())
    assert totals_of(stopped) == Totals(asked, Decimal("4000.00"), gone, Decimal(0), asked - gone)


def test_the_totals_of_many_plans_take_one_query(company, reached):
    others = [TransformatieplanFactory() for _ in range(30)]
    for plan in others:
        MijlpaalbedragFactory(mijlpaal__plan=plan, amount=Decimal("12.34"))
    empty = TransformatieplanFactory()
    totals = {}
    asked = statements(lambda: totals.update(totals_of_each([reached.plan, empty, *others])))
    assert len(asked) == 1
    assert totals[empty.pk] == Totals()
    assert totals[reached.plan.pk].asked == Decimal("8000.00")
    assert {totals[plan.pk].open for plan in others} == {Decimal("12.34")}


# --- The page ---


def test_a_payment_is_recorded_as_people_write_amounts(company, reached, sign_in):
    client = sign_in(company.beoordelaar_1)
    path = f"/transformatieplannen/{reached.plan.pk}/uitvoering/bedragen/{reached.bedrag.pk}/"
    assert "€\N{NO-BREAK SPACE}1.000" in client.get(path).content.decode()
    for amount in ("", "veel", "1.000,01", "0", "1,234", "10000000000000000", "-1", "1e5000", "\x00"):
        answer = client.post(path, {"on": "2026-10-12", "amount": amount, "reference": ""})
        assert answer.status_code == 422, amount
        assert "amount" in answer.context["form"].errors
    answer = client.post(path, {"on": "2026-10-12", "amount": "€ 250,50", "reference": "F-2026-1"})
    assert answer.status_code == 302
    assert Betaling.objects.get().amount == Decimal("250.50")
    page = client.get(f"/transformatieplannen/{reached.plan.pk}/uitvoering/").content.decode()
    assert "€\N{NO-BREAK SPACE}749,50" in page
    assert "F-2026-1" in page


def test_a_payment_before_the_milestone_was_reached_is_refused_on_the_page(company, carried, sign_in):
    client = sign_in(company.beoordelaar_1)
    path = f"/transformatieplannen/{carried.plan.pk}/uitvoering/bedragen/{carried.bedrag.pk}/"
    assert client.get(path).status_code == 302
    answer = client.post(path, {"on": "2026-10-12", "amount": "1"})
    assert answer.status_code == 422
    assert "niet behaald" in answer.content.decode()


def test_an_amount_of_another_plan_is_not_there(company, reached, sign_in):
    other = MijlpaalbedragFactory()
    path = f"/transformatieplannen/{reached.plan.pk}/uitvoering/bedragen/{other.pk}/"
    assert sign_in(company.beoordelaar_1).post(path, {"on": "2026-10-12", "amount": "1"}).status_code == 404
    assert not Betaling.objects.exists()
