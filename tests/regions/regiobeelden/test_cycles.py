from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iza_portal.trail.recording import history
from regions.models import BeeldStatus, Cycle, Handling, Reaction, Regiobeeld, Stance, Theme
from regions.regiobeelden.accounting import account_of
from regions.regiobeelden.cycles import change_cycle, close_cycle, open_cycle
from regions.regiobeelden.reacting import handle, react
from tests.at_once import at_once
from tests.factories import RegiobeeldFactory, ThemeFactory
from tests.meanwhile import Meanwhile


def _open(cast, regiobeeld, **changes):
    values = {
        "by": cast.regiocoordinator,
        "question": "Herkent u dit?",
        "due_on": timezone.localdate(),
        "parties": [cast.ambtenaar.hat],
    }
    return open_cycle(regiobeeld, **values | changes)


def _handle(cast, reaction, **changes):
    values = {"by": cast.ambtenaar_2, "seen": reaction.at, "handling": Handling.OVERGENOMEN, "answer": "Staat erin."}
    return handle(reaction, **values | changes)


def test_a_cycle_asks_its_parties_and_keeps_what_there_was(cast, enriched):
    cycle = _open(cast, enriched)
    assert (cycle.number, cycle.closed_at) == (1, None)
    assert set(cycle.parties.all()) == {cast.ambtenaar.hat}
    assert [theme["title"] for theme in cycle.before["themes"]] == ["Gezond ouder worden", "Mentale gezondheid"]
    assert history(enriched).first().detail == "Cyclus 1"


def test_only_the_regiocoordinator_opens_and_closes(cast, enriched, cycle):
    for name, user in cast.people.items():
        if name != "regiocoordinator":
            with pytest.raises(PermissionDenied):
                _open(cast, enriched, by=user)
            with pytest.raises(PermissionDenied):
                close_cycle(cycle, by=user, account="Klaar.")
    assert close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.").closed_at


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"question": "  "}, "question"),
        ({"due_on": timezone.localdate() - timedelta(days=1)}, "due_on"),
        ({"parties": []}, "parties"),
    ],
)
def test_what_a_cycle_lacks_is_said_at_its_field(cast, enriched, changes, field):
    with pytest.raises(ValidationError) as refused:
        _open(cast, enriched, **changes)
    assert list(refused.value.message_dict) == [field]
    assert not enriched.cycles.exists()


def test_a_party_takes_part_in_the_region(cast, enriched):
    with pytest.raises(ValidationError, match="in deze regio meedoen"):
        _open(cast, enriched, parties=[cast.ambtenaar.hat, cast.andere_ambtenaar.hat])


def test_there_is_one_cycle_at_a_time_and_they_are_numbered(cast, enriched, cycle):
    with pytest.raises(ValidationError, match="Cyclus 1 is nog open"):
        _open(cast, enriched)
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    assert _open(cast, enriched).number == 2


@pytest.mark.parametrize("status", [BeeldStatus.BASISBEELD, BeeldStatus.PROCESVOORSTEL])
def test_a_cycle_is_for_the_enrichment(cast, status):
    regiobeeld = RegiobeeldFactory(region=cast.region, status=status)
    ThemeFactory(regiobeeld=regiobeeld)
    with pytest.raises(ValidationError, match="alleen tijdens de verrijking"):
        _open(cast, regiobeeld)


def test_without_themes_there_is_nothing_to_ask(cast):
    with pytest.raises(ValidationError, match="nog geen thema’s"):
        _open(cast, RegiobeeldFactory(region=cast.region, status=BeeldStatus.VERRIJKING))


@pytest.mark.django_db(transaction=True)
def test_of_two_that_open_at_once_one_does(cast, enriched):
    results = at_once(*[lambda: _open(cast, Regiobeeld.objects.get(pk=enriched.pk))] * 2)
    assert {type(result) for result in results} == {Cycle, ValidationError}
    assert enriched.cycles.count() == 1


def test_a_cycle_closes_only_when_every_reaction_is_handled(cast, cycle, theme):
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.ONEENS, text="Dit klopt niet.")
    with pytest.raises(ValidationError, match="Gemeente Ridderkerk over “Gezond ouder worden”"):
        close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    _handle(cast, reaction)
    with pytest.raises(ValidationError) as refused:
        close_cycle(cycle, by=cast.regiocoordinator, account=" ")
    assert "account" in refused.value.message_dict
    closed = close_cycle(cycle, by=cast.regiocoordinator, account="Wij namen het over.")
    assert closed.account == "Wij namen het over."
    with pytest.raises(ValidationError, match="al afgesloten"):
        close_cycle(cycle, by=cast.regiocoordinator, account="Nog eens.")


def test_the_account_says_who_did_not_react_and_what_changed(cast, cycle, theme):
    reaction = react(cycle, theme, by=cast.ambtenaar, stance=Stance.AANVULLING, text="Noem ook de mantelzorg.")
    agreed = react(cycle, theme, by=cast.beoordelaar_1, stance=Stance.EENS)
    Theme.objects.filter(pk=theme.pk).update(plain_text="Ook de mantelzorg.")
    _handle(cast, reaction, handling=Handling.DEELS, answer="In de tekst, niet als knelpunt.")
    _handle(cast, agreed, handling=Handling.KENNISGENOMEN, answer="")
    account = account_of(close_cycle(cycle, by=cast.regiocoordinator, account="Mantelzorg staat erin."))
    assert {party["name"]: party["reacted"] for party in account["parties"]} == {
        "Gemeente Ridderkerk": True,
        "CZ": True,
        "Zorgaanbieder": False,
    }
    (first,) = account["themes"]
    assert [reaction["organisation"] for reaction in first["reactions"]] == ["Gemeente Ridderkerk", "CZ"]
    assert first["reactions"][0]["handling_label"] == "deels overgenomen"
    assert first["reactions"][0]["answer"] == "In de tekst, niet als knelpunt."
    assert account["silent"] == ["Mentale gezondheid"]
    assert [(each["title"], each["is_text_changed"]) for each in account["changes"]["themes"]] == [
        ("Gezond ouder worden", True)
    ]


