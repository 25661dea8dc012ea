"""The server reads and writes documents as y-prosemirror does in the browser, and mends what writing together breaks."""

import pytest
from hypothesis import given, settings
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from iza_portal.texts.check import check
from iza_portal.writing.together.refusals import UpdateRefused
from iza_portal.writing.together.trees import document_bytes, tree_of
from iza_portal.writing.together.wire import comment_key
from tests.writing.together.documents import THREADS, doc, node, text, trees, with_comments_in_order, without_comments


def _fragment(*updates):
    document = Doc()
    for update in updates:
        document.apply_update(update)
    return document.get("text", type=XmlFragment)


@settings(max_examples=200, deadline=None)
@given(trees)
def test_a_text_is_the_same_to_the_server_and_to_the_browser(browser, tree):
    from_browser, from_server = browser.write(tree), document_bytes(tree)
    shown = browser.read(from_browser)["tree"]
    assert tree_of(_fragment(from_browser), with_comments=True) == shown == tree
    assert tree_of(_fragment(from_server), with_comments=True) == tree
    # What the server wrote, an open editor takes over without a change of its own.
    taken_over = browser.read(from_server)
    assert with_comments_in_order(taken_over["tree"]) == tree
    assert taken_over["caused"] == []
    body = tree_of(_fragment(from_browser))
    assert body == without_comments(tree)
    check(body)


def test_a_comment_has_the_name_that_the_browser_gives_it(browser):
    for thread in THREADS:
        (update,) = [browser.write(doc(node("paragraph", [text("woord", ("comment", {"thread": thread}))])))]
        assert comment_key(thread).encode() in update


@pytest.mark.parametrize("thread", THREADS)
def test_comments_are_left_out_and_what_they_parted_is_joined(thread):
    tree = doc(node("paragraph", [text("een "), text("twee", ("comment", {"thread": thread})), text(" drie")]))
    assert tree_of(_fragment(document_bytes(tree))) == doc(node("paragraph", [text("een twee drie")]))


def _document(*blocks):
    """A document with elements as they are given, valid or not: a name, attributes and children; or characters."""
    document = Doc()
    fragment = document.get("text", type=XmlFragment)
    for block in blocks:
        fragment.children.append(_element(block))
    return fragment


def _element(part):
    if isinstance(part, str):
        return XmlText(part)
    name, attrs, *children = part
    return XmlElement(name, attrs, [_element(child) for child in children])


_EMPTY = {"type": "paragraph"}
_WORD = node("paragraph", [text("woord")])


@pytest.mark.parametrize(
    ("blocks", "content"),
    [
        pytest.param([], [_EMPTY], id="an empty document"),
        pytest.param([("bullet_list", {})], [_EMPTY], id="a list without items"),
        pytest.param([("blockquote", {}, ("ordered_list", {"order": 2.0}))], [_EMPTY], id="a quote with nothing left"),
        pytest.param([("table", {})], [_EMPTY], id="a table without rows"),
        pytest.param([("table", {}, ("table_row", {}), ("table_row", {}))], [_EMPTY], id="a table without cells"),
        pytest.param(
            [("table", {}, ("table_row", {}), ("table_row", {}, ("table_cell", {"colspan": 1, "rowspan": 1})))],
            [
                node(
                    "table",
                    [
                        {"type": "table_row"},
                        node("table_row", [node("table_cell", [_EMPTY], colspan=1, rowspan=1)]),
                    ],
                )
            ],
            id="a row without cells and a cell without blocks",
        ),
        pytest.param(
            [("bullet_list", {}, ("list_item", {}), ("list_item", {}, ("bullet_list", {})))],
            [node("bullet_list", [node("list_item", [_EMPTY]), node("list_item", [_EMPTY])])],
            id="an item without a paragraph",
        ),
        pytest.param(
            [
                (
                    "bullet_list",
                    {},
                    ("list_item", {}, ("bullet_list", {}, ("list_item", {}, ("paragraph", {}, "woord")))),
                )
            ],
            [
                node(
                    "bullet_list",
                    [node("list_item", [_EMPTY, node("bullet_list", [node("list_item", [_WORD])])])],
                )
            ],
            id="an item that begins with a list",
        ),
        pytest.param([("paragraph", {}, "wo", "", "ord")], [_WORD], id="two runs of text beside each other"),
        pytest.param(
            [("picture", {"picture": 3}), ("paragraph", {}, ("footnote", {}), "woord", ("figure", {"year": 2026}))],
            [_WORD],
            id="what lost an attribute that it cannot do without",
        ),
        pytest.param([("heading", {}, "kop")], [node("heading", [text("kop")], level=3)], id="a default"),
        pytest.param([("paragraph", {}, "")], [_EMPTY], id="a run without characters"),
    ],
)
def test_what_writing_together_breaks_is_mended(blocks, content):
    tree = tree_of(_document(*blocks))
    assert tree == doc(*content)
    check(tree)


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("los", id="text beside blocks"),
        pytest.param(("list_item", {}), id="an item without a list"),
        pytest.param(("script", {}, "x"), id="an unknown node"),
        pytest.param(("paragraph", {"onclick": "x"}, "x"), id="an unknown attribute"),
        pytest.param(("heading", {"level": 3}, ("hard_break", {})), id="a break in a heading"),
        pytest.param(("bullet_list", {}, "x"), id="text in a list"),
        pytest.param(("blockquote", {}, ("heading", {"level": 3})), id="a heading in a quote"),
        pytest.param(("paragraph", {}, ("paragraph", {}, "x")), id="a paragraph in a paragraph"),
        pytest.param(("picture", {"picture": 1, "alt": "x"}, "x"), id="text in a picture"),
    ],
)
def test_what_no_writing_together_brings_about_is_refused(block):
    with pytest.raises(UpdateRefused) as refused:
        tree_of(_document(block))
    assert (refused.value.status, refused.value.code) == (422, "invalid")


def test_a_tree_is_read_no_deeper_than_a_text_can_be():
    block = ("paragraph", {}, "diep")
    for _ in range(15):
        block = ("bullet_list", {}, ("list_item", {}, block))
    with pytest.raises(UpdateRefused) as refused:
        tree_of(_document(block))
    assert refused.value.status == 422


def test_an_embedded_part_of_a_run_of_text_is_refused():
    fragment = _document(("paragraph", {}, "woord"))
    fragment.children[0].children[0].insert_embed(2, {"a": 1})
    with pytest.raises(UpdateRefused):
        tree_of(fragment)
