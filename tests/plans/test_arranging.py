from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.texts.building import paragraph, text
from iza_portal.trail.recording import history
from plans import arranging
from plans.models import Section, Status
from tests.factories import SectionFactory


@pytest.fixture
def sections(cast):
    """Three sections in the cast's plan: A, B, C."""
    cast.section.delete()
    return [SectionFactory(plan=cast.plan, position=n, title=title) for n, title in enumerate("ABC", start=1)]


def titles(plan):
    return "".join(plan.sections.present().values_list("title", flat=True))


def positions(plan):
    return list(plan.sections.present().values_list("position", flat=True))


@pytest.mark.parametrize(
    ("index", "steps", "order"),
    [(0, 1, "BAC"), (2, -1, "ACB"), (0, -1, "ABC"), (2, 1, "ABC"), (0, 99, "BCA"), (2, -99, "CAB"), (1, 0, "ABC")],
)
def test_a_section_moves_as_far_as_there_are_places(cast, sections, index, steps, order):
    arranging.move_section(sections[index], by=cast.regiocoordinator, steps=steps)
    assert titles(cast.plan) == order
    assert positions(cast.plan) == [1, 2, 3]


def test_a_removed_section_keeps_its_text_and_comes_back_at_the_end(cast, sections):
    body = text(paragraph("Dit mag niet weg."))
    Section.objects.filter(pk=sections[0].pk).update(body=body, plain_text="Dit mag niet weg.")
    arranging.remove_section(sections[0], by=cast.regiocoordinator)
    assert (titles(cast.plan), positions(cast.plan)) == ("BC", [1, 2])
    arranging.restore_section(sections[0], by=cast.regiocoordinator)
    arranging.restore_section(sections[0], by=cast.regiocoordinator)
    assert (titles(cast.plan), positions(cast.plan)) == ("BCA", [1, 2, 3])
    assert Section.objects.get(pk=sections[0].pk).body == body


def test_what_someone_else_removed_cannot_be_changed(cast, sections):
    arranging.remove_section(sections[1], by=cast.regiocoordinator)
    for act in (
        lambda: arranging.remove_section(sections[1], by=cast.regiocoordinator),
        lambda: arranging.move_section(sections[1], by=cast.regiocoordinator, steps=1),
    ):
        with pytest.raises(ValidationError, match="intussen weggehaald"):
            act()


def test_a_section_goes_to_people_of_the_region_only(cast):
    change = {"title": "Opgaven", "is_numbered": False, "due_on": date(2026, 12, 12)}
    with pytest.raises(ValidationError, match="die in deze regio meedoen"):
        arranging.change_section(cast.section, by=cast.regiocoordinator, assignees=[cast.andere_ambtenaar], **change)
    assert not cast.section.assignees.exists()
    section = arranging.change_section(cast.section, by=cast.regiocoordinator, assignees=[cast.zorgaanbieder], **change)
    assert (section.title, section.is_numbered, section.due_on) == ("Opgaven", False, date(2026, 12, 12))
    assert list(section.assignees.all()) == [cast.zorgaanbieder]
    event = history(cast.plan).get()
    assert (event.before["titel"], event.after["titel"]) == ("Inleiding", "Opgaven")


def test_a_change_that_changes_nothing_leaves_no_trace(cast):
    arranging.change_section(
        cast.section, by=cast.regiocoordinator, title="Inleiding", is_numbered=True, due_on=None, assignees=[]
    )
    assert not history(cast.plan).exists()


@pytest.mark.parametrize(
    "who", ["ambtenaar", "bestuurder", "beoordelaar_1", "andere_regiocoordinator", "buitenstaander"]
)
def test_others_do_not_arrange(cast, who):
    person = cast.people[who]
    for act in (
        lambda: arranging.add_section(cast.plan, by=person, title="Nieuw"),
        lambda: arranging.remove_section(cast.section, by=person),
        lambda: arranging.restore_section(cast.section, by=person),
        lambda: arranging.move_section(cast.section, by=person, steps=1),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert titles(cast.plan) == "Inleiding"


def test_a_plan_that_is_no_concept_is_not_arranged(cast):
    cast.plan.status = Status.TER_CONSULTATIE
    cast.plan.save()
    with pytest.raises(PermissionDenied):
        arranging.add_section(cast.plan, by=cast.regiocoordinator, title="Nieuw")


def test_arranging_in_the_browser(cast, sign_in):
    client = sign_in(cast.regiocoordinator)
    page = f"/plannen/{cast.plan.pk}/indelen/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": ""}).status_code == 422
    assert client.post(page, {"title": "Geld"}).status_code == 302
    geld = cast.plan.sections.get(title="Geld")
    here = f"/plannen/{cast.plan.pk}/onderdelen/{geld.pk}/"
    answer = client.post(f"{here}verplaatsen/", {"richting": "omhoog"})
    assert titles(cast.plan) == "GeldInleiding"
    place = answer["Location"].partition("#")[2]
    assert f'id="{place}"' in client.get(page).text
    assert "“Geld” is weggehaald." in client.post(f"{here}verwijderen/", follow=True).text
    answer = client.post(f"{here}verwijderen/", follow=True)
    assert "intussen weggehaald" in answer.text
    client.post(f"{here}terugzetten/")
    assert titles(cast.plan) == "InleidingGeld"
    answer = client.post(here, {"title": "Geld en mensen", "due_on": "2026-12-12", "assignees": [cast.ambtenaar.pk]})
    assert answer.status_code == 302
    geld.refresh_from_db()
    assert (geld.title, geld.due_on) == ("Geld en mensen", date(2026, 12, 12))
    assert client.post(here, {"title": "X", "assignees": [cast.andere_ambtenaar.pk]}).status_code == 422


def test_the_title_and_the_date_of_a_plan_change_on_record(cast, sign_in):
    client, page = sign_in(cast.regiocoordinator), f"/plannen/{cast.plan.pk}/gegevens/"
    assert client.post(page, {"title": "", "due_on": "morgen"}).status_code == 422
    for _ in range(2):
        assert client.post(page, {"title": "Samen gezond", "due_on": "2026-12-12"}).status_code == 302
    cast.plan.refresh_from_db()
    assert (cast.plan.title, cast.plan.due_on) == ("Samen gezond", date(2026, 12, 12))
    event = history(cast.plan).get()
    assert event.after == {"titel": "Samen gezond", "af op": "2026-12-12"}


def test_others_change_no_title(cast):
    for who in ["ambtenaar", "beoordelaar_1", "andere_regiocoordinator"]:
        with pytest.raises(PermissionDenied):
            arranging.change_plan(cast.plan, by=cast.people[who], title="Anders", due_on=None)
