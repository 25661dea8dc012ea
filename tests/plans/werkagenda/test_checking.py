"""The check of a werkagenda, WA-1 to WA-11: what is computed, what is answered, and when it is complete."""

import pytest
from django.core.exceptions import ValidationError

from plans.adoption import move
from plans.models import Dekking, Inzet, Mijlpaal, Regioplan, Section, Status
from plans.toetsing.checking import answer_criterion, check, obstacle_to_submit
from plans.toetsing.werkagenda import RULES
from plans.vaststelling.arranging import add_besluit, remove_besluit
from plans.vaststelling.rows import besluiten_of
from plans.werkagenda.choosing import leave_out, take_up
from plans.werkagenda.reading import completeness_of
from regions.checking import Verdict
from regions.models import CriterionOf, Participation, RegionRole
from tests.adopting import let_all_agree
from tests.criteria import criteria_of
from tests.factories import ParticipationFactory
from tests.plans.werkagenda.filling import fill, work_out
from tests.queries import queries_of

YES, NO, UNKNOWN = Verdict.VOLDOET, Verdict.VOLDOET_NIET, Verdict.ONBEKEND


@pytest.fixture
def criteria(db):
    return criteria_of(CriterionOf.WERKAGENDA)


@pytest.fixture
def whole(cast, criteria, agenda):
    """A werkagenda of which the portal finds all that it can know in order."""
    fill(agenda, by=cast.ambtenaar)
    return agenda


def results(plan) -> dict:
    return {result.criterion.code: result for result in check(Regioplan.objects.get(pk=plan.pk))}


def codes(plan, verdict) -> list[str]:
    return [code for code, result in results(plan).items() if result.found.verdict == verdict]


def why(plan, code) -> str:
    return results(plan)[code].found.why


def answer_all(plan, by) -> None:
    for result in results(plan).values():
        if result.blocks and result.can_be_answered:
            answer_criterion(plan, result.criterion, by=by, is_met=True, reason="Zie onderdeel 1.5.")


def agreed(plan, by):
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        plan = move(plan, by=by, source=source, target=target)
    return plan


def test_every_criterion_of_the_reference_data_has_its_rule(criteria):
    assert criteria.keys() == RULES.keys()
    assert len(criteria) == 11


def test_a_regioplan_is_checked_as_before_and_a_werkagenda_by_its_own(cast, criteria, agenda):
    assert all(code.startswith("WA-") for code in results(agenda))
    assert all(code.startswith("RP-") for code in results(cast.plan))
    with pytest.raises(ValidationError):
        answer_criterion(cast.plan, criteria["WA-7"], by=cast.ambtenaar, is_met=True, reason="Ja.")


def test_a_new_werkagenda_has_nothing_in_order_and_names_what_is_missing(agenda, criteria):
    assert codes(agenda, NO) == [f"WA-{n}" for n in (1, 2, 3, 4, 5, 6, 8, 9, 10)]
    assert codes(agenda, YES) == ["WA-11"]
    assert "“1.4 Verantwoordelijkheidsverdeling”" in why(agenda, "WA-1")
    assert "“6 Gezondheidsachterstanden: gezondheidsdoelen”" in why(agenda, "WA-2")
    assert "“3a.1 Nu Niet Zwanger: IST, SOLL, GAP”" in why(agenda, "WA-3")


def test_what_stands_in_it_is_found_and_what_people_read_is_asked(whole):
    assert codes(whole, YES) == ["WA-1", "WA-2", "WA-3", "WA-4", "WA-5", "WA-10", "WA-11"]
    assert codes(whole, UNKNOWN) == ["WA-6", "WA-7", "WA-8"]
    assert codes(whole, NO) == ["WA-9"]


def test_every_part_of_an_aanpak_counts(cast, whole):
    Section.objects.filter(plan=whole, code="4a:gap").update(plain_text="")
    assert why(whole, "WA-3").count("“") == 1
    assert "4a Ketenaanpak overgewicht en obesitas bij volwassenen: GAP" in why(whole, "WA-3")
    Section.objects.filter(plan=whole, code="4a:gap").update(plain_text="Er staat iets.")
    whole.opgaven.get(aanpak="4a").doelen.update(target_value=None)
    assert why(whole, "WA-3").startswith("Nog zonder doel dat specifiek")
    Mijlpaal.objects.filter(actie__opgave__aanpak="2b").update(result="")
    assert "“2b Sociaal verwijzen”" in why(whole, "WA-5")


def test_numbers_need_a_way_to_2030_and_money_a_word(cast, whole, criteria):
    Inzet.objects.filter(streefwaarde="valrisico").update(path={"2030": "14"})
    assert "“5a Valpreventie”" in why(whole, "WA-4")
    with pytest.raises(ValidationError, match="bepaalt het portaal zelf"):
        answer_criterion(whole, criteria["WA-4"], by=cast.ambtenaar, is_met=True, reason="Toch wel.")
    Inzet.objects.filter(streefwaarde="valrisico").update(path={"2027": "9", "2030": "14"})
    Dekking.objects.filter(opgave__aanpak="3b").delete()
    assert results(whole)["WA-4"].found.verdict == UNKNOWN
    answer_criterion(whole, criteria["WA-4"], by=cast.ambtenaar, is_met=True, reason="Zodra de regeling er is.")
    assert results(whole)["WA-4"].verdict == YES


