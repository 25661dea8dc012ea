"""Entering obligations and what was spent under them or without one."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from funding.boeken.obliging import amend, oblige
from funding.boeken.opdrachten import enter_payment
from funding.boeken.spending import spend
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.standing import line_saldi_of, obligation_saldi_in_years
from funding.models import Boekstuk, Verplichting
from tests.factories import BudgetregelFactory, GeldstukFactory
from tests.funding.boeken.conftest import FEBRUARY, NOVEMBER

TOLD = {"number": "V-2", "title": "Steunpunt", "counterparty": "Stichting Thuis", "on": FEBRUARY}


def line_of(money, regel):
    return line_saldi_of(money.budget, [2026])[regel.pk, 2026]


def test_an_obligation_takes_its_amount_off_the_line_of_each_year(divided):
    by = divided.kassier
    verplichting = oblige(divided.activity, by=by, amounts={2026: 60_000_00}, **TOLD)
    assert line_of(divided, divided.activity).vrij == 94_000_000
    assert obligation_saldi_in_years(verplichting)[2026].verplicht == 60_000_00
    assert Boekstuk.objects.latest("pk").book_year == 2026


def test_an_obligation_above_its_line_is_refused_and_nothing_of_it_stays(divided):
    with pytest.raises(LedgerRefused, match="te weinig"):
        oblige(divided.activity, by=divided.kassier, amounts={2026: 100_000_001}, **TOLD)
    assert not Verplichting.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amounts": {}}, "amounts"),
        ({"amounts": {2026: 0}}, "amounts"),
        ({"amounts": {2026: -5}}, "amounts"),
        ({"amounts": {2026: 10**15}}, "cents"),
        ({"amounts": {2031: 100}}, "year"),
        ({"number": " "}, "number"),
        ({"title": "x" * 201}, "title"),
        ({"counterparty": ""}, "counterparty"),
        ({"on": date(2030, 1, 1)}, "on"),
    ],
)
def test_what_cannot_be_obliged_is_refused_at_its_field(divided, change, field):
    with pytest.raises(ValidationError) as refusal:
        oblige(divided.activity, by=divided.kassier, **{"amounts": {2026: 100}, **TOLD, **change})
    assert field in refusal.value.message_dict


def test_a_number_comes_once_on_a_line(obliged):
    with pytest.raises(ValidationError, match="andere verplichting"):
        oblige(obliged.activity, by=obliged.kassier, amounts={2026: 1}, **{**TOLD, "number": "V-1"})


def test_a_paper_of_another_budget_is_refused(obliged):
    stuk = GeldstukFactory(budget=obliged.brede)
    with pytest.raises(ValidationError, match="ander budget"):
        oblige(obliged.activity, by=obliged.kassier, amounts={2026: 1}, stuk=stuk, **TOLD)


def test_who_enters_on_a_line_is_the_kassier_and_on_its_own_part_the_municipality(divided):
    for name, person in divided.people.items():
        if name == "nobody":
            continue
        for regel, may in [
            (divided.activity, {"kassier", "tweede_kassier"}),
            (divided.local, {"kassier", "tweede_kassier", "ambtenaar", "tweede_ambtenaar"}),
        ]:
            by, told = person, {"year": 2026, "cents": 1, "on": FEBRUARY, "text": "Cursus"}
            if name in may:
                spend(regel, by=by, **told)
            else:
                with pytest.raises(PermissionDenied):
                    spend(regel, by=by, **told)
                with pytest.raises(PermissionDenied):
                    oblige(regel, by=by, amounts={2026: 1}, **TOLD)


def test_an_obligation_is_raised_and_lowered_with_a_reason_and_never_below_what_waits(obliged):
    by = obliged.kassier
    told = {"by": by, "year": 2026, "on": NOVEMBER, "text": "Meer deelnemers"}
    amend(obliged.verplichting, cents=50_000, **told)
    enter_payment(obliged.verplichting, by=by, year=2026, cents=100_000, on=NOVEMBER, text="Factuur 1")
    with pytest.raises(LedgerRefused, match="meer zijn betaald"):
        amend(obliged.verplichting, cents=-50_001, **told)
    amend(obliged.verplichting, cents=-50_000, **told)
    assert obligation_saldi_in_years(obliged.verplichting)[2026].verplicht == 100_000
    with pytest.raises(ValidationError, match="waarom"):
        amend(obliged.verplichting, cents=1, **{**told, "text": " "})
    with pytest.raises(ValidationError, match="niet nul"):
        amend(obliged.verplichting, cents=0, **told)


def test_spending_stays_within_its_obligation_and_is_of_the_same_line(obliged):
    told = {"by": obliged.kassier, "year": 2026, "on": FEBRUARY, "text": "Uren"}
    spend(obliged.activity, cents=100_000, verplichting=obliged.verplichting, **told)
    with pytest.raises(LedgerRefused, match="meer zijn besteed"):
        spend(obliged.activity, cents=1, verplichting=obliged.verplichting, **told)
    with pytest.raises(ValidationError, match="andere regel"):
        spend(obliged.local, cents=1, verplichting=obliged.verplichting, **told)
    with pytest.raises(ValidationError, match="hoger is dan nul"):
        spend(obliged.activity, cents=-1, **told)


def test_what_was_spent_of_an_earlier_year_is_booked_in_it_while_it_is_open(divided):
    regel = BudgetregelFactory(budget=divided.brede, title="Mantelzorg")
    told = {"by": divided.ambtenaar, "year": 2025, "cents": 5_000, "text": "Respijt"}
    assert spend(regel, on=NOVEMBER, **told).book_year == 2025
    assert spend(regel, on=date(2025, 12, 31), **told).book_year == 2025
    close(divided, divided.brede, 2025)
    late = spend(regel, on=NOVEMBER, **told)
    assert (late.book_year, late.boekingen.get().year) == (2026, 2025)


def close(money, budget, year):
    """Let the account over a year of this budget be settled."""
    budget.verantwoordingen.create(
        year=year, status="vastgesteld", offered_by=money.ambtenaar, settled_by=money.bestuurder, content={}
    )
