import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.db import connection
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from iza_portal.texts.building import (
    bullets,
    figure,
    footnote,
    heading,
    numbered,
    paragraph,
    picture,
    quote,
    table,
    text,
)
from iza_portal.texts.check import TextRefused, TextUnreadable, check
from iza_portal.texts.figures import cited_in, to_keep
from iza_portal.texts.html import Shown, to_html
from iza_portal.texts.plain import to_plain_text, to_search_text
from tests.texts.trees import broken_trees, json_values, trees

ALLOWED = {
    **{tag: {"dir"} for tag in ("h3", "h4", "h5", "h6")},
    **{tag: set() for tag in ("blockquote", "table", "thead", "tbody", "tr", "strong", "em", "br")},
    "p": {"dir", "class", "id"},
    "li": {"dir", "id"},
    "ol": {"start", "aria-labelledby"},
    "th": {"dir", "scope", "colspan", "rowspan", "class"},
    "td": {"dir", "colspan", "rowspan", "class"},
    "a": {"href", "rel", "id", "role", "aria-label", "class", "title"},
    "span": {"class"},
    "small": {"class"},
    "ul": {"aria-labelledby"},
    "figure": {"class"},
    "img": {"src", "alt", "width", "height", "loading"},
    "sup": {"class"},
    "div": {"class"},
}
VOID = {"br", "img"}
# What HTML lets stand right in what, as far as a browser would mend it otherwise.
INSIDE = {
    "li": {"ul", "ol"},
    "tr": {"thead", "tbody"},
    "td": {"tr"},
    "th": {"tr"},
    "thead": {"table"},
    "tbody": {"table"},
}
HOLDS_NO_BLOCKS = {"p", "h3", "h4", "h5", "h6", "a", "sup", "strong", "em", "span"}
BLOCKS = {"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "div", "figure"}
OWN_PICTURE = Shown("/teksten/3/afbeeldingen/7/", 800, 600)


def told_of(tree):
    """Answer what is told of the figures in a text: of those of the country, that their indicator is not there any more."""
    return [
        {
            "figure": each._asdict(),
            "label": 'Inwoners & "ouderen" <65>',
            "area": "ZHE-BAR",
            "when": str(each.year),
            "publisher": "CBS",
            "address": "" if each.place == "nederland" else '/cijfers/BEV04/?regio=x&jaar=2026"',
            "sources": [{"source": "CBS <x>", "peildatum": "2026-01-01", "certainty": "vastgesteld"}],
            "state": "anders" if each.scenario else "geldig",
            "offers": [{"why": "nieuwer", "shown": "<9%>", "when": "2027"}],
        }
        for each in cited_in(tree)
    ]


class Outline(HTMLParser):
    """Reads HTML back: which tags are open where, which attributes they have, and the words."""

    def __init__(self, html):
        super().__init__()
        self.open, self.words, self.levels, self.ids, self.inside = [], [], [], [], []
        self.feed(html)
        self.close()
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))
        assert set(self.inside) <= set(self.ids)

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs)
        assert {name for name, _ in attrs} <= ALLOWED[tag]
        assert tag not in INSIDE or self.open[-1] in INSIDE[tag]
        assert not (tag in BLOCKS and HOLDS_NO_BLOCKS & set(self.open))
        assert not (tag == "a" and "a" in self.open)
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            if attrs["href"].startswith("#"):
                self.inside.append(attrs["href"][1:])
            else:
                assert attrs["href"].startswith(("http://", "https://", "mailto:", "/"))
                assert not attrs["href"].startswith("//")
        if tag == "img":
            assert attrs["src"] == OWN_PICTURE.src
            assert attrs["alt"].strip()
        if tag not in VOID:
            self.open.append(tag)
        if tag[0] == "h" and tag[1].isdigit():
            self.levels.append(int(tag[1]))

    def handle_startendtag(self, tag, attrs):
        raise AssertionError(f"<{tag}/> is no HTML")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def shown(tree, **options):
    return Outline(
        to_html(
            tree,
            pictures={7: OWN_PICTURE},
            figures=told_of(tree),
            tells_newer=True,
            prefix="onderdeel-1-",
            **options,
        )
    )


def squeezed(words):
    return "".join("".join(words).split())


@given(trees)
def test_html_is_closed_holds_only_what_is_allowed_and_all_of_the_words(tree):
    html = to_html(tree, pictures={7: OWN_PICTURE}, figures=told_of(tree))
    shown(tree)
    # What the portal itself adds: the numbers of footnotes, the way back, the figures told, and what it says of a picture.
    html = re.sub(r'<div class="notes"><p class="notes-title" id="cijfers">.*?</div>', "", html)
    html = re.sub(
        r'<sup class="note-mark">.*?</sup>|<p class="notes-title".*?</p>|<a [^>]*role="doc-backlink".*?</a>', "", html
    )
    html = re.sub(r'<figure class="picture"><img src="[^"]*" alt="([^"]*)".*?</figure>', r"<p>\1</p>", html)
    html = html.replace("Afbeelding ontbreekt: ", "")
    assert squeezed(Words(html).words) == squeezed(to_plain_text(tree))


