from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from iza_portal.trail.recording import history
from regions.models import BeeldStatus, Regiobeeld
from regions.regiobeelden import arranging
from tests.at_once import at_once
from tests.factories import IndicatorFactory, RegiobeeldFactory, ThemeFactory


def titles(beeld):
    return list(beeld.themes.present().order_by("position").values_list("title", flat=True))


def codes(theme):
    return [row.indicator.code for row in theme.theme_indicators.select_related("indicator")]


def test_a_theme_is_added_at_the_end(cast, enriched):
    arranging.add_theme(enriched, by=cast.regiocoordinator, title="Wonen")
    assert titles(enriched) == ["Gezond ouder worden", "Mentale gezondheid", "Wonen"]
    assert history(enriched).first().detail == "Wonen"


@pytest.mark.parametrize(
    ("steps", "order"),
    [
        (1, ["Mentale gezondheid", "Gezond ouder worden"]),
        (9, ["Mentale gezondheid", "Gezond ouder worden"]),
        (-1, None),
    ],
)
def test_a_theme_moves_as_far_as_there_are_places(cast, enriched, theme, steps, order):
    before = titles(enriched)
    arranging.move_theme(theme, by=cast.regiocoordinator, steps=steps)
    assert titles(enriched) == (order or before)
    assert history(enriched).exists() == bool(order)


def test_a_theme_that_is_taken_out_is_kept_and_put_back_at_the_end(cast, enriched, theme):
    arranging.remove_theme(theme, by=cast.regiocoordinator)
    assert titles(enriched) == ["Mentale gezondheid"]
    with pytest.raises(ValidationError, match="intussen weggehaald"):
        arranging.move_theme(theme, by=cast.regiocoordinator, steps=1)
    for _ in range(2):
        arranging.restore_theme(theme, by=cast.regiocoordinator)
    assert titles(enriched) == ["Mentale gezondheid", "Gezond ouder worden"]


def test_the_indicators_of_a_theme_keep_their_order_and_new_ones_come_last(cast, theme):
    one, two, three = (IndicatorFactory(code=f"BEV0{number}") for number in range(1, 4))
    choose = partial(arranging.change_theme, theme, by=cast.regiocoordinator, title=theme.title)
    choose(indicators=[one, two])
    arranging.move_indicator(theme, two, by=cast.regiocoordinator, steps=-1)
    assert codes(theme) == ["BEV02", "BEV01"]
    choose(indicators=[one, two, three])
    assert codes(theme) == ["BEV02", "BEV01", "BEV03"]
    choose(indicators=[three, one])
    assert codes(theme) == ["BEV01", "BEV03"]
    count = history(theme.regiobeeld).count()
    choose(indicators=[one, three])
    assert history(theme.regiobeeld).count() == count
    with pytest.raises(ValidationError, match="hoort intussen niet meer"):
        arranging.move_indicator(theme, two, by=cast.regiocoordinator, steps=1)


def test_what_the_regiobeeld_says_of_itself_changes_on_record(cast, enriched):
    change = partial(arranging.change_regiobeeld, enriched, by=cast.regiocoordinator, version=1, scale_note="")
    for _ in range(2):
        change(title="Samen", due_on=date(2026, 12, 1), summary="Het wordt drukker.")
    enriched.refresh_from_db()
    assert (enriched.title, enriched.summary) == ("Samen", "Het wordt drukker.")
    event = history(enriched).get()
    assert event.after == {"titel": "Samen", "af op": "2026-12-01", "kernboodschap": "Het wordt drukker."}


def test_the_procesvoorstel_is_of_the_initiators_until_the_enrichment_begins(cast, enriched):
    write = partial(arranging.write_proposal, enriched, version=1, proposal="Zo doen wij het.")
    with pytest.raises(PermissionDenied):
        write(by=cast.beoordelaar_1)
    Regiobeeld.objects.filter(pk=enriched.pk).update(status=BeeldStatus.VERRIJKING)
    fresh = type(enriched).objects.create(region=cast.region, edition=2031, title="Nieuw")
    with pytest.raises(PermissionDenied):
        arranging.write_proposal(fresh, by=cast.regiocoordinator, version=1, proposal="Zo doen wij het.")
    arranging.write_proposal(fresh, by=cast.beoordelaar_2, version=1, proposal="Zo doen wij het.")
    assert history(fresh).get().actor == cast.beoordelaar_2


