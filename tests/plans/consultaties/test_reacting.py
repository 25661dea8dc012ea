"""Reacting and answering: for whom, until when, with which words, and two people at once."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.notices.models import Notice
from iza_portal.outdated import OutdatedVersion
from plans.consultaties import answering, reacting, rules
from plans.consultaties.places import WHOLE, Place, places_of
from plans.models import Consultatiereactie, Regioplan
from tests.at_once import at_once
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def reactie(cast, asked) -> Consultatiereactie:
    """What Ridderkerk would add to the plan as a whole."""
    return reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="aanvulling", text="Noem de wijken.")


def test_a_party_reacts_on_the_whole_a_section_and_an_opgave_as_often_as_it_wants(cast, asked):
    for place in places_of(asked):
        for words in ("Eerst dit.", "En ook dit."):
            reacting.react(asked, place, by=cast.ambtenaar, stance="aanvulling", text=words)
    found = list(Consultatiereactie.objects.values_list("about", "title", "text"))
    assert len(found) == 6
    assert found[0] == ("plan", "Het plan als geheel", "Eerst dit.")
    assert found[-1] == ("opgave", "Opgave 1. Valpreventie", "En ook dit.")


@pytest.mark.parametrize(
    "name", ["regiocoordinator", "beoordelaar_2", "beheerder", "kassier", "andere_ambtenaar", "portaalbeheerder"]
)
def test_who_does_not_speak_for_a_party_does_not_react(cast, asked, name):
    with pytest.raises(PermissionDenied):
        reacting.react(asked, WHOLE, by=cast.people[name], stance="eens")


def test_to_disagree_takes_words_and_a_place_has_to_be_there(cast, asked):
    with pytest.raises(ValidationError) as refused:
        reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="oneens", text="  ")
    assert list(refused.value.message_dict) == ["text"]
    with pytest.raises(ValidationError, match="niet in de leesversie"):
        reacting.react(asked, Place("opgave", uuid4(), 9, "Verzonnen"), by=cast.ambtenaar, stance="eens")


def test_a_colleague_goes_on_with_a_reaction_and_an_old_version_is_refused(cast, asked, reactie):
    reacting.change_reaction(reactie, by=cast.bestuurder, version=1, stance="oneens", text="Het kan zo niet.")
    with pytest.raises(OutdatedVersion) as outdated:
        reacting.change_reaction(reactie, by=cast.ambtenaar, version=1, stance="eens")
    assert outdated.value.current.text == "Het kan zo niet."
    with pytest.raises(PermissionDenied):
        reacting.change_reaction(reactie, by=cast.beoordelaar_1, version=2, stance="eens")
    reacting.withdraw(reactie, by=cast.ambtenaar)
    with pytest.raises(ValidationError, match="ingetrokken"):
        reacting.change_reaction(reactie, by=cast.ambtenaar, version=2, stance="eens")


def test_what_was_answered_changes_no_more_but_its_answer_does(cast, asked, reactie):
    answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="deels", answer="Twee van de drie.")
    for act in (
        lambda: reacting.change_reaction(reactie, by=cast.ambtenaar, version=2, stance="eens"),
        lambda: reacting.withdraw(reactie, by=cast.ambtenaar),
    ):
        with pytest.raises(ValidationError, match="beantwoord"):
            act()
    answering.answer(reactie, by=cast.regiocoordinator, version=2, handling="overgenomen", answer="Alle drie.")
    reactie.refresh_from_db()
    assert (reactie.handling, reactie.answer, reactie.version) == ("overgenomen", "Alle drie.", 3)


def test_an_answer_on_words_that_changed_meanwhile_is_refused(cast, asked, reactie):
    reacting.change_reaction(reactie, by=cast.ambtenaar, version=1, stance="oneens", text="Nee.")
    with pytest.raises(OutdatedVersion) as outdated:
        answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="overgenomen", answer="Goed.")
    assert outdated.value.current.text == "Nee."


def test_an_answer_takes_a_motive_unless_the_party_agrees(cast, asked, reactie):
    with pytest.raises(ValidationError) as refused:
        answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="niet")
    assert list(refused.value.message_dict) == ["answer"]
    agreed = reacting.react(asked, WHOLE, by=cast.zorgaanbieder, stance="eens")
    answering.answer(agreed, by=cast.ambtenaar_2, version=1, handling="kennisgenomen")


@pytest.mark.parametrize(
    "name", ["bestuurder", "beheerder", "beoordelaar_1", "zorgaanbieder", "andere_regiocoordinator"]
)
def test_who_does_not_write_the_plan_does_not_answer(cast, asked, reactie, name):
    with pytest.raises(PermissionDenied):
        answering.answer(reactie, by=cast.people[name], version=1, handling="niet", answer="Nee.")


def test_nobody_answers_their_own_organisation_but_the_coordinator(cast, asked, reactie):
    with pytest.raises(PermissionDenied, match="Een ander dan Gemeente Ridderkerk"):
        answering.answer(reactie, by=cast.ambtenaar, version=1, handling="overgenomen", answer="Ja.")
    asked.asked.create(organisation=cast.regiocoordinator.hat)
    own = reacting.react(asked, WHOLE, by=cast.regiocoordinator, stance="eens")
    answering.answer(own, by=cast.regiocoordinator, version=1, handling="kennisgenomen")


def test_reactions_are_answered_while_the_plan_is_a_concept_again(cast, asked, reactie):
    Regioplan.objects.filter(pk=cast.plan.pk).update(status="concept")
    answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="overgenomen", answer="Staat erin.")


def test_who_sees_what(cast, asked, reactie):
    other = reacting.react(asked, WHOLE, by=cast.beoordelaar_1, stance="eens")
    seen = {
        name: set(rules.seen_reactions(person, asked)) for name, person in cast.people.items() if person.pk is not None
    }
    both = {reactie, other}
    assert {name for name, found in seen.items() if found == both} == {
        "ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier",
    }  # fmt: skip
    assert seen["bestuurder"] == {reactie}
    assert seen["beoordelaar_1"] == {other}
    for name in ("beoordelaar_2", "zorgaanbieder", "andere_ambtenaar", "landelijk", "portaalbeheerder"):
        assert seen[name] == set()


def test_a_party_says_that_it_is_done_and_the_coordinator_hears_of_the_last(cast, asked):
    for by in (cast.ambtenaar, cast.beoordelaar_1):
        reacting.say_done(asked, by=by, is_done=True)
    assert not Notice.objects.filter(person=cast.regiocoordinator).exists()
    reacting.say_done(asked, by=cast.zorgaanbieder, is_done=True)
    assert "Alle partijen zijn klaar" in Notice.objects.get(person=cast.regiocoordinator).sentence
    assert reacting.say_done(asked, by=cast.ambtenaar, is_done=False).done_at is None


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_once_do_not_write_over_each_other(cast, asked, reactie):
    colleague = MembershipFactory(user=UserFactory(), organisation=cast.ambtenaar_2.hat).user
    results = at_once(
        lambda: answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="overgenomen", answer="Ja."),
        lambda: answering.answer(reactie, by=colleague, version=1, handling="niet", answer="Nee."),
    )
    assert sum(isinstance(each, OutdatedVersion) for each in results) == 1
    reactie.refresh_from_db()
    assert (reactie.handling, reactie.answer) in {("overgenomen", "Ja."), ("niet", "Nee.")}
