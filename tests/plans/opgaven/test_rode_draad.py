from datetime import date

from plans.opgaven.gaps import gaps_of
from plans.opgaven.reading import opgaven_of
from tests.factories import DekkingFactory, MijlpaalFactory
from tests.plans.opgaven.filling import filled
from tests.queries import queries_of


def test_the_page_shows_the_thread_and_each_break_in_it(cast, sign_in):
    filled(cast.plan, 1)
    [opgave] = opgaven_of(cast.plan)
    DekkingFactory(opgave=opgave, amount=5000)
    MijlpaalFactory(actie=opgave.acties.all()[0], quarter=date(2028, 7, 1))
    page = sign_in(cast.zorgaanbieder).get(f"/plannen/{cast.plan.pk}/rode-draad/").content.decode()
    [opgave] = opgaven_of(cast.plan)
    doel, actie = opgave.doelen.all()[0], opgave.acties.all()[0]
    for words in (
        opgave.title,
        doel.title,
        actie.title,
        str(actie.organisation),
        "2, van Q1 2027 tot Q3 2028",
        "€ 1.000",
        "€ 5.000",
    ):
        assert words in page
    gaps = gaps_of(opgave)
    assert f"Op {len(gaps)} plaatsen breekt de draad." in page
    assert page.index(doel.title) < page.index(actie.title)


def test_a_plan_without_opgaven_says_what_will_be_here(cast, sign_in):
    page = sign_in(cast.ambtenaar).get(f"/plannen/{cast.plan.pk}/rode-draad/").content.decode()
    assert "Zodra het plan opgaven heeft" in page


def test_the_page_asks_as_often_for_one_opgave_as_for_thirty(cast, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/rode-draad/"
    filled(cast.plan, 1)
    client.get(path)
    one = len(queries_of(client, path))
    filled(cast.plan, 29)
    assert len(queries_of(client, path)) == one <= 20
