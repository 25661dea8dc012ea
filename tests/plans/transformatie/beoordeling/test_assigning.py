import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from iza_portal.accounts.models import Function
from iza_portal.trail.recording import history
from plans.models.transformatie import Beoordelingstand, Indiening, Partijrol, Toewijzing
from plans.transformatie import rules
from plans.transformatie.beoordeling import assigning, noting, signing
from plans.transformatie.beoordeling.people import people_left
from plans.transformatie.beoordeling.reading import judgments_of
from tests.at_once import at_once
from tests.factories import MembershipFactory, TransformatiepartijFactory


def _assign(indiening, by, person, instead_of=None):
    return assigning.assign(indiening, by=by, person=person, instead_of=instead_of and instead_of.pk)


def _again(user):
    """The person as a next request finds them."""
    return type(user).objects.get(pk=user.pk)


def test_any_reviewer_of_the_insurer_assigns_and_the_person_is_told(company, indiening):
    _assign(indiening, company.beoordelaar_1, company.beoordelaar_1b)
    assert assigning.assigned_now(indiening, company.insurer_1.pk).person == company.beoordelaar_1b
    assert "U beoordeelt “Samen sterker thuis”" in company.beoordelaar_1b.notices.get().sentence
    _assign(indiening, company.beoordelaar_1b, company.beoordelaar_1, instead_of=company.beoordelaar_1b)
    assert assigning.assigned_now(indiening, company.insurer_1.pk).person == company.beoordelaar_1
    assert Toewijzing.objects.filter(ended_at=None).count() == 1
    judgment = indiening.beoordelingen.get(organisation=company.insurer_1)
    assert history(judgment)[0].after == {"people": [company.beoordelaar_1.pk]}


def test_who_takes_it_themselves_is_not_told_what_they_did(company, indiening):
    _assign(indiening, company.beoordelaar_1, company.beoordelaar_1)
    assert not company.beoordelaar_1.notices.exists()


def test_each_insurer_has_a_person_of_its_own(company, indiening):
    _assign(indiening, company.beoordelaar_1, company.beoordelaar_1)
    _assign(indiening, company.beoordelaar_2, company.beoordelaar_2)
    assert Toewijzing.objects.count() == 2


@pytest.mark.parametrize("name", ["beoordelaar_2", "andere_verzekeraar", "director_1", "ambtenaar", "landelijk"])
def test_it_is_assigned_to_nobody_but_a_reviewer_of_the_own_insurer(company, indiening, name):
    with pytest.raises(ValidationError):
        _assign(indiening, company.beoordelaar_1, company.people[name])


@pytest.mark.parametrize("name", ["director_1", "andere_verzekeraar", "ambtenaar", "zorgaanbieder", "landelijk"])
def test_nobody_else_assigns(company, indiening, name):
    with pytest.raises(PermissionDenied):
        _assign(indiening, company.people[name], company.beoordelaar_1)


def test_what_was_assigned_meanwhile_is_not_taken_away_unseen(company, indiening):
    _assign(indiening, company.beoordelaar_1, company.beoordelaar_1)
    with pytest.raises(ValidationError, match="beoordelaar 1 heeft dit nu"):
        _assign(indiening, company.beoordelaar_1b, company.beoordelaar_1b)
    with pytest.raises(ValidationError, match="heeft dit nu"):
        _assign(indiening, company.beoordelaar_1b, company.beoordelaar_1b, instead_of=company.beoordelaar_2)


def test_what_is_not_judged_any_more_is_not_assigned(company, indiening):
    Indiening.objects.filter(pk=indiening.pk).update(closed_at=timezone.now())
    with pytest.raises(ValidationError, match="al besloten"):
        _assign(indiening, company.beoordelaar_1, company.beoordelaar_1)


def test_who_stands_back_reads_judges_and_signs_nothing_of_it_any_more(company, indiening, steps):
    _assign(indiening, company.beoordelaar_1, company.beoordelaar_1b)
    steps.one(indiening, company.beoordelaar_1)
    with pytest.raises(ValidationError):
        assigning.recuse(indiening, by=company.beoordelaar_1b, reason=" ")
    assigning.recuse(indiening, by=company.beoordelaar_1b, reason="Mijn partner werkt daar.")
    assert assigning.assigned_now(indiening, company.insurer_1.pk) is None
    assert judgments_of(indiening, company.beoordelaar_1b) == []
    assert rules.judges_for(company.beoordelaar_1b, indiening) is None
    assert rules.signs_for(company.beoordelaar_1b, indiening) is None
    with pytest.raises(PermissionDenied):
        steps.one(indiening, company.beoordelaar_1b, "ST-2")
    with pytest.raises(PermissionDenied):
        noting.add_note(indiening, by=company.beoordelaar_1b, text="Toch iets.")
    with pytest.raises(PermissionDenied):
        assigning.recuse(indiening, by=company.beoordelaar_1b, reason="Nog eens.")
    with pytest.raises(ValidationError):
        _assign(indiening, company.beoordelaar_1, company.beoordelaar_1b)
    event = history(indiening.beoordelingen.get(organisation=company.insurer_1))[0]
    assert (event.verb, event.reason) == ("beoordeling.teruggetrokken", "Mijn partner werkt daar.")


def test_one_stands_back_without_having_it_in_hand_and_for_a_next_submission_too(company, indiening, submit):
    assigning.recuse(indiening, by=company.beoordelaar_1, reason="Ik werkte er.")
    Indiening.objects.filter(pk=indiening.pk).update(closed_at=timezone.now())
    again = submit()
    assert rules.judges_for(company.beoordelaar_1, again) is None
    assert rules.judges_for(company.beoordelaar_1b, again) == company.insurer_1.pk
    assert company.beoordelaar_1 not in people_left(again, company.insurer_1.pk, rules.JUDGING_FUNCTIONS)


