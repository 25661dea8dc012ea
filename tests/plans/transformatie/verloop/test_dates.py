"""The dates of plans in the agenda, and what is due: each only of who has to do with it, and nothing of what is secret."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from iza_portal.agenda.dates import Wanted
from plans.models.transformatie import Loketstand, Mijlpaalbewijs, Mijlpaalwijziging, Toewijzing
from plans.transformatie.verloop.dates import transformatie_dates
from plans.transformatie.verloop.due import transformatie_due
from plans.transformatie.workflow import Planstand, Stap
from tests.factories import IndieningFactory, VraagFactory
from tests.queries import statements

PARTIES = {"ambtenaar", "bestuurder", "beheerder", "zorgaanbieder", "betrokkene"}
LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}
WRITERS = {"ambtenaar", "zorgaanbieder"}
FAR = date(2035, 1, 1)


def _entries(user):
    return list(transformatie_dates(Wanted(user, date(2020, 1, 1), FAR)))


def _who(company, thing) -> tuple[set, set]:
    """Answer who has this date in the agenda, and of whom it asks something."""
    found = {name: entry for name, user in company.people.items() for entry in _entries(user) if entry.thing == thing}
    return {*found}, {name for name, entry in found.items() if entry.is_asked}


def _due(company, thing) -> set[str]:
    people = {user.pk: name for name, user in company.people.items()}
    return {people[due.person_id] for due in transformatie_due(FAR, None) if due.thing.startswith(thing)}


@pytest.fixture
def indiening(company, plan, put_in_state):
    put_in_state(plan, Planstand.SNELLE_TOETS, first_submitted_at=timezone.now())
    return IndieningFactory(plan=plan, by=company.ambtenaar)


def _recuse(company, indiening, name, **fields):
    return Toewijzing.objects.create(
        indiening=indiening,
        organisation=company.insurer_1,
        person=company.people[name],
        by=company.beoordelaar_1b,
        at=timezone.now(),
        **fields,
    )


def test_the_term_of_a_decision_is_of_the_parties_and_asked_of_the_market_leaders(company, indiening):
    thing = f"transformatie-besluit:{indiening.pk}"
    assert _who(company, thing) == (PARTIES | LEADERS, LEADERS)
    assert _due(company, f"transformatiebesluit:{indiening.pk}") == LEADERS


def test_who_recused_themselves_is_not_reminded_and_once_assigned_only_that_person_is(company, indiening):
    _recuse(company, indiening, "beoordelaar_1", recused_at=timezone.now(), recusal_reason="Een belang.")
    assert _due(company, "transformatiebesluit") == LEADERS - {"beoordelaar_1"}
    assert "beoordelaar_1" not in _who(company, f"transformatie-besluit:{indiening.pk}")[0]
    Toewijzing.objects.create(
        indiening=indiening,
        organisation=company.insurer_2,
        person=company.beoordelaar_2,
        by=company.beoordelaar_2,
        at=timezone.now(),
    )
    assert _due(company, "transformatiebesluit") == {"beoordelaar_1b", "beoordelaar_2"}


def test_nobody_is_reminded_while_the_clock_stands_still_or_after_it_was_closed(company, indiening):
    stand = Loketstand.objects.create(
        step=Stap.SNELLE_TOETS, from_on=timezone.localdate(), is_open=False, stops_clock=True, reason="Het geld is op."
    )
    assert _due(company, "transformatiebesluit") == set()
    Loketstand.objects.create(
        step=Stap.SNELLE_TOETS, from_on=stand.from_on + timedelta(days=1), is_open=True, reason="Er is geld."
    )
    assert _due(company, "transformatiebesluit") == set()
    indiening.closed_at = timezone.now()
    indiening.save()
    assert _who(company, f"transformatie-besluit:{indiening.pk}") == (set(), set())


def test_the_date_of_an_answer_is_of_the_parties_alone(company, indiening):
    vraag = VraagFactory(indiening=indiening, answer_due_on=date(2027, 1, 10))
    thing = f"transformatie-antwoord:{vraag.pk}"
    assert _who(company, thing) == (PARTIES, WRITERS)
    assert _due(company, f"vraag:{vraag.pk}") == WRITERS
    vraag.answer, vraag.answered_at = "Dat zijn er 400.", timezone.now()
    vraag.save()
    assert _who(company, thing) == (set(), set())
    assert _due(company, "vraag:") == set()


def test_the_end_of_the_question_round_is_asked_of_the_other_insurers(company, indiening, put_in_state):
    indiening.questions_until = date(2027, 1, 10)
    indiening.save()
    thing = f"transformatie-vragenronde:{indiening.pk}"
    assert _who(company, thing) == (set(), set())
    put_in_state(indiening.plan, Planstand.VOORGENOMEN, shared_at=timezone.now())
    assert _who(company, thing) == (PARTIES | LEADERS | {"andere_verzekeraar"}, {"andere_verzekeraar"})


def test_a_milestone_is_due_of_the_party_that_delivers_on_the_day_that_was_granted_last(
    company, working_out, rows, put_in_state
):
    plan = put_in_state(working_out, Planstand.UITVOERING, approved_at=timezone.now(), shared_at=timezone.now())
    thing = f"transformatie-mijlpaal:{rows.mijlpaal.pk}"
    assert _who(company, thing) == ({"zorgaanbieder"}, {"zorgaanbieder"})
    assert _due(company, f"transformatiemijlpaal:{rows.mijlpaal.pk}") == {"zorgaanbieder"}
    for number, (on, granted) in enumerate(((date(2027, 9, 1), True), (date(2028, 9, 1), False)), start=1):
        Mijlpaalwijziging.objects.create(
            mijlpaal=rows.mijlpaal,
            number=number,
            title="Wijkteams werken",
            due_on=on,
            reason="Later.",
            organisation=company.provider,
            by=company.zorgaanbieder,
            at=timezone.now(),
            is_granted=granted,
            decision="Goed." if granted else "Nee.",
        )
    (entry,) = [entry for entry in _entries(company.zorgaanbieder) if entry.thing == thing]
    assert entry.on == date(2027, 9, 1)
    Mijlpaalbewijs.objects.create(
        mijlpaal=rows.mijlpaal,
        number=1,
        text="Hier is het.",
        organisation=company.provider,
        by=company.zorgaanbieder,
        at=timezone.now(),
    )
    assert _due(company, "transformatiemijlpaal") == set()
    put_in_state(plan, Planstand.GESTOPT)
    assert _who(company, thing) == (set(), set())


def test_all_of_it_is_one_question_and_none_for_who_acts_for_nobody(company, indiening):
    VraagFactory(indiening=indiening, answer_due_on=date(2027, 1, 10))
    company.ambtenaar.active_memberships  # noqa: B018 (asked before)
    assert len(statements(lambda: _entries(company.ambtenaar))) == 1
    assert len(statements(lambda: transformatie_due(FAR, company.ambtenaar.pk))) == 1
    assert statements(lambda: _entries(company.nobody)) == []
    own = transformatie_due(FAR, company.ambtenaar.pk)
    assert {due.person_id for due in own} == {company.ambtenaar.pk}
