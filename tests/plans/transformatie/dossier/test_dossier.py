"""The dossier of a transformatieplan: it holds what its maker may see, and nobody else sees more by it."""

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from iza_portal.dossiers import rules, working
from iza_portal.dossiers.making import request_dossier, retry_dossier
from iza_portal.dossiers.models import Dossier
from iza_portal.texts import building
from iza_portal.texts.plain import to_plain_text
from iza_portal.trail.recording import history
from iza_portal.work.models import State
from plans.models.transformatie import Planbesluit, Transformatieonderdeel, Transformatieplan
from plans.transformatie.besluiten.letters import letter_of
from plans.transformatie.content import content_of
from plans.transformatie.uitvoering.paying import pay
from plans.transformatie.workflow import Planstand
from tests.factories import IndieningFactory
from tests.plans.transformatie.test_routes import LEADERS, OTHER_INSURER, PARTIES, READERS
from tests.plans.transformatie.uitvoering.conftest import TODAY, reach
from tests.queries import queries_of

pytestmark = pytest.mark.usefixtures("no_broker", "dossier_dir")


@pytest.fixture
def dossier_dir(settings, tmp_path):
    settings.DOSSIER_DIR = tmp_path / "dossiers"


def write(plan, words, step="snelle_toets"):
    body = building.text(building.heading("Aanleiding"), building.paragraph(words))
    fields = {"step": step, "code": "knelpunten", "position": 1, "title": "Knelpunten", "body": body}
    return Transformatieonderdeel.objects.create(plan=plan, plain_text=to_plain_text(body), **fields)


def submitted(plan, step, **fields):
    return IndieningFactory(plan=plan, step=step, content=content_of(plan), **fields)


def made_by(company, plan) -> dict[str, Dossier]:
    """Answer the dossier that each who may have one made gets; nothing of it stays."""
    made = {}
    for name, person in company.people.items():
        try:
            with transaction.atomic():
                made[name] = request_dossier(plan, by=person)
                transaction.set_rollback(True)
        except (PermissionDenied, ValidationError):
            continue
    return made


def now(plan):
    return Transformatieplan.objects.get(pk=plan.pk)


def test_the_parties_take_along_what_they_write_and_the_insurers_what_was_submitted(company, put_in_state):
    plan = company.transformatieplan
    write(plan, "De eerste versie.")
    assert made_by(company, plan).keys() == PARTIES
    put_in_state(plan, Planstand.SNELLE_TOETS, first_submitted_at=timezone.now())
    toets = submitted(now(plan), "snelle_toets")
    made = made_by(company, now(plan))
    assert made.keys() == PARTIES | LEADERS
    assert {dossier.indiening for dossier in made.values()} == {toets}
    put_in_state(plan, Planstand.UITWERKEN)
    toets.closed_at = timezone.now()
    toets.save()
    plan.onderdelen.all().delete()
    write(now(plan), "Nog ruw, voor de partijen.")
    made = made_by(company, now(plan))
    assert made.keys() == PARTIES | LEADERS
    for name, dossier in made.items():
        assert dossier.indiening == (None if name in PARTIES else toets), name
        assert ("Nog ruw" in str(dossier.content)) == (name in PARTIES), name


def test_other_insurers_take_along_the_plan_that_was_shared_with_them_and_no_toets(company, carried):
    plan = carried.plan
    toets = submitted(plan, "snelle_toets", closed_at=timezone.now(), at=datetime(2025, 10, 1, tzinfo=UTC))
    shared = submitted(
        plan, "beoordeling", closed_at=timezone.now(), questions_until=TODAY, at=datetime(2026, 1, 5, tzinfo=UTC)
    )
    toets_besluit, besluit = (
        _sent(company, each, step) for each, step in ((toets, "snelle_toets"), (shared, "definitief"))
    )
    made = made_by(company, plan)
    assert made.keys() == READERS
    for dossier in made.values():
        assert dossier.indiening == shared
        assert besluit.motivation in str(dossier.content)
        assert toets_besluit.motivation not in str(dossier.content)
    assert len({dossier.content_hash for dossier in made.values()}) == 1


def _sent(company, indiening, step):
    blank = {"criteria": [], "proposed_by": company.beoordelaar_1, "proposed_for": company.insurer_1}
    words = f"Het besluit over {step}."
    outcome = "impactvol" if step == "snelle_toets" else "goedkeuren"
    said = {"step": step, "outcome": outcome, "motivation": words, "proposed_at": timezone.now()}
    besluit = Planbesluit(indiening=indiening, **said, **blank)
    besluit.status, besluit.confirmed_for = "verzonden", company.insurer_2
    besluit.sent_at, besluit.content_hash = timezone.now(), "0" * 64
    besluit.content = letter_of(besluit, on=TODAY)
    besluit.save()
    return besluit


