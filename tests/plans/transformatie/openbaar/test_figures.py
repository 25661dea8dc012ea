"""The quarterly figures: counted rightly, and telling nothing of a single plan that waits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from plans.models.transformatie import Beoordeling, Loketstand, Planbesluit
from plans.transformatie.openbaar.figures import FEWEST, figures_on, told
from plans.transformatie.workflow import Stap
from tests.factories import IndieningFactory, TransformatieplanFactory, UserFactory
from tests.queries import queries_of, statements

PAGE = "/transformatieplannen/cijfers/"
TODAY = date(2026, 11, 26)


def on(*day):
    return datetime(*day, 12, tzinfo=UTC)


@pytest.fixture
def submit(company, thema):
    """Answer a function that makes a submission of a plan of its own, decided after so many days, or open."""
    person = UserFactory()

    def submit(at, *, outcome=None, days=None, step="snelle_toets", back=False, due=28, insurer=None, region=None):
        coordinator = insurer or company.insurer_1
        plan = TransformatieplanFactory(
            region=region or company.region,
            theme=thema,
            marktleider_1=coordinator,
            marktleider_2=company.insurer_2,
            insurer=coordinator,
            lead=company.ridderkerk,
        )
        closed = at + timedelta(days=days) if days is not None else None
        indiening = IndieningFactory(
            plan=plan,
            step=step,
            at=at,
            due_on=at.date() + timedelta(days=due),
            closed_at=closed,
            taken_back_at=closed if back else None,
        )
        if outcome:
            _decide(indiening, outcome, closed, person, company)
        return indiening

    return submit


def _decide(indiening, outcome, at, person, company, step=None, status="verzonden"):
    Planbesluit.objects.create(
        indiening=indiening,
        step=step or ("snelle_toets" if indiening.step == "snelle_toets" else "definitief"),
        status=status,
        outcome=outcome,
        motivation="Daarom.",
        proposed_by=person,
        proposed_for=indiening.leader_1,
        proposed_at=at,
        confirmed_for=indiening.leader_2,
        confirmed_at=at,
        sent_at=at,
        content={},
        content_hash="x",
    )


def _quarter(figures, step, quarter):
    return next(each for each in figures.of_step(step) if each.quarter == quarter)


def _part(figures, division, name, step=Stap.SNELLE_TOETS):
    return next(each for each in figures.divisions[division] if each.name == name and each.step == step)


def test_what_came_in_went_through_was_refused_and_waits_is_counted_in_its_quarter(submit):
    submit(on(2026, 2, 1), outcome="impactvol", days=20)
    submit(on(2026, 2, 1), outcome="aanvullen", days=30)
    submit(on(2026, 3, 20), outcome="niet_impactvol", days=40)
    submit(on(2026, 3, 1), days=5, back=True)
    for _ in range(3):
        submit(on(2026, 3, 25))
    figures = figures_on(TODAY)
    first = _quarter(figures, Stap.SNELLE_TOETS, date(2026, 1, 1))
    assert (first.came, first.through, first.again, first.refused, first.back) == (7, 1, 1, 0, 1)
    assert (first.waiting, first.decided, first.in_time, first.median) == (4, 2, 1, 25)
    second = _quarter(figures, Stap.SNELLE_TOETS, date(2026, 4, 1))
    assert (second.came, second.refused, second.waiting) == (0, 1, 3)
    assert _quarter(figures, Stap.SNELLE_TOETS, date(2026, 10, 1)).waiting == 3
    assert [each.quarter for each in figures.of_step(Stap.SNELLE_TOETS)] == [
        date(2026, 10, 1), date(2026, 7, 1), date(2026, 4, 1), date(2026, 1, 1),
    ]  # fmt: skip


def test_a_quarter_ends_at_midnight_in_amsterdam(submit):
    submit(datetime(2026, 3, 31, 21, 59, tzinfo=UTC), outcome="impactvol", days=1)
    submit(datetime(2026, 3, 31, 22, 1, tzinfo=UTC), outcome="impactvol", days=1)
    figures = figures_on(TODAY)
    assert _quarter(figures, Stap.SNELLE_TOETS, date(2026, 1, 1)).came == 1
    assert _quarter(figures, Stap.SNELLE_TOETS, date(2026, 4, 1)).came == 1


def test_days_on_which_the_clock_stood_still_do_not_count(submit):
    for from_on, stops in [(date(2026, 2, 10), True), (date(2026, 2, 20), False)]:
        Loketstand.objects.create(step="snelle_toets", from_on=from_on, is_open=False, stops_clock=stops, reason="x")
    submit(on(2026, 2, 1), outcome="impactvol", days=30)
    submit(on(2026, 2, 1), outcome="impactvol", days=30, step="beoordeling")
    figures = figures_on(TODAY)
    assert _quarter(figures, Stap.SNELLE_TOETS, date(2026, 1, 1)).median == 20
    # Of the other step the desk never closed.
    assert _quarter(figures, Stap.BEOORDELING, date(2026, 1, 1)).median == 30


def test_a_preliminary_decision_and_one_that_was_not_sent_count_nowhere(submit, company):
    indiening = submit(on(2026, 2, 1), step="beoordeling")
    person = UserFactory()
    _decide(indiening, "goedkeuren", on(2026, 2, 20), person, company, step="voorgenomen")
    _decide(indiening, "aanpassen", on(2026, 3, 1), person, company, step="definitief", status="bevestigd")
    quarter = _quarter(figures_on(TODAY), Stap.BEOORDELING, date(2026, 1, 1))
    assert (quarter.through, quarter.again, quarter.decided, quarter.median) == (0, 0, 0, None)


@pytest.mark.parametrize("count", range(FEWEST))
def test_fewer_than_three_that_wait_look_like_none(submit, company, count):
    submit(on(2025, 2, 1), outcome="impactvol", days=10)
    for _ in range(count):
        submit(on(2026, 10, 1), due=1)
    figures = figures_on(TODAY)
    part = _part(figures, "regio", "ZHE-BAR")
    assert (part.waiting, part.late) == (None, None)
    last = _quarter(figures, Stap.SNELLE_TOETS, date(2026, 10, 1))
    assert last.waiting is None
    assert last.came in ({None} if count else {0})


def test_of_a_part_of_the_country_what_waits_is_rounded_and_what_was_sent_back_too(submit):
    for _ in range(7):
        submit(on(2026, 10, 1), due=1)
    for _ in range(3):
        submit(on(2026, 3, 1), outcome="aanvullen", days=9)
    part = _part(figures_on(TODAY), "verzekeraar", "CZ")
    assert (part.waiting, part.late, part.again) == (5, 5, 5)
    # How long what was sent back took would tell that it is there.
    assert (part.decided, part.median, part.most) == (None, None, None)


@pytest.mark.parametrize(("count", "shown"), [(0, None), (2, None), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_counts_are_rounded_to_fives(count, shown):
    assert told(count, rounded=True) == shown
    assert told(count) == (None if shown is None else count)


def test_a_part_of_which_nothing_final_is_known_does_not_show_that_it_has_a_plan(client, submit, company):
    """A region with one plan that waits is not in the table at all, as a region without any plan."""
    submit(on(2026, 10, 1), region=company.other_region)
    submit(on(2026, 10, 1), outcome="aanvullen", days=9, region=company.other_region)
    figures = figures_on(TODAY)
    for division, name in (("regio", "Zeeland"), ("thema", "Ouderen thuis"), ("sector", "sociaal domein")):
        assert name not in {each.name for each in figures.divisions[division]}
    assert "Zeeland" not in client.get(PAGE).text


def test_who_lags_shows(submit, company):
    for days in (10, 20, 30):
        submit(on(2026, 2, 1), outcome="impactvol", days=days)
        submit(on(2026, 2, 1), outcome="impactvol", days=days * 3, insurer=company.other_insurer)
    figures = figures_on(TODAY)
    quick, slow = _part(figures, "verzekeraar", "CZ"), _part(figures, "verzekeraar", "DSW")
    assert (quick.median, quick.in_time, quick.decided) == (20, 2, 3)
    assert (slow.median, slow.in_time, slow.decided) == (60, 0, 3)
    assert slow.most == 84


def test_while_the_clock_stands_still_nothing_is_over_its_term(submit):
    submit(on(2026, 2, 1), outcome="impactvol", days=10)
    for _ in range(4):
        submit(on(2026, 9, 1), due=1)
    assert _part(figures_on(TODAY), "regio", "ZHE-BAR").late == 5
    Loketstand.objects.create(
        step="snelle_toets", from_on=date(2026, 11, 1), is_open=False, stops_clock=True, reason="Dicht"
    )
    assert _part(figures_on(TODAY), "regio", "ZHE-BAR").late is None


def test_what_one_market_leader_does_changes_nothing(submit, company):
    indiening = submit(on(2026, 10, 1))
    before = figures_on(TODAY)
    Beoordeling.objects.create(
        indiening=indiening, organisation=company.insurer_1, status="bezig", advice="niet_impactvol"
    )
    assert figures_on(TODAY) == before


def test_much_takes_as_many_queries_as_little(submit):
    few = len(statements(lambda: figures_on(TODAY)))
    for _ in range(20):
        submit(on(2026, 2, 1), outcome="impactvol", days=10)
    assert len(statements(lambda: figures_on(TODAY))) == few == 4


def test_the_page_and_its_tables_tell_the_same(client, submit):
    for _ in range(3):
        submit(on(2026, 2, 1), outcome="impactvol", days=10)
    page = client.get(PAGE).text
    assert "Per coördinerend verzekeraar" in page
    assert "<svg" in page
    text = client.get("/transformatieplannen/cijfers.csv").content.decode("utf-8-sig")
    assert "Per regio;ZHE-BAR;alle;snelle toets;;3;minder dan 3;0;;minder dan 3;minder dan 3;3;3;10;10" in text
    assert client.get("/transformatieplannen/cijfers.xlsx").content[:2] == b"PK"


def test_figures_that_are_kept_ask_nothing(client, submit):
    submit(on(2026, 2, 1), outcome="impactvol", days=10)
    queries_of(client, PAGE)
    assert queries_of(client, PAGE) == []


def test_without_any_submission_the_page_says_what_will_be_here(client, db):
    assert "Hier komen de cijfers te staan" in client.get(PAGE).text
    assert client.get("/transformatieplannen/cijfers.csv").status_code == 200
