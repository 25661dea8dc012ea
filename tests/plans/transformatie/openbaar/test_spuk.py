"""What the application for the SPUK takes from an approved plan."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from iza_portal.sheets.reading import open_upload
from plans.models.transformatie import Businesscaseregel, Mijlpaalbedrag
from plans.transformatie.openbaar.spuk import application_of
from plans.transformatie.uitvoering.changing import decide_change, request_change
from plans.transformatie.workflow import Planstand
from tests.factories import OrganisationFactory, TransformatiepartijFactory
from tests.queries import queries_of


@pytest.fixture
def applied(company, approved, put_in_state):
    """The approved plan with a second municipality, an amount of a provider, and lines of the business case."""
    plan = put_in_state(approved, Planstand.UITWERKEN)
    other = TransformatiepartijFactory(plan=plan, organisation=OrganisationFactory(name="Barendrecht"))
    provider = plan.partijen.get(organisation=company.provider)
    mijlpaal = plan.mijlpalen.get()
    for party, amount in ((other, "250000.50"), (provider, "999")):
        Mijlpaalbedrag.objects.create(
            mijlpaal=mijlpaal, partij=party, sector=party.sector, costs="scholing", amount=Decimal(amount)
        )
    for party, kind, amount in ((other, "baten", 40_000), (other, "kosten", 10_000), (provider, "baten", 777)):
        Businesscaseregel.objects.create(
            plan=plan, kind=kind, year=2028, title=f"=SOM({kind})", amount=amount, partij=party
        )
    return put_in_state(plan, Planstand.UITVOERING, approved_at=timezone.now())


def test_it_takes_what_is_of_municipalities_and_nothing_else(applied):
    made = application_of(applied)
    assert made.municipalities == ["Gemeente Ridderkerk", "Gemeente Barendrecht"]
    assert made.total == Decimal("1750000.50")
    assert made.by_year == [(2027, Decimal("1750000.50"), Decimal(0)), (2028, Decimal(0), Decimal(40_000))]
    assert {line.party for line in (*made.budget, *made.business)} <= set(made.municipalities)
    assert [criterion.code for criterion in made.criteria] == [f"SP-{number}" for number in range(1, 8)]
    assert any("penvoerder" in each for each in made.missing)


def test_a_milestone_that_was_changed_is_planned_where_it_now_lies(company, applied):
    mijlpaal = applied.mijlpalen.get()
    said = {"title": "Later", "due_on": date(2028, 3, 31), "reason": "Ziekte.", "evidence": mijlpaal.evidence}
    wijziging = request_change(mijlpaal, by=company.ambtenaar, **said)
    decide_change(wijziging, by=company.beoordelaar_1, is_granted=True)
    made = application_of(applied)
    assert {(line.activity, line.due_on) for line in made.budget} == {("Later", date(2028, 3, 31))}
    assert made.by_year == [(2028, Decimal("1750000.50"), Decimal(40_000))]


def test_it_says_what_is_missing(approved):
    assert any("opbrengsten" in each for each in application_of(approved).missing)


def test_the_page_and_the_workbook(company, applied, sign_in):
    client, address = sign_in(company.bestuurder), f"/transformatieplannen/{applied.pk}/spuk/"
    page = client.get(address).text
    assert "Het team staat" in page
    assert "€\N{NO-BREAK SPACE}1.750.000,50" in page
    assert "777" not in page
    assert "Subsidieplatform" in page
    content = client.get(f"{address}begroting.xlsx").content
    assert content[:2] == b"PK"
    book = open_upload(content, "begroting.xlsx")
    rows = [list(row.cells[:3]) for row in book.rows(book.sheet_names[0])]
    assert rows[0] == ["Onderdeel", "Jaar", "Activiteit"]
    assert ["Businesscase", "2028", "=SOM(baten)"] in rows


def test_there_is_none_before_approval_nor_without_a_municipality(company, approved, put_in_state, sign_in):
    address = f"/transformatieplannen/{approved.pk}/spuk/"
    put_in_state(approved, Planstand.VOORGENOMEN)
    assert sign_in(company.ambtenaar).get(address).status_code == 404
    put_in_state(approved, Planstand.UITVOERING)
    assert sign_in(company.ambtenaar).get(address).status_code == 200
    company.ridderkerk.kind = "zorgaanbieder"
    company.ridderkerk.save()
    assert sign_in(company.ambtenaar).get(address).status_code == 404


def test_many_amounts_take_as_many_queries_as_one(company, approved, sign_in, put_in_state):
    client, address = sign_in(company.ambtenaar), f"/transformatieplannen/{approved.pk}/spuk/"
    one = len(queries_of(client, address))
    put_in_state(approved, Planstand.UITWERKEN)
    lead = approved.partijen.get(is_lead=True)
    for position in range(2, 32):
        mijlpaal = approved.mijlpalen.create(
            position=position, kind="resultaat", title="Volgende", due_on=date(2028, 1, 1)
        )
        mijlpaal.bedragen.create(partij=lead, sector="sociaal_domein", costs="project", amount=1)
    put_in_state(approved, Planstand.UITVOERING)
    assert len(queries_of(client, address)) == one <= 12
