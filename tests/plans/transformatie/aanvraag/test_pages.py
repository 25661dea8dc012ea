"""The pages of the full plan in rows: what they show, what they refuse, and what they ask of the database."""

from decimal import Decimal

import pytest

from plans.models.transformatie import Transformatieplan
from plans.transformatie.aanvraag import editing
from plans.transformatie.aanvraag.businesscase import businesscase_of
from plans.transformatie.aanvraag.mijlpalen import mijlpalen_of
from plans.transformatie.aanvraag.rows import AFSPRAAK
from plans.transformatie.workflow import Planstand
from tests.factories import (
    BusinesscaseregelFactory,
    MijlpaalbedragFactory,
    TransformatieafspraakFactory,
    TransformatiemijlpaalFactory,
    TransformatiepartijFactory,
    TransformatieplanFactory,
)
from tests.queries import queries_of

PIECE = {"HTTP_HX_REQUEST": "true"}
REGEL = {"version": 1, "kind": "kosten", "year": "2027", "title": "Projectleiding", "amount": "1.000,50"}


@pytest.fixture
def plan(company):
    return company.transformatieplan


@pytest.fixture
def client(company, sign_in):
    return sign_in(company.ambtenaar)


@pytest.fixture
def address(plan):
    return f"/transformatieplannen/{plan.pk}"


def rows_added(plan, party, count) -> None:
    """Give the plan so many rows of each kind."""
    for _ in range(count):
        afspraak = TransformatieafspraakFactory(plan=plan, partij=party)
        BusinesscaseregelFactory(plan=plan, who="", partij=party)
        mijlpaal = TransformatiemijlpaalFactory(plan=plan, partij=party, afspraak=afspraak)
        MijlpaalbedragFactory(mijlpaal=mijlpaal, partij=party)


@pytest.mark.parametrize("page", ["afspraken", "businesscase", "mijlpalen"])
def test_a_page_asks_as_often_for_one_row_as_for_thirty(full, client, address, company, page):
    party = full.partijen.get(organisation=company.provider)
    path = f"{address}/{page}/"
    client.get(path)
    one = len(queries_of(client, path))
    rows_added(full, party, 29)
    assert len(queries_of(client, path)) == one <= 12


@pytest.mark.parametrize("page", ["afspraken", "businesscase", "mijlpalen"])
def test_an_empty_page_says_how_to_begin(client, address, page):
    answer = client.get(f"{address}/{page}/")
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text
    assert "Begin met" in answer.text


@pytest.mark.parametrize("page", ["afspraken", "businesscase", "mijlpalen"])
def test_a_page_comes_as_a_piece_too_and_to_who_reads_along_without_a_way_to_write(
    full, client, address, company, sign_in, page
):
    piece = client.get(f"{address}/{page}/", **PIECE)
    assert piece["HX-Retarget"] == "#ter-plekke"
    assert "<html" not in piece.text
    assert "/rijen/" in piece.text
    reader = sign_in(company.beoordelaar_1).get(f"{address}/{page}/").text
    assert "U leest mee" in reader
    assert "/rijen/" not in reader
    assert "<form" not in reader.split("<main", 1)[1].split("</main>")[0]


def test_what_was_submitted_is_read_without_anything_to_press(full, client, address, put_in_state):
    put_in_state(full, Planstand.BEOORDELING)
    for page in ("afspraken", "businesscase", "mijlpalen"):
        text = client.get(f"{address}/{page}/").text
        assert "Zo is het ingediend." in text
        assert "/rijen/" not in text


def test_the_market_leaders_do_not_read_along_in_what_is_being_judged(full, company, sign_in, address, put_in_state):
    put_in_state(full, Planstand.BEOORDELING, first_submitted_at="2026-11-26T12:00:00Z")
    for page in ("afspraken", "businesscase", "mijlpalen", "zelftoets"):
        assert sign_in(company.beoordelaar_1).get(f"{address}/{page}/").status_code == 404


# --- Writing ---


def test_a_plan_is_filled_in_the_browser_from_agreement_to_declaration(plan, client, address, company):
    party = plan.partijen.get(organisation=company.provider)
    answer = client.post(f"{address}/rijen/afspraak/nieuw/", {"version": 1, "title": "Kortere wachttijd"})
    afspraak = plan.afspraken.get()
    assert answer["Location"] == f"{address}/afspraken/#afspraak-{afspraak.pk}"
    client.post(f"{address}/rijen/regel/nieuw/", REGEL | {"partij": party.pk, "is_structural": "on"})
    client.post(
        f"{address}/rijen/mijlpaal/nieuw/",
        {"version": 1, "kind": "resultaat", "title": "Team", "due_on": "2028-01-01", "afspraak": afspraak.pk},
    )
    mijlpaal = plan.mijlpalen.get()
    answer = client.post(
        f"{address}/rijen/bedrag/nieuw/?mijlpaal={mijlpaal.pk}",
        {"version": 1, "partij": party.pk, "costs": "project", "amount": "€ 1.000,50"},
    )
    assert answer["Location"] == f"{address}/mijlpalen/#bedrag-{mijlpaal.bedragen.get().pk}"
    assert mijlpaal.bedragen.get().amount == plan.businesscase.get().amount == Decimal("1000.50")
    assert "klopt nog niet" in client.get(f"{address}/mijlpalen/").text
    client.post(f"{address}/mijlpalen/som-vragen/")
    assert Transformatieplan.objects.get(pk=plan.pk).requested == Decimal("1000.50")
    assert "klopt nog niet" not in client.get(f"{address}/mijlpalen/").text
    client.post(f"{address}/verklaringen/niet_dubbel/", {"note": "Nergens anders."})
    assert "Nergens anders." in client.get(f"{address}/mijlpalen/").text
    client.post(f"{address}/verklaringen/niet_dubbel/terug/")
    assert not plan.verklaringen.exists()


