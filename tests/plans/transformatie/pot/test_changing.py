"""Noting what happened to the pot outside the portal: who may, what fits, and what would owe more than there is."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.trail.recording import history
from plans.models.transformatie import Potmutatie, Potsoort
from plans.transformatie.pot.changing import record_change
from plans.transformatie.pot.showing import changes, years
from plans.transformatie.pot.standing import standing
from tests.at_once import at_once
from tests.factories import ThemaFactory
from tests.plans.transformatie.money import awarded, put_in_pot


@pytest.fixture
def theme(db):
    return ThemaFactory(code="mgn", title="Mentale gezondheidsnetwerken", position=1)


def note(by, kind, amount, **said):
    values = {"what": "Voor de proef", "source": "Kamerbrief", "on": timezone.localdate()}
    return record_change(by=by, kind=kind, amount=Decimal(amount), **{**values, **said})


def test_who_awards_notes_a_change_with_its_source(company, theme):
    mutatie = note(company.toekenner, Potsoort.BESCHIKBAAR, "1000.50")
    assert (mutatie.source, mutatie.by, mutatie.amount) == ("Kamerbrief", company.toekenner, Decimal("1000.50"))
    note(company.toekenner, Potsoort.ANDERS_BESTEED, -200)
    note(company.toekenner, Potsoort.RESERVERING, 300, theme=theme)
    note(company.toekenner, Potsoort.RESERVERING, -100, theme=theme)
    pot = standing()
    assert (pot.available, pot.free) == (Decimal("800.50"), Decimal("600.50"))
    assert pot.reserved == {theme.pk: Decimal(200)}
    assert history(mutatie).get().after == {"soort": "beschikbaar gesteld", "bedrag": "1000.50", "thema": ""}


def test_nobody_else_notes_anything(company):
    for name, person in company.people.items():
        if name != "toekenner":
            with pytest.raises(PermissionDenied):
                note(person, Potsoort.BESCHIKBAAR, 100)
    assert not Potmutatie.objects.exists()


@pytest.mark.parametrize(
    ("kind", "amount", "said", "field"),
    [
        (Potsoort.BESCHIKBAAR, 0, {}, "amount"),
        (Potsoort.BESCHIKBAAR, -1, {}, "amount"),
        (Potsoort.ANDERS_BESTEED, 1, {}, "amount"),
        (Potsoort.ANDERS_BESTEED, -101, {}, "amount"),
        (Potsoort.BESCHIKBAAR, 10**15, {}, "amount"),
        (Potsoort.BESCHIKBAAR, "0.001", {}, "amount"),
        (Potsoort.TOEKENNING, -1, {}, "kind"),
        (Potsoort.VRIJVAL, 1, {}, "kind"),
        ("iets anders", 1, {}, "kind"),
        (Potsoort.RESERVERING, 1, {}, "theme"),
        (Potsoort.BESCHIKBAAR, 1, {"on": date(2030, 1, 1)}, "on"),
        (Potsoort.BESCHIKBAAR, 1, {"on": date(2022, 9, 15)}, "on"),
        (Potsoort.BESCHIKBAAR, 1, {"what": " "}, "what"),
        (Potsoort.BESCHIKBAAR, 1, {"what": "x" * 201}, "what"),
        (Potsoort.BESCHIKBAAR, 1, {"source": ""}, "source"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(company, kind, amount, said, field):
    put_in_pot(100)
    with pytest.raises(ValidationError) as refused:
        note(company.toekenner, kind, amount, **said)
    assert field in refused.value.message_dict
    assert Potmutatie.objects.count() == 1


def test_no_more_is_reserved_than_is_free_and_no_more_let_go_than_is_reserved(company, theme):
    put_in_pot(100)
    other = ThemaFactory(code="zc", title="Zorgcoördinatie", position=2)
    with pytest.raises(ValidationError, match="Meer kunt u niet reserveren"):
        note(company.toekenner, Potsoort.RESERVERING, "100.01", theme=theme)
    note(company.toekenner, Potsoort.RESERVERING, 60, theme=theme)
    with pytest.raises(ValidationError, match="Meer kunt u niet reserveren"):
        note(company.toekenner, Potsoort.RESERVERING, 41, theme=other)
    for themes, amount in ((theme, -61), (other, -1)):
        with pytest.raises(ValidationError, match="gereserveerd"):
            note(company.toekenner, Potsoort.RESERVERING, amount, theme=themes)
    with pytest.raises(ValidationError, match="Meer kan er niet af"):
        note(company.toekenner, Potsoort.ANDERS_BESTEED, -41)
    with pytest.raises(ValidationError, match="alleen daar"):
        note(company.toekenner, Potsoort.BESCHIKBAAR, 1, theme=theme)
    assert (standing().free, standing().reserved) == (Decimal(40), {theme.pk: Decimal(60)})


def test_each_change_tells_what_was_there_after_it_in_the_order_of_its_day(company, theme):
    later = put_in_pot(100, on=date(2026, 3, 1))
    awarded(company.transformatieplan, by=company.toekenner, amount=30)  # 2 January 2026
    earlier = put_in_pot(50, on=date(2024, 5, 1))
    reservation = put_in_pot(70, kind=Potsoort.RESERVERING, theme=theme, on=date(2026, 3, 2))
    rows = [(row.pk, row.after) for row in changes()]
    given = Potmutatie.objects.get(kind=Potsoort.TOEKENNING)
    assert rows == [(reservation.pk, 120), (later.pk, 120), (given.pk, 20), (earlier.pk, 50)]


def test_the_years_tell_what_came_and_went_with_those_in_which_nothing_did(company):
    put_in_pot(100, on=date(2023, 5, 1))
    put_in_pot(-40, kind=Potsoort.ANDERS_BESTEED, on=date(2025, 5, 1))
    awarded(company.transformatieplan, by=company.toekenner, amount=30)
    assert [tuple(year) for year in years()] == [
        (2023, 100, 0, 0, 100),
        (2024, 0, 0, 0, 100),
        (2025, 0, 0, 40, 60),
        (2026, 0, 30, 0, 30),
    ]


def test_an_empty_pot_has_no_years(db):
    assert years() == []
    assert (standing().available, standing().free) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_two_who_reserve_the_same_money_at_once_do_not_both(company, theme):
    put_in_pot(100)
    results = at_once(*[lambda: note(company.toekenner, Potsoort.RESERVERING, 60, theme=theme)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Potmutatie", "ValidationError"]
    assert standing().free == 40
