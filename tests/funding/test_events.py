"""The history of a budget and of an application for the SPUK: it says what happened, and to nobody what is not for them."""

from datetime import date
from uuid import uuid4

import pytest

from funding.boeken.spending import spend
from funding.inlezen.importing import hand_in_file
from funding.machtigingen.giving import end
from funding.models import Antwoord, Deel, Inleesstand, Inlezing
from funding.verbs import FundingVerb
from funding.verdelen import proposing
from iza_portal.trail.recording import record
from tests.factories import OpgaveFactory
from tests.funding.spuk.applied import application_for_routes
from tests.queries import queries_of

NBSP = "\N{NO-BREAK SPACE}"


def path(budget):
    return f"/geld/budgetten/{budget.pk}/geschiedenis/"


def read(sign_in, person, budget):
    return sign_in(person).get(path(budget)).content.decode()


@pytest.fixture
def concept(money):
    """A proposal for 2026 that is still written, with one line in it."""
    voorstel = proposing.propose(money.budget, by=money.kassier, year=2026)
    proposing.set_row(voorstel, by=money.kassier, title="Geheim steunpunt", part=Deel.REGIONAAL, cents=5_000_00)
    voorstel.refresh_from_db()
    return voorstel


def test_the_history_of_a_budget_is_the_last_of_its_pages_and_reads_as_sentences(divided, sign_in):
    spend(divided.activity, by=divided.kassier, year=2026, cents=12_345, on=date(2026, 11, 2), text="Uren")
    client = sign_in(divided.ambtenaar)
    page = client.get(f"/geld/budgetten/{divided.budget.pk}/").content.decode()
    links = page.split('aria-label="Pagina’s van dit budget"')[1].split("</nav>")[0]
    assert links.rindex(path(divided.budget)) == links.rindex("href=") + len('href="')
    page = client.get(path(divided.budget)).content.decode()
    assert f"<strong>kassier</strong> (Gemeente Nissewaard) boekte: “besteding €{NBSP}123,45”." in page
    assert f"Bedrag: €{NBSP}123,45" in page
    assert "Boekjaar: 2026" in page
    assert "centen" not in page.lower()


def test_a_concept_of_a_division_is_read_by_who_reads_concepts_alone(money, concept, sign_in):
    for who in (money.kassier, money.regiocoordinator):
        page = read(sign_in, who, money.budget)
        assert "begon een verdeelvoorstel" in page, who
        assert "Geheim steunpunt" in page, who
        assert f"Bedrag: geen → €{NBSP}5.000" in page, who
    for who in (money.ambtenaar, money.bestuurder, money.ambtenaar_2):
        page = read(sign_in, who, money.budget)
        assert "verdeelvoorstel" not in page, who
        assert "Geheim steunpunt" not in page, who
    proposing.withdraw(concept, by=money.kassier, reason="Toch maar niet.")
    assert "Toch maar niet." in read(sign_in, money.kassier, money.budget)
    assert "Toch maar niet." not in read(sign_in, money.ambtenaar, money.budget)


def test_a_proposal_that_was_put_is_read_by_all_and_how_it_was_written_is_not(money, concept, sign_in, time_machine):
    time_machine.move_to(date(2026, 11, 26))
    proposing.put(concept, by=money.kassier, due_on=date(2026, 12, 18))
    said = {"municipality": money.ridderkerk, "answer": Antwoord.NIET_AKKOORD, "reason": "Te weinig."}
    proposing.answer(concept, by=money.bestuurder, **said)
    page = read(sign_in, money.ambtenaar, money.budget)
    assert "begon een verdeelvoorstel" in page
    assert "legde aan de gemeenten voor: “" in page
    assert "Ridderkerk: niet akkoord”" in page
    assert "Antwoord: geen → niet akkoord" in page
    assert "Reden: Te weinig." in page
    assert "schreef in een verdeelvoorstel" not in page
    assert "schreef in een verdeelvoorstel" in read(sign_in, money.kassier, money.budget)


