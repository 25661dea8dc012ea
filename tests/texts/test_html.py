from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.db import connection
from django.template import Context, Template
from hypothesis import given

from iza_portal.texts.building import bullets, heading, numbered, paragraph, quote, table, text
from iza_portal.texts.check import TextUnreadable
from iza_portal.texts.html import to_html
from iza_portal.texts.plain import to_plain_text, to_search_text
from tests.texts.trees import trees

ALLOWED = {
    **{tag: {"dir"} for tag in ("h3", "h4", "h5", "h6", "p", "li")},
    **{tag: set() for tag in ("ul", "blockquote", "table", "thead", "tbody", "tr", "strong", "em", "br")},
    "ol": {"start"},
    "th": {"dir", "scope", "colspan", "rowspan", "class"},
    "td": {"dir", "colspan", "rowspan", "class"},
    "a": {"href", "rel"},
}


class Outline(HTMLParser):
    """Reads HTML back: which tags are open where, which attributes they have, and the words."""

    def __init__(self, html):
        super().__init__()
        self.open, self.words, self.levels = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        assert all(value.startswith(("http", "mailto:", "/")) for name, value in attrs if name == "href")
        if tag != "br":
            self.open.append(tag)
        if tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@given(trees)
def test_html_is_closed_holds_only_what_is_allowed_and_all_of_the_words(tree):
    read = Outline(to_html(tree))
    assert "".join("".join(read.words).split()) == "".join(to_plain_text(tree).split())


@given(trees)
def test_headings_skip_no_level(tree):
    levels = [2, *Outline(to_html(tree)).levels]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_text_as_html():
    tree = text(
        heading("Opgaven"),
        paragraph("De **eerste** *opgave* staat [op de **site**](https://www.iza.nl/?a=1&b=2) of [hier](/plannen/)."),
        bullets("wonen", "zorg"),
        numbered("eerst"),
        quote("Samen"),
        table(["Doel", "Wie"], ["3%", "CZ"]),
    )
    assert to_html(tree) == (
        '<h3 dir="auto">Opgaven</h3>'
        '<p dir="auto">De <strong>eerste</strong> <em>opgave</em> staat '
        '<a href="https://www.iza.nl/?a=1&amp;b=2" rel="noopener noreferrer">op de **site**</a> of '
        '<a href="/plannen/">hier</a>.</p>'
        '<ul><li dir="auto">wonen</li><li dir="auto">zorg</li></ul>'
        '<ol><li dir="auto">eerst</li></ol>'
        '<blockquote><p dir="auto">Samen</p></blockquote>'
        '<table><thead><tr><th scope="col" class="numeric" dir="auto">Doel</th>'
        '<th scope="col" dir="auto">Wie</th></tr></thead>'
        '<tbody><tr><td class="numeric" dir="auto">3%</td><td dir="auto">CZ</td></tr></tbody></table>'
    )


def test_markup_in_words_is_words():
    assert to_html(text(paragraph("<script>alert('&')</script>"))) == (
        '<p dir="auto">&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;</p>'
    )


def test_one_link_stays_one_link_when_part_of_it_is_bold():
    link = {"type": "link", "attrs": {"href": "/regios/"}}
    tree = text(paragraph("x"))
    tree["content"][0]["content"] = [
        {"type": "text", "text": "naar ", "marks": [link]},
        {"type": "text", "text": "de regio", "marks": [link, {"type": "strong"}, {"type": "em"}]},
    ]
    assert to_html(tree) == '<p dir="auto"><a href="/regios/">naar <strong><em>de regio</em></strong></a></p>'


def test_what_is_empty_is_left_out():
    assert to_html(text(paragraph(""), heading(" "), paragraph("x"), paragraph(""))) == '<p dir="auto">x</p>'


def test_equal_headings_stay_equal_and_deeper_ones_go_one_down():
    levels = Outline(to_html(text(*[heading("x", level) for level in (5, 5, 3, 5, 4, 3)]))).levels
    assert levels == [3, 3, 3, 4, 4, 3]
    assert Outline(to_html(text(heading("x", 3), heading("x", 4)), heading_shift=3)).levels == [6, 6]


def test_a_header_in_a_later_row_is_the_row_s():
    tree = text(table(["Doel"], ["3%"]))
    tree["content"][0]["content"][1]["content"][0] |= {"type": "table_header", "attrs": {"colspan": 2, "rowspan": 1}}
    assert '<tr><th scope="row" colspan="2" dir="auto">3%</th></tr>' in to_html(tree)


def test_paragraphs_in_a_list_item_stay_apart():
    tree = text(bullets("een"))
    tree["content"][0]["content"][0]["content"].append(paragraph("twee"))
    assert to_html(tree) == '<ul><li dir="auto"><p dir="auto">een</p><p dir="auto">twee</p></li></ul>'


def test_plain_text_has_a_line_for_each_paragraph_and_row():
    tree = text(heading("Kop"), paragraph("een *twee*"), bullets("drie"), table(["a", "b"], ["c", "d"]))
    assert to_plain_text(tree) == "Kop\neen twee\ndrie\na\tb\nc\td"


@pytest.mark.django_db
def test_the_longest_text_can_be_searched():
    letters = [chr(number) for number in range(0x20000, 0x2A000)]
    words = [f"{letters[n % 40_000]}{letters[n * 7 % 40_000]}-{letters[n * 11 % 40_000]}" for n in range(59_000)]
    searched = to_search_text(text(paragraph(" ".join(words))))
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(to_tsvector('dutch', %s))", [searched])
        assert cursor.fetchone()[0] > 10_000


@pytest.mark.parametrize("kept", [None, {"type": "doc"}, {"type": "doc", "content": [{"type": "image"}]}])
def test_a_kept_text_that_is_no_text_is_said_to_be_unreadable(kept, capfd):
    for read in (to_html, to_plain_text):
        with pytest.raises(TextUnreadable):
            read(kept)
    html = Template("{% load texts %}{{ body|text_html }}").render(Context({"body": kept}))
    assert "kan nu niet worden getoond" in html


def test_the_filter_shows_a_text():
    template = Template("{% load texts %}{{ body|text_html }}{{ body|text_html:1 }}")
    html = template.render(Context({"body": text(heading("Kop"))}))
    assert html == '<h3 dir="auto">Kop</h3><h4 dir="auto">Kop</h4>'


def test_on_a_screen_a_table_stands_in_a_frame_that_the_keyboard_reaches():
    tree = text(table(["Opgave"], ["Wonen"]))
    assert to_html(tree, has_frames=True).startswith('<div class="table-frame" tabindex="0"')
    assert "table-frame" not in to_html(tree)
