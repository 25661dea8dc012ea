from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from iza_portal.notices.models import Notice
from iza_portal.trail.recording import history
from regions.models import PointKind, Theme
from regions.regiobeelden import arranging, enriching
from regions.regiobeelden.owned import due_of
from regions.regiobeelden.reacting import react
from regions.regiobeelden.readiness import mark_ready
from regions.regiobeelden.starting import start_herijking
from tests.factories import PointFactory, RegiobeeldFactory, ThemeFactory

TODAY = timezone.localdate


@pytest.fixture
def theme(cast):
    beeld = RegiobeeldFactory(region=cast.region, status="verrijking", title="Regiobeeld 2026")
    return ThemeFactory(regiobeeld=beeld, title="Jeugd")


def give(cast, theme, owner, **change):
    facts = {"title": theme.title, "indicators": [], "due_on": None}
    return arranging.change_theme(theme, by=cast.regiocoordinator, owner=owner, **{**facts, **change})


def leave(person):
    person.memberships.update(ended_at=timezone.now())


def test_a_theme_goes_to_somebody_of_the_region_who_is_told(cast, theme):
    with pytest.raises(ValidationError, match="die in deze regio meedoet"):
        give(cast, theme, cast.andere_ambtenaar)
    give(cast, theme, cast.zorgaanbieder, due_on=TODAY())
    give(cast, theme, cast.zorgaanbieder, due_on=TODAY())
    notice = Notice.objects.get()
    assert (notice.person, notice.path) == (cast.zorgaanbieder, theme.get_absolute_url())
    assert notice.sentence == "U bent eigenaar van “Jeugd” in “Regiobeeld 2026”."
    event = history(theme.regiobeeld).get()
    assert event.after == {"eigenaar": [cast.zorgaanbieder.pk], "af op": TODAY().isoformat()}


def test_a_point_goes_to_somebody_who_is_told_without_what_it_says(cast, theme):
    add = {"by": cast.ambtenaar, "kind": PointKind.KNELPUNT, "title": "Wachttijden van twaalf weken"}
    with pytest.raises(ValidationError, match="die in deze regio meedoet"):
        enriching.add_point(theme, owner=cast.andere_ambtenaar, **add)
    point = enriching.add_point(theme, owner=cast.kassier, due_on=TODAY(), **add)
    notice = Notice.objects.get()
    assert notice.sentence == "U bent eigenaar van een knelpunt bij “Jeugd” in “Regiobeeld 2026”."
    assert notice.path == point.get_absolute_url()
    enriching.change_point(point, by=cast.ambtenaar, version=1, title=point.title, owner=cast.zorgaanbieder)
    assert Notice.objects.get(person=cast.zorgaanbieder).sentence == notice.sentence
    event = history(theme.regiobeeld).first()
    assert event.before == {"eigenaar": [cast.kassier.pk], "af op": TODAY().isoformat()}
    assert event.after == {"eigenaar": [cast.zorgaanbieder.pk], "af op": None}