@pytest.mark.parametrize(
    "amount", ["1,000.50", "1,000.00", "1,000", "-1", "0", "1e15", "1000000000000000", "veel", "", "1.000,505"]
)
def test_an_amount_that_is_not_written_as_money_is_refused_with_what_was_typed(plan, client, address, amount):
    answer = client.post(f"{address}/rijen/regel/nieuw/", REGEL | {"amount": amount})
    assert answer.status_code == 422
    assert 'value="Projectleiding"' in answer.text
    assert not plan.businesscase.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"year": "1999"},
        {"year": "999999999999999999999"},
        {"year": "tweeduizend"},
        {"title": "x" * 201},
        {"title": "nul\x00teken"},
        {"kind": "winst"},
        {"version": ""},
        {"partij": "999999999999999999999"},
        {"partij": "-1"},
    ],
)
def test_a_line_that_says_nonsense_is_refused(plan, client, address, fields):
    assert client.post(f"{address}/rijen/regel/nieuw/", REGEL | fields).status_code == 422
    assert client.post(f"{address}/rijen/regel/nieuw/", {}).status_code == 422
    assert not plan.businesscase.exists()


def test_a_party_of_another_plan_cannot_be_chosen(plan, client, address):
    other = TransformatiepartijFactory(plan=TransformatieplanFactory())
    answer = client.post(f"{address}/rijen/regel/nieuw/", REGEL | {"partij": other.pk})
    assert answer.status_code == 422
    assert not plan.businesscase.exists()


def test_rows_of_another_plan_are_not_there(plan, client, address):
    elsewhere = TransformatiemijlpaalFactory(plan=TransformatieplanFactory())
    bedrag = MijlpaalbedragFactory(mijlpaal=elsewhere, partij=TransformatiepartijFactory(plan=elsewhere.plan))
    for path in (
        f"rijen/mijlpaal/{elsewhere.pk}/",
        f"rijen/mijlpaal/{elsewhere.pk}/weg/",
        f"rijen/mijlpaal/{elsewhere.pk}/plaats/",
        f"rijen/bedrag/{bedrag.pk}/",
        f"rijen/bedrag/nieuw/?mijlpaal={elsewhere.pk}",
        "rijen/bedrag/nieuw/",
        "rijen/bedrag/nieuw/?mijlpaal=9999999999999999999",
        "rijen/bedrag/nieuw/?mijlpaal=-1",
        "rijen/opgave/nieuw/",
        "rijen/mijlpaal/9999999999999999999/",
        "verklaringen/alles_klopt/",
    ):
        assert client.post(f"{address}/{path}").status_code == 404, path
        assert client.post(f"{address}/{path}", **PIECE).status_code == 404, path


def test_what_only_acts_is_not_opened(plan, client, address):
    mijlpaal = TransformatiemijlpaalFactory(plan=plan)
    for path in (
        f"rijen/mijlpaal/{mijlpaal.pk}/weg/",
        f"rijen/mijlpaal/{mijlpaal.pk}/plaats/",
        "mijlpalen/som-vragen/",
        "verklaringen/niet_dubbel/",
        "afspraken/nakijken/",
    ):
        assert client.get(f"{address}/{path}").status_code == 405