@pytest.mark.parametrize("who", ["ambtenaar", "beoordelaar_1", "kassier", "andere_regiocoordinator"])
def test_others_arrange_nothing(cast, enriched, theme, who):
    by = cast.people[who]
    for act in [
        partial(arranging.add_theme, enriched, title="Anders"),
        partial(arranging.move_theme, theme, steps=1),
        partial(arranging.remove_theme, theme),
        partial(arranging.change_theme, theme, title="Anders", indicators=[]),
        partial(
            arranging.change_regiobeeld, enriched, version=1, title="Anders", due_on=None, summary="", scale_note=""
        ),
    ]:
        with pytest.raises(PermissionDenied):
            act(by=by)
    assert not history(enriched).exists()


@pytest.mark.django_db(transaction=True)
def test_two_people_who_order_at_once_leave_every_theme_a_place_of_its_own(cast, enriched):
    for number in range(3, 8):
        ThemeFactory(regiobeeld=enriched, position=number)
    themes = list(enriched.themes.order_by("position"))
    results = at_once(
        *(partial(arranging.move_theme, theme, by=cast.regiocoordinator, steps=3) for theme in themes[:3])
    )
    assert results == [None] * 3
    assert sorted(enriched.themes.values_list("position", flat=True)) == list(range(1, 8))


def test_arranging_in_the_browser(cast, enriched, theme, sign_in):
    client, page = sign_in(cast.regiocoordinator), f"/regiobeelden/{enriched.pk}/indelen/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": ""}).status_code == 422
    assert client.post(page, {"title": "Wonen"}).status_code == 302
    moved = client.post(f"/regiobeelden/{enriched.pk}/themas/{theme.pk}/verplaatsen/", {"richting": "omlaag"})
    assert moved.headers["Location"] == f"{page}#omlaag-{theme.pk}"
    assert titles(enriched)[0] == "Mentale gezondheid"
    indicator = IndicatorFactory()
    settings = f"/regiobeelden/{enriched.pk}/themas/{theme.pk}/gegevens/"
    assert indicator.label in client.get(settings).text
    refused = client.post(settings, {"title": "", "indicators": ["x"]})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"title", "indicators"})
    assert client.post(settings, {"title": "Ouder worden", "indicators": [indicator.pk]}).status_code == 302
    assert codes(theme) == [indicator.code]


def test_two_tabs_lose_nothing_of_what_the_regiobeeld_says_of_itself(cast, enriched, sign_in):
    client, page = sign_in(cast.regiocoordinator), f"/regiobeelden/{enriched.pk}/gegevens/"
    first = {"version": 1, "title": "Samen", "summary": "Het wordt <drukker>.", "scale_note": "", "due_on": ""}
    assert client.post(page, first).status_code == 302
    # The same again, as of a double click, is no other change.
    assert client.post(page, first).status_code == 302
    second = first | {"summary": "Mijn woorden."}
    refused = client.post(page, second)
    assert refused.status_code == 422
    for words in [
        "Dit is intussen gewijzigd",
        "Het wordt &lt;drukker&gt;.",
        ">\nMijn woorden.</textarea>",
        'value="2"',
    ]:
        assert words in refused.text
    enriched.refresh_from_db()
    assert enriched.summary == "Het wordt <drukker>."
    assert client.post(page, second | {"version": 2}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_procesvoorstel_at_once_lose_nothing(cast):
    beeld = RegiobeeldFactory(region=cast.region)
    write = partial(arranging.write_proposal, beeld, version=1)
    results = at_once(
        partial(write, by=cast.beoordelaar_1, proposal="Eén."), partial(write, by=cast.beoordelaar_2, proposal="Twee.")
    )
    assert sorted(type(each).__name__ for each in results) == ["OutdatedVersion", "Regiobeeld"]


def test_two_who_choose_indicators_from_the_same_page_lose_none_of_them(cast, theme, sign_in):
    first, gone, mine, theirs = (IndicatorFactory() for _ in range(4))
    by, had = cast.regiocoordinator, [first, gone]
    arranging.change_theme(theme, by=by, title=theme.title, indicators=had)
    page = f"/regiobeelden/{theme.regiobeeld_id}/themas/{theme.pk}/gegevens/"
    shown = sign_in(by).get(page).text
    assert all(f'name="had" value="{each.pk}"' in shown for each in had)
    arranging.change_theme(theme, by=by, title=theme.title, indicators=[first, gone, theirs], had=had)
    posted = {"title": theme.title, "indicators": [first.pk, mine.pk], "had": [each.pk for each in had]}
    assert sign_in(by).post(page, posted).status_code == 302
    assert codes(theme) == [first.code, theirs.code, mine.code]
