"""Requests to change a milestone, and the decisions on them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from plans.models.transformatie import Mijlpaalwijziging
from plans.transformatie.uitvoering.changing import decide_change, last_day_for, request_change
from plans.transformatie.uitvoering.evidence import deliver
from plans.transformatie.uitvoering.reading import milestones_of
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.plans.transformatie.uitvoering.conftest import TODAY, reach

ASKED = {
    "title": "Een kleiner team staat",
    "due_on": date(2026, 12, 31),
    "evidence": "Een rooster.",
    "reason": "Te duur.",
}


def ask(company, carried, **fields):
    return request_change(carried.first, by=company.ambtenaar, **(ASKED | fields))


def test_a_change_that_is_granted_is_how_the_milestone_reads_and_the_approved_one_stays(company, carried):
    asked = ask(company, carried)
    assert milestones_of(carried.plan)[0].now.title == "Het team staat"
    decide_change(asked, by=company.beoordelaar_1, is_granted=True)
    [first, *_] = milestones_of(carried.plan)
    assert (first.now.title, first.now.due_on, first.now.evidence) == (
        "Een kleiner team staat",
        date(2026, 12, 31),
        "Een rooster.",
    )
    assert (first.mijlpaal.title, first.stand.value, first.is_changed) == ("Het team staat", "open", True)


def test_a_change_that_is_refused_says_why_and_changes_nothing(company, carried):
    asked = ask(company, carried)
    with pytest.raises(ValidationError) as refused:
        decide_change(asked, by=company.beoordelaar_1, is_granted=False)
    assert "decision" in refused.value.message_dict
    decide_change(asked, by=company.beoordelaar_1, is_granted=False, decision="Dit is de kern.")
    assert milestones_of(carried.plan)[0].now.title == "Het team staat"
    again = ask(company, carried)
    assert again.number == 2
    with pytest.raises(ValidationError, match="beslist"):
        decide_change(asked, by=company.beoordelaar_1, is_granted=True)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"reason": ""}, "reason"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": date(2031, 1, 2)}, "due_on"),
        ({"due_on": date(9999, 12, 31)}, "due_on"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(company, carried, fields, field):
    with pytest.raises(ValidationError) as refused:
        ask(company, carried, **fields)
    assert field in refused.value.message_dict
    assert not Mijlpaalwijziging.objects.exists()


def test_the_last_day_of_the_five_years_can_be_asked_for(company, carried):
    assert last_day_for(carried.plan) == date(2031, 1, 1)
    assert ask(company, carried, due_on=date(2031, 1, 1)).due_on == date(2031, 1, 1)


def test_the_years_begin_with_the_approval_where_the_plan_names_no_day_and_end_in_february(company, carried):
    carried.plan.starts_on = None
    assert last_day_for(carried.plan) == date(2031, 3, 2)
    carried.plan.starts_on = date(2028, 2, 29)
    assert last_day_for(carried.plan) == date(2033, 2, 28)


def test_a_late_milestone_can_be_said_in_other_words_without_another_day(company, carried):
    assert ask(company, carried, due_on=carried.first.due_on).due_on == date(2026, 6, 30)


def test_nothing_is_asked_where_nothing_differs_or_something_waits_or_it_was_reached(company, carried):
    same = {"title": "Het team staat", "due_on": date(2026, 6, 30), "evidence": "Een verslag."}
    with pytest.raises(ValidationError, match="niets anders"):
        ask(company, carried, **same)
    ask(company, carried)
    with pytest.raises(ValidationError, match="al een verzoek"):
        ask(company, carried)
    deliver(carried.third, by=company.ambtenaar, text="Klaar.")
    with pytest.raises(ValidationError, match="al bewijs"):
        request_change(carried.third, by=company.ambtenaar, **ASKED)
    reach(company, carried.second, by=company.zorgaanbieder)
    with pytest.raises(ValidationError, match="al behaald"):
        request_change(carried.second, by=company.zorgaanbieder, **ASKED)


def test_who_delivers_asks_and_the_coordinating_insurer_decides(company, carried):
    asked = ask(company, carried)

    def may(act):
        done = set()
        for name, person in company.people.items():
            try:
                with transaction.atomic():
                    act(person)
                    transaction.set_rollback(True)
            except PermissionDenied:
                continue
            done.add(name)
        return done

    assert may(lambda by: request_change(carried.second, by=by, **ASKED)) == {"zorgaanbieder"}
    assert may(lambda by: decide_change(asked, by=by, is_granted=True)) == {"beoordelaar_1", "beoordelaar_1b"}


@pytest.mark.parametrize("status", [each for each in Planstand if each != Planstand.UITVOERING])
def test_nothing_changes_outside_the_execution(company, carried, put_in_state, status):
    asked = ask(company, carried)
    put_in_state(carried.plan, status, ended_at=timezone.now())
    for act in (
        lambda: request_change(carried.second, by=company.zorgaanbieder, **ASKED),
        lambda: decide_change(asked, by=company.beoordelaar_1, is_granted=True),
    ):
        with pytest.raises(ValidationError, match="alleen in de uitvoering"):
            act()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_or_decide_at_once_one_does(company, carried):
    results = at_once(lambda: ask(company, carried), lambda: ask(company, carried, title="Iets anders"))
    [asked] = [each for each in results if isinstance(each, Mijlpaalwijziging)]
    assert [each for each in results if isinstance(each, ValidationError)]
    results = at_once(
        lambda: decide_change(asked, by=company.beoordelaar_1, is_granted=True),
        lambda: decide_change(asked, by=company.beoordelaar_1b, is_granted=False, decision="Nee."),
    )
    [kept] = [each for each in results if isinstance(each, Mijlpaalwijziging)]
    assert Mijlpaalwijziging.objects.get().is_granted is kept.is_granted


def test_the_pages_begin_with_what_stands_and_lead_back(company, carried, sign_in):
    path = f"/transformatieplannen/{carried.plan.pk}/uitvoering/mijlpalen/{carried.first.pk}/wijzigen/"
    client = sign_in(company.ambtenaar)
    page = client.get(path).content.decode()
    assert "Het team staat" in page
    assert "2026-06-30" in page
    said = {"title": "Anders", "due_on": "2026-12-01", "evidence": "", "reason": ""}
    answer = client.post(path, said)
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors
    assert client.post(path, said | {"due_on": "32-13-2026", "reason": "x"}).status_code == 422
    assert client.post(path, said | {"reason": "Het lukt niet eerder."}).status_code == 302
    asked = Mijlpaalwijziging.objects.get()
    decision = f"/transformatieplannen/{carried.plan.pk}/uitvoering/wijzigingen/{asked.pk}/"
    insurer = sign_in(company.beoordelaar_1)
    assert "Het lukt niet eerder." in insurer.get(decision).content.decode()
    answer = insurer.post(decision, {"is_granted": "nee", "decision": ""})
    assert answer.status_code == 422
    assert "decision" in answer.context["form"].errors
    assert insurer.post(decision, {"is_granted": "misschien"}).status_code == 422
    assert insurer.post(decision, {"is_granted": "ja", "decision": ""}).status_code == 302
    assert insurer.get(decision).status_code == 302
    assert (
        "Zoals goedgekeurd: Het team staat"
        in client.get(f"{carried.plan.get_absolute_url()}uitvoering/").content.decode()
    )


def test_no_line_break_or_hidden_mark_stands_in_the_title_of_a_milestone(company, carried):
    assert ask(company, carried, title="Het\r\nteam\u202e staat\x07 nu").title == "Het team staat nu"
