from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from iza_portal.notices.models import Notice, NoticeKind
from iza_portal.trail.recording import history
from plans import arranging
from plans.models import Section
from plans.owned import due_of
from plans.readiness import mark_ready
from tests.factories import MembershipFactory, RegioplanFactory, SectionFactory
from tests.queries import queries_of


def give(cast, owner, section=None, **change):
    """Let the regiocoördinator give the section to `owner`."""
    section = section or cast.section
    facts = {"title": section.title, "is_numbered": True, "due_on": None, "assignees": []}
    return arranging.change_section(section, by=cast.regiocoordinator, owner=owner, **{**facts, **change})


def leave(person):
    person.memberships.update(ended_at=timezone.now())


def test_who_becomes_the_owner_is_told_once_and_the_trail_keeps_a_number(cast):
    give(cast, cast.ambtenaar)
    give(cast, cast.ambtenaar, title="Anders")
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.pace) == (cast.ambtenaar, NoticeKind.TOEGEWEZEN, "dagelijks")
    assert notice.sentence == "U bent eigenaar van “Inleiding” in “Regioplan ZHE-BAR 2026”."
    assert notice.path == cast.section.get_absolute_url()
    event = history(cast.plan).last()
    assert (event.before["eigenaar"], event.after["eigenaar"]) == ([], [cast.ambtenaar.pk])
    give(cast, None)
    give(cast, cast.ambtenaar)
    assert Notice.objects.count() == 2  # Given anew is told anew.


def test_the_coordinator_who_takes_it_is_not_told(cast):
    give(cast, cast.regiocoordinator)
    assert not Notice.objects.exists()


def test_only_people_of_the_region_become_owners_and_who_left_stays_until_replaced(cast, sign_in):
    with pytest.raises(ValidationError, match="die in deze regio meedoet"):
        give(cast, cast.andere_ambtenaar)
    give(cast, cast.zorgaanbieder)
    leave(cast.zorgaanbieder)
    give(cast, cast.zorgaanbieder, title="Anders")
    said = "zorgaanbieder (doet niet meer mee)"
    client = sign_in(cast.regiocoordinator)
    for path in ["", "indelen/", f"onderdelen/{cast.section.pk}/", f"onderdelen/{cast.section.pk}/bewerken/"]:
        assert said in client.get(f"/plannen/{cast.plan.pk}/{path}").text, path
    give(cast, cast.ambtenaar)
    with pytest.raises(ValidationError, match="die in deze regio meedoet"):
        give(cast, cast.zorgaanbieder)
    assert said not in client.get(f"/plannen/{cast.plan.pk}/indelen/").text


def test_the_form_gives_a_section_to_somebody_and_refuses_others_at_the_field(cast, sign_in):
    client, path = sign_in(cast.regiocoordinator), f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/"
    form = {"title": "Inleiding", "due_on": "2027-01-31"}
    assert client.post(path, {**form, "owner": cast.beoordelaar_1.pk}).status_code == 302
    section = Section.objects.get(pk=cast.section.pk)
    assert (section.owner, section.due_on.isoformat()) == (cast.beoordelaar_1, "2027-01-31")
    for wrong in (cast.andere_ambtenaar.pk, "x", 0):
        answer = client.post(path, {**form, "owner": wrong})
        assert answer.status_code == 422
        assert "owner" in answer.context["form"].errors
    assert "beoordelaar 1" in client.get(f"/plannen/{cast.plan.pk}/geschiedenis/").text


def test_the_owner_writes_the_section_and_says_that_it_is_ready(cast, sign_in):
    path = f"/plannen/{cast.plan.pk}/onderdelen/{cast.section.pk}/bewerken/"
    client, refused = sign_in(cast.zorgaanbieder), "geen recht om in dit onderdeel te schrijven"
    assert refused in client.get(path).text
    give(cast, cast.zorgaanbieder)
    page = client.get(path).text
    assert refused not in page
    assert "Eigenaar: zorgaanbieder" in page
    assert mark_ready(cast.section, by=cast.zorgaanbieder, is_ready=True).is_ready


