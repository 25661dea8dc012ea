"""Beginning a werkagenda: what the national format puts in it, and who begins one."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.trail.models import Event
from plans.models import PlanKind, Regioplan, Status
from plans.werkagenda import template
from plans.werkagenda.starting import start_werkagenda
from tests.meanwhile import Meanwhile

MANDATORY = ["2a", "2b", "2c", "3a", "3a.1", "3a.2", "3b", "4a", "5a"]


def start(cast, **fields):
    fields = {"by": cast.regiocoordinator, "edition": 2026, "title": "Werkagenda"} | fields
    return start_werkagenda(cast.region, **fields)


def test_the_format_has_fourteen_aanpakken_of_which_nine_are_mandatory():
    known = template.aanpakken()
    assert [code for code, each in known.items() if each.is_mandatory] == MANDATORY
    assert len(known) == 14
    assert list(template.leefgebieden().values()) == [
        "Mentale gezondheid", "Kansrijk opgroeien", "Leefstijl", "Vitaal ouder worden", "Gezondheidsachterstanden",
    ]  # fmt: skip
    assert all(each.source and each.peildatum and each.certainty_note for each in known.values())
    assert {each.aanpak for each in template.streefwaarden().values()} <= set(MANDATORY)


def test_a_new_werkagenda_stands_beside_the_regioplan_with_all_that_the_format_asks(cast):
    plan = start(cast)
    assert (plan.kind, plan.status, plan.edition) == (PlanKind.WERKAGENDA, Status.CONCEPT, cast.plan.edition)
    assert list(plan.opgaven.present().values_list("aanpak", flat=True)) == MANDATORY
    codes = list(plan.sections.present().order_by("position").values_list("code", flat=True))
    assert codes[:9] == ["1", "1.1", "1.2", "1.3", "1.4", "1.5", "2:doelen", "2:samenhang", "2:rollen"]
    assert codes[9:12] == ["2a:ist", "2a:soll", "2a:gap"]
    assert len(codes) == 6 + 5 * 3 + 9 * 3
    assert all(section.guidance for section in plan.sections.all())
    assert Event.objects.get(subject_id=plan.pk, subject_type="plans.regioplan").verb == "werkagenda.begonnen"


def test_optional_aanpakken_come_in_their_place(cast):
    plan = start(cast, optional=["3a.3", "6a"])
    codes = list(plan.opgaven.present().values_list("aanpak", flat=True))
    assert codes == [*MANDATORY[:6], "3a.3", *MANDATORY[6:], "6a"]
    assert plan.sections.get(code="6a:ist").title == "Multiproblematiek: IST"


@pytest.mark.parametrize("fields", [{"edition": 2025}, {"edition": 2101}, {"optional": ["9z"]}, {"title": ""}])
def test_what_does_not_fit_is_refused_and_nothing_is_begun(cast, fields):
    with pytest.raises(ValidationError):
        start(cast, **fields)
    assert Regioplan.objects.count() == 1


def test_a_region_has_one_werkagenda_of_an_edition(cast):
    start(cast)
    with pytest.raises(ValidationError, match="al een plan van deze soort en editie"):
        start(cast)


@pytest.mark.parametrize(
    "who", ["ambtenaar", "kassier", "beoordelaar_1", "andere_regiocoordinator", "portaalbeheerder"]
)
def test_nobody_else_begins_one(cast, who):
    with pytest.raises(PermissionDenied):
        start(cast, by=cast.people[who])
    assert Regioplan.objects.count() == 1


def test_begin_one_in_the_browser_from_the_page_of_the_region(cast, sign_in):
    client, path = sign_in(cast.regiocoordinator), "/regios/zhe-bar/werkagenda-beginnen/"
    assert path in client.get("/regios/zhe-bar/").text
    assert "4b Rookvrije thuiszorg" in client.get(path).text
    refused = client.post(path, {"edition": "2025", "title": "", "optional": ["onzin"]})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"edition", "title", "optional"}
    answer = client.post(path, {"edition": "2026", "title": "Werkagenda D5", "optional": ["4b"]})
    plan = Regioplan.objects.get(kind=PlanKind.WERKAGENDA)
    assert answer["Location"] == f"/plannen/{plan.pk}/aanpakken/"
    page = client.get(answer["Location"]).text
    assert "9 van de 9 verplichte aanpakken staan in de werkagenda." in page
    assert "4b Rookvrije thuiszorg" in page


@pytest.mark.django_db(transaction=True)
def test_who_begins_the_same_one_at_the_same_moment_hears_that_it_is_there(cast):
    with transaction.atomic():
        start(cast)
        second = Meanwhile(lambda: start(cast))
    assert isinstance(second.outcome(), ValidationError)
    assert Regioplan.objects.filter(kind=PlanKind.WERKAGENDA).count() == 1
