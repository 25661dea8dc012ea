"""The zelftoets of the full plan: a whole one lacks nothing, and a plan that breaks one rule hears of that rule alone."""

from datetime import date
from decimal import Decimal

import pytest

from plans.models.transformatie import Kader, Mijlpaalbedrag, Transformatiepartij, Transformatieplan
from plans.transformatie.workflow import Planstand, Stap
from plans.transformatie.zelftoets.checking import check, obstacles
from plans.transformatie.zelftoets.findings import Verdict
from tests.factories import (
    BusinesscaseregelFactory,
    IndieningFactory,
    MijlpaalbedragFactory,
    TransformatieafspraakFactory,
    TransformatiemijlpaalFactory,
    TransformatiepartijFactory,
    TransformatieplanFactory,
)

STEP = Stap.BEOORDELING


def found(plan, code):
    """Answer what is found of one criterion."""
    return next(finding for finding in check(plan, STEP) if finding.criterion.code == code)


def of(plan):
    """Answer the plan as it is in the database now."""
    return Transformatieplan.objects.get(pk=plan.pk)


def with_fields(plan, **fields):
    Transformatieplan.objects.filter(pk=plan.pk).update(**fields)
    return of(plan)


def test_a_whole_plan_is_held_up_by_nothing(full):
    assert obstacles(full, STEP) == []
    verdicts = {finding.criterion.code: finding.verdict for finding in check(full, STEP)}
    assert {code for code, verdict in verdicts.items() if verdict == Verdict.VOLDAAN} == {
        "B-1", "B-2", "B-3", "B-3a", "B-3b", "B-3c", "B-3d", "B-4", "B-5", "B-7",
        "TM-1", "TM-2", "TM-3", "TM-4", "TM-5", "TM-6",
    }  # fmt: skip
    situations = {"B-6", "B-S1", "B-S2", "B-S3", "B-S4", "B-S5"}
    assert {code for code, verdict in verdicts.items() if verdict == Verdict.NVT} == situations
    assert {code for code, verdict in verdicts.items() if verdict == Verdict.INFORMATIE} == {"B-8", "B-9"}


def test_a_plan_that_asks_no_money_is_not_asked_about_it(full):
    Mijlpaalbedrag.objects.all().delete()
    full.verklaringen.all().delete()
    plan = with_fields(full, requested=None)
    assert not any(finding.criterion.code.startswith("TM") for finding in check(plan, STEP))
    assert obstacles(plan, STEP) == []


# --- What is agreed, and what comes of it ---


def test_without_an_agreement_there_is_no_plan(full):
    full.mijlpalen.update(afspraak=None)
    full.afspraken.all().delete()
    assert obstacles(full, STEP) == ["B-1: Voeg ten minste één afspraak toe."]


def test_every_agreement_is_smart_and_the_one_that_is_not_is_named(full):
    TransformatieafspraakFactory(plan=full, title="Minder opnames", target_value=None)
    (said,) = obstacles(full, STEP)
    assert said.startswith("B-1: De afspraak “Minder opnames” is nog niet SMART. “Minder” zegt niet hoeveel.")
    assert "Vul in waar u wilt uitkomen: de streefwaarde." in said
    assert said.endswith("Kies welke partij verantwoordelijk is.")
    (lack,) = found(full, "B-1").missing
    afspraak = full.afspraken.get(title="Minder opnames")
    assert lack.place.url == f"/transformatieplannen/{full.pk}/afspraken/#afspraak-{afspraak.pk}"


def test_without_milestones_nobody_knows_what_is_when(full):
    full.mijlpalen.all().delete()
    plan = with_fields(full, requested=None)
    assert obstacles(plan, STEP) == ["B-1: Voeg mijlpalen toe: wat is wanneer klaar?"]


@pytest.mark.parametrize(("kind", "said"), [("kosten", "kosten"), ("baten", "baten")])
def test_a_business_case_has_costs_and_benefits(full, kind, said):
    full.businesscase.filter(kind=kind).delete()
    assert obstacles(full, STEP) == [f"B-2: Vul per jaar de {said} in."]


def test_of_every_line_it_is_known_who_pays_or_gains(full):
    for each in range(7):
        BusinesscaseregelFactory(plan=full, title=f"Post {each}", kind="baten", who=" ")
    (said,) = obstacles(full, STEP)
    assert said.startswith("B-2: Zeg wie betaalt of profiteert bij “Post 0”, “Post 1”")
    assert said.endswith("en nog 2.")