def test_what_waits_for_a_signature_is_drawn_up_again_when_who_drew_it_up_stands_back(company, indiening, steps):
    steps.hand_over(indiening, company.beoordelaar_1)
    assigning.recuse(indiening, by=company.beoordelaar_1, reason="Ik werkte er.")
    judgment = indiening.beoordelingen.get(organisation=company.insurer_1)
    assert judgment.status == Beoordelingstand.BEZIG
    with pytest.raises(ValidationError, match="wacht niet op een handtekening"):
        signing.sign(indiening, by=company.beoordelaar_1b, version=judgment.version)


def test_what_was_submitted_stands_when_who_drew_it_up_stands_back_afterwards(company, indiening, steps):
    steps.complete(indiening, company.beoordelaar_1, company.beoordelaar_1b)
    assigning.recuse(indiening, by=company.beoordelaar_1, reason="Ik werk er voortaan.")
    judgment = indiening.beoordelingen.get(organisation=company.insurer_1)
    assert judgment.status == Beoordelingstand.INGEDIEND
    assert judgments_of(indiening, company.beoordelaar_1) == []


@pytest.mark.parametrize("part", Partijrol.values)
def test_who_acts_for_a_party_has_an_interest_whatever_hat_is_on(company, indiening, part):
    party = TransformatiepartijFactory.build(plan=indiening.plan, part=part)
    organisation = party.organisation
    organisation.save()
    MembershipFactory(user=company.beoordelaar_1, organisation=organisation, function=Function.MEDEWERKER)
    reviewer = _again(company.beoordelaar_1)
    reviewer.chosen_hat_id = company.insurer_1.pk
    assert rules.judges_for(reviewer, indiening) == company.insurer_1.pk
    _put_in(party)
    assert rules.reviews_for(reviewer, _again(indiening.plan)) is None
    indiening = Indiening.objects.get(pk=indiening.pk)
    assert rules.judges_for(reviewer, indiening) is None
    assert rules.signs_for(reviewer, indiening) is None
    assert judgments_of(indiening, reviewer) == []
    assert reviewer not in people_left(indiening, company.insurer_1.pk, rules.JUDGING_FUNCTIONS)


def _put_in(party):
    """Put a party in a plan that is submitted, past the trigger that keeps it as it was."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        party.organisation_id = party.organisation.pk
        party.save()
        cursor.execute("SET session_replication_role = origin")


def test_who_works_for_both_market_leaders_judges_for_neither(company, indiening):
    MembershipFactory(user=company.beoordelaar_1, organisation=company.insurer_2, function=Function.BEOORDELAAR)
    reviewer = _again(company.beoordelaar_1)
    for insurer in (company.insurer_1, company.insurer_2):
        reviewer = _again(reviewer)
        reviewer.chosen_hat_id = insurer.pk
        assert rules.signs_for(reviewer, indiening) is None
        assert reviewer not in people_left(indiening, insurer.pk, rules.SIGNING_FUNCTIONS)


def test_the_database_knows_one_person_at_a_time(company, indiening):
    fields = {"indiening": indiening, "organisation": company.insurer_1, "by": company.beoordelaar_1}
    Toewijzing.objects.create(person=company.beoordelaar_1, at=timezone.now(), **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Toewijzing.objects.create(person=company.beoordelaar_1b, at=timezone.now(), **fields)


def test_several_are_divided_at_once_and_what_cannot_be_is_said(company, indiening):
    refused = assigning.divide({indiening: None}, by=company.beoordelaar_1, person=company.beoordelaar_1b)
    assert refused == []
    refused = assigning.divide({indiening: None}, by=company.beoordelaar_1, person=company.beoordelaar_1)
    assert refused == [
        "“Samen sterker thuis”: beoordelaar 1b heeft dit nu: de verdeling is intussen gewijzigd. Kijk opnieuw."
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_at_once_do_not_both_have_it(company, indiening):
    results = at_once(
        lambda: _assign(indiening, company.beoordelaar_1, company.beoordelaar_1),
        lambda: _assign(indiening, company.beoordelaar_1b, company.beoordelaar_1b),
    )
    assert sum(isinstance(result, Toewijzing) for result in results) == 1
    assert sum(isinstance(result, ValidationError) for result in results) == 1


@pytest.mark.django_db(transaction=True)
def test_who_stands_back_and_signs_in_the_same_second_does_one_of_the_two(company, indiening, steps):
    judgment = steps.hand_over(indiening, company.beoordelaar_1)
    results = at_once(
        lambda: signing.sign(indiening, by=company.beoordelaar_1b, version=judgment.version),
        lambda: assigning.recuse(indiening, by=_again(company.beoordelaar_1b), reason="Ik werkte er."),
    )
    judgment.refresh_from_db()
    signed = judgment.status == Beoordelingstand.INGEDIEND
    assert signed != isinstance(results[0], PermissionDenied)


def test_who_stands_back_at_an_earlier_submission_lets_go_of_the_present_one(company, submit, steps):
    earlier = submit()
    Indiening.objects.filter(pk=earlier.pk).update(closed_at=timezone.now())
    now = submit(number=2)
    _assign(now, company.beoordelaar_1, company.beoordelaar_1)
    steps.hand_over(now, company.beoordelaar_1)
    assigning.recuse(earlier, by=company.beoordelaar_1, reason="Mijn partner werkt daar.")
    assert now.beoordelingen.get(organisation=company.insurer_1).status == Beoordelingstand.BEZIG
    assert assigning.assigned_now(now, company.insurer_1.pk) is None
