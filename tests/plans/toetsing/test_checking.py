"""The check of a plan: what is computed from its opgaven and text, what is answered, and what it holds back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from plans.adoption import move
from plans.models import PlanAnswer, Regioplan, Section, Status
from plans.opgaven import editing
from plans.opgaven.rows import ACTIE, DEKKING, DOEL, MIJLPAAL, PARTIJ
from plans.publicatie.reading import public_url
from plans.toetsing.checking import answer_criterion, check, obstacle_to_submit
from plans.toetsing.regioplan import RULES
from regions.checking import Verdict
from regions.models import Criterion, CriterionOf
from tests.criteria import criteria_of
from tests.factories import SectionFactory
from tests.plans.opgaven.filling import filled
from tests.queries import queries_of

YES, NO, UNKNOWN = Verdict.VOLDOET, Verdict.VOLDOET_NIET, Verdict.ONBEKEND


@pytest.fixture
def criteria(db):
    return criteria_of(CriterionOf.REGIOPLAN)


@pytest.fixture
def plan(cast, criteria):
    return cast.plan


def found(plan) -> dict:
    return {result.criterion.code: result.found.verdict for result in check(plan)}


@pytest.fixture
def whole(cast, plan):
    """A plan of which the portal finds all that it can know in order."""
    opgave = editing.add_opgave(plan, by=cast.ambtenaar, title="Thuis", scale="regionaal", cijfers=[cast.indicator])
    editing.add_row(opgave, PARTIJ, by=cast.ambtenaar, organisation=cast.ambtenaar.hat, part="trekker")
    goal = {"measure": "x", "unit": "%", "start_value": 5, "start_on": date(2025, 12, 31), "target_value": 14}
    editing.add_row(opgave, DOEL, by=cast.ambtenaar, title="14%", target_on=date(2028, 12, 31), **goal)
    own = {"by": cast.ambtenaar, "organisation": cast.ambtenaar.hat}
    actie = editing.add_row(opgave, ACTIE, title="Cursussen", **own)
    editing.add_row(actie, MIJLPAAL, quarter=date(2027, 1, 1), activity="Eerste cursus", **own)
    for position, title in enumerate(("Samenwerking en mandaat", "Preventie"), start=2):
        SectionFactory(plan=plan, position=position, title=title, plain_text="Er staat iets.")
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    return plan


def test_every_criterion_of_the_reference_data_has_its_rule(criteria):
    assert criteria.keys() == RULES.keys()
    assert len(criteria) == 14


def test_an_empty_plan_has_nothing_in_order_that_it_takes(plan):
    verdicts = found(plan)
    assert [code for code, verdict in verdicts.items() if verdict == NO] == [
        "RP-1", "RP-2", "RP-3", "RP-4", "RP-5", "RP-7", "RP-8", "RP-10",
    ]  # fmt: skip
    assert [code for code, verdict in verdicts.items() if verdict == YES] == ["RP-11", "RP-14"]


def test_what_stands_in_the_plan_is_found(whole):
    assert {code for code, verdict in found(whole).items() if verdict == YES} == {
        "RP-1", "RP-2", "RP-3", "RP-4", "RP-5", "RP-7", "RP-11", "RP-14",
    }  # fmt: skip


def test_what_is_missing_is_named(cast, whole):
    editing.add_opgave(whole, by=cast.ambtenaar, title="Nog leeg")
    why = {result.criterion.code: result.found.why for result in check(whole)}
    assert why["RP-3"] == "Nog zonder schaal: “Nog leeg”."
    assert why["RP-4"] == "Nog zonder zo’n doel: “Nog leeg”."
    filled(whole, 4)
    assert "meer dan een handvol" in {r.criterion.code: r.found.why for r in check(whole)}["RP-1"]


def changed(row, by, **fields):
    editing.change(row, by=by, version=row.version, **fields)


def results(plan) -> dict:
    return {result.criterion.code: result for result in check(Regioplan.objects.get(pk=plan.pk))}


def test_what_is_counted_in_the_opgaven_no_answer_makes_right(cast, whole, criteria):
    editing.add_opgave(whole, by=cast.ambtenaar, title="Nog leeg")
    for code in ("RP-1", "RP-5"):
        assert not results(whole)[code].as_data()["can_be_answered"]
        with pytest.raises(ValidationError, match="bepaalt het portaal zelf"):
            answer_criterion(whole, criteria[code], by=cast.ambtenaar, is_met=True, reason="Het is goed zo.")
        # Nor does one that was given before, when there was another count.
        PlanAnswer.objects.create(
            plan=whole, criterion=criteria[code], is_met=True, reason="Eerder.", by=cast.ambtenaar, at=timezone.now()
        )
        assert (results(whole)[code].verdict, results(whole)[code].blocks) == (NO, True)


def test_more_than_a_handful_can_be_motivated_when_all_trace_to_the_regiobeeld(cast, whole, criteria):
    for number in range(5):
        editing.add_opgave(whole, by=cast.ambtenaar, title=f"Opgave {number}", cijfers=[cast.indicator])
    assert results(whole)["RP-1"].verdict == NO
    answer_criterion(whole, criteria["RP-1"], by=cast.ambtenaar, is_met=True, reason="Zes, voor drie subregio’s.")
    assert results(whole)["RP-1"].verdict == YES


def test_progress_and_responsibility_are_asked_of_every_action_and_milestone(cast, whole):
    opgave = whole.opgaven.get()
    second = editing.add_row(opgave, ACTIE, by=cast.ambtenaar, title="Scholing", organisation=cast.ambtenaar.hat)
    assert (results(whole)["RP-5"].verdict, results(whole)["RP-7"].verdict) == (NO, YES)
    editing.add_row(second, MIJLPAAL, by=cast.ambtenaar, quarter=date(2027, 1, 1), activity="Eerste dagdeel")
    assert (results(whole)["RP-5"].verdict, results(whole)["RP-7"].verdict) == (YES, NO)
    for actie in list(opgave.acties.all()):
        editing.remove_row(actie, by=cast.ambtenaar)
    assert (results(whole)["RP-5"].verdict, results(whole)["RP-7"].verdict) == (NO, NO)


def test_a_word_in_a_title_is_no_governance_and_no_prevention(cast, whole, criteria):
    assert results(whole)["RP-8"].verdict == UNKNOWN
    assert "“Samenwerking en mandaat”" in results(whole)["RP-8"].found.why
    assert "“Preventie”" in results(whole)["RP-10"].found.why
    assert results(whole)["RP-10"].verdict == NO
    opgave = whole.opgaven.get()
    changed(opgave, cast.ambtenaar, ketenaanpakken=["valpreventie"])
    assert results(whole)["RP-10"].found.why.endswith("nog niet te zien: B risicogroepen, I financiën.")
    opgave.refresh_from_db()
    changed(opgave, cast.ambtenaar, doelgroepen=["kwetsbare_ouderen"])
    editing.add_row(opgave, DEKKING, by=cast.ambtenaar, stream="spuk_iza", year=2026, amount=1000)
    assert results(whole)["RP-10"].verdict == YES


def test_mandatory_criteria_hold_the_plan_back_until_they_are_met_or_answered(cast, whole):
    move(whole, by=cast.regiocoordinator, source="concept", target="ter_consultatie")
    with pytest.raises(ValidationError, match="RP-6 Commitment") as refused:
        move(whole, by=cast.regiocoordinator, source="ter_consultatie", target="akkoord_tafel")
    # What only holds later, or only warns, holds nothing back.
    assert not {"RP-11", "RP-12"} & set(refused.value.messages[0].split())
    for result in check(Regioplan.objects.get(pk=whole.pk)):
        if result.blocks:
            answer_criterion(whole, result.criterion, by=cast.ambtenaar, is_met=True, reason="Staat in hoofdstuk 4.")
    assert obstacle_to_submit(whole) == ""
    plan = move(whole, by=cast.regiocoordinator, source="ter_consultatie", target="akkoord_tafel")
    assert plan.status == Status.AKKOORD_TAFEL


def test_an_answer_takes_a_reason_and_counts_only_where_the_portal_cannot_know(cast, plan, criteria):
    with pytest.raises(ValidationError):
        answer_criterion(plan, criteria["RP-6"], by=cast.ambtenaar, is_met=True, reason=" ")
    with pytest.raises(ValidationError, match="bepaalt het portaal zelf"):
        answer_criterion(plan, criteria["RP-4"], by=cast.ambtenaar, is_met=True, reason="Het staat er.")
    other = Criterion.objects.get(code="RB-5")
    with pytest.raises(ValidationError):
        answer_criterion(plan, other, by=cast.ambtenaar, is_met=True, reason="Het staat er.")
    answer_criterion(plan, criteria["RP-6"], by=cast.ambtenaar, is_met=False, reason="Nog niet getekend.")
    [result] = [each for each in check(plan) if each.criterion.code == "RP-6"]
    assert (result.verdict, result.blocks) == (NO, True)


@pytest.mark.parametrize("name", ["bestuurder", "zorgaanbieder", "beoordelaar_1", "andere_ambtenaar"])
def test_only_who_writes_in_the_whole_plan_answers(cast, plan, criteria, name):
    with pytest.raises(PermissionDenied):
        answer_criterion(plan, criteria["RP-6"], by=cast.people[name], is_met=True, reason="Ja.")


def test_the_page_shows_what_blocks_first_and_takes_an_answer(cast, plan, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{plan.pk}/toets/"
    page = client.get(path).content.decode()
    assert page.index("Dit moet nog in orde") < page.index("RP-6 Commitment") < page.index("In orde</h2>")
    assert client.post(path, {"criterium": "RP-6", "is_met": "ja", "reason": ""}).status_code == 422
    answer = client.post(path, {"criterium": "RP-6", "is_met": "ja", "reason": "Iedereen tekende."})
    assert answer["Location"] == f"{path}#RP-6"
    assert "Iedereen tekende." in client.get(path).content.decode()
    for code in ("RB-5", "onzin", "\x00", ""):
        assert client.post(path, {"criterium": code, "is_met": "ja", "reason": "x"}).status_code == 404
    assert sign_in(cast.bestuurder).post(path, {"criterium": "RP-6", "is_met": "ja", "reason": "x"}).status_code == 403


def test_the_page_asks_as_often_for_one_opgave_as_for_thirty(cast, plan, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{plan.pk}/toets/"
    filled(plan, 1)
    client.get(path)
    one = len(queries_of(client, path))
    filled(plan, 29)
    assert len(queries_of(client, path)) == one <= 24


def test_what_was_found_for_the_colleges_stays_and_what_holds_later_goes_on(cast, whole, criteria, sign_in, client):
    answered = criteria["RP-6"]
    for result in check(whole):
        if result.blocks and result.takes_answer:
            answer_criterion(whole, result.criterion, by=cast.ambtenaar, is_met=True, reason="Zo staat het vast.")
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(whole, by=cast.regiocoordinator, source=source, target=target)
    PlanAnswer.objects.filter(criterion=answered).update(reason="Achteraf anders.")
    Regioplan.objects.filter(pk=whole.pk).update(edition=2023)
    page = sign_in(cast.ambtenaar).get(f"/plannen/{whole.pk}/toets/").content.decode()
    assert "Zo staat het vast." in page
    assert "Achteraf anders." not in page
    assert "Het plan is nog niet gepubliceerd." in page
    move(whole, by=cast.regiocoordinator, source="akkoord_tafel", target="gepubliceerd")
    assert "Het plan is gepubliceerd." in sign_in(cast.ambtenaar).get(f"/plannen/{whole.pk}/toets/").content.decode()
    public = client.get(public_url(Regioplan.objects.select_related("region").get(pk=whole.pk)))
    assert "Zo staat het vast." not in public.content.decode()


def test_what_is_only_asked_before_publishing_is_not_said_to_hold_the_tafel_back(cast, whole, sign_in):
    Regioplan.objects.filter(pk=whole.pk).update(edition=2023)
    for result in check(Regioplan.objects.get(pk=whole.pk)):
        if result.blocks and result.takes_answer:
            answer_criterion(whole, result.criterion, by=cast.ambtenaar, is_met=True, reason="Staat in hoofdstuk 4.")
    assert obstacle_to_submit(Regioplan.objects.get(pk=whole.pk)) == ""
    page = sign_in(cast.ambtenaar).get(f"/plannen/{whole.pk}/toets/").content.decode()
    assert "Pas daarna kan de regiotafel" not in page
    assert "RP-11" in page.split("Let hierop")[0]
