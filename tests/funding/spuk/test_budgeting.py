"""The budget of an application: each line says its costs and revenues, and keeps to what the regeling asks."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from funding.models import MOST, Begrotingsregel
from funding.spuk import budgeting
from funding.spuk.budgeting import remove_line, set_line
from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history


def said(**changes):
    return {"activity": "Scholing", "year": 2026, "costs": 100, "revenues": 0} | changes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"activity": "  "}, "activity"),
        ({"activity": "x" * 301}, "activity"),
        ({"year": 2024}, "year"),
        ({"year": 2029}, "year"),
        ({"costs": 0}, "costs"),
        ({"costs": -1}, "costs"),
        ({"costs": MOST + 1}, "costs"),
        ({"revenues": None}, "revenues"),
        ({"revenues": -1}, "revenues"),
        ({"revenues": 101}, "revenues"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(begun, changes, field):
    before = Begrotingsregel.objects.count()
    with pytest.raises(ValidationError) as refused:
        set_line(begun.aanvraag, by=begun.ambtenaar, bedrag=begun.first, **said(**changes))
    assert set(refused.value.message_dict) == {field}
    assert Begrotingsregel.objects.count() == before


def test_a_line_is_added_after_the_others_and_the_trail_says_what_it_was(begun):
    row = set_line(begun.aanvraag, by=begun.ambtenaar, bedrag=begun.first, **said(activity=" Scholing\n van teams "))
    assert (row.activity, row.position, row.version) == ("Scholing van teams", 3, 1)
    set_line(begun.aanvraag, by=begun.ambtenaar, regel=row, version=1, **said(costs=MOST, revenues=MOST))
    event = history(begun.aanvraag).first()
    assert (event.before["kosten in centen"], event.after["kosten in centen"]) == (100, MOST)
    begun.aanvraag.refresh_from_db()
    assert begun.aanvraag.version == 3


def test_only_who_keeps_the_application_writes_its_budget(complete):
    regel = Begrotingsregel.objects.get(bedrag=complete.theirs)
    for who in ["ambtenaar_barendrecht", "bestuurder", "zorgaanbieder"]:
        by = getattr(complete, who)
        with pytest.raises(PermissionDenied):
            set_line(complete.aanvraag, by=by, regel=regel, version=1, **said())
        with pytest.raises(PermissionDenied):
            remove_line(complete.aanvraag, by=by, regel=regel, version=1)


def test_an_amount_of_no_municipality_of_the_application_gets_no_line(begun):
    for bedrag in [begun.theirs, begun.provided, None]:
        with pytest.raises(ValidationError, match="geen gemeente"):
            set_line(begun.aanvraag, by=begun.ambtenaar, bedrag=bedrag, **said())


def test_a_line_that_a_colleague_changed_or_took_away_is_not_written_over(begun):
    regel = Begrotingsregel.objects.get(bedrag=begun.first)
    with pytest.raises(OutdatedVersion):
        set_line(begun.aanvraag, by=begun.ambtenaar, regel=regel, version=None, **said())
    remove_line(begun.aanvraag, by=begun.kassier_ridderkerk, regel=regel, version=1)
    with pytest.raises(ValidationError, match="haalde deze regel weg"):
        set_line(begun.aanvraag, by=begun.ambtenaar, regel=regel, version=1, **said())
    remove_line(begun.aanvraag, by=begun.ambtenaar, regel=regel, version=1)


def test_an_amount_has_a_hundred_lines_at_most(begun, monkeypatch):
    monkeypatch.setattr(budgeting, "MOST_LINES", 2)
    set_line(begun.aanvraag, by=begun.ambtenaar, bedrag=begun.first, **said())
    with pytest.raises(ValidationError, match="ten hoogste 2"):
        set_line(begun.aanvraag, by=begun.ambtenaar, bedrag=begun.first, **said())


@pytest.mark.parametrize(
    "wrong", [{"costs": 0}, {"costs": MOST + 1}, {"revenues": 100_011}, {"revenues": -1}, {"activity": ""}]
)
def test_the_database_takes_no_line_that_is_no_money(begun, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Begrotingsregel.objects.filter(bedrag=begun.first).update(**wrong)
