from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from iza_portal.trail.recording import history
from plans.adoption import move, moves_open_to
from plans.models import Regioplan, Section, Status
from plans.verbs import PlanVerb
from plans.workflow import MOVES
from tests.adopting import let_all_agree


@pytest.fixture
def plan(cast):
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    return cast.plan


def go(plan, person, *route, reason="nodig"):
    for source, target in pairwise(route):
        plan = move(plan, by=person, source=source, target=target, reason=reason)
    return plan


def test_a_plan_goes_from_concept_to_published(cast, plan):
    go(plan, cast.regiocoordinator, "concept", "ter_consultatie", "akkoord_tafel")
    assert let_all_agree(plan).status == Status.VASTGESTELD
    done = go(plan, cast.regiocoordinator, "vastgesteld", "gepubliceerd")
    assert done.status == Status.GEPUBLICEERD
    assert done.adopted_on == timezone.localdate(done.published_at)
    assert [event.after["status"] for event in history(plan) if event.verb == PlanVerb.MOVED] == [
        "gepubliceerd", "vastgesteld", "akkoord tafel", "ter consultatie",
    ]  # fmt: skip


def test_an_empty_plan_is_not_shown_to_others(cast):
    with pytest.raises(ValidationError, match="nog geen tekst"):
        go(cast.plan, cast.regiocoordinator, "concept", "ter_consultatie")


def test_taking_back_asks_for_a_reason_and_keeps_it(cast, plan):
    go(plan, cast.regiocoordinator, "concept", "ter_consultatie")
    with pytest.raises(ValidationError, match="Schrijf op waarom"):
        go(plan, cast.regiocoordinator, "ter_consultatie", "concept", reason=" ")
    go(plan, cast.regiocoordinator, "ter_consultatie", "concept", reason="De GGD mist een tabel.")
    assert history(plan).first().reason == "De GGD mist een tabel."


@pytest.mark.parametrize(
    ("source", "target"), [(a.value, b.value) for a in Status for b in Status if (a, b) not in MOVES.legal]
)
def test_no_other_move_is_possible(cast, plan, source, target):
    with pytest.raises(ValidationError):
        move(plan, by=cast.regiocoordinator, source=source, target=target)


@pytest.mark.parametrize(
    ("source", "target"), [(a, b) for a in Status for b in Status if a != b and (a, b) not in MOVES.legal]
)
def test_the_database_refuses_an_illegal_move_from_any_other_path(cast, source, target):
    plan = Regioplan.objects.create(region=cast.region, edition=2040, title="Plan", status=source)
    with (
        pytest.raises(ProgrammingError, match="Invalid transition"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE plans_regioplan SET status = %s WHERE id = %s", [target, plan.pk])
    plan.refresh_from_db()
    assert plan.status == source


@pytest.mark.parametrize("who", ["ambtenaar", "bestuurder", "kassier", "beoordelaar_1", "andere_regiocoordinator"])
def test_others_move_nothing(cast, plan, who):
    assert moves_open_to(cast.people[who], plan) == []
    with pytest.raises(PermissionDenied):
        go(plan, cast.people[who], "concept", "ter_consultatie")
    assert not history(plan).exists()


def test_the_buttons_are_the_moves_of_the_table(cast, plan):
    assert [m.target for m in moves_open_to(cast.regiocoordinator, plan)] == [Status.TER_CONSULTATIE]
    go(plan, cast.regiocoordinator, "concept", "ter_consultatie")
    plan.refresh_from_db()
    assert [m.target for m in moves_open_to(cast.regiocoordinator, plan)] == [Status.AKKOORD_TAFEL, Status.CONCEPT]


def test_moving_in_the_browser(cast, plan, sign_in):
    client = sign_in(cast.regiocoordinator)
    ahead = f"/plannen/{plan.pk}/status/concept/ter_consultatie/"
    back = f"/plannen/{plan.pk}/status/ter_consultatie/concept/"
    assert client.get(ahead).status_code == 200
    assert client.post(ahead).status_code == 302
    answer = client.post(ahead, follow=True)
    assert "De status is intussen “ter consultatie”" in answer.text
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "Nog een ronde."}).status_code == 302
    assert client.get(f"/plannen/{plan.pk}/status/concept/gepubliceerd/").status_code == 404
    assert sign_in(cast.ambtenaar).post(ahead).status_code == 403
    assert sign_in(cast.andere_ambtenaar).post(ahead).status_code == 404
