"""What is kept of a plan: all of it in the full plan, in the snelle toets what is asked there, and always the same way."""

from datetime import date
from decimal import Decimal

from iza_portal.hashing import hash_of
from plans.models.transformatie import Mijlpaalbedrag, Transformatiemijlpaal, Transformatieplan
from plans.transformatie.content import content_of, places_of
from plans.transformatie.starten.starting import template_parts
from tests.queries import statements
from tests.transformatieplannen import words_of


def _fresh(plan):
    return Transformatieplan.objects.get(pk=plan.pk)


def _codes(*steps):
    return [part["code"] for part in template_parts() if part["step"] in steps]


def test_the_snelle_toets_holds_what_is_asked_there_and_nothing_of_the_full_plan(company, plan, rows):
    content = content_of(_fresh(plan))
    assert [part["code"] for part in content["parts"]] == _codes("snelle_toets")
    assert [content[table] for table in ("afspraken", "businesscase", "mijlpalen", "verklaringen")] == [[], [], [], []]
    assert content["parties"][0]["name"] == "Gemeente Ridderkerk"
    assert content["insurers"]["leaders"] == ["CZ", "VGZ"]
    assert content["insurers"]["coordinator"] == "CZ"
    assert list(places_of(content)) == ["looptijd", "partijen", *_codes("snelle_toets")]


def test_the_full_plan_holds_everything_with_its_amounts_as_strings(working_out):
    content = content_of(working_out)
    assert [part["code"] for part in content["parts"]] == _codes("snelle_toets", "beoordeling")
    assert words_of("knelpunten") in str(content["parts"][0]["body"])
    (mijlpaal,) = content["mijlpalen"]
    assert (mijlpaal["amount"], mijlpaal["bedragen"][0]["amount"]) == ("100000.50", "100000.50")
    (afspraak,) = content["afspraken"]
    assert (afspraak["start_value"], afspraak["target_value"]) == ("1200", "900.5")
    assert (afspraak["partij"], afspraak["target_on"]) == ("Gemeente Ridderkerk", "2029-12-31")
    assert content["businesscase"][0]["who"] == "de samenleving"
    assert {each["organisation"] for each in content["verklaringen"]} == {"Gemeente Ridderkerk"}
    tables = ["afspraken", "businesscaseregels", "mijlpalen", "verklaringen"]
    assert list(places_of(content)) == ["looptijd", "partijen", *_codes("snelle_toets", "beoordeling"), *tables]


def test_every_place_that_a_criterion_names_is_a_place_of_the_full_plan(company, working_out):
    places = places_of(content_of(working_out))
    for criterion in company.kader.criteria.all():
        assert {*criterion.parts} <= {*places}, criterion.code


def test_the_same_plan_has_the_same_mark_in_whatever_order_things_were_chosen(working_out):
    Transformatieplan.objects.filter(pk=working_out.pk).update(impacts=["personeel", "zorggebruik"])
    first = hash_of(content_of(_fresh(working_out)))
    Transformatieplan.objects.filter(pk=working_out.pk).update(impacts=["zorggebruik", "personeel"])
    assert hash_of(content_of(_fresh(working_out))) == first
    Transformatieplan.objects.filter(pk=working_out.pk).update(requested=Decimal("1.00"))
    assert hash_of(content_of(_fresh(working_out))) != first


def test_it_takes_as_many_questions_for_thirty_rows_as_for_one(working_out, rows):
    few = len(statements(lambda: content_of(_fresh(working_out))))
    for number in range(2, 31):
        mijlpaal = Transformatiemijlpaal.objects.create(
            plan=working_out, position=number, kind="resultaat", title=f"Mijlpaal {number}", due_on=date(2028, 1, 1)
        )
        Mijlpaalbedrag.objects.create(
            mijlpaal=mijlpaal, partij=rows.bedrag.partij, sector="ggz", costs="scholing", amount=number
        )
    assert len(content_of(_fresh(working_out))["mijlpalen"]) == 30
    assert len(statements(lambda: content_of(_fresh(working_out)))) == few
