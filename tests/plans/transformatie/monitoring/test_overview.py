"""The overview of all plans in execution, for the people of their market leaders, and counted for the country."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from plans.models.transformatie import Potmutatie, Toekenning
from plans.transformatie.monitoring.overview import National, in_execution_in, led_by, national
from plans.transformatie.monitoring.telling import write_bericht
from plans.transformatie.workflow import Planstand
from tests.factories import MijlpaalbedragFactory, RegionFactory, ThemaFactory, TransformatieplanFactory, UserFactory
from tests.plans.transformatie.uitvoering.conftest import APPROVED
from tests.queries import queries_of
from tests.sheets.files import cells

THIRD = date(2026, 7, 1)
PATH = "/transformatieplannen/monitoring/"


@pytest.fixture
def others(company, carried, put_in_state):
    """More plans in execution: of both market leaders, of one with another insurer, and of other insurers."""

    def made(title, leader_1, leader_2, **fields):
        plan = TransformatieplanFactory(
            title=title,
            marktleider_1=leader_1,
            marktleider_2=leader_2,
            insurer=leader_1,
            lead=company.ridderkerk,
            **fields,
        )
        return put_in_state(plan, Planstand.UITVOERING, first_submitted_at=APPROVED, approved_at=APPROVED)

    theme = ThemaFactory(code="mgn", title="Mentale gezondheidsnetwerken")
    return {
        "both": made("Beide", company.insurer_1, company.insurer_2, theme=theme),
        "one": made("Een van beide", company.insurer_1, company.other_insurer, region=RegionFactory(slug="twente")),
        "none": made("Geen van beide", company.other_insurer, company.insurer_2),
    }


def test_an_insurer_sees_the_plans_that_it_leads(company, carried, others):
    def seen(name):
        return {plan.title for plan in led_by(company.people[name], THIRD)}

    mine = {"Samen sterker thuis", "Beide"}
    assert seen("beoordelaar_1") == mine | {"Een van beide"}
    assert seen("beoordelaar_2") == mine | {"Geen van beide"}
    assert seen("andere_verzekeraar") == {"Een van beide", "Geen van beide"}
    assert seen("ambtenaar") == seen("toekenner") == seen("nobody") == set()


def test_a_plan_counts_from_the_quarter_in_which_its_execution_began_until_the_one_in_which_it_ends(
    company, carried, put_in_state
):
    def counts(quarter):
        return in_execution_in(quarter).filter(pk=carried.plan.pk).exists()

    assert [counts(date(2026, month, 1)) for month in (1, 4, 7)] == [True, True, True]
    assert not counts(date(2025, 10, 1))
    mutatie = Potmutatie.objects.create(
        on=date(2026, 5, 1), kind="toekenning", amount=-8000, what="x", plan=carried.plan, source="x"
    )
    award = Toekenning.objects.create(mutatie=mutatie, reason="x", numbers={}, by=UserFactory())
    assert award.at.date() > date(2026, 9, 30)
    assert not counts(THIRD)
    assert counts(date(2026, 10, 1))
    put_in_state(carried.plan, Planstand.GESTOPT, ended_at=datetime(2026, 12, 31, 9, tzinfo=UTC))
    assert not counts(date(2026, 10, 1))


def test_the_table_says_who_told_how_it_goes_what_is_late_and_what_was_paid(company, carried, others, sign_in):
    write_bericht(
        carried.plan,
        by=company.ambtenaar,
        quarter=THIRD,
        version=0,
        koers="vastgelopen",
        moved="Niets.",
        stuck="Alles.",
        is_told=True,
    )
    write_bericht(others["both"], by=company.ambtenaar, quarter=THIRD, version=0, koers="op_koers", moved="Nog ruw.")
    page = sign_in(company.beoordelaar_1).get(PATH).content.decode()
    assert "derde kwartaal van 2026" in page
    assert "loopt vast" in page
    assert "€\N{NO-BREAK SPACE}4.000" in page
    assert page.count("nog niet") == 2
    assert "1 van 4 plannen heeft een bericht" in page
    assert national(THIRD) == National(4, 1, 0, 0, 1, 0, 2)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("regio=zhe-bar", {"Samen sterker thuis"}),
        ("regio=twente", {"Een van beide"}),
        ("thema=mgn", {"Beide"}),
        ("koers=op_koers", {"Samen sterker thuis"}),
        ("koers=geen", {"Beide", "Een van beide"}),
        ("koers=vastgelopen", set()),
        ("koers=onzin", {"Samen sterker thuis", "Beide", "Een van beide"}),
        ("kwartaal=2025-4", set()),
    ],
)
def test_the_filters_keep_what_fits_in_the_downloads_too(company, carried, others, sign_in, query, titles):
    write_bericht(
        carried.plan, by=company.ambtenaar, quarter=THIRD, version=0, koers="op_koers", moved="Veel.", is_told=True
    )
    client = sign_in(company.beoordelaar_1)
    page = client.get(f"{PATH}?{query}").context
    assert {row.plan.title for row in page["rows"]} == (set() if "onzin" in query else titles) or "onzin" in query
    table = client.get(f"/transformatieplannen/monitoring/csv/?{query}").content.decode("utf-8-sig")
    assert {row["Plan"] for row in csv.DictReader(io.StringIO(table), delimiter=";")} == {
        row.plan.title for row in page["rows"]
    }


def test_a_title_that_looks_like_a_formula_is_text_in_the_downloads(company, carried, put_in_state, sign_in):
    put_in_state(carried.plan, Planstand.UITVOERING, title="=HYPERLINK(1)")
    client = sign_in(company.beoordelaar_1)
    assert "'=HYPERLINK(1)" in client.get("/transformatieplannen/monitoring/csv/").content.decode()
    answer = client.get("/transformatieplannen/monitoring/xlsx/")
    headings, row, *_ = cells(answer.content, "download.xlsx")
    told = dict(zip(headings, row, strict=True))
    assert told["Plan"] == "=HYPERLINK(1)"
    assert (told["Toegekend in euro’s"], told["Te laat"]) == ("8000", "2")
    assert answer["Content-Disposition"] == 'attachment; filename="monitoring-transformatieplannen-2026-3.xlsx"'


def test_the_national_party_sees_the_counts_and_no_plan(company, carried, sign_in):
    page = sign_in(company.toekenner).get(PATH).content.decode()
    assert "0 van 1 plannen" in page
    assert "Samen sterker thuis" not in page
    for name in ("ambtenaar", "kassier", "landelijk", "buitenstaander"):
        assert sign_in(company.people[name]).get(PATH).status_code == 403


@pytest.mark.parametrize("quarter", ["2026-4", "2030-1", "x", "2026-9", "'"])
def test_a_quarter_that_is_not_over_is_not_there(company, carried, sign_in, quarter):
    assert sign_in(company.beoordelaar_1).get(f"{PATH}?kwartaal={quarter}").status_code == 404


def test_thirty_plans_take_no_more_queries_than_one(company, carried, put_in_state, sign_in):
    client = sign_in(company.beoordelaar_1)
    queries_of(client, PATH)
    few = queries_of(client, PATH)
    for n in range(30):
        plan = TransformatieplanFactory(
            marktleider_1=company.insurer_1,
            marktleider_2=company.insurer_2,
            insurer=company.insurer_1,
            lead=company.ridderkerk,
            theme=ThemaFactory(),
        )
        MijlpaalbedragFactory(mijlpaal__plan=plan, amount=Decimal(n + 1))
        put_in_state(plan, Planstand.UITVOERING, approved_at=APPROVED + timedelta(days=n))
    many = queries_of(client, PATH)
    assert len(many) == len(few) <= 12, "\n".join(many)