def test_a_form_that_is_posted_twice_acts_once(plan, client, address):
    fields = REGEL | {"form_key": "6d1f3a52-1df3-4d0e-9b3c-0c39e4ad7a3b"}
    first = client.post(f"{address}/rijen/regel/nieuw/", fields)
    second = client.post(f"{address}/rijen/regel/nieuw/", fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert plan.businesscase.count() == 1


def test_who_saves_on_an_older_version_sees_both_and_can_save_again(plan, client, address, company):
    row = editing.add_row(plan, AFSPRAAK, by=company.ambtenaar, title="Eerst")
    editing.change(row, by=company.zorgaanbieder, version=1, title="Van een collega")
    path = f"{address}/rijen/afspraak/{row.pk}/"
    answer = client.post(path, {"version": 1, "title": "Van mij"})
    assert answer.status_code == 422
    assert "Van een collega" in answer.text
    assert 'value="Van mij"' in answer.text
    assert 'name="version" value="2"' in answer.text
    assert client.post(path, {"version": 2, "title": "Van mij"}).status_code == 302
    assert plan.afspraken.get().title == "Van mij"


def test_a_plan_that_was_submitted_while_somebody_typed_refuses_in_words(plan, client, address, put_in_state):
    put_in_state(plan, Planstand.SNELLE_TOETS)
    answer = client.post(f"{address}/rijen/regel/nieuw/", REGEL)
    assert answer.status_code == 403


def test_an_agreement_with_milestones_says_why_it_stays(plan, client, address):
    afspraak = TransformatieafspraakFactory(plan=plan)
    TransformatiemijlpaalFactory(plan=plan, afspraak=afspraak, title="Het team werkt")
    answer = client.post(f"{address}/rijen/afspraak/{afspraak.pk}/weg/", follow=True)
    assert "Bij deze afspraak horen mijlpalen: “Het team werkt”." in answer.text
    assert plan.afspraken.exists()


def test_rows_move_up_and_down_and_nonsense_moves_nothing(plan, client, address):
    first, second = TransformatieafspraakFactory(plan=plan), TransformatieafspraakFactory(plan=plan)
    path = f"{address}/rijen/afspraak/{second.pk}/plaats/"
    for fields in ({}, {"richting": "opzij"}, {"richting": "omhoog", "plaatsen": "0"}, {"plaatsen": "99999999"}):
        client.post(path, fields)
        assert list(plan.afspraken.all()) == [first, second]
    answer = client.post(path, {"richting": "omhoog"})
    assert answer["Location"].endswith(f"#omhoog-afspraak-{second.pk}")
    assert list(plan.afspraken.all()) == [second, first]


def test_what_an_agreement_lacks_is_said_while_it_is_typed_and_nothing_is_kept(plan, client, address):
    typed = {"version": 1, "title": "Minder wachten", "target_value": "veel"}
    said = client.post(f"{address}/afspraken/nakijken/", typed, **PIECE).text
    assert "“Minder” zegt niet hoeveel" in said
    assert "Kies welke partij verantwoordelijk is." in said
    assert not plan.afspraken.exists()
    assert client.post(f"{address}/afspraken/nakijken/", {}, **PIECE).status_code == 200


def test_what_people_type_is_shown_as_they_typed_it(plan, client, address, company):
    TransformatieafspraakFactory(plan=plan, title="<script>alert(1)</script>", how="<b>dik</b>")
    text = client.get(f"{address}/afspraken/").text
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text
    assert "<b>dik</b>" not in text


# --- What it comes to ---


def test_the_sums_of_the_business_case_are_those_of_its_rows(plan, company):
    party = plan.partijen.get(organisation=company.provider)
    BusinesscaseregelFactory(plan=plan, year=2027, amount=Decimal("100.10"), partij=party, who="")
    BusinesscaseregelFactory(plan=plan, year=2029, amount=Decimal("50.05"), partij=party, who="", is_structural=True)
    BusinesscaseregelFactory(plan=plan, year=2029, kind="baten", amount=Decimal("300.30"), who="inwoners")
    BusinesscaseregelFactory(plan=plan, year=2029, kind="baten", amount=Decimal("0.01"), who="")
    case = businesscase_of(plan)
    assert [(each.year, each.sums.balance, each.cumulative) for each in case.years] == [
        (2027, Decimal("-100.10"), Decimal("-100.10")),
        (2028, Decimal(0), Decimal("-100.10")),
        (2029, Decimal("250.26"), Decimal("150.16")),
    ]
    assert (case.total.costs, case.total.benefits) == (Decimal("150.15"), Decimal("300.31"))
    assert {who: (sums.costs, sums.benefits) for who, sums in case.parties} == {
        str(party): (Decimal("150.15"), Decimal(0)),
        "inwoners": (Decimal(0), Decimal("300.30")),
        "nog niet gezegd": (Decimal(0), Decimal("0.01")),
    }
    assert dict(case.parties)[str(party)].structural_costs == Decimal("50.05")
    assert sum(sums.balance for _, sums in case.parties) == case.total.balance == case.years[-1].cumulative


def test_the_business_case_shows_its_chart_and_the_table_of_the_same_figures(full, client, address):
    text = client.get(f"{address}/businesscase/").text
    assert "<svg" in text
    assert "−€\N{NO-BREAK SPACE}5.000" in text
    assert "€\N{NO-BREAK SPACE}4.000" in text


def test_every_division_of_the_money_is_the_sum_of_all_amounts(full, company):
    party = full.partijen.get(organisation=company.ridderkerk)
    MijlpaalbedragFactory(mijlpaal=full.mijlpalen.first(), partij=party, sector="sociaal_domein", costs="scholing")
    found = mijlpalen_of(full)
    assert found.total == Decimal("4000.50") == sum(amount for _, amount in found.rows)
    for division in found.divisions:
        assert sum(amount for _, amount in division.rows) == found.total, division.by
    assert [division.by for division in found.divisions] == ["Partij", "Sector", "Soort kosten", "Jaar"]
