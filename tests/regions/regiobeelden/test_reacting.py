from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.trail.recording import history
from regions.models import Handling, Reaction, Stance, Theme
from regions.regiobeelden import reacting, under_way
from regions.regiobeelden.cycles import close_cycle
from regions.regiobeelden.reacting import handle, react
from tests.at_once import at_once


def _answer(reaction, by, **changes):
    values = {"seen": reaction.at, "handling": Handling.NIET, "answer": "Dit valt buiten de regio."}
    return handle(reaction, by=by, **values | changes)


def test_who_speaks_for_a_party_that_was_asked_reacts(cast, cycle, theme):
    may = set()
    for name, user in cast.people.items():
        try:
            react(cycle, theme, by=user, stance=Stance.EENS)
        except PermissionDenied:
            continue
        may.add(name)
    assert may == {"ambtenaar", "bestuurder", "beoordelaar_1", "zorgaanbieder"}
    # The official and the bestuurder of Ridderkerk speak with one voice.
    assert Reaction.objects.count() == 3


@pytest.mark.parametrize("stance", [Stance.ONEENS, Stance.AANVULLING])
def test_to_disagree_or_to_add_takes_words(cast, cycle, theme, stance):
    with pytest.raises(ValidationError) as refused:
        react(cycle, theme, by=cast.ambtenaar, stance=stance, text=" ")
    assert "text" in refused.value.message_dict
    assert react(cycle, theme, by=cast.ambtenaar, stance=stance, text="Omdat.").text == "Omdat."


def test_a_reaction_changes_until_it_is_handled(cast, cycle, theme):
    first = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    second = react(cycle, theme, by=cast.bestuurder, stance=Stance.ONEENS, text="Bij nader inzien niet.")
    assert (first.pk, second.by) == (second.pk, cast.bestuurder)
    _answer(second, cast.ambtenaar_2)
    with pytest.raises(ValidationError, match="intussen afgehandeld"):
        react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    assert [event.verb for event in history(cycle.regiobeeld)][:3] == [
        "cyclus.reactie_afgehandeld",
        "cyclus.reactie_gewijzigd",
        "cyclus.gereageerd",
    ]


def test_the_same_reaction_again_changes_nothing(cast, cycle, theme):
    first = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    events = history(cycle.regiobeeld).count()
    assert react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS).at == first.at
    assert history(cycle.regiobeeld).count() == events


def test_a_theme_that_was_taken_out_takes_no_reaction(cast, cycle, theme):
    Theme.objects.filter(pk=theme.pk).update(position=None)
    with pytest.raises(ValidationError, match="weggehaald"):
        react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)


def test_after_the_day_a_reaction_still_counts_and_after_closing_not(cast, cycle, theme):
    type(cycle).objects.filter(pk=cycle.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    _answer(reaction, cast.ambtenaar_2, answer="")
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    with pytest.raises(ValidationError, match="afgesloten"):
        react(cycle, theme, by=cast.beoordelaar_1, stance=Stance.EENS)
    with pytest.raises(ValidationError, match="afgesloten"):
        _answer(reaction, cast.ambtenaar_2)


@pytest.mark.parametrize(
    ("party", "own"),
    [("ambtenaar", "ambtenaar"), ("beoordelaar_1", "beoordelaar_1"), ("regiocoordinator", "ambtenaar_2")],
)
def test_who_writes_handles_but_not_what_the_own_organisation_said(cast, cycle, theme, party, own):
    cycle.parties.add(cast.regiocoordinator.hat)
    reaction = react(cycle, theme, by=cast.people[party], stance=Stance.EENS)
    may = set()
    for name, user in cast.people.items():
        try:
            _answer(reaction, user)
        except PermissionDenied:
            continue
        may.add(name)
    assert may == {"ambtenaar", "ambtenaar_2", "regiocoordinator", "beoordelaar_1", "beoordelaar_2"} - {own}


def test_only_an_agreement_takes_no_answer(cast, cycle, theme):
    agreed = react(cycle, theme, by=cast.beoordelaar_1, stance=Stance.EENS)
    assert _answer(agreed, cast.ambtenaar_2, handling=Handling.KENNISGENOMEN, answer="").handling == "kennisgenomen"
    added = react(cycle, theme, by=cast.ambtenaar, stance=Stance.AANVULLING, text="En dit.")
    with pytest.raises(ValidationError) as refused:
        _answer(added, cast.ambtenaar_2, answer="  ")
    assert "answer" in refused.value.message_dict


def test_what_the_editor_did_not_read_is_not_handled(cast, cycle, theme):
    read = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    seen = read.at
    react(cycle, theme, by=cast.ambtenaar, stance=Stance.ONEENS, text="Toch niet.")
    with pytest.raises(ValidationError, match="intussen gewijzigd"):
        _answer(read, cast.ambtenaar_2, seen=seen)


@pytest.mark.django_db(transaction=True)
def test_two_of_one_organisation_at_once_give_one_reaction(cast, cycle, theme):
    results = at_once(
        lambda: react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS),
        lambda: react(cycle, theme, by=cast.bestuurder, stance=Stance.ONEENS, text="Nee."),
    )
    assert all(isinstance(result, Reaction) for result in results)
    assert Reaction.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reaction_that_changes_while_it_is_handled_is_not_lost(cast, cycle, theme):
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    changed, handled = at_once(
        lambda: react(cycle, theme, by=cast.ambtenaar, stance=Stance.ONEENS, text="Toch niet."),
        lambda: _answer(reaction, cast.ambtenaar_2),
    )
    assert [isinstance(result, ValidationError) for result in (changed, handled)].count(True) == 1
    reaction.refresh_from_db()
    assert (reaction.stance, bool(reaction.handling)) in {("oneens", False), ("eens", True)}


def waiting_for(user):
    beelden = under_way.beelden_of_regions(user)
    under_way.parts_of(user, beelden)
    return reacting.waiting_for(user, beelden)


def test_what_waits_for_whom(cast, cycle, theme):
    assert [each.reacted_count for each in waiting_for(cast.ambtenaar).asked] == [0]
    assert waiting_for(cast.ambtenaar_2).asked == []
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    (asked,) = waiting_for(cast.bestuurder).asked
    assert (asked.reacted_count, asked.theme_count) == (1, 2)
    (to_handle,) = waiting_for(cast.regiocoordinator).to_handle
    assert to_handle.unhandled_count == 1
    assert waiting_for(cast.ambtenaar_2).to_handle == []
    react(cycle, cycle.regiobeeld.themes.get(position=2), by=cast.ambtenaar, stance=Stance.EENS)
    assert waiting_for(cast.ambtenaar).asked == []
    assert reaction.organisation == cast.ambtenaar.hat
