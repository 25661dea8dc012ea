"""The dates of a region: set, changed and taken away by its regiocoördinator, seen by its people."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.outdated import OutdatedVersion
from iza_portal.trail.recording import history
from regions.agenda.editing import add_date, change_date, remove_date
from regions.models import Regiodatum
from tests.at_once import at_once
from tests.factories import RegiodatumFactory

SAID = {
    "what": "Regiotafel",
    "on": date(2027, 1, 20),
    "starts_at": time(9, 30),
    "ends_at": time(11, 0),
    "place": "Ridderkerk",
    "note": "",
    "domeinen": ["B"],
    "audience": [],
    "is_provisional": False,
}
TYPED = {"version": 1, "what": "Regiotafel", "on": "2027-01-20", "starts_at": "09:30", "ends_at": "11:00"}


def test_the_coordinator_sets_changes_and_takes_away_a_date(cast):
    datum = add_date(cast.region, by=cast.regiocoordinator, **SAID)
    changed = change_date(datum, by=cast.regiocoordinator, version=1, **SAID | {"on": date(2027, 2, 3)})
    assert (changed.on, changed.version) == (date(2027, 2, 3), 2)
    remove_date(changed, by=cast.regiocoordinator)
    remove_date(changed, by=cast.regiocoordinator)
    assert not Regiodatum.objects.exists()
    events = list(history(cast.region))
    assert [event.verb for event in events] == ["datum.weggehaald", "datum.gewijzigd", "datum.gezet"]
    assert (events[1].before, events[1].after) == ({"datum": "2027-01-20"}, {"datum": "2027-02-03"})
    assert events[0].before["wat"] == "Regiotafel"


def test_saying_the_same_again_keeps_nothing(cast):
    datum = add_date(cast.region, by=cast.regiocoordinator, **SAID)
    assert change_date(datum, by=cast.regiocoordinator, version=1, **SAID).version == 1
    assert history(cast.region).count() == 1


@pytest.mark.parametrize("name", ["ambtenaar", "bestuurder", "beoordelaar_1", "andere_regiocoordinator"])
def test_nobody_else_does(cast, name):
    datum = RegiodatumFactory(region=cast.region)
    by = cast.people[name]
    for act in (
        lambda: add_date(cast.region, by=by, **SAID),
        lambda: change_date(datum, by=by, version=1, **SAID),
        lambda: remove_date(datum, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Regiodatum.objects.get().what == datum.what


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"what": ""}, "what"),
        ({"ends_at": time(9, 0)}, "ends_at"),
        ({"ends_at": time(9, 30)}, "ends_at"),
        ({"starts_at": None}, "starts_at"),
        ({"domeinen": ["Z"]}, "domeinen"),
        ({"audience": ["iedereen"]}, "audience"),
        ({"note": "x" * 1001}, "note"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(cast, fields, field):
    with pytest.raises(ValidationError) as refused:
        add_date(cast.region, by=cast.regiocoordinator, **SAID | fields)
    assert field in refused.value.message_dict
    assert not Regiodatum.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_it_at_once_one_is_told(cast):
    datum = add_date(cast.region, by=cast.regiocoordinator, **SAID)
    results = at_once(
        lambda: change_date(datum, by=cast.regiocoordinator, version=1, **SAID | {"place": "Barendrecht"}),
        lambda: change_date(datum, by=cast.regiocoordinator, version=1, **SAID | {"place": "Hellevoetsluis"}),
    )
    assert sorted(type(result).__name__ for result in results) == ["OutdatedVersion", "Regiodatum"]
    refused = next(result for result in results if isinstance(result, OutdatedVersion))
    assert refused.current.place == Regiodatum.objects.get().place


def test_the_page_sets_and_changes_a_date_and_keeps_what_was_typed(cast, sign_in):
    path = f"/regios/{cast.region.slug}/datums/"
    client = sign_in(cast.regiocoordinator)
    answer = client.post(path, TYPED | {"ends_at": "09:00", "note": "Neem de stukken mee"})
    assert answer.status_code == 422
    assert "Dit is niet na het begin." in answer.text
    assert "Neem de stukken mee" in answer.text
    for wrong in ({"on": "1-1-27 om drie uur"}, {"on": "1999-01-01"}, {"on": "9999-12-31"}, {"starts_at": "25:00"}):
        assert client.post(path, TYPED | wrong).status_code == 422
    assert client.post(path, TYPED).status_code == 302
    datum = Regiodatum.objects.get()
    for who in (cast.ambtenaar, cast.zorgaanbieder):
        text = sign_in(who).get(path).text
        assert "Regiotafel" in text
        assert "Zet in de agenda" not in text
        assert sign_in(who).post(path, TYPED).status_code == 403
    one = f"{path}{datum.pk}/"
    assert 'value="09:30"' in client.get(one).text
    assert client.post(one, TYPED | {"place": "Barendrecht"}).status_code == 302
    answer = client.post(one, TYPED | {"place": "Hellevoetsluis"})
    assert answer.status_code == 422
    assert "Dit is intussen gewijzigd" in answer.text
    assert "Barendrecht" in answer.text
    assert "Hellevoetsluis" in answer.text
    assert 'name="version" value="2"' in answer.text
    for method, address in (("get", one), ("post", one), ("post", f"{one}weghalen/")):
        assert getattr(sign_in(cast.ambtenaar), method)(address).status_code == 403
        assert getattr(sign_in(cast.andere_regiocoordinator), method)(address).status_code == 404
    assert client.post(f"{one}weghalen/").status_code == 302
    assert client.get(one).status_code == 404


def test_a_date_of_another_region_is_not_at_this_address(cast, sign_in):
    datum = RegiodatumFactory(region=cast.other_region)
    assert sign_in(cast.regiocoordinator).get(f"/regios/{cast.region.slug}/datums/{datum.pk}/").status_code == 404


def test_what_is_typed_for_a_date_that_a_colleague_took_away_can_be_set_anew(cast, sign_in):
    datum = add_date(cast.region, by=cast.regiocoordinator, **SAID)
    remove_date(datum, by=cast.regiocoordinator)
    client, dates = sign_in(cast.regiocoordinator), f"/regios/{cast.region.slug}/datums/"
    answer = client.post(f"{dates}{datum.pk}/", TYPED | {"note": "Neem de cijfers mee."})
    assert answer.status_code == 422
    assert "intussen weggehaald" in answer.text
    assert "Neem de cijfers mee." in answer.text
    assert f'action="{dates}"' in answer.text
    assert client.get(f"{dates}{datum.pk}/").status_code == 404
    assert sign_in(cast.ambtenaar).post(f"{dates}{datum.pk}/", TYPED).status_code == 403