def test_whoever_reads_a_published_plan_sees_nobodys_name(cast, sign_in):
    give(cast, cast.ambtenaar, due_on=timezone.localdate(), assignees=[cast.zorgaanbieder])
    inside = sign_in(cast.ambtenaar_2).get(cast.plan.get_absolute_url()).text
    assert "Eigenaar: ambtenaar" in inside
    for status in ("ter_consultatie", "akkoord_tafel", "vastgesteld", "gepubliceerd"):
        cast.plan.status = status
        cast.plan.save()
    for who in (None, cast.landelijk):
        page = sign_in(who).get(cast.plan.get_absolute_url()).text
        assert "Eigenaar" not in page
        assert "zorgaanbieder" not in page
        assert "onderdelen klaar" not in page


def test_what_is_due_is_what_is_still_to_be_done_by_who_takes_part(cast):
    today = timezone.localdate()
    late = SectionFactory(plan=cast.plan, title="Laat", owner=cast.ambtenaar, due_on=today - timedelta(days=9))
    SectionFactory(plan=cast.plan, title="Later", owner=cast.ambtenaar, due_on=today + timedelta(days=8))
    SectionFactory(plan=cast.plan, title="Klaar", owner=cast.ambtenaar, due_on=today, is_ready=True)
    SectionFactory(plan=cast.plan, title="Weg", owner=cast.ambtenaar, due_on=today, position=None)
    SectionFactory(plan=cast.plan, title="Van niemand", due_on=today)
    SectionFactory(plan=cast.plan, title="Vreemd", owner=cast.andere_ambtenaar, due_on=today)
    closed = RegioplanFactory(region=cast.region, edition=2031, status="ter_consultatie")
    SectionFactory(plan=closed, title="Dicht", owner=cast.ambtenaar, due_on=today)
    SectionFactory(plan=cast.plan, title="Van de ander", owner=cast.kassier, due_on=today)
    (due,) = due_of(today + timedelta(days=7), cast.ambtenaar.pk)
    assert (due.person_id, due.on, due.thing) == (cast.ambtenaar.pk, late.due_on, f"onderdeel:{late.pk}")
    assert due.what == "“Laat” in “Regioplan ZHE-BAR 2026”"
    assert len(due_of(today, None)) == 2
    leave(cast.ambtenaar)
    assert due_of(today, cast.ambtenaar.pk) == []
    MembershipFactory(user=cast.ambtenaar, organisation=cast.regiocoordinator.hat)
    assert len(due_of(today, cast.ambtenaar.pk)) == 1
    cast.ambtenaar.is_active = False
    cast.ambtenaar.save()
    assert due_of(today, cast.ambtenaar.pk) == []


def test_the_list_of_plans_says_how_far_they_are_to_those_who_see_the_work(cast, sign_in):
    yesterday = timezone.localdate() - timedelta(days=1)
    SectionFactory(plan=cast.plan, title="Geld", due_on=yesterday)
    SectionFactory(plan=cast.plan, is_ready=True)
    RegioplanFactory(region=cast.other_region, status="gepubliceerd")
    client = sign_in(cast.ambtenaar)
    page = client.get("/plannen/").text
    assert page.count("onderdelen klaar") == 1
    assert "1 van 3 onderdelen klaar" in page
    assert "Te laat: Geld" in page
    assert "onderdelen klaar" not in sign_in(None).get("/plannen/").text
    few = queries_of(client, "/plannen/")
    for edition in range(2030, 2060):
        SectionFactory(plan=RegioplanFactory(region=cast.region, edition=edition))
    assert len(queries_of(client, "/plannen/")) == len(few) <= 12


def test_the_outline_of_a_plan_takes_as_many_queries_for_1_owner_as_for_30(cast, sign_in):
    client, path = sign_in(cast.regiocoordinator), f"/plannen/{cast.plan.pk}/"
    give(cast, cast.ambtenaar, due_on=timezone.localdate())
    few = {each: queries_of(client, path + each) for each in ("", "indelen/")}
    for number in range(30):
        SectionFactory(plan=cast.plan, owner=[cast.ambtenaar, cast.kassier][number % 2], due_on=timezone.localdate())
    for each, one in few.items():
        assert len(queries_of(client, path + each)) == len(one) <= 12
