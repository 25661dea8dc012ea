"""Submitting a plan: what is kept, who judges it by when, who is told, and what keeps it from being submitted."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.hashing import hash_of
from iza_portal.notices.models import Notice
from iza_portal.trail.models import Event
from iza_portal.writing.models import Version
from plans.models.transformatie import Beoordeling, Indiening, Loketstand
from plans.transformatie.content import content_of
from plans.transformatie.indienen.submitting import indiening_now, submit, take_back
from plans.transformatie.workflow import Planstand, Stap
from tests.transformatieplannen import write

REVIEWERS = ("beoordelaar_1", "beoordelaar_1b", "beoordelaar_2", "beoordelaar_2b")


def _submit(company, source=Planstand.CONCEPT, by="ambtenaar"):
    return submit(company.transformatieplan, by=company.people[by], source=source)


def _told(key) -> set[str]:
    return set(Notice.objects.filter(key=key).values_list("person__email", flat=True))


def _emails(company, *names) -> set[str]:
    return {company.people[name].email for name in names}


def test_what_is_submitted_is_kept_and_both_market_leaders_judge_it(company, plan):
    indiening = _submit(company)
    plan.refresh_from_db()
    assert plan.status == Planstand.SNELLE_TOETS
    assert plan.first_submitted_at is not None
    assert indiening.content == content_of(plan)
    assert indiening.content_hash == hash_of(Indiening.objects.get().content)
    assert (indiening.step, indiening.number, indiening.differences) == ("snelle_toets", 1, None)
    assert (indiening.kader, indiening.by) == (company.kader, company.ambtenaar)
    assert indiening.coordinator == company.insurer_1
    judged = Beoordeling.objects.filter(indiening=indiening).values_list("organisation", flat=True)
    assert set(judged) == {company.insurer_1.pk, company.insurer_2.pk}
    assert indiening_now(plan) == indiening


def test_the_full_plan_is_submitted_for_its_own_step_and_term(company, working_out):
    indiening = _submit(company, Planstand.UITWERKEN)
    working_out.refresh_from_db()
    assert working_out.status == Planstand.BEOORDELING
    assert (indiening.step, indiening.number) == (Stap.BEOORDELING, 1)
    assert indiening.due_on == timezone.localdate() + timedelta(weeks=company.kader.weeks_voorgenomen)


def test_the_texts_are_kept_as_a_version_of_the_plan(company, plan):
    indiening = _submit(company)
    version = Version.objects.get(whole_id=plan.pk, whole_type=plan._meta.label_lower)
    assert str(indiening) in version.name
    assert version.parts.count() == plan.onderdelen.count()


def test_the_reviewers_of_both_market_leaders_are_told_and_nobody_else(company, plan):
    indiening = _submit(company)
    assert _told(f"indiening:{indiening.pk}:ingediend") == _emails(company, *REVIEWERS)


def test_what_is_lacking_is_told_all_at_once_and_nothing_is_kept(company, plan):
    write(plan, "knelpunten", "")
    plan.relations = []
    plan.save()
    with pytest.raises(ValidationError) as refused:
        _submit(company)
    said = " ".join(refused.value.messages)
    assert "ST-2" in said
    assert "ST-5" in said
    assert not Indiening.objects.exists()
    plan.refresh_from_db()
    assert plan.status == Planstand.CONCEPT


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"marktleider_2": None, "insurer": None}, "geen twee marktleiders"),
        ({"insurer": None}, "coördinerend verzekeraar"),
    ],
)
def test_a_plan_without_its_insurers_is_not_submitted(company, plan, fields, said):
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.save()
    with pytest.raises(ValidationError, match=said):
        _submit(company)


def test_a_coordinator_that_is_no_market_leader_is_refused(company, plan):
    plan.insurer = company.other_insurer
    plan.save()
    with pytest.raises(ValidationError, match="niet een van de twee"):
        _submit(company)


def test_nothing_comes_in_while_the_desk_is_closed_and_its_sentence_says_why(company, plan):
    Loketstand.objects.create(
        step=Stap.SNELLE_TOETS, from_on=timezone.localdate(), is_open=False, reason="Het geld is op."
    )
    with pytest.raises(ValidationError, match="Het geld is op"):
        _submit(company)
    Loketstand.objects.create(
        step=Stap.SNELLE_TOETS,
        from_on=timezone.localdate() + timedelta(days=1),
        is_open=True,
        reason="Er is weer geld.",
    )
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assert _submit(company).number == 1


def test_a_desk_that_is_closed_for_one_step_is_open_for_the_other(company, working_out):
    Loketstand.objects.create(
        step=Stap.SNELLE_TOETS, from_on=timezone.localdate(), is_open=False, reason="Het geld is op."
    )
    assert _submit(company, Planstand.UITWERKEN).step == Stap.BEOORDELING


@pytest.mark.parametrize("name", ["zorgaanbieder", "betrokkene", "beoordelaar_1", "andere_verzekeraar", "toekenner"])
def test_only_who_speaks_for_the_lead_submits_or_takes_back(company, plan, name):
    with pytest.raises(PermissionDenied):
        _submit(company, by=name)
    _submit(company)
    with pytest.raises(PermissionDenied):
        take_back(plan, by=company.people[name], source=Planstand.SNELLE_TOETS, reason="Zomaar.")


@pytest.mark.parametrize("source", [Planstand.UITWERKEN, Planstand.SNELLE_TOETS, Planstand.AFGEROND, "onzin", ""])
def test_from_another_state_than_it_is_in_it_goes_nowhere(company, plan, source):
    with pytest.raises(ValidationError):
        _submit(company, source)
    assert not Indiening.objects.exists()


@pytest.mark.parametrize(
    ("at", "due_on"),
    [
        # In Amsterdam it is half past eleven in the evening; two days later summer time begins.
        (datetime(2026, 3, 27, 22, 30, tzinfo=UTC), date(2026, 4, 24)),
        # In Amsterdam the new day has begun.
        (datetime(2026, 3, 27, 23, 30, tzinfo=UTC), date(2026, 4, 25)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2027, 1, 28)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 29)),
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 11, 22)),
    ],
)
def test_the_term_counts_days_of_amsterdam(company, plan, at, due_on):
    with time_machine.travel(at, tick=False):
        assert _submit(company).due_on == due_on


def test_what_comes_in_is_judged_by_the_framework_of_its_day(company, plan):
    first = min(company.kaders.values(), key=lambda kader: kader.valid_from)
    with time_machine.travel(datetime(2023, 6, 1, 10, tzinfo=UTC), tick=False):
        assert _submit(company).kader == first


def test_it_is_taken_back_with_the_reason_and_the_reviewers_are_told(company, plan):
    indiening = _submit(company)
    take_back(plan, by=company.bestuurder, source=Planstand.SNELLE_TOETS, reason="  Een partij haakt af. ")
    plan.refresh_from_db()
    indiening.refresh_from_db()
    assert plan.status == Planstand.CONCEPT
    assert indiening.taken_back_at == indiening.closed_at is not None
    assert indiening_now(plan) is None
    assert _told(f"indiening:{indiening.pk}:teruggenomen") == _emails(company, *REVIEWERS)
    reasons = Event.objects.filter(subject_id__in=[plan.pk, indiening.pk], reason="Een partij haakt af.")
    assert {event.subject_type for event in reasons} == {"plans.transformatieplan", "plans.indiening"}


@pytest.mark.parametrize("reason", ["", "   "])
def test_taking_back_needs_a_reason(company, plan, reason):
    _submit(company)
    with pytest.raises(ValidationError, match="Schrijf op waarom"):
        take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason=reason)
    assert indiening_now(plan) is not None


def test_what_was_taken_back_is_submitted_again_under_the_next_number_and_a_new_term(company, plan):
    first = _submit(company)
    take_back(plan, by=company.ambtenaar, source=Planstand.SNELLE_TOETS, reason="Er is een fout.")
    write(plan, "knelpunten", "Iets heel anders.")
    with time_machine.travel(timezone.now() + timedelta(days=10), tick=False):
        second = _submit(company)
    assert (second.number, second.due_on) == (2, first.due_on + timedelta(days=10))
    assert second.differences["since"]["pk"] == first.pk
    assert Beoordeling.objects.filter(indiening=second).count() == 2
