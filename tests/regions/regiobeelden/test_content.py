"""What a regiobeeld holds, and what differs between two contents, in words."""

import json
from copy import deepcopy

import pytest
from django.template.loader import render_to_string

from iza_portal.texts.building import bullets, paragraph, text
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
        'Vooral <del><span class="compared-said">[vervallen: </span>jongeren<span',
        '<ins><span class="compared-said">[toegevoegd: </span>ouderen<span',
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


def test_what_changed_in_a_text_is_told_word_by_word(theme, enriched, content):
    old, new = deepcopy(content), deepcopy(content)
    body = text(paragraph("Ouderen wonen langer thuis."), bullets("zorg", "wonen"))
    old["themes"][0] |= {"body": body, "plain_text": "Ouderen wonen langer thuis.\nzorg\nwonen"}
    body = text(paragraph("Ouderen wonen **langer** in de wijk."), bullets("zorg", "wonen", "groen"))
    new["themes"][0] |= {"body": body, "plain_text": "Ouderen wonen langer in de wijk.\nzorg\nwonen\ngroen"}
    changes = differences(old, new)
    assert json.loads(json.dumps(changes)) == changes
    told = changes["themes"][0]["text"]
    assert told["words"] == "1 alinea gewijzigd; 1 punt toegevoegd; opmaak gewijzigd op 1 plaats"
    shown = in_words(changes)
    assert f"De tekst is gewijzigd: {told['words']}." in shown
    assert ">thuis<" in shown
    assert '<li class="compared added" dir="auto">' in shown


def test_a_text_that_has_other_marks_alone_is_changed_too(content):
    old, new = deepcopy(content), deepcopy(content)
    old["themes"][0] |= {"body": text(paragraph("Thuis")), "plain_text": "Thuis"}
    new["themes"][0] |= {"body": text(paragraph("**Thuis**")), "plain_text": "Thuis"}
    changed = differences(old, new)["themes"][0]
    assert changed["is_text_changed"] is True
    assert changed["text"]["words"] == "opmaak gewijzigd op 1 plaats"


def test_what_was_kept_without_texts_is_compared_by_its_words(content):
    """Cycles that were opened before texts were compared kept the words of a theme, without their form."""
    old, new = deepcopy(content), deepcopy(content)
    for each, words in ((old, "Wonen\n\nthuis"), (new, "Wonen\n\nin de wijk, thuis")):
        each["themes"][0]["plain_text"] = words
        each["themes"][0].pop("body")
    assert differences(old, new)["themes"][0]["text"]["words"] == "1 alinea gewijzigd"


def test_an_account_that_was_kept_before_texts_were_compared_reads_as_it_did(content):
    old, new = deepcopy(content), deepcopy(content)
    new["themes"][0]["plain_text"] = "Anders"
    changes = differences(old, new)
    del changes["themes"][0]["text"]
    changes["themes"][0]["is_text_changed"] = True
    assert "<li>De tekst is gewijzigd.</li>" in in_words(changes)
