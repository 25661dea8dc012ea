"""Which municipalities an application is for, by whose word, and whose papers are in it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction

from funding import rules
from funding.models import Aanvraagdeelnemer, Begrotingsregel, SpukAanvraag
from funding.spuk.applying import begin
from funding.spuk.participating import add_agreement, add_municipality, add_proof, could_join, remove_municipality
from iza_portal.trail.recording import history
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import OrganisationFactory, TransformatiepartijFactory
from tests.funding.spuk.conftest import paper
from tests.funding.transformatie.carried_out import put


def may(complete, act) -> set[str]:
    """Answer who can do the act; nobody's act stays."""
    done = set()
    for name, person in complete.people.items():
        if person.is_anonymous:
            continue
        try:
            with transaction.atomic():
                act(person)
                transaction.set_rollback(True)
        except PermissionDenied:
            continue
        done.add(name)
    return done


def test_the_aanvrager_and_the_municipality_itself_speak_for_it(complete):
    ours, theirs = {"ambtenaar", "kassier_ridderkerk"}, {"ambtenaar_barendrecht"}
    partij = complete.other.partij
    assert may(complete, lambda by: remove_municipality(complete.other, by=by)) == ours | theirs
    assert may(complete, lambda by: add_proof(complete.other, by=by, upload=paper())) == ours | theirs
    assert may(complete, lambda by: add_agreement(complete.aanvraag, by=by, upload=paper())) == ours
    remove_municipality(complete.other, by=complete.ambtenaar)
    assert may(complete, lambda by: add_municipality(complete.aanvraag, by=by, partij=partij)) == ours


def test_seeing_is_the_same_as_a_filter_and_as_a_rule(complete):
    visible = {
        name
        for name, person in complete.people.items()
        if SpukAanvraag.objects.visible_to(person).filter(pk=complete.aanvraag.pk).exists()
    }
    assert visible == {
        name for name, person in complete.people.items() if rules.may_see_application(person, complete.aanvraag)
    }
    assert {"ambtenaar", "bestuurder", "kassier_ridderkerk", "ambtenaar_barendrecht"} <= visible
    assert not {"zorgaanbieder", "betrokkene", "beoordelaar_1", "andere_ambtenaar", "nobody"} & visible


def test_a_municipality_that_is_only_hit_or_has_no_amount_is_not_taken_in(begun):
    plan = put(begun.plan, Planstand.UITWERKEN)
    hit = TransformatiepartijFactory(
        plan=plan, organisation=OrganisationFactory(name="Goeree"), part="geraakt", how="x"
    )
    poor = TransformatiepartijFactory(plan=plan, organisation=OrganisationFactory(name="Nergens"))
    put(plan, Planstand.UITVOERING)
    for partij, words in [(hit, "Kies een gemeente"), (poor, "geen mijlpaal")]:
        with pytest.raises(ValidationError, match=words):
            add_municipality(begun.aanvraag, by=begun.ambtenaar, partij=partij)
    assert [str(each) for each in could_join(begun.aanvraag)] == ["Gemeente Barendrecht"]


def test_one_that_is_taken_out_goes_with_its_budget_and_is_told_in_the_trail(complete):
    remove_municipality(complete.other, by=complete.ambtenaar_barendrecht)
    assert not Begrotingsregel.objects.filter(bedrag=complete.theirs).exists()
    assert history(complete.aanvraag).first().verb == "spuk_aanvraag.gemeente.weg"
    remove_municipality(complete.other, by=complete.ambtenaar_barendrecht)
    applicant = complete.aanvraag.deelnemers.get()
    with pytest.raises(ValidationError, match="aanvrager hoort bij"):
        remove_municipality(applicant, by=complete.ambtenaar)
    with pytest.raises(ValidationError, match="geen bewijs nodig"):
        add_proof(applicant, by=complete.ambtenaar, upload=paper())
    with pytest.raises(ValidationError, match="uit de aanvraag gehaald"):
        add_proof(complete.other, by=complete.ambtenaar, upload=paper())


@pytest.mark.django_db(transaction=True)
def test_taken_in_by_another_and_beginning_its_own_at_once_is_one_of_both(begun):
    partij = begun.plan.partijen.get(organisation=begun.barendrecht)
    results = at_once(
        lambda: add_municipality(begun.aanvraag, by=begun.ambtenaar, partij=partij),
        lambda: begin(begun.plan, by=begun.ambtenaar_barendrecht),
    )
    assert sum(isinstance(each, ValidationError) for each in results) == 1
    assert Aanvraagdeelnemer.objects.filter(partij=partij).count() == 1
    assert Begrotingsregel.objects.filter(bedrag=begun.theirs).count() == 1


def test_a_line_of_another_municipality_is_refused_by_the_database(complete):
    for bedrag in [complete.first, complete.provided]:
        with pytest.raises(ProgrammingError, match="own municipality"), transaction.atomic():
            Begrotingsregel.objects.create(
                deelnemer=complete.other, bedrag=bedrag, position=1, activity="x", year=2026, costs=1, revenues=0
            )


@pytest.mark.parametrize(
    "change",
    [
        lambda: Begrotingsregel.objects.filter(activity="Loket open").update(costs=1),
        lambda: Begrotingsregel.objects.filter(activity="Loket open").delete(),
        lambda: Begrotingsregel.objects.filter(activity="Loket open").update(revenues=None),
        lambda: Aanvraagdeelnemer.objects.update(bewijs=None),
    ],
)
def test_the_database_takes_nothing_as_handed_in_that_does_not_fit(complete, change):
    said = {"status": "ingediend", "submitted_on": "2026-11-20", "reference": "X"}
    change()
    with pytest.raises(ProgrammingError, match="fits its milestones"), transaction.atomic():
        SpukAanvraag.objects.update(**said)


def test_the_database_takes_no_application_that_was_never_written(complete):
    said = {"status": "ingediend", "submitted_on": date(2026, 11, 20), "reference": "X"}
    with pytest.raises(ProgrammingError, match="Cannot insert"), transaction.atomic():
        SpukAanvraag.objects.create(
            plan=complete.plan,
            aanvrager=complete.barendrecht,
            overeenkomst=complete.aanvraag.overeenkomst,
            by=complete.ambtenaar,
            **said,
        )