def test_a_file_that_is_not_booked_is_read_by_who_may_read_the_file(divided, sign_in, no_broker):
    hand_in_file(divided.budget, by=divided.kassier, content=b"x", file_name="salarissen.csv")
    for who in (divided.kassier, divided.bestuurder_nissewaard):
        assert "salarissen.csv" in read(sign_in, who, divided.budget), who
    for who in (divided.ambtenaar, divided.regiocoordinator, divided.bestuurder):
        assert "salarissen.csv" not in read(sign_in, who, divided.budget), who
    inlezing = Inlezing.objects.get()
    told = {"by": divided.kassier, "detail": inlezing.file_name, "part_id": inlezing.pk}
    record(FundingVerb.LAID_ASIDE, divided.budget, **told)
    assert "legde een bestand met boekingen weg" in read(sign_in, divided.kassier, divided.budget)
    assert "salarissen.csv" not in read(sign_in, divided.ambtenaar, divided.budget)
    # What was booked is for who may see the budget.
    Inlezing.objects.update(state=Inleesstand.GEBOEKT, boekstuk=divided.budget.boekstukken.first())
    assert "salarissen.csv" in read(sign_in, divided.ambtenaar, divided.budget)


def test_an_opgave_is_named_to_who_reads_its_plan_alone(divided, sign_in):
    opgave = OpgaveFactory(plan=divided.plan, title="Minder vallen")
    for title, key in [("Minder vallen", opgave.key), ("Van een ander", uuid4()), ("geen opgave", "")]:
        told = {"detail": f"Regel: {title}", "part_id": divided.activity.pk, "after": {"opgave": str(key)}}
        record(FundingVerb.TIED, divided.budget, by=divided.kassier, **told)
    page = read(sign_in, divided.kassier, divided.budget)
    assert "Minder vallen" in page
    assert "geen opgave" in page
    assert "Van een ander" not in page
    assert str(opgave.key) not in page


def test_dates_of_a_mandate_are_written_in_full(divided, sign_in, time_machine):
    time_machine.move_to(date(2026, 11, 26))
    end(divided.budget.machtigingen.get(), by=divided.bestuurder, until_on=date(2026, 12, 31))
    assert "Tot en met: 31 december 2026" in read(sign_in, divided.ambtenaar, divided.budget)


def test_who_may_not_see_the_budget_finds_no_history(money, sign_in):
    for who in ("landelijk", "andere_ambtenaar", "buitenstaander"):
        assert sign_in(money.people[who]).get(path(money.budget)).status_code == 404, who
    assert sign_in(money.kassier).get(path(money.brede)).status_code == 404


@pytest.mark.parametrize("who", ["kassier", "ambtenaar"])
def test_thirty_acts_take_the_queries_of_one(money, sign_in, who):
    client = sign_in(money.people[who])
    record(FundingVerb.PLAN_BUDGET_OPENED, money.budget, by=money.kassier, detail="een")
    few = queries_of(client, path(money.budget))
    for number in range(60):
        record(FundingVerb.BOOKED, money.budget, by=money.kassier, detail=str(number), after={"centen": 1})
    many = queries_of(client, path(money.budget))
    assert len(many) == len(few) <= 12, many
    page = client.get(path(money.budget)).content.decode()
    assert "pagina=2" in page
    assert "een”" in client.get(f"{path(money.budget)}?pagina=2").content.decode()


def test_who_reads_an_application_reads_its_history(money, sign_in):
    made = application_for_routes(money)
    home = f"/geld/transformatieplannen/{made['<int:pk>']}/spuk/{made['<int:aanvraag_pk>']}/"
    client = sign_in(money.ambtenaar)
    assert f"{home}geschiedenis/" in client.get(home).content.decode()
    assert "Hier is nog niets gebeurd." in client.get(f"{home}geschiedenis/").content.decode()
    assert sign_in(money.kassier).get(f"{home}geschiedenis/").status_code == 404
