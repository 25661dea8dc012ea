"""A decision is proposed by one market leader, confirmed by the other, and then sent: by whom, in which order, and when."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, ProgrammingError, transaction
from django.utils import timezone

from iza_portal.accounts.models import Function
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models.transformatie import (
    Advies,
    Besluitstand,
    Besluitstap,
    Gelijkgerichtheid,
    Indiening,
    Planbesluit,
    Toewijzing,
    Transformatieplan,
    Uitkomst,
    Vraag,
    Vraagfase,
)
from plans.transformatie.besluiten import deciding
from plans.transformatie.termijnen import last_day
from plans.transformatie.workflow import Planstand
from tests.factories import MembershipFactory, UserFactory
from tests.plans.transformatie.judged import all_meet, judge

LEADERS = {"beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b"}


def now(plan):
    return Transformatieplan.objects.get(pk=plan.pk)


@pytest.mark.parametrize(
    ("outcome", "target"),
    [
        (Advies.IMPACTVOL, Planstand.UITWERKEN),
        (Advies.AANVULLEN, Planstand.AANVULLEN),
        (Advies.NIET_IMPACTVOL, Planstand.NIET_IMPACTVOL),
    ],
)
def test_a_decision_on_the_snelle_toets_moves_the_plan_and_closes_the_submission(submitted, steps, outcome, target):
    indiening = submitted()
    besluit = steps.decide(indiening, outcome)
    indiening.refresh_from_db()
    assert besluit.status == Besluitstand.VERZONDEN
    assert indiening.plan.status == target
    assert indiening.closed_at == besluit.sent_at
    assert not Gelijkgerichtheid.objects.exists()


@pytest.mark.parametrize("outcome", [Advies.GOEDKEUREN, Advies.AANPASSEN])
def test_a_preliminary_decision_opens_the_question_round_and_leaves_the_submission_open(submitted, steps, outcome):
    indiening = submitted(Planstand.BEOORDELING)
    steps.decide(indiening, outcome)
    indiening.refresh_from_db()
    today = timezone.localdate()
    assert now(indiening.plan).status == Planstand.VOORGENOMEN
    assert indiening.closed_at is None
    assert indiening.questions_until == today + timedelta(weeks=2)
    assert indiening.due_on == today + timedelta(weeks=4)
    assert now(indiening.plan).shared_at is not None


@pytest.fixture
def after_the_round(submitted, steps):
    """Answer a function that brings a plan to the day after its question round."""

    def after_the_round(requested=None, outcome=Advies.GOEDKEUREN):
        indiening = submitted(Planstand.BEOORDELING, requested=requested)
        with time_machine.travel(timezone.now() - timedelta(weeks=3), tick=False):
            steps.decide(indiening, outcome)
        indiening.refresh_from_db()
        return indiening

    return after_the_round


@pytest.mark.parametrize(
    ("outcome", "requested", "target"),
    [
        (Advies.GOEDKEUREN, None, Planstand.UITVOERING),
        (Advies.GOEDKEUREN, 250_000, Planstand.WACHTRIJ),
        (Advies.AANPASSEN, 250_000, Planstand.AANPASSEN),
    ],
)
def test_a_final_decision_moves_the_plan_and_closes_the_submission(after_the_round, steps, outcome, requested, target):
    indiening = after_the_round(requested)
    besluit = steps.decide(indiening, outcome)
    indiening.refresh_from_db()
    assert now(indiening.plan).status == target
    assert indiening.closed_at == besluit.sent_at


def test_on_approval_every_other_insurer_is_asked_to_follow_and_no_leader_is(after_the_round, steps, company):
    indiening = after_the_round()
    assert not Gelijkgerichtheid.objects.exists()
    steps.decide(indiening, Advies.GOEDKEUREN)
    assert [row.organisation for row in Gelijkgerichtheid.objects.all()] == [company.other_insurer]


def test_a_final_decision_can_be_other_than_the_preliminary_one(after_the_round, steps):
    indiening = after_the_round(outcome=Advies.AANPASSEN)
    steps.decide(indiening, Advies.GOEDKEUREN)
    assert now(indiening.plan).status == Planstand.UITVOERING


def may(company, act) -> set[str]:
    """Answer who of the company can do this act; each meets the portal as the one before found it."""
    found = set()
    for name, person in company.people.items():
        with transaction.atomic():
            try:
                act(person)
            except PermissionDenied:
                pass
            else:
                found.add(name)
            transaction.set_rollback(True)
    return found


def test_each_act_is_for_whom_it_is_in_every_stand_and_for_nobody_else(company, submitted, steps):
    indiening = submitted()
    assert may(company, lambda by: steps.propose(indiening, Advies.IMPACTVOL, by=by)) == LEADERS
    voorstel = steps.propose(indiening, Advies.IMPACTVOL, by=company.beoordelaar_1)
    assert may(company, lambda by: steps.confirm(voorstel, by=by)) == {"beoordelaar_2", "beoordelaar_2b"}
    reject = {"version": voorstel.version, "reason": "Nee."}
    assert may(company, lambda by: deciding.reject(voorstel, by=by, **reject)) == LEADERS
    bevestigd = steps.confirm(voorstel)
    assert may(company, lambda by: steps.send(bevestigd, by=by)) == {"beoordelaar_1", "beoordelaar_1b"}
    reject["version"] = bevestigd.version
    assert may(company, lambda by: deciding.reject(bevestigd, by=by, **reject)) == LEADERS


@pytest.mark.parametrize(
    "stand", [Besluitstand.VOORSTEL, Besluitstand.BEVESTIGD, Besluitstand.VERZONDEN, Besluitstand.AFGEWEZEN]
)
def test_acts_that_do_not_fit_the_stand_are_refused(company, submitted, steps, stand):
    indiening = submitted()
    besluit = steps.propose(indiening, Advies.IMPACTVOL)
    if stand == Besluitstand.AFGEWEZEN:
        besluit = deciding.reject(besluit, by=company.beoordelaar_2, version=1, reason="Nog niet.")
    elif stand != Besluitstand.VOORSTEL:
        besluit = steps.confirm(besluit)
    if stand == Besluitstand.VERZONDEN:
        besluit = steps.send(besluit)
    fits = {
        Besluitstand.VOORSTEL: {"confirm", "reject"},
        Besluitstand.BEVESTIGD: {"send", "reject"},
        Besluitstand.VERZONDEN: set(),
        Besluitstand.AFGEWEZEN: {"propose"},
    }[stand]
    acts = {
        "propose": lambda: steps.propose(indiening, Advies.IMPACTVOL, step=Besluitstap.SNELLE_TOETS),
        "confirm": lambda: steps.confirm(besluit),
        "send": lambda: steps.send(besluit),
        "reject": lambda: deciding.reject(
            besluit, by=company.beoordelaar_2, version=besluit.version, reason="Toch niet."
        ),
    }
    for name, act in acts.items():
        with transaction.atomic():
            if name in fits:
                act()
            else:
                with pytest.raises(ValidationError):
                    act()
            transaction.set_rollback(True)


def test_nothing_can_be_proposed_before_both_have_judged(company, submitted, steps):
    indiening = submitted(judged=False)
    judge(indiening, company.insurer_1, company.beoordelaar_1, company.beoordelaar_1b)
    with pytest.raises(ValidationError, match="beide marktleiders"):
        steps.propose(indiening, Advies.IMPACTVOL)
    judge(indiening, company.insurer_2, company.beoordelaar_2, company.beoordelaar_2b, status="ter_ondertekening")
    with pytest.raises(ValidationError, match="beide marktleiders"):
        steps.propose(indiening, Advies.IMPACTVOL)


def test_the_person_who_proposed_confirms_nothing_under_another_hat(company, submitted, steps):
    indiening = submitted()
    besluit = steps.propose(indiening, Advies.IMPACTVOL)
    both = company.beoordelaar_1
    MembershipFactory(user=both, organisation=company.insurer_2, function=Function.BEOORDELAAR)
    both = type(both).objects.get(pk=both.pk)
    both.chosen_hat_id = company.insurer_2.pk
    with pytest.raises(PermissionDenied):
        steps.confirm(besluit, by=both)


def test_who_recused_themselves_has_no_part_in_any_act(company, submitted, steps):
    indiening, at = submitted(), timezone.now()
    for person in (company.beoordelaar_1, company.beoordelaar_2):
        Toewijzing.objects.create(
            indiening=indiening,
            organisation=person.hat,
            person=person,
            by=person,
            at=at,
            recused_at=at,
            recusal_reason="Familie.",
        )
    with pytest.raises(PermissionDenied):
        steps.propose(indiening, Advies.IMPACTVOL)
    besluit = steps.propose(indiening, Advies.IMPACTVOL, by=company.beoordelaar_1b)
    with pytest.raises(PermissionDenied):
        steps.confirm(besluit)
    besluit = steps.confirm(besluit, by=company.beoordelaar_2b)
    with pytest.raises(PermissionDenied):
        steps.send(besluit)
    assert steps.send(besluit, by=company.beoordelaar_1b).status == Besluitstand.VERZONDEN
    told = {notice.person for notice in company.beoordelaar_1.notices.model.objects.filter(path__contains="/besluit/")}
    assert told.isdisjoint({company.beoordelaar_1, company.beoordelaar_2})


def test_who_recused_themselves_in_the_snelle_toets_hears_nothing_of_deciding_on_the_full_plan(
    company, submitted, steps
):
    toets, at, person = submitted(closed_at=timezone.now()), timezone.now(), company.beoordelaar_2
    said = {"indiening": toets, "organisation": person.hat, "person": person, "by": person}
    Toewijzing.objects.create(**said, at=at, recused_at=at, recusal_reason="Familie.")
    steps.propose(submitted(Planstand.BEOORDELING), Advies.GOEDKEUREN)
    told = {notice.person for notice in person.notices.model.objects.filter(path__contains="/besluit/")}
    assert company.beoordelaar_2b in told
    assert person not in told


def test_an_act_on_an_older_version_is_refused_and_says_what_stands_there_now(company, submitted, steps):
    besluit = steps.propose(submitted(), Advies.IMPACTVOL)
    steps.confirm(besluit)
    for act in (deciding.confirm, deciding.send):
        by = company.beoordelaar_2b if act is deciding.confirm else company.beoordelaar_1
        with pytest.raises(OutdatedVersion) as raised:
            act(besluit, by=by, version=1)
        assert raised.value.current.status == Besluitstand.BEVESTIGD
    with pytest.raises(OutdatedVersion):
        deciding.reject(besluit, by=company.beoordelaar_2, version=1, reason="Nee.")


def test_a_decision_is_sent_once(submitted, steps, company):
    besluit = steps.decide(submitted(), Advies.IMPACTVOL)
    content = besluit.content_hash
    with pytest.raises(ValidationError, match="niet meer besloten"):
        steps.send(besluit)
    with pytest.raises(OutdatedVersion):
        deciding.send(besluit, by=company.beoordelaar_1, version=besluit.version - 1)
    assert Planbesluit.objects.get().content_hash == content
    moves = history(besluit.indiening.plan).filter(verb="transformatieplan.stand")
    assert moves.count() == 1


def test_a_confirmed_decision_does_not_leave_once_the_plan_is_taken_back(submitted, steps, put_in_state):
    indiening = submitted()
    besluit = steps.confirm(steps.propose(indiening, Advies.IMPACTVOL))
    put_in_state(indiening.plan, Planstand.CONCEPT)
    at = timezone.now()
    type(indiening).objects.filter(pk=indiening.pk).update(closed_at=at, taken_back_at=at)
    for act in (steps.send, steps.confirm):
        with pytest.raises((ValidationError, PermissionDenied)):
            act(besluit)
    assert Planbesluit.objects.get().status == Besluitstand.BEVESTIGD
    assert now(indiening.plan).status == Planstand.CONCEPT


def test_a_rejected_proposal_makes_room_for_a_next_one_by_either_leader(company, submitted, steps):
    indiening = submitted()
    first = steps.propose(indiening, Advies.IMPACTVOL)
    with pytest.raises(ValidationError) as raised:
        deciding.reject(first, by=company.beoordelaar_2, version=1, reason="  ")
    assert "reason" in raised.value.error_dict
    first = deciding.reject(first, by=company.beoordelaar_2, version=1, reason="De urgentie is niet gedeeld.")
    assert (first.rejected_for, first.rejected_reason) == (company.insurer_2, "De urgentie is niet gedeeld.")
    second = steps.propose(indiening, Advies.AANVULLEN, by=company.beoordelaar_2)
    assert steps.send(steps.confirm(second, by=company.beoordelaar_1)).status == Besluitstand.VERZONDEN


def test_a_leader_can_take_back_what_it_proposed_or_confirmed_until_it_is_sent(company, submitted, steps):
    indiening = submitted()
    first = steps.propose(indiening, Advies.IMPACTVOL)
    first = deciding.reject(first, by=company.beoordelaar_1b, version=1, reason="Verkeerd ingevuld.")
    assert first.rejected_for == first.proposed_for
    second = steps.confirm(steps.propose(indiening, Advies.IMPACTVOL))
    second = deciding.reject(second, by=company.beoordelaar_2, version=2, reason="Nieuw feit.")
    assert second.status == Besluitstand.AFGEWEZEN
    with pytest.raises(ValidationError):
        steps.send(second)


def test_the_final_decision_waits_for_the_end_of_the_question_round(submitted, steps):
    with time_machine.travel(datetime(2026, 10, 1, 10, tzinfo=timezone.get_current_timezone()), tick=False):
        indiening = submitted(Planstand.BEOORDELING)
        steps.decide(indiening, Advies.GOEDKEUREN)
    last = datetime(2026, 10, 15, 23, 59, 59, tzinfo=timezone.get_current_timezone())
    with time_machine.travel(last, tick=False), pytest.raises(ValidationError, match="15 oktober 2026"):
        steps.propose(indiening, Advies.GOEDKEUREN)
    with time_machine.travel(last + timedelta(seconds=2), tick=False):
        assert steps.propose(indiening, Advies.GOEDKEUREN).step == Besluitstap.DEFINITIEF


@pytest.mark.parametrize(
    ("sent", "until", "due"),
    [
        # Over the end of summer time, over the end of the year, into a leap day, and just before midnight here.
        ("2026-10-20T12:00", "2026-11-03", "2026-11-17"),
        ("2026-12-24T12:00", "2027-01-07", "2027-01-21"),
        ("2028-02-15T12:00", "2028-02-29", "2028-03-14"),
        ("2027-03-27T23:30", "2027-04-10", "2027-04-24"),
    ],
)
def test_the_terms_of_the_round_are_whole_days_here(submitted, steps, sent, until, due):
    moment = datetime.fromisoformat(sent).replace(tzinfo=timezone.get_current_timezone())
    with time_machine.travel(moment, tick=False):
        indiening = submitted(Planstand.BEOORDELING)
        besluit = steps.decide(indiening, Advies.GOEDKEUREN)
    indiening.refresh_from_db()
    assert (indiening.questions_until.isoformat(), indiening.due_on.isoformat()) == (until, due)
    assert (besluit.content["questions_until"], besluit.content["next_due_on"]) == (until, due)
    assert indiening.due_on == last_day(indiening.questions_until, 2)


def ask(indiening, company, phase=Vraagfase.VRAGENRONDE, **fields):
    return Vraag.objects.create(
        indiening=indiening,
        organisation=company.other_insurer,
        phase=phase,
        text="Waarom zo?",
        by=company.andere_verzekeraar,
        at=timezone.now(),
        **fields,
    )


def test_a_question_of_the_round_without_an_answer_holds_up_an_approval_and_no_other_decision(
    after_the_round, steps, company
):
    indiening = after_the_round()
    ask(indiening, company, phase=Vraagfase.BEOORDELING)
    ask(indiening, company, withdrawn_at=timezone.now())
    vraag = ask(indiening, company)
    with pytest.raises(ValidationError) as raised:
        steps.propose(indiening, Advies.GOEDKEUREN)
    assert "Eén vraag" in raised.value.message_dict["outcome"][0]
    with transaction.atomic():
        steps.decide(indiening, Advies.AANPASSEN)
        transaction.set_rollback(True)
    vraag.answer, vraag.answered_at = "Daarom.", timezone.now()
    vraag.save()
    assert steps.decide(indiening, Advies.GOEDKEUREN).status == Besluitstand.VERZONDEN


@pytest.mark.parametrize("outcome", [Advies.GOEDKEUREN, "onzin", ""])
def test_an_outcome_of_another_step_is_no_outcome(submitted, steps, outcome):
    with pytest.raises(ValidationError) as raised:
        steps.propose(submitted(), outcome)
    assert "outcome" in raised.value.error_dict


def test_every_criterion_has_an_outcome_and_a_reason_where_it_is_not_met(submitted, steps):
    indiening = submitted()
    with pytest.raises(ValidationError) as raised:
        steps.propose(indiening, Advies.IMPACTVOL, criteria=[])
    assert {f"oordeel-{row['code']}" for row in all_meet(indiening)} == set(raised.value.error_dict)
    rows = all_meet(indiening, ST_1a=Uitkomst.DEELS)
    next(row for row in rows if row["code"] == "ST-1a")["reason"] = " \n"
    with pytest.raises(ValidationError) as raised:
        steps.propose(indiening, Advies.IMPACTVOL, criteria=rows)
    assert set(raised.value.error_dict) == {"reden-ST-1a"}
    strange = [*all_meet(indiening), {"code": "XX-9", "outcome": "voldoet", "reason": ""}]
    with pytest.raises(ValidationError, match="XX-9"):
        steps.propose(indiening, Advies.IMPACTVOL, criteria=strange)


def test_a_decision_does_not_contradict_what_is_found(submitted, steps):
    indiening = submitted()
    not_met = all_meet(indiening, ST_4=Uitkomst.VOLDOET_NIET)
    with pytest.raises(ValidationError) as raised:
        steps.propose(indiening, Advies.IMPACTVOL, criteria=not_met)
    assert "oordeel-ST-4" in raised.value.error_dict
    no_impact = dict.fromkeys(("ST_1a", "ST_1b", "ST_1c", "ST_1d"), Uitkomst.VOLDOET_NIET)
    with pytest.raises(ValidationError, match="soorten impact"):
        steps.propose(indiening, Advies.IMPACTVOL, criteria=all_meet(indiening, **no_impact))
    for outcome in (Advies.NIET_IMPACTVOL, Advies.AANVULLEN):
        with pytest.raises(ValidationError, match="Alle criteria voldoen"):
            steps.propose(indiening, outcome, criteria=all_meet(indiening))
    assert steps.propose(indiening, Advies.NIET_IMPACTVOL, criteria=not_met).criteria[0]["code"] == "ST-1"


def test_a_motivation_is_words_and_no_book(submitted, steps):
    indiening = submitted()
    for motivation in ("", " \n ", "x" * (deciding.MOTIVATION_AT_MOST + 1)):
        with pytest.raises(ValidationError) as raised:
            steps.propose(indiening, Advies.IMPACTVOL, motivation=motivation)
        assert "motivation" in raised.value.error_dict


def test_what_was_sent_never_changes_and_no_short_way_leads_to_it(submitted, steps):
    indiening = submitted()
    voorstel = steps.propose(indiening, Advies.IMPACTVOL)
    for change in ({"status": "verzonden"}, {"status": "bevestigd"}):
        with pytest.raises(Exception, match=r"planbesluit_|Invalid transition"), transaction.atomic():
            Planbesluit.objects.filter(pk=voorstel.pk).update(**change)
    sent = steps.send(steps.confirm(voorstel))
    for change in ({"motivation": "Anders"}, {"content": {}}, {"status": "voorstel"}):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            Planbesluit.objects.filter(pk=sent.pk).update(**change)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Planbesluit.objects.filter(pk=sent.pk).delete()


def test_acts_of_deciding_stand_in_the_trail_of_the_decision_and_the_sent_one_in_that_of_the_plan(
    company, submitted, steps
):
    indiening = submitted()
    besluit = steps.propose(indiening, Advies.IMPACTVOL)
    deciding.reject(besluit, by=company.beoordelaar_2, version=1, reason="Niet zo.")
    assert not history(indiening.plan).exists()
    assert not history(indiening).exists()
    assert [event.verb.rsplit(".", 1)[-1] for event in history(besluit)] == ["afgewezen", "voorgesteld"]
    sent = steps.decide(indiening, Advies.IMPACTVOL)
    assert {event.verb for event in history(indiening.plan)} == {
        "transformatieplan.stand",
        "transformatieplan.besluit.verzonden",
    }
    assert history(indiening.plan).get(verb="transformatieplan.besluit.verzonden").part_id == sent.pk


def test_all_concerned_are_told_and_applicants_nothing_before_it_is_sent(company, submitted, steps):
    notices = company.ambtenaar.notices.model.objects
    indiening = submitted(Planstand.BEOORDELING)

    def told() -> set[str]:
        people = {notice.person_id for notice in notices.all()}
        notices.all().delete()
        return {name for name, person in company.people.items() if person.pk in people}

    besluit = steps.propose(indiening, Advies.GOEDKEUREN)
    assert told() == {"beoordelaar_2", "beoordelaar_2b"}
    besluit = steps.confirm(besluit)
    assert told() == {"beoordelaar_1", "beoordelaar_1b"}
    steps.send(besluit)
    assert told() == {
        "ambtenaar",
        "bestuurder",
        "zorgaanbieder",
        "betrokkene",
        "beoordelaar_1b",
        "beoordelaar_2",
        "beoordelaar_2b",
        "andere_verzekeraar",
    }


def test_who_recused_themselves_before_or_acts_for_a_party_hears_nothing_of_deciding(company, submitted, steps):
    earlier = submitted(judged=False)
    Indiening.objects.filter(pk=earlier.pk).update(closed_at=timezone.now())
    Toewijzing.objects.create(
        indiening=earlier,
        organisation=company.insurer_2,
        person=company.beoordelaar_2,
        by=company.beoordelaar_2,
        at=timezone.now(),
        recused_at=timezone.now(),
        recusal_reason="Familie.",
    )
    of_party = UserFactory()
    MembershipFactory(user=of_party, organisation=company.insurer_2, function=Function.BEOORDELAAR)
    MembershipFactory(user=of_party, organisation=company.ridderkerk)
    besluit = steps.propose(submitted(number=2), Advies.IMPACTVOL)
    steps.confirm(besluit, by=company.beoordelaar_2b)
    told = {notice.person for notice in company.beoordelaar_1.notices.model.objects.filter(path__contains="/besluit/")}
    assert company.beoordelaar_2b in told
    assert told.isdisjoint({company.beoordelaar_2, of_party})
