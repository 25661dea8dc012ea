"""What stands in the letter before anybody typed is what the plan says, and nothing else."""

from datetime import date

from django.utils import timezone

from iza_portal.page.templatetags.page import long_date
from plans.adoption import move
from plans.models import Besluit, Orgaan, Regioplan, Status
from plans.raadsbrief.composing import CONCEPT, DEMONSTRATION, compose
from plans.raadsbrief.facts import facts_of, mijlpalen_table, money_table, opgaven_table
from plans.raadsbrief.forms import LetterForm
from plans.raadsbrief.prefilling import prefilled
from plans.raadsbrief.purpose import Purpose
from plans.vaststelling.recording import record_besluit
from tests.factories import RegioplanFactory
from tests.plans.opgaven.filling import filled
from tests.queries import statements


def agreed(cast) -> Regioplan:
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(cast.plan, by=cast.regiocoordinator, source=source, target=target)
    return Regioplan.objects.select_related("region").get(pk=cast.plan.pk)


def besluit_of(plan, organisation) -> Besluit:
    return Besluit.objects.select_related("versie__plan").get(versie__plan=plan, organisation=organisation)


def test_the_part_of_the_municipality_is_told_per_opgave(plan, ridderkerk):
    facts = facts_of(plan, ridderkerk)
    assert opgaven_table(facts, facts.opgaven).rows == (
        ("Gezond ouder worden", "Gemeente Ridderkerk", "trekker, financier", "Valcursussen"),
        ("Acute zorg dichtbij", "CZ", "geen eigen aandeel", "–"),
    )
    assert mijlpalen_table(facts, facts.opgaven).rows == (("Eerste cursus", "Q3 2028", "tien", "Gezond ouder worden"),)
    assert "Onze gemeente is trekker van 1 en financier van 1." in prefilled(facts)["core"]


def test_a_municipality_without_a_part_is_told_so(plan, cast):
    facts = facts_of(plan, cast.ambtenaar_2.hat)
    assert "geen aandeel als trekker, betrokkene of financier" in prefilled(facts)["core"]
    assert mijlpalen_table(facts, facts.opgaven) is None


def test_money_is_only_what_the_plan_says(plan, cast, ridderkerk):
    facts = facts_of(plan, ridderkerk)
    money = prefilled(facts)["money"]
    assert "2027 tot en met 2028 in totaal €\xa01.250.000." in money
    assert "Bij €\xa0250.000 daarvan staat onze gemeente als financier." in money
    assert [row[-1] for row in money_table(facts, facts.opgaven).rows] == ["€\xa0250.000", "€\xa01.000.000"]
    without = facts_of(RegioplanFactory(region=cast.region, edition=2027), ridderkerk)
    assert prefilled(without)["money"] == "In het plan staat nog geen geld bij de opgaven."
    assert money_table(without, without.opgaven) is None


def test_the_stand_of_the_plan_and_of_the_own_college_is_told(cast, plan, ridderkerk, time_machine):
    time_machine.move_to(date(2026, 11, 26), tick=False)
    assert "Het is nu een concept." in prefilled(facts_of(plan, ridderkerk))["core"]
    plan = agreed(cast)
    facts = facts_of(plan, ridderkerk)
    assert "Ons college besluit nog over het plan." in prefilled(facts)["core"]
    Besluit.objects.update(due_on=date(2027, 2, 1), agenda_on=date(2027, 1, 12))
    steps = prefilled(facts_of(plan, ridderkerk))["next_steps"]
    assert steps.split("\n") == [
        "- Ons college bespreekt het plan op 12 januari 2027.",
        "- Ons college besluit uiterlijk op 1 februari 2027.",
        "- Derde kwartaal van 2028: Eerste cursus.",
    ]
    record_besluit(
        besluit_of(plan, ridderkerk), by=cast.ambtenaar, version=1, target="met_opmerking", on=date(2026, 11, 24),
        number="2026-14", remark="Let op de kosten.",
    )  # fmt: skip
    core = prefilled(facts_of(plan, ridderkerk))["core"]
    assert "op 24 november 2026 vastgesteld (besluit 2026-14). Het college merkte daarbij op: Let op de kosten." in core
    assert "1 van 2 colleges heeft vastgesteld" in core


