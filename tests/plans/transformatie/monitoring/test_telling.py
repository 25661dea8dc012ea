"""The message of a plan on a quarter: prefilled, kept as a draft, and told for good."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models.transformatie import Monitorbericht
from plans.transformatie.monitoring.numbers import Numbers, numbers_of_each
from plans.transformatie.monitoring.quarters import due_on, quarters_of
from plans.transformatie.monitoring.telling import prefilled, write_bericht
from plans.transformatie.uitvoering.changing import decide_change, request_change
from plans.transformatie.uitvoering.evidence import deliver
from plans.transformatie.uitvoering.paying import pay
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.plans.transformatie.uitvoering.conftest import reach
from tests.queries import queries_of

FIRST, SECOND, THIRD, FOURTH = (date(2026, month, 1) for month in (1, 4, 7, 10))
SAID = {"koers": "op_koers", "moved": "Het loopt.", "is_told": True}


def told(company, carried, quarter=THIRD, **fields):
    return write_bericht(carried.plan, by=company.ambtenaar, quarter=quarter, version=0, **(SAID | fields))


def test_a_plan_tells_of_each_quarter_that_ended_while_it_was_carried_out(company, carried, put_in_state):
    assert quarters_of(carried.plan) == [THIRD, SECOND, FIRST]
    assert due_on(THIRD) == date(2026, 10, 28)
    stopped = put_in_state(carried.plan, Planstand.GESTOPT, ended_at=datetime(2026, 6, 30, 9, tzinfo=UTC))
    assert quarters_of(stopped) == [FIRST]
    stopped = put_in_state(carried.plan, Planstand.GESTOPT, ended_at=datetime(2026, 7, 1, 9, tzinfo=UTC))
    assert quarters_of(stopped) == [SECOND, FIRST]
    assert quarters_of(put_in_state(carried.plan, Planstand.WACHTRIJ)) == []


@pytest.mark.parametrize(
    ("quarter", "words"),
    [
        (FOURTH, "nog niet voorbij"),
        (date(2040, 1, 1), "nog niet voorbij"),
        (date(2025, 10, 1), "nog niet in uitvoering"),
    ],
)
def test_nothing_is_told_of_a_quarter_to_come_or_before_it_began(company, carried, quarter, words):
    with pytest.raises(ValidationError, match=words):
        told(company, carried, quarter=quarter)


def test_the_lead_tells_and_nobody_else(company, carried):
    done = set()
    for name, person in company.people.items():
        try:
            with transaction.atomic():
                write_bericht(carried.plan, by=person, quarter=THIRD, version=0, **SAID)
                transaction.set_rollback(True)
        except PermissionDenied:
            continue
        done.add(name)
    assert done == {"ambtenaar", "bestuurder"}


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.UITVOERING])
def test_nothing_is_told_outside_the_execution(company, carried, put_in_state, status):
    ended = datetime(2026, 10, 10, tzinfo=UTC) if status in ("afgerond", "gestopt") else None
    put_in_state(carried.plan, status, ended_at=ended)
    with pytest.raises(ValidationError, match="geen monitoring"):
        told(company, carried)


def test_what_was_told_is_fixed_with_its_numbers(company, carried):
    reach(company, carried.first, at=datetime(2026, 8, 3, 9, tzinfo=UTC))
    pay(carried.bedrag, by=company.beoordelaar_1, on=date(2026, 9, 1), amount=Decimal("400.00"))
    pay(carried.bedrag, by=company.beoordelaar_1, on=date(2026, 10, 5), amount=Decimal("600.00"))
    bericht = told(company, carried, spent=Decimal("123.45"))
    kept = Numbers(3, 1, 1, 1, 0, Decimal(8000), Decimal(4000), Decimal(400), Decimal(400))
    assert Numbers.of_kept(Monitorbericht.objects.get().numbers) == kept
    assert Monitorbericht.objects.get().numbers["paid"] == "400.00"
    with pytest.raises(ValidationError, match="verandert niet meer"):
        write_bericht(carried.plan, by=company.ambtenaar, quarter=THIRD, version=bericht.version, **SAID)
    for act in (lambda: Monitorbericht.objects.update(moved="x"), lambda: Monitorbericht.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


def test_numbers_are_as_they_were_at_the_end_of_the_quarter(company, carried):
    def late(quarter):
        numbers = numbers_of_each([carried.plan.pk], quarter)[carried.plan.pk]
        return numbers.late, numbers.waiting, numbers.reached

    assert [late(each) for each in (FIRST, SECOND, THIRD)] == [(0, 0, 0), (1, 0, 0), (2, 0, 0)]
    with time_machine.travel(datetime(2026, 6, 30, 21, 59, tzinfo=UTC)):
        asked = request_change(
            carried.second, by=company.zorgaanbieder, title="Later", due_on=date(2026, 12, 1), reason="Het lukt niet."
        )
        decide_change(asked, by=company.beoordelaar_1, is_granted=True)
    with time_machine.travel(datetime(2026, 6, 30, 22, 1, tzinfo=UTC)):  # In Amsterdam it is July.
        deliver(carried.first, by=company.ambtenaar, text="Klaar.")
    assert [late(each) for each in (SECOND, THIRD)] == [(1, 0, 0), (0, 1, 0)]


def test_a_draft_is_for_the_parties_until_it_is_told(company, carried, sign_in):
    write_bericht(carried.plan, by=company.ambtenaar, quarter=THIRD, version=0, koers="op_koers", moved="Nog ruw.")
    path = f"/transformatieplannen/{carried.plan.pk}/monitoring/"
    assert "concept" in sign_in(company.zorgaanbieder).get(path).content.decode()
    for name in ("beoordelaar_1", "beoordelaar_2"):
        page = sign_in(company.people[name]).get(path).content.decode()
        assert "concept" not in page
        assert "Nog ruw." not in page
    assert not history(carried.plan).exists()
    write_bericht(carried.plan, by=company.bestuurder, quarter=THIRD, version=1, **SAID)
    for name in ("zorgaanbieder", "betrokkene", "beoordelaar_1", "beoordelaar_2"):
        assert "Het loopt." in sign_in(company.people[name]).get(path).content.decode()
    for name in ("andere_verzekeraar", "toekenner", "buitenstaander"):
        assert sign_in(company.people[name]).get(path).status_code == 404
    assert [event.verb for event in history(carried.plan)] == ["transformatieplan.monitoring"]


def test_a_message_begins_with_what_is_known_and_with_what_was_told_last(company, carried):
    assert prefilled(carried.plan, THIRD, None) == {"version": 0, "moved": ""}
    reach(company, carried.first, at=datetime(2026, 8, 3, 9, tzinfo=UTC))
    before = told(
        company, carried, SECOND, koers="aandacht", stuck="Geen mensen.", needed="Geld.", spent=Decimal("10.00")
    )
    assert prefilled(carried.plan, THIRD, before) == {
        "version": 0,
        "moved": "Behaald op 3 augustus 2026: Het team staat.",
        "stuck": "Geen mensen.",
        "needed": "Geld.",
        "spent": Decimal("10.00"),
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"koers": "vastgelopen", "stuck": " "}, "stuck"),
        ({"moved": "  "}, "moved"),
        ({"spent": Decimal("-0.01")}, "spent"),
        ({"spent": Decimal("0.001")}, "spent"),
        ({"spent": Decimal(10**15)}, "spent"),
        ({"spent": Decimal("NaN")}, "spent"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(company, carried, fields, field):
    with pytest.raises(ValidationError) as refused:
        told(company, carried, **fields)
    assert field in refused.value.message_dict
    assert not Monitorbericht.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_at_once_one_is_shown_the_other(company, carried):
    results = at_once(
        *(
            lambda by=by: write_bericht(carried.plan, by=by, quarter=THIRD, version=0, koers="op_koers", moved=by.name)
            for by in (company.ambtenaar, company.bestuurder)
        )
    )
    [kept] = [each for each in results if isinstance(each, Monitorbericht)]
    [other] = [each for each in results if isinstance(each, OutdatedVersion)]
    assert other.current.moved == kept.moved == Monitorbericht.objects.get().moved


# --- The pages ---


def test_the_page_tells_in_five_minutes(company, carried, sign_in):
    client = sign_in(company.ambtenaar)
    path = f"/transformatieplannen/{carried.plan.pk}/monitoring/2026-3/"
    page = client.get(path).content.decode()
    assert "0 van 3, waarvan 0 in dit kwartaal" in page
    said = {"version": "0", "koers": "aandacht", "moved": "Veel.", "stuck": "", "needed": "", "spent": "1.234,50"}
    answer = client.post(path, said | {"dien-in": ""})
    assert answer.status_code == 422
    assert "stuck" in answer.context["form"].errors
    assert client.post(path, said | {"stuck": "Iets."}).status_code == 302
    assert Monitorbericht.objects.get().submitted_at is None
    answer = client.post(path, said | {"stuck": "Iets anders.", "dien-in": ""})
    assert answer.status_code == 422
    assert "Dit is intussen gewijzigd" in answer.content.decode()
    assert "Iets anders." in answer.content.decode()
    key = {"form_key": "0f4e7f1c-8e43-4b6c-9b35-1d2a3c4d5e6f", "version": "1", "dien-in": ""}
    assert [client.post(path, said | {"stuck": "Iets."} | key).status_code for _ in range(2)] == [302, 302]
    bericht = Monitorbericht.objects.get()
    assert (bericht.spent, bericht.version, bericht.submitted_at is not None) == (Decimal("1234.50"), 2, True)
    assert client.get(path).status_code == 302
    answer = client.post(path, said | {"stuck": "Toch niet.", "version": "2"})
    assert answer.status_code == 422
    assert "verandert niet meer" in answer.content.decode()


@pytest.mark.parametrize(
    ("quarter", "status"),
    [("2026-4", 302), ("2026-5", 404), ("2099-1", 302), ("x", 404), ("2026-3-1", 404), ("2026", 404)],
)
def test_an_address_of_another_quarter_leads_back_or_is_not_there(company, carried, sign_in, quarter, status):
    path = f"/transformatieplannen/{carried.plan.pk}/monitoring/{quarter}/"
    client = sign_in(company.ambtenaar)
    assert client.get(path).status_code == status
    said = {"version": "0", "koers": "op_koers", "moved": "Veel.", "dien-in": ""}
    assert client.post(path, said).status_code == (422 if status == 302 else 404)
    assert not Monitorbericht.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"koers": ""},
        {"koers": "geweldig"},
        {"version": ""},
        {"version": "-1"},
        {"version": "9" * 30},
        {"moved": "a\x00b"},
        {"moved": "a" * 4001},
        {"spent": "1e5000"},
        {"spent": "-1"},
    ],
)
def test_a_hostile_form_is_refused(company, carried, sign_in, fields):
    said = {"version": "0", "koers": "op_koers", "moved": "Veel.", "dien-in": ""} | fields
    answer = sign_in(company.ambtenaar).post(f"/transformatieplannen/{carried.plan.pk}/monitoring/2026-3/", said)
    if fields.get("version") == "9" * 30:
        assert answer.status_code == 302  # There was no draft, so nobody's words can be lost.
    else:
        assert answer.status_code == 422
        assert not Monitorbericht.objects.exists()


def test_twelve_quarters_take_no_more_queries_than_three(company, carried, put_in_state, sign_in):
    client, path = sign_in(company.ambtenaar), f"/transformatieplannen/{carried.plan.pk}/monitoring/"
    queries_of(client, path)
    few = queries_of(client, path)
    put_in_state(carried.plan, Planstand.UITVOERING, approved_at=datetime(2023, 11, 1, tzinfo=UTC))
    for quarter in quarters_of(type(carried.plan).objects.get(pk=carried.plan.pk)):
        told(company, carried, quarter=quarter)
    many = queries_of(client, path)
    assert len(many) == len(few) <= 12, "\n".join(many)
