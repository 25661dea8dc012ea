from datetime import timedelta

import pytest
from django.utils import timezone

from plans.adoption import move
from plans.models import Section


@pytest.fixture
def in_consultation(cast):
    Section.objects.filter(pk=cast.section.pk).update(plain_text="Er staat iets.")
    return move(cast.plan, by=cast.regiocoordinator, source="concept", target="ter_consultatie")


def test_nothing_waits_for_who_has_no_region(cast, sign_in):
    page = sign_in(cast.buitenstaander).get("/mijn-werk/").text
    assert "Er wacht nu niets op u" in page
    assert "U hoort nog niet bij een regio" in page


def test_a_section_waits_for_its_writer_with_its_date(cast, sign_in):
    cast.section.assignees.add(cast.ambtenaar)
    Section.objects.filter(pk=cast.section.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    page = sign_in(cast.ambtenaar).get("/mijn-werk/").text
    assert "Schrijf “Inleiding”" in page
    assert "2 dagen te laat" in page
    assert "Schrijf “Inleiding”" not in sign_in(cast.ambtenaar_2).get("/mijn-werk/").text


def test_a_section_that_is_ready_waits_no_more(cast, sign_in):
    cast.section.assignees.add(cast.ambtenaar)
    Section.objects.filter(pk=cast.section.pk).update(is_ready=True)
    assert "Er wacht nu niets op u" in sign_in(cast.ambtenaar).get("/mijn-werk/").text


def test_the_coordinator_sees_what_can_be_done_with_the_plan(cast, in_consultation, sign_in):
    page = sign_in(cast.regiocoordinator).get("/mijn-werk/").text
    assert "leg het akkoord van de regiotafel vast" in page


def test_the_others_of_the_region_are_asked_to_read_a_plan_in_consultation(cast, in_consultation, sign_in):
    for who in ["ambtenaar", "beoordelaar_1", "bestuurder", "zorgaanbieder"]:
        assert "Lees “Regioplan ZHE-BAR 2026”" in sign_in(cast.people[who]).get("/mijn-werk/").text
    for who in ["regiocoordinator", "andere_ambtenaar", "landelijk"]:
        assert "Lees “" not in sign_in(cast.people[who]).get("/mijn-werk/").text


def test_who_has_no_plan_reads_what_is_possible_instead(cast, sign_in):
    cast.plan.sections.all().delete()
    cast.plan.delete()
    begin = "/regios/zhe-bar/regioplan-beginnen/"
    assert begin in sign_in(cast.regiocoordinator).get("/mijn-werk/").text
    page = sign_in(cast.ambtenaar).get("/mijn-werk/").text
    assert "De regiocoördinator kan er een beginnen" in page
    assert begin not in page
    assert "plannen die gepubliceerd zijn" in sign_in(cast.landelijk).get("/mijn-werk/").text