def test_the_day_of_the_agreement_is_not_told_where_a_college_decided_before_the_plan_was_kept(cast, plan, ridderkerk):
    plan = agreed(cast)
    told = f"ging op {long_date(timezone.localdate())} akkoord"
    assert told in prefilled(facts_of(plan, ridderkerk))["core"]
    record_besluit(
        besluit_of(plan, ridderkerk), by=cast.ambtenaar, version=1, target="vastgesteld", on=date(2025, 12, 1)
    )
    assert "ZHE-BAR ging akkoord met" in prefilled(facts_of(plan, ridderkerk))["core"]
    assert prefilled(facts_of(plan, ridderkerk))["attachments"].endswith("waarmee de regiotafel akkoord ging")


def test_a_council_that_decides_itself_is_asked_to(cast, plan, ridderkerk):
    plan = agreed(cast)
    Besluit.objects.create(
        versie=plan.vaststellingsversies.get(), organisation=ridderkerk, orgaan=Orgaan.RAAD, is_required=True
    )
    first = prefilled(facts_of(plan, ridderkerk))
    assert (first["purpose"], first["ask"]) == (
        Purpose.BESLUIT, "Wij vragen u het regioplan “Regioplan ZHE-BAR 2026” vast te stellen.",
    )  # fmt: skip


def test_a_published_plan_is_led_to_at_its_address(cast, plan, ridderkerk):
    plan = agreed(cast)
    plan = move(plan, by=cast.regiocoordinator, source="akkoord_tafel", target="gepubliceerd")
    attached = prefilled(facts_of(plan, ridderkerk))["attachments"]
    assert "http" in attached
    assert attached.endswith("/regio/zhe-bar/regioplan/2026/")


def _letter(plan, ridderkerk, **changed):
    facts = facts_of(plan, ridderkerk)
    form = LetterForm(prefilled(facts) | changed, facts=facts)
    assert form.is_valid(), form.errors
    return compose(facts, form.cleaned_data)


def test_a_concept_and_a_demonstration_say_so_and_a_frozen_plan_gives_its_mark(cast, plan, ridderkerk):
    plan.is_demonstration = True
    plan.save()
    assert _letter(plan, ridderkerk).remarks == (DEMONSTRATION, CONCEPT)
    plan = agreed(cast)
    letter = _letter(plan, ridderkerk)
    assert letter.remarks == (DEMONSTRATION,)
    assert plan.vaststellingsversies.get().content_hash in letter.origin


def test_parts_without_words_and_opgaven_that_are_not_chosen_are_left_out(plan, ridderkerk):
    chosen = [str(plan.opgaven.get(title="Acute zorg dichtbij").key)]
    letter = _letter(plan, ridderkerk, opgaven=chosen, reason="", attachments="", money="", ask="")
    assert [part.title for part in letter.parts] == [
        "Kernboodschap", "De opgaven en wat onze gemeente daarin doet", "Vervolg en termijnen",
    ]  # fmt: skip
    tables = [block for part in letter.parts for block in part.blocks if block.kind == "table"]
    assert [row[0] for table in tables for row in table.rows] == ["Acute zorg dichtbij"]


def test_reading_takes_as_many_queries_with_thirty_opgaven(cast, plan, ridderkerk):
    prefilled(facts_of(plan, ridderkerk))
    few = statements(lambda: prefilled(facts_of(plan, ridderkerk)))
    filled(plan, 28)
    many = statements(lambda: prefilled(facts_of(plan, ridderkerk)))
    assert (len(many), Status(plan.status)) == (len(few), Status.CONCEPT)
