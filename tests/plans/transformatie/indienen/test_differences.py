"""What a submission says other than the one before it: texts word by word, rows field by field, money and parties."""

from copy import deepcopy
from decimal import Decimal

import pytest
from django.utils import timezone

from iza_portal.texts.building import paragraph, text
from plans.models.transformatie import Businesscaseregel, Transformatiemijlpaal, Transformatieplan
from plans.transformatie.content import content_of
from plans.transformatie.indienen.differences import changes
from plans.transformatie.indienen.submitting import submit, take_back
from plans.transformatie.workflow import Planstand
from tests.factories import TransformatiepartijFactory
from tests.transformatieplannen import words_of, write


@pytest.fixture
def before(working_out):
    return content_of(Transformatieplan.objects.get(pk=working_out.pk))


def _now(working_out):
    return content_of(Transformatieplan.objects.get(pk=working_out.pk))


def _only(found: list[dict]) -> dict:
    (change,) = found
    return change


def test_the_same_content_says_nothing_other(before):
    assert changes(before, deepcopy(before)) == []


def test_a_comma_is_one_change_in_one_text(working_out, before):
    write(working_out, "knelpunten", words_of("knelpunten").replace(", en dat", " en dat"))
    change = _only(changes(before, _now(working_out)))
    assert (change["place"], change["state"], change["words"]) == ("knelpunten", "changed", "1 alinea gewijzigd")
    assert change["comparison"]["is_changed"]


def test_what_only_looks_other_in_the_tree_is_no_change(before):
    after = deepcopy(before)
    (part,) = [part for part in after["parts"] if part["code"] == "digitaal"]
    part["body"] = text(paragraph(""))
    assert changes(before, after) == []


def test_a_row_is_told_field_by_field_and_by_its_key(working_out, rows, before):
    rows.mijlpaal.title, rows.mijlpaal.evidence = "Wijkteams werken samen", ""
    rows.mijlpaal.save()
    change = _only(changes(before, _now(working_out)))
    assert (change["place"], change["key"], change["state"]) == ("mijlpalen", str(rows.mijlpaal.key), "changed")
    assert change["facts"] == [
        ["mijlpaal", "Wijkteams werken", "Wijkteams werken samen"],
        ["bewijs", "Een verslag van het eerste half jaar.", ""],
    ]


def test_an_amount_is_told_at_its_party_and_in_the_sum_of_its_milestone(working_out, rows, before):
    rows.bedrag.amount = Decimal(90000)
    rows.bedrag.save()
    of_milestone, of_party = changes(before, _now(working_out))
    told = ["bedrag", "€\N{NO-BREAK SPACE}100.000,50", "€\N{NO-BREAK SPACE}90.000"]
    assert of_milestone["facts"] == of_party["facts"] == [told]
    assert "bedrag voor" in of_party["name"]


def test_rows_that_came_and_went_are_told_once_each(working_out, rows, before):
    rows.baten.delete()
    Businesscaseregel.objects.create(
        plan=working_out, kind="baten", year=2029, title="Minder verzuim", amount=Decimal(5), who="werkgevers"
    )
    Transformatiemijlpaal.objects.create(
        plan=working_out, position=2, kind="resultaat", title="Minder opnames", due_on="2029-01-01"
    )
    told = [(each["place"], each["state"], each["name"]) for each in changes(before, _now(working_out))]
    assert told == [
        ("businesscaseregels", "new", "baten 2029: Minder verzuim"),
        ("businesscaseregels", "gone", "baten 2028: Minder ligdagen"),
        ("mijlpalen", "new", "Minder opnames"),
    ]


def test_a_party_that_was_put_back_is_the_same_party(working_out, before):
    party = working_out.partijen.get(part="betrokken")
    organisation = party.organisation
    party.delete()
    gone = _only(changes(before, _now(working_out)))
    assert (gone["place"], gone["state"], gone["name"]) == ("partijen", "gone", str(organisation))
    TransformatiepartijFactory(
        plan=working_out, organisation=organisation, part="betrokken", sector="publieke_gezondheid", how="Doet nu mee."
    )
    assert _only(changes(before, _now(working_out)))["facts"] == [["hoe", "", "Doet nu mee."]]


def test_what_the_plan_is_and_asks_is_told_as_facts(working_out, before):
    Transformatieplan.objects.filter(pk=working_out.pk).update(
        title="Samen thuis", requested=None, impacts=["zorggebruik", "personeel"]
    )
    change = _only(changes(before, _now(working_out)))
    assert change["place"] == "looptijd"
    assert [label for label, _, _ in change["facts"]] == ["titel", "gevraagde transformatiemiddelen", "impact op"]


def test_a_text_of_a_hundred_thousand_characters_is_compared(working_out, before):
    long = "Dit is een zin over de zorg. " * 3500
    write(working_out, "knelpunten", long)
    first = _now(working_out)
    write(working_out, "knelpunten", long.replace("zin", "regel", 1))
    change = _only(changes(first, _now(working_out)))
    assert len(long) > 100_000
    assert change["words"] == "1 alinea gewijzigd"


def test_contents_of_an_earlier_layout_are_held_against_a_later_one(before):
    found = changes({"title": "Iets anders"}, before)
    assert {change["state"] for change in found} <= {"new", "changed"}
    assert found[0]["place"] == "looptijd"


def test_the_differences_are_of_the_same_step_and_kept_with_the_submission(company, plan, rows, put_in_state):
    first = submit(plan, by=company.ambtenaar, source=Planstand.CONCEPT)
    plan = put_in_state(plan, Planstand.UITWERKEN)
    type(first).objects.filter(pk=first.pk).update(closed_at=timezone.now())
    full = submit(plan, by=company.ambtenaar, source=Planstand.UITWERKEN)
    assert full.differences is None
    take_back(plan, by=company.ambtenaar, source=Planstand.BEOORDELING, reason="Een fout.")
    write(plan, "realisatie", "Anders.")
    again = submit(plan, by=company.ambtenaar, source=Planstand.UITWERKEN)
    again.refresh_from_db()
    assert again.differences["since"]["pk"] == full.pk
    assert [change["place"] for change in again.differences["changes"]] == ["realisatie"]
