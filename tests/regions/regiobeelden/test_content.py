"""What a regiobeeld holds, and what differs between two contents, in words."""

from copy import deepcopy

import pytest
from django.template.loader import render_to_string

from regions.models import PointFigure, PointKind, ThemeIndicator
from regions.regiobeelden import arranging, enriching
from regions.regiobeelden.content import content_of, differences
from regions.regiobeelden.involvement import say_involved, say_not_involved
from tests.factories import AreaFigureFactory, IndicatorFactory, PointFactory


@pytest.fixture
def content(cast, enriched, theme):
    indicator = IndicatorFactory(short_label="Rokers")
    AreaFigureFactory(indicator=indicator, region=cast.region, value="18.0")
    ThemeIndicator.objects.create(theme=theme, indicator=indicator, position=1)
    point = PointFactory(theme=theme, title="Te veel rokers", text="Vooral jongeren.", position=1)
    PointFigure.objects.create(point=point, indicator=indicator)
    return content_of(enriched)


def test_of_the_same_nothing_differs(content):
    changes = differences(content, deepcopy(content))
    assert not any(changes.values())
    assert "niets veranderd" in in_words(changes)


def in_words(changes) -> str:
    return " ".join(render_to_string("regiobeelden/_differences.html", {"changes": changes}).split())


def test_what_people_change_is_told_in_words(cast, enriched, theme, content):
    by = cast.regiocoordinator
    point = theme.points.get()
    indicator = theme.indicators.get()
    AreaFigureFactory(indicator=indicator, region=cast.region, year=2025, value="16.5")
    enriching.change_point(point, by=by, version=1, title="Te veel rokers", text="Vooral ouderen.")
    enriching.add_point(theme, by=by, kind=PointKind.INITIATIEF, title="Rookvrije start")
    other = IndicatorFactory(short_label="Vapen")
    arranging.change_theme(theme, by=by, title="Samen oud", indicators=[indicator, other])
    arranging.add_theme(enriched, by=by, title="Wonen")
    arranging.remove_theme(enriched.themes.get(title="Mentale gezondheid"), by=by)
    arranging.change_regiobeeld(
        enriched, by=by, version=1, title=enriched.title, due_on=None, summary="Het gaat beter.", scale_note=""
    )
    enriched.refresh_from_db()
    changes = differences(content, content_of(enriched))
    assert [(each["title"], each["state"]) for each in changes["themes"]] == [
        ("Samen oud", "gewijzigd"),
        ("Wonen", "nieuw"),
        ("Mentale gezondheid", "weg"),
    ]
    changed = changes["themes"][0]
    assert changed["figures"] == [
        {"code": indicator.code, "label": "Rokers", "before": "18,0% (2024)", "after": "16,5% (2025)"}
    ]
    assert [(each["title"], each["state"], each["changed"]) for each in changed["points"]] == [
        ("Te veel rokers", "gewijzigd", ["tekst", "cijfers"]),
        ("Rookvrije start", "nieuw", []),
    ]
    told = in_words(changes)
    for words in [
        "Heette eerst “Gezond ouder worden”.",
        "Cijfers erbij: Vapen.",
        "Knelpunt gewijzigd: “Te veel rokers” (tekst, cijfers)",
        "Eerst: Vooral jongeren.",
        "Nu: Vooral ouderen.",
        "Bestaand initiatief nieuw: “Rookvrije start”",
        "Kernboodschap gewijzigd.",
    ]:
        assert words in told, words


def test_that_a_theme_stands_elsewhere_is_told_of_that_theme(cast, enriched, theme, content):
    arranging.move_theme(theme, by=cast.regiocoordinator, steps=1)
    moved = [each["title"] for each in differences(content, content_of(enriched))["themes"] if each["is_moved"]]
    assert "Gezond ouder worden" in moved


def test_forwards_and_backwards_tell_the_same_the_other_way_round(cast, enriched, theme, content):
    enriching.add_point(theme, by=cast.ambtenaar, kind=PointKind.KNELPUNT, title="Erbij")
    after = content_of(enriched)
    forth, back = differences(content, after), differences(after, content)
    assert [each["state"] for each in forth["themes"][0]["points"]] == ["nieuw"]
    assert [each["state"] for each in back["themes"][0]["points"]] == ["weg"]


def test_a_group_of_which_nothing_was_said_yet_is_not_called_nobody(cast, enriched):
    by = cast.regiocoordinator
    before = content_of(enriched)
    say_not_involved(enriched, by=by, group="ggd", why="Geen mensen vrij.")
    say_involved(enriched, by=by, group="inwoners", name="Een wijkpanel", how="Las mee.")
    found = differences(before, content_of(enriched))["involvement"]
    assert [(each["before"], each["after"]) for each in found] == [
        ("nog niet gezegd", "niemand"),
        ("nog niet gezegd", "Een wijkpanel"),
    ]
