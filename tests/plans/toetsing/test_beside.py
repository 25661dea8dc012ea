"""The check beside the text: what is not in order now, and only what changed."""

import re

import pytest

from plans.models import Regioplan, Status
from plans.opgaven import editing
from plans.toetsing.beside import beside
from plans.toetsing.checking import answer_criterion
from regions.models import CriterionOf
from tests.criteria import criteria_of
from tests.factories import SectionFactory
from tests.plans.opgaven.filling import filled
from tests.queries import queries_of


@pytest.fixture
def criteria(db):
    return criteria_of(CriterionOf.REGIOPLAN)


@pytest.fixture
def plan(cast, criteria):
    return cast.plan


def path_of(plan) -> str:
    return f"/plannen/{plan.pk}/toets/ernaast/"


def mark_of(answer) -> str:
    return re.search(r'data-mark="(\w+)"', answer.content.decode())[1]


def test_it_names_what_is_not_in_order_each_with_its_place(cast, plan, criteria, sign_in):
    page = sign_in(cast.ambtenaar).get(path_of(plan)).content.decode()
    found = beside(plan)
    assert f"{len(found.holding)} verplichte criteria zijn nog niet in orde" in page
    assert f'<a id="toets-plek-RP-1" href="/plannen/{plan.pk}/opgaven/">' in page
    assert f'<a id="toets-plek-RP-6" href="/plannen/{plan.pk}/toets/#RP-6">Beantwoord dit criterium' in page
    assert f'<a id="toets-plek-RP-8" href="/plannen/{plan.pk}/#onderdelen">' in page
    # What is in order already stays out of the way.
    assert "RP-14" not in page


def test_nothing_comes_where_nothing_changed_and_the_change_where_something_did(cast, plan, criteria, sign_in):
    client = sign_in(cast.ambtenaar)
    mark = mark_of(client.get(path_of(plan)))
    seen = {"gezien": mark}
    assert client.get(path_of(plan), seen).status_code == 204
    editing.add_opgave(plan, by=cast.ambtenaar, title="Thuis", scale="regionaal", cijfers=[cast.indicator])
    answer = client.get(path_of(plan), seen)
    assert (answer.status_code, mark_of(answer) != mark) == (200, True)
    assert 'toets-plek-RP-1"' not in answer.content.decode()
    mark = mark_of(answer)
    answer_criterion(plan, criteria["RP-6"], by=cast.ambtenaar, is_met=False, reason="Nog niet getekend.")
    assert "De regio: Nog niet getekend." in client.get(path_of(plan), {"gezien": mark}).content.decode()


def test_a_text_that_came_counts(cast, plan):
    def why():
        found = beside(plan)
        return next(each["why"] for each in found.holding + found.warning if each["code"] == "RP-8")

    assert why().startswith("Nergens in de tekst")
    SectionFactory(plan=plan, position=2, title="Samenwerking en mandaat", plain_text="Er staat iets.")
    assert "“Samenwerking en mandaat”" in why()


@pytest.mark.parametrize(
    ("name", "status"),
    [("zorgaanbieder", 200), ("bestuurder", 200), ("andere_ambtenaar", 404), ("portaalbeheerder", 404), (None, 401)],
)
def test_it_is_for_who_sees_the_work(cast, plan, sign_in, name, status):
    assert sign_in(cast.people.get(name)).get(path_of(plan)).status_code == status


def test_who_cannot_answer_is_not_asked_to(cast, plan, sign_in):
    page = sign_in(cast.bestuurder).get(path_of(plan)).content.decode()
    assert "Lees dit criterium" in page
    assert "Beantwoord" not in page


def test_its_place_is_on_the_pages_of_the_text_until_the_tafel_agrees(cast, plan, sign_in):
    client, place = sign_in(cast.ambtenaar), f'data-check="{path_of(plan)}"'
    write = f"/plannen/{plan.pk}/onderdelen/{cast.section.pk}/bewerken/"
    for page in (f"/plannen/{plan.pk}/", write):
        answer = client.get(page).content.decode()
        assert place in answer
        # Without a script the way to the check is there.
        assert f'<a href="/plannen/{plan.pk}/toets/">Wat er nog niet in orde is</a>' in answer
    Regioplan.objects.filter(pk=plan.pk).update(status=Status.TER_CONSULTATIE)
    Regioplan.objects.filter(pk=plan.pk).update(status=Status.AKKOORD_TAFEL)
    assert place not in client.get(f"/plannen/{plan.pk}/").content.decode()
    # A page that was open then is told nothing else than what the colleges see.
    assert client.get(path_of(plan)).status_code == 204


def test_the_page_of_the_plan_asks_nothing_for_it(cast, plan, sign_in):
    client = sign_in(cast.ambtenaar)
    queries = " ".join(queries_of(client, f"/plannen/{plan.pk}/"))
    assert "regions_criterion" not in queries
    # Of the opgaven only the money is asked for, which stands on the page.
    assert "plans_doel" not in queries


def test_it_takes_as_many_queries_with_thirty_opgaven(cast, plan, sign_in):
    client = sign_in(cast.ambtenaar)
    filled(plan, 1)
    queries_of(client, path_of(plan))
    few = queries_of(client, path_of(plan))
    filled(plan, 29)
    assert len(queries_of(client, path_of(plan))) == len(few)
