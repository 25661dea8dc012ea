"""The pages of the pot: each change with its source, and noting one."""

from datetime import date

import pytest

from iza_portal.reference.loading import load
from plans.models.transformatie import Potmutatie, Potsoort
from plans.reference_data import DATA_SETS
from plans.transformatie.pot.standing import standing
from tests.factories import ThemaFactory
from tests.plans.transformatie.money import awarded, put_in_pot
from tests.queries import queries_of

POT, CHANGE = "/transformatieplannen/pot/", "/transformatieplannen/pot/vastleggen/"
FILLED = {
    "change": "erbij",
    "amount": "1.500.000,50",
    "theme": "",
    "what": "Vrijgekomen",
    "source": "Brief",
    "on": "2026-01-05",
}


def test_an_empty_pot_says_what_will_stand_here(db, client):
    answer = client.get(POT)
    assert answer.status_code == 200
    assert "Er is nog niets vastgelegd" in answer.text


def test_the_published_changes_stand_with_their_source_and_what_another_one_says(db, client):
    for data_set in DATA_SETS:
        load(data_set)
    text = client.get(POT).text.replace("\N{NO-BREAK SPACE}", " ")
    assert "€ 2.800.000.000" in text
    assert "elders staat 361 miljoen" in text
    assert "Integraal Zorgakkoord, september 2022, p. 18-19" in text
    assert "<strong>Afgeleid</strong>" in text
    assert "<svg" in text
    assert "<dt>Beschikbaar</dt><dd>€ 0</dd>" in text


def test_an_award_leads_to_its_reason_and_numbers(company, client):
    toekenning = awarded(company.transformatieplan, by=company.toekenner)
    assert f'href="/transformatieplannen/pot/toekenningen/{toekenning.pk}/"' in client.get(POT).text
    page = client.get(f"/transformatieplannen/pot/toekenningen/{toekenning.pk}/")
    assert "Bovenaan de wachtrij." in page.text
    assert client.get("/transformatieplannen/pot/toekenningen/0/").status_code == 404


def test_the_page_takes_as_many_queries_for_many_rows(company, client):
    theme = ThemaFactory()
    put_in_pot(100)
    put_in_pot(1, kind=Potsoort.RESERVERING, theme=theme)
    few = queries_of(client, POT)
    for number in range(30):
        put_in_pot(number + 1, on=date(2024, 1, 1), what=f"Rij {number}")
    many = queries_of(client, POT)
    assert len(few) == len(many) <= 12


def test_rows_that_do_not_fit_on_a_page_stand_on_the_next(db, client):
    for number in range(60):
        put_in_pot(number + 1, what=f"Rij {number}")
    assert "Pagina 1 van 2" in client.get(POT).text
    assert "Pagina 2 van 2" in client.get(POT, {"pagina": "2"}).text
    assert client.get(POT, {"pagina": "x' OR 1"}).status_code == 200


def test_who_awards_notes_a_change_as_it_is_typed_here(company, sign_in):
    client = sign_in(company.toekenner)
    assert "Leg een verandering vast" in client.get(POT).text
    answer = client.post(CHANGE, FILLED)
    assert (answer.status_code, answer["Location"]) == (302, POT)
    mutatie = Potmutatie.objects.get()
    assert (str(mutatie.amount), mutatie.kind) == ("1500000.50", Potsoort.BESCHIKBAAR)
    assert client.post(CHANGE, FILLED | {"change": "eraf", "amount": "500000,5"}).status_code == 302
    assert str(standing().available) == "1000000.00"


@pytest.mark.parametrize(
    "typed",
    [
        {"change": ""},
        {"change": "toekenning"},
        {"amount": ""},
        {"amount": "-5"},
        {"amount": "0"},
        {"amount": "1000000000000000"},
        {"amount": "NaN"},
        {"amount": "1e12"},
        {"amount": "9" * 5000},
        {"change": "eraf"},
        {"change": "reserveren"},
        {"change": "reserveren", "theme": "999999"},
        {"what": "a\x00b"},
        {"what": "x" * 100_000},
        {"source": ""},
        {"on": "2099-01-01"},
        {"on": "gisteren"},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(company, sign_in, typed):
    answer = sign_in(company.toekenner).post(CHANGE, FILLED | typed)
    assert answer.status_code == 422
    assert "Dit gaat nog niet goed" in answer.text
    assert not Potmutatie.objects.exists()


def test_nobody_else_is_shown_the_form_or_can_post_it(company, sign_in):
    for name, person in company.people.items():
        client = sign_in(None if person.is_anonymous else person)
        if name != "toekenner":
            assert "Leg een verandering vast" not in client.get(POT).text
            assert client.post(CHANGE, FILLED).status_code in {302, 403}
    assert not Potmutatie.objects.exists()
