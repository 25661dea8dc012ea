"""What the ledger holds by rules that change without a posting: it refuses what makes it worse, and takes what does not."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from funding.grootboek.granting import grant
from funding.grootboek.posting import Row, post
from funding.grootboek.refusals import LedgerRefused
from funding.grootboek.standing import line_saldi_of
from funding.models import Beschikkingsoort, Boeking, Boeksoort, Boekstuk, Handeling, Regelsoort
from tests.factories import BudgetregelFactory, RegelingonderdeelFactory, RegelingregelFactory, VerplichtingFactory
from tests.funding.conftest import mandate

FEBRUARY, NOVEMBER = date(2026, 2, 1), date(2026, 11, 1)
SPORT, HEALTH = "Sport en bewegen", "Gezondheid en sociale basis"


def booked(budget, by, *rows, on=NOVEMBER, act=Handeling.VERPLICHTING, **fields):
    return post(budget, act=act, by=by, on=on, book_year=on.year, rows=rows, **fields)


@pytest.fixture
def over(divided):
    """A regeling that was ontschot until July 2026: on the activity € 300 more is obliged than it has (`verplichting`)."""
    RegelingregelFactory(regeling=divided.spuk_iza, valid_from=date(2026, 1, 1), value=0, text="Ontschot.")
    RegelingregelFactory(regeling=divided.spuk_iza, valid_from=date(2026, 7, 1), value=1, text="Weer gebonden.")
    mandate(divided, divided.nissewaard)
    verplichting = VerplichtingFactory(regel=divided.activity)
    row = Row(Boeksoort.VERPLICHTING, 2026, 100_030_000, regel=divided.activity, verplichting=verplichting)
    booked(divided.budget, divided.kassier, row, on=FEBRUARY)
    return SimpleNamespace(**vars(divided), verplichting=verplichting)


def on_line(money, soort, cents, **fields):
    return Row(soort, 2026, cents, regel=money.activity, **fields)


def test_a_regeling_that_changed_halfway_the_year_is_followed_on_both_sides_of_the_day(divided):
    """Ontschot from 1 July: the last day before it a line is bound to what it has, and on the day itself it is not."""
    RegelingregelFactory(regeling=divided.spuk_iza, valid_from=date(2026, 7, 1), value=0, text="Ontschot.")
    mandate(divided, divided.nissewaard)
    too_much = on_line(divided, Boeksoort.REALISATIE, 100_000_001)
    with pytest.raises(LedgerRefused) as refusal:
        booked(divided.budget, divided.kassier, too_much, on=date(2026, 6, 30))
    assert refusal.value.code == "boven_regel"
    booked(divided.budget, divided.kassier, too_much, on=date(2026, 7, 1))
    # A letter of before the day, noted after it: less is spent of the line, so that it does not stand in the way.
    booked(divided.budget, divided.kassier, on_line(divided, Boeksoort.REALISATIE, -1), on=date(2026, 6, 30))
    with pytest.raises(LedgerRefused) as refusal:
        booked(divided.budget, divided.kassier, on_line(divided, Boeksoort.REALISATIE, 1), on=date(2026, 6, 30))
    assert refusal.value.code == "boven_regel"


def test_money_of_a_year_that_ended_keeps_the_rules_of_that_year(money):
    """From 2026 on a tenth may move to the next year and lines do not bind: nothing of it is for money of 2025."""
    RegelingregelFactory(regeling=money.spuk_iza, valid_from=date(2026, 1, 1), value=0, text="Ontschot.")
    RegelingregelFactory(
        regeling=money.spuk_iza, kind=Regelsoort.DOORSCHUIVEN, valid_from=date(2026, 1, 1), value=10, text="10%."
    )
    line = BudgetregelFactory(budget=money.budget, title="Coördinatie")
    moved = [Row(Boeksoort.NAAR_VOLGEND_JAAR, 2025, 100), Row(Boeksoort.UIT_VORIG_JAAR, 2026, 100)]
    paying = {"act": Handeling.DOORSCHUIVING, "approved_by": money.tweede_kassier}
    for rows, fields, code in (
        (moved, paying, "boven_doorschuiven"),
        ([Row(Boeksoort.REALISATIE, 2025, 100, regel=line)], {}, "boven_regel"),
    ):
        with pytest.raises(LedgerRefused) as refusal:
            booked(money.budget, money.kassier, *rows, on=FEBRUARY, **fields)
        assert refusal.value.code == code
    booked(money.budget, money.kassier, Row(Boeksoort.REALISATIE, 2026, 100, regel=line), on=FEBRUARY)


def test_of_a_municipality_that_left_last_year_the_money_of_then_is_spent_and_no_other(money):
    """Westvoorne left at the end of 2025: what it had of 2025 is spent by its mandate, also a year later."""
    line = BudgetregelFactory(
        budget=money.budget, title="Lokaal deel Westvoorne", part="lokaal", municipality=money.left
    )
    share = Row(Boeksoort.VERDELING, 2025, 50_000, regel=line, municipality=money.left)
    booked(money.budget, money.kassier, share, on=FEBRUARY, act=Handeling.VERDELING)
    of_then = Row(Boeksoort.REALISATIE, 2025, 50_000, regel=line)
    with pytest.raises(LedgerRefused) as refusal:
        booked(money.budget, money.kassier, of_then)
    assert refusal.value.code == "zonder_machtiging"
    mandate(money, money.left)
    booked(money.budget, money.kassier, of_then)
    for soort in (Boeksoort.REALISATIE, Boeksoort.VERPLICHTING):
        under = {"verplichting": VerplichtingFactory(regel=line)} if soort == Boeksoort.VERPLICHTING else {}
        with pytest.raises(LedgerRefused, match=r"“Lokaal deel Westvoorne” is over 2026 €.+?0,01 te weinig"):
            booked(money.budget, money.kassier, Row(soort, 2026, 1, regel=line, **under))


def test_a_payment_and_a_correction_downward_are_taken_on_a_line_that_a_new_rule_put_over(over):
    under = {"verplichting": over.verplichting}
    paying = {"act": Handeling.BETALING, "approved_by": over.tweede_kassier}
    booked(over.budget, over.kassier, on_line(over, Boeksoort.BETALING, 50_000_000, **under), **paying)
    booked(over.budget, over.kassier, on_line(over, Boeksoort.REALISATIE, 60_000_000, **under))
    booked(over.budget, over.kassier, on_line(over, Boeksoort.VERPLICHTING, -10_000, **under))
    line = line_saldi_of(over.budget, [2026])[over.activity.pk, 2026]
    assert (line.betaald, line.besteed, line.vrij) == (50_000_000, 60_000_000, -20_000)


def test_what_adds_to_a_line_that_is_over_is_refused_with_all_that_it_is_over(over):
    for row in (
        on_line(over, Boeksoort.VERPLICHTING, 1, verplichting=over.verplichting),
        on_line(over, Boeksoort.REALISATIE, 1),
        on_line(over, Boeksoort.VERDELING, -1, municipality=over.nissewaard),
    ):
        with pytest.raises(LedgerRefused, match=r"€.+?300,01 te weinig") as refusal:
            booked(over.budget, over.kassier, row)
        assert refusal.value.code == "boven_regel"


def test_a_division_that_gives_a_line_more_is_taken_though_it_stays_over(over):
    booked(over.budget, over.kassier, on_line(over, Boeksoort.VERDELING, 20_000, municipality=over.nissewaard))
    assert line_saldi_of(over.budget, [2026])[over.activity.pk, 2026].vrij == -10_000


def test_one_boekstuk_counts_as_a_whole(over):
    """More spent and as much more divided over the line, in one boekstuk: it is no worse than it was."""
    more = on_line(over, Boeksoort.VERDELING, 500, municipality=over.nissewaard)
    booked(over.budget, over.kassier, on_line(over, Boeksoort.REALISATIE, 500), more)
    with pytest.raises(LedgerRefused) as refusal:
        booked(over.budget, over.kassier, on_line(over, Boeksoort.REALISATIE, 501), more)
    assert refusal.value.code == "boven_regel"


def test_two_boekstukken_of_one_transaction_do_not_hide_each_other(over):
    """Neither is looked at before both are there: the one that makes it worse is refused."""

    def boekstuk_with(cents):
        boekstuk = Boekstuk.objects.create(
            budget=over.budget, act="realisatie", on=NOVEMBER, book_year=2026, cents=cents, by=over.kassier
        )
        told = {"budget": over.budget, "soort": "realisatie", "year": 2026, "book_year": 2026, "on": NOVEMBER}
        Boeking.objects.create(boekstuk=boekstuk, regel=over.activity, cents=cents, **told)

    @transaction.atomic
    def add_both():
        boekstuk_with(700)
        boekstuk_with(-600)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="boven_regel"):
        add_both()


def test_when_a_mandate_ended_what_was_obliged_is_paid_and_lowered_and_nothing_is_added(divided):
    verplichting = VerplichtingFactory(regel=divided.local)
    under = {"regel": divided.local, "verplichting": verplichting}
    booked(divided.budget, divided.kassier, Row(Boeksoort.VERPLICHTING, 2026, 50_000, **under), on=FEBRUARY)
    divided.budget.machtigingen.update(until_on=date(2026, 6, 30))
    paying = {"act": Handeling.BETALING, "approved_by": divided.tweede_kassier}
    booked(divided.budget, divided.kassier, Row(Boeksoort.BETALING, 2026, 20_000, **under), **paying)
    booked(divided.budget, divided.kassier, Row(Boeksoort.REALISATIE, 2026, 20_000, **under))
    booked(divided.budget, divided.kassier, Row(Boeksoort.VERPLICHTING, 2026, -30_000, **under))
    with pytest.raises(LedgerRefused) as refusal:
        booked(divided.budget, divided.kassier, Row(Boeksoort.VERPLICHTING, 2026, 1, **under))
    assert refusal.value.code == "zonder_machtiging"


def test_what_is_spoken_for_is_not_divided_to_who_gave_no_mandate(divided):
    def shifted(cents):
        changes = [(divided.nissewaard, -cents), (divided.barendrecht, cents)]
        rows = [on_line(divided, Boeksoort.VERDELING, change, municipality=of) for of, change in changes]
        booked(divided.budget, divided.kassier, *rows, act=Handeling.VERDELING)

    booked(divided.budget, divided.kassier, on_line(divided, Boeksoort.REALISATIE, 90_000_000))
    shifted(10_000_000)
    with pytest.raises(LedgerRefused) as refusal:
        shifted(1)
    assert refusal.value.code == "zonder_machtiging"
    mandate(divided, divided.barendrecht)
    shifted(1)
    divided.budget.machtigingen.filter(municipality=divided.barendrecht).update(until_on=FEBRUARY)
    shifted(-1)


def test_less_may_move_by_a_new_rule_and_what_moved_before_can_still_be_set_right(money):
    moved = [Row(Boeksoort.NAAR_VOLGEND_JAAR, 2025, 6_000_000), Row(Boeksoort.UIT_VORIG_JAAR, 2026, 6_000_000)]
    by_two = {"act": Handeling.DOORSCHUIVING, "approved_by": money.tweede_ambtenaar}
    booked(money.brede, money.ambtenaar, *moved, on=date(2025, 10, 1), **by_two)
    RegelingregelFactory(
        regeling=money.brede_spuk, kind=Regelsoort.DOORSCHUIVEN, valid_from=date(2025, 11, 1), value=5, text="5%."
    )
    back = [Row(Boeksoort.NAAR_VOLGEND_JAAR, 2025, -1_000_000), Row(Boeksoort.UIT_VORIG_JAAR, 2026, -1_000_000)]
    booked(money.brede, money.ambtenaar, *back, on=date(2025, 12, 1), **by_two)
    more = [Row(Boeksoort.NAAR_VOLGEND_JAAR, 2025, 1), Row(Boeksoort.UIT_VORIG_JAAR, 2026, 1)]
    with pytest.raises(LedgerRefused) as refusal:
        booked(money.brede, money.ambtenaar, *more, on=date(2025, 12, 1), **by_two)
    assert refusal.value.code == "boven_doorschuiven"


def onderdeel_line(money, title, theme=HEALTH, **fields):
    onderdeel = RegelingonderdeelFactory(regeling=money.brede_spuk, title=title, theme=theme, **fields)
    return BudgetregelFactory(
        budget=money.brede, title=title, onderdeel=onderdeel, part="lokaal", municipality=money.ridderkerk
    )


@pytest.mark.parametrize(
    ("years", "year"), [({"last_year": 2025}, 2026), ({"first_year": 2026}, 2025)], ids=["ended", "not begun"]
)
@pytest.mark.parametrize("soort", [Boeksoort.REALISATIE, Boeksoort.VERPLICHTING, Boeksoort.VERDELING])
def test_nothing_is_booked_for_an_onderdeel_in_a_year_that_it_does_not_have(money, years, year, soort):
    regel = onderdeel_line(money, "Leefomgeving", **years)
    fields = {"verplichting": VerplichtingFactory(regel=regel)} if soort == Boeksoort.VERPLICHTING else {}
    with pytest.raises(LedgerRefused, match=rf"“Leefomgeving” loopt van .+ Over {year} kunt u er niets"):
        booked(money.brede, money.ambtenaar, Row(soort, year, 100, regel=regel, **fields))


def test_what_was_booked_before_an_onderdeel_turned_out_to_have_ended_can_be_taken_off(money):
    regel = onderdeel_line(money, "Leefomgeving")
    booked(money.brede, money.ambtenaar, Row(Boeksoort.REALISATIE, 2026, 500, regel=regel), on=FEBRUARY)
    regel.onderdeel.last_year = 2025
    regel.onderdeel.save()
    booked(money.brede, money.ambtenaar, Row(Boeksoort.REALISATIE, 2026, -500, regel=regel))
    # Money of the year before is booked a year later.
    booked(money.brede, money.ambtenaar, Row(Boeksoort.REALISATIE, 2025, 500, regel=regel))


@pytest.fixture
def themed(money):
    """The brede SPUK of 2024, whose lines bind, and 15% may shift: € 1.000 and € 600 for health, € 2.000 for sport."""
    for value, year in ((15, 2023), (100, 2025)):
        RegelingregelFactory(
            regeling=money.brede_spuk,
            kind=Regelsoort.SCHUIVEN_IN_THEMA,
            valid_from=date(year, 1, 1),
            value=value,
            text=f"{value}%",
        )
    grant(
        money.brede,
        by=money.ambtenaar,
        kind=Beschikkingsoort.VERLENING,
        year=2024,
        cents=1_000_000,
        on=date(2024, 1, 15),
        number="DUS-I 2024",
        source="DUS-I",
    )
    falls, care = onderdeel_line(money, "Valpreventie"), onderdeel_line(money, "Mantelzorg")
    sport = onderdeel_line(money, "Lokaal sportakkoord", SPORT)
    themed = SimpleNamespace(**vars(money), falls=falls, care=care, sport=sport)
    budgeted = {falls: 100_000, care: 60_000, sport: 200_000}
    of_2024(themed, *[Row(Boeksoort.VERDELING, 2024, cents, regel=regel) for regel, cents in budgeted.items()])
    return themed


def of_2024(money, *rows, on=date(2024, 6, 1)):
    return booked(money.brede, money.ambtenaar, *rows, on=on)


def spent(regel, cents):
    return Row(Boeksoort.REALISATIE, 2024, cents, regel=regel)


def budgeted(regel, cents):
    return Row(Boeksoort.VERDELING, 2024, cents, regel=regel)


def refused(act, *args, **told):
    with pytest.raises(LedgerRefused) as refusal:
        act(*args, **told)
    return refusal.value


def test_within_a_hoofdthema_fifteen_percent_of_it_shifts_and_not_a_cent_more(themed):
    of_2024(themed, spent(themed.falls, 124_000))
    said = refused(of_2024, themed, spent(themed.falls, 1))
    assert said.code == "boven_schuiven"
    assert said.messages == [
        "Binnen het hoofdthema “Gezondheid en sociale basis” mag over 2024 ten hoogste €\N{NO-BREAK SPACE}240 schuiven: "
        "15% van wat ervoor is begroot. Dit is €\N{NO-BREAK SPACE}0,01 meer. Pas de begroting aan, of besteed minder."
    ]
    # The other line still has what was not spent of the hoofdthema, and no more.
    of_2024(themed, spent(themed.care, 36_000))
    assert refused(of_2024, themed, spent(themed.care, 1)).code == "boven_thema"


def test_nothing_shifts_to_another_hoofdthema(themed):
    of_2024(themed, spent(themed.sport, 200_000))
    said = refused(of_2024, themed, spent(themed.sport, 1))
    assert (said.code, "€\N{NO-BREAK SPACE}0,01 te weinig begroot" in said.messages[0]) == ("boven_thema", True)


def test_money_cannot_be_budgeted_away_from_under_what_shifted(themed):
    of_2024(themed, spent(themed.falls, 120_000))
    # € 200 is at most 15% of € 1.333,34.
    assert refused(of_2024, themed, budgeted(themed.care, -30_000)).code == "boven_schuiven"
    assert refused(of_2024, themed, budgeted(themed.care, -40_001)).code == "boven_thema"
    of_2024(themed, budgeted(themed.care, -26_666))


def test_what_makes_a_shift_smaller_is_taken_though_it_stays_too_large(themed):
    of_2024(themed, spent(themed.falls, 124_000))
    themed.brede_spuk.regels.filter(kind=Regelsoort.SCHUIVEN_IN_THEMA, value=15).update(value=10)
    of_2024(themed, spent(themed.falls, -1_000))
    of_2024(themed, spent(themed.sport, 1_000))
    of_2024(themed, budgeted(themed.care, 5_000))
    assert refused(of_2024, themed, spent(themed.falls, 1)).code == "boven_schuiven"


def test_money_of_2024_keeps_these_limits_after_the_ontschotting(themed):
    assert refused(of_2024, themed, spent(themed.falls, 300_000), on=date(2025, 1, 1)).code == "boven_thema"


def test_where_no_part_may_shift_a_line_stays_within_itself(themed):
    themed.brede_spuk.regels.filter(kind=Regelsoort.SCHUIVEN_IN_THEMA).delete()
    assert refused(of_2024, themed, spent(themed.falls, 100_001)).code == "boven_regel"
