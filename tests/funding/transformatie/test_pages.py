"""The page of a plan's money: its sums are those of the plan and the ledger, and of what is taken along."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from funding.boeken.spending import spend
from funding.grootboek.granting import grant
from funding.grootboek.posting import Row, post
from funding.models import Boeking, Boeksoort, Budget, Handeling
from funding.transformatie.opening import open_plan_budget
from funding.transformatie.reading import Money, money_of
from iza_portal.sheets.reading import open_upload
from plans.models.transformatie import Betaling, Mijlpaalwijziging
from plans.transformatie.workflow import Planstand
from tests.funding.conftest import TODAY
from tests.funding.transformatie.carried_out import asked, put, reached
from tests.queries import queries_of


def path(plan, rest=""):
    return f"/geld/transformatieplannen/{plan.pk}/{rest}"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def spent(funded):
    """Ridderkerk reached its first milestone, was paid € 900 for it, and spent € 700 and € 120,05 on the first two."""
    reached(funded.first, funded.ambtenaar)
    Betaling.objects.create(bedrag=funded.first, on=TODAY, amount=1000, by=funded.ambtenaar)
    Betaling.objects.create(bedrag=funded.first, on=TODAY, amount=-100, by=funded.ambtenaar)
    budget = open_plan_budget(funded.transformatieplan, by=funded.ambtenaar, holder=funded.ridderkerk)
    for bedrag, cents in [(funded.first, 70_000), (funded.second, 12_000), (funded.second, 5)]:
        regel = budget.regels.get(bedrag=bedrag)
        spend(regel, by=funded.ambtenaar, year=2026, cents=cents, on=date(2026, 11, 1), text="Factuur")
    funded.budget = budget
    return funded


def by_party(plan):
    return {line.party: line.money for line in money_of(plan).parties}


def test_the_money_of_each_party_and_sector_is_counted_once(spent):
    money = money_of(spent.transformatieplan)
    assert money.total == Money(10_205_060, 10_205_060, 90_000, 82_005, 0)
    assert {line.party: line.money for line in money.parties} == {
        "Gemeente Ridderkerk": Money(175_010, 175_010, 90_000, 82_005, 0),
        "Zorgaanbieder": Money(10_000_050, 10_000_050, 0, 0, 0),
        "GGD": Money(30_000, 30_000, 0, 0, 0),
    }
    assert {line.sector: line.money.realised for line in money.sectors} == {
        "wijkverpleging": 0,
        "sociaal domein": 70_000,
        "publieke gezondheid": 12_005,
    }
    for lines in (money.lines, money.parties, money.sectors):
        assert sum(line.money.asked for line in lines) == money.total.asked
        assert sum(line.money.realised for line in lines) == money.total.realised


def test_a_municipality_gives_back_what_it_was_advanced_for_what_was_not_reached(spent):
    plan = put(spent.transformatieplan, Planstand.GESTOPT, ended_at=datetime(2026, 11, 20, tzinfo=UTC))
    # The second milestone was not reached: € 500 of 2026 was advanced. What is of 2028 never came.
    assert by_party(plan)["Gemeente Ridderkerk"].to_repay == 50_000
    plan = put(plan, Planstand.GESTOPT, ended_at=datetime(2028, 2, 1, tzinfo=UTC))
    assert by_party(plan)["Gemeente Ridderkerk"].to_repay == 75_000


def test_what_was_spent_before_it_was_advanced_goes_back_as_well(spent):
    regel = spent.budget.regels.get(bedrag=spent.last)
    spend(regel, by=spent.ambtenaar, year=2028, cents=10_001, on=date(2026, 11, 1), text="Vooruit")
    plan = put(spent.transformatieplan, Planstand.GESTOPT, ended_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert by_party(plan)["Gemeente Ridderkerk"].to_repay == 60_001


def test_a_provider_gives_nothing_back(funded):
    open_plan_budget(funded.transformatieplan, by=funded.zorgaanbieder, holder=funded.provider)
    plan = put(funded.transformatieplan, Planstand.GESTOPT, ended_at=datetime(2028, 2, 1, tzinfo=UTC))
    assert money_of(plan).total.to_repay == 0


def test_a_milestone_reads_as_the_change_that_was_granted(funded, sign_in):
    said = {"due_on": date(2027, 1, 1), "reason": "x", "organisation": funded.ridderkerk, "by": funded.ambtenaar}
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    Mijlpaalwijziging.objects.create(
        mijlpaal=funded.first.mijlpaal, number=1, title="Twee loketten open", at=moment, is_granted=True,
        decided_by=funded.ambtenaar, decided_at=moment, **said,
    )  # fmt: skip
    page = text(sign_in(funded.ambtenaar).get(path(funded.transformatieplan)))
    assert "Twee loketten open" in page
    assert "Loket open" not in page
    # Its money is of the year in which it is to be reached now.
    budget = open_plan_budget(funded.transformatieplan, by=funded.ambtenaar, holder=funded.ridderkerk)
    assert budget.regels.get(bedrag=funded.first).boekingen.get().year == 2027


def test_the_page_says_the_sums_and_the_way_to_the_administration(spent, sign_in):
    page = text(sign_in(spent.ambtenaar).get(path(spent.transformatieplan)))
    for sum_ in ["102.050,60", "1.750,10", "820,05", "900"]:
        assert sum_ in page, sum_
    assert spent.budget.get_absolute_url() in page
    assert "Begin de administratie" not in page


def rows_of(answer, form):
    """Answer the rows of a table that was taken along, without its headings."""
    if form == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))[1:]
    book = open_upload(answer.content, "geld.xlsx")
    return [row.cells for row in book.rows(book.sheet_names[0])][1:]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_along_adds_up_to_the_page(spent, sign_in, form):
    plan = put(spent.transformatieplan, Planstand.GESTOPT, ended_at=datetime(2026, 11, 20, tzinfo=UTC))
    answer = sign_in(spent.zorgaanbieder).get(path(plan, f"{form}/"))
    assert answer.status_code == 200
    rows, money = rows_of(answer, form), money_of(plan)
    sums = [sum(Decimal(str(row[place]).replace(",", ".")) for row in rows) * 100 for place in range(3, 8)]
    total = money.total
    assert sums == [total.asked, total.granted, total.paid, total.realised, total.to_repay]
    assert total.to_repay == 50_000
    assert len(rows) == len(money.lines)


def test_who_keeps_the_money_begins_on_the_page_and_others_have_no_button(funded, sign_in):
    plan = funded.transformatieplan
    for who in ["bestuurder", "beoordelaar_1"]:
        client = sign_in(getattr(funded, who))
        assert "Begin de administratie" not in text(client.get(path(plan)))
        assert client.post(path(plan, "beginnen/")).status_code == 403
    client = sign_in(funded.ambtenaar)
    assert "Begin de administratie van Gemeente Ridderkerk" in text(client.get(path(plan)))
    assert client.get(path(plan, "beginnen/")).status_code == 405
    answer = client.post(path(plan, "beginnen/"))
    budget = Budget.objects.get(plan=plan)
    assert answer.status_code == 302
    assert answer.headers["Location"] == budget.get_absolute_url()
    assert client.post(path(plan, "beginnen/")).headers["Location"] == budget.get_absolute_url()
    assert client.get(budget.get_absolute_url()).status_code == 200


def test_a_regeling_that_is_not_known_is_said_and_nothing_is_made(funded, sign_in):
    funded.spuk.delete()
    answer = sign_in(funded.ambtenaar).post(path(funded.transformatieplan, "beginnen/"))
    assert answer.status_code == 422
    assert "staat nog niet in het portaal" in text(answer)
    assert not Budget.objects.filter(plan__isnull=False).exists()


@pytest.mark.parametrize("rest", ["", "csv/", "xlsx/"])
def test_who_may_not_read_the_execution_finds_nothing(funded, sign_in, rest):
    for who in ["buitenstaander", "andere_ambtenaar", "toekenner"]:
        assert sign_in(getattr(funded, who)).get(path(funded.transformatieplan, rest)).status_code == 404, who
    put(funded.transformatieplan, Planstand.BEOORDELING)
    assert sign_in(funded.ambtenaar).get(path(funded.transformatieplan, rest)).status_code == 404


def test_the_execution_shows_the_way_to_the_money(funded, sign_in):
    page = text(sign_in(funded.ambtenaar).get(f"/transformatieplannen/{funded.transformatieplan.pk}/uitvoering/"))
    assert path(funded.transformatieplan) in page


def test_the_page_of_the_plan_tells_how_its_money_stands_to_who_reads_the_execution(spent, sign_in):
    plan = put(spent.transformatieplan, Planstand.GESTOPT, ended_at=datetime(2026, 11, 20, tzinfo=UTC))
    for who in [spent.ambtenaar, spent.zorgaanbieder, spent.beoordelaar_1]:
        page = text(sign_in(who).get(plan.get_absolute_url()))
        money = page.split('<section aria-labelledby="geld">')[1].split("</section>")[0]
        for sum_ in ["102.050,60", "900", "820,05", "500", path(plan)]:
            assert sum_ in money, sum_
    assert 'aria-labelledby="geld"' not in text(sign_in(spent.toekenner).get(plan.get_absolute_url()))
    put(spent.transformatieplan, Planstand.BEOORDELING)
    assert 'aria-labelledby="geld"' not in text(sign_in(spent.ambtenaar).get(plan.get_absolute_url()))


def test_the_money_takes_one_query_on_the_page_of_the_plan(spent, sign_in):
    queries = queries_of(sign_in(spent.ambtenaar), spent.transformatieplan.get_absolute_url())
    assert len([each for each in queries if "funding_" in each]) == 1


def test_thirty_milestones_take_the_queries_of_one(company, funded, sign_in):
    client = sign_in(funded.ambtenaar)
    few = queries_of(client, path(funded.transformatieplan))
    plan = put(funded.transformatieplan, Planstand.UITWERKEN)
    for number in range(30):
        asked(plan, date(2026, 6, 30), company.ridderkerk, "10", title=f"Mijlpaal {number}")
    put(plan, Planstand.UITVOERING)
    many = queries_of(client, path(plan))
    assert len(many) == len(few) <= 12, many


def decide(spent, kind, cents, *, year=2026):
    return grant(
        spent.budget,
        by=spent.ambtenaar,
        kind=kind,
        year=year,
        cents=cents,
        on=TODAY,
        number="DUS-I 60",
        source="",
    )


def test_what_decisions_changed_is_said_with_what_the_plan_says_and_why(spent, sign_in):
    plan = spent.transformatieplan
    page = text(sign_in(spent.ambtenaar).get(path(plan)))
    assert "in het plan" not in page.split('aria-labelledby="partijen"')[1].split("</table>")[0]
    assert "Waarom dit anders is" not in page
    decide(spent, "wijziging", 60_000)
    for who in (spent.ambtenaar, spent.zorgaanbieder):
        page = text(sign_in(who).get(path(plan)))
        parties = page.split('<section aria-labelledby="partijen">')[1].split("</section>")[0]
        for said in ("2.350,10", "in het plan €\N{NO-BREAK SPACE}1.750,10", "102.650,60", "102.050,60", "600 meer"):
            assert said in parties, said
        assert "wijziging DUS-I 60 van 26 november 2026 voor 2026 (€\N{NO-BREAK SPACE}600)" in parties
        assert "102.650,60" not in page.split('<section aria-labelledby="sectoren">')[1]
    shown = text(sign_in(spent.ambtenaar).get(plan.get_absolute_url())).split('<section aria-labelledby="geld">')[1]
    assert "102.650,60" in shown.split("</section>")[0]
    assert "in het plan €\N{NO-BREAK SPACE}102.050,60" in shown.split("</section>")[0]


def test_a_settlement_below_the_plan_is_said_as_less(spent, sign_in):
    book_of(spent, "last", -25_000)
    page = text(sign_in(spent.ambtenaar).get(path(spent.transformatieplan)))
    assert "250 minder dan in het plan staat" in page


def book_of(spent, name, cents):
    """Take what was divided over a line back, and settle its year by as much."""
    regel = spent.budget.regels.get(bedrag=getattr(spent, name))
    year = regel.boekingen.get(soort="verdeling").year
    post(
        spent.budget,
        act=Handeling.VERDELING,
        by=spent.ambtenaar,
        on=TODAY,
        book_year=TODAY.year,
        rows=[Row(Boeksoort.VERDELING, year, cents, regel=regel)],
    )
    return decide(spent, "vaststelling", cents, year=year)


def test_what_is_granted_is_what_an_independent_sum_over_the_ledger_says(spent):
    decide(spent, "wijziging", 60_001)
    decide(spent, "wijziging", -10_000)
    book_of(spent, "last", -25_000)
    open_plan_budget(spent.transformatieplan, by=spent.zorgaanbieder, holder=spent.provider)
    money = money_of(spent.transformatieplan)
    booked = {}
    for boeking in Boeking.objects.filter(budget__plan=spent.transformatieplan, soort="verlening").select_related(
        "budget"
    ):
        booked[str(boeking.budget.holder)] = booked.get(str(boeking.budget.holder), 0) + boeking.cents
    # The GGD keeps no budget here: what it was granted is what the plan asks.
    expected = {"Gemeente Ridderkerk": 200_011, "Zorgaanbieder": 10_000_050}
    assert booked == expected
    assert {line.party: line.granted for line in money.parties} == {**expected, "GGD": 30_000}
    assert money.granted == 200_011 + 10_000_050 + 30_000
    assert money.total.granted == 10_205_060
    assert [(line.party, line.differs) for line in money.differing] == [("Gemeente Ridderkerk", 25_001)]


def test_the_decisions_take_one_query_more_however_many_there_are(spent, sign_in):
    client = sign_in(spent.ambtenaar)
    decide(spent, "wijziging", 100)
    few = queries_of(client, path(spent.transformatieplan))
    for _ in range(30):
        decide(spent, "wijziging", 100)
    many = queries_of(client, path(spent.transformatieplan))
    assert len(many) == len(few) <= 12, many
