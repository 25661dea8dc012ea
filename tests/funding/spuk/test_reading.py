"""An application as data: its sums are those of its lines, to the cent, and what it lacks is all said."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from funding.models import Begrotingsregel, SpukAanvraag
from funding.spuk.budgeting import remove_line, set_line
from funding.spuk.participating import add_municipality
from funding.spuk.reading import BudgetLine, application_of, years_of
from plans.transformatie.workflow import Planstand
from tests.funding.transformatie.carried_out import put
from tests.queries import statements


def read(aanvraag):
    """Read it as a page does, with all that it is about looked up."""
    found = SpukAanvraag.objects.select_related("plan", "aanvrager", "overeenkomst").get(pk=aanvraag.pk)
    return application_of(found)


def sentences(aanvraag):
    return [each.sentence for each in read(aanvraag).missing]


def changed(begun, regel, **said):
    said = {"activity": regel.activity, "year": regel.year, "costs": regel.costs, "revenues": regel.revenues} | said
    return set_line(begun.aanvraag, by=begun.ambtenaar, regel=regel, version=regel.version, **said)


def test_it_says_all_of_a_complete_one(complete):
    made = read(complete.aanvraag)
    assert made.is_complete
    assert (made.plan_title, made.applicant) == ("Samen sterker thuis", "Gemeente Ridderkerk")
    assert [(each.name, each.is_applicant, each.proof_name, each.cents) for each in made.participants] == [
        ("Gemeente Ridderkerk", True, "", 150_010),
        ("Gemeente Barendrecht", False, "bewijs.pdf", 30_000),
    ]
    assert len(made.participants[1].proof_sha256) == len(made.agreement_sha256) == 64
    assert (made.total, made.most) == (180_010, 180_010)
    assert made.years == ((2026, 100_010, 0, 100_010), (2027, 80_000, 0, 80_000))
    assert [(each.milestone, each.municipality, each.cents, each.budgeted) for each in made.milestones] == [
        ("Loket open", "Gemeente Ridderkerk", 100_010, 100_010),
        ("Wijkteams gestart", "Gemeente Ridderkerk", 50_000, 50_000),
        ("Team in Barendrecht", "Gemeente Barendrecht", 30_000, 30_000),
    ]
    assert made.deadline == date(2027, 3, 31)
    assert [code for code, *_ in made.criteria] == [f"SP-{number}" for number in range(1, 8)]
    assert made.budget[0] == BudgetLine(
        "Gemeente Ridderkerk", "Loket open", "Loket open", date(2026, 6, 30), 2026, 100_010, 0,
        pk=made.budget[0].pk, bedrag_pk=complete.first.pk,
    )  # fmt: skip


def test_what_is_missing_is_said_with_where_it_is_mended(begun):
    partij = begun.plan.partijen.get(organisation=begun.barendrecht)
    add_municipality(begun.aanvraag, by=begun.ambtenaar, partij=partij)
    found = {each.anchor: each.sentence for each in read(begun.aanvraag).missing}
    assert "overeenkomst" in found.pop("#overeenkomst")
    assert found.pop("#gemeenten") == (
        "Het schriftelijke bewijs dat Gemeente Ridderkerk namens Gemeente Barendrecht mag aanvragen."
    )
    assert not found


@pytest.mark.parametrize(
    ("costs", "revenues", "words"),
    [
        (100_009, 0, "vraagt €\N{NO-BREAK SPACE}0,01 minder dan het bedrag"),
        (100_011, 0, "vraagt €\N{NO-BREAK SPACE}0,01 meer dan het bedrag"),
        (100_010, 1, "vraagt €\N{NO-BREAK SPACE}0,01 minder"),
    ],
)
def test_a_cent_that_does_not_fit_is_told_at_its_milestone(complete, costs, revenues, words):
    regel = changed(complete, Begrotingsregel.objects.get(bedrag=complete.first), costs=costs, revenues=revenues)
    (missing,) = read(complete.aanvraag).missing
    assert words in missing.sentence
    assert missing.anchor == f"#bedrag-{regel.bedrag_id}"


def test_an_amount_without_a_line_is_told(complete):
    regel = Begrotingsregel.objects.get(bedrag=complete.second)
    remove_line(complete.aanvraag, by=complete.ambtenaar, regel=regel, version=regel.version)
    assert ["minder" in each for each in sentences(complete.aanvraag)] == [True]


def test_higher_costs_with_as_much_revenue_fit(complete):
    changed(complete, Begrotingsregel.objects.get(bedrag=complete.first), costs=150_010, revenues=50_000)
    made = read(complete.aanvraag)
    assert made.is_complete
    assert made.years[0] == (2026, 150_010, 50_000, 100_010)


def test_revenues_that_nobody_said_and_years_that_do_not_count_are_told_at_their_line(complete):
    regel = Begrotingsregel.objects.get(bedrag=complete.first)
    Begrotingsregel.objects.filter(pk=regel.pk).update(revenues=None, year=2024)
    found = read(complete.aanvraag).missing
    assert {each.anchor for each in found} == {f"#regel-{regel.pk}"}
    assert ["opbrengsten" in each.sentence for each in found] == [True, False]
    assert "Kosten tellen mee van 2025 tot en met 2028" in found[1].sentence


def test_a_plan_that_was_withdrawn_after_all_is_told(complete):
    put(complete.plan, Planstand.INGETROKKEN)
    assert any("niet goedgekeurd" in each for each in sentences(complete.aanvraag))


@pytest.mark.parametrize(
    ("on", "years"),
    [(date(2026, 11, 26), (2025, 2028)), (date(2027, 1, 1), (2026, 2028)), (date(2024, 6, 1), (2024, 2028))],
)
def test_costs_count_from_the_book_year_before_until_the_regeling_ends(applying, on, years):
    assert years_of(on) == years


def test_before_the_rule_began_the_regeling_alone_says_the_years(applying):
    assert years_of(date(2024, 5, 1)) == (2024, 2028)


def test_reading_takes_five_questions(complete):
    aanvraag = SpukAanvraag.objects.select_related("plan", "aanvrager", "overeenkomst").get()
    assert len(statements(lambda: application_of(aanvraag))) == 5


def test_amounts_of_two_municipalities_at_one_milestone_stand_apart(complete):
    plan = put(complete.plan, Planstand.UITWERKEN)
    partij = plan.partijen.get(organisation=complete.barendrecht)
    complete.first.mijlpaal.bedragen.create(partij=partij, sector="sociaal_domein", costs="scholing", amount=40)
    provider = plan.partijen.get(organisation=complete.provider)
    complete.first.mijlpaal.bedragen.create(partij=provider, sector="wijkverpleging", costs="scholing", amount=50)
    put(plan, Planstand.UITVOERING)
    made = read(complete.aanvraag)
    assert [(each.milestone, each.municipality, each.sector, each.costs_kind, each.cents) for each in made.milestones][
        :2
    ] == [
        ("Loket open", "Gemeente Ridderkerk", "sociaal domein", "project- en veranderkosten", 100_010),
        ("Loket open", "Gemeente Barendrecht", "sociaal domein", "scholing", 4_000),
    ]
    assert made.most == 184_010


@pytest.mark.django_db
def test_whatever_the_lines_are_the_sums_are_those_of_the_lines(complete):
    """By any lines, the page's sums per year, municipality and milestone are one sum over the rows, and fit says it."""
    deelnemers = {each.partij_id: each for each in complete.aanvraag.deelnemers.all()}
    bedragen = [complete.first, complete.second, complete.theirs]
    line = st.tuples(st.sampled_from([0, 1, 2]), st.integers(2025, 2028), st.integers(1, 200_000), st.integers(0, 100))

    @settings(max_examples=25, deadline=None)
    @given(st.lists(line, max_size=8))
    def check(lines):
        Begrotingsregel.objects.all().delete()
        for which, year, costs, part in lines:
            bedrag = bedragen[which]
            Begrotingsregel.objects.create(
                deelnemer=deelnemers[bedrag.partij_id], bedrag=bedrag, position=1, activity="Iets", year=year,
                costs=costs, revenues=costs * part // 100,
            )  # fmt: skip
        made = read(complete.aanvraag)
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(costs - revenues), 0) FROM funding_begrotingsregel")
            total = int(cursor.fetchone()[0])
        assert made.total == total
        assert sum(asked for *_, asked in made.years) == total
        assert sum(each.cents for each in made.participants) == total
        assert sum(each.budgeted for each in made.milestones) == total
        fits = all(
            sum(costs - costs * part // 100 for which, _, costs, part in lines if bedragen[which] == bedrag)
            == int(Decimal(bedrag.amount) * 100)
            for bedrag in bedragen
        )
        assert made.is_complete == fits

    check()