class Words(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.words = []
        self.feed(html)
        self.close()

    def handle_data(self, data):
        self.words.append(data)


@given(st.one_of(json_values, trees, broken_trees()), st.integers(0, 3))
def test_whatever_tree_comes_in_is_refused_or_comes_out_as_harmless_html(tree, heading_shift):
    try:
        html = to_html(
            tree,
            heading_shift=heading_shift,
            pictures={7: OWN_PICTURE},
            figures=told_of(tree),
            prefix='x"><script>',
        )
    except TextUnreadable:
        with pytest.raises(TextRefused):
            check(tree)
        return
    Outline(html)


@given(trees, trees)
def test_two_texts_on_one_page_share_no_id(first, second):
    Outline(
        to_html(first, pictures={7: OWN_PICTURE}, prefix="a-") + to_html(second, pictures={7: OWN_PICTURE}, prefix="b-")
    )


@given(trees)
def test_headings_skip_no_level(tree):
    levels = [2, *shown(tree).levels]
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


def test_a_picture_has_its_alternative_text_and_its_size():
    tree = text(picture(7, 'Kaart van "de" regio'))
    assert to_html(tree, pictures={7: OWN_PICTURE}) == (
        '<figure class="picture"><img src="/teksten/3/afbeeldingen/7/" alt="Kaart van &quot;de&quot; regio" width="800" '
        'height="600" loading="lazy"></figure>'
    )
    assert to_plain_text(tree) == 'Kaart van "de" regio'


def test_a_picture_that_is_not_of_this_text_is_said_to_be_missing():
    html = to_html(text(picture(8, "Geheime kaart")), pictures={7: OWN_PICTURE})
    assert html == '<p class="missing" dir="auto">Afbeelding ontbreekt: Geheime kaart</p>'


def test_footnotes_are_numbered_and_stand_at_the_end_with_ways_there_and_back():
    tree = text(paragraph("Een^[Bron: CBS.] twee**^[niet hier]**"), table(["Doel"], ["3%^[Zie https://www.cbs.nl/a.]"]))
    tree["content"][0]["content"].append(
        footnote("Twee & drie") | {"marks": [{"type": "link", "attrs": {"href": "/x"}}]}
    )
    html = to_html(tree, prefix="onderdeel-4-")
    assert (
        'Een<sup class="note-mark"><a id="onderdeel-4-bij-noot-1" href="#onderdeel-4-noot-1" role="doc-noteref" '
        'aria-label="Noot 1">1</a></sup> twee'
    ) in html
    assert html.endswith(
        '<div class="notes"><p class="notes-title" id="onderdeel-4-noten">Noten</p>'
        '<ol aria-labelledby="onderdeel-4-noten">'
        '<li id="onderdeel-4-noot-1" dir="auto">Bron: CBS. <a href="#onderdeel-4-bij-noot-1" role="doc-backlink" '
        'aria-label="Terug naar noot 1 in de tekst">↑</a></li>'
        '<li id="onderdeel-4-noot-2" dir="auto">Twee &amp; drie <a href="#onderdeel-4-bij-noot-2" role="doc-backlink" '
        'aria-label="Terug naar noot 2 in de tekst">↑</a></li>'
        '<li id="onderdeel-4-noot-3" dir="auto">Zie <a href="https://www.cbs.nl/a" rel="noopener noreferrer">'
        'https://www.cbs.nl/a</a>. <a href="#onderdeel-4-bij-noot-3" role="doc-backlink" '
        'aria-label="Terug naar noot 3 in de tekst">↑</a></li></ol></div>'
    )
    assert '<a href="/x"' not in html
    assert to_plain_text(tree).splitlines()[-3:] == ["Bron: CBS.", "Twee & drie", "Zie https://www.cbs.nl/a."]


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://nl.wikipedia.org/wiki/Zorg_(gezondheid), 2026", "https://nl.wikipedia.org/wiki/Zorg_(gezondheid)"),
        ("(zie https://www.iza.nl/a)", "https://www.iza.nl/a"),
        ("https://www.iza.nl/a?b=1&c=2!", "https://www.iza.nl/a?b=1&amp;c=2"),
    ],
)
def test_an_address_in_a_footnote_is_a_link_without_the_end_of_its_sentence(words, address):
    assert f'<a href="{address}" rel="noopener noreferrer">{address}</a>' in to_html(text(paragraph(f"x^[{words}]")))


@pytest.mark.parametrize("words", ["javascript:alert(1)", "https://", "http://user@x.nl", "data:text/html,x"])
def test_what_is_no_good_address_stays_words(words):
    assert "rel=" not in to_html(text(paragraph(f"x^[{words}]")))


@pytest.mark.parametrize("node", [picture(7, " "), picture(0, "x"), picture(True, "x"), picture(7, "x" * 501)])
def test_a_picture_without_a_description_or_a_key_is_refused(node):
    with pytest.raises(TextRefused):
        check(text(node))


