"""An application from its begin to the day on which it was handed in: nobody does it for another, and then it stays."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from funding.models import Aanvraagdeelnemer, Aanvraagstand, Begrotingsregel, Regelingregel, SpukAanvraag
from funding.spuk.applying import begin, discard, submit
from funding.spuk.budgeting import remove_line, set_line
from funding.spuk.participating import add_municipality, add_proof, remove_municipality
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.models.transformatie import Transformatiestuk
from plans.transformatie.uitvoering.changing import decide_change, request_change
from plans.transformatie.workflow import Planstand
from tests.at_once import at_once
from tests.factories import BusinesscaseregelFactory
from tests.funding.spuk.conftest import paper
from tests.funding.transformatie.carried_out import put


def handed_in(complete, **said):
    said = {"on": date(2026, 11, 20), "reference": "TM-1", "version": complete.aanvraag.version} | said
    return submit(complete.aanvraag, by=complete.ambtenaar, **said)


def lines_of(aanvraag):
    rows = Begrotingsregel.objects.filter(deelnemer__aanvraag=aanvraag)
    return [(row.bedrag, row.activity, row.year, row.costs, row.revenues) for row in rows]


def test_it_begins_with_a_line_for_each_amount_of_the_municipality(applying):
    aanvraag = begin(applying.plan, by=applying.ambtenaar)
    assert aanvraag.aanvrager == applying.ridderkerk
    assert lines_of(aanvraag) == [
        (applying.first, "Loket open", 2026, 100_010, 0),
        (applying.second, "Wijkteams gestart", 2027, 50_000, 0),
    ]
    assert [event.verb for event in history(aanvraag)] == ["spuk_aanvraag.begonnen"]


def test_a_milestone_that_was_changed_is_budgeted_in_the_year_in_which_it_now_lies(applying):
    said = {"title": "Loket later open", "due_on": date(2028, 3, 31), "reason": "Ziekte.", "evidence": ""}
    said["evidence"] = applying.first.mijlpaal.evidence
    wijziging = request_change(applying.first.mijlpaal, by=applying.ambtenaar, **said)
    decide_change(wijziging, by=applying.beoordelaar_1, is_granted=True)
    aanvraag = begin(applying.plan, by=applying.ambtenaar)
    assert lines_of(aanvraag)[0] == (applying.first, "Loket later open", 2028, 100_010, 0)


def test_where_the_business_case_knows_of_gains_somebody_has_to_say_the_revenues(applying):
    plan = put(applying.plan, Planstand.UITWERKEN)
    partij = plan.partijen.get(organisation=applying.ridderkerk)
    BusinesscaseregelFactory(plan=plan, kind="baten", partij=partij, who="")
    put(plan, Planstand.UITVOERING)
    aanvraag = begin(applying.plan, by=applying.ambtenaar)
    assert {revenues for *_, revenues in lines_of(aanvraag)} == {None}


def test_beginning_twice_answers_the_one_that_is_there(begun):
    assert begin(begun.plan, by=begun.kassier_ridderkerk) == begun.aanvraag
    assert SpukAanvraag.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one(applying):
    made = at_once(*[lambda: begin(applying.plan, by=applying.ambtenaar)] * 3)
    assert {each.pk for each in made} == {SpukAanvraag.objects.get().pk}
    assert Begrotingsregel.objects.count() == 2


@pytest.mark.parametrize(
    "who",
    ["bestuurder", "zorgaanbieder", "betrokkene", "ambtenaar_2", "beoordelaar_1", "andere_ambtenaar", "toekenner"],
)
def test_only_who_enters_for_a_municipality_that_does_the_plan_begins(applying, who):
    with pytest.raises(PermissionDenied):
        begin(applying.plan, by=getattr(applying, who))
    assert not SpukAanvraag.objects.exists()


@pytest.mark.parametrize("stand", [Planstand.VOORGENOMEN, Planstand.GESTOPT])
def test_a_plan_that_is_not_approved_or_was_stopped_has_none(applying, stand):
    put(applying.plan, stand)
    with pytest.raises(PermissionDenied):
        begin(applying.plan, by=applying.ambtenaar)


def test_without_its_regeling_nothing_is_begun(applying):
    Regelingregel.objects.all().delete()
    applying.regeling.delete()
    with pytest.raises(ValidationError, match="regeling"):
        begin(applying.plan, by=applying.ambtenaar)


def test_a_municipality_that_another_applies_for_begins_none_of_its_own(complete):
    with pytest.raises(ValidationError, match="vraagt Gemeente Ridderkerk al aan"):
        begin(complete.plan, by=complete.ambtenaar_barendrecht)
    assert SpukAanvraag.objects.count() == 1


def test_a_complete_one_is_handed_in_and_then_nothing_of_it_changes(complete):
    aanvraag = handed_in(complete, reference="  TM  1 ")
    assert (aanvraag.status, aanvraag.submitted_on, aanvraag.reference) == ("ingediend", date(2026, 11, 20), "TM 1")
    by, regel = complete.ambtenaar, Begrotingsregel.objects.first()
    said = {"activity": "Anders", "year": 2026, "costs": 1, "revenues": 0, "regel": regel, "version": regel.version}
    for act in [
        lambda: set_line(aanvraag, by=by, **said),
        lambda: remove_line(aanvraag, by=by, regel=regel, version=regel.version),
        lambda: remove_municipality(complete.other, by=by),
        lambda: add_proof(complete.other, by=by, upload=paper()),
        lambda: discard(aanvraag, by=by, version=aanvraag.version),
        lambda: submit(aanvraag, by=by, on=date(2026, 11, 20), reference="TM-2", version=aanvraag.version),
    ]:
        with pytest.raises(ValidationError, match="ingediend"):
            act()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Begrotingsregel.objects.update(costs=1),
        lambda: Begrotingsregel.objects.first().delete(),
        lambda: Aanvraagdeelnemer.objects.update(bewijs=None),
        lambda: SpukAanvraag.objects.update(reference="X"),
        lambda: SpukAanvraag.objects.update(status="concept", submitted_on=None, reference=""),
    ],
)
def test_the_database_keeps_what_was_handed_in(complete, change):
    handed_in(complete)
    with pytest.raises(ProgrammingError), transaction.atomic():
        change()


def test_what_lacks_something_is_not_handed_in_and_all_of_it_is_said(begun):
    with pytest.raises(ValidationError) as refused:
        submit(begun.aanvraag, by=begun.ambtenaar, on=date(2026, 11, 20), reference="TM-1", version=1)
    assert refused.value.messages[0] == "De aanvraag is nog niet compleet."
    assert any("overeenkomst" in each for each in refused.value.messages)
    begun.aanvraag.refresh_from_db()
    assert begun.aanvraag.status == Aanvraagstand.CONCEPT


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"on": date(2026, 11, 27)}, "on", "nog niet geweest"),
        ({"on": date(2026, 9, 1)}, "on", "goedgekeurd op 1 oktober 2026"),
        ({"reference": "  "}, "reference", "kenmerk"),
        ({"reference": "x" * 81}, "reference", "80"),
    ],
)
def test_the_day_and_the_kenmerk_are_looked_at(complete, said, field, words):
    with pytest.raises(ValidationError) as refused:
        handed_in(complete, **said)
    assert words in " ".join(refused.value.message_dict[field])


def test_after_the_last_day_it_is_too_late_but_for_what_was_handed_in_before(complete):
    with time_machine.travel(date(2027, 4, 10), tick=False):
        with pytest.raises(ValidationError, match="31 maart 2027"):
            handed_in(complete, on=date(2027, 4, 1))
        assert handed_in(complete, on=date(2027, 3, 31)).status == Aanvraagstand.INGEDIEND


def test_years_count_from_the_book_year_before_the_day_on_which_it_was_handed_in(complete):
    regel = Begrotingsregel.objects.get(bedrag=complete.first)
    said = {"activity": "Loket open", "costs": 100_010, "revenues": 0, "regel": regel}
    set_line(complete.aanvraag, by=complete.ambtenaar, year=2025, version=regel.version, **said)
    complete.aanvraag.refresh_from_db()
    with time_machine.travel(date(2027, 1, 10), tick=False):
        with pytest.raises(ValidationError, match="2026 tot en met 2028"):
            handed_in(complete, on=date(2027, 1, 4))
        assert handed_in(complete, on=date(2026, 12, 31)).status == Aanvraagstand.INGEDIEND


def test_who_saw_an_older_one_does_not_hand_it_in(complete):
    with pytest.raises(OutdatedVersion):
        handed_in(complete, version=complete.aanvraag.version - 1)
    with pytest.raises(OutdatedVersion):
        discard(complete.aanvraag, by=complete.ambtenaar, version=1)


@pytest.mark.parametrize("who", ["ambtenaar_barendrecht", "bestuurder", "zorgaanbieder"])
def test_another_hands_nothing_in_and_throws_nothing_away(complete, who):
    by, aanvraag = getattr(complete, who), complete.aanvraag
    with pytest.raises(PermissionDenied):
        submit(aanvraag, by=by, on=date(2026, 11, 20), reference="TM-1", version=aanvraag.version)
    with pytest.raises(PermissionDenied):
        discard(aanvraag, by=by, version=aanvraag.version)


def test_one_that_is_thrown_away_frees_its_municipalities_and_keeps_the_papers(complete):
    discard(complete.aanvraag, by=complete.ambtenaar, version=complete.aanvraag.version)
    assert not Begrotingsregel.objects.exists()
    assert Transformatiestuk.objects.filter(plan=complete.plan).count() == 2
    own = begin(complete.plan, by=complete.ambtenaar_barendrecht)
    assert lines_of(own) == [(complete.theirs, "Team in Barendrecht", 2027, 30_000, 0)]
    with pytest.raises(ValidationError, match="weggegooid"):
        add_municipality(complete.aanvraag, by=complete.ambtenaar, partij=complete.other.partij)


@pytest.mark.django_db(transaction=True)
def test_of_handing_in_and_changing_at_once_one_comes_first(complete):
    regel = Begrotingsregel.objects.get(bedrag=complete.second)
    said = {"activity": "Anders", "year": 2027, "costs": 60_000, "revenues": 10_000}
    results = at_once(
        lambda: handed_in(complete),
        lambda: set_line(complete.aanvraag, by=complete.ambtenaar, regel=regel, version=regel.version, **said),
    )
    assert sum(isinstance(each, Exception) for each in results) == 1
    aanvraag, regel = SpukAanvraag.objects.get(), Begrotingsregel.objects.get(pk=regel.pk)
    assert (aanvraag.status, regel.costs) in {("ingediend", 50_000), ("concept", 60_000)}


def test_a_municipality_is_in_one_application_of_the_plan(complete):
    with pytest.raises(IntegrityError), transaction.atomic():
        Aanvraagdeelnemer.objects.create(
            aanvraag=complete.aanvraag, partij=complete.other.partij, by=complete.ambtenaar
        )


def test_a_party_that_is_no_municipality_is_never_in_one(begun):
    for organisation in [begun.provider, begun.ggd]:
        partij = begun.plan.partijen.get(organisation=organisation)
        with pytest.raises(ValidationError, match="Kies een gemeente"):
            add_municipality(begun.aanvraag, by=begun.ambtenaar, partij=partij)
        with pytest.raises(ProgrammingError, match="Only a municipality"), transaction.atomic():
            Aanvraagdeelnemer.objects.create(aanvraag=begun.aanvraag, partij=partij, by=begun.ambtenaar)