def test_a_business_case_that_costs_more_than_it_yields_is_told_and_may_go_on(full):
    BusinesscaseregelFactory(plan=full, amount=Decimal(9000))
    finding = found(full, "B-2")
    assert finding.verdict == Verdict.ZELF
    assert finding.told == "Het saldo van baten en kosten is −€\N{NO-BREAK SPACE}5.000."
    assert obstacles(full, STEP) == []


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("B-1", "realisatie"),
        ("B-2", "businesscase"),
        ("B-3a", "impact_patienten"),
        ("B-3b", "impact_aanbieders"),
        ("B-3c", "impact_keten"),
        ("B-3d", "impact_context"),
        ("B-4", "implementatie"),
    ],
)
def test_a_text_that_is_empty_is_named_once(full, write, code, part):
    write(full, part, "")
    (said,) = obstacles(full, STEP)
    assert said.startswith(f"{code}: “")
    assert found(full, code).verdict == Verdict.NIET_VOLDAAN


def test_who_submits_has_bound_its_board_and_a_hospital_its_specialists_too(full, company):
    hospital = Transformatiepartij.objects.filter(plan=full, organisation=company.provider)
    hospital.update(commitment="ambtelijk")
    assert obstacles(full, STEP) == [f"B-4: Het bestuur van {company.provider} heeft zich nog niet verbonden."]
    hospital.update(commitment="getekend", has_msb=True, msb_commitment="ambtelijk")
    said = f"B-4: Het medisch specialistisch bedrijf van {company.provider} heeft zich nog niet verbonden."
    assert obstacles(full, STEP) == [said]
    hospital.update(msb_commitment="bestuurlijk")
    assert obstacles(full, STEP) == []


def test_who_is_only_involved_need_not_be_bound(full):
    full.partijen.filter(part="betrokken").update(commitment="geen")
    assert obstacles(full, STEP) == []


def test_competition_is_written_about_or_declared(full, write, company):
    write(full, "mededinging", "")
    said = "B-7: Beschrijf de toets aan de regels voor mededinging, of verklaar dat die is gedaan."
    assert obstacles(full, STEP) == [said]
    full.verklaringen.create(
        kind="mededinging", by=company.ambtenaar, acting_for=company.ridderkerk, at="2026-11-26T12:00:00Z"
    )
    assert obstacles(full, STEP) == []


def test_a_situation_counts_once_something_is_written_of_it(full, write):
    write(full, "duurzaamheid", "Er rijden minder auto’s.")
    assert found(full, "B-6").verdict == Verdict.VOLDAAN


# --- The term ---


@pytest.mark.parametrize("missing", ["starts_on", "ends_on"])
def test_the_term_is_filled_in(full, missing):
    plan = with_fields(full, **{missing: None})
    assert obstacles(plan, STEP) == ["TM-6: Vul in wanneer het plan begint en eindigt."]
    assert found(plan, "B-5").verdict == Verdict.NIET_VOLDAAN


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_within"),
    [
        (date(2027, 1, 1), date(2031, 12, 31), True),
        (date(2027, 1, 1), date(2032, 1, 1), True),
        (date(2027, 1, 1), date(2032, 1, 2), False),
        (date(2028, 2, 29), date(2033, 2, 28), True),
        (date(2028, 2, 29), date(2033, 3, 1), False),
    ],
)
def test_a_plan_ends_within_five_years(full, starts_on, ends_on, is_within):
    full.mijlpalen.update(due_on=date(2028, 6, 30))
    plan = with_fields(full, starts_on=starts_on, ends_on=ends_on)
    assert (obstacles(plan, STEP) == []) == is_within


def test_how_long_a_plan_may_take_is_what_the_framework_says(full, company):
    Kader.objects.filter(pk=company.kader.pk).update(years_at_most=3)
    said = obstacles(of(full), STEP)
    assert [each for each in said if "duurt langer dan 3 jaar" in each]


def test_an_agreement_is_reached_within_five_years(full):
    full.afspraken.update(target_on=date(2032, 1, 2))
    (said,) = obstacles(full, STEP)
    assert said.startswith("B-5: De afspraak “Wachttijd")


@pytest.mark.parametrize("due_on", [date(2026, 12, 31), date(2032, 1, 1)])
def test_a_milestone_lies_within_the_plan(full, due_on):
    first = full.mijlpalen.first()
    full.mijlpalen.filter(pk=first.pk).update(due_on=due_on)
    (said,) = obstacles(full, STEP)
    assert f"De mijlpaal “{first}” is te halen op" in said


# --- The money ---


@pytest.mark.parametrize("requested", ["3000.49", "3000.51", "1.00", "999999999999.99"])
def test_what_is_asked_is_the_sum_of_the_amounts_to_the_cent(full, requested):
    plan = with_fields(full, requested=Decimal(requested))
    (said,) = obstacles(plan, STEP)
    assert said.startswith("TM-4: U vraagt €")
    assert "samen €\N{NO-BREAK SPACE}3.000,50." in said


