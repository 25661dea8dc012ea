"""The pages of the frameworks: all versions, each with its criteria, for everybody."""

import pytest

from tests.queries import queries_of

KADERS = "/transformatieplannen/kaders/"


@pytest.fixture(autouse=True)
def _on_a_day(time_machine):
    time_machine.move_to("2026-11-26 10:00+01:00", tick=False)


def test_without_data_the_page_says_what_will_stand_here(db, client):
    assert "zodra de gegevens geladen zijn" in client.get(KADERS).text


def test_all_versions_stand_with_their_terms_and_which_counts_now(company, client):
    text = client.get(KADERS).text
    assert "Vanaf 30 september 2024" in text
    assert "Vanaf 10 januari 2023, tot 30 september 2024" in text
    assert text.count("geldt nu") == 1
    assert "Snelle toets: 4 weken" in text
    assert "Op 8 juli 2025 is de regeling aangescherpt" in text


def test_a_version_tells_its_criteria_per_step_with_their_sources(company, client):
    text = client.get(f"{KADERS}bk-2023/").text
    assert "Criteria: snelle toets" in text
    assert "Criteria: beoordeling van het plan" in text
    for code in ("ST-1a", "B-7", "TM-6", "SP-7"):
        assert f">{code}</td>" in text
    assert "wetten.overheid.nl" in text
    assert "kan niet</dd>" in text
    assert "kan</dd>" in client.get(f"{KADERS}bk-2023-addendum/").text


@pytest.mark.parametrize("code", ["bestaat-niet", "bk-2023-0"])
def test_a_version_that_is_not_there_is_not_found(company, client, code):
    assert client.get(f"{KADERS}{code}/").status_code == 404


def test_the_pages_take_few_queries(company, client):
    assert len(queries_of(client, KADERS)) <= 12
    assert len(queries_of(client, f"{KADERS}bk-2023/")) <= 12
