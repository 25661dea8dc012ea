import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.trail.models import Event
from plans.transformatie.beoordeling import noting
from plans.transformatie.beoordeling.noting import notes_for


def _texts(company, indiening, name, insurer):
    return [note.text for note in notes_for(indiening, company.people[name], insurer.pk)]


def test_a_note_is_read_by_who_wrote_it_and_a_shared_one_by_the_colleagues(company, indiening):
    noting.add_note(indiening, by=company.beoordelaar_1, text=" Voor mij. ")
    noting.add_note(indiening, by=company.beoordelaar_1, text="Voor ons.", is_shared=True)
    assert _texts(company, indiening, "beoordelaar_1", company.insurer_1) == ["Voor mij.", "Voor ons."]
    assert _texts(company, indiening, "beoordelaar_1b", company.insurer_1) == ["Voor ons."]
    assert _texts(company, indiening, "director_1", company.insurer_1) == ["Voor ons."]
    assert _texts(company, indiening, "beoordelaar_2", company.insurer_2) == []


def test_a_note_leaves_no_trace_in_the_history(company, indiening):
    note = noting.add_note(indiening, by=company.beoordelaar_1, text="Voor mij.")
    noting.remove_note(note, by=company.beoordelaar_1)
    assert not Event.objects.exists()


def test_nobody_takes_away_the_note_of_another(company, indiening):
    note = noting.add_note(indiening, by=company.beoordelaar_1, text="Voor ons.", is_shared=True)
    with pytest.raises(PermissionDenied):
        noting.remove_note(note, by=company.beoordelaar_1b)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001])
def test_an_empty_or_endless_note_is_refused(company, indiening, text):
    with pytest.raises(ValidationError):
        noting.add_note(indiening, by=company.beoordelaar_1, text=text)


def test_a_note_on_what_is_not_judged_is_refused(company, indiening):
    elsewhere = indiening.kader.criteria.get(code="B-1")
    with pytest.raises(PermissionDenied):
        noting.add_note(indiening, by=company.beoordelaar_1, text="Iets.", criterion=elsewhere)


@pytest.mark.parametrize("name", ["ambtenaar", "andere_verzekeraar", "landelijk"])
def test_nobody_else_notes_anything(company, indiening, name):
    with pytest.raises(PermissionDenied):
        noting.add_note(indiening, by=company.people[name], text="Iets.")
