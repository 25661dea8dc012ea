"""Measuring goals: a value on a day with its source, set against the straight way from start to target."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from plans.adoption import move
from plans.models import Doel, Meting
from plans.opgaven import editing
from plans.publicatie.next_version import start_next
from plans.voortgang.course import Gang, course_of
from plans.voortgang.measuring import add_meting, change_meting, metingen_of, remove_meting
from tests.at_once import at_once
from tests.factories import DoelFactory
from tests.plans.voortgang.conftest import THIRD
from tests.queries import queries_of

SAID = {"on": date(2026, 9, 30), "value": Decimal(8), "source": "GGD, monitor 2026"}


def test_who_writes_in_the_plan_and_who_leads_the_opgave_measure(cast, followed):
    did = set()
    for number, (name, person) in enumerate(cast.people.items()):
        try:
            add_meting(followed.doel, by=person, **SAID | {"on": date(2026, 8, 1 + number)})
        except PermissionDenied:
            continue
        did.add(name)
    assert did == {"ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier", "bestuurder", "zorgaanbieder"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"on": date(2026, 10, 13)}, "on"),
        ({"on": date(2025, 12, 31)}, "on"),
        ({"on": date(1, 1, 1)}, "on"),
        ({"source": "  "}, "source"),
        ({"value": Decimal("1e20")}, "value"),
    ],
)
def test_a_measurement_that_does_not_fit_is_refused_at_its_field(cast, followed, said, field):
    with pytest.raises(ValidationError) as refused:
        add_meting(followed.doel, by=cast.ambtenaar, **SAID | said)
    assert list(refused.value.message_dict) == [field]
    assert not Meting.objects.exists()


def test_of_one_day_there_is_one(cast, followed):
    add_meting(followed.doel, by=cast.ambtenaar, **SAID)
    with pytest.raises(ValidationError, match="al een meting"):
        add_meting(followed.doel, by=cast.ambtenaar, **SAID | {"value": Decimal(9)})


def test_before_the_tafel_agreed_nothing_is_measured(cast):
    with pytest.raises(ValidationError, match="zodra de regiotafel akkoord is"):
        add_meting(DoelFactory(opgave__plan=cast.plan), by=cast.ambtenaar, **SAID)


def test_changing_and_removing_leave_what_was_in_the_history(cast, followed):
    meting = add_meting(followed.doel, by=cast.ambtenaar, **SAID)
    change_meting(meting, by=cast.ambtenaar_2, version=1, **SAID | {"value": Decimal("8.5")})
    with pytest.raises(OutdatedVersion) as outdated:
        remove_meting(meting, by=cast.ambtenaar, version=1)
    assert outdated.value.current.value == Decimal("8.5")
    remove_meting(meting, by=cast.ambtenaar, version=2)
    assert not Meting.objects.exists()
    removed, changed, added = history(cast.plan)[:3]
    assert (added.after["waarde"], changed.before["waarde"], changed.after["waarde"]) == ("8%", "8%", "8,5%")
    assert removed.before["bron"] == "GGD, monitor 2026"


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_change_one_at_once_one_is_told_what_stands(cast, followed):
    meting = add_meting(followed.doel, by=cast.ambtenaar, **SAID)
    results = at_once(
        lambda: change_meting(meting, by=cast.ambtenaar, version=1, **SAID | {"value": Decimal(9)}),
        lambda: change_meting(meting, by=cast.ambtenaar_2, version=1, **SAID | {"value": Decimal(10)}),
    )
    [kept] = [result for result in results if isinstance(result, Meting)]
    [told] = [result for result in results if result is not kept]
    assert isinstance(told, OutdatedVersion)
    assert Meting.objects.get().value == kept.value


@pytest.mark.parametrize(
    ("value", "day", "gang", "percent"),
    [
        (14, date(2026, 10, 12), Gang.GEHAALD, 100),
        ("13.99", date(2029, 1, 1), Gang.NIET_GEHAALD, 99),
        ("7.25", date(2026, 10, 12), Gang.OP_SCHEMA, 25),
        ("6.3", date(2026, 10, 12), Gang.ACHTER, 14),
        (4, date(2026, 10, 12), Gang.TERUG, -12),
    ],
)
def test_a_goal_stands_by_what_was_measured_last_against_a_straight_line(followed, value, day, gang, percent):
    # Three quarters of the first of three years: a quarter of the way.
    meting = Meting(doel=followed.doel, on=date(2026, 9, 30), value=Decimal(value))
    doel = Doel.objects.get(pk=followed.doel.pk)
    course = course_of(doel, [meting], day)
    assert (course.gang, course.percent) == (gang, percent)


def test_a_goal_that_has_to_go_down_is_on_its_way_when_it_does():
    doel = Doel(
        start_value=Decimal(40),
        target_value=Decimal(20),
        start_on=date(2025, 12, 31),
        target_on=date(2027, 12, 31),
        unit="weken",
    )
    meting = Meting(on=date(2026, 12, 31), value=Decimal(30))
    assert course_of(doel, [meting], date(2027, 1, 1)).gang == Gang.OP_SCHEMA
    assert course_of(doel, [], date(2027, 1, 1)).gang == Gang.ONGEMETEN


def test_a_next_version_shows_what_was_measured_where_it_counts_the_same(cast, followed):
    meting = add_meting(followed.doel, by=cast.ambtenaar, **SAID)
    new = start_next(cast.plan, by=cast.regiocoordinator, aard="aanvulling", edition=2026, title="Aanvulling")
    doel = Doel.objects.get(opgave__plan=new, key=followed.doel.key)
    assert metingen_of([doel]) == {doel.pk: [meting]}
    doel.unit = "mensen"
    doel.save()
    assert metingen_of([doel]) == {doel.pk: []}


def test_the_page_shows_the_course_and_the_way_to_measure(cast, followed, sign_in):
    path = f"/plannen/{cast.plan.pk}/voortgang/doelen/"
    assert "nog niet gemeten" in sign_in(cast.beoordelaar_1).get(path).text
    add_meting(followed.doel, by=cast.ambtenaar, **SAID | {"note": "<b>Steekproef</b>"})
    page = sign_in(cast.ambtenaar).get(path).text
    for words in ("8%", "33% van de weg", "op schema", "GGD, monitor 2026", "&lt;b&gt;Steekproef", 'class="chart"'):
        assert words in page
    assert f"/doelen/{followed.doel.pk}/meten/" in page
    assert "/meten/" not in sign_in(cast.beoordelaar_1).get(path).text
    assert sign_in(cast.andere_ambtenaar).get(path).status_code == 404


def test_the_form_keeps_what_was_typed_and_shows_what_somebody_else_saved(cast, followed, sign_in):
    client = sign_in(cast.ambtenaar)
    add = f"/plannen/{cast.plan.pk}/doelen/{followed.doel.pk}/meten/"
    answer = client.post(add, {"version": 0, "on": "2026-09-30", "value": "acht", "source": "GGD"})
    assert answer.status_code == 422
    assert "Vul een getal in" in answer.text
    assert 'value="acht"' in answer.text
    answer = client.post(add, {"version": 0, "on": "2026-09-30", "value": "8,5", "source": "GGD"})
    assert answer["Location"].endswith(f"/voortgang/doelen/#doel-{followed.doel.pk}")
    meting = Meting.objects.get()
    change_meting(meting, by=cast.ambtenaar_2, version=1, **SAID)
    edit = f"/plannen/{cast.plan.pk}/metingen/{meting.pk}/"
    said = {"version": 1, "on": "2026-09-30", "value": "9", "source": "Mijn bron"}
    answer = client.post(edit, said)
    assert answer.status_code == 422
    for words in ("Dit is intussen gewijzigd", "GGD, monitor 2026", 'value="Mijn bron"', 'name="version" value="2"'):
        assert words in answer.text
    assert client.post(edit, said | {"version": 2}).status_code == 302
    for odd in ("9" * 5000, "²", ""):
        assert client.post(f"{edit}weghalen/", {"version": odd}).status_code == 302
    assert Meting.objects.exists()
    assert client.post(f"{edit}weghalen/", {"version": 2}).status_code == 302
    assert Meting.objects.exists()
    assert client.post(f"{edit}weghalen/", {"version": 3}).status_code == 302
    assert not Meting.objects.exists()


def test_a_measurement_of_another_region_is_not_there(cast, followed, sign_in):
    meting = add_meting(followed.doel, by=cast.ambtenaar, **SAID)
    for path in (f"metingen/{meting.pk}/", f"doelen/{followed.doel.pk}/meten/"):
        assert sign_in(cast.andere_ambtenaar).get(f"/plannen/{cast.plan.pk}/{path}").status_code == 404
        assert sign_in(cast.beoordelaar_1).get(f"/plannen/{cast.plan.pk}/{path}").status_code == 403


def test_the_page_takes_as_many_queries_for_30_goals(cast, followed, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/voortgang/doelen/"
    add_meting(followed.doel, by=cast.ambtenaar, **SAID)
    one = len(queries_of(client, path))
    more = [Doel(opgave=followed.led, position=50 + n, title=f"{n}", unit="%", target_value=n + 1) for n in range(30)]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Doel.objects.bulk_create(more)
        Meting.objects.bulk_create(
            Meting(doel=doel, on=THIRD, value=n, source="GGD", by=cast.ambtenaar, at="2026-10-01T00:00Z", unit="%")
            for n, doel in enumerate(more)
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    thirty = len(queries_of(client, path))
    assert thirty == one
    assert one <= 14


def test_what_was_measured_in_another_unit_is_not_shown_as_if_it_were_in_this_one(cast, followed):
    add_meting(followed.doel, by=cast.ambtenaar, **SAID)
    move(cast.plan, by=cast.regiocoordinator, source="gepubliceerd", target="ingetrokken", reason="Anders meten.")
    new = start_next(cast.plan, by=cast.regiocoordinator, aard="herijking", edition=2026, title="Herijking")
    doel = Doel.objects.get(opgave__plan=new)
    editing.change(
        doel, by=cast.ambtenaar, version=1, unit="mensen", start_value=Decimal(500), target_value=Decimal(900)
    )
    assert metingen_of([Doel.objects.get(opgave__plan=new)]) == {doel.pk: []}
    for source, target in (("concept", "ter_consultatie"), ("ter_consultatie", "akkoord_tafel")):
        move(new, by=cast.regiocoordinator, source=source, target=target)
    again = add_meting(doel, by=cast.ambtenaar, **SAID | {"value": Decimal(600)})
    assert metingen_of([Doel.objects.get(opgave__plan=new)]) == {doel.pk: [again]}
