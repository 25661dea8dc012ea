"""Asking for a dossier: who may, what it holds, and that the same one is not made twice."""

import pytest
from django.core.exceptions import PermissionDenied

from iza_portal.dossiers import making, rules
from iza_portal.dossiers.content import snapshot
from iza_portal.dossiers.models import Dossier
from iza_portal.hashing import hash_of
from iza_portal.texts import building
from iza_portal.trail.recording import history
from iza_portal.work.models import State
from plans.models import Regioplan, Status
from tests.at_once import at_once
from tests.dossiers.conftest import fill, write
from tests.factories import OrganisationFactory, ParticipationFactory, RegioplanFactory

pytestmark = pytest.mark.usefixtures("no_broker")


def test_whoever_takes_part_may_ask_and_nobody_else(cast, plan):
    plan.status = Status.GEPUBLICEERD
    Regioplan.objects.filter(pk=plan.pk).update(status=Status.TER_CONSULTATIE)
    refused = set()
    for name, person in cast.people.items():
        try:
            making.request_dossier(plan, by=person)
        except PermissionDenied:
            refused.add(name)
    assert refused == {name for name, person in cast.people.items() if not rules.may_make(person, plan.region_id)}
    assert {"andere_ambtenaar", "landelijk", "buitenstaander", "portaalbeheerder"} <= refused
    assert "ambtenaar" not in refused


def test_a_dossier_keeps_the_plan_as_it_was(cast, plan):
    dossier = making.request_dossier(plan, by=cast.ambtenaar)
    assert dossier.state == State.AANGEVRAAGD
    assert dossier.code == f"ZHE-BAR {plan.edition}-1"
    assert dossier.plan_status == plan.status
    assert dossier.content_hash == hash_of(dossier.content) == hash_of(snapshot(plan))
    write(plan.sections.first(), building.paragraph("Iets anders."))
    dossier.refresh_from_db()
    assert "Zeven gemeenten" in str(dossier.content)


def test_organisations_stand_as_they_are_looked_up_municipalities_first(cast, plan):
    for name in ("Ypenburg", "'s-Gravenhage", "Écht"):
        ParticipationFactory(region=cast.region, organisation=OrganisationFactory(name=name))
    content = snapshot(plan)
    assert content["about"]["municipalities"] == ["Écht", "'s-Gravenhage", "Nissewaard", "Ridderkerk", "Ypenburg"]
    listed = next(chapter for chapter in content["chapters"] if chapter["key"] == "deelnemers")
    names = [participant["name"] for participant in listed["context"]["participants"]]
    assert names == [*content["about"]["municipalities"], "CZ", "VGZ", "Zorgaanbieder"]


def test_it_stands_in_the_history_of_the_plan(cast, plan):
    dossier = making.request_dossier(plan, by=cast.ambtenaar)
    event = history(plan).first()
    assert (event.actor, event.verb, event.detail) == (cast.ambtenaar, "dossier.gevraagd", f"Dossier {dossier.code}")


def test_asking_again_for_the_same_content_gives_the_same_dossier(cast, plan):
    first = making.request_dossier(plan, by=cast.ambtenaar)
    assert making.request_dossier(plan, by=cast.kassier) == first
    assert history(plan).filter(verb="dossier.gevraagd").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: write(plan.sections.first(), building.paragraph("Anders")),
        lambda plan: plan.sections.filter(title="Geld").update(title="Geld en middelen"),
        lambda plan: plan.sections.filter(title="Geld").update(position=None),
        lambda plan: Regioplan.objects.filter(pk=plan.pk).update(status=Status.TER_CONSULTATIE),
        lambda plan: plan.region.participations.filter(role="marktleider_2").update(ended_on="2026-01-01"),
    ],
)
def test_what_changes_what_is_read_makes_another_dossier(cast, plan, change):
    first = making.request_dossier(plan, by=cast.ambtenaar)
    change(plan)
    second = making.request_dossier(plan, by=cast.ambtenaar)
    assert (first.number, second.number) == (1, 2)


def test_what_changes_nothing_that_is_read_makes_no_other_dossier(cast, plan):
    first = making.request_dossier(plan, by=cast.ambtenaar)
    plan.sections.update(version=7, is_ready=True, edited_by=cast.kassier)
    assert making.request_dossier(plan, by=cast.ambtenaar) == first


def test_two_plans_of_one_region_have_dossiers_of_their_own(cast, plan):
    other = RegioplanFactory(region=cast.region, edition=2029, title=plan.title)
    fill(other)
    first, second = (making.request_dossier(one, by=cast.ambtenaar) for one in (plan, other))
    assert first.number == second.number == 1
    assert first.code != second.code


@pytest.mark.django_db(transaction=True)
def test_asked_by_ten_at_once_it_is_made_once(cast, plan):
    answers = at_once(*[lambda: making.request_dossier(plan, by=cast.ambtenaar).pk] * 10)
    assert set(answers) == {Dossier.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_refuses_nobody(cast, plan):
    dossier = making.request_dossier(plan, by=cast.ambtenaar)
    assert Dossier.objects.free().get() == dossier


def fail(dossier):
    dossier.state, dossier.failure, dossier.failed_section, dossier.attempts = State.MISLUKT, "Stuk.", "Geld", 3
    dossier.save()
    return dossier


def test_a_failed_dossier_is_made_again_of_the_plan_as_it_is_now(cast, plan):
    dossier = fail(making.request_dossier(plan, by=cast.ambtenaar))
    write(plan.sections.get(title="Geld"), building.paragraph("Gemaakt."))
    again = making.retry_dossier(dossier, by=cast.kassier)
    assert again == dossier
    assert (again.state, again.attempts, again.failure, again.failed_section) == (State.AANGEVRAAGD, 0, "", "")
    assert "Gemaakt." in str(again.content)
    assert again.content_hash == hash_of(again.content)
    assert history(plan).first().verb == "dossier.opnieuw"


def test_a_dossier_that_did_not_fail_is_left_alone(cast, plan):
    dossier = making.request_dossier(plan, by=cast.ambtenaar)
    write(plan.sections.first(), building.paragraph("Anders"))
    assert making.retry_dossier(dossier, by=cast.ambtenaar).content_hash == dossier.content_hash


def test_retrying_gives_the_dossier_that_is_there_already(cast, plan):
    failed = fail(making.request_dossier(plan, by=cast.ambtenaar))
    there = making.request_dossier(plan, by=cast.ambtenaar)
    assert there != failed
    assert making.retry_dossier(failed, by=cast.ambtenaar) == there
    failed.refresh_from_db()
    assert failed.state == State.MISLUKT


def test_retrying_asks_the_same_right_as_asking(cast, plan):
    dossier = fail(making.request_dossier(plan, by=cast.ambtenaar))
    with pytest.raises(PermissionDenied):
        making.retry_dossier(dossier, by=cast.andere_ambtenaar)


def test_a_dossier_whose_file_got_lost_is_made_anew(cast, plan):
    dossier = making.request_dossier(plan, by=cast.ambtenaar)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.KLAAR, file="aa/weg.pdf", pages=1)
    again = making.request_dossier(plan, by=cast.ambtenaar)
    assert again != dossier
    assert again.state == State.AANGEVRAAGD


def test_a_lost_file_is_made_again_in_its_own_place(cast, plan):
    dossier = making.request_dossier(plan, by=cast.ambtenaar)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.KLAAR, file="aa/weg.pdf", pages=1)
    assert making.retry_dossier(dossier, by=cast.ambtenaar) == dossier
    dossier.refresh_from_db()
    assert dossier.state == State.AANGEVRAAGD
