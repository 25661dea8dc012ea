"""The kwartaalbericht of an opgave: by who leads or writes, guarded by a version, fixed with the report."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, ProgrammingError, connection, transaction

from iza_portal.outdated import OutdatedVersion
from plans.models import Kwartaalbericht, Opgave
from plans.publicatie.next_version import start_next
from plans.voortgang.fixing import fix_report
from plans.voortgang.kwartalen import berichten_of, in_address, quarter_from, quarters_of, write_bericht
from tests.at_once import at_once
from tests.plans.voortgang.conftest import FOURTH, THIRD
from tests.queries import queries_of

SAID = {"koers": "op_koers", "moved": "Twaalf docenten zijn opgeleid."}


def write(followed, by, **said):
    return write_bericht(followed.led, by=by, **{"quarter": THIRD, "version": 0} | SAID | said)


def test_who_leads_or_writes_tells(cast, followed):
    did = set()
    for name, person in cast.people.items():
        try:
            write(followed, person, version=len(did))
        except PermissionDenied:
            continue
        did.add(name)
    assert did == {"ambtenaar", "ambtenaar_2", "regiocoordinator", "kassier", "bestuurder", "zorgaanbieder"}


def test_of_an_opgave_that_nobody_leads_who_writes_in_the_plan_tells(cast, followed):
    with pytest.raises(PermissionDenied):
        write_bericht(followed.free, by=cast.zorgaanbieder, quarter=THIRD, version=0, **SAID)
    assert write_bericht(followed.free, by=cast.ambtenaar, quarter=THIRD, version=0, **SAID).organisation == (
        cast.ambtenaar.hat
    )


def test_what_is_not_on_course_says_what_sticks(cast, followed):
    for koers in ("aandacht", "vastgelopen"):
        with pytest.raises(ValidationError) as refused:
            write(followed, cast.ambtenaar, koers=koers, stuck=" ")
        assert list(refused.value.message_dict) == ["stuck"]
    assert write(followed, cast.ambtenaar, koers="vastgelopen", stuck="Geen zaal.").koers == "vastgelopen"


@pytest.mark.parametrize("quarter", [date(2026, 4, 1), date(2027, 1, 1), date(2025, 10, 1)])
def test_of_quarters_before_the_plan_and_after_today_nothing_is_told(cast, followed, quarter):
    with pytest.raises(ValidationError, match="schrijft u nu geen kwartaalbericht"):
        write(followed, cast.ambtenaar, quarter=quarter)
    assert quarters_of(cast.region.pk) == [FOURTH, THIRD]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_write_at_once_one_is_told_what_stands(cast, followed):
    results = at_once(
        lambda: write(followed, cast.ambtenaar, moved="Het een."),
        lambda: write(followed, cast.zorgaanbieder, moved="Het ander."),
    )
    [kept] = [result for result in results if isinstance(result, Kwartaalbericht)]
    [told] = [result for result in results if result is not kept]
    assert isinstance(told, OutdatedVersion)
    assert told.current.moved == kept.moved


def test_the_report_fixes_it_for_the_database_too(cast, followed):
    bericht = write(followed, cast.ambtenaar)
    fix_report(cast.region, by=cast.regiocoordinator, quarter=THIRD, after=0)
    with pytest.raises(ValidationError, match="is vastgelegd"):
        write(followed, cast.ambtenaar, version=1)
    for change in (
        lambda: Kwartaalbericht.objects.filter(pk=bericht.pk).update(moved="Anders"),
        lambda: Kwartaalbericht.objects.filter(pk=bericht.pk).delete(),
        lambda: Kwartaalbericht.objects.filter(pk=bericht.pk).update(quarter=FOURTH),
        lambda: Kwartaalbericht.objects.create(
            opgave=followed.free,
            quarter=THIRD,
            koers="op_koers",
            moved="Er bij",
            organisation=cast.ambtenaar.hat,
            by=cast.ambtenaar,
            at=bericht.at,
        ),
    ):
        with pytest.raises((InternalError, ProgrammingError), match="never changes"), transaction.atomic():
            change()
    assert write(followed, cast.ambtenaar, quarter=FOURTH).version == 1


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_the_report_is_fixed_is_in_it_or_is_refused(cast, followed):
    results = at_once(
        lambda: write(followed, cast.ambtenaar),
        lambda: fix_report(cast.region, by=cast.regiocoordinator, quarter=THIRD, after=0),
    )
    written, report = (
        next((each for each in results if isinstance(each, Kwartaalbericht)), None),
        next(each for each in results if hasattr(each, "content_hash")),
    )
    told = report.content["proces"]["opgaven"][0]["bericht"]
    assert (told is not None) == (written is not None)
    if written is None:
        assert any(isinstance(each, ValidationError) for each in results)


def test_a_next_version_shows_what_was_told_at_the_one_before(cast, followed):
    bericht = write(followed, cast.ambtenaar)
    new = start_next(cast.plan, by=cast.regiocoordinator, aard="aanvulling", edition=2026, title="Aanvulling")
    opgave = Opgave.objects.get(plan=new, key=followed.led.key)
    assert berichten_of([opgave], THIRD) == {opgave.pk: bericht}


@pytest.mark.parametrize(
    ("said", "quarter"),
    [
        ("2026-3", THIRD),
        ("2026-4", FOURTH),
        ("2026-5", None),
        ("2026", None),
        ("-3", None),
        ("1999-1", None),
        ("20२6-3", None),
    ],
)
def test_addresses_say_a_quarter_in_one_way(said, quarter):
    assert quarter_from(said) == quarter
    assert quarter is None or in_address(quarter) == said


def test_the_page_asks_for_the_last_quarter_until_it_is_fixed(cast, followed, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/voortgang/kwartaal/"
    page = client.get(path).text
    assert "0 van 2 opgaven hebben een bericht" in page
    assert "derde kwartaal van 2026" in page
    write(followed, cast.zorgaanbieder, needed="<script>")
    page = client.get(path).text
    assert "Twaalf docenten zijn opgeleid." in page
    assert "&lt;script&gt;" in page
    assert "/opgaven/" in page
    fix_report(cast.region, by=cast.regiocoordinator, quarter=THIRD, after=0)
    assert "vierde kwartaal van 2026" in client.get(path).text
    page = client.get(f"{path}2026-3/").text
    assert "De rapportage over Q3 2026 is vastgelegd" in page
    assert "Wijzig het bericht" not in page
    assert client.get(f"{path}2026-9/").status_code == 404


def test_the_form_keeps_what_was_typed_and_shows_what_somebody_else_saved(cast, followed, sign_in):
    client = sign_in(cast.ambtenaar)
    path = f"/plannen/{cast.plan.pk}/voortgang/kwartaal/2026-3/opgaven/{followed.led.pk}/"
    said = {"version": 0, "koers": "aandacht", "moved": "Mijn woorden", "stuck": ""}
    answer = client.post(path, said)
    assert answer.status_code == 422
    assert "Schrijf op wat er vastzit" in answer.text
    assert "Mijn woorden" in answer.text
    write(followed, cast.zorgaanbieder)
    answer = client.post(path, said | {"stuck": "Geen zaal"})
    assert answer.status_code == 422
    for words in ("Twaalf docenten zijn opgeleid.", "Mijn woorden", "Geen zaal", 'name="version" value="1"'):
        assert words in answer.text
    answer = client.post(path, said | {"stuck": "Geen zaal", "version": 1})
    assert answer["Location"].endswith(f"/voortgang/kwartaal/2026-3/#opgave-{followed.led.pk}")
    assert Kwartaalbericht.objects.get().stuck == "Geen zaal"
    fix_report(cast.region, by=cast.regiocoordinator, quarter=THIRD, after=0)
    answer = client.post(path, said | {"stuck": "Te laat getypt", "version": 2})
    assert answer.status_code == 422
    assert "Te laat getypt" in answer.text
    assert sign_in(cast.beoordelaar_1).get(path).status_code == 403
    assert sign_in(cast.andere_ambtenaar).get(path).status_code == 404


def test_the_page_takes_as_many_queries_for_30_opgaven(cast, followed, sign_in):
    client, path = sign_in(cast.ambtenaar), f"/plannen/{cast.plan.pk}/voortgang/kwartaal/"
    write(followed, cast.ambtenaar)
    one = len(queries_of(client, path))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        more = Opgave.objects.bulk_create(Opgave(plan=cast.plan, position=10 + n, title=f"{n}") for n in range(30))
        cursor.execute("SET LOCAL session_replication_role = origin")
    for opgave in more:
        write_bericht(opgave, by=cast.ambtenaar, quarter=THIRD, version=0, **SAID)
    assert len(queries_of(client, path)) == one
