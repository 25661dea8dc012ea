"""What waits for whom: milestones of their organisation, kwartaalberichten of opgaven that they lead, the report."""

from datetime import date

import pytest
from django.db import connection

from iza_portal.notices.due import due_by
from plans.models import Actie, Mijlpaal, Regioplan, Vaststellingsversie
from plans.voortgang.fixing import fix_report
from plans.voortgang.following import note
from plans.voortgang.kwartalen import write_bericht
from plans.voortgang.owned import waiting_of, waits_for
from tests.plans.voortgang.conftest import THIRD
from tests.queries import queries_of


def words_of(person) -> list[str]:
    plans = Regioplan.objects.annotate(waits=waits_for(person)).select_related("region")
    return [each.what for each in waiting_of(person, plans)]


def test_each_hears_of_what_is_theirs(cast, followed):
    said = {name: words_of(person) for name, person in cast.people.items()}
    assert {name: words for name, words in said.items() if words} == {
        "ambtenaar": [
            "Leg vast hoe het staat met 2 late mijlpalen van Gemeente Ridderkerk",
            "1 mijlpaal van Gemeente Ridderkerk in dit kwartaal",
            "Schrijf 1 kwartaalbericht over Q3 2026",
        ],
        "bestuurder": [
            "Leg vast hoe het staat met 2 late mijlpalen van Gemeente Ridderkerk",
            "1 mijlpaal van Gemeente Ridderkerk in dit kwartaal",
            "Schrijf 1 kwartaalbericht over Q3 2026",
        ],
        "zorgaanbieder": ["Schrijf 1 kwartaalbericht over Q3 2026"],
        "regiocoordinator": [
            "Schrijf 1 kwartaalbericht over Q3 2026",
            "Leg de kwartaalrapportage over Q3 2026 vast",
        ],
    }


def test_what_is_done_waits_no_more(cast, followed):
    for mijlpaal in followed.mijlpalen:
        note(mijlpaal, by=cast.ambtenaar, version=0, status="gereed", note="Klaar.")
    for opgave in (followed.led, followed.free):
        write_bericht(opgave, by=cast.ambtenaar, quarter=THIRD, version=0, koers="op_koers", moved="Het loopt.")
    assert words_of(cast.ambtenaar) == []
    assert words_of(cast.regiocoordinator) == ["Leg de kwartaalrapportage over Q3 2026 vast"]
    fix_report(cast.region, by=cast.regiocoordinator, quarter=THIRD, after=0)
    assert words_of(cast.regiocoordinator) == []


def test_a_report_that_is_fixed_asks_for_no_kwartaalberichten(cast, followed):
    fix_report(cast.region, by=cast.regiocoordinator, quarter=THIRD, after=0)
    assert words_of(cast.zorgaanbieder) == []


def test_the_page_leads_there(cast, followed, sign_in):
    page = sign_in(cast.regiocoordinator).get("/mijn-werk/").text
    assert "/regios/zhe-bar/rapportages/2026-3/" in page
    assert "uiterlijk 28 oktober 2026, nog 16 dagen" in page
    assert f"/plannen/{cast.plan.pk}/voortgang/kwartaal/2026-3/" in page


def test_the_digest_reminds_of_the_same(cast, followed):
    def told(until):
        due = [each for each in due_by(until) if each.thing.startswith(("mijlpalen", "kwartaal"))]
        return {(cast_name(cast, each.person_id), each.what, each.on) for each in due}

    def cast_name(cast, pk):
        return next(name for name, person in cast.people.items() if person.pk == pk)

    late = "2 mijlpalen in “Regioplan ZHE-BAR 2026”"
    bericht = "Het kwartaalbericht over Q3 2026 bij “Regioplan ZHE-BAR 2026”"
    term = date(2026, 10, 14)
    expected = {(name, late, date(2026, 9, 30)) for name in ("ambtenaar", "bestuurder")}
    assert told(date(2026, 10, 13)) == expected
    expected |= {(name, bericht, term) for name in ("ambtenaar", "bestuurder", "zorgaanbieder", "regiocoordinator")}
    assert told(date(2026, 10, 19)) == expected
    expected |= {("regiocoordinator", "De kwartaalrapportage van ZHE-BAR over Q3 2026", date(2026, 10, 28))}
    assert told(date(2026, 10, 30)) == expected
    soon = "1 mijlpaal in “Regioplan ZHE-BAR 2026”"
    assert ("ambtenaar", soon, date(2026, 12, 31)) in told(date(2026, 12, 31))
    own = due_by(date(2026, 10, 30), cast.zorgaanbieder.pk)
    assert {(each.person_id, each.what) for each in own} == {(cast.zorgaanbieder.pk, bericht)}
    assert all(each.path.startswith("/") for each in own)


def test_a_plan_of_this_quarter_is_not_asked_about_the_last(cast, followed):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Vaststellingsversie.objects.update(at="2026-10-02T09:00Z")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert words_of(cast.zorgaanbieder) == []
    assert words_of(cast.regiocoordinator) == []
    assert not [each for each in due_by(date(2026, 10, 30)) if each.thing.startswith("kwartaal")]


@pytest.mark.parametrize("who", ["ambtenaar", "regiocoordinator"])
def test_it_takes_as_many_queries_for_many_milestones(cast, followed, sign_in, who):
    client = sign_in(cast.people[who])
    one = len(queries_of(client, "/mijn-werk/"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        actie = Actie.objects.get()
        Mijlpaal.objects.bulk_create(
            Mijlpaal(actie=actie, quarter=THIRD, activity=f"Les {n}", organisation=cast.ambtenaar.hat)
            for n in range(40)
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert len(queries_of(client, "/mijn-werk/")) == one <= 12