def test_a_reaction_on_a_theme_that_was_taken_out_stays_in_the_account(cast, cycle, theme):
    react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
    Theme.objects.filter(pk=theme.pk).update(position=None)
    account = account_of(cycle)
    assert [each["title"] for each in account["themes"]] == ["Gezond ouder worden"]
    assert account["silent"] == ["Mentale gezondheid"]


@pytest.mark.django_db(transaction=True)
def test_a_reaction_while_the_cycle_closes_is_refused_or_in_the_account(cast, cycle, theme):
    """The reaction comes while the transaction that closes is open: it waits, and is then told that it is too late."""
    with transaction.atomic():
        close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
        late = Meanwhile(lambda: react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS))
    assert isinstance(late.outcome(), ValidationError)
    assert not Reaction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_cycle_that_closes_while_a_reaction_is_written_waits_and_then_names_it(cast, cycle, theme):
    with transaction.atomic():
        react(cycle, theme, by=cast.ambtenaar, stance=Stance.EENS)
        closing = Meanwhile(lambda: close_cycle(cycle, by=cast.regiocoordinator, account="Klaar."))
    assert "Gemeente Ridderkerk over “Gezond ouder worden”" in closing.outcome().messages[0]
    cycle.refresh_from_db()
    assert cycle.closed_at is None


@pytest.mark.django_db(transaction=True)
def test_many_who_react_while_it_closes_lose_nothing(cast, cycle, theme):
    people = [cast.ambtenaar, cast.beoordelaar_1, cast.zorgaanbieder]
    acts = [lambda user=user: react(cycle, theme, by=user, stance=Stance.EENS) for user in people]
    *reacted, closed = at_once(*acts, lambda: close_cycle(cycle, by=cast.regiocoordinator, account="Klaar."))
    kept = [result for result in reacted if isinstance(result, Reaction)]
    assert all(isinstance(result, Reaction | ValidationError) for result in reacted)
    assert Reaction.objects.count() == len(kept)
    # It closed before the first reaction, or not at all.
    assert isinstance(closed, ValidationError) if kept else closed.closed_at


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(["react", "handle", "close"]),
            st.sampled_from(["ambtenaar", "beoordelaar_1", "zorgaanbieder"]),
            st.sampled_from(Stance.values),
            st.sampled_from(Handling.values),
            st.sampled_from(["", "  ", "Omdat het zo is."]),
        ),
        max_size=12,
    )
)
def test_whatever_people_do_a_closed_cycle_has_words_for_everything(cast, cycle, theme, acts):
    """In any order of acts: what is closed holds no unhandled reaction, and every reaction and answer has its words."""
    with transaction.atomic():
        kept = {}
        for act, who, stance, handling, words in acts:
            user = cast.people[who]
            was_closed = Cycle.objects.get(pk=cycle.pk).closed_at is not None
            try:
                if act == "react":
                    kept[who] = react(cycle, theme, by=user, stance=stance, text=words)
                elif act == "handle" and who in kept:
                    _handle(cast, kept[who], handling=handling, answer=words)
                elif act == "close":
                    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
            except ValidationError:
                continue
            assert not was_closed or (act == "handle" and who not in kept)
        for reaction in cycle.reactions.all():
            assert reaction.stance == Stance.EENS or reaction.text
            assert not reaction.handling or reaction.stance == Stance.EENS or reaction.answer
            assert reaction.handling or Cycle.objects.get(pk=cycle.pk).closed_at is None
        transaction.set_rollback(True)


def test_an_open_cycle_gets_more_time_and_more_parties_who_are_mailed(cast, enriched):
    cycle, later = _open(cast, enriched), timezone.localdate() + timedelta(days=9)
    change = partial(change_cycle, cycle, by=cast.regiocoordinator)
    changed = change(due_on=later, parties=[cast.ambtenaar.hat, cast.beoordelaar_1.hat])
    assert (changed.due_on, set(changed.parties.all())) == (later, {cast.ambtenaar.hat, cast.beoordelaar_1.hat})
    assert set(cycle.notices.values_list("user", flat=True)) == {
        each.pk for each in [cast.ambtenaar, cast.bestuurder, cast.beoordelaar_1]
    }
    event = history(enriched).first()
    assert (event.verb, event.before) == ("cyclus.gewijzigd", {"reageren tot en met": cycle.due_on.isoformat()})
    assert event.after == {"reageren tot en met": later.isoformat(), "partijen erbij": ["CZ"]}
    change(due_on=later)
    assert history(enriched).first() == event
    with pytest.raises(ValidationError, match="al voorbij"):
        change(due_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ValidationError, match="in deze regio meedoen"):
        change(due_on=later, parties=[cast.andere_ambtenaar.hat])
    for name, user in cast.people.items():
        if name != "regiocoordinator":
            with pytest.raises(PermissionDenied):
                change_cycle(cycle, by=user, due_on=timezone.localdate())
    close_cycle(cycle, by=cast.regiocoordinator, account="Klaar.")
    with pytest.raises(ValidationError, match="afgesloten"):
        change(due_on=timezone.localdate())
