"""What binds: entered by one, approved by another, and booked then."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from funding.boeken.opdrachten import (
    approve,
    enter_carry_over,
    enter_correction,
    enter_payment,
    enter_refund,
    refuse,
)
from funding.boeken.reading import totals_of
from funding.boeken.spending import spend
from funding.gemeente.budgeting import set_budget
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.standing import line_saldi_of, obligation_saldi_in_years, saldo_of
from funding.models import Boeking, Boekstuk, Deel, Opdracht
from iza_portal.notices.models import Notice
from iza_portal.trail.recording import history
from tests.factories import BudgetregelFactory
from tests.funding.boeken.conftest import FEBRUARY, NOVEMBER
from tests.funding.boeken.test_obligations import close


def pay(money, cents, *, by=None, year=2026):
    by = by or money.kassier
    return enter_payment(money.verplichting, by=by, year=year, cents=cents, on=NOVEMBER, text="Factuur 1")


def paid(money):
    return obligation_saldi_in_years(money.verplichting)[2026].betaald


def spent(money, cents=40_000, **told):
    told = {"by": money.kassier, "year": 2026, "on": FEBRUARY, "text": "Uren"} | told
    return spend(money.activity, cents=cents, **told).boekingen.get()


def correct(money, boeking, cents, **told):
    told = {"by": money.kassier, "on": NOVEMBER, "reason": "Dubbel geboekt"} | told
    return enter_correction(boeking, cents=cents, **told)


def test_a_payment_is_booked_when_a_colleague_approves_it(obliged):
    opdracht = pay(obliged, 60_000)
    assert paid(obliged) == 0
    boekstuk = approve(opdracht, by=obliged.tweede_kassier)
    opdracht.refresh_from_db()
    assert (opdracht.is_approved, opdracht.boekstuk, opdracht.decided_by) == (True, boekstuk, obliged.tweede_kassier)
    assert (boekstuk.by, boekstuk.approved_by, boekstuk.cents) == (obliged.kassier, obliged.tweede_kassier, 60_000)
    assert paid(obliged) == 60_000


def test_who_entered_it_cannot_approve_it_on_any_path(obliged):
    opdracht = pay(obliged, 60_000)
    with pytest.raises(ValidationError, match="niet zelf goed"):
        approve(opdracht, by=obliged.kassier)
    with pytest.raises(DatabaseError, match="opdracht_by_two"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE funding_opdracht SET decided_by_id = by_id, is_approved = true, boekstuk_id = %s WHERE id = %s",
            [Boekstuk.objects.filter(opdracht=None).first().pk, opdracht.pk],
        )
    assert paid(obliged) == 0


def test_only_who_keeps_the_budget_enters_and_only_the_kassier_and_bestuurder_of_its_holder_approve(obliged):
    opdracht = pay(obliged, 100)
    for name, person in obliged.people.items():
        if name == "nobody":
            continue
        if name not in {"kassier", "tweede_kassier"}:
            with pytest.raises(PermissionDenied):
                pay(obliged, 100, by=person)
        if name not in {"kassier", "tweede_kassier", "bestuurder_nissewaard"}:
            with pytest.raises(PermissionDenied):
                approve(opdracht, by=person)
            with pytest.raises(PermissionDenied):
                refuse(opdracht, by=person, reason="Nee")
    approve(opdracht, by=obliged.bestuurder_nissewaard)
    assert paid(obliged) == 100


def test_what_waits_for_approval_counts_against_what_can_be_entered(obliged):
    pay(obliged, 60_000)
    with pytest.raises(LedgerRefused, match=r"€.+?200,01 meer zijn betaald"):
        pay(obliged, 60_001, by=obliged.tweede_kassier)
    pay(obliged, 40_000, by=obliged.tweede_kassier)
    assert Boeking.objects.filter(soort="betaling").count() == 0
    assert Opdracht.objects.count() == 2


def test_a_payment_that_waits_to_be_set_right_gives_nothing_to_pay_yet(obliged):
    boeking = approve(pay(obliged, 60_000), by=obliged.tweede_kassier).boekingen.get()
    correct(obliged, boeking, -50_000)
    totals = totals_of([obliged.verplichting])[obliged.verplichting.pk]
    assert (totals["wacht"], totals["te_betalen"]) == (0, 40_000)
    with pytest.raises(LedgerRefused):
        pay(obliged, totals["te_betalen"] + 1)


def test_what_was_refused_or_taken_back_gives_its_room_back(obliged):
    refuse(pay(obliged, 100_000), by=obliged.tweede_kassier, reason="De factuur klopt niet.")
    refuse(pay(obliged, 100_000), by=obliged.kassier, reason="Verkeerde factuur.")
    approve(pay(obliged, 100_000), by=obliged.tweede_kassier)
    assert paid(obliged) == 100_000


def test_it_is_decided_once_and_with_a_reason_where_it_is_refused(obliged):
    opdracht = pay(obliged, 100)
    with pytest.raises(ValidationError, match="Leg uit"):
        refuse(opdracht, by=obliged.tweede_kassier, reason="  ")
    approve(opdracht, by=obliged.tweede_kassier)
    for act in (
        lambda: approve(opdracht, by=obliged.bestuurder_nissewaard),
        lambda: refuse(opdracht, by=obliged.bestuurder_nissewaard, reason="Toch niet"),
    ):
        with pytest.raises(ValidationError, match="intussen besloten"):
            act()
    assert paid(obliged) == 100


@pytest.mark.parametrize("cents", [0, -1, 10**15])
def test_an_amount_that_cannot_be_is_refused(obliged, cents):
    with pytest.raises(ValidationError) as refusal:
        pay(obliged, cents)
    assert "cents" in refusal.value.message_dict


def test_a_correction_names_what_it_sets_right_and_books_the_difference(obliged):
    boeking = spent(obliged)
    boekstuk = approve(correct(obliged, boeking, -15_000), by=obliged.tweede_kassier)
    correction = boekstuk.boekingen.get()
    assert (correction.corrects, correction.cents, correction.soort) == (boeking, -15_000, "realisatie")
    assert saldo_of(obliged.budget, 2026).besteed == 25_000
    assert boekstuk.note == "Dubbel geboekt"


def test_a_correction_takes_no_more_off_than_there_is_of_the_posting(obliged):
    spent(obliged, 500_000)
    boeking = spent(obliged)
    with pytest.raises(ValidationError, match=r"nog €.+?400 over"):
        correct(obliged, boeking, -40_001)
    approve(correct(obliged, boeking, -40_000), by=obliged.tweede_kassier)
    with pytest.raises(ValidationError, match=r"nog €.+?0 over"):
        correct(obliged, boeking, -1)


def test_one_correction_of_a_posting_waits_at_a_time_and_a_correction_is_not_corrected(obliged):
    boeking = spent(obliged)
    opdracht = correct(obliged, boeking, -100)
    with pytest.raises(ValidationError, match="wacht al"):
        correct(obliged, boeking, -100)
    correction = approve(opdracht, by=obliged.tweede_kassier).boekingen.get()
    with pytest.raises(ValidationError, match="zelf een correctie"):
        correct(obliged, correction, -1)


def test_a_grant_and_a_division_are_not_corrected(obliged):
    for soort in ("verlening", "verdeling"):
        with pytest.raises(ValidationError, match="nieuwe beschikking of verdeling"):
            correct(obliged, obliged.budget.boekingen.filter(soort=soort).first(), -100)


def test_a_posting_of_a_closed_year_is_set_right_in_the_first_open_one_about_its_own_year(money):
    regel = BudgetregelFactory(budget=money.brede, title="Mantelzorg")
    told = {"year": 2025, "cents": 5_000, "on": date(2025, 6, 1), "text": "Respijt"}
    boeking = spend(regel, by=money.ambtenaar, **told).boekingen.get()
    close(money, money.brede, 2025)
    opdracht = enter_correction(boeking, by=money.ambtenaar, cents=-1_000, on=NOVEMBER, reason="Te veel")
    assert (opdracht.year, opdracht.book_year) == (2025, 2026)
    approve(opdracht, by=money.bestuurder)
    assert saldo_of(money.brede, 2025).besteed == 4_000


def test_a_correction_is_not_booked_in_a_year_before_what_it_sets_right(obliged):
    boeking = spent(obliged)
    with pytest.raises(ValidationError, match="eerder boekjaar") as refusal:
        correct(obliged, boeking, -100, on=date(2025, 12, 31))
    assert "on" in refusal.value.message_dict


def test_a_payment_whose_year_was_closed_meanwhile_says_so(obliged):
    opdracht = pay(obliged, 100)
    close(obliged, obliged.budget, 2026)
    with pytest.raises(LedgerRefused, match="afgesloten"):
        approve(opdracht, by=obliged.tweede_kassier)
    opdracht.refresh_from_db()
    assert opdracht.is_approved is None


def test_a_municipality_enters_a_correction_on_its_own_part_and_the_kassier_approves(divided):
    told = {"year": 2026, "cents": 900, "on": FEBRUARY, "text": "Cursus"}
    boeking = spend(divided.local, by=divided.ambtenaar, **told).boekingen.get()
    opdracht = correct(divided, boeking, -100, by=divided.ambtenaar)
    with pytest.raises(PermissionDenied):
        approve(opdracht, by=divided.bestuurder)
    approve(opdracht, by=divided.kassier)
    assert saldo_of(divided.budget, 2026).besteed == 800


def test_what_is_not_divided_goes_back_and_what_is_divided_does_not(divided):
    told = {"by": divided.kassier, "year": 2026, "on": NOVEMBER, "reason": "Niet nodig"}
    left = saldo_of(divided.budget, 2026).te_verdelen
    with pytest.raises(ValidationError, match="Verlaag eerst de verdeling") as refusal:
        enter_refund(divided.budget, cents=left + 1, **told)
    assert "cents" in refusal.value.message_dict
    opdracht = enter_refund(divided.budget, cents=left, **told)
    with pytest.raises(ValidationError, match="Verlaag eerst"):
        enter_refund(divided.budget, cents=1, **told)
    approve(opdracht, by=divided.tweede_kassier)
    assert saldo_of(divided.budget, 2026).te_verdelen == 0


def test_money_moves_to_the_next_year_in_one_boekstuk_within_what_the_regeling_lets(money):
    told = {"by": money.ambtenaar, "year": 2025, "on": FEBRUARY, "reason": "Later begonnen"}
    with pytest.raises(LedgerRefused, match=r"ten hoogste €.+?60\.000 mee"):
        enter_carry_over(money.brede, cents=6_000_001, **told)
    opdracht = enter_carry_over(money.brede, cents=6_000_000, **told)
    boekstuk = approve(opdracht, by=money.bestuurder)
    assert {(row.soort, row.year, row.cents) for row in boekstuk.boekingen.all()} == {
        ("naar_volgend_jaar", 2025, 6_000_000),
        ("uit_vorig_jaar", 2026, 6_000_000),
    }
    assert boekstuk.book_year == 2025
    with pytest.raises(LedgerRefused, match="ten hoogste"):
        enter_carry_over(money.brede, cents=1, **told)


def test_what_moved_is_told_as_one_amount_and_not_as_the_sum_of_both_years(money, sign_in):
    told = {"by": money.ambtenaar, "year": 2025, "on": FEBRUARY, "reason": "Later begonnen"}
    boekstuk = approve(enter_carry_over(money.brede, cents=6_000_000, **told), by=money.bestuurder)
    event = next(each for each in history(money.brede) if each.part_id == boekstuk.pk and "centen" in each.after)
    assert event.after["centen"] == 6_000_000
    page = sign_in(money.ambtenaar).get(f"/geld/budgetten/{money.brede.pk}/boekstukken/{boekstuk.pk}/")
    assert "120.000" not in page.text


@pytest.fixture
def budgeted(money):
    """All the money of Ridderkerk over 2025 on its line «Mantelzorg», of which € 550.000 is spent."""
    regel = BudgetregelFactory(
        budget=money.brede, title="Mantelzorg", part=Deel.LOKAAL, municipality=money.ridderkerk, position=1
    )
    set_budget(money.brede, by=money.ambtenaar, year=2025, amounts={regel.pk: 60_000_000})
    spend(regel, by=money.ambtenaar, year=2025, cents=55_000_000, on=date(2025, 12, 1), text="Respijt")
    return SimpleNamespace(**vars(money), regel=regel)


@pytest.mark.parametrize(
    ("enter", "soort", "sides"),
    [
        (enter_carry_over, "naar_volgend_jaar", {("uit_vorig_jaar", 2026, 3_000_000)}),
        (enter_refund, "terugbetaling", set()),
    ],
)
def test_money_of_an_onderdeel_leaves_its_year_in_one_act_of_two_people(budgeted, sign_in, enter, soort, sides):
    told = {"by": budgeted.ambtenaar, "year": 2025, "on": FEBRUARY, "reason": "Later begonnen"}
    with pytest.raises(ValidationError, match="Kies het onderdeel") as refusal:
        enter(budgeted.brede, cents=3_000_000, **told)
    assert "regel" in refusal.value.message_dict
    opdracht = enter(budgeted.brede, cents=3_000_000, regel=budgeted.regel, **told)
    assert line_saldi_of(budgeted.brede, [2025])[budgeted.regel.pk, 2025].verdeeld == 60_000_000
    page = sign_in(budgeted.bestuurder).get(f"/geld/budgetten/{budgeted.brede.pk}/opdrachten/{opdracht.pk}/").text
    assert "De begroting van “Mantelzorg” over 2025 gaat" in page
    with pytest.raises(PermissionDenied):
        approve(opdracht, by=budgeted.ambtenaar)
    boekstuk = approve(opdracht, by=budgeted.bestuurder)
    assert {(row.soort, row.year, row.cents) for row in boekstuk.boekingen.all()} == sides | {
        (soort, 2025, 3_000_000),
        ("verdeling", 2025, -3_000_000),
    }
    event = next(each for each in history(budgeted.brede) if each.part_id == boekstuk.pk and "centen" in each.after)
    assert event.after["centen"] == 3_000_000
    assert line_saldi_of(budgeted.brede, [2025])[budgeted.regel.pk, 2025].verdeeld == 57_000_000
    assert saldo_of(budgeted.brede, 2025).te_verdelen == 0


def test_an_onderdeel_gives_no_more_than_it_has_with_what_waits_counted_in(budgeted):
    other = BudgetregelFactory(budget=budgeted.brede, title="Valpreventie", position=2)
    set_budget(
        budgeted.brede, by=budgeted.ambtenaar, year=2025, amounts={budgeted.regel.pk: 58_000_000, other.pk: 2_000_000}
    )
    told = {"by": budgeted.ambtenaar, "year": 2025, "on": FEBRUARY, "reason": "Later begonnen", "regel": other}
    enter_refund(budgeted.brede, cents=1_500_000, **told)
    with pytest.raises(ValidationError, match=r"Valpreventie.+minder dan niets") as refusal:
        enter_carry_over(budgeted.brede, cents=500_001, **told)
    assert "regel" in refusal.value.message_dict
    enter_carry_over(budgeted.brede, cents=500_000, **told)


def test_a_line_of_a_region_or_of_another_budget_gives_nothing(budgeted):
    regional = BudgetregelFactory(budget=budgeted.budget, title="Steunpunten")
    told = {"cents": 1, "year": 2025, "on": FEBRUARY, "reason": "Over", "regel": regional}
    with pytest.raises(ValidationError, match="alleen met een voorstel"):
        enter_refund(budgeted.budget, by=budgeted.kassier, **told)
    with pytest.raises(Http404):
        enter_refund(budgeted.brede, by=budgeted.ambtenaar, **told)


def test_money_of_the_last_year_of_a_regeling_moves_nowhere(money):
    with pytest.raises(ValidationError, match="loopt van 2023 tot en met 2026"):
        enter_carry_over(money.brede, by=money.ambtenaar, year=2026, cents=1, on=NOVEMBER, reason="Later")


def test_what_was_moved_is_set_right_on_both_sides(money):
    told = {"by": money.ambtenaar, "on": FEBRUARY}
    moved = approve(
        enter_carry_over(money.brede, year=2025, cents=6_000_000, reason="Later begonnen", **told),
        by=money.bestuurder,
    )
    boeking = moved.boekingen.get(soort="naar_volgend_jaar")
    opdracht = enter_correction(boeking, cents=-1_000_000, reason="Te veel", **told)
    approve(opdracht, by=money.bestuurder)
    assert saldo_of(money.brede, 2025).naar_volgend_jaar == saldo_of(money.brede, 2026).uit_vorig_jaar == 5_000_000


def test_a_rehearsal_leaves_nothing_behind(obliged):
    before = (Boeking.objects.count(), Boekstuk.objects.count())
    pay(obliged, 100)
    assert (Boeking.objects.count(), Boekstuk.objects.count()) == before


def test_who_can_approve_is_told_and_who_entered_hears_what_came_of_it(obliged):
    opdracht = pay(obliged, 60_000)
    told = Notice.objects.filter(key=f"opdracht:{opdracht.pk}:ingevoerd")
    assert {notice.person for notice in told} == {obliged.tweede_kassier, obliged.bestuurder_nissewaard}
    assert told[0].sentence == f"Een betaling van € 600 uit {obliged.budget} wacht op goedkeuring."
    approve(opdracht, by=obliged.tweede_kassier)
    heard = Notice.objects.get(key=f"opdracht:{opdracht.pk}:besloten")
    assert (heard.person, "goedgekeurd" in heard.sentence) == (obliged.kassier, True)


def test_who_left_since_is_told_nothing_of_what_became_of_it(obliged):
    opdracht = pay(obliged, 60_000)
    obliged.kassier.memberships.update(ended_at=NOVEMBER.isoformat() + "T12:00Z")
    approve(opdracht, by=obliged.tweede_kassier)
    assert not Notice.objects.filter(person=obliged.kassier).exists()
