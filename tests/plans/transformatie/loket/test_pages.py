"""The pages of the desk: how it stands now, with the sources, and changing it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from iza_portal.reference.loading import load
from plans.models.transformatie import Loketstand
from plans.reference_data import DATA_SETS
from tests.queries import queries_of

DESK, CHANGE = "/transformatieplannen/loket/", "/transformatieplannen/loket/wijzigen/"


def filled(**typed) -> dict:
    said = {"step": "snelle_toets", "state": "dicht", "from_on": timezone.localdate().isoformat()}
    return {**said, "reason": "Het geld is op.", "exception": "", **typed}


def test_a_desk_of_which_nothing_was_said_is_open(db, client):
    text = client.get(DESK).text
    assert "Er is nog niets vastgelegd: indienen kan." in text
    assert text.count('<span class="status loket-open">open</span>') == 2


def test_the_desk_stands_with_since_when_why_and_the_source(db, client):
    for data_set in DATA_SETS:
        load(data_set)
    text = client.get(DESK).text
    assert "sinds 1 juli 2025" in text
    assert "sinds 24 februari 2026" in text
    assert "Alleen een snelle toets die al was aangekondigd" in text
    assert "De termijnen van wat al is ingediend staan stil." in text
    assert "<strong>Afgeleid</strong>: De dag van het besluit is niet gevonden." in text
    assert "icthealth.nl" in text


def test_what_is_announced_stands_beside_what_counts_now(company, client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    Loketstand.objects.create(step="snelle_toets", from_on=tomorrow, is_open=False, reason="Het geld is op.")
    text = client.get(DESK).text
    assert "Aangekondigd" in text
    assert text.count('<span class="status loket-open">open</span>') == 2


def test_the_page_takes_as_many_queries_for_many_rows(db, client):
    few = queries_of(client, DESK)
    for number in range(30):
        Loketstand.objects.create(
            step="snelle_toets", from_on=date(2024, 1, 1) + timedelta(days=number), is_open=False, reason="Proef."
        )
    assert len(queries_of(client, DESK)) == len(few) <= 12


def test_who_keeps_the_desk_closes_it(company, sign_in):
    client = sign_in(company.loketbeheerder)
    assert CHANGE in client.get(DESK).text
    assert client.get(CHANGE).status_code == 200
    answer = client.post(CHANGE, filled(state="stil", step="beoordeling"))
    assert (answer.status_code, answer["Location"]) == (302, DESK)
    row = Loketstand.objects.get()
    assert (row.is_open, row.stops_clock, row.by) == (False, True, company.loketbeheerder)
    assert "Vastgelegd in het portaal door Landelijke partij" in client.get(DESK).text


@pytest.mark.parametrize(
    "typed",
    [
        {"step": ""},
        {"step": "derde"},
        {"state": ""},
        {"state": "half"},
        {"from_on": "2020-01-01"},
        {"from_on": "9999-12-31"},
        {"from_on": "morgen"},
        {"reason": "   "},
        {"reason": "x" * 100_000},
        {"reason": "a\x00b"},
        {"exception": "x" * 301},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(company, sign_in, typed):
    answer = sign_in(company.loketbeheerder).post(CHANGE, filled(**typed))
    assert answer.status_code == 422
    assert "Dit gaat nog niet goed" in answer.text
    assert not Loketstand.objects.exists()


def test_a_second_change_from_the_same_day_is_refused_with_the_reason(company, sign_in):
    client = sign_in(company.loketbeheerder)
    client.post(CHANGE, filled())
    answer = client.post(CHANGE, filled(state="open"))
    assert answer.status_code == 422
    assert "is er al een stand. Kies een dag daarna." in answer.text
    assert Loketstand.objects.count() == 1


def test_nobody_else_is_shown_the_form_or_can_post_it(company, sign_in):
    for name, person in company.people.items():
        client = sign_in(None if person.is_anonymous else person)
        if name != "loketbeheerder":
            assert CHANGE not in client.get(DESK).text
            assert client.post(CHANGE, filled()).status_code in {302, 403}
    assert not Loketstand.objects.exists()
