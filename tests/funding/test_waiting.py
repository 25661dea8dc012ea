"""What waits about money stands on Mijn werk, of who decides it under the hat that is on, and of nobody else."""

from datetime import date

import pytest

from funding.boeken.obliging import oblige
from funding.boeken.opdrachten import approve, enter_payment
from funding.inlezen.importing import hand_in_file
from funding.models import Antwoord, Deel, Inlezing, Verantwoording
from funding.verdelen import proposing
from tests.funding.sisa.accounts import account_for_routes
from tests.queries import queries_of

MINE = "/mijn-werk/"
ON = date(2026, 2, 1)


@pytest.fixture
def entered(divided):
    """What one kassier entered: a payment, and a file that was read."""
    by = divided.kassier
    told = {"number": "V-1", "title": "Steunpunt", "counterparty": "Stichting Thuis", "on": ON}
    verplichting = oblige(divided.activity, by=by, amounts={2026: 1_000}, **told)
    inlezing = hand_in_file(divided.budget, by=by, content=b"x", file_name="x.csv")
    Inlezing.objects.filter(pk=inlezing.pk).update(state="gelezen")
    opdracht = enter_payment(verplichting, by=by, year=2026, cents=100, on=ON, text="Factuur")
    return opdracht, inlezing


def test_who_approves_finds_what_a_colleague_entered(divided, entered, sign_in):
    opdracht, inlezing = entered
    home = f"/geld/budgetten/{divided.budget.pk}"
    paths = [f'href="{home}/opdrachten/{opdracht.pk}/"', f'href="{home}/inlezen/{inlezing.pk}/"']
    for name, person in divided.people.items():
        if person.is_authenticated:
            page = sign_in(person).get(MINE).text
            expected = name in {"tweede_kassier", "bestuurder_nissewaard"}
            assert [path in page for path in paths] == [expected] * 2, name
    client = sign_in(divided.tweede_kassier)
    assert "SPUK IZA" in client.get(MINE).text
    one = len(queries_of(client, MINE))
    by = divided.kassier
    for number in range(3):
        enter_payment(opdracht.verplichting, by=by, year=2026, cents=100, on=ON, text=f"Factuur {number}")
    assert "Beslis over 4 opdrachten van collega’s" in client.get(MINE).text
    assert len(queries_of(client, MINE)) <= one <= 12
    for each in divided.budget.opdrachten.all():
        approve(each, by=divided.tweede_kassier)
    assert "Beslis over" not in sign_in(divided.bestuurder_nissewaard).get(MINE).text


def test_who_speaks_for_a_municipality_finds_what_it_is_asked(divided, sign_in):
    by = divided.kassier
    voorstel = proposing.propose(divided.budget, by=by, year=2026)
    proposing.set_row(voorstel, by=by, title="Steunpunten", part=Deel.REGIONAAL, cents=5_000)
    path = f'href="{voorstel.get_absolute_url()}gemeenten/{divided.ridderkerk.pk}/"'
    client = sign_in(divided.bestuurder)
    assert path not in client.get(MINE).text
    proposing.put(voorstel, by=by, due_on=date(2028, 1, 1))
    assert path in client.get(MINE).text
    assert path not in sign_in(divided.ambtenaar).get(MINE).text
    speaks = divided.bestuurder
    proposing.answer(voorstel, by=speaks, municipality=divided.ridderkerk, answer=Antwoord.AKKOORD)
    assert path not in client.get(MINE).text


def test_the_kassier_finds_a_proposal_once_every_municipality_agreed(divided, sign_in):
    by = divided.kassier
    voorstel = proposing.propose(divided.budget, by=by, year=2026)
    proposing.set_row(voorstel, by=by, title="Steunpunten", part=Deel.REGIONAAL, cents=5_000)
    proposing.put(voorstel, by=by, due_on=date(2028, 1, 1))
    said = "Verwerk het voorstel voor 2026: alle gemeenten zijn akkoord"
    for name in ("nissewaard", "ridderkerk", "barendrecht"):
        assert said not in sign_in(divided.kassier).get(MINE).text
        speaks = divided.bestuurder if name == "ridderkerk" else divided.people[f"bestuurder_{name}"]
        municipality = getattr(divided, name)
        proposing.answer(voorstel, by=speaks, municipality=municipality, answer=Antwoord.AKKOORD)
    for name in ("kassier", "tweede_kassier"):
        page = sign_in(divided.people[name]).get(MINE).text
        assert said in page
        assert f'href="{voorstel.get_absolute_url()}"' in page
    assert said not in sign_in(divided.bestuurder_nissewaard).get(MINE).text
    proposing.book(voorstel, by=by)
    assert said not in sign_in(divided.kassier).get(MINE).text


def test_who_settles_finds_an_account_that_another_offered(divided, sign_in):
    account = account_for_routes(divided)
    path = f'href="/geld/verantwoordingen/{account.pk}/"'
    offered = Verantwoording.objects.filter(pk=account.pk)
    for by, expected in [(divided.kassier, True), (divided.bestuurder_nissewaard, False)]:
        offered.update(status="aangeboden", offered_by=by, offered_at="2026-11-26T09:00Z")
        assert (path in sign_in(divided.bestuurder_nissewaard).get(MINE).text) is expected
        assert path not in sign_in(divided.tweede_kassier).get(MINE).text
        assert path not in sign_in(divided.bestuurder).get(MINE).text
