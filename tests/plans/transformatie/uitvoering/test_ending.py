"""Finishing and stopping the execution, and the page of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from plans.models.transformatie import Transformatieplan
from plans.transformatie.uitvoering.changing import request_change
from plans.transformatie.uitvoering.ending import finish, stop
from plans.transformatie.uitvoering.evidence import decide, deliver
from plans.transformatie.uitvoering.expected import expected_of
from plans.transformatie.uitvoering.paying import pay
from plans.transformatie.uitvoering.totals import totals_of
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.plans.transformatie.money import awarded
from tests.plans.transformatie.uitvoering.conftest import mijlpaal_of, reach
from tests.queries import queries_of


def settle_all(company, carried):
    """Let every milestone be decided on: the first two reached, the last not."""
    reach(company, carried.first)
    reach(company, carried.second, by=company.zorgaanbieder)
    bewijs = deliver(carried.third, by=company.zorgaanbieder, text="Het liep anders.")
    decide(bewijs, by=company.beoordelaar_1, outcome="niet_behaald", reason="Geen minder opnames.")


def test_a_plan_is_finished_when_all_its_milestones_were_decided_on(company, carried):
    with pytest.raises(ValidationError) as refused:
        finish(carried.plan, by=company.beoordelaar_1)
    assert refused.value.messages == ["Bij 3 mijlpalen is nog geen bewijs geleverd."]
    reach(company, carried.first)
    deliver(carried.second, by=company.zorgaanbieder, text="Klaar.")
    request_change(
        carried.third, by=company.ambtenaar, title="Anders", due_on=date(2027, 6, 30), reason="Te veel.", evidence="x"
    )
    with pytest.raises(ValidationError) as refused:
        finish(carried.plan, by=company.beoordelaar_1)
    assert refused.value.messages == [
        "Bij 1 mijlpaal is nog geen bewijs geleverd.",
        "Bij 1 mijlpaal ligt bewijs waarover nog niet is beslist.",
        "Bij 1 mijlpaal ligt een verzoek om te wijzigen waarover nog niet is beslist.",
    ]
    assert Transformatieplan.objects.get(pk=carried.plan.pk).status == Planstand.UITVOERING


def test_what_was_not_paid_lapses_with_the_end(company, carried):
    settle_all(company, carried)
    plan = finish(carried.plan, by=company.beoordelaar_1)
    assert (plan.status, plan.ended_at is not None) == (Planstand.AFGEROND, True)
    assert totals_of(plan).lapsed == Decimal("8000.00")


@pytest.mark.parametrize("ends", ["finished", "stopped"])
def test_what_was_given_and_not_paid_is_free_again_for_the_queue(company, carried, ends):
    awarded(carried.plan, by=company.toekenner, amount=8000)
    settle_all(company, carried)
    pay(carried.bedrag, by=company.beoordelaar_1, on=date(2026, 10, 12), amount=Decimal("999.99"))
    if ends == "finished":
        plan = finish(carried.plan, by=company.beoordelaar_1)
    else:
        plan = stop(carried.plan, by=company.beoordelaar_1, reason="Het gaat niet.")
    freed = carried.plan.potmutaties.get(kind="vrijval")
    assert freed.amount == totals_of(plan).lapsed == Decimal("7000.01")


def test_a_plan_that_was_given_nothing_frees_nothing(company, carried):
    stop(carried.plan, by=company.beoordelaar_1, reason="Het gaat niet.")
    assert not carried.plan.potmutaties.exists()


def test_the_execution_is_stopped_with_a_reason(company, carried):
    with pytest.raises(ValidationError) as refused:
        stop(carried.plan, by=company.beoordelaar_1, reason=" ")
    assert "reason" in refused.value.message_dict
    assert stop(carried.plan, by=company.beoordelaar_1, reason="Het ziekenhuis trok zich terug.").status == "gestopt"


def test_only_the_coordinating_insurer_ends_it(company, carried):
    settle_all(company, carried)
    for act in (lambda by: finish(carried.plan, by=by), lambda by: stop(carried.plan, by=by, reason="Het gaat niet.")):
        done = set()
        for name, person in company.people.items():
            try:
                with transaction.atomic():
                    act(person)
                    transaction.set_rollback(True)
            except PermissionDenied:
                continue
            done.add(name)
        assert done == {"beoordelaar_1", "beoordelaar_1b"}


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.UITVOERING])
def test_only_what_is_carried_out_ends(company, carried, put_in_state, status):
    put_in_state(carried.plan, status)
    for act in (finish, lambda plan, by: stop(plan, by=by, reason="x")):
        with pytest.raises(ValidationError, match="intussen"):
            act(carried.plan, by=company.beoordelaar_1)


@pytest.mark.django_db(transaction=True)
def test_of_finishing_and_stopping_at_once_one_happens(company, carried):
    settle_all(company, carried)
    results = at_once(
        lambda: finish(carried.plan, by=company.beoordelaar_1),
        lambda: stop(carried.plan, by=company.beoordelaar_1b, reason="Het gaat niet."),
    )
    [kept] = [each for each in results if isinstance(each, Transformatieplan)]
    [refused] = [each for each in results if each is not kept]
    assert isinstance(refused, ValidationError)
    assert Transformatieplan.objects.get(pk=carried.plan.pk).status == kept.status


# --- The pages ---


def test_the_end_is_asked_on_a_page_that_says_what_lapses(company, carried, sign_in):
    client = sign_in(company.beoordelaar_1)
    home = f"/transformatieplannen/{carried.plan.pk}/uitvoering/"
    page = client.get(f"{home}afronden/").content.decode()
    assert "Dit kan nog niet." in page
    assert (
        "<button"
        not in page.split("</header>")[-1].split("<main")[-1].split("Dit kan nog niet.")[-1].split("</main>")[0]
    )
    answer = client.post(f"{home}afronden/")
    assert answer.status_code == 422
    assert "nog geen bewijs" in answer.content.decode()
    settle_all(company, carried)
    page = client.get(f"{home}afronden/").content.decode()
    assert "€\N{NO-BREAK SPACE}8.000" in page
    assert "€\N{NO-BREAK SPACE}4.000" in page
    assert client.post(f"{home}stoppen/", {"reason": ""}).status_code == 422
    assert client.post(f"{home}afronden/").status_code == 302
    assert "Vervallen" in client.get(home).content.decode()
    assert client.get(f"{home}stoppen/").status_code == 302
    answer = client.post(f"{home}stoppen/", {"reason": "Te laat."})
    assert answer.status_code == 422
    assert "intussen" in answer.content.decode()


@pytest.mark.parametrize("status", [each for each in Planstand if each not in ("uitvoering", "afgerond", "gestopt")])
def test_there_is_no_page_of_the_execution_before_it_began(company, carried, put_in_state, sign_in, status):
    put_in_state(carried.plan, status)
    assert sign_in(company.ambtenaar).get(f"/transformatieplannen/{carried.plan.pk}/uitvoering/").status_code == 404
    assert sign_in(company.ambtenaar).get(f"/transformatieplannen/{carried.plan.pk}/monitoring/").status_code == 404


def test_a_plan_without_money_shows_none(company, put_in_state, sign_in, carried):
    put_in_state(carried.plan, Planstand.UITWERKEN, requested=None)
    for mijlpaal in carried.plan.mijlpalen.all():
        mijlpaal.bedragen.all().delete()
    plan = put_in_state(carried.plan, Planstand.UITVOERING)
    page = sign_in(company.beoordelaar_1).get(f"/transformatieplannen/{plan.pk}/uitvoering/").content.decode()
    assert "Het team staat" in page
    assert "€" not in page
    assert "Nog open" not in page


def test_a_plan_without_milestones_says_so(company, put_in_state, sign_in):
    now = company.transformatieplan.created_at
    plan = put_in_state(company.transformatieplan, Planstand.UITVOERING, approved_at=now, shared_at=now)
    page = sign_in(company.ambtenaar).get(f"/transformatieplannen/{plan.pk}/uitvoering/").content.decode()
    assert "heeft geen mijlpalen" in page
    assert finish(plan, by=company.beoordelaar_1).status == Planstand.AFGEROND


def test_each_is_told_what_is_expected_of_them(company, carried):
    def told(name):
        return [each.what for each in expected_of(company.people[name], carried.plan).expected]

    deliver(carried.third, by=company.ambtenaar, text="Klaar.")
    assert told("ambtenaar") == [
        "Schrijf het monitorbericht over het eerste kwartaal van 2026",
        "Schrijf het monitorbericht over het tweede kwartaal van 2026",
        "Schrijf het monitorbericht over het derde kwartaal van 2026",
        "Lever het bewijs bij “Het team staat”",
    ]
    assert told("zorgaanbieder") == ["Lever het bewijs bij “De helft is opgeleid”"]
    assert told("beoordelaar_1") == ["Beslis over het bewijs bij “Minder opnames”"]
    assert told("beoordelaar_2") == told("betrokkene") == told("andere_verzekeraar") == []
    reach(company, carried.first)
    request_change(
        carried.second, by=company.zorgaanbieder, title="Anders", due_on=date(2027, 6, 30), reason="Te veel."
    )
    assert told("beoordelaar_1") == [
        "Leg de betaling vast bij “Het team staat”",
        "Beslis over het verzoek om “De helft is opgeleid” te wijzigen",
        "Beslis over het bewijs bij “Minder opnames”",
    ]


@pytest.mark.parametrize("page", ["", "uitvoering/"])
@pytest.mark.parametrize("who", ["ambtenaar", "beoordelaar_1", "beoordelaar_2"])
def test_thirty_milestones_take_no_more_queries_than_one(company, carried, put_in_state, sign_in, who, page):
    plan, path = carried.plan, f"/transformatieplannen/{carried.plan.pk}/{page}"
    put_in_state(plan, Planstand.UITWERKEN)
    for mijlpaal in (carried.second, carried.third):
        mijlpaal.bedragen.all().delete()
        mijlpaal.delete()
    put_in_state(plan, Planstand.UITVOERING)
    deliver(carried.first, by=company.ambtenaar, text="Klaar.")
    client = sign_in(getattr(company, who))
    queries_of(client, path)
    few = queries_of(client, path)
    put_in_state(plan, Planstand.UITWERKEN)
    party = plan.partijen.get(organisation=company.ridderkerk)
    more = [mijlpaal_of(plan, f"Mijlpaal {n}", date(2027, 1, 1), party, [(party, "10.00")]) for n in range(29)]
    put_in_state(plan, Planstand.UITVOERING)
    for mijlpaal in more[:15]:
        deliver(mijlpaal, by=company.ambtenaar, text="Klaar.")
    many = queries_of(client, path)
    assert len(many) == len(few), "\n".join(many)
    assert len(many) <= 12, "\n".join(many)
