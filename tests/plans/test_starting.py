import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from iza_portal.trail.models import Event
from plans.models import Regioplan, Status
from plans.starting import start_regioplan
from tests.meanwhile import Meanwhile


def test_a_new_plan_is_a_concept_with_the_template_from_foreword_to_colophon(cast):
    plan = start_regioplan(cast.region, by=cast.regiocoordinator, edition=2028, title="Herijking")
    titles = list(plan.sections.present().values_list("title", flat=True))
    assert plan.status == Status.CONCEPT
    assert (titles[0], titles[-1], len(titles)) == ("Voorwoord", "Colofon", 13)
    assert all(section.guidance for section in plan.sections.all())
    assert Event.objects.get(subject_id=plan.pk, subject_type="plans.regioplan").verb == "regioplan.begonnen"


def test_a_region_has_one_plan_of_an_edition(cast):
    with pytest.raises(ValidationError, match="al een plan van deze soort en editie"):
        start_regioplan(cast.region, by=cast.regiocoordinator, edition=cast.plan.edition, title="Nog een")
    assert Regioplan.objects.count() == 1


@pytest.mark.parametrize("edition", [0, 1999, 2101, 32768])
def test_an_edition_is_a_year(cast, edition):
    with pytest.raises(ValidationError):
        start_regioplan(cast.region, by=cast.regiocoordinator, edition=edition, title="Plan")


@pytest.mark.parametrize(
    "who", ["ambtenaar", "kassier", "beoordelaar_1", "andere_regiocoordinator", "portaalbeheerder"]
)
def test_nobody_else_begins_a_plan(cast, who):
    with pytest.raises(PermissionDenied):
        start_regioplan(cast.region, by=cast.people[who], edition=2028, title="Plan")
    assert Regioplan.objects.count() == 1


def test_the_form_says_at_its_field_what_to_do(cast, sign_in):
    client = sign_in(cast.regiocoordinator)
    answer = client.post("/regios/zhe-bar/regioplan-beginnen/", {"edition": "tweeduizend", "title": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"edition", "title"}
    assert 'aria-invalid="true"' in answer.text


def test_begin_a_plan_in_the_browser(cast, sign_in):
    client = sign_in(cast.regiocoordinator)
    answer = client.post("/regios/zhe-bar/regioplan-beginnen/", {"edition": "2028", "title": "Plan 2028"})
    assert answer.status_code == 302
    assert Regioplan.objects.get(edition=2028).title == "Plan 2028"


@pytest.mark.django_db(transaction=True)
def test_who_begins_the_same_plan_at_the_same_moment_hears_that_it_is_there(cast):
    def begin():
        return start_regioplan(cast.region, by=cast.regiocoordinator, edition=2028, title="Plan")

    with transaction.atomic():
        begin()
        second = Meanwhile(begin)
    assert isinstance(second.outcome(), ValidationError)
    assert Regioplan.objects.filter(edition=2028).count() == 1