@pytest.mark.parametrize("words", ["", " ", "x" * 1001, "a\nb"])
def test_a_footnote_says_something_on_one_line(words):
    with pytest.raises(TextRefused):
        check(text({"type": "paragraph", "content": [footnote(words)]}))


def test_what_footnotes_say_counts_in_the_length_of_a_text():
    note = footnote("woord " * 166)
    check(text({"type": "paragraph", "content": [note] * 100}))
    with pytest.raises(TextRefused, match="te lang"):
        check(text({"type": "paragraph", "content": [note] * 400}))


def of_place(place, **changes):
    """A text with one figure, and what it is as HTML; what is told of it is `changed`."""
    node = figure("22,6%", "BEV04", place, 2026) | changes.pop("node", {})
    tree = text({"type": "paragraph", "content": [node]})
    told = [each | changes for each in told_of(tree)]
    return tree, told


def test_a_figure_leads_to_its_indicator_and_a_list_says_where_it_comes_from():
    tree, told = of_place("regio:zhe-bar")
    address = 'href="/cijfers/BEV04/?regio=x&amp;jaar=2026&quot;"'
    assert to_html(tree, figures=told, prefix="onderdeel-1-") == (
        f'<p dir="auto"><a class="figure" {address} '
        'title="Inwoners &amp; &quot;ouderen&quot; &lt;65&gt;, ZHE-BAR, 2026, CBS">22,6%</a></p>'
        '<div class="notes"><p class="notes-title" id="onderdeel-1-cijfers">Cijfers in deze tekst</p>'
        '<ul aria-labelledby="onderdeel-1-cijfers"><li dir="auto"><strong>22,6%</strong> '
        f"<a {address}>Inwoners &amp; &quot;ouderen&quot; &lt;65&gt;</a>, ZHE-BAR, 2026. "
        "Bron: CBS &lt;x&gt;, peildatum 1 januari 2026 (vastgesteld).</li></ul></div>"
    )


def test_a_newer_figure_is_told_only_where_that_is_asked_for():
    tree, told = of_place("regio:zhe-bar")
    inside = to_html(tree, figures=told, tells_newer=True)
    assert '22,6%</a> <small class="newer-figure">nieuwer cijfer</small>' in inside
    assert "Nieuwer cijfer: &lt;9%&gt; (2027)." in inside
    outside = to_html(tree, figures=told)
    assert "newer" not in outside
    assert "9%" not in outside
    assert "newer" not in to_html(tree, figures=to_keep(told), tells_newer=True)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("weg", "Dit cijfer staat niet meer bij de bron."),
        ("verborgen", "De bron toont dit cijfer niet meer."),
        ("anders", "De bron geeft intussen een ander cijfer."),
    ],
)
def test_everybody_reads_that_the_source_has_it_otherwise_or_not_any_more(state, words):
    tree, told = of_place("nederland", state=state, sources=[])
    html = to_html(tree, figures=told)
    assert '<span class="figure">22,6%</span>' in html
    assert f"2026. {words}</li>" in html


def test_a_figure_of_which_nothing_is_told_is_its_words():
    tree, _ = of_place("nederland", node={"marks": [{"type": "strong"}]})
    assert to_html(tree) == '<p dir="auto"><strong><span class="figure">22,6%</span></strong></p>'
    assert to_plain_text(tree) == "22,6%"


def test_a_figure_in_a_link_is_part_of_that_link():
    tree, told = of_place("GM0597", node={"marks": [{"type": "link", "attrs": {"href": "/x"}}]})
    html = to_html(tree, figures=told)
    assert html.startswith('<p dir="auto"><a href="/x"><span class="figure">22,6%</span></a></p>')


def test_figures_make_a_column_of_numbers_and_only_so_many_fit():
    tree = text(table(["Gemeente", "65+"], ["Ridderkerk", ""]))
    tree["content"][0]["content"][1]["content"][1]["content"][0]["content"] = [figure("22,6%", "BEV04", "GM0597", 2026)]
    assert '<td class="numeric" dir="auto"><span class="figure">22,6%</span></td>' in to_html(tree)
    many = [{"type": "paragraph", "content": [figure("1", "BEV04", "nederland", 2026)]}] * 501
    check(text(*many[:500]))
    with pytest.raises(TextRefused, match="500 cijfers"):
        check(text(*many))


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": "bev04"},
        {"place": "regio"},
        {"place": "regio:"},
        {"place": "regio:zhe bar"},
        {"place": "GM597"},
        {"year": 1899},
        {"year": 2026.0},
        {"follow": ""},
        {"scenario": None},
        {"scenario": "x" * 41},
        {"shown": ""},
        {"shown": "22\n6%"},
        {"value": "22.6"},
    ],
)
def test_what_is_no_figure_is_refused(wrong):
    node = figure("22,6%", "BEV04", "nederland", 2026)
    node["attrs"] |= wrong
    with pytest.raises(TextRefused):
        check(text({"type": "paragraph", "content": [node]}))
    with pytest.raises(TextRefused):
        check(text({"type": "heading", "content": [figure("22,6%", "BEV04", "nederland", 2026)]}))