def test_the_filter_and_the_rule_say_the_same_of_everybody(company, carried):
    plan = carried.plan
    kept = {"at": datetime(2026, 9, 1, tzinfo=UTC), "closed_at": timezone.now()}
    indieningen = [
        None,
        submitted(plan, "snelle_toets", **kept),
        submitted(plan, "beoordeling", **kept, taken_back_at=timezone.now()),
        submitted(plan, "beoordeling", **kept, questions_until=TODAY),
        submitted(plan, "beoordeling", **kept, questions_until=TODAY, taken_back_at=timezone.now()),
    ]
    for number, indiening in enumerate(indieningen, start=1):
        Dossier.objects.create(
            transformatieplan=plan,
            indiening=indiening,
            transformatieplan_status=plan.status,
            number=number,
            code=str(number),
            requested_by=company.ambtenaar,
            requested_at=timezone.now(),
            content={},
            content_hash=str(number),
        )
    seen = {}
    for name, person in company.people.items():
        dossiers = Dossier.objects.visible_to(person)
        assert set(dossiers) == {each for each in Dossier.objects.all() if rules.may_see(person, each)}, name
        seen[name] = sorted(dossier.number for dossier in dossiers)
    assert {name for name, numbers in seen.items() if 1 in numbers} == PARTIES
    assert {name for name, numbers in seen.items() if numbers == [4]} == OTHER_INSURER
    assert {name for name, numbers in seen.items() if numbers} == READERS


def test_the_same_for_all_is_made_once_and_who_asked_is_for_who_asked(company, carried, sign_in):
    submitted(carried.plan, "beoordeling", closed_at=timezone.now(), questions_until=TODAY)
    first = request_dossier(carried.plan, by=company.beoordelaar_1)
    assert request_dossier(carried.plan, by=company.ambtenaar) == first
    assert first.code == f"ZHE-BAR transformatie {carried.plan.pk}-1"
    path = f"/dossiers/{first.pk}/"
    assert "beoordelaar 1" in sign_in(company.beoordelaar_1).get(path).content.decode().split("<main")[1]
    for name in ("ambtenaar", "beoordelaar_2", "andere_verzekeraar"):
        assert "beoordelaar 1" not in sign_in(company.people[name]).get(path).content.decode()
    assert not history(carried.plan).filter(verb__startswith="dossier").exists()
    assert sign_in(company.toekenner).get(path).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_a_pdf_of_all_of_it(company, carried, put_in_state, sign_in):
    put_in_state(carried.plan, Planstand.UITWERKEN)
    write(now(carried.plan), "Ouderen wachten lang.")
    put_in_state(carried.plan, Planstand.UITVOERING)
    reach(company, carried.first)
    pay(carried.bedrag, by=company.beoordelaar_1, on=TODAY, amount=carried.bedrag.amount)
    indiening = submitted(now(carried.plan), "beoordeling", closed_at=timezone.now(), questions_until=TODAY)
    _sent(company, indiening, "definitief")
    dossier = request_dossier(now(carried.plan), by=company.ambtenaar)
    keys = [chapter["key"] for chapter in dossier.content["chapters"]]
    assert keys[:2] == ["deel-looptijd", "deel-partijen"]
    assert keys[-2:] == ["besluiten", "uitvoering"]
    working.make(dossier.pk)
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert (dossier.state, dossier.failure, dossier.failed_section) == (State.KLAAR, "", "")
    answer = sign_in(company.zorgaanbieder).get(f"/dossiers/{dossier.pk}/pdf/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


@pytest.mark.django_db(transaction=True)
def test_a_plan_with_nothing_in_it_is_made_too_and_made_again_when_it_failed(company):
    dossier = request_dossier(company.transformatieplan, by=company.ambtenaar)
    working.make(dossier.pk)
    assert Dossier.objects.get(pk=dossier.pk).state == State.KLAAR
    Dossier.objects.filter(pk=dossier.pk).update(file="weg.pdf")
    again = retry_dossier(Dossier.objects.get(pk=dossier.pk), by=company.zorgaanbieder)
    assert (again.pk, again.state) == (dossier.pk, State.AANGEVRAAGD)


def test_dossiers_of_plans_stand_in_the_way_of_going_back(company):
    guard = MigrationExecutor(connection).loader.get_migration("dossiers", "0005_transformatieplannen").operations[-1]
    guard.reverse_code(apps, None)
    request_dossier(company.transformatieplan, by=company.ambtenaar)
    with pytest.raises(IrreversibleError):
        guard.reverse_code(apps, None)


def test_thirty_dossiers_take_no_more_queries_than_one(company, carried, sign_in):
    indiening = submitted(carried.plan, "beoordeling", closed_at=timezone.now(), questions_until=TODAY)

    def more(count):
        for number in range(1, count + 1):
            Dossier.objects.create(
                transformatieplan=carried.plan,
                indiening=indiening,
                transformatieplan_status=carried.plan.status,
                number=Dossier.objects.count() + 1,
                code=str(number),
                requested_by=company.ambtenaar,
                requested_at=timezone.now(),
                content={},
                content_hash=str(Dossier.objects.count()),
            )

    client = sign_in(company.beoordelaar_1)
    more(1)
    queries_of(client, "/dossiers/")
    few = queries_of(client, "/dossiers/")
    more(24)
    many = queries_of(client, "/dossiers/")
    assert len(many) == len(few), "\n".join(many)
