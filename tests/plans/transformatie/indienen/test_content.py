"""What is kept of a plan: all of it in the full plan, in the snelle toets what is asked there, and always the same way."""

from decimal import Decimal

from iza_portal.hashing import hash_of
from plans.models.transformatie import Transformatieplan
from plans.transformatie.content import content_of, places_of


def _fresh(plan):
    return Transformatieplan.objects.get(pk=plan.pk)


def test_the_snelle_toets_holds_what_is_asked_there_and_nothing_of_the_full_plan(company, rows):
    content = content_of(_fresh(company.transformatieplan))
    assert [part["code"] for part in content["parts"]] == ["knelpunten", "urgentie"]
    assert [content[table] for table in ("afspraken", "businesscase", "mijlpalen", "verklaringen")] == [[], [], [], []]
    assert next(party["name"] for party in content["parties"]) == "Gemeente Ridderkerk"
    assert content["insurers"]["leaders"] == ["CZ", "VGZ"]
    assert content["insurers"]["coordinator"] == "CZ"
    assert list(places_of(content)) == ["looptijd", "partijen", "knelpunten", "urgentie"]


def test_the_full_plan_holds_everything_with_its_amounts_as_strings(working_out):
    content = content_of(working_out)
    assert [part["code"] for part in content["parts"]] == ["knelpunten", "urgentie", "businesscase"]
    (mijlpaal,) = content["mijlpalen"]
    assert (mijlpaal["amount"], mijlpaal["bedragen"][0]["amount"]) == ("100000.50", "100000.50")
    (afspraak,) = content["afspraken"]
    assert (afspraak["start_value"], afspraak["target_value"]) == ("1200", "900.5")
    assert (afspraak["partij"], afspraak["target_on"]) == ("Gemeente Ridderkerk", "2029-12-31")
    assert content["businesscase"][0]["who"] == "de samenleving"
    assert content["verklaringen"][0]["organisation"] == "Gemeente Ridderkerk"
    assert list(places_of(content)) == [
        "looptijd",
        "partijen",
        "knelpunten",
        "urgentie",
        "businesscase",
        "afspraken",
        "businesscaseregels",
        "mijlpalen",
        "verklaringen",
    ]


def test_the_same_plan_has_the_same_mark_in_whatever_order_things_were_chosen(company, working_out):
    Transformatieplan.objects.filter(pk=working_out.pk).update(impacts=["personeel", "zorggebruik"])
    first = hash_of(content_of(_fresh(working_out)))
    Transformatieplan.objects.filter(pk=working_out.pk).update(impacts=["zorggebruik", "personeel"])
    assert hash_of(content_of(_fresh(working_out))) == first
    Transformatieplan.objects.filter(pk=working_out.pk).update(requested=Decimal("1.00"))
    assert hash_of(content_of(_fresh(working_out))) != first
