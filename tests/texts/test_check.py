import json
from contextlib import suppress

import pytest
from hypothesis import given, settings

from iza_portal.texts.building import bullets, heading, numbered, paragraph, quote, table, text
from iza_portal.texts.check import TextRefused, check
from iza_portal.texts.html import to_html
from iza_portal.texts.plain import to_plain_text
from iza_portal.texts.schema import LIMITS
from iza_portal.texts.tree import empty_tree
from tests.texts.trees import broken_trees, json_values, trees


def refusal(tree) -> TextRefused:
    with pytest.raises(TextRefused) as caught:
        check(tree)
    return caught.value


def in_paragraph(*nodes):
    return {"type": "doc", "content": [{"type": "paragraph", "content": list(nodes)}]}


def nested_list(depth):
    node = paragraph("diep")
    for _ in range(depth):
        node = {"type": "bullet_list", "content": [{"type": "list_item", "content": [paragraph("x"), node]}]}
    return text(node)


@given(trees)
def test_every_text_that_the_editor_makes_is_kept_and_can_be_read(tree):
    check(tree)
    check(json.loads(json.dumps(tree)))
    assert isinstance(to_html(tree), str)
    assert isinstance(to_plain_text(tree), str)


@settings(max_examples=300)
@given(broken_trees())
def test_a_broken_text_is_kept_or_refused_and_nothing_else(tree):
    with suppress(TextRefused):
        check(tree)
        to_html(tree)
        to_plain_text(tree)


@given(json_values)
def test_any_other_json_is_refused(value):
    assert refusal(value)


def test_an_empty_text_and_every_kind_of_block_are_kept():
    check(empty_tree())
    check(text(heading("Kop", 5), bullets("a"), numbered("b"), quote("c", "d"), table(["e", "f"], ["g", ""])))


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        "doc",
        {},
        {"type": "paragraph"},
        {"type": "doc"},
        {"type": "doc", "content": []},
        {"type": "doc", "content": {}},
        {"type": "doc", "content": [None]},
        {"type": "doc", "content": [{"type": ["paragraph"]}]},
        {"type": "doc", "content": [{"type": "script"}]},
        {"type": "doc", "content": [{"type": "text", "text": "los"}]},
        {"type": "doc", "content": [{"type": "doc", "content": [paragraph("")]}]},
        {"type": "doc", "content": [{"type": "paragraph", "content": [paragraph("in een alinea")]}]},
        {"type": "doc", "content": [{"type": "paragraph", "marks": [{"type": "strong"}]}]},
        {"type": "doc", "content": [{"type": "paragraph", "attrs": {"style": "color: red"}}]},
        {"type": "doc", "content": [{"type": "paragraph", "onclick": "x"}]},
        {"type": "doc", "content": [{"type": "heading", "attrs": {"level": 1}}]},
        {"type": "doc", "content": [{"type": "heading", "attrs": {"level": True}}]},
        {"type": "doc", "content": [{"type": "heading", "attrs": {"level": 3.0}}]},
        {"type": "doc", "content": [{"type": "heading", "attrs": None}]},
        {"type": "doc", "content": [{"type": "bullet_list", "content": [paragraph("geen punt")]}]},
        {"type": "doc", "content": [{"type": "table", "content": [{"type": "table_row"}]}]},
        in_paragraph({"type": "text"}),
        in_paragraph({"type": "text", "text": ""}),
        in_paragraph({"type": "text", "text": 1}),
        in_paragraph({"type": "text", "text": "x", "content": []}),
        in_paragraph({"type": "text", "text": "x", "marks": {}}),
        in_paragraph({"type": "text", "text": "x", "marks": [{"type": "underline"}]}),
        in_paragraph({"type": "text", "text": "x", "marks": [{"type": "em"}, {"type": "em"}]}),
        in_paragraph({"type": "text", "text": "x", "marks": [{"type": "link"}]}),
        in_paragraph(
            {"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": "/", "onclick": "x"}}]}
        ),
        in_paragraph({"type": "hard_break", "content": [{"type": "text", "text": "x"}]}),
    ],
)
def test_what_the_schema_does_not_allow_is_refused(tree):
    refusal(tree)


