"""A party of a plan begins to keep its money: once, with all that it was granted, and nobody else does it for it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum

from funding.boeken.spending import spend
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.standing import saldi_of
from funding.models import Boeking, Boekstuk, Budget
from funding.transformatie.opening import open_plan_budget
from iza_portal.trail.models import Event
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.conftest import _person
from tests.factories import OrganisationFactory, TransformatiepartijFactory
from tests.funding.transformatie.carried_out import put


def opened(funded, *, by=None, holder=None):
    return open_plan_budget(funded.transformatieplan, by=by or funded.ambtenaar, holder=holder or funded.ridderkerk)


def test_a_municipality_gets_a_line_for_each_amount_granted_in_the_year_of_its_milestone(funded):
    budget = opened(funded)
    assert (budget.regeling, budget.plan, budget.holder) == (funded.spuk, funded.transformatieplan, funded.ridderkerk)
    assert [each.bedrag for each in budget.regels.all()] == [funded.first, funded.second, funded.last]
    saldi = saldi_of(budget)
    # What is due in 2031 is of the last year that the regeling has.
    assert {year: (saldo.verleend, saldo.verdeeld) for year, saldo in saldi.items() if saldo.verleend} == {
        2026: (150_010, 150_010),
        2028: (25_000, 25_000),
    }
    assert budget.beschikkingen.aggregate(total=Sum("cents"))["total"] == 175_010
    assert Event.objects.filter(verb="budget.geopend", subject_id=budget.pk).count() == 1


def test_a_provider_is_paid_by_the_insurers(funded):
    budget = opened(funded, by=funded.zorgaanbieder, holder=funded.provider)
    assert budget.regeling == funded.insurers
    assert {year: saldo.verleend for year, saldo in saldi_of(budget).items() if saldo.verleend} == {2027: 10_000_050}


def test_opening_twice_answers_the_one_that_is_there(funded):
    budget, booked = opened(funded), Boekstuk.objects.count()
    assert opened(funded, by=funded.kassier_ridderkerk) == budget
    assert Boekstuk.objects.count() == booked


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one_budget(funded):
    made = at_once(*[lambda: opened(funded)] * 3)
    assert {each.pk for each in made} == {Budget.objects.get().pk}
    assert Boeking.objects.filter(soort="verlening").aggregate(total=Sum("cents"))["total"] == 175_010


@pytest.mark.parametrize(
    ("who", "holder"),
    [
        ("bestuurder", "ridderkerk"),  # who decides there enters nothing
        ("zorgaanbieder", "ridderkerk"),
        ("ambtenaar", "provider"),
        ("beoordelaar_1", "insurer_1"),
        ("andere_ambtenaar", "ridderkerk"),
        ("ambtenaar_2", "ridderkerk"),
    ],
)
def test_nobody_begins_for_another(funded, who, holder):
    with pytest.raises(PermissionDenied):
        opened(funded, by=getattr(funded, who), holder=getattr(funded, holder))
    assert not Budget.objects.filter(plan__isnull=False).exists()


def test_a_plan_that_waits_for_money_has_no_administration(funded):
    put(funded.transformatieplan, Planstand.WACHTRIJ)
    with pytest.raises(PermissionDenied):
        opened(funded)


def test_a_party_without_an_amount_has_nothing_to_keep(funded, sign_in):
    plan = put(funded.transformatieplan, Planstand.UITWERKEN)
    party = TransformatiepartijFactory(plan=plan, organisation=OrganisationFactory(name="Goeree"))
    put(plan, Planstand.UITVOERING)
    by = _person("ambtenaar Goeree", party.organisation)
    with pytest.raises(ValidationError, match="bij geen mijlpaal een bedrag"):
        opened(funded, by=by, holder=party.organisation)
    page = sign_in(by).get(f"/geld/transformatieplannen/{plan.pk}/")
    assert page.status_code == 200
    assert "Begin de administratie" not in page.content.decode()


def test_without_its_regeling_nothing_is_begun(funded):
    funded.spuk.delete()
    with pytest.raises(ValidationError, match="regeling"):
        opened(funded)
    assert not Budget.objects.exists()


def test_the_party_books_what_it_spends_and_not_more_than_the_line(funded):
    regel = opened(funded).regels.get(bedrag=funded.first)
    told = {"by": funded.ambtenaar, "year": 2026, "on": date(2026, 11, 1), "text": "Inrichting"}
    spend(regel, cents=100_000, **told)
    with pytest.raises(LedgerRefused):
        spend(regel, cents=11, **told)
