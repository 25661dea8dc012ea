from datetime import date

import pytest

from plans.opgaven.gaps import gaps_of
from plans.opgaven.reading import opgaven_of
from tests.factories import DekkingFactory, MijlpaalFactory, OpgaveFactory
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


@pytest.mark.parametrize("asked", ["", "?toon=alles"])
def test_the_page_asks_no_oftener_for_thirty_opgaven_than_for_one(cast, sign_in, asked):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/rode-draad/{asked}"
    filled(cast.plan, 1)
    client.get(path)
    one = len(queries_of(client, path))
    filled(cast.plan, 29)
    assert len(queries_of(client, path)) <= one <= 20


def test_of_more_than_a_handful_each_thread_is_opened_at_its_own_address(cast, sign_in):
    filled(cast.plan, 6)
    client, path = sign_in(cast.zorgaanbieder), f"/plannen/{cast.plan.pk}/rode-draad/"
    first, second, *_ = opgaven_of(cast.plan)
    page = client.get(path).content.decode()
    count = len(gaps_of(first))
    assert f"Op {6 * count} plaatsen breekt de draad." in page
    assert page.count(f"de draad breekt op {count} plaatsen") == 6
    assert f'href="?opgave={first.pk}#draad-van-{first.pk}"' in page
    assert "thread-tree" not in page
    opened = client.get(f"{path}?opgave={first.pk}").content.decode()
    assert opened.count("thread-tree") == 1
    assert f'id="draad-van-{first.pk}"' in opened
    assert f'href="?opgave={second.pk}#draad-van-{second.pk}"' in opened
    for asked in ("0", "x", "1" * 40, "%00", str(OpgaveFactory().pk)):
        assert "thread-tree" not in client.get(f"{path}?opgave={asked}").content.decode()
    whole = client.get(f"{path}?toon=alles").content.decode()
    assert whole.count("thread-tree") == 6
    assert "Toon de draad" not in whole
