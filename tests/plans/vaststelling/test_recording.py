"""Noting what colleges and boards decide: who may, what follows for the plan, and two people at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from iza_portal.accounts.models import Function, Kind
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.adoption import move, moves_open_to
from plans.models import Besluit, BesluitStatus, Orgaan, Regioplan, Section, Status, Vaststellingsversie
from plans.owned import besluiten_due
from plans.vaststelling import arranging, rules
from plans.vaststelling.recording import record_besluit
from plans.vaststelling.rows import besluiten_of
from plans.vaststelling.standing import standing_of, standings_of
from plans.verbs import PlanVerb
from plans.workflow import BESLUIT_MOVES, MOVES, Mover
from regions.mandates import end_mandate, give_mandate
from regions.models import RegionRole
from tests.adopting import let_all_agree, official_of
from tests.at_once import at_once
from tests.factories import MembershipFactory, OrganisationFactory, ParticipationFactory, RegioplanFactory, UserFactory
from tests.plans.vaststelling.conftest import of
from tests.queries import queries_of

YES, REMARK, NO = BesluitStatus.VASTGESTELD, BesluitStatus.MET_OPMERKING, BesluitStatus.NIET_VASTGESTELD
OPEN, PLANNED = BesluitStatus.IN_VOORBEREIDING, BesluitStatus.GEAGENDEERD


def note(besluit, by, target, **fields):
    return record_besluit(besluit, by=by, version=besluit.version, target=target, **fields)


def now(plan) -> Regioplan:
    return Regioplan.objects.get(pk=plan.pk)


def test_each_college_has_its_row_once_the_tafel_agreed(plan):
    assert [(b.organisation.name, b.orgaan, b.status, b.is_required) for b in besluiten_of(plan)] == [
        ("Nissewaard", Orgaan.COLLEGE, OPEN, True),
        ("Ridderkerk", Orgaan.COLLEGE, OPEN, True),
    ]
    assert standing_of(plan).words == "akkoord tafel, 0 van 2 colleges hebben vastgesteld"


def test_the_plan_is_adopted_when_the_last_college_says_yes_on_the_day_that_it_did(cast, plan):
    today = timezone.localdate()
    note(of(plan, "Ridderkerk"), cast.ambtenaar, YES, on=today - timedelta(days=9), number="Z-26/114")
    assert now(plan).status == Status.AKKOORD_TAFEL
    assert standing_of(now(plan)).words == "akkoord tafel, 1 van 2 colleges heeft vastgesteld"
    note(of(plan, "Nissewaard"), cast.ambtenaar_2, REMARK, on=today - timedelta(days=2), remark="Let op het vervoer.")
    assert (now(plan).status, now(plan).adopted_on) == (Status.VASTGESTELD, today - timedelta(days=2))
    assert standing_of(now(plan)).words == "vastgesteld door alle 2 colleges"
    assert [event.verb for event in history(plan)][:2] == [PlanVerb.MOVED, PlanVerb.BESLUIT_RECORDED]


def test_a_published_plan_says_truthfully_how_many_adopted_it(cast, plan):
    move(plan, by=cast.regiocoordinator, source="akkoord_tafel", target="gepubliceerd")
    note(of(now(plan), "Ridderkerk"), cast.ambtenaar, YES)
    note(of(now(plan), "Nissewaard"), cast.ambtenaar_2, NO, remark="Te duur.")
    assert standing_of(now(plan)).words == "gepubliceerd, 1 van 2 colleges heeft vastgesteld, 1 niet"
    assert now(plan).adopted_on is None
    note(of(now(plan), "Nissewaard"), cast.ambtenaar_2, OPEN, remark="Het college besluit opnieuw.")
    note(of(now(plan), "Nissewaard"), cast.ambtenaar_2, YES)
    assert (now(plan).status, now(plan).adopted_on) == (Status.GEPUBLICEERD, timezone.localdate())


def test_a_yes_that_is_taken_back_takes_the_adoption_back(cast, plan):
    let_all_agree(plan)
    note(of(now(plan), "Ridderkerk"), cast.ambtenaar, OPEN, remark="Verkeerd plan vastgelegd.")
    assert (now(plan).status, now(plan).adopted_on) == (Status.AKKOORD_TAFEL, None)
    besluit = of(now(plan), "Ridderkerk")
    assert (besluit.decided_on, besluit.number, besluit.paper) == (None, "", None)


def test_a_plan_that_is_taken_back_and_agreed_to_again_is_decided_on_anew(cast, plan):
    first = of(plan, "Ridderkerk")
    note(first, cast.ambtenaar, YES)
    move(now(plan), by=cast.regiocoordinator, source="akkoord_tafel", target="concept", reason="Een fout.")
    with pytest.raises(ValidationError, match="teruggenomen"):
        note(Besluit.objects.get(pk=first.pk), cast.ambtenaar, OPEN, remark="Toch niet.")
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(now(plan), by=cast.regiocoordinator, source=source, target=target)
    assert plan.vaststellingsversies.count() == 2
    assert {besluit.status for besluit in besluiten_of(now(plan))} == {OPEN}
    assert standing_of(now(plan)).agreed == 0
    with pytest.raises(ValidationError, match="teruggenomen"):
        note(Besluit.objects.get(pk=first.pk), cast.ambtenaar, OPEN, remark="Toch niet.")


def test_what_cannot_be_noted_is_refused_with_the_reason_at_its_field(cast, plan):
    besluit, tomorrow = of(plan, "Ridderkerk"), timezone.localdate() + timedelta(days=1)
    for target, fields, field, words in (
        (YES, {"on": tomorrow}, "on", "moet nog komen"),
        (YES, {"on": tomorrow.replace(year=2019, day=1)}, "on", "te ver vóór"),
        (NO, {"remark": " "}, "reason", "Schrijf op waarom"),
        (REMARK, {}, "reason", "Schrijf op waarom"),
        (PLANNED, {}, "on", "op welke dag"),
    ):
        with pytest.raises(ValidationError) as refused:
            note(besluit, cast.ambtenaar, target, **fields)
        assert words in refused.value.message_dict[field][0]
    assert of(plan, "Ridderkerk").status == OPEN
    note(besluit, cast.ambtenaar, PLANNED, on=tomorrow)
    assert of(plan, "Ridderkerk").agenda_on == tomorrow


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_note_different_outcomes_one_is_told_what_stands(cast, plan):
    besluit = of(plan, "Ridderkerk")
    results = at_once(
        lambda: record_besluit(besluit, by=cast.ambtenaar, version=1, target=YES),
        lambda: record_besluit(besluit, by=cast.bestuurder, version=1, target=NO, remark="Te duur."),
    )
    kept = [result for result in results if isinstance(result, Besluit)]
    [told] = [result for result in results if result not in kept]
    assert isinstance(told, OutdatedVersion)
    assert told.current.status == kept[0].status == of(plan, "Ridderkerk").status


@pytest.mark.django_db(transaction=True)
def test_the_last_two_colleges_at_once_adopt_the_plan(cast, plan):
    ridderkerk, nissewaard = of(plan, "Ridderkerk"), of(plan, "Nissewaard")
    at_once(
        lambda: record_besluit(ridderkerk, by=cast.ambtenaar, version=1, target=YES),
        lambda: record_besluit(nissewaard, by=cast.ambtenaar_2, version=1, target=YES),
    )
    assert now(plan).status == Status.VASTGESTELD


# --- The proof over the whole cast ---


def _set(besluit, status):
    """Put the decision in a state, as only the database's owner can with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE plans_besluit SET status = %s, decided_on = %s, remark = 'x' WHERE id = %s",
            [status, None if status in (OPEN, PLANNED) else timezone.localdate(), besluit.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    return Besluit.objects.get(pk=besluit.pk)


@pytest.mark.parametrize("source", BesluitStatus.values)
@pytest.mark.parametrize("target", BesluitStatus.values)
def test_everybody_makes_the_steps_of_a_decision_that_the_table_gives_them_and_no_other(cast, plan, source, target):
    besluit = of(plan, "Ridderkerk")
    step = BESLUIT_MOVES.find(source, target)
    own = {"ambtenaar", "bestuurder"} if step else set()
    did = set()
    for name, person in cast.people.items():
        with transaction.atomic():
            at = _set(besluit, source)
            fields = {"remark": "Omdat.", "on": timezone.localdate()}
            try:
                record_besluit(at, by=person, version=at.version, target=target, **fields)
            except (PermissionDenied, ValidationError):
                assert Besluit.objects.get(pk=besluit.pk).status == source
            else:
                assert Besluit.objects.get(pk=besluit.pk).status == target
                did.add(name)
            transaction.set_rollback(True)
    assert did == own


@pytest.mark.parametrize(
    ("source", "target"),
    [(a, b) for a in BesluitStatus for b in BesluitStatus if a != b and not BESLUIT_MOVES.find(a, b)],
)
def test_the_database_refuses_every_other_step_of_a_decision(plan, source, target):
    besluit = _set(of(plan, "Ridderkerk"), source)
    with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
        Besluit.objects.filter(pk=besluit.pk).update(status=target)


@pytest.mark.parametrize("source", Status.values)
def test_everybody_makes_the_steps_of_a_plan_that_the_table_gives_them_and_no_other(cast, plan, source):
    Section.objects.filter(plan=plan).update(plain_text="Er staat iets.")
    for target in Status.values:
        step = MOVES.find(source, target)
        may = {"regiocoordinator"} if step and Mover.PORTAAL not in step.who else set()
        did = set()
        for name, person in cast.people.items():
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL session_replication_role = replica")
                    cursor.execute("UPDATE plans_regioplan SET status = %s WHERE id = %s", [source, plan.pk])
                    cursor.execute("SET LOCAL session_replication_role = origin")
                offered = {each.target for each in moves_open_to(person, now(plan))}
                try:
                    move(plan, by=person, source=source, target=target, reason="Omdat.")
                except (PermissionDenied, ValidationError):
                    assert now(plan).status == source
                else:
                    did.add(name)
                assert (target in offered) == (name in may)
                transaction.set_rollback(True)
        assert did == may, target


# --- Mandates, and who decides ---


def test_with_a_mandate_another_municipality_notes_it_until_that_ends(cast, plan):
    besluit = of(plan, "Ridderkerk")
    with pytest.raises(PermissionDenied):
        note(besluit, cast.ambtenaar_2, YES)
    today = timezone.localdate()
    mandate = give_mandate(
        cast.region, by=cast.bestuurder, holder=cast.ambtenaar_2.hat, ground="Besluit 12", started_on=today
    )
    note(besluit, cast.ambtenaar_2, PLANNED, on=today)
    end_mandate(mandate, by=cast.bestuurder)
    with pytest.raises(PermissionDenied):
        note(of(plan, "Ridderkerk"), cast.ambtenaar_2, YES)
    # What the mandate is for is one's own organisation: not every one in the region.
    assert rules.recorder(cast.ambtenaar, of(plan, "Nissewaard")) is None


def test_the_regiocoordinator_says_who_decides_more_and_by_when(cast, plan):
    insurer, due = cast.beoordelaar_1.hat, timezone.localdate() + timedelta(days=30)
    for person in (cast.ambtenaar, cast.andere_regiocoordinator):
        with pytest.raises(PermissionDenied):
            arranging.set_term(plan, by=person, due_on=due)
    besluit = arranging.add_besluit(
        plan, by=cast.regiocoordinator, organisation=insurer, orgaan=Orgaan.BESTUUR, is_required=True
    )
    arranging.set_term(plan, by=cast.regiocoordinator, due_on=due)
    assert {row.due_on for row in besluiten_of(plan)} == {due}
    assert standing_of(plan).words == "akkoord tafel, 0 van 3 colleges en besturen hebben vastgesteld"
    with pytest.raises(ValidationError, match="staat er al bij"):
        arranging.add_besluit(
            plan, by=cast.regiocoordinator, organisation=insurer, orgaan=Orgaan.BESTUUR, is_required=False
        )
    stranger = OrganisationFactory(kind=Kind.ZORGVERZEKERAAR, name="Elders")
    with pytest.raises(ValidationError, match="in deze regio"):
        arranging.add_besluit(
            plan, by=cast.regiocoordinator, organisation=stranger, orgaan=Orgaan.BESTUUR, is_required=False
        )
    for name in ("Ridderkerk", "Nissewaard"):
        row = of(plan, name)
        note(row, official_of(row.organisation), YES)
    assert now(plan).status == Status.AKKOORD_TAFEL
    arranging.remove_besluit(Besluit.objects.get(pk=besluit.pk), by=cast.regiocoordinator)
    assert now(plan).status == Status.VASTGESTELD
    with pytest.raises(ValidationError, match="al besloten"):
        arranging.remove_besluit(of(now(plan), "Ridderkerk"), by=cast.regiocoordinator)


def test_what_is_decided_on_cannot_be_changed_or_deleted_by_sql(plan):
    versie = plan.vaststellingsversies.get()
    for act in (
        lambda: Vaststellingsversie.objects.filter(pk=versie.pk).update(content={}),
        versie.delete,
        lambda: connection.cursor().execute("DELETE FROM plans_vaststellingsversie"),
        lambda: Regioplan.objects.filter(pk=plan.pk).delete(),
    ):
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            act()


def test_who_notes_decisions_is_reminded_of_the_term_until_it_is_decided(cast, plan):
    due = timezone.localdate() + timedelta(days=5)
    arranging.set_term(plan, by=cast.regiocoordinator, due_on=due)
    found = besluiten_due(due, None)
    assert {each.person_id for each in found} == {
        cast.ambtenaar.pk,
        cast.bestuurder.pk,
        cast.ambtenaar_2.pk,
        cast.kassier.pk,
        cast.regiocoordinator.pk,
    }
    assert besluiten_due(due - timedelta(days=1), None) == []
    [own] = besluiten_due(due, cast.ambtenaar.pk)
    assert (own.path, own.on) == (f"/plannen/{plan.pk}/vaststelling/", due)
    note(of(plan, "Ridderkerk"), cast.ambtenaar, YES)
    assert besluiten_due(due, cast.ambtenaar.pk) == []
    move(now(plan), by=cast.regiocoordinator, source="akkoord_tafel", target="concept", reason="Een fout.")
    assert besluiten_due(due, None) == []


def test_my_work_says_what_the_own_college_is_still_to_decide(cast, plan, sign_in):
    words = "Leg vast wat Gemeente Ridderkerk besluit"
    assert words in sign_in(cast.ambtenaar).get("/mijn-werk/").content.decode()
    assert words not in sign_in(cast.zorgaanbieder).get("/mijn-werk/").content.decode()
    move(plan, by=cast.regiocoordinator, source="akkoord_tafel", target="gepubliceerd")
    assert words in sign_in(cast.ambtenaar).get("/mijn-werk/").content.decode()
    note(of(now(plan), "Ridderkerk"), cast.ambtenaar, YES)
    assert words not in sign_in(cast.ambtenaar).get("/mijn-werk/").content.decode()


# --- Pages ---


def test_the_page_shows_each_college_and_asks_as_often_for_two_as_for_forty(cast, plan, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{plan.pk}/vaststelling/"
    few = len(queries_of(client, path))
    for number in range(38):
        college = OrganisationFactory(name=f"Gemeente {number}")
        ParticipationFactory(organisation=college, region=cast.region, role=RegionRole.DEELNEMER)
        arranging.add_besluit(
            plan, by=cast.regiocoordinator, organisation=college, orgaan=Orgaan.COLLEGE, is_required=True
        )
    assert len(queries_of(client, path)) == few <= 14
    page = client.get(path).content.decode()
    assert "0 van 40 colleges hebben vastgesteld" in page
    # Who works for Ridderkerk notes what Ridderkerk decides, and nothing else.
    assert page.count("/vastgesteld/") == 1


def test_a_list_of_plans_asks_once_how_far_all_of_them_are(plan, django_assert_num_queries):
    plans = [plan, *(RegioplanFactory(edition=2030 + number) for number in range(5))]
    with django_assert_num_queries(1):
        assert [each.words for each in standings_of(plans).values()][:2] == [
            "akkoord tafel, 0 van 2 colleges hebben vastgesteld",
            "concept",
        ]


def test_a_decision_is_noted_in_the_browser(cast, plan, sign_in):
    client, besluit = sign_in(cast.ambtenaar), of(plan, "Ridderkerk")
    path = f"/plannen/{plan.pk}/vaststelling/{besluit.pk}"
    answer = client.post(f"{path}/met_opmerking/", {"version": 1, "on": "2026-11-01", "number": "Z-26/114"})
    assert answer.status_code == 422
    assert "Z-26/114" in answer.content.decode()
    fields = {"version": 1, "on": "2026-11-01", "number": "Z-26/114", "remark": "Let op het vervoer."}
    assert client.post(f"{path}/met_opmerking/", fields).status_code == 302
    page = client.get(f"/plannen/{plan.pk}/vaststelling/").content.decode()
    assert "Let op het vervoer." in page
    answer = client.post(f"{path}/niet_vastgesteld/", {"version": 1, "on": "2026-11-01", "remark": "Te duur."})
    assert answer.status_code == 422
    assert "Dit is intussen gewijzigd" in answer.content.decode()
    assert "Te duur." in answer.content.decode()
    assert client.get(f"{path}/onzin/").status_code == 404
    for name in ("ambtenaar_2", "zorgaanbieder", "beheerder"):
        assert sign_in(cast.people[name]).get(f"{path}/in_voorbereiding/").status_code == 403
    assert sign_in(cast.andere_ambtenaar).get(f"{path}/in_voorbereiding/").status_code == 404


def test_a_body_is_added_termed_and_taken_off_in_the_browser(cast, plan, sign_in):
    client, path = sign_in(cast.regiocoordinator), f"/plannen/{plan.pk}/vaststelling/"
    body = {"erbij-organisation": cast.beoordelaar_1.hat.pk, "erbij-orgaan": "bestuur", "erbij-is_required": "on"}
    assert client.post(path, body).status_code == 302
    assert client.post(path, {"termijn-due_on": "2027-01-15"}).status_code == 302
    assert client.post(path, {"termijn-due_on": "morgen"}).status_code == 422
    besluit = of(plan, "CZ")
    assert besluit.due_on.isoformat() == "2027-01-15"
    remove = f"/plannen/{plan.pk}/besluiten/{besluit.pk}/weghalen/"
    assert sign_in(cast.ambtenaar).post(remove).status_code == 403
    assert client.post(remove).status_code == 302
    assert len(besluiten_of(plan)) == 2


def test_the_page_of_who_may_what_is_the_table(client):
    page = client.get("/plannen/wie-mag-wat/").content.decode()
    for move_of_table in (*MOVES, *BESLUIT_MOVES):
        assert move_of_table.consequence in page


def test_an_official_without_the_hat_of_the_college_does_not_note_its_decision(cast, plan):
    both = UserFactory()
    for name in ("Goes", "Ridderkerk"):
        organisation = OrganisationFactory(name=name)
        MembershipFactory(user=both, organisation=organisation, function=Function.MEDEWERKER)
    both.chosen_hat_id = OrganisationFactory(name="Goes").pk
    with pytest.raises(PermissionDenied):
        note(of(plan, "Ridderkerk"), both, YES)
