"""Proposing a change: whoever may not write proposes, whoever may takes over or refuses."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.notices.models import Notice
from iza_portal.trail.recording import history
from iza_portal.writing.margin.proposing import accept, fingerprint, propose, refuse
from iza_portal.writing.margin.talking import answer, close, reopen
from iza_portal.writing.models import Document, Thread, ThreadState, Update
from iza_portal.writing.together.exchange import change_document
from plans.models import Regioplan, Status
from tests.at_once import at_once
from tests.writing.margin.conftest import WORDS, lines, select

WRITERS = {"ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier"}


@pytest.fixture
def proposal(cast, document):
    """Answer a function that proposes other words."""

    def proposal(words="drie gemeenten", instead="zeven gemeenten", by=cast.zorgaanbieder, **details):
        return propose(document, by=by, ranges=select(words), proposal=instead, **details)

    return proposal


def take(thread, *, by, seen=None):
    accept(thread, by=by, seen=fingerprint(thread.quote if seen is None else seen))


def test_a_proposal_changes_nothing_until_it_is_taken_over(cast, document, proposal, margin):
    thread = proposal(words="drie gemeenten")
    assert lines(document)[0] == WORDS
    take(thread, by=cast.ambtenaar)
    assert lines(document)[0] == "De zeven gemeenten kiezen samen."
    (seen,) = margin(is_open=False).talks
    assert (seen.thread.state, seen.thread.closed_by, seen.now) == ("overgenomen", cast.ambtenaar, "zeven gemeenten")


def test_who_takes_over_is_the_author_and_the_trail_names_both(cast, document, proposal):
    take(proposal(), by=cast.ambtenaar)
    assert Update.objects.order_by("seq").last().author == cast.ambtenaar
    verbs = [(event.actor, event.verb) for event in history(cast.plan)]
    assert verbs == [
        (cast.ambtenaar, "kantlijn.overgenomen"),
        (cast.ambtenaar, "onderdeel.bewerkt"),
        (cast.zorgaanbieder, "kantlijn.voorstel"),
    ]


def test_only_the_words_that_differ_are_replaced_so_that_other_talks_stay(cast, document, proposal, talk, margin):
    other = talk("gemeenten kiezen")
    take(proposal(WORDS, "De zeven gemeenten kiezen samen."), by=cast.ambtenaar)
    assert [(each.thread, each.now) for each in margin().talks] == [(other, "gemeenten kiezen")]


def test_an_empty_proposal_takes_the_words_away(cast, document, proposal):
    take(proposal(" samen", ""), by=cast.ambtenaar)
    assert lines(document)[0] == "De drie gemeenten kiezen."


def test_words_behind_the_piece_are_an_addition(cast, document, proposal):
    take(proposal(WORDS, f"{WORDS}\nEn zij beginnen nu."), by=cast.ambtenaar)
    assert lines(document)[:2] == [WORDS, "En zij beginnen nu."]


def test_who_may_judge_is_who_may_write(cast, document, proposal):
    thread = proposal()
    may = set()
    for name, person in cast.people.items():
        try:
            refuse(thread, by=person, reason="Nee")
        except PermissionDenied:
            with pytest.raises(PermissionDenied):
                take(thread, by=person)
            continue
        may.add(name)
        reopen(thread, by=person)
    assert may == WRITERS


def test_nobody_takes_over_in_a_plan_that_is_no_concept_any_more(cast, document, proposal):
    thread = proposal()
    Regioplan.objects.filter(pk=cast.plan.pk).update(status=Status.TER_CONSULTATIE)
    with pytest.raises(PermissionDenied, match="geen concept meer"):
        take(thread, by=cast.ambtenaar)


def test_during_the_consultation_changes_are_proposed(cast, document, proposal):
    Regioplan.objects.filter(pk=cast.plan.pk).update(status=Status.TER_CONSULTATIE)
    assert proposal(by=cast.beoordelaar_1).state == ThreadState.OPEN


def test_a_refusal_needs_a_reason_that_the_proposer_reads(cast, document, proposal, margin):
    thread = proposal()
    refuse(thread, by=cast.ambtenaar, reason="Het zijn er drie.")
    assert lines(document)[0] == WORDS
    (seen,) = margin(cast.zorgaanbieder, is_open=False).talks
    assert (seen.thread.state, seen.thread.reason) == ("afgewezen", "Het zijn er drie.")
    notice = Notice.objects.get(person=cast.zorgaanbieder)
    assert notice.sentence == "Uw voorstel bij “1 Inleiding” van Regioplan ZHE-BAR 2026 is afgewezen."


def test_the_proposer_is_told_when_it_is_taken_over(cast, document, proposal):
    take(proposal(), by=cast.ambtenaar)
    assert "is overgenomen" in Notice.objects.get(person=cast.zorgaanbieder).sentence


@pytest.mark.parametrize("again", ["take", "refuse"])
@pytest.mark.parametrize("first", ["take", "refuse", "close"])
def test_a_proposal_is_judged_once(cast, document, proposal, first, again):
    thread = proposal()
    acts = {
        "take": lambda: take(thread, by=cast.ambtenaar),
        "refuse": lambda: refuse(thread, by=cast.ambtenaar, reason="Nee"),
        "close": lambda: close(thread, by=cast.zorgaanbieder),
    }
    acts[first]()
    with pytest.raises(ValidationError, match="al afgesloten"):
        acts[again]()


def test_a_talk_is_no_proposal(cast, talk):
    thread = talk()
    with pytest.raises(ValidationError):
        take(thread, by=cast.ambtenaar)
    with pytest.raises(ValidationError):
        refuse(thread, by=cast.ambtenaar, reason="Nee")


def test_only_who_proposed_withdraws_and_proposes_again(cast, document, proposal, margin):
    thread = proposal()
    with pytest.raises(PermissionDenied, match="Alleen wie"):
        close(thread, by=cast.ambtenaar)
    close(thread, by=cast.zorgaanbieder)
    with pytest.raises(PermissionDenied, match="Alleen wie"):
        reopen(thread, by=cast.ambtenaar)
    assert not margin(is_open=False).talks[0].may_reopen
    assert margin(cast.zorgaanbieder, is_open=False).talks[0].may_reopen
    reopen(thread, by=cast.zorgaanbieder)


def test_what_is_taken_over_stays_so(cast, document, proposal):
    thread = proposal()
    take(thread, by=cast.ambtenaar)
    with pytest.raises(ValidationError, match="overgenomen"):
        reopen(thread, by=cast.ambtenaar)


def test_what_was_refused_is_opened_again_by_who_may_write(cast, document, proposal):
    thread = proposal()
    refuse(thread, by=cast.ambtenaar, reason="Nee")
    with pytest.raises(PermissionDenied):
        reopen(thread, by=cast.zorgaanbieder)
    reopen(thread, by=cast.ambtenaar_2)
    take(thread, by=cast.ambtenaar_2)
    assert lines(document)[0] == "De zeven gemeenten kiezen samen."


def test_words_that_changed_meanwhile_are_shown_and_may_still_be_replaced(cast, document, proposal, margin):
    thread = proposal()
    change(document, cast.ambtenaar_2, lambda text: text.insert(3, "alle "))
    change(document, cast.ambtenaar_2, lambda text: text.insert(8 + len("drie"), " grote"))
    (seen,) = margin().talks
    assert seen.has_changed
    assert seen.wording == [("gone", "drie"), ("new", "zeven"), ("same", " gemeenten")]
    assert ("gone", "drie grote") in seen.wording_now
    with pytest.raises(ValidationError, match="zojuist gewijzigd"):
        take(thread, by=cast.ambtenaar)
    take(thread, by=cast.ambtenaar, seen=seen.now)
    assert lines(document)[0] == "De alle zeven gemeenten kiezen samen."


def test_words_that_are_gone_cannot_be_replaced(cast, document, proposal, margin):
    thread = proposal()

    def delete(text):
        del text[3:17]

    change(document, cast.ambtenaar_2, delete)
    with pytest.raises(ValidationError, match="is weg"):
        take(thread, by=cast.ambtenaar)
    refuse(thread, by=cast.ambtenaar, reason="Dit stuk is geschrapt.")


@pytest.mark.parametrize("instead", ["drie gemeenten", "drie gemeenten\n", "\r\n drie gemeenten".replace(" d", "d")])
def test_a_proposal_that_changes_nothing_is_refused(cast, document, proposal, instead):
    with pytest.raises(ValidationError, match="gelijk"):
        proposal("drie gemeenten", instead)
    assert not Thread.objects.exists()
    assert not Update.objects.exists()


def test_a_proposal_is_about_some_words(cast, document):
    with pytest.raises(ValidationError, match="Selecteer"):
        propose(document, by=cast.ambtenaar, ranges=[], proposal="Beter")


def test_a_proposal_that_would_make_no_text_of_ours_is_refused_and_nothing_is_lost(cast, document, proposal, margin):
    thread = proposal("samen", "a" * 5001)
    with pytest.raises(ValidationError):
        take(thread, by=cast.ambtenaar)
    assert lines(document)[0] == WORDS
    assert margin().talks[0].thread.state == ThreadState.OPEN


def test_people_talk_about_a_proposal(cast, document, proposal, margin):
    thread = proposal(words="drie gemeenten", instead="zeven", by=cast.zorgaanbieder)
    answer(thread, by=cast.ambtenaar, words="Waarom?")
    assert [comment.text for comment in margin().talks[0].comments] == ["Waarom?"]


def test_the_margin_says_who_may_do_what(cast, document, proposal, margin):
    proposal()
    (own,) = margin(cast.zorgaanbieder).talks
    (writer,) = margin(cast.ambtenaar).talks
    assert (own.may_answer, own.may_close, own.may_judge) == (True, True, False)
    assert (writer.may_answer, writer.may_close, writer.may_judge) == (True, False, True)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_over_at_once_change_the_text_once(cast, document, proposal):
    thread = proposal(instead="zeven gemeenten en nog meer")
    before = Document.objects.get().seq
    done = at_once(
        lambda: take(thread, by=cast.ambtenaar),
        lambda: take(thread, by=cast.ambtenaar_2),
        lambda: refuse(thread, by=cast.kassier, reason="Nee"),
    )
    assert sum(each is None for each in done) == 1
    assert all(isinstance(each, ValidationError) for each in done if each is not None)
    thread.refresh_from_db()
    is_taken = thread.state == ThreadState.OVERGENOMEN
    assert Document.objects.get().seq == before + is_taken
    assert lines(document)[0] == ("De zeven gemeenten en nog meer kiezen samen." if is_taken else WORDS)


def change(document, by, act):
    change_document(document, by=by, change=lambda live: act(live.fragment.children[0].children[0]))


def test_a_piece_into_which_very_much_was_written_is_not_replaced(cast, document, proposal, margin):
    thread = proposal()
    change(document, cast.ambtenaar_2, lambda text: text.insert(8, "en veel meer " * 2000))
    (seen,) = margin().talks
    with pytest.raises(ValidationError, match="zoveel bij geschreven"):
        take(thread, by=cast.ambtenaar, seen=seen.now)
    refuse(thread, by=cast.ambtenaar, reason="Te laat.")
