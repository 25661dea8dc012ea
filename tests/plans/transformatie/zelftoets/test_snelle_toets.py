"""The zelftoets of the snelle toets: a whole one lacks nothing, and whatever is broken is named with the way there."""

import pytest

from plans.models.transformatie import Transformatiepartij
from plans.transformatie.workflow import Stap
from plans.transformatie.zelftoets.checking import check, obstacles
from plans.transformatie.zelftoets.findings import Verdict
from tests.factories import TransformatiepartijFactory

STEP = Stap.SNELLE_TOETS


def found(plan, code, step=STEP):
    """Answer what is found of one criterion."""
    return next(finding for finding in check(plan, step) if finding.criterion.code == code)


def words(finding):
    return [lack.words for lack in finding.missing]


def test_a_whole_snelle_toets_is_held_up_by_nothing(whole):
    assert obstacles(whole, STEP) == []
    verdicts = {finding.criterion.code: finding.verdict for finding in check(whole, STEP)}
    assert {code for code, verdict in verdicts.items() if verdict == Verdict.VOLDAAN} == {
        "ST-0", "ST-1", "ST-1a", "ST-2", "ST-3", "ST-4", "ST-5", "ST-6",
    }  # fmt: skip
    assert {code for code, verdict in verdicts.items() if verdict == Verdict.NVT} == {"ST-1b", "ST-1c", "ST-1d"}
    assert verdicts["ST-8"] == Verdict.INFORMATIE
    assert "ST-7" not in verdicts


def test_a_plan_that_was_only_just_begun_names_everything(whole):
    whole.impacts = whole.relations = []
    whole.onderdelen.update(plain_text="")
    said = [sentence.split(":")[0] for sentence in obstacles(whole, STEP)]
    assert said == ["ST-1", "ST-2", "ST-2", "ST-3", "ST-4", "ST-5", "ST-6"]


@pytest.mark.parametrize(
    ("code", "part", "title"),
    [
        ("ST-2", "relatie", "Aansluiting op regioplan, ROAZ-plan of visie eerstelijn"),
        ("ST-3", "urgentie", "Gedeelde urgentie"),
        ("ST-4", "gelijkgerichtheid", "Waarom gelijkgerichtheid nodig is"),
        ("ST-5", "knelpunten", "Welke knelpunten het plan oplost"),
        ("ST-6", "langetermijn", "Effect op lange termijn en passende zorg"),
    ],
)
@pytest.mark.parametrize("nothing", ["", "  \n ", "–", "..."])
def test_a_text_that_the_format_asks_has_to_be_there(whole, write, code, part, title, nothing):
    write(whole, part, nothing)
    assert obstacles(whole, STEP) == [f"{code}: “{title}” is nog leeg."]
    (lack,) = found(whole, code).missing
    assert lack.place.url.endswith(f"/schrijven/{part}/")


def test_one_word_is_a_text_for_length_says_nothing_of_quality(whole, write):
    write(whole, "knelpunten", "Wachttijd")
    assert obstacles(whole, STEP) == []


def test_without_an_impact_there_is_no_snelle_toets(whole):
    whole.impacts = []
    assert obstacles(whole, STEP) == ["ST-1: Kruis ten minste één van de vier soorten impact aan."]
    assert found(whole, "ST-1a").verdict == Verdict.ZELF  # Its text stands there, and nobody ticked it.


def test_every_impact_that_is_ticked_is_substantiated(whole):
    whole.impacts = ["zorggebruik", "personeel"]
    said = "Onderbouw de impact op inzet van personeel: die is aangekruist, maar de tekst is nog leeg."
    assert obstacles(whole, STEP) == [f"ST-1: {said}"]
    assert found(whole, "ST-1a").verdict == Verdict.VOLDAAN
    assert found(whole, "ST-1c").verdict == Verdict.NIET_VOLDAAN
    assert words(found(whole, "ST-1c")) == [said]


def test_a_relation_is_chosen_or_it_is_said_why_there_is_none(whole, write):
    whole.relations = []
    assert [sentence[:40] for sentence in obstacles(whole, STEP)] == ["ST-2: Kies met welk plan of welke visie "]
    whole.relations = ["geen"]
    assert obstacles(whole, STEP) == []
    write(whole, "relatie", "")
    assert len(obstacles(whole, STEP)) == 1
    write(whole, "relatie", "Er is er geen.")
    whole.relations = ["geen", "roaz_plan"]
    assert obstacles(whole, STEP) == ["ST-2: U koos een plan en ook “geen van deze”. Kies een van beide."]


def test_the_regioplan_that_is_meant_is_asked_but_holds_nothing_up(whole):
    whole.relations = ["regioplan"]
    assert found(whole, "ST-2").verdict == Verdict.ZELF
    assert obstacles(whole, STEP) == []


def test_everybody_who_submits_shares_the_urgency(whole, company):
    Transformatiepartij.objects.filter(plan=whole, organisation=company.provider).update(carries_urgency=False)
    said = f"{company.provider} dient het plan mee in, maar deelt de urgentie nog niet."
    assert obstacles(whole, STEP) == [f"ST-3: {said}"]
    whole.partijen.update(carries_urgency=False)
    assert obstacles(whole, STEP) == ["ST-3: Geef aan welke partijen de urgentie delen. Nu deelt geen partij die."]


def test_who_is_hit_and_not_involved_is_named_and_how_they_are_hit_is_asked(whole):
    hit = TransformatiepartijFactory(
        plan=whole, organisation=None, name="Huisartsen", part="geraakt", how="Krijgen meer vragen."
    )
    finding = found(whole, "ST-3")
    assert finding.verdict == Verdict.ZELF
    assert "Huisartsen wordt geraakt en is niet betrokken." in words(finding)[0]
    assert obstacles(whole, STEP) == []
    Transformatiepartij.objects.filter(pk=hit.pk).update(how=" ")
    assert obstacles(whole, STEP) == ["ST-3: Schrijf op hoe Huisartsen wordt geraakt."]


def test_that_patients_take_part_is_asked_where_it_cannot_be_seen(whole):
    whole.partijen.filter(organisation__kind="burgers").delete()
    assert found(whole, "ST-3").verdict == Verdict.ZELF
    assert "patiënten" in found(whole, "ST-3").ask


def test_contact_with_the_insurer_is_good_and_holds_nothing_up(whole):
    whole.has_contacted_insurer = False
    assert found(whole, "ST-0").verdict == Verdict.NIET_VOLDAAN
    assert obstacles(whole, STEP) == []


def test_a_criterion_that_a_later_framework_adds_needs_no_code(whole, write, company):
    template = company.kader.criteria.get(code="ST-5")
    template.pk, template.code, template.position, template.parts = None, "ST-9", 99, ["duurzaamheid"]
    template.save()
    whole.onderdelen.filter(code="duurzaamheid").update(is_mandatory=True)
    assert obstacles(whole, STEP) == ["ST-9: “Duurzaamheid” is nog leeg."]
    template.parts = ["een_nieuw_onderdeel"]
    template.save()
    assert found(whole, "ST-9").verdict == Verdict.ZELF
    assert obstacles(whole, STEP) == []


def test_a_plan_of_thirty_parties_takes_no_more_queries(whole, django_assert_num_queries):
    with django_assert_num_queries(5):
        check(whole, STEP)
    for each in range(30):
        TransformatiepartijFactory(plan=whole, organisation=None, name=f"Partij {each}", part="geraakt")
    with django_assert_num_queries(5):
        check(whole, STEP)