def test_a_refusal_says_where():
    tree = text(paragraph("goed"), bullets("goed", "fout"))
    tree["content"][1]["content"][1]["content"][0]["content"][0]["text"] = "fout\x00"
    refused = refusal(tree)
    assert refused.path == (1, 1, 0, 0)
    assert "onzichtbare tekens" in refused.message


@pytest.mark.parametrize(
    "href",
    [
        "https://www.iza.nl",
        "http://x.nl:8000/a b".replace(" ", "%20"),
        "https://x.nl?q=1#f",
        "mailto:a.b@c.nl",
        "/",
        "/plannen/1/#x",
    ],
)
def test_a_link_to_the_web_a_mailbox_or_the_portal_is_kept(href):
    check(text(paragraph(f"[link]({href})")))


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//kwaad.nl",
        "/\\kwaad.nl",
        "https://",
        "https:///x",
        "https://www.iza.nl@kwaad.nl/",
        "https://x.nl/\n",
        "https://x.nl/\x00",
        "https://x.nl/\ud800",
        "https://x.nl/" + "a" * 2000,
        "relatief",
        "",
        None,
        1,
        ["https://x.nl"],
    ],
)
def test_any_other_link_is_refused(href):
    refused = refusal(in_paragraph({"type": "text", "text": "x", "marks": [{"type": "link", "attrs": {"href": href}}]}))
    assert "https://" in refused.message


@pytest.mark.parametrize("character", ["\x00", "\x08", "\n", "\x1b", "\x7f", "\x9f", "\ud83d", "\ufffe"])
def test_a_character_that_cannot_be_kept_is_refused(character):
    refusal(in_paragraph({"type": "text", "text": f"a{character}b"}))


@pytest.mark.parametrize(
    "words", ["👩🏽‍⚕️ zorg", "مرحبا بالعالم", "שלום", "a\tb", "漢字", "e\u0301", "\u202eabc\u202c", "   "]
)
def test_any_writing_of_the_world_is_kept(words):
    tree = text(paragraph(words))
    check(tree)
    assert to_plain_text(tree) == words


def test_a_million_characters_in_one_word_are_refused_with_a_sentence():
    assert "te lang" in refusal(text(paragraph("a" * 1_000_000))).message
    assert f"meer dan {LIMITS.word} tekens" in refusal(text(paragraph("a" * (LIMITS.word + 1)))).message
    check(text(paragraph("a" * LIMITS.word)))


def test_a_word_is_as_long_as_its_parts_together():
    half = "a" * (LIMITS.word // 2 + 1)
    refusal(text(paragraph(f"{half}**{half}**")))
    check(text(paragraph(f"{half} **{half}**"), paragraph(half)))


def test_the_deepest_list_is_bounded():
    check(nested_list(LIMITS.depth // 2 - 1))
    assert "te veel niveaus" in refusal(nested_list(LIMITS.depth)).message


def test_a_tree_of_thirty_thousand_levels_is_refused():
    assert refusal(nested_list(30_000))


def test_the_number_of_nodes_is_bounded():
    refused = refusal(text(*[bullets(*["x"] * 10)] * (LIMITS.nodes // 30)))
    assert "te veel onderdelen" in refused.message


def test_the_number_of_nodes_in_one_is_bounded():
    check(text(*[paragraph("x")] * LIMITS.children))
    assert "te veel onderdelen" in refusal(text(*[paragraph("x")] * (LIMITS.children + 1))).message


def test_a_table_has_no_more_columns_than_fit():
    check(text(table(["x"] * LIMITS.columns)))
    assert "kolommen" in refusal(text(table(["x"] * (LIMITS.columns + 1)))).message
    spanning = text(table(["x"] * LIMITS.columns, ["x"]))
    for cell in spanning["content"][0]["content"][0]["content"]:
        cell["attrs"] = {"colspan": 1, "rowspan": 2}
    refusal(spanning)