def test_amounts_without_anything_asked_are_seen(full):
    plan = with_fields(full, requested=None)
    (said,) = obstacles(plan, STEP)
    assert said.startswith("TM-4: Bij de mijlpalen staat €\N{NO-BREAK SPACE}3.000,50, en u vraagt nog geen geld.")


def test_money_without_amounts_is_asked_to_be_divided(full):
    Mijlpaalbedrag.objects.all().delete()
    assert [sentence[:5] for sentence in obstacles(full, STEP)] == ["TM-3:", "TM-4:"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [("noodzakelijk", "TM-1"), ("geen_reguliere_zorg", "TM-2"), ("niet_structureel", "TM-2"), ("niet_dubbel", "TM-5")],
)
def test_what_cannot_be_computed_is_declared(full, kind, code):
    full.verklaringen.filter(kind=kind).delete()
    (said,) = obstacles(full, STEP)
    assert said.startswith(f"{code}: Verklaar: ")
    assert found(full, code).missing[0].place.url.endswith("/mijlpalen/#verklaringen")


def test_who_asks_money_says_why(full, write):
    write(full, "middelen", " ")
    assert obstacles(full, STEP) == ["TM-1: U vraagt geld, en “Waarom dit geld nodig is” is nog leeg."]


def _structural(plan):
    bedrag = Mijlpaalbedrag.objects.filter(mijlpaal__plan=plan).first()
    Mijlpaalbedrag.objects.filter(pk=bedrag.pk).update(costs="sociaal_structureel", sector="sociaal_domein")


def test_structural_costs_in_the_social_domain_are_covered_only_where_the_framework_covers_them(full, company):
    _structural(full)
    assert obstacles(full, STEP) == []
    Kader.objects.filter(pk=company.kader.pk).update(covers_structural_social=False)
    (said,) = obstacles(of(full), STEP)
    assert said.startswith("TM-2: Bij de mijlpaal “Team")
    assert said.endswith("betaalt geen structurele kosten, ook niet tijdelijk.")


def test_an_amount_for_a_party_of_another_plan_is_seen_whatever_way_it_came(full):
    other = TransformatiepartijFactory(plan=TransformatieplanFactory())
    bedrag = Mijlpaalbedrag.objects.filter(mijlpaal__plan=full).first()
    Mijlpaalbedrag.objects.filter(pk=bedrag.pk).update(partij=other)
    (said,) = obstacles(full, STEP)
    assert said == f"TM-4: Bij de mijlpaal “{bedrag.mijlpaal}” staat een bedrag voor wie geen partij is van dit plan."


def test_a_milestone_without_amount_proof_or_who_delivers_it_is_named_and_holds_nothing_up(full):
    full.mijlpalen.update(evidence="", partij=None)
    TransformatiemijlpaalFactory(plan=full, title="Evaluatie")
    said = [lack.words for lack in found(full, "TM-3").missing]
    assert len(said) == 3
    assert said[0] == "Nog geen bedrag staat er bij “Evaluatie”."
    assert obstacles(full, STEP) == []


def test_the_amounts_per_year_are_shown_for_what_is_not_used_lapses(full):
    said = found(full, "TM-6").told
    assert said.startswith("Per jaar: 2028 €\N{NO-BREAK SPACE}1.000,25, 2029 €\N{NO-BREAK SPACE}2.000,25.")
    assert said.endswith("vervalt.")


# --- Which framework, and how much it takes ---


def test_a_plan_that_is_judged_is_checked_by_the_framework_that_it_came_in_under(full, company, put_in_state):
    old = company.kaders["bk-2023"]
    IndieningFactory(plan=full, step=STEP, kader=old)
    plan = put_in_state(full, Planstand.BEOORDELING)
    assert found(plan, "B-1").criterion.kader == old
    assert found(put_in_state(full, Planstand.AANPASSEN), "B-1").criterion.kader == company.kader


def test_a_plan_of_hundreds_of_rows_takes_no_more_queries(full, django_assert_num_queries):
    with django_assert_num_queries(11):
        check(of(full), STEP)
    party = full.partijen.first()
    for _ in range(30):
        TransformatieafspraakFactory(plan=full, partij=party)
        BusinesscaseregelFactory(plan=full)
        mijlpaal = TransformatiemijlpaalFactory(plan=full, partij=party)
        MijlpaalbedragFactory(mijlpaal=mijlpaal, partij=party)
    with django_assert_num_queries(11):
        check(of(full), STEP)
