"""What would be left if these plans got their money: as awarding them one by one would do it, and nothing is saved."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.models.transformatie import Potmutatie, Potsoort, Toekenning
from plans.transformatie.pot.standing import standing
from plans.transformatie.pot.supposing import suppose
from plans.transformatie.wachtrij.awarding import award
from plans.transformatie.wachtrij.queue import queue
from plans.transformatie.workflow import Planstand
from tests.factories import ThemaFactory, TransformatieplanFactory
from tests.plans.transformatie.money import put_in_pot
from tests.queries import queries_of, statements

POT = "/transformatieplannen/pot/"


def supposed(*chosen):
    pot = standing()
    return suppose(pot, [place for place in queue(pot) if place.plan in chosen])


def told(supposition) -> list[tuple]:
    """Answer of each plan what it gets out of the reservation and out of what is free, and what lacks, as whole euros."""
    return [(int(row.from_reservation), int(row.from_free), int(row.short)) for row in supposition.rows]


def text_of(answer) -> str:
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_plan_gets_what_is_reserved_for_its_theme_and_then_what_is_free(company, wait, theme):
    put_in_pot(200)
    put_in_pot(80, kind=Potsoort.RESERVERING, theme=theme)
    first, second = wait(100, theme=theme), wait(60)
    supposition = supposed(first, second)
    assert told(supposition) == [(80, 20, 0), (0, 60, 0)]
    assert [row.left for row in supposition.rows] == [100, 40]
    assert (supposition.after.available, supposition.after.free, supposition.after.reserved) == (40, 40, {})
    assert (supposition.before.available, supposition.given) == (200, 160)


def test_a_plan_that_does_not_fit_says_what_lacks_and_free_money_waits_for_it(company, wait, theme):
    put_in_pot(100)
    put_in_pot(50, kind=Potsoort.RESERVERING, theme=theme)
    plans = wait(70), wait(40, theme=theme), wait(10), wait(30, theme=theme), wait(5, theme=theme)
    supposition = supposed(*plans)
    assert told(supposition) == [(0, 0, 20), (40, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0)]
    assert [row.waits_for.number if row.waits_for else None for row in supposition.rows] == [None, None, 1, 1, 4]
    assert [row.gets for row in supposition.rows] == [False, True, False, False, False]
    assert (supposition.after.free, supposition.after.reserved) == (50, {theme.pk: 10})


def test_plans_that_are_not_chosen_do_not_count(company, wait):
    put_in_pot(100)
    wait(1_000)
    second = wait(60)
    assert told(supposed(second)) == [(0, 60, 0)]


def test_without_plans_the_pot_stays_as_it_is(company):
    put_in_pot(100)
    pot = standing()
    supposition = suppose(pot, [])
    assert (supposition.rows, supposition.before, supposition.after, supposition.given) == ([], pot, pot, 0)


def test_supposing_asks_the_database_nothing_and_leaves_the_pot_that_it_was_given(company, wait, theme):
    put_in_pot(100)
    put_in_pot(50, kind=Potsoort.RESERVERING, theme=theme)
    wait(60, theme=theme), wait(100)
    pot = standing()
    places = queue(pot)
    assert statements(lambda: suppose(pot, places)) == []
    assert pot == standing()


CENTS = st.integers(1, 20_000).map(lambda cents: Decimal(cents) / 100)
THEME = st.sampled_from([None, 0, 1])
PLANS = st.lists(st.tuples(CENTS, THEME, st.booleans()), min_size=1, max_size=7)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plans=PLANS, free=CENTS, reserved=st.tuples(CENTS, CENTS), chosen_alone=st.booleans())
def test_it_is_what_awarding_them_one_by_one_does(company, wait, put_in_state, plans, free, reserved, chosen_alone):
    with transaction.atomic():
        themes = [ThemaFactory(code=f"thema-{number}", position=number + 1) for number in range(2)]
        put_in_pot(free + sum(reserved))
        for theme, amount in zip(themes, reserved, strict=True):
            put_in_pot(amount, kind=Potsoort.RESERVERING, theme=theme)
        chosen = []
        for amount, theme, is_chosen in plans:
            plan = wait(amount, theme=None if theme is None else themes[theme])
            if is_chosen or not chosen_alone:
                chosen.append(plan)
            else:
                put_in_state(plan, Planstand.INGETROKKEN)
        supposition = supposed(*chosen)
        for row, plan in zip(supposition.rows, chosen, strict=True):
            assert row.place.plan == plan
            assert really_got(plan, by=company.toekenner) == (
                (row.from_reservation, row.from_free) if row.gets else None
            )
            assert standing().free == row.left
        assert standing() == supposition.after
        transaction.set_rollback(True)


def really_got(plan, *, by) -> tuple[Decimal, Decimal] | None:
    """Award to this plan, and answer what came out of the reservation and out of what is free; None where it is refused."""
    try:
        with transaction.atomic():
            award(plan, by=by, reason="De beurt.")
    except ValidationError:
        return None
    rows = dict(Potmutatie.objects.filter(plan=plan).values_list("kind", "amount"))
    reserved = -rows.get(Potsoort.RESERVERING, Decimal(0))
    return reserved, -rows[Potsoort.TOEKENNING] - reserved


def test_everybody_sees_what_would_be_left_and_nothing_is_saved(company, wait, theme, client):
    put_in_pot(200_000)
    put_in_pot(80_000, kind=Potsoort.RESERVERING, theme=theme)
    first, second, third = wait(100_000, theme=theme), wait(150_000), wait(1)
    before = Potmutatie.objects.count(), Toekenning.objects.count()
    page = client.get(POT, {"plan": [first.pk, second.pk]})
    text = text_of(page)
    assert page.status_code == 200
    assert "Wat de gekozen plannen krijgen, in de volgorde van de wachtrij</caption>" in text
    assert "€ 50.000 te weinig" in text
    assert (
        'data-label="Uit de reservering">€ 80.000</td><td class="numeric" data-label="Uit wat vrij is">€ 20.000' in text
    )
    assert (
        'Gereserveerd voor Mentale gezondheidsnetwerken</th><td class="numeric">€ 80.000</td><td class="numeric">€ 0'
        in text
    )
    assert 'Samen beschikbaar</th><td class="numeric">€ 200.000</td><td class="numeric">€ 100.000' in text
    assert "Samen krijgen deze plannen € 100.000." in text
    assert re.findall(r'name="plan" value="(\d+)" checked', text) == [str(first.pk), str(second.pk)]
    assert f'name="plan" value="{third.pk}">' in text
    assert (Potmutatie.objects.count(), Toekenning.objects.count()) == before
    assert {place.plan.status for place in queue()} == {Planstand.WACHTRIJ}


def test_nothing_is_reckoned_before_somebody_chooses(company, wait, client):
    put_in_pot(100)
    wait(60)
    text = client.get(POT).text
    assert "Bereken wat er overblijft" in text
    assert "Kies een of meer plannen." in text
    assert "Wat deze plannen krijgen" not in text


def test_without_plans_that_wait_there_is_nothing_to_choose(db, client):
    text = client.get(POT, {"plan": "1"}).text
    assert "Er wacht nu geen plan op geld" in text
    assert "Bereken" not in text


@pytest.mark.parametrize(
    "named",
    [
        "",
        "0",
        "-1",
        "abc",
        "1e3",
        "9" * 4_000,
        "99999999999999999999",
        "a\x00b",
        "' OR 1=1 --",
        "\N{SUPERSCRIPT TWO}",
        "\ud800",
    ],
)
def test_what_is_no_plan_in_the_queue_is_ignored(company, wait, client, named):
    put_in_pot(100)
    plan = wait(60)
    assert "Wat deze plannen krijgen" not in client.get(POT, {"plan": _sent(named)}).text
    text = client.get(POT, {"plan": [_sent(named), str(plan.pk)]}).text
    assert text.count('data-label="Uitkomst"') == 1


def _sent(named: str) -> bytes:
    return named.encode("utf-8", "surrogatepass")


def test_a_plan_that_does_not_wait_is_never_shown_and_one_named_twice_counts_once(company, wait, put_in_state, client):
    put_in_pot(100)
    plan = wait(60)
    secret = TransformatieplanFactory(region=company.region, title="Nog geheim", requested=Decimal(5))
    withdrawn = put_in_state(wait(5), Planstand.INGETROKKEN, title="Toch niet")
    text = text_of(client.get(POT, {"plan": [plan.pk, secret.pk, withdrawn.pk, plan.pk, plan.pk]}))
    assert text.count('data-label="Uitkomst"') == 1
    assert "Samen krijgen deze plannen € 60." in text
    assert secret.title not in text
    assert withdrawn.title not in text


def test_very_many_plans_in_the_address_are_no_fault(company, wait, client):
    put_in_pot(100)
    plan = wait(60)
    numbers = [plan.pk, *range(10**9, 10**9 + 900)]
    assert client.get(POT, {"plan": numbers}).text.count('data-label="Uitkomst"') == 1
    # More than Django reads of an address is refused as a whole.
    assert client.get(POT, {"plan": range(10_000)}).status_code == 400


@pytest.mark.parametrize("chooses", [False, True])
def test_the_page_takes_as_many_queries_for_many_plans(company, wait, theme, client, chooses):
    put_in_pot(10_000)
    put_in_pot(150, kind=Potsoort.RESERVERING, theme=theme)
    plans = [wait(100, theme=theme)]
    address = lambda: f"{POT}?{'&'.join(f'plan={plan.pk}' for plan in plans)}" if chooses else POT  # noqa: E731
    few = queries_of(client, address())
    plans += [wait(100, theme=theme if number % 2 else None) for number in range(29)]
    many = queries_of(client, address())
    assert len(few) == len(many) <= 12
    assert client.get(address()).text.count('data-label="Uitkomst"') == (30 if chooses else 0)
