"""Asking and answering: who may, about what, until when, and what becomes of it when two people act at once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.notices.models import Notice
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models.transformatie import Toewijzing, Vraag, Vraagfase
from plans.transformatie.indienen.submitting import take_back
from plans.transformatie.vragen.asking import answer, ask, withdraw
from plans.transformatie.workflow import Planstand
from tests.factories import TransformatiepartijFactory
from tests.transformatieplannen import write


def _ask(indiening, person, **fields):
    return ask(indiening, by=person, **({"text": "Hoeveel ouderen zijn dit?", "place": "knelpunten"} | fields))


def _told(vraag, what) -> set[str]:
    return set(Notice.objects.filter(key=f"vraag:{vraag.pk}:{what}").values_list("person__email", flat=True))


def test_a_market_leader_asks_and_who_answers_for_the_applicants_is_told(company, indiening):
    vraag = _ask(indiening, company.beoordelaar_1, answer_due_on=timezone.localdate())
    assert (vraag.organisation, vraag.phase) == (company.insurer_1, Vraagfase.BEOORDELING)
    assert _told(vraag, "gevraagd") == {company.ambtenaar.email, company.zorgaanbieder.email}
    sentence = Notice.objects.filter(key=f"vraag:{vraag.pk}:gevraagd").first().sentence
    assert "CZ" in sentence
    assert "ouderen" not in sentence


@pytest.mark.parametrize("name", ["andere_verzekeraar", "ambtenaar", "betrokkene", "toekenner"])
def test_nobody_else_asks_while_the_market_leaders_judge(company, indiening, name):
    with pytest.raises(PermissionDenied):
        _ask(indiening, company.people[name])


def test_in_the_question_round_the_other_insurers_ask_and_the_market_leaders_do_not(company, in_round):
    vraag = _ask(in_round, company.andere_verzekeraar, place="mijlpalen")
    assert (vraag.organisation, vraag.phase) == (company.other_insurer, Vraagfase.VRAGENRONDE)
    with pytest.raises(PermissionDenied):
        _ask(in_round, company.beoordelaar_1)


def test_after_the_last_day_of_the_round_asking_is_refused_and_answering_is_not(company, in_round):
    vraag = _ask(in_round, company.andere_verzekeraar)
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        _ask(in_round, company.andere_verzekeraar, text="Nog net op tijd?")
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        with pytest.raises(ValidationError, match="vragenronde is voorbij"):
            _ask(in_round, company.andere_verzekeraar)
        assert answer(vraag, by=company.ambtenaar, version=1, answer="Dat zijn er 400.").answered_at is not None


def test_who_recused_themselves_does_not_ask(company, indiening):
    Toewijzing.objects.create(
        indiening=indiening,
        organisation=company.insurer_1,
        person=company.beoordelaar_1,
        by=company.beoordelaar_1b,
        at=timezone.now(),
        recused_at=timezone.now(),
        recusal_reason="Werkte bij een partij.",
    )
    with pytest.raises(PermissionDenied):
        _ask(indiening, company.beoordelaar_1)
    assert _ask(indiening, company.beoordelaar_1b)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"place": "bestaat-niet"}, "place"),
        ({"place": "mijlpalen"}, "place"),
        ({"text": "  \n "}, "text"),
        ({"text": "a" * 4001}, "text"),
        ({"answer_due_on": date(2020, 1, 1)}, "answer_due_on"),
    ],
)
def test_a_question_that_is_not_right_is_refused_at_its_field(company, indiening, fields, field):
    with pytest.raises(ValidationError) as refused:
        _ask(indiening, company.beoordelaar_1, **fields)
    assert field in refused.value.message_dict
    assert not Vraag.objects.exists()


def test_what_was_taken_back_takes_no_question_and_no_answer(company, indiening, plan):
    vraag = _ask(indiening, company.beoordelaar_1)
    take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="Er is een fout.")
    with pytest.raises(ValidationError, match="teruggenomen"):
        _ask(indiening, company.beoordelaar_1)
    with pytest.raises(ValidationError, match="teruggenomen"):
        answer(vraag, by=company.ambtenaar, version=1, answer="Dat zijn er 400.")
    with pytest.raises(ValidationError, match="teruggenomen"):
        withdraw(vraag, by=company.beoordelaar_1)


def test_the_answer_is_told_to_who_asked_and_to_who_judges_for_the_same_insurer(company, indiening):
    vraag = _ask(indiening, company.beoordelaar_1)
    answer(vraag, by=company.zorgaanbieder, version=1, answer="  Dat zijn er 400. ")
    vraag.refresh_from_db()
    assert (vraag.answer, vraag.answered_by, vraag.version) == ("Dat zijn er 400.", company.zorgaanbieder, 2)
    assert _told(vraag, "beantwoord-2") == {company.beoordelaar_1.email}
    Toewijzing.objects.create(
        indiening=indiening,
        organisation=company.insurer_1,
        person=company.beoordelaar_1b,
        by=company.beoordelaar_1,
        at=timezone.now(),
    )
    answer(vraag, by=company.zorgaanbieder, version=2, answer="Dat zijn er 410.")
    assert _told(vraag, "beantwoord-3") == {company.beoordelaar_1.email, company.beoordelaar_1b.email}


@pytest.mark.parametrize("name", ["bestuurder", "betrokkene", "beoordelaar_1", "beheerder"])
def test_only_who_writes_for_a_party_that_submits_answers(company, indiening, name):
    vraag = _ask(indiening, company.beoordelaar_1)
    with pytest.raises(PermissionDenied):
        answer(vraag, by=company.people[name], version=1, answer="Dat zijn er 400.")


def test_a_second_answer_on_an_older_version_shows_the_first(company, indiening):
    vraag = _ask(indiening, company.beoordelaar_1)
    answer(vraag, by=company.ambtenaar, version=1, answer="Dat zijn er 400.")
    with pytest.raises(OutdatedVersion) as outdated:
        answer(vraag, by=company.zorgaanbieder, version=1, answer="Dat zijn er 500.")
    assert outdated.value.current.answer == "Dat zijn er 400."


def test_a_question_is_taken_back_while_it_has_no_answer(company, indiening):
    vraag = _ask(indiening, company.beoordelaar_1)
    for name in ("beoordelaar_2", "ambtenaar"):
        with pytest.raises(PermissionDenied):
            withdraw(vraag, by=company.people[name])
    assert withdraw(vraag, by=company.beoordelaar_1b).withdrawn_at is not None
    with pytest.raises(ValidationError, match="ingetrokken"):
        answer(vraag, by=company.ambtenaar, version=2, answer="Dat zijn er 400.")
    answered = _ask(indiening, company.beoordelaar_1)
    answer(answered, by=company.ambtenaar, version=1, answer="Dat zijn er 400.")
    with pytest.raises(ValidationError, match="beantwoord"):
        withdraw(answered, by=company.beoordelaar_1)


def test_nothing_of_a_question_stands_in_the_history_of_the_plan(company, indiening, plan):
    before = history(plan).count()
    vraag = _ask(indiening, company.beoordelaar_1)
    answer(vraag, by=company.ambtenaar, version=1, answer="Dat zijn er 400.")
    assert history(plan).count() == before
    assert history(vraag).count() == 2


def test_a_party_without_people_in_the_portal_is_no_obstacle(company, indiening, plan, put_in_state):
    put_in_state(plan, Planstand.CONCEPT)
    TransformatiepartijFactory(plan=plan, organisation=None, name="Buurtvereniging", part="indiener", sector="anders")
    write(plan, "digitaal", "Niets.")
    put_in_state(plan, Planstand.SNELLE_TOETS)
    assert _ask(indiening, company.beoordelaar_1)
