"""Rounds of consultation: opening with a reading version, their term, closing with an account, and what holds the tafel."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from iza_portal.hashing import hash_of
from iza_portal.notices.models import Notice
from iza_portal.outdated import OutdatedVersion
from iza_portal.texts.building import paragraph, text
from iza_portal.writing.together.rewriting import rewrite
from plans.adoption import move
from plans.arranging import add_section, remove_section
from plans.consultaties import answering, reacting, rounds
from plans.consultaties.changes import changes_since
from plans.consultaties.places import WHOLE, places_of
from plans.content import content_of
from plans.models import Consultatie, Consultatiereactie, Regioplan
from plans.opgaven import editing
from regions.models import Participation
from tests.at_once import at_once
from tests.factories import OrganisationFactory


def day(days: int):
    return timezone.localdate() + timedelta(days=days)


def open_one(cast, **said):
    wanted = {"question": "Wat vindt u?", "due_on": day(7), "parties": [cast.ambtenaar.hat], **said}
    return rounds.open_round(cast.plan, by=cast.regiocoordinator, **wanted)


def test_the_reading_version_is_the_plan_as_it_was_and_stays_so(cast, asked):
    kept = Consultatie.objects.get(pk=asked.pk)
    assert [section["title"] for section in kept.content["sections"]] == ["Inleiding"]
    assert [opgave["title"] for opgave in kept.content["opgaven"]] == ["Valpreventie"]
    assert "check" not in kept.content
    assert kept.content_hash == hash_of(kept.content)
    move(cast.plan, by=cast.regiocoordinator, source="ter_consultatie", target="concept", reason="Verwerken.")
    remove_section(cast.section, by=cast.regiocoordinator)
    kept = Consultatie.objects.get(pk=asked.pk)
    assert [place.title for place in places_of(kept)] == [
        "Het plan als geheel",
        "1 Inleiding",
        "Opgave 1. Valpreventie",
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        Consultatie.objects.filter(pk=asked.pk).update(content={})


def test_who_speaks_for_a_party_is_told_and_nobody_else(cast, asked):
    told = set(Notice.objects.values_list("person__name", flat=True))
    assert told == {"ambtenaar", "bestuurder", "beoordelaar 1", "zorgaanbieder"}
    notice = Notice.objects.filter(person=cast.ambtenaar).get()
    assert notice.path == asked.get_absolute_url()
    assert "Regioplan ZHE-BAR 2026" in notice.sentence


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"question": "  "}, "question"),
        ({"due_on": "yesterday"}, "due_on"),
        ({"answer_due_on": "before"}, "answer_due_on"),
        ({"parties": []}, "parties"),
        ({"parties": "elsewhere"}, "parties"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(in_consultation, said, field):
    cast = in_consultation
    values = {"yesterday": day(-1), "before": day(6), "elsewhere": [OrganisationFactory(name="Elders")]}
    said = {name: values.get(value, value) if isinstance(value, str) else value for name, value in said.items()}
    with pytest.raises(ValidationError) as refused:
        open_one(cast, **said)
    assert list(refused.value.message_dict) == [field]
    assert not cast.plan.consultaties.exists()


def test_a_round_is_of_a_plan_in_consultation_and_one_at_a_time(cast, in_consultation):
    open_one(cast)
    with pytest.raises(ValidationError, match="Consultatie 1 is nog niet afgesloten"):
        open_one(cast)
    Regioplan.objects.filter(pk=cast.plan.pk).update(status="concept")
    with pytest.raises(ValidationError, match="ter consultatie"):
        open_one(cast)


@pytest.mark.parametrize("name", ["ambtenaar", "bestuurder", "andere_regiocoordinator", "portaalbeheerder"])
def test_only_the_coordinator_runs_a_round(cast, asked, name):
    by = cast.people[name]
    for act in (
        lambda: rounds.open_round(cast.plan, by=by, question="?", due_on=day(1), parties=[]),
        lambda: rounds.change_round(asked, by=by, version=1, due_on=day(20)),
        lambda: rounds.end_reacting(asked, by=by),
        lambda: rounds.account_for(asked, by=by, account="Klaar."),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_more_time_and_more_parties(cast, asked):
    changed = rounds.change_round(
        asked, by=cast.regiocoordinator, version=1, due_on=day(21), parties=[cast.beoordelaar_2.hat]
    )
    assert changed.asked.count() == 4
    assert Notice.objects.filter(person=cast.beoordelaar_2).count() == 1
    assert Notice.objects.filter(person=cast.ambtenaar).count() == 2
    with pytest.raises(OutdatedVersion):
        rounds.change_round(asked, by=cast.regiocoordinator, version=1, due_on=day(30))
    assert Consultatie.objects.get(pk=asked.pk).due_on == day(21)


def test_after_the_term_nobody_reacts_until_there_is_more_time(cast, asked):
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        with pytest.raises(ValidationError, match="De termijn om te reageren is voorbij"):
            reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="eens")
        rounds.change_round(asked, by=cast.regiocoordinator, version=1, due_on=day(2))
        reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="eens")


@pytest.mark.parametrize("is_stopped", [True, False])
def test_the_day_of_the_answers_can_move_after_the_term_and_nobody_reacts_by_that(cast, asked, is_stopped):
    version = rounds.end_reacting(asked, by=cast.regiocoordinator).version if is_stopped else 1
    told = Notice.objects.count()
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        later = {"by": cast.regiocoordinator, "due_on": asked.due_on, "answer_due_on": day(9)}
        rounds.change_round(asked, version=version, **later)
        assert Consultatie.objects.get(pk=asked.pk).answer_due_on == day(9)
        assert bool(Consultatie.objects.get(pk=asked.pk).ended_at) == is_stopped
        with pytest.raises(ValidationError):
            reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="eens")
        with pytest.raises(ValidationError) as refused:
            rounds.change_round(asked, version=version + 1, **later, parties=[cast.beoordelaar_2.hat])
        assert list(refused.value.message_dict) == ["due_on"]
    assert Notice.objects.count() == told


def test_who_takes_part_no_more_is_told_nothing_more(cast, asked):
    Participation.objects.filter(organisation=cast.zorgaanbieder.hat).update(ended_on=timezone.localdate())
    Notice.objects.all().delete()
    changed = rounds.change_round(asked, by=cast.regiocoordinator, version=1, due_on=day(21))
    rounds.end_reacting(changed, by=cast.regiocoordinator)
    rounds.account_for(changed, by=cast.regiocoordinator, account="Klaar.")
    assert Notice.objects.filter(person=cast.ambtenaar).count() == 2
    assert not Notice.objects.filter(person=cast.zorgaanbieder).exists()


def test_reacting_can_be_stopped_and_go_on_again(cast, asked):
    stopped = rounds.end_reacting(asked, by=cast.regiocoordinator)
    with pytest.raises(ValidationError, match="gestopt"):
        reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="eens")
    rounds.change_round(asked, by=cast.regiocoordinator, version=stopped.version, due_on=asked.due_on)
    reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="eens")


def test_the_account_waits_for_the_parties_and_for_every_answer(cast, asked):
    reactie = reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="aanvulling", text="Noem de wijken.")
    with pytest.raises(ValidationError, match="Partijen kunnen nog reageren"):
        rounds.account_for(asked, by=cast.regiocoordinator, account="Klaar.")
    for by in (cast.ambtenaar, cast.beoordelaar_1, cast.zorgaanbieder):
        reacting.say_done(asked, by=by, is_done=True)
    with pytest.raises(ValidationError, match="Nog 1 reactie wacht op antwoord"):
        rounds.account_for(asked, by=cast.regiocoordinator, account="Klaar.")
    answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="overgenomen", answer="Toegevoegd.")
    with pytest.raises(ValidationError) as refused:
        rounds.account_for(asked, by=cast.regiocoordinator, account=" ")
    assert list(refused.value.message_dict) == ["account"]
    rounds.account_for(asked, by=cast.regiocoordinator, account="De wijken staan erin.")
    assert Notice.objects.filter(person=cast.ambtenaar, key__endswith="verantwoord").exists()
    with pytest.raises(ValidationError, match="afgesloten"):
        rounds.account_for(asked, by=cast.regiocoordinator, account="Nog eens.")


def test_what_was_accounted_for_never_changes(cast, asked):
    reactie = reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="eens")
    answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="kennisgenomen")
    rounds.end_reacting(asked, by=cast.regiocoordinator)
    rounds.account_for(asked, by=cast.regiocoordinator, account="Iedereen is het eens.")
    for change in (
        lambda: Consultatiereactie.objects.filter(pk=reactie.pk).update(text="Anders"),
        lambda: Consultatiereactie.objects.filter(pk=reactie.pk).delete(),
        lambda: asked.asked.all().delete(),
        lambda: Consultatie.objects.filter(pk=asked.pk).update(account="Anders"),
        lambda: asked.asked.create(organisation=cast.beoordelaar_2.hat),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(ValidationError):
        answering.answer(reactie, by=cast.ambtenaar_2, version=2, handling="niet", answer="Toch niet.")


def test_a_round_that_goes_on_holds_the_tafel_back(cast, asked):
    def agree():
        return move(cast.plan, by=cast.regiocoordinator, source="ter_consultatie", target="akkoord_tafel")

    with pytest.raises(ValidationError, match="Consultatie 1 loopt nog"):
        agree()
    reactie = reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="oneens", text="Te weinig geld.")
    rounds.end_reacting(asked, by=cast.regiocoordinator)
    with pytest.raises(ValidationError, match="Nog 1 reactie wacht op antwoord"):
        agree()
    answering.answer(reactie, by=cast.ambtenaar_2, version=1, handling="niet", answer="Dat is er niet.")
    with pytest.raises(ValidationError, match="Consultatie 1 is nog niet verantwoord"):
        agree()
    rounds.account_for(asked, by=cast.regiocoordinator, account="Klaar.")
    assert agree().status == "akkoord_tafel"


def test_what_was_said_is_in_no_content_and_in_no_history(cast, asked, sign_in):
    reactie = reacting.react(asked, WHOLE, by=cast.beoordelaar_1, stance="oneens", text="Dit is GEHEIM.")
    answering.answer(reactie, by=cast.ambtenaar, version=1, handling="niet", answer="Ook GEHEIM.")
    assert "GEHEIM" not in str(content_of(cast.plan))
    assert "GEHEIM" not in sign_in(cast.zorgaanbieder).get(f"/plannen/{cast.plan.pk}/geschiedenis/").text


def test_the_account_keeps_what_the_plan_says_other_than_what_parties_read(cast, asked):
    move(cast.plan, by=cast.regiocoordinator, source="ter_consultatie", target="concept", reason="Verwerken.")
    assert changes_since(asked) == []
    rewrite(cast.section, by=cast.ambtenaar, body=text(paragraph("Er staat iets anders.")))
    editing.change(cast.opgave, by=cast.ambtenaar, version=1, title="Valpreventie", summary="Ouderen vallen.")
    new = editing.add_opgave(cast.plan, by=cast.ambtenaar, title="Sociaal verwijzen")
    add_section(cast.plan, by=cast.regiocoordinator, title="Geld")
    rounds.end_reacting(asked, by=cast.regiocoordinator)
    rounds.account_for(asked, by=cast.regiocoordinator, account="Verwerkt.")
    editing.remove_opgave(new, by=cast.ambtenaar)
    kept = Consultatie.objects.get(pk=asked.pk).changes
    assert [(each["about"], each["title"], each["state"], each["words"]) for each in kept] == [
        ("onderdeel", "Inleiding", "gewijzigd", "1 alinea toegevoegd"),
        ("onderdeel", "Geld", "nieuw", ""),
        ("opgave", "Valpreventie", "gewijzigd", "waar het om gaat"),
        ("opgave", "Sociaal verwijzen", "nieuw", ""),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_reaction_and_the_account_come_one_after_the_other(cast, asked):
    for by in (cast.ambtenaar, cast.beoordelaar_1, cast.zorgaanbieder):
        reacting.say_done(asked, by=by, is_done=True)
    reacted, accounted = at_once(
        lambda: reacting.react(asked, WHOLE, by=cast.ambtenaar, stance="aanvulling", text="Nog iets."),
        lambda: rounds.account_for(asked, by=cast.regiocoordinator, account="Klaar."),
    )
    # Either the reaction came too late, or it is waited for: never a closed round with a reaction without an answer.
    assert isinstance(reacted, ValidationError) != isinstance(accounted, ValidationError)
    now = Consultatie.objects.get(pk=asked.pk)
    assert not (now.accounted_at and now.reacties.filter(handling="").exists())


@pytest.mark.django_db(transaction=True)
def test_two_rounds_opened_at_once_are_one(in_consultation):
    cast = in_consultation
    results = at_once(lambda: open_one(cast), lambda: open_one(cast))
    assert sum(isinstance(each, ValidationError) for each in results) == 1
    assert cast.plan.consultaties.count() == 1