def test_the_forms_keep_owner_and_date_and_refuse_others_at_the_field(cast, theme, sign_in):
    place = f"/regiobeelden/{theme.regiobeeld_id}/"
    client = sign_in(cast.regiocoordinator)
    form = {"title": "Jeugd", "owner": cast.ambtenaar.pk, "due_on": "2027-01-31"}
    assert client.post(f"{place}themas/{theme.pk}/gegevens/", form).status_code == 302
    theme.refresh_from_db()
    assert (theme.owner, theme.due_on.isoformat()) == (cast.ambtenaar, "2027-01-31")
    rows = {f"cijfers-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    added = {**form, "title": "Wachten", "version": 1, "is_ready": "on", **rows}
    assert client.post(f"{place}themas/{theme.pk}/nieuw/knelpunt/", added).status_code == 302
    point = theme.points.get()
    assert (point.owner, point.due_on.isoformat(), point.is_ready) == (cast.ambtenaar, "2027-01-31", True)
    assert f'value="{cast.ambtenaar.pk}" selected' in client.get(f"{place}punten/{point.pk}/").text
    for path in (f"themas/{theme.pk}/gegevens/", f"punten/{point.pk}/"):
        answer = client.post(place + path, {**added, "owner": cast.andere_ambtenaar.pk})
        assert answer.status_code == 422
        assert "owner" in answer.context["form"].errors


def test_insiders_see_of_whom_what_is_and_others_never_do(cast, theme, sign_in):
    give(cast, theme, cast.zorgaanbieder, due_on=TODAY() - timedelta(days=1))
    PointFactory(theme=theme, owner=cast.kassier, due_on=TODAY())
    leave(cast.kassier)
    beeld = theme.regiobeeld
    client = sign_in(cast.ambtenaar_2)
    page = client.get(theme.get_absolute_url()).text
    assert "Eigenaar: zorgaanbieder" in page
    assert "1 dag te laat" in page
    assert "Eigenaar: kassier (doet niet meer mee)" in page
    whole = client.get(beeld.get_absolute_url()).text
    assert "Eigenaar: zorgaanbieder" in whole
    assert "0 van 1 thema’s klaar" in whole
    assert "Te laat: Jeugd" in whole
    arranging_page = sign_in(cast.regiocoordinator).get(f"{beeld.get_absolute_url()}indelen/").text
    assert "eigenaar: zorgaanbieder" in arranging_page
    writing = sign_in(cast.ambtenaar).get(f"{theme.get_absolute_url()}bewerken/").text
    assert "Eigenaar: zorgaanbieder" in writing
    for status in ("leesversie", "besproken", "vastgesteld", "gepubliceerd"):
        beeld.status = status
        beeld.save()
    for who in (None, cast.ambtenaar_2):
        for path in (theme.get_absolute_url(), beeld.get_absolute_url()):
            page = sign_in(who).get(path).text
            assert "zorgaanbieder" not in page
            assert "thema’s klaar" not in page


def test_the_owner_and_who_writes_say_that_a_theme_is_ready(cast, theme, sign_in):
    for who in (cast.zorgaanbieder, cast.andere_ambtenaar):
        with pytest.raises(PermissionDenied):
            mark_ready(theme, by=who, is_ready=True)
    give(cast, theme, cast.zorgaanbieder)
    client, place = sign_in(cast.zorgaanbieder), theme.get_absolute_url()
    assert "Meld dit thema klaar" in client.get(place).text
    page = client.post(f"{place}klaar/", {"klaar": "ja"}, follow=True).text
    assert "staat nu op klaar" in page
    assert "Toch niet klaar" in page
    mark_ready(theme, by=cast.ambtenaar, is_ready=True)
    mark_ready(theme, by=cast.ambtenaar, is_ready=False)
    assert [event.verb for event in history(theme.regiobeeld)[:2]] == ["thema.heropend", "thema.klaar"]
    arranging.remove_theme(theme, by=cast.regiocoordinator)
    page = client.post(f"{place}klaar/", {"klaar": "ja"}, follow=True)
    assert "intussen weggehaald" in page.text
    beeld = theme.regiobeeld
    arranging.restore_theme(theme, by=cast.regiocoordinator)
    beeld.status = "leesversie"
    beeld.save()
    with pytest.raises(PermissionDenied):
        mark_ready(theme, by=cast.zorgaanbieder, is_ready=True)


def test_a_next_edition_begins_without_dates_and_with_the_owners_who_still_take_part(cast, theme):
    yesterday = TODAY() - timedelta(days=1)
    give(cast, theme, cast.zorgaanbieder, due_on=yesterday)
    gone = ThemeFactory(regiobeeld=theme.regiobeeld, title="Wonen", owner=cast.kassier, is_ready=True)
    for owner in (cast.kassier, cast.ambtenaar):
        PointFactory(theme=gone, title=owner.name, owner=owner, due_on=yesterday, is_ready=True)
    beeld = theme.regiobeeld
    for status in ("leesversie", "besproken", "vastgesteld", "gepubliceerd"):
        beeld.status = status
        beeld.save()
    leave(cast.kassier)
    following = start_herijking(beeld, by=cast.regiocoordinator, edition=2031, title="Regiobeeld 2031")
    parts = [*following.themes.all(), *gone.points.model.objects.filter(theme__regiobeeld=following)]
    assert {part.title: part.owner for part in parts} == {
        "Jeugd": cast.zorgaanbieder,
        "Wonen": None,
        "kassier": None,
        "ambtenaar": cast.ambtenaar,
    }
    assert {(part.due_on, part.is_ready) for part in parts} == {(None, False)}
    kept = Theme.objects.get(pk=gone.pk)
    assert (kept.owner, kept.is_ready) == (cast.kassier, True)


def test_what_is_due_are_themes_and_points_that_are_still_to_be_done(cast, theme):
    today = TODAY()
    give(cast, theme, cast.ambtenaar, due_on=today)
    point = PointFactory(theme=theme, kind="preventie_selectief", owner=cast.ambtenaar, due_on=today)
    PointFactory(theme=theme, owner=cast.ambtenaar, due_on=today, is_ready=True)
    PointFactory(theme=theme, owner=cast.ambtenaar, due_on=today + timedelta(days=1))
    ThemeFactory(regiobeeld=theme.regiobeeld, owner=cast.andere_ambtenaar, due_on=today)
    closed = RegiobeeldFactory(region=cast.region, edition=2031, status="leesversie")
    PointFactory(theme=ThemeFactory(regiobeeld=closed, owner=cast.ambtenaar, due_on=today), owner=cast.ambtenaar)
    found = due_of(today, cast.ambtenaar.pk)
    assert [due.thing for due in found] == [f"thema:{theme.pk}", f"punt:{point.pk}"]
    assert found[1].what == "selectieve preventie bij “Jeugd” in “Regiobeeld 2026”"
    assert found == due_of(today, None)


def test_who_speaks_for_a_party_is_reminded_of_a_cycle_until_the_party_reacted_on_each_theme(cast, theme):
    today = TODAY()
    other = ThemeFactory(regiobeeld=theme.regiobeeld)
    ThemeFactory(regiobeeld=theme.regiobeeld, position=None)
    cycle = theme.regiobeeld.cycles.create(
        number=1, question="?", opened_at=timezone.now(), due_on=today + timedelta(days=3), before={}
    )
    cycle.parties.add(cast.ambtenaar.hat, cast.andere_ambtenaar.hat)
    assert due_of(today, None) == []
    until = today + timedelta(days=7)
    # Not the beheerder, and nobody of an organisation that has no part in the region any more.
    assert {due.person_id for due in due_of(until, None)} == {cast.ambtenaar.pk, cast.bestuurder.pk}
    (due,) = due_of(until, cast.bestuurder.pk)
    assert due.path == f"/regiobeelden/{theme.regiobeeld_id}/cycli/1/reageren/"
    assert (due.what, due.term) == ("de reactie van uw organisatie op “Regiobeeld 2026”", "tot en met")
    react(cycle, theme, by=cast.ambtenaar, stance="eens")
    assert len(due_of(until, None)) == 2
    react(cycle, other, by=cast.ambtenaar, stance="eens")
    assert due_of(until, None) == []