def test_a_deviation_without_a_motive_is_named_and_no_answer_hides_it(cast, whole, criteria):
    answer_criterion(whole, criteria["WA-7"], by=cast.ambtenaar, is_met=True, reason="De regioscan staat in 1.5.")
    assert results(whole)["WA-7"].verdict == YES
    Inzet.objects.filter(streefwaarde="valrisico").update(path={"2027": "1", "2030": "3"})
    assert "“5a aandeel 65-plussers bij wie" in why(whole, "WA-7")
    assert results(whole)["WA-7"].verdict == NO
    Inzet.objects.filter(streefwaarde="valrisico").update(motive="Te weinig mensen.")
    assert results(whole)["WA-7"].verdict == YES


def test_a_mandatory_aanpak_that_is_left_out_with_a_motive_holds_nothing_back(cast, whole):
    leave_out(whole, "3b", by=cast.regiocoordinator, motive="De buurregio doet dit.")
    assert "WA-3" in codes(whole, YES)


def test_a_new_aanpak_is_worked_out_like_the_others_and_has_a_trekker(cast, whole):
    opgave = take_up(whole, "5b", by=cast.regiocoordinator)
    assert why(whole, "WA-11") == "Nog zonder trekker die de aanpak wil beproeven: “5b Dementie”."
    assert "5b Dementie: IST" in why(whole, "WA-3")
    work_out(opgave, by=cast.ambtenaar)
    assert "WA-11" in codes(whole, YES)


def test_the_tafel_agrees_only_when_all_is_there(cast, agenda, criteria):
    Section.objects.filter(plan=agenda, code="1").update(plain_text="Er staat iets.")
    move(agenda, by=cast.regiocoordinator, source="concept", target="ter_consultatie")
    with pytest.raises(ValidationError, match=r"WA-1 .*WA-3 ") as refused:
        move(agenda, by=cast.regiocoordinator, source="ter_consultatie", target="akkoord_tafel")
    assert "WA-9" not in refused.value.messages[0]


def test_it_is_complete_with_the_decision_of_every_college(cast, whole, criteria):
    answer_all(whole, cast.ambtenaar)
    assert obstacle_to_submit(whole) == ""
    plan = agreed(whole, cast.regiocoordinator)
    assert why(plan, "WA-9").startswith("Nog niet alle colleges")
    assert not completeness_of(plan).is_complete
    for besluit in besluiten_of(plan):
        with pytest.raises(ValidationError, match="elk college"):
            remove_besluit(besluit, by=cast.regiocoordinator)
    plan = let_all_agree(plan)
    assert plan.status == Status.VASTGESTELD
    assert completeness_of(plan).is_complete
    assert results(plan)["WA-9"].verdict == YES


def test_a_municipality_that_came_later_has_to_decide_as_well(cast, whole, criteria):
    answer_all(whole, cast.ambtenaar)
    plan = let_all_agree(agreed(whole, cast.regiocoordinator))
    part = ParticipationFactory(region=cast.region, role=RegionRole.DEELNEMER)
    assert completeness_of(plan).missing == [part.organisation.name]
    assert part.organisation.name in why(plan, "WA-9")
    add_besluit(plan, by=cast.regiocoordinator, organisation=part.organisation, orgaan="college", is_required=False)
    plan.refresh_from_db()
    assert completeness_of(plan).missing == []
    assert plan.status == Status.AKKOORD_TAFEL


def test_a_municipality_that_left_the_region_is_not_waited_for(cast, whole, criteria, sign_in):
    answer_all(whole, cast.ambtenaar)
    plan = agreed(whole, cast.regiocoordinator)
    client, path = sign_in(cast.regiocoordinator), f"/plannen/{plan.pk}/vaststelling/"
    assert "Haal van de lijst" not in client.get(path).text
    Participation.objects.filter(region=cast.region, organisation=cast.ambtenaar.hat).update(ended_on="2026-11-01")
    assert client.get(path).text.count("Haal van de lijst: ") == 1
    besluit = next(each for each in besluiten_of(plan) if each.organisation == cast.ambtenaar.hat)
    remove_besluit(besluit, by=cast.regiocoordinator)
    assert completeness_of(let_all_agree(plan)).is_complete


def test_the_page_of_the_check_leads_to_where_it_is_mended(cast, agenda, criteria, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{agenda.pk}/toets/"
    page = client.get(path).text
    assert "Niemand toetst de inhoud van een werkagenda landelijk" in page
    assert f'href="/plannen/{agenda.pk}/aanpakken/">Naar de aanpakken' in page
    assert client.post(path, {"criterium": "RP-6", "is_met": "ja", "reason": "x"}).status_code == 404
    assert client.post(path, {"criterium": "WA-7", "is_met": "ja", "reason": "In 1.5."}).status_code == 302


def test_the_check_asks_as_often_for_more_aanpakken(cast, agenda, criteria, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{agenda.pk}/toets/"
    client.get(path)
    few = len(queries_of(client, path))
    for code in ("3a.3", "4b", "4c", "5b", "6a"):
        take_up(agenda, code, by=cast.regiocoordinator)
    fill(agenda, by=cast.ambtenaar)
    assert len(queries_of(client, path)) <= few + 5


def test_that_no_mandatory_aanpak_is_there_is_said_so_and_can_be_explained(cast, criteria, agenda):
    for opgave in agenda.opgaven.present().filter(is_mandatory=True):
        leave_out(agenda, opgave.aanpak, by=cast.regiocoordinator, motive="De buurregio doet dit voor ons.")
    take_up(agenda, "4b", by=cast.regiocoordinator)
    assert why(agenda, "WA-4") == "Er staat geen verplichte aanpak in de werkagenda."
    answer_criterion(agenda, criteria["WA-4"], by=cast.ambtenaar, is_met=True, reason="De buurregio doet alles.")
    assert results(agenda)["WA-4"].verdict == YES
